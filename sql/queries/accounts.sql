-- database: state

-- name: account_by_id :one
-- tenant: global the account's own session is the proof
SELECT id, tenant_id, email, name, password_hash, enabled, unconfirmed_since, version FROM user WHERE id = :id;

-- name: account_by_email :one
-- tenant: global an address is unique in the box
SELECT id, tenant_id, email, enabled, unconfirmed_since FROM user WHERE email = :email;

-- name: account_set_name :exec
-- tenant: global the account's own session is the proof
UPDATE user SET name = :name, updated_at = :updated_at, version = version + 1 WHERE id = :id;

-- name: account_set_email :exec
-- tenant: global the link in the mail is the proof
UPDATE user SET email = :email, unconfirmed_since = NULL, updated_at = :updated_at, version = version + 1 WHERE id = :id;

-- name: account_unconfirmed :exec
-- tenant: global the account was made a moment ago in this transaction
UPDATE user SET unconfirmed_since = :unconfirmed_since WHERE id = :id;

-- name: account_confirm :exec
-- tenant: global the link in the mail is the proof
UPDATE user SET unconfirmed_since = NULL, updated_at = :updated_at, version = version + 1 WHERE id = :id;

-- name: account_disable :exec
-- tenant: global the account's own session is the proof
UPDATE user SET enabled = 0, updated_at = :updated_at, version = version + 1 WHERE id = :id;

-- name: account_delete :exec
-- tenant: global the account's own session is the proof
DELETE FROM user WHERE id = :id;

-- name: account_unconfirmed_count :one
-- tenant: global the bound holds for the box
-- col: total int
SELECT count(*) AS total FROM user WHERE unconfirmed_since IS NOT NULL;

-- name: account_unconfirmed_delete :exec
-- tenant: global housekeeping
-- param: before int
-- Whoever never confirmed leaves the address free again. Not who signed in meanwhile (where that is allowed).
DELETE FROM user WHERE unconfirmed_since < :before AND last_login_at IS NULL;

-- name: link_of_user :one
-- tenant: global links of one account
SELECT expires_at, email FROM one_time_token WHERE user_id = :user_id AND purpose = :purpose ORDER BY expires_at DESC LIMIT 1;

-- name: link_delete_of_user :exec
-- tenant: global links of one account
DELETE FROM one_time_token WHERE user_id = :user_id AND purpose = :purpose;

-- name: factor_get :one
SELECT secret, last_step, created_at, confirmed_at FROM user_factor WHERE user_id = :user_id;

-- name: factor_put :exec
-- tenant: global the account's own
INSERT INTO user_factor (user_id, secret, last_step, created_at, confirmed_at) VALUES (:user_id, :secret, 0, :created_at, NULL)
    ON CONFLICT (user_id) DO UPDATE SET secret = excluded.secret, last_step = 0, created_at = excluded.created_at, confirmed_at = NULL;

-- name: factor_confirm :exec
-- tenant: global the account's own
UPDATE user_factor SET confirmed_at = :confirmed_at, last_step = :last_step WHERE user_id = :user_id AND confirmed_at IS NULL;

-- name: factor_use :exec
-- tenant: global the account's own
-- A step counts once: whoever comes second changes no row.
UPDATE user_factor SET last_step = :last_step WHERE user_id = :user_id AND last_step < :last_step;

-- name: factor_delete :exec
-- tenant: global the account's own
DELETE FROM user_factor WHERE user_id = :user_id;

-- name: recovery_insert :exec
-- tenant: global the account's own
INSERT INTO recovery_code (user_id, code_hash, created_at) VALUES (:user_id, :code_hash, :created_at);

-- name: recovery_use :exec
-- tenant: global the account's own
DELETE FROM recovery_code WHERE user_id = :user_id AND code_hash = :code_hash;

-- name: recovery_clear :exec
-- tenant: global the account's own
DELETE FROM recovery_code WHERE user_id = :user_id;

-- name: recovery_count :one
-- col: total int
SELECT count(*) AS total FROM recovery_code WHERE user_id = :user_id;

-- name: session_of_user :many
-- tenant: global every session of one account, whichever tenant it acts in
SELECT s.id, s.kind, t.name AS tenant_name, s.created_at, s.last_seen_at, s.remote, s.user_agent FROM session s JOIN tenant t ON t.id = s.tenant_id
WHERE s.user_id = :user_id ORDER BY s.last_seen_at DESC LIMIT :limit;

-- name: session_by_id :one
-- tenant: global by its own id
SELECT s.id, s.kind, s.tenant_id, t.name AS tenant_name, s.user_id, u.email, s.created_at, s.last_seen_at, s.remote, s.user_agent
FROM session s JOIN tenant t ON t.id = s.tenant_id JOIN user u ON u.id = s.user_id WHERE s.id = :id;

-- name: session_delete_own :exec
-- tenant: global by its own id and account
DELETE FROM session WHERE id = :id AND user_id = :user_id;

-- name: invitation_insert :exec
-- tenant: bound
INSERT INTO invitation (id, tenant_id, email, role, token_hash, invited_by, created_at, expires_at) VALUES (:id, :tenant_id, :email, :role, :token_hash, :invited_by, :created_at, :expires_at)
    ON CONFLICT (tenant_id, email) DO UPDATE SET id = excluded.id, role = excluded.role, token_hash = excluded.token_hash, invited_by = excluded.invited_by,
        created_at = excluded.created_at, expires_at = excluded.expires_at;

-- name: invitation_by_token :one
-- tenant: global the token is the proof
SELECT v.id, v.tenant_id, t.name AS tenant_name, v.email, v.role, v.invited_by, v.created_at, v.expires_at FROM invitation v JOIN tenant t ON t.id = v.tenant_id WHERE v.token_hash = :token_hash;

-- name: invitation_list :many
-- tenant: bound
-- param: after text
SELECT id, email, role, invited_by, created_at, expires_at FROM invitation WHERE tenant_id = :tenant_id AND id > :after ORDER BY id LIMIT :limit;

-- name: invitation_count :one
-- tenant: bound
-- col: total int
SELECT count(*) AS total FROM invitation WHERE tenant_id = :tenant_id;

-- name: invitation_by_id :one
-- tenant: bound
SELECT id, email, role FROM invitation WHERE tenant_id = :tenant_id AND id = :id;

-- name: invitation_delete :exec
-- tenant: bound
DELETE FROM invitation WHERE tenant_id = :tenant_id AND id = :id;

-- name: invitation_delete_old :exec
-- tenant: global housekeeping
-- param: before int
DELETE FROM invitation WHERE expires_at < :before;

-- database: state

-- name: tenant_by_name :one
SELECT id, name FROM tenant WHERE name = :name;

-- name: tenant_by_id :one
SELECT id, name FROM tenant WHERE id = :id;

-- name: tenant_insert :exec
INSERT INTO tenant (id, name, created_at) VALUES (:id, :name, :created_at);

-- name: tenant_all :many
SELECT id, name, created_at FROM tenant ORDER BY name LIMIT :limit;

-- name: user_count_all :one
-- tenant: global is the box claimed?
-- col: total int
SELECT count(*) AS total FROM user;

-- name: user_count_superadmins :one
-- tenant: global the last one of the box must stay
-- col: total int
SELECT count(*) AS total FROM user WHERE role = 'superadmin' AND enabled = 1;

-- name: user_by_email :one
-- tenant: global an address is unique in the box; signing in comes before the tenant is known
SELECT id, tenant_id, email, name, role, password_hash, enabled, version FROM user WHERE email = :email;

-- name: user_by_id_global :one
-- tenant: global the session or key that names the user is the proof
SELECT id, tenant_id, email, name, role, password_hash, enabled, version FROM user WHERE id = :id;

-- name: user_by_id :one
-- tenant: bound
SELECT u.id, u.tenant_id, t.name AS tenant_name, u.email, u.name, u.role, u.enabled, u.created_at, u.last_login_at, u.version
FROM user u JOIN tenant t ON t.id = u.tenant_id WHERE u.tenant_id = :tenant_id AND u.id = :id;

-- name: user_list :many
-- tenant: bound
-- param: after text
SELECT id, email, name, role, enabled, created_at, last_login_at, version FROM user WHERE tenant_id = :tenant_id AND id > :after ORDER BY id LIMIT :limit;

-- name: user_list_all :many
-- tenant: global the command line of the box's owner
-- param: after text
SELECT u.id, u.email, u.role, u.enabled, u.last_login_at, t.name AS tenant FROM user u JOIN tenant t ON t.id = u.tenant_id WHERE u.id > :after ORDER BY u.id LIMIT :limit;

-- name: user_insert :exec
-- tenant: bound
INSERT INTO user (id, tenant_id, email, name, role, password_hash, enabled, created_at, updated_at, version)
VALUES (:id, :tenant_id, :email, :name, :role, :password_hash, 1, :created_at, :created_at, 1);

-- name: user_update :exec
-- tenant: bound
UPDATE user SET name = :name, role = :role, enabled = :enabled, updated_at = :updated_at, version = version + 1 WHERE tenant_id = :tenant_id AND id = :id AND version = :version;

-- name: user_set_password :exec
-- tenant: global the caller proved the old password, a reset link, or is the console
UPDATE user SET password_hash = :password_hash, updated_at = :updated_at, version = version + 1 WHERE id = :id;

-- name: user_set_login :exec
-- tenant: global the session's own user
UPDATE user SET last_login_at = :last_login_at WHERE id = :id;

-- name: user_delete :exec
-- tenant: bound
DELETE FROM user WHERE tenant_id = :tenant_id AND id = :id;

-- name: session_insert :exec
-- tenant: bound
INSERT INTO session (id, token_hash, tenant_id, user_id, csrf, created_at, last_seen_at, remote) VALUES (:id, :token_hash, :tenant_id, :user_id, :csrf, :created_at, :created_at, :remote);

-- name: session_by_token :one
-- tenant: global the token is the proof
SELECT id, tenant_id, user_id, csrf, created_at, last_seen_at FROM session WHERE token_hash = :token_hash;

-- name: session_seen :exec
-- tenant: global by its own id
UPDATE session SET last_seen_at = max(last_seen_at, :last_seen_at) WHERE id = :id;

-- name: session_delete :exec
-- tenant: global by its own id
DELETE FROM session WHERE id = :id;

-- name: session_delete_of_user :exec
-- tenant: global every session of one account, but the one at hand
-- param: except text
DELETE FROM session WHERE user_id = :user_id AND id <> :except;

-- name: session_old :many
-- tenant: global housekeeping
-- param: created_before int
-- param: seen_before int
SELECT id FROM session WHERE created_at < :created_before OR last_seen_at < :seen_before LIMIT :limit;

-- name: api_key_insert :exec
-- tenant: bound
INSERT INTO api_key (id, tenant_id, user_id, name, prefix, key_hash, scopes, created_at, expires_at) VALUES (:id, :tenant_id, :user_id, :name, :prefix, :key_hash, :scopes, :created_at, :expires_at);

-- name: api_key_by_hash :one
-- tenant: global the key is the proof
SELECT id, tenant_id, user_id, scopes, expires_at FROM api_key WHERE key_hash = :key_hash;

-- name: api_key_by_id :one
-- tenant: bound
SELECT k.id, k.user_id, k.name, k.prefix, k.scopes, k.created_at, k.expires_at, k.last_used_at, u.email AS user_email FROM api_key k JOIN user u ON u.id = k.user_id WHERE k.tenant_id = :tenant_id AND k.id = :id;

-- name: api_key_list :many
-- tenant: bound
-- Of one user, or of everybody when user_id is empty.
-- param: after text
SELECT k.id, k.user_id, k.name, k.prefix, k.scopes, k.created_at, k.expires_at, k.last_used_at, u.email AS user_email FROM api_key k JOIN user u ON u.id = k.user_id
WHERE k.tenant_id = :tenant_id AND (:user_id = '' OR k.user_id = :user_id) AND k.id > :after ORDER BY k.id LIMIT :limit;

-- name: api_key_used :exec
-- tenant: global by its own id
UPDATE api_key SET last_used_at = :last_used_at WHERE id = :id;

-- name: api_key_expired :many
-- tenant: global housekeeping
-- param: from int
-- param: now int
SELECT id FROM api_key WHERE expires_at BETWEEN :from AND :now LIMIT :limit;

-- name: api_key_delete :exec
-- tenant: bound
DELETE FROM api_key WHERE tenant_id = :tenant_id AND id = :id;

-- name: one_time_token_insert :exec
-- tenant: global the token is the proof
INSERT INTO one_time_token (token_hash, purpose, user_id, expires_at) VALUES (:token_hash, :purpose, :user_id, :expires_at);

-- name: one_time_token_get :one
-- tenant: global the token is the proof
SELECT purpose, user_id, expires_at FROM one_time_token WHERE token_hash = :token_hash;

-- name: one_time_token_delete :exec
-- tenant: global the token is the proof
DELETE FROM one_time_token WHERE token_hash = :token_hash;

-- name: one_time_token_delete_of_user :exec
-- tenant: global links of one account
DELETE FROM one_time_token WHERE user_id = :user_id;

-- name: one_time_token_clear :exec
-- tenant: global the token is the proof
-- Those of a purpose (and, for reset, of a user) and whatever is over.
-- param: now int
DELETE FROM one_time_token WHERE expires_at <= :now OR (purpose = :purpose AND user_id IS :user_id);

-- name: idempotency_get :one
-- tenant: bound
SELECT route, body_hash, status, body, created_at FROM idempotency WHERE tenant_id = :tenant_id AND user_id = :user_id AND key = :key;

-- name: idempotency_insert :exec
-- tenant: bound
INSERT INTO idempotency (tenant_id, user_id, key, route, body_hash, status, body, created_at) VALUES (:tenant_id, :user_id, :key, :route, :body_hash, 0, '', :created_at);

-- name: idempotency_finish :exec
-- tenant: bound
UPDATE idempotency SET status = :status, body = :body WHERE tenant_id = :tenant_id AND user_id = :user_id AND key = :key;

-- name: idempotency_delete :exec
-- tenant: bound
DELETE FROM idempotency WHERE tenant_id = :tenant_id AND user_id = :user_id AND key = :key;

-- name: idempotency_delete_old :exec
-- tenant: global housekeeping
-- What is too old, and the oldest when there are too many.
-- param: before int
-- param: most int
DELETE FROM idempotency WHERE created_at < :before OR created_at < (SELECT created_at FROM idempotency ORDER BY created_at DESC LIMIT 1 OFFSET :most);

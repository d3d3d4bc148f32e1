-- database: state

-- name: tenant_by_name :one
SELECT id, name FROM tenant WHERE name = :name AND deleting_at IS NULL;

-- name: tenant_by_id :one
SELECT id, name, factor_required, created_at, updated_at, suspended_at, exported_at, version FROM tenant WHERE id = :id AND deleting_at IS NULL;

-- name: tenant_insert :exec
INSERT INTO tenant (id, name, created_at, updated_at) VALUES (:id, :name, :created_at, :created_at);

-- name: tenant_change :exec
UPDATE tenant SET name = :name, factor_required = :factor_required, updated_at = :updated_at, version = version + 1 WHERE id = :id AND version = :version AND deleting_at IS NULL;

-- name: tenant_suspend :exec
-- Resumed: suspended_at NULL.
UPDATE tenant SET suspended_at = :suspended_at, updated_at = :updated_at, version = version + 1 WHERE id = :id AND deleting_at IS NULL;

-- name: tenant_exported :exec
UPDATE tenant SET exported_at = :exported_at WHERE id = :id;

-- name: tenant_mark_deleting :exec
-- The name is free again at once.
UPDATE tenant SET deleting_at = :deleting_at, name = id WHERE id = :id;

-- name: tenant_delete :exec
-- tenant: global by its own id; nothing refers to it any more
DELETE FROM tenant WHERE id = :id AND deleting_at IS NOT NULL;

-- name: tenant_all :many
SELECT id, name, created_at, updated_at, suspended_at, exported_at, version FROM tenant WHERE deleting_at IS NULL ORDER BY name LIMIT :limit;

-- name: tenant_page :many
-- param: after text
SELECT id, name, factor_required, created_at, updated_at, suspended_at, exported_at, version FROM tenant WHERE deleting_at IS NULL AND id > :after ORDER BY id LIMIT :limit;

-- name: tenant_suspended_all :many
SELECT id, deleting_at FROM tenant WHERE suspended_at IS NOT NULL LIMIT :limit;

-- name: session_delete_of_tenant :exec
-- tenant: bound
DELETE FROM session WHERE tenant_id = :tenant_id;

-- name: user_rehome :exec
-- tenant: bound
-- Who is at home in a tenant that goes, and a member elsewhere, is at home there from now on.
UPDATE user SET tenant_id = (SELECT m.tenant_id FROM membership m JOIN tenant t ON t.id = m.tenant_id WHERE m.user_id = user.id AND m.tenant_id <> :tenant_id AND t.deleting_at IS NULL
                             ORDER BY m.created_at, m.tenant_id LIMIT 1), updated_at = :updated_at, version = version + 1
WHERE tenant_id = :tenant_id
  AND EXISTS (SELECT 1 FROM membership m JOIN tenant t ON t.id = m.tenant_id WHERE m.user_id = user.id AND m.tenant_id <> :tenant_id AND t.deleting_at IS NULL);

-- name: membership_for_superadmins :exec
-- tenant: bound
-- param: home text
-- Superadmins of a tenant that goes get a membership of another.
INSERT INTO membership (tenant_id, user_id, role, role_id, created_at, version)
SELECT :home, u.id, 'admin', NULL, :created_at, 1 FROM user u WHERE u.tenant_id = :tenant_id AND u.superadmin = 1
   AND NOT EXISTS (SELECT 1 FROM membership m WHERE m.user_id = u.id AND m.tenant_id = :home);

-- name: user_delete_of_tenant :exec
-- tenant: bound
-- param: tenant_id text
DELETE FROM user WHERE tenant_id = :tenant_id;

-- name: membership_delete_of_tenant :exec
-- tenant: bound
DELETE FROM membership WHERE tenant_id = :tenant_id;

-- name: member_ids :many
-- tenant: bound
-- param: after text
SELECT user_id FROM membership WHERE tenant_id = :tenant_id AND user_id > :after ORDER BY user_id LIMIT :limit;

-- name: user_count_all :one
-- tenant: global is the box claimed?
-- col: total int
SELECT count(*) AS total FROM user;

-- name: user_count_superadmins :one
-- tenant: global the last one of the box must stay, and be able to sign in without an identity provider
-- col: total int
SELECT count(*) AS total FROM user WHERE superadmin = 1 AND enabled = 1 AND password_hash <> '!';

-- name: user_by_email :one
-- tenant: global an address is unique in the box; signing in comes before the tenant is known
SELECT id, tenant_id, email, name, superadmin, password_hash, enabled, version FROM user WHERE email = :email;

-- name: user_by_id_global :one
-- tenant: global the session or key that names the user is the proof
SELECT id, tenant_id, email, name, superadmin, password_hash, enabled, version FROM user WHERE id = :id;

-- name: identity_of :one
-- tenant: global the session or key that names both is the proof
-- What an account is in a tenant; without a membership its columns are NULL.
SELECT u.id, u.email, u.name, u.enabled, u.superadmin, t.id AS tenant_id, t.name AS tenant_name, t.factor_required, t.suspended_at, t.deleting_at, m.role, r.name AS role_name, r.permissions
FROM user u JOIN tenant t ON t.id = :tenant_id
LEFT JOIN membership m ON m.user_id = u.id AND m.tenant_id = t.id LEFT JOIN role r ON r.id = m.role_id AND r.tenant_id = m.tenant_id
WHERE u.id = :user_id;

-- name: user_by_id :one
-- tenant: bound
-- A member of the tenant. home_id: the tenant that manages the account.
-- col: row_version int
-- col: confirmed int
-- col: second_factor int
SELECT u.id, u.tenant_id AS home_id, u.email, u.name, u.superadmin, u.enabled, u.created_at, u.last_login_at, u.version, u.version + m.version - 1 AS row_version,
       m.role, m.role_id, r.name AS role_name, r.permissions,
       u.unconfirmed_since IS NULL AS confirmed, EXISTS (SELECT 1 FROM user_factor f WHERE f.user_id = u.id AND f.confirmed_at IS NOT NULL) AS second_factor
FROM membership m JOIN user u ON u.id = m.user_id LEFT JOIN role r ON r.id = m.role_id AND r.tenant_id = m.tenant_id
WHERE m.tenant_id = :tenant_id AND m.user_id = :id;

-- name: user_list :many
-- tenant: bound
-- param: after text
-- col: row_version int
-- col: confirmed int
-- col: second_factor int
SELECT u.id, u.tenant_id AS home_id, u.email, u.name, u.superadmin, u.enabled, u.created_at, u.last_login_at, u.version + m.version - 1 AS row_version,
       m.role, m.role_id, r.name AS role_name,
       u.unconfirmed_since IS NULL AS confirmed, EXISTS (SELECT 1 FROM user_factor f WHERE f.user_id = u.id AND f.confirmed_at IS NOT NULL) AS second_factor
FROM membership m JOIN user u ON u.id = m.user_id LEFT JOIN role r ON r.id = m.role_id AND r.tenant_id = m.tenant_id
WHERE m.tenant_id = :tenant_id AND m.user_id > :after ORDER BY m.user_id LIMIT :limit;

-- name: user_list_all :many
-- tenant: global the command line of the box's owner
-- param: after text
-- col: tenant text
-- col: superadmin int
-- col: enabled int
-- Each account with every tenant it is a member of: one row an account.
SELECT u.id, u.email, u.superadmin, u.enabled, u.last_login_at,
       coalesce((SELECT group_concat(x.text, ', ') FROM (SELECT t.name || ':' || coalesce(r.name, m.role) AS text FROM membership m JOIN tenant t ON t.id = m.tenant_id
                 LEFT JOIN role r ON r.id = m.role_id WHERE m.user_id = u.id ORDER BY t.id <> u.tenant_id, t.name) x), '') AS tenant
FROM user u WHERE u.id > :after ORDER BY u.id LIMIT :limit;

-- name: user_insert :exec
-- tenant: bound
INSERT INTO user (id, tenant_id, email, name, superadmin, password_hash, enabled, created_at, updated_at, version)
VALUES (:id, :tenant_id, :email, :name, :superadmin, :password_hash, 1, :created_at, :created_at, 1);

-- name: user_update :exec
-- tenant: bound
UPDATE user SET name = :name, superadmin = :superadmin, enabled = :enabled, updated_at = :updated_at, version = version + 1 WHERE tenant_id = :tenant_id AND id = :id;

-- name: membership_insert :exec
-- tenant: bound
INSERT INTO membership (tenant_id, user_id, role, role_id, created_at, version) VALUES (:tenant_id, :user_id, :role, :role_id, :created_at, 1);

-- name: membership_update :exec
-- tenant: bound
UPDATE membership SET role = :role, role_id = :role_id, version = version + 1 WHERE tenant_id = :tenant_id AND user_id = :user_id;

-- name: membership_delete :exec
-- tenant: bound
DELETE FROM membership WHERE tenant_id = :tenant_id AND user_id = :user_id;

-- name: membership_first :one
-- tenant: global where an account starts: at home, else where it came first; not in a suspended tenant
SELECT m.tenant_id FROM membership m JOIN user u ON u.id = m.user_id JOIN tenant t ON t.id = m.tenant_id
WHERE m.user_id = :user_id AND t.suspended_at IS NULL AND t.deleting_at IS NULL ORDER BY m.tenant_id <> u.tenant_id, m.created_at, m.tenant_id LIMIT 1;

-- name: membership_of_user :many
-- tenant: global the account's own
SELECT m.tenant_id, t.name AS tenant_name, t.suspended_at, m.role, r.name AS role_name
FROM membership m JOIN tenant t ON t.id = m.tenant_id LEFT JOIN role r ON r.id = m.role_id AND r.tenant_id = m.tenant_id
WHERE m.user_id = :user_id AND t.deleting_at IS NULL ORDER BY t.name LIMIT :limit;

-- name: role_by_name :one
-- tenant: bound
SELECT id, name, description, permissions, created_at, updated_at, version FROM role WHERE tenant_id = :tenant_id AND name = :name;

-- name: role_by_id :one
-- tenant: bound
SELECT id, name, description, permissions, created_at, updated_at, version FROM role WHERE tenant_id = :tenant_id AND id = :id;

-- name: role_list :many
-- tenant: bound
SELECT id, name, description, permissions, created_at, updated_at, version FROM role WHERE tenant_id = :tenant_id ORDER BY name LIMIT :limit;

-- name: role_count :one
-- tenant: bound
-- col: total int
SELECT count(*) AS total FROM role WHERE tenant_id = :tenant_id;

-- name: role_insert :exec
-- tenant: bound
INSERT INTO role (id, tenant_id, name, description, permissions, created_at, updated_at, version) VALUES (:id, :tenant_id, :name, :description, :permissions, :created_at, :created_at, 1);

-- name: role_update :exec
-- tenant: bound
UPDATE role SET name = :name, description = :description, permissions = :permissions, updated_at = :updated_at, version = version + 1 WHERE tenant_id = :tenant_id AND id = :id AND version = :version;

-- name: role_delete :exec
-- tenant: bound
DELETE FROM role WHERE tenant_id = :tenant_id AND id = :id;

-- name: role_members :many
-- tenant: bound
SELECT u.id, u.email FROM membership m JOIN user u ON u.id = m.user_id WHERE m.tenant_id = :tenant_id AND m.role = :role AND m.role_id IS :role_id ORDER BY u.email LIMIT :limit;

-- name: role_member_count :one
-- tenant: bound
-- col: total int
SELECT count(*) AS total FROM membership WHERE tenant_id = :tenant_id AND role = :role AND role_id IS :role_id;

-- name: user_set_password :exec
-- tenant: global the caller proved the old password, a reset link, or is the console
UPDATE user SET password_hash = :password_hash, updated_at = :updated_at, version = version + 1 WHERE id = :id;

-- name: user_set_login :exec
-- tenant: global the session's own user
UPDATE user SET last_login_at = :last_login_at WHERE id = :id;

-- name: user_delete :exec
-- tenant: bound
-- param: tenant_id text
DELETE FROM user WHERE tenant_id = :tenant_id AND id = :id;

-- name: session_set_tenant :exec
-- tenant: global by its own id; the new tenant was checked
UPDATE session SET tenant_id = :tenant_id WHERE id = :id;

-- name: session_delete_of_member :exec
-- tenant: bound
DELETE FROM session WHERE tenant_id = :tenant_id AND user_id = :user_id;

-- name: api_key_delete_of_member :exec
-- tenant: bound
DELETE FROM api_key WHERE tenant_id = :tenant_id AND user_id = :user_id;

-- name: session_insert :exec
-- tenant: bound
INSERT INTO session (id, token_hash, tenant_id, user_id, csrf, created_at, last_seen_at, remote, user_agent)
VALUES (:id, :token_hash, :tenant_id, :user_id, :csrf, :created_at, :created_at, :remote, :user_agent);

-- name: session_by_token :one
-- tenant: global the token is the proof
SELECT id, tenant_id, user_id, csrf, created_at, last_seen_at FROM session WHERE token_hash = :token_hash AND kind = 'browser';

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
-- param: token_created_before int
-- param: token_seen_before int
SELECT id FROM session WHERE (kind = 'browser' AND (created_at < :created_before OR last_seen_at < :seen_before))
OR (kind = 'token' AND (created_at < :token_created_before OR last_seen_at < :token_seen_before)) LIMIT :limit;

-- name: api_key_insert :exec
-- tenant: bound
INSERT INTO api_key (id, tenant_id, user_id, name, prefix, key_hash, scopes, allowed, created_at, expires_at)
VALUES (:id, :tenant_id, :user_id, :name, :prefix, :key_hash, :scopes, :allowed, :created_at, :expires_at);

-- name: api_key_by_hash :one
-- tenant: global the key is the proof
-- The secret before the last rotation is good until old_until.
-- param: hash blob
-- param: now int
-- col: is_old int
SELECT id, tenant_id, user_id, scopes, allowed, expires_at, old_until, key_hash <> :hash AS is_old FROM api_key
WHERE key_hash = :hash OR (old_hash = :hash AND old_until > :now);

-- name: api_key_by_id :one
-- tenant: bound
SELECT k.id, k.user_id, k.name, k.prefix, k.scopes, k.allowed, k.created_at, k.expires_at, k.last_used_at, k.last_remote, k.calls, k.rotated_at, k.old_until, k.version, u.email AS user_email
FROM api_key k JOIN user u ON u.id = k.user_id WHERE k.tenant_id = :tenant_id AND k.id = :id;

-- name: api_key_list :many
-- tenant: bound
-- Of one user, or of everybody when user_id is empty.
-- param: after text
SELECT k.id, k.user_id, k.name, k.prefix, k.scopes, k.allowed, k.created_at, k.expires_at, k.last_used_at, k.last_remote, k.calls, k.rotated_at, k.old_until, k.version, u.email AS user_email
FROM api_key k JOIN user u ON u.id = k.user_id
WHERE k.tenant_id = :tenant_id AND (:user_id = '' OR k.user_id = :user_id) AND k.id > :after ORDER BY k.id LIMIT :limit;

-- name: api_key_update :exec
-- tenant: bound
UPDATE api_key SET name = :name, scopes = :scopes, allowed = :allowed, expires_at = :expires_at, warned = CASE WHEN expires_at IS :expires_at THEN warned ELSE 0 END, version = version + 1
WHERE tenant_id = :tenant_id AND id = :id AND version = :version;

-- name: api_key_rotate :exec
-- tenant: bound
UPDATE api_key SET old_hash = key_hash, old_until = :old_until, key_hash = :key_hash, prefix = :prefix, rotated_at = :rotated_at, version = version + 1
WHERE tenant_id = :tenant_id AND id = :id;

-- name: api_key_used :exec
-- tenant: global by its own id
-- param: more int
UPDATE api_key SET last_used_at = max(coalesce(last_used_at, 0), :last_used_at), last_remote = :last_remote, calls = calls + :more WHERE id = :id;

-- name: api_key_expiring :many
-- tenant: global housekeeping
-- Keys that can be used and whose owner is to hear that they end.
-- param: now int
-- param: week int
-- param: day int
SELECT k.id, k.tenant_id, k.user_id, k.name, k.expires_at, u.email FROM api_key k JOIN user u ON u.id = k.user_id JOIN tenant t ON t.id = k.tenant_id
WHERE k.expires_at > :now AND ((k.warned < 1 AND k.expires_at < :week) OR (k.warned < 2 AND k.expires_at < :day)) AND u.enabled = 1 AND t.suspended_at IS NULL
ORDER BY k.id LIMIT :limit;

-- name: api_key_warned :exec
-- tenant: global by its own id
UPDATE api_key SET warned = :warned WHERE id = :id;

-- name: api_key_expired :many
-- tenant: global housekeeping
-- Keys that ended, and secrets that a rotation left behind.
-- param: from int
-- param: now int
SELECT id FROM api_key WHERE expires_at BETWEEN :from AND :now OR old_until BETWEEN :from AND :now LIMIT :limit;

-- name: api_key_delete :exec
-- tenant: bound
DELETE FROM api_key WHERE tenant_id = :tenant_id AND id = :id;

-- name: one_time_token_insert :exec
-- tenant: global the token is the proof
-- param: email text?
INSERT INTO one_time_token (token_hash, purpose, user_id, email, expires_at) VALUES (:token_hash, :purpose, :user_id, :email, :expires_at);

-- name: one_time_token_get :one
-- tenant: global the token is the proof
SELECT purpose, user_id, email, expires_at FROM one_time_token WHERE token_hash = :token_hash;

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

-- database: state

-- name: sso_provider_all :many
SELECT id, name, issuer, client_id, secret, auth_method, scopes, groups_claim, use_userinfo, create_users, link_by_email, allow_superadmins, sign_out,
default_tenant_id, default_role, enabled, created_at, updated_at, version FROM sso_provider ORDER BY name LIMIT :limit;

-- name: sso_provider_by_id :one
SELECT id, name, issuer, client_id, secret, auth_method, scopes, groups_claim, use_userinfo, create_users, link_by_email, allow_superadmins, sign_out,
default_tenant_id, default_role, enabled, created_at, updated_at, version FROM sso_provider WHERE id = :id;

-- name: sso_provider_insert :exec
-- tenant: global a provider is the box's
INSERT INTO sso_provider (id, name, issuer, client_id, secret, auth_method, scopes, groups_claim, use_userinfo, create_users, link_by_email, allow_superadmins,
sign_out, default_tenant_id, default_role, enabled, created_at, updated_at, version)
VALUES (:id, :name, :issuer, :client_id, :secret, :auth_method, :scopes, :groups_claim, :use_userinfo, :create_users, :link_by_email, :allow_superadmins,
:sign_out, :default_tenant_id, :default_role, :enabled, :created_at, :created_at, 1);

-- name: sso_provider_update :exec
-- tenant: global a provider is the box's
UPDATE sso_provider SET name = :name, issuer = :issuer, client_id = :client_id, secret = :secret, auth_method = :auth_method, scopes = :scopes,
groups_claim = :groups_claim, use_userinfo = :use_userinfo, create_users = :create_users, link_by_email = :link_by_email, allow_superadmins = :allow_superadmins,
sign_out = :sign_out, default_tenant_id = :default_tenant_id, default_role = :default_role, enabled = :enabled, updated_at = :updated_at, version = version + 1
WHERE id = :id AND version = :version;

-- name: sso_provider_delete :exec
-- tenant: global a provider is the box's
DELETE FROM sso_provider WHERE id = :id;

-- name: sso_identity_forget :exec
-- tenant: global a provider is the box's
-- Another issuer's subjects are other people.
DELETE FROM sso_identity WHERE provider_id = :provider_id;

-- name: sso_mapping_of :many
-- tenant: global a provider is the box's; superadmins configure it
SELECT m.group_value, m.tenant_id, t.name AS tenant_name, m.role FROM sso_mapping m JOIN tenant t ON t.id = m.tenant_id
WHERE m.provider_id = :provider_id ORDER BY m.position LIMIT :limit;

-- name: sso_mapping_insert :exec
-- tenant: bound
INSERT INTO sso_mapping (provider_id, position, group_value, tenant_id, role) VALUES (:provider_id, :position, :group_value, :tenant_id, :role);

-- name: sso_mapping_clear :exec
-- tenant: global a provider is the box's
DELETE FROM sso_mapping WHERE provider_id = :provider_id;

-- name: sso_identity_get :one
-- tenant: global a provider is the box's
SELECT user_id FROM sso_identity WHERE provider_id = :provider_id AND subject = :subject;

-- name: sso_identity_put :exec
-- param: last_login_at int
-- tenant: global a provider is the box's
INSERT INTO sso_identity (provider_id, subject, user_id, email, created_at, last_login_at) VALUES (:provider_id, :subject, :user_id, :email, :last_login_at, :last_login_at)
ON CONFLICT (provider_id, subject) DO UPDATE SET email = excluded.email, last_login_at = excluded.last_login_at;

-- name: sso_membership_of :many
-- tenant: global those that one provider gave one account
SELECT tenant_id FROM sso_membership WHERE provider_id = :provider_id AND user_id = :user_id LIMIT :limit;

-- name: sso_membership_put :exec
-- tenant: bound
INSERT INTO sso_membership (provider_id, tenant_id, user_id) VALUES (:provider_id, :tenant_id, :user_id) ON CONFLICT DO NOTHING;

-- name: sso_membership_delete :exec
-- tenant: bound
DELETE FROM sso_membership WHERE provider_id = :provider_id AND tenant_id = :tenant_id AND user_id = :user_id;

-- name: sso_session_put :exec
-- tenant: global a provider is the box's
INSERT INTO sso_session (session_id, provider_id, id_token) VALUES (:session_id, :provider_id, :id_token);

-- name: sso_session_get :one
-- tenant: global a provider is the box's
SELECT s.provider_id, s.id_token FROM sso_session s JOIN sso_provider p ON p.id = s.provider_id WHERE s.session_id = :session_id AND p.sign_out = 1;

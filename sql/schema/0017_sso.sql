-- Signing in with an identity provider (OpenID Connect): the providers, what their groups give, whose account is whose.

CREATE TABLE sso_provider (
    id                TEXT    NOT NULL PRIMARY KEY,
    name              TEXT    NOT NULL COLLATE NOCASE UNIQUE,        -- on the button
    issuer            TEXT    NOT NULL,
    client_id         TEXT    NOT NULL,
    secret            BLOB,                                          -- sealed; NULL: a public client
    auth_method       TEXT    NOT NULL CHECK (auth_method IN ('client_secret_basic', 'client_secret_post', 'none')),
    scopes            TEXT    NOT NULL,
    groups_claim      TEXT    NOT NULL,
    use_userinfo      INTEGER NOT NULL CHECK (use_userinfo IN (0, 1)),
    create_users      INTEGER NOT NULL CHECK (create_users IN (0, 1)),
    link_by_email     INTEGER NOT NULL CHECK (link_by_email IN (0, 1)),
    allow_superadmins INTEGER NOT NULL CHECK (allow_superadmins IN (0, 1)),
    sign_out          INTEGER NOT NULL CHECK (sign_out IN (0, 1)),   -- signing out here signs out there
    default_tenant_id TEXT    REFERENCES tenant (id) ON DELETE SET NULL,
    default_role      TEXT    NOT NULL,                              -- of who matches no mapping; '': refused
    enabled           INTEGER NOT NULL CHECK (enabled IN (0, 1)),
    created_at        INTEGER NOT NULL,
    updated_at        INTEGER NOT NULL,
    version           INTEGER NOT NULL
) STRICT;

CREATE TABLE sso_mapping (
    provider_id TEXT    NOT NULL REFERENCES sso_provider (id) ON DELETE CASCADE,
    position    INTEGER NOT NULL,                                    -- in a tenant the first that matches counts
    group_value TEXT    NOT NULL,
    tenant_id   TEXT    NOT NULL REFERENCES tenant (id) ON DELETE CASCADE,
    role        TEXT    NOT NULL,                                    -- by its name
    PRIMARY KEY (provider_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX sso_mapping_tenant ON sso_mapping (tenant_id);

CREATE TABLE sso_identity (
    provider_id   TEXT    NOT NULL REFERENCES sso_provider (id) ON DELETE CASCADE,
    subject       TEXT    NOT NULL,
    user_id       TEXT    NOT NULL REFERENCES user (id) ON DELETE CASCADE,
    email         TEXT    NOT NULL,                                  -- as the provider said last
    created_at    INTEGER NOT NULL,
    last_login_at INTEGER NOT NULL,
    PRIMARY KEY (provider_id, subject)
) STRICT, WITHOUT ROWID;
CREATE INDEX sso_identity_of_user ON sso_identity (user_id);

-- Memberships that a mapping gave, and that it takes again.
CREATE TABLE sso_membership (
    provider_id TEXT NOT NULL REFERENCES sso_provider (id) ON DELETE CASCADE,
    tenant_id   TEXT NOT NULL REFERENCES tenant (id) ON DELETE CASCADE,
    user_id     TEXT NOT NULL REFERENCES user (id) ON DELETE CASCADE,
    PRIMARY KEY (provider_id, user_id, tenant_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX sso_membership_tenant ON sso_membership (tenant_id);
CREATE INDEX sso_membership_user ON sso_membership (user_id);

CREATE TABLE sso_session (
    session_id  TEXT NOT NULL PRIMARY KEY REFERENCES session (id) ON DELETE CASCADE,
    provider_id TEXT NOT NULL REFERENCES sso_provider (id) ON DELETE CASCADE,
    id_token    BLOB NOT NULL                                        -- sealed; the hint when signing out there
) STRICT, WITHOUT ROWID;
CREATE INDEX sso_session_provider ON sso_session (provider_id);
INSERT INTO store_ephemeral (name) VALUES ('sso_session');

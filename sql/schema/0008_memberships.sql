-- Who acts where: an account is a member of one or more tenants, with a role in each; roles that a tenant made itself.

ALTER TABLE tenant ADD COLUMN updated_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tenant ADD COLUMN suspended_at INTEGER;                 -- NULL: in use
ALTER TABLE tenant ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
UPDATE tenant SET updated_at = created_at;

CREATE TABLE role (
    id          TEXT    NOT NULL PRIMARY KEY,
    tenant_id   TEXT    NOT NULL REFERENCES tenant (id),
    name        TEXT    NOT NULL COLLATE NOCASE,
    description TEXT    NOT NULL,
    permissions TEXT    NOT NULL,                                    -- JSON array of permission names
    created_at  INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL,
    version     INTEGER NOT NULL,
    UNIQUE (tenant_id, name),
    UNIQUE (tenant_id, id)
) STRICT;

CREATE TABLE membership (
    tenant_id  TEXT    NOT NULL REFERENCES tenant (id),
    user_id    TEXT    NOT NULL REFERENCES user (id) ON DELETE CASCADE,
    role       TEXT    NOT NULL CHECK (role IN ('viewer', 'editor', 'admin', 'custom')),
    role_id    TEXT,                                                 -- of a custom role: a role in use cannot go
    created_at INTEGER NOT NULL,
    version    INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, user_id),
    FOREIGN KEY (tenant_id, role_id) REFERENCES role (tenant_id, id),
    CHECK ((role = 'custom') = (role_id IS NOT NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX membership_of_user ON membership (user_id, tenant_id);
CREATE INDEX membership_of_role ON membership (tenant_id, role_id) WHERE role_id IS NOT NULL;

-- Everybody keeps what they may do: a superadmin is one of the box, and an administrator of the tenant that manages the account.
ALTER TABLE user ADD COLUMN superadmin INTEGER NOT NULL DEFAULT 0 CHECK (superadmin IN (0, 1));
UPDATE user SET superadmin = 1 WHERE role = 'superadmin';
INSERT INTO membership (tenant_id, user_id, role, role_id, created_at, version)
SELECT tenant_id, id, CASE role WHEN 'superadmin' THEN 'admin' ELSE role END, NULL, created_at, 1 FROM user;
ALTER TABLE user DROP COLUMN role;

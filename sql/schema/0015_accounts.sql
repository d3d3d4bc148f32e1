-- Accounts that look after themselves: confirmed addresses, second factors, invitations, sessions with a device.

ALTER TABLE user ADD COLUMN unconfirmed_since INTEGER;               -- registered, and the address is not confirmed yet; NULL: it is, or an administrator made the account
ALTER TABLE session ADD COLUMN user_agent TEXT NOT NULL DEFAULT '';

CREATE TABLE user_factor (
    user_id      TEXT    NOT NULL PRIMARY KEY REFERENCES user (id) ON DELETE CASCADE,
    secret       BLOB    NOT NULL,                                   -- of RFC 6238, sealed with the box key, bound to "factor:<user_id>"
    last_step    INTEGER NOT NULL,                                   -- the newest step whose code was used: none counts twice
    created_at   INTEGER NOT NULL,
    confirmed_at INTEGER                                             -- NULL: set up, but no code was shown yet; not asked for
) STRICT, WITHOUT ROWID;

-- A code is used by deleting its row.
CREATE TABLE recovery_code (
    user_id    TEXT    NOT NULL REFERENCES user (id) ON DELETE CASCADE,
    code_hash  BLOB    NOT NULL,                                     -- BLAKE2b-256 of user id and code
    created_at INTEGER NOT NULL,
    PRIMARY KEY (user_id, code_hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE invitation (
    id         TEXT    NOT NULL PRIMARY KEY,
    tenant_id  TEXT    NOT NULL REFERENCES tenant (id) ON DELETE CASCADE,
    email      TEXT    NOT NULL COLLATE NOCASE,
    role       TEXT    NOT NULL,                                     -- by name, built-in or the tenant's own; looked up when it is accepted
    token_hash BLOB    NOT NULL UNIQUE,
    invited_by TEXT    NOT NULL,                                     -- their address
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    UNIQUE (tenant_id, email)
) STRICT;

-- Links for one account. A row is used by deleting it. Old ones end with the upgrade, as they do with a restore.
DROP TABLE one_time_token;
CREATE TABLE one_time_token (
    token_hash BLOB    NOT NULL PRIMARY KEY,
    purpose    TEXT    NOT NULL CHECK (purpose IN ('claim', 'reset', 'verify', 'email')),
    user_id    TEXT    REFERENCES user (id) ON DELETE CASCADE,
    email      TEXT,                                                 -- verify: the address it proves; email: the new address
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX one_time_token_of_user ON one_time_token (user_id);

INSERT INTO store_ephemeral (name) VALUES ('invitation');

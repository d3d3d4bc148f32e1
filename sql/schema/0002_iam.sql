-- Who may do what: tenants, users, sessions, API keys, one-time links; and what they did: the audit chain, remembered answers.

CREATE TABLE tenant (
    id         TEXT    NOT NULL PRIMARY KEY,
    name       TEXT    NOT NULL COLLATE NOCASE UNIQUE,
    created_at INTEGER NOT NULL
) STRICT;
INSERT INTO tenant (id, name, created_at) VALUES ('00000000-0000-7000-8000-000000000001', 'default', 0);

CREATE TABLE user (
    id            TEXT    NOT NULL PRIMARY KEY,
    tenant_id     TEXT    NOT NULL REFERENCES tenant (id),           -- the tenant that manages the account
    email         TEXT    NOT NULL COLLATE NOCASE UNIQUE,
    name          TEXT    NOT NULL,
    role          TEXT    NOT NULL,
    password_hash TEXT    NOT NULL,
    enabled       INTEGER NOT NULL CHECK (enabled IN (0, 1)),
    created_at    INTEGER NOT NULL,
    updated_at    INTEGER NOT NULL,
    last_login_at INTEGER,
    version       INTEGER NOT NULL
) STRICT;
CREATE INDEX user_of_tenant ON user (tenant_id, id);

CREATE TABLE session (
    id           TEXT    NOT NULL PRIMARY KEY,
    token_hash   BLOB    NOT NULL UNIQUE,                            -- BLAKE2b-256 of the cookie's value
    tenant_id    TEXT    NOT NULL REFERENCES tenant (id),
    user_id      TEXT    NOT NULL REFERENCES user (id) ON DELETE CASCADE,
    csrf         TEXT    NOT NULL,
    created_at   INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    remote       TEXT    NOT NULL
) STRICT;
CREATE INDEX session_of_user ON session (user_id);

CREATE TABLE api_key (
    id           TEXT    NOT NULL PRIMARY KEY,
    tenant_id    TEXT    NOT NULL REFERENCES tenant (id),
    user_id      TEXT    NOT NULL REFERENCES user (id) ON DELETE CASCADE,
    name         TEXT    NOT NULL,
    prefix       TEXT    NOT NULL,                                   -- what is shown of it
    key_hash     BLOB    NOT NULL UNIQUE,
    scopes       TEXT    NOT NULL,                                   -- JSON array of permission names; [] = all of the owner's
    created_at   INTEGER NOT NULL,
    expires_at   INTEGER,
    last_used_at INTEGER
) STRICT;
CREATE INDEX api_key_of_user ON api_key (tenant_id, user_id, id);

-- Claim and reset links. A row is used by deleting it.
CREATE TABLE one_time_token (
    token_hash BLOB    NOT NULL PRIMARY KEY,
    purpose    TEXT    NOT NULL CHECK (purpose IN ('claim', 'reset')),
    user_id    TEXT    REFERENCES user (id) ON DELETE CASCADE,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Each row's hash covers the row and the hash before it: changing, removing or moving one breaks the chain.
CREATE TABLE audit (
    seq         INTEGER NOT NULL PRIMARY KEY,
    at          INTEGER NOT NULL,
    tenant_id   TEXT    NOT NULL,
    user_id     TEXT    NOT NULL,
    user_email  TEXT    NOT NULL,
    credential  TEXT    NOT NULL,                                    -- session:<id>, key:<id>, console
    action      TEXT    NOT NULL,
    object_type TEXT    NOT NULL,
    object_id   TEXT    NOT NULL,
    before      TEXT,                                                -- JSON, secrets masked
    after       TEXT,
    status      INTEGER NOT NULL,                                    -- HTTP status of the answer
    request_id  TEXT    NOT NULL,
    remote      TEXT    NOT NULL,
    hash        BLOB    NOT NULL                                     -- HMAC-SHA-256 with a key made from the box key
) STRICT;
-- Where the chain ends: what was cut off at the end is missed. hash: HMAC over this row and the last row's hash.
CREATE TABLE audit_head (
    only_row  INTEGER NOT NULL PRIMARY KEY CHECK (only_row = 1),
    seq       INTEGER NOT NULL,
    hash      BLOB    NOT NULL,
    key_id    TEXT    NOT NULL,                                      -- which box's key the rows after key_since were written with
    key_since INTEGER NOT NULL
) STRICT;
INSERT INTO audit_head (only_row, seq, hash, key_id, key_since) VALUES (1, 0, x'', '', 0);
CREATE INDEX audit_of_tenant ON audit (tenant_id, seq);
CREATE INDEX audit_of_object ON audit (tenant_id, object_id, seq);

CREATE TABLE idempotency (
    tenant_id  TEXT    NOT NULL REFERENCES tenant (id),
    user_id    TEXT    NOT NULL,
    key        TEXT    NOT NULL,
    route      TEXT    NOT NULL,
    body_hash  BLOB    NOT NULL,
    status     INTEGER NOT NULL,                                     -- 0 while the first request runs
    body       TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, user_id, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_age ON idempotency (created_at);

-- A restore ends every session and link, and forgets the remembered answers.
INSERT INTO store_ephemeral (name) VALUES ('session'), ('one_time_token'), ('idempotency');

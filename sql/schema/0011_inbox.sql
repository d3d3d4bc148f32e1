-- What people are told inside Binnacle: one row a notice, whoever may see it, and who has read it.

CREATE TABLE notice (
    id          TEXT    NOT NULL PRIMARY KEY,
    tenant_id   TEXT    REFERENCES tenant (id) ON DELETE CASCADE, -- NULL: in every tenant
    user_id     TEXT    REFERENCES user (id) ON DELETE CASCADE,   -- NULL: everybody who may see the kind
    kind        TEXT    NOT NULL,
    severity    TEXT    NOT NULL CHECK (severity IN ('info', 'warning', 'critical')),
    title       TEXT    NOT NULL,
    body        TEXT    NOT NULL,
    object_type TEXT    NOT NULL,                                 -- what it is about; '' when there is no such thing
    object_id   TEXT    NOT NULL,
    at          INTEGER NOT NULL,                                 -- shown from then on
    until       INTEGER                                           -- and up to then; NULL: until it is old
) STRICT;
CREATE INDEX notice_newest ON notice (at, id);
CREATE INDEX notice_of_tenant ON notice (tenant_id, at);
CREATE INDEX notice_of_user ON notice (user_id, at);
CREATE INDEX notice_of_object ON notice (object_id, kind);

CREATE TABLE notice_seen (
    user_id   TEXT    NOT NULL REFERENCES user (id) ON DELETE CASCADE,
    notice_id TEXT    NOT NULL REFERENCES notice (id) ON DELETE CASCADE,
    hidden    INTEGER NOT NULL CHECK (hidden IN (0, 1)),          -- 0: read, 1: read and put away
    at        INTEGER NOT NULL,
    PRIMARY KEY (user_id, notice_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX notice_seen_of_notice ON notice_seen (notice_id);

-- From where an account was signed in to, so that a new address can be told.
CREATE TABLE sign_in_address (
    user_id TEXT    NOT NULL REFERENCES user (id) ON DELETE CASCADE,
    address TEXT    NOT NULL,
    last_at INTEGER NOT NULL,
    PRIMARY KEY (user_id, address)
) STRICT, WITHOUT ROWID;

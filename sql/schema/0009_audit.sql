-- Audit: the object's name and the client's program in every row, fast filters over a million rows, a chain whose beginning may be pruned,
-- and heads that are written out of the box.

ALTER TABLE audit ADD COLUMN format INTEGER NOT NULL DEFAULT 1;       -- which columns the hash covers: 1 those of before, 2 all
ALTER TABLE audit ADD COLUMN object_name TEXT NOT NULL DEFAULT '';    -- as it was called then
ALTER TABLE audit ADD COLUMN user_agent TEXT NOT NULL DEFAULT '';

DROP INDEX audit_of_tenant;
CREATE INDEX audit_of_tenant ON audit (tenant_id, seq, object_name, user_email); -- free text reads the index alone
CREATE INDEX audit_of_action ON audit (tenant_id, action, seq);
CREATE INDEX audit_of_user ON audit (tenant_id, user_id, seq);
CREATE INDEX audit_of_request ON audit (request_id, seq);
CREATE INDEX audit_of_time ON audit (tenant_id, at, seq);

-- Where the chain begins: rows up to base_seq were pruned, base_hash is the last one's. Covered by audit_head.hash.
ALTER TABLE audit_head ADD COLUMN base_seq INTEGER NOT NULL DEFAULT 0;
ALTER TABLE audit_head ADD COLUMN base_hash BLOB NOT NULL DEFAULT x'';

-- How far the chain was verified, so that looking again reads what is new. hash: HMAC over the rest.
CREATE TABLE audit_mark (
    only_row    INTEGER NOT NULL PRIMARY KEY CHECK (only_row = 1),
    seq         INTEGER NOT NULL,
    row_hash    BLOB    NOT NULL,
    verified_at INTEGER NOT NULL,                                    -- 0: never
    full_at     INTEGER NOT NULL,                                    -- from the first row on; 0: never
    finding     TEXT    NOT NULL,                                    -- '': unbroken
    bad_seq     INTEGER NOT NULL,                                    -- the first bad row; 0: none
    hash        BLOB    NOT NULL
) STRICT;
INSERT INTO audit_mark (only_row, seq, row_hash, verified_at, full_at, finding, bad_seq, hash) VALUES (1, 0, x'', 0, 0, '', 0, x'');

-- Where the head of the chain is written out to. The box's, like the chain.
CREATE TABLE audit_sink (
    id         TEXT    NOT NULL PRIMARY KEY,
    name       TEXT    NOT NULL COLLATE NOCASE UNIQUE,
    kind       TEXT    NOT NULL CHECK (kind IN ('webhook', 'file', 'syslog')),
    config     TEXT    NOT NULL,                                     -- JSON without secrets
    secret     BLOB,                                                 -- sealed
    enabled    INTEGER NOT NULL CHECK (enabled IN (0, 1)),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    version    INTEGER NOT NULL
) STRICT;

-- What was written out, and whether it arrived. Kept when the sink goes.
CREATE TABLE audit_receipt (
    num       INTEGER NOT NULL PRIMARY KEY,
    at        INTEGER NOT NULL,
    sink_id   TEXT    NOT NULL,
    sink_name TEXT    NOT NULL,
    seq       INTEGER NOT NULL,
    row_hash  BLOB    NOT NULL,                                      -- of row seq
    error     TEXT    NOT NULL                                       -- '': arrived
) STRICT;
CREATE INDEX audit_receipt_of_sink ON audit_receipt (sink_id, num);
CREATE INDEX audit_receipt_of_seq ON audit_receipt (seq) WHERE error = '';

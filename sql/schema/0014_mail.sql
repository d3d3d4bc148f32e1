-- Mail: the server that takes it, and what is on its way.

CREATE TABLE mail_config (
    only_row     INTEGER NOT NULL PRIMARY KEY CHECK (only_row = 1),
    host         TEXT    NOT NULL,
    port         INTEGER NOT NULL CHECK (port BETWEEN 1 AND 65535),
    security     TEXT    NOT NULL CHECK (security IN ('none', 'opportunistic', 'starttls', 'tls')),
    verify_tls   INTEGER NOT NULL CHECK (verify_tls IN (0, 1)),
    username     TEXT    NOT NULL,                                   -- '': no AUTH
    password     BLOB,                                               -- sealed with the box key, bound to "mail:password"
    from_address TEXT    NOT NULL,
    from_name    TEXT    NOT NULL,
    version      INTEGER NOT NULL,
    updated_at   INTEGER NOT NULL
) STRICT;

-- One row is one mail. What it says holds links that open accounts: it is sealed, and gone once the mail is sent or given up.
CREATE TABLE mail_outbox (
    seq             INTEGER NOT NULL PRIMARY KEY,
    id              TEXT    NOT NULL UNIQUE,
    tenant_id       TEXT    NOT NULL REFERENCES tenant (id) ON DELETE CASCADE,
    kind            TEXT    NOT NULL,
    to_address      TEXT    NOT NULL COLLATE NOCASE,
    subject         TEXT    NOT NULL,
    letter          BLOB,                                            -- JSON, sealed with the box key, bound to "mail:<id>"
    status          TEXT    NOT NULL CHECK (status IN ('pending', 'sent', 'dead')),
    attempts        INTEGER NOT NULL,
    next_attempt_at INTEGER NOT NULL,
    expires_at      INTEGER NOT NULL,                                -- given up from then on
    last_error      TEXT,
    last_code       INTEGER,
    created_at      INTEGER NOT NULL,
    updated_at      INTEGER NOT NULL
) STRICT;
CREATE INDEX mail_outbox_due ON mail_outbox (next_attempt_at) WHERE status = 'pending';
CREATE INDEX mail_outbox_to ON mail_outbox (to_address, kind, created_at);
CREATE INDEX mail_outbox_of_tenant ON mail_outbox (tenant_id);
CREATE INDEX mail_outbox_done ON mail_outbox (updated_at) WHERE status <> 'pending';

-- The links inside end with a restore, so no backup carries the mails.
INSERT INTO store_ephemeral (name) VALUES ('mail_outbox');

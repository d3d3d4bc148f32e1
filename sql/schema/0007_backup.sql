-- Backups of the whole box (no tenant owns them).

CREATE TABLE backup (
    id          TEXT    NOT NULL PRIMARY KEY,
    kind        TEXT    NOT NULL CHECK (kind IN ('manual', 'scheduled', 'upload', 'pre_migration')),
    is_full     INTEGER NOT NULL CHECK (is_full IN (0, 1)),
    bytes       INTEGER NOT NULL,
    status      TEXT    NOT NULL CHECK (status IN ('running', 'ok', 'failed')),
    error       TEXT,
    created_at  INTEGER NOT NULL,
    created_by  TEXT    NOT NULL, -- the e-mail address of who asked; '' for the schedule
    finished_at INTEGER,
    proven_at   INTEGER,
    file_name   TEXT    NOT NULL UNIQUE
) STRICT;

CREATE INDEX backup_newest ON backup (created_at);
CREATE INDEX backup_of_kind ON backup (kind, created_at);
CREATE INDEX backup_finished ON backup (finished_at);

CREATE TABLE backup_schedule (
    one        INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    enabled    INTEGER NOT NULL CHECK (enabled IN (0, 1)),
    at_minute  INTEGER NOT NULL CHECK (at_minute BETWEEN 0 AND 1439), -- of the UTC day
    keep       INTEGER NOT NULL CHECK (keep BETWEEN 1 AND 365),
    is_full    INTEGER NOT NULL CHECK (is_full IN (0, 1)),
    version    INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

INSERT INTO backup_schedule (one, enabled, at_minute, keep, is_full, version, updated_at) VALUES (1, 1, 150, 14, 0, 1, 0);

-- Restores asked for from the running box. A row that is still 'staged' after a restart did not happen: the restored state cannot hold it.
CREATE TABLE backup_restore (
    id        TEXT    NOT NULL PRIMARY KEY,
    at        INTEGER NOT NULL,
    actor     TEXT    NOT NULL,
    file_name TEXT    NOT NULL,
    status    TEXT    NOT NULL CHECK (status IN ('staged', 'done', 'failed'))
) STRICT;
CREATE INDEX backup_restore_newest ON backup_restore (at);

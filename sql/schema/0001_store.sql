-- What the store itself keeps: which migrations made this database, and a few values by name.

CREATE TABLE schema_migration (
    version INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    hash BLOB NOT NULL,              -- BLAKE2b-256 of the migration's text
    applied_at INTEGER NOT NULL
) STRICT;

CREATE TABLE store_meta (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Tables whose rows no backup carries; their migrations enter them here.
CREATE TABLE store_ephemeral (
    name TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

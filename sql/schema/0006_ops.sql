-- The box's own settings: what differs from the defaults of src/settings.

CREATE TABLE setting (
    key        TEXT    NOT NULL PRIMARY KEY,
    value      TEXT    NOT NULL, -- JSON
    updated_at INTEGER NOT NULL,
    updated_by TEXT    NOT NULL
) STRICT;

-- How the box itself is: its figures step by step, and what went wrong in it. Both are bounded by the program.

CREATE TABLE vitals (
    step_seconds INTEGER NOT NULL,
    at           INTEGER NOT NULL, -- the start of the step, µs
    figures      TEXT    NOT NULL, -- JSON object of numbers; what was not known is not in it
    PRIMARY KEY (step_seconds, at)
) STRICT, WITHOUT ROWID;

CREATE TABLE box_error (
    shape      TEXT    NOT NULL PRIMARY KEY, -- what is the same in all of them
    level      TEXT    NOT NULL CHECK (level IN ('warn', 'error')),
    message    TEXT    NOT NULL,
    details    TEXT    NOT NULL,             -- of the last one
    request_id TEXT    NOT NULL,             -- of the last one; '': none
    total      INTEGER NOT NULL,
    first_at   INTEGER NOT NULL,
    last_at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Background work: jobs, their attempts, what they left, schedules, and who stopped what.

CREATE TABLE job (
    seq            INTEGER NOT NULL PRIMARY KEY, -- order of arrival
    id             TEXT    NOT NULL UNIQUE,
    tenant_id      TEXT    NOT NULL REFERENCES tenant (id),
    type           TEXT    NOT NULL,
    queue          TEXT    NOT NULL,
    state          TEXT    NOT NULL CHECK (state IN ('SCHEDULED', 'PENDING', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED')),
    external       INTEGER NOT NULL CHECK (external IN (0, 1)), -- done by a worker outside of the box
    priority       INTEGER NOT NULL CHECK (priority BETWEEN 0 AND 9), -- 0 goes first
    input          TEXT    NOT NULL, -- JSON object without its secret members
    secrets        BLOB,             -- JSON of the secret members, sealed with the box key, bound to "job:<id>"
    unique_key     TEXT,
    exclusive_key  TEXT,             -- of those with the same key one runs at a time
    after_id       TEXT,             -- waits for that job to complete
    parent_id      TEXT,
    retry_of       TEXT,             -- the failed job whose input was edited
    schedule_id    TEXT,
    subject_type   TEXT,
    subject_id     TEXT,
    run_at         INTEGER NOT NULL, -- not before
    attempt        INTEGER NOT NULL, -- of max_attempts; a retry by hand starts at 0 again
    attempts       INTEGER NOT NULL, -- ever: the number of the last row in job_attempt
    max_attempts   INTEGER NOT NULL,
    lease_id       TEXT,
    lease_until    INTEGER,          -- of external ones
    worker         TEXT,
    progress       INTEGER NOT NULL CHECK (progress BETWEEN 0 AND 100),
    progress_text  TEXT    NOT NULL,
    result         TEXT,             -- JSON
    error          TEXT,
    created_by     TEXT    NOT NULL, -- the e-mail address of who asked; '' for a schedule
    created_at     INTEGER NOT NULL,
    started_at     INTEGER,          -- of the last attempt
    finished_at    INTEGER,
    version        INTEGER NOT NULL
) STRICT;
CREATE INDEX job_pending ON job (tenant_id, type, priority, run_at, seq) WHERE state = 'PENDING';
CREATE INDEX job_waiting ON job (run_at) WHERE state = 'SCHEDULED' AND after_id IS NULL;
CREATE INDEX job_after ON job (after_id) WHERE after_id IS NOT NULL;
CREATE INDEX job_running ON job (external, lease_until) WHERE state = 'RUNNING';
CREATE INDEX job_open ON job (tenant_id, state, seq) WHERE state <> 'COMPLETED'; -- used by queries that say just that
CREATE UNIQUE INDEX job_unique ON job (tenant_id, type, unique_key) WHERE unique_key IS NOT NULL AND state IN ('SCHEDULED', 'PENDING', 'RUNNING');
CREATE UNIQUE INDEX job_exclusive ON job (tenant_id, exclusive_key) WHERE exclusive_key IS NOT NULL AND state = 'RUNNING';
CREATE INDEX job_newest ON job (tenant_id, seq);
CREATE INDEX job_of_type ON job (tenant_id, type, seq);
CREATE INDEX job_done ON job (finished_at) WHERE finished_at IS NOT NULL;
CREATE INDEX job_children ON job (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX job_retries ON job (retry_of) WHERE retry_of IS NOT NULL;
CREATE INDEX job_of_schedule ON job (schedule_id, seq) WHERE schedule_id IS NOT NULL;
CREATE INDEX job_about ON job (tenant_id, subject_type, subject_id, seq) WHERE subject_id IS NOT NULL;

-- One row a time that a job was begun; never changed once it has an outcome.
CREATE TABLE job_attempt (
    job_id      TEXT    NOT NULL REFERENCES job (id) ON DELETE CASCADE,
    number      INTEGER NOT NULL,
    tenant_id   TEXT    NOT NULL REFERENCES tenant (id),
    worker      TEXT    NOT NULL,
    started_at  INTEGER NOT NULL,
    finished_at INTEGER,
    outcome     TEXT    NOT NULL CHECK (outcome IN ('running', 'completed', 'failed', 'timed_out', 'cancelled', 'lost', 'interrupted', 'snoozed')),
    error       TEXT,
    log         TEXT    NOT NULL, -- lines of the handler, the first and the last of a flood
    log_dropped INTEGER NOT NULL, -- lines between them
    PRIMARY KEY (job_id, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE job_artefact (
    job_id       TEXT    NOT NULL REFERENCES job (id) ON DELETE CASCADE,
    name         TEXT    NOT NULL,
    tenant_id    TEXT    NOT NULL REFERENCES tenant (id),
    content_type TEXT    NOT NULL,
    content      BLOB    NOT NULL,
    created_at   INTEGER NOT NULL,
    PRIMARY KEY (job_id, name)
) STRICT;

-- What ended in each minute: rates, error rates and waiting times without counting jobs.
CREATE TABLE job_minute (
    tenant_id TEXT    NOT NULL REFERENCES tenant (id),
    minute    INTEGER NOT NULL, -- its start, µs
    type      TEXT    NOT NULL,
    completed INTEGER NOT NULL,
    failed    INTEGER NOT NULL,
    cancelled INTEGER NOT NULL,
    run_us    INTEGER NOT NULL, -- sum over attempts
    wait_us   INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, minute, type)
) STRICT, WITHOUT ROWID;
CREATE INDEX job_minute_age ON job_minute (minute);

CREATE TABLE job_pause (
    tenant_id TEXT    NOT NULL REFERENCES tenant (id),
    kind      TEXT    NOT NULL CHECK (kind IN ('type', 'queue')),
    name      TEXT    NOT NULL,
    paused_at INTEGER NOT NULL,
    paused_by TEXT    NOT NULL,
    PRIMARY KEY (tenant_id, kind, name)
) STRICT;

-- Types that workers outside of the box do.
CREATE TABLE job_type (
    tenant_id       TEXT    NOT NULL REFERENCES tenant (id),
    name            TEXT    NOT NULL,
    title           TEXT    NOT NULL,
    doc             TEXT    NOT NULL,
    fields          TEXT    NOT NULL, -- JSON array of {name, type, required, doc}
    concurrency     INTEGER NOT NULL,
    lease_seconds   INTEGER NOT NULL,
    max_attempts    INTEGER NOT NULL,
    backoff_seconds INTEGER NOT NULL,
    priority        INTEGER NOT NULL,
    version         INTEGER NOT NULL,
    created_at      INTEGER NOT NULL,
    updated_at      INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, name)
) STRICT;

CREATE TABLE job_schedule (
    id               TEXT    NOT NULL PRIMARY KEY,
    tenant_id        TEXT    NOT NULL REFERENCES tenant (id),
    name             TEXT    NOT NULL,
    type             TEXT    NOT NULL,
    input            TEXT    NOT NULL, -- JSON object
    cron             TEXT,             -- five fields, in time_zone; or
    interval_seconds INTEGER,
    time_zone        TEXT    NOT NULL,
    catch_up         TEXT    NOT NULL CHECK (catch_up IN ('skip', 'once', 'all')),
    overlap          TEXT    NOT NULL CHECK (overlap IN ('skip', 'queue')),
    priority         INTEGER NOT NULL,
    enabled          INTEGER NOT NULL CHECK (enabled IN (0, 1)),
    built_in         TEXT,             -- the box's own: its key in the program
    managed_at       TEXT,             -- the page that sets it, when it is not set here
    next_at          INTEGER,
    last_at          INTEGER,
    last_job_id      TEXT,
    skipped          INTEGER NOT NULL, -- times that the one before was still going
    created_by       TEXT    NOT NULL,
    created_at       INTEGER NOT NULL,
    updated_at       INTEGER NOT NULL,
    version          INTEGER NOT NULL,
    UNIQUE (tenant_id, name)
) STRICT;
CREATE INDEX job_schedule_due ON job_schedule (next_at) WHERE enabled = 1;
CREATE UNIQUE INDEX job_schedule_built_in ON job_schedule (built_in) WHERE built_in IS NOT NULL;

-- An action on many: frozen when it is asked about, done once, taken back within a short time.
CREATE TABLE job_action (
    id         TEXT    NOT NULL PRIMARY KEY,
    tenant_id  TEXT    NOT NULL REFERENCES tenant (id),
    action     TEXT    NOT NULL CHECK (action IN ('retry', 'cancel', 'run')),
    status     TEXT    NOT NULL CHECK (status IN ('frozen', 'done', 'undone')),
    asked_by   TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    done_at    INTEGER
) STRICT;
CREATE INDEX job_action_age ON job_action (created_at);

CREATE TABLE job_action_item (
    action_id TEXT    NOT NULL REFERENCES job_action (id) ON DELETE CASCADE,
    tenant_id TEXT    NOT NULL REFERENCES tenant (id),
    job_id    TEXT    NOT NULL,
    state     TEXT,    -- before; NULL: not done (yet), or it was refused
    run_at    INTEGER, -- before
    attempt   INTEGER, -- before
    error     TEXT,    -- before
    finished_at INTEGER, -- before
    version   INTEGER, -- after: what happened since shows as another one
    PRIMARY KEY (action_id, job_id)
) STRICT, WITHOUT ROWID;

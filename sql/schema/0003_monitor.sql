-- Watched services, what is known about each now, and what was: state changes, uptime by hour and by day.

CREATE TABLE worker_discovery (
    id               TEXT    NOT NULL PRIMARY KEY,
    tenant_id        TEXT    NOT NULL REFERENCES tenant (id),
    name             TEXT    NOT NULL,
    kind             TEXT    NOT NULL CHECK (kind IN ('registry', 'dns_srv')),
    source           TEXT    NOT NULL, -- the registry's URL, or the SRV name
    server           TEXT    NOT NULL, -- resolver for dns_srv; '' for the system's
    interval_seconds INTEGER NOT NULL,
    grace_seconds    INTEGER NOT NULL, -- how long a worker may be missing before it is removed
    worker_type      TEXT    NOT NULL, -- for entries that do not say theirs; '' when the source says all
    last_run_at      INTEGER,
    problem          TEXT    NOT NULL, -- '' when the last run went well
    found            INTEGER NOT NULL,
    created_at       INTEGER NOT NULL,
    UNIQUE (tenant_id, name)
) STRICT;

CREATE TABLE service (
    num                  INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, -- short key of the high-volume tables, never used again
    id                   TEXT    NOT NULL UNIQUE,
    tenant_id            TEXT    NOT NULL REFERENCES tenant (id),
    name                 TEXT    NOT NULL,
    type                 TEXT    NOT NULL,
    target               TEXT    NOT NULL,
    interval_seconds     INTEGER NOT NULL CHECK (interval_seconds BETWEEN 1 AND 86400),
    timeout_ms           INTEGER NOT NULL CHECK (timeout_ms BETWEEN 100 AND 60000),
    failures_before_down INTEGER NOT NULL CHECK (failures_before_down BETWEEN 1 AND 20),
    recoveries_before_up INTEGER NOT NULL CHECK (recoveries_before_up BETWEEN 1 AND 20),
    tags                 TEXT    NOT NULL, -- JSON array of strings
    is_enabled           INTEGER NOT NULL CHECK (is_enabled IN (0, 1)),
    config               TEXT    NOT NULL, -- JSON object; secret members are masked when there are any, then `secrets` has all of it
    secrets              BLOB,             -- the whole configuration with its secrets, sealed with the box key, bound to "service:<id>"
    worker_type          TEXT    NOT NULL, -- '' for what is no worker
    instance_id          TEXT    NOT NULL,
    push_hash            BLOB    UNIQUE,   -- BLAKE2b-256 of the heartbeat token
    push_token           BLOB,             -- the token, sealed, to be shown to who may configure the service
    discovery_id         TEXT    REFERENCES worker_discovery (id) ON DELETE SET NULL,
    missing_since        INTEGER,          -- a discovered worker that its source no longer names
    version              INTEGER NOT NULL,
    created_at           INTEGER NOT NULL,
    updated_at           INTEGER NOT NULL,
    UNIQUE (tenant_id, name)
) STRICT;
CREATE INDEX service_of_discovery ON service (discovery_id) WHERE discovery_id IS NOT NULL;

CREATE TABLE service_dependency (
    service_num INTEGER NOT NULL REFERENCES service (num) ON DELETE CASCADE,
    needs_num   INTEGER NOT NULL REFERENCES service (num) ON DELETE CASCADE,
    PRIMARY KEY (service_num, needs_num)
) STRICT, WITHOUT ROWID;
CREATE INDEX service_dependency_of ON service_dependency (needs_num);

-- What was known at the last change or the last flush (at most a minute old while the box runs).
CREATE TABLE service_state (
    service_num           INTEGER NOT NULL PRIMARY KEY REFERENCES service (num) ON DELETE CASCADE,
    status                TEXT    NOT NULL CHECK (status IN ('healthy', 'degraded', 'unhealthy', 'unknown', 'maintenance', 'paused')),
    observed              TEXT    NOT NULL CHECK (observed IN ('healthy', 'degraded', 'unhealthy', 'unknown')), -- what the checks say, under pause and maintenance
    since                 INTEGER NOT NULL,
    last_check            INTEGER,
    latency_us            INTEGER,
    message               TEXT    NOT NULL,
    evidence              TEXT    NOT NULL, -- JSON object
    components            TEXT    NOT NULL, -- JSON array
    failures              INTEGER NOT NULL, -- consecutive
    successes             INTEGER NOT NULL,
    last_failure_at       INTEGER,
    last_failure_message  TEXT    NOT NULL,
    last_failure_evidence TEXT    NOT NULL,
    accounted_until       INTEGER NOT NULL, -- everything up to this instant is in service_hour and service_day
    flushes               INTEGER NOT NULL  -- how often they were added to; tells what of memory is in them already, whatever the clock did
) STRICT;

CREATE TABLE service_change (
    seq          INTEGER NOT NULL PRIMARY KEY,
    tenant_id    TEXT    NOT NULL,
    service_num  INTEGER NOT NULL REFERENCES service (num) ON DELETE CASCADE,
    service_id   TEXT    NOT NULL,
    service_name TEXT    NOT NULL,
    from_status  TEXT    NOT NULL,
    to_status    TEXT    NOT NULL,
    at           INTEGER NOT NULL,
    duration_us  INTEGER NOT NULL, -- time spent in from_status
    message      TEXT    NOT NULL,
    evidence     TEXT    NOT NULL  -- JSON object: exactly what was seen
) STRICT;
CREATE INDEX service_change_of ON service_change (service_num, at);
CREATE INDEX service_change_newest ON service_change (tenant_id, at);

-- Elapsed time in each status and what the checks said, by UTC hour and by UTC day. Time without a row, and what a row lacks to the full hour or day, is unknown.
CREATE TABLE service_hour (
    service_num    INTEGER NOT NULL REFERENCES service (num) ON DELETE CASCADE,
    start          INTEGER NOT NULL,
    healthy_ms     INTEGER NOT NULL,
    degraded_ms    INTEGER NOT NULL,
    unhealthy_ms   INTEGER NOT NULL,
    maintenance_ms INTEGER NOT NULL,
    paused_ms      INTEGER NOT NULL,
    unknown_ms     INTEGER NOT NULL,
    checks         INTEGER NOT NULL,
    check_failures INTEGER NOT NULL,
    latency_count  INTEGER NOT NULL,
    latency_sum_us INTEGER NOT NULL,
    latency_hist   BLOB    NOT NULL, -- sparse histogram, see monitor_rollup.h
    PRIMARY KEY (service_num, start)
) STRICT, WITHOUT ROWID;

CREATE TABLE service_day (
    service_num    INTEGER NOT NULL REFERENCES service (num) ON DELETE CASCADE,
    start          INTEGER NOT NULL,
    healthy_ms     INTEGER NOT NULL,
    degraded_ms    INTEGER NOT NULL,
    unhealthy_ms   INTEGER NOT NULL,
    maintenance_ms INTEGER NOT NULL,
    paused_ms      INTEGER NOT NULL,
    unknown_ms     INTEGER NOT NULL,
    checks         INTEGER NOT NULL,
    check_failures INTEGER NOT NULL,
    latency_count  INTEGER NOT NULL,
    latency_sum_us INTEGER NOT NULL,
    latency_hist   BLOB    NOT NULL,
    PRIMARY KEY (service_num, start)
) STRICT, WITHOUT ROWID;

CREATE TABLE maintenance_window (
    id          TEXT    NOT NULL PRIMARY KEY,
    tenant_id   TEXT    NOT NULL REFERENCES tenant (id),
    service_ids TEXT    NOT NULL, -- JSON array; with tags: whatever either names
    tags        TEXT    NOT NULL, -- JSON array
    reason      TEXT    NOT NULL,
    starts_at   INTEGER NOT NULL,
    ends_at     INTEGER NOT NULL,
    created_by  TEXT    NOT NULL,
    created_at  INTEGER NOT NULL
) STRICT;
CREATE INDEX maintenance_window_of ON maintenance_window (tenant_id, ends_at);

-- When the monitor last ran: what came after it, up to the next start, was seen by nobody.
CREATE TABLE monitor_alive (
    one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    at  INTEGER NOT NULL
) STRICT;

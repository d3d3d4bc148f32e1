-- Alerts, what happened to each, and where the box may connect to.

CREATE TABLE alert (
    id              TEXT    NOT NULL PRIMARY KEY,
    tenant_id       TEXT    NOT NULL REFERENCES tenant (id),
    alert_type      TEXT    NOT NULL,
    severity        TEXT    NOT NULL CHECK (severity IN ('info', 'warning', 'critical')),
    status          TEXT    NOT NULL CHECK (status IN ('firing', 'acknowledged', 'resolved')),
    title           TEXT    NOT NULL,
    message         TEXT    NOT NULL,
    source_type     TEXT    NOT NULL CHECK (source_type IN ('service', 'worker', 'box')),
    source_id       TEXT    NOT NULL,
    source_name     TEXT    NOT NULL,
    source_kind     TEXT    NOT NULL,
    source_target   TEXT    NOT NULL,
    correlation_id  TEXT    NOT NULL,
    cause_alert_id  TEXT    REFERENCES alert (id) ON DELETE SET NULL, -- of what is, or was, at the root of it
    explained       INTEGER NOT NULL CHECK (explained IN (0, 1)),     -- the cause is still there: tells nobody by itself
    opened_at       INTEGER NOT NULL,
    acknowledged_at INTEGER,
    acknowledged_by TEXT,
    resolved_at     INTEGER,
    settle_us       INTEGER NOT NULL,
    version         INTEGER NOT NULL
) STRICT;

-- The duplicate guard: one open alert per source and type.
CREATE UNIQUE INDEX alert_open ON alert (tenant_id, source_id, alert_type) WHERE status <> 'resolved';
CREATE INDEX alert_newest ON alert (tenant_id, id);
CREATE INDEX alert_by_status ON alert (tenant_id, status, id);
CREATE INDEX alert_opened ON alert (tenant_id, opened_at);
CREATE INDEX alert_of_source ON alert (tenant_id, source_id, id);
CREATE INDEX alert_of_cause ON alert (cause_alert_id) WHERE cause_alert_id IS NOT NULL;
CREATE INDEX alert_over ON alert (resolved_at) WHERE status = 'resolved';

CREATE TABLE alert_event (
    seq       INTEGER NOT NULL PRIMARY KEY,
    tenant_id TEXT    NOT NULL REFERENCES tenant (id),
    alert_id  TEXT    NOT NULL REFERENCES alert (id) ON DELETE CASCADE,
    at        INTEGER NOT NULL,
    event     TEXT    NOT NULL CHECK (event IN ('opened', 'escalated', 'lowered', 'acknowledged', 'unacknowledged', 'attached', 'detached', 'resolved')),
    actor     TEXT    NOT NULL, -- the e-mail address of who did it; '' for Binnacle itself
    note      TEXT    NOT NULL
) STRICT;

CREATE INDEX alert_event_of ON alert_event (alert_id, seq);
CREATE INDEX alert_event_newest ON alert_event (tenant_id, at);

-- Which addresses may be connected to for a tenant; no row: the default of src/outgoing.
CREATE TABLE outgoing_policy (
    tenant_id  TEXT    NOT NULL PRIMARY KEY REFERENCES tenant (id),
    cidrs      TEXT    NOT NULL, -- one entry a line
    version    INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

-- Channels and the outbox.

CREATE TABLE notify_channel (
    id            TEXT    NOT NULL PRIMARY KEY,
    tenant_id     TEXT    NOT NULL REFERENCES tenant (id),
    name          TEXT    NOT NULL,
    channel_type  TEXT    NOT NULL,
    config        TEXT    NOT NULL, -- JSON without the secret members
    secrets       BLOB,             -- JSON of the secret members, sealed with the box key, bound to "channel:<id>"
    enabled       INTEGER NOT NULL CHECK (enabled IN (0, 1)),
    min_severity  TEXT    NOT NULL CHECK (min_severity IN ('info', 'warning', 'critical')),
    send_resolved INTEGER NOT NULL CHECK (send_resolved IN (0, 1)),
    version       INTEGER NOT NULL,
    created_at    INTEGER NOT NULL,
    updated_at    INTEGER NOT NULL,
    UNIQUE (tenant_id, name)
) STRICT;

-- What happened, once, however many channels are told.
CREATE TABLE notify_event (
    seq        INTEGER NOT NULL PRIMARY KEY,
    tenant_id  TEXT    NOT NULL REFERENCES tenant (id),
    alert_id   TEXT    NOT NULL, -- '' for a test
    event      TEXT    NOT NULL CHECK (event IN ('alert.firing', 'alert.acknowledged', 'alert.resolved', 'test')),
    data       TEXT    NOT NULL, -- JSON
    created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX notify_event_of ON notify_event (alert_id);

-- One row is one message to one channel. `id` is what the receiver sees (webhook-id) on every attempt; `seq` is the order.
CREATE TABLE notify_outbox (
    seq              INTEGER NOT NULL PRIMARY KEY,
    id               TEXT    NOT NULL UNIQUE,
    tenant_id        TEXT    NOT NULL REFERENCES tenant (id),
    channel_id       TEXT    NOT NULL,
    channel_name     TEXT    NOT NULL, -- kept when the channel is deleted
    event_seq        INTEGER NOT NULL REFERENCES notify_event (seq),
    alert_id         TEXT    NOT NULL,
    event            TEXT    NOT NULL,
    status           TEXT    NOT NULL CHECK (status IN ('pending', 'delivered', 'dead', 'withdrawn')),
    attempts         INTEGER NOT NULL,
    next_attempt_at  INTEGER NOT NULL,
    expires_at       INTEGER NOT NULL, -- a dead letter from then on
    last_error       TEXT,
    last_status_code INTEGER,
    last_duration_ms INTEGER,
    created_at       INTEGER NOT NULL,
    updated_at       INTEGER NOT NULL,
    delivered_at     INTEGER
) STRICT;

CREATE INDEX notify_outbox_due ON notify_outbox (channel_id, next_attempt_at) WHERE status = 'pending';
CREATE INDEX notify_outbox_order ON notify_outbox (channel_id, alert_id, seq) WHERE status = 'pending';
CREATE INDEX notify_outbox_of_alert ON notify_outbox (alert_id, channel_id);
CREATE INDEX notify_outbox_newest ON notify_outbox (tenant_id, seq);
CREATE INDEX notify_outbox_by_status ON notify_outbox (tenant_id, status, seq);
CREATE INDEX notify_outbox_of_channel ON notify_outbox (channel_id, seq);
CREATE INDEX notify_outbox_of_event ON notify_outbox (event_seq);
CREATE INDEX notify_outbox_done ON notify_outbox (updated_at) WHERE status <> 'pending';
CREATE INDEX notify_outbox_dead ON notify_outbox (seq) WHERE status = 'dead';

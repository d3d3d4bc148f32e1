-- database: state
-- "+tenant_id" keeps the planner from walking the tenant's whole table where another index leads straight to the rows.

-- name: channel_by_id :one
-- tenant: bound
SELECT id, name, channel_type, config, secrets, enabled, min_severity, send_resolved, version, created_at, updated_at FROM notify_channel WHERE tenant_id = :tenant_id AND id = :id;

-- name: channel_page :many
-- tenant: bound
-- param: after text
SELECT id, name, channel_type, config, secrets, enabled, min_severity, send_resolved, version, created_at, updated_at FROM notify_channel
 WHERE tenant_id = :tenant_id AND name > :after ORDER BY name LIMIT :limit;

-- name: channel_count :one
-- tenant: bound
-- col: total int
SELECT count(*) AS total FROM notify_channel WHERE tenant_id = :tenant_id;

-- name: channel_insert :exec
-- tenant: bound
INSERT INTO notify_channel (id, tenant_id, name, channel_type, config, secrets, enabled, min_severity, send_resolved, version, created_at, updated_at)
VALUES (:id, :tenant_id, :name, :channel_type, :config, :secrets, :enabled, :min_severity, :send_resolved, 1, :created_at, :created_at);

-- name: channel_update :exec
-- tenant: bound
UPDATE notify_channel SET name = :name, config = :config, secrets = :secrets, enabled = :enabled, min_severity = :min_severity, send_resolved = :send_resolved,
       version = version + 1, updated_at = :updated_at
 WHERE tenant_id = :tenant_id AND id = :id AND version = :version;

-- name: channel_delete :exec
-- tenant: bound
DELETE FROM notify_channel WHERE tenant_id = :tenant_id AND id = :id;

-- name: channel_enabled :many
-- tenant: bound
SELECT id, name, min_severity, send_resolved FROM notify_channel WHERE tenant_id = :tenant_id AND enabled = 1 ORDER BY id LIMIT :limit;

-- name: channel_told :many
-- tenant: bound
SELECT c.id, c.name, c.min_severity, c.send_resolved FROM notify_channel c
 WHERE c.tenant_id = :tenant_id AND c.enabled = 1
   AND EXISTS (SELECT 1 FROM notify_outbox o WHERE o.alert_id = :alert_id AND o.channel_id = c.id AND o.event = 'alert.firing' AND o.status <> 'withdrawn')
 ORDER BY c.id LIMIT :limit;

-- name: channel_due :many
-- tenant: global the sender serves every tenant's channels
-- param: after text
-- param: now int
-- Those of a suspended tenant wait until it is resumed.
SELECT c.id, c.tenant_id, c.name, c.channel_type, c.config, c.secrets FROM notify_channel c
 WHERE c.id > :after AND c.enabled = 1 AND c.tenant_id NOT IN (SELECT id FROM tenant WHERE suspended_at IS NOT NULL)
   AND EXISTS (SELECT 1 FROM notify_outbox o WHERE o.channel_id = c.id AND o.status = 'pending' AND o.next_attempt_at <= :now)
 ORDER BY c.id LIMIT :limit;

-- name: outbox_told :one
-- tenant: bound
-- col: told int
SELECT EXISTS (SELECT 1 FROM notify_outbox WHERE +tenant_id = :tenant_id AND alert_id = :alert_id AND event = 'alert.firing' AND status <> 'withdrawn') AS told;

-- name: notify_event_insert :exec
-- tenant: bound
INSERT INTO notify_event (seq, tenant_id, alert_id, event, data, created_at) VALUES (:seq, :tenant_id, :alert_id, :event, :data, :created_at);

-- name: notify_event_next :one
-- tenant: global the number of the next event, whoever's it is
-- col: next int
SELECT coalesce(max(seq), 0) + 1 AS next FROM notify_event;

-- name: outbox_insert :exec
-- tenant: bound
INSERT INTO notify_outbox (id, tenant_id, channel_id, channel_name, event_seq, alert_id, event, status, attempts, next_attempt_at, expires_at, last_error, last_status_code, last_duration_ms,
                           created_at, updated_at, delivered_at)
VALUES (:id, :tenant_id, :channel_id, :channel_name, :event_seq, :alert_id, :event, :status, :attempts, :next_attempt_at, :expires_at, :last_error, :last_status_code, :last_duration_ms,
        :created_at, :created_at, :delivered_at);

-- name: outbox_due :many
-- tenant: global the sender serves every tenant's channels
-- param: now int
-- A message waits for the earlier ones of its alert on this channel.
SELECT o.id, o.tenant_id, o.alert_id, o.event, o.attempts, o.expires_at, o.created_at, e.data, e.created_at AS event_at
  FROM notify_outbox o JOIN notify_event e ON e.seq = o.event_seq
 WHERE o.channel_id = :channel_id AND o.status = 'pending' AND o.next_attempt_at <= :now
   AND NOT EXISTS (SELECT 1 FROM notify_outbox p WHERE p.channel_id = o.channel_id AND p.alert_id = o.alert_id AND p.status = 'pending' AND p.seq < o.seq)
 ORDER BY o.next_attempt_at LIMIT :limit;

-- name: outbox_outcome :exec
-- tenant: global the sender serves every tenant's channels
UPDATE notify_outbox SET status = :status, attempts = :attempts, next_attempt_at = :next_attempt_at, last_error = :last_error, last_status_code = :last_status_code,
       last_duration_ms = :last_duration_ms, updated_at = :updated_at, delivered_at = :delivered_at
 WHERE id = :id AND status = 'pending';

-- name: outbox_withdraw :exec
-- tenant: bound
-- param: after int
UPDATE notify_outbox SET status = 'withdrawn', updated_at = :updated_at
 WHERE +tenant_id = :tenant_id AND alert_id = :alert_id AND status = 'pending' AND attempts = 0 AND next_attempt_at > :after;

-- name: outbox_channel_gone :exec
-- tenant: bound
UPDATE notify_outbox SET status = 'dead', last_error = :last_error, updated_at = :updated_at WHERE tenant_id = :tenant_id AND channel_id = :channel_id AND status = 'pending';

-- name: outbox_expire_disabled :exec
-- tenant: global the sender serves every tenant's channels
-- param: now int
UPDATE notify_outbox SET status = 'dead', last_error = 'the channel was switched off for a day', updated_at = :now
 WHERE status = 'pending' AND expires_at <= :now AND channel_id IN (SELECT id FROM notify_channel WHERE enabled = 0);

-- name: outbox_pull_in :exec
-- tenant: global the sender serves every tenant's channels
-- param: now int
-- param: horizon int
-- After the clock went back, nothing waits longer than the longest pause between two attempts.
UPDATE notify_outbox SET next_attempt_at = :now, updated_at = :now WHERE status = 'pending' AND next_attempt_at > :horizon;

-- name: outbox_shift_expiry :exec
-- tenant: global the sender serves every tenant's channels
-- param: shift int
-- param: before int
-- After the clock jumped forward, what was written before lives as long as it was meant to.
UPDATE notify_outbox SET expires_at = expires_at + :shift WHERE status = 'pending' AND created_at <= :before;

-- name: outbox_needs_care :one
-- tenant: global the sender serves every tenant's channels
-- param: now int
-- param: horizon int
-- col: care int
SELECT EXISTS (SELECT 1 FROM notify_outbox WHERE status = 'pending' AND (next_attempt_at > :horizon OR (expires_at <= :now AND channel_id IN (SELECT id FROM notify_channel WHERE enabled = 0)))) AS care;

-- name: outbox_replay :exec
-- tenant: bound
-- param: now int
UPDATE notify_outbox SET status = 'pending', attempts = 0, next_attempt_at = :now, expires_at = :expires_at, updated_at = :now, delivered_at = NULL
 WHERE tenant_id = :tenant_id AND id = :id AND status = 'dead';

-- name: outbox_by_id :one
-- tenant: bound
SELECT seq, id, channel_id, channel_name, alert_id, event, status, attempts, next_attempt_at, last_error, last_status_code, last_duration_ms, created_at, delivered_at
  FROM notify_outbox WHERE tenant_id = :tenant_id AND id = :id;

-- name: outbox_of_alert :many
-- tenant: bound
SELECT seq, id, channel_id, channel_name, alert_id, event, status, attempts, next_attempt_at, last_error, last_status_code, last_duration_ms, created_at, delivered_at
  FROM notify_outbox WHERE +tenant_id = :tenant_id AND alert_id = :alert_id ORDER BY seq LIMIT :limit;

-- name: outbox_last_of_channel :one
-- tenant: bound
SELECT status, updated_at FROM notify_outbox WHERE tenant_id = :tenant_id AND channel_id = :channel_id AND attempts > 0 ORDER BY seq DESC LIMIT 1;

-- name: outbox_counts :one
-- tenant: global the box's own health
-- param: late int
-- col: pending int
-- col: due int
-- col: oldest int?
SELECT count(*) AS pending, count(*) FILTER (WHERE next_attempt_at < :late AND tenant_id NOT IN (SELECT id FROM tenant WHERE suspended_at IS NOT NULL)) AS due, min(created_at) AS oldest FROM notify_outbox WHERE status = 'pending';

-- name: outbox_dead :one
-- tenant: global the box's own health
-- col: dead int
SELECT count(*) AS dead FROM notify_outbox WHERE status = 'dead';

-- name: outbox_prune :exec
-- tenant: global retention holds for every tenant alike
-- param: done_before int
-- param: dead_before int
DELETE FROM notify_outbox WHERE seq IN (
    SELECT seq FROM notify_outbox WHERE status <> 'pending' AND updated_at < :done_before AND (status <> 'dead' OR updated_at < :dead_before) ORDER BY updated_at LIMIT 2000);

-- name: notify_event_prune :exec
-- tenant: global retention holds for every tenant alike
-- param: before int
DELETE FROM notify_event WHERE seq IN (
    SELECT e.seq FROM notify_event e WHERE e.created_at < :before AND NOT EXISTS (SELECT 1 FROM notify_outbox o WHERE o.event_seq = e.seq) ORDER BY e.seq LIMIT 2000);

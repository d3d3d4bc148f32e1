-- database: state
-- "+tenant_id" keeps the planner from walking the tenant's whole table where another index leads straight to the rows.

-- name: alert_by_id :one
-- tenant: bound
SELECT id, alert_type, severity, status, title, message, source_type, source_id, source_name, source_kind, source_target, correlation_id, cause_alert_id, explained,
       opened_at, acknowledged_at, acknowledged_by, resolved_at, settle_us, version
  FROM alert WHERE tenant_id = :tenant_id AND id = :id;

-- name: alert_open_of_source :many
-- tenant: bound
SELECT id, alert_type, severity, status, title, message, source_type, source_id, source_name, source_kind, source_target, correlation_id, cause_alert_id, explained,
       opened_at, acknowledged_at, acknowledged_by, resolved_at, settle_us, version
  FROM alert INDEXED BY alert_open WHERE tenant_id = :tenant_id AND source_id = :source_id AND status <> 'resolved' ORDER BY id LIMIT :limit;

-- name: alert_open_by_type :one
-- tenant: bound
SELECT id, alert_type, severity, status, title, message, source_type, source_id, source_name, source_kind, source_target, correlation_id, cause_alert_id, explained,
       opened_at, acknowledged_at, acknowledged_by, resolved_at, settle_us, version
  FROM alert WHERE tenant_id = :tenant_id AND source_id = :source_id AND alert_type = :alert_type AND status <> 'resolved';

-- name: alert_insert :exec
-- tenant: bound
INSERT INTO alert (id, tenant_id, alert_type, severity, status, title, message, source_type, source_id, source_name, source_kind, source_target, correlation_id, cause_alert_id,
                   explained, opened_at, settle_us, version)
VALUES (:id, :tenant_id, :alert_type, :severity, 'firing', :title, :message, :source_type, :source_id, :source_name, :source_kind, :source_target, :correlation_id, :cause_alert_id,
        :explained, :opened_at, :settle_us, 1);

-- name: alert_set_status :exec
-- tenant: bound
UPDATE alert SET status = :status, acknowledged_at = :acknowledged_at, acknowledged_by = :acknowledged_by, resolved_at = :resolved_at, version = version + 1
 WHERE tenant_id = :tenant_id AND id = :id;

-- name: alert_set_trouble :exec
-- tenant: bound
UPDATE alert SET severity = :severity, title = :title, message = :message, version = version + 1 WHERE tenant_id = :tenant_id AND id = :id;

-- name: alert_set_cause :exec
-- tenant: bound
UPDATE alert SET cause_alert_id = :cause_alert_id, explained = :explained, version = version + 1 WHERE tenant_id = :tenant_id AND id = :id;

-- name: alert_explained_by :many
-- tenant: bound
-- param: cause text
SELECT id, status, severity, settle_us, opened_at FROM alert
 WHERE +tenant_id = :tenant_id AND cause_alert_id = :cause AND explained = 1 AND status <> 'resolved' ORDER BY id LIMIT :limit;

-- name: alert_affected :many
-- tenant: bound
-- param: cause text
SELECT source_id, source_name FROM alert WHERE +tenant_id = :tenant_id AND cause_alert_id = :cause GROUP BY source_id ORDER BY source_name LIMIT :limit;

-- name: alert_notified :one
-- tenant: bound
-- col: sent int
-- col: failed int
SELECT count(*) FILTER (WHERE status = 'delivered') AS sent, count(*) FILTER (WHERE status = 'dead') AS failed FROM notify_outbox WHERE +tenant_id = :tenant_id AND alert_id = :alert_id;

-- name: alert_event_insert :exec
-- tenant: bound
INSERT INTO alert_event (tenant_id, alert_id, at, event, actor, note) VALUES (:tenant_id, :alert_id, :at, :event, :actor, :note);

-- name: alert_events :many
-- tenant: bound
SELECT at, event, actor, note FROM alert_event WHERE tenant_id = :tenant_id AND alert_id = :alert_id ORDER BY seq LIMIT :limit;

-- name: alert_count_open :one
-- tenant: bound
-- col: firing int
-- col: acknowledged int
SELECT count(*) FILTER (WHERE status = 'firing') AS firing, count(*) FILTER (WHERE status = 'acknowledged') AS acknowledged
  FROM alert INDEXED BY alert_open WHERE tenant_id = :tenant_id AND status <> 'resolved';

-- name: alert_stats :many
-- tenant: bound
-- param: since int
-- col: total int
SELECT alert_type, severity, status, count(*) AS total FROM alert WHERE tenant_id = :tenant_id AND opened_at >= :since GROUP BY alert_type, severity, status
 ORDER BY alert_type, severity, status LIMIT :limit;

-- name: alert_prune :exec
-- tenant: global retention holds for every tenant alike
-- param: before int
DELETE FROM alert WHERE id IN (SELECT id FROM alert WHERE status = 'resolved' AND resolved_at < :before LIMIT 1000);

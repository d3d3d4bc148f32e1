-- database: state
-- The activity feed: the newest of each kind of row that tells what happened; ops_activity.c merges them.

-- name: activity_services :many
-- tenant: bound
-- param: before int
SELECT at, service_id, service_name, from_status, to_status, message FROM service_change WHERE tenant_id = :tenant_id AND at < :before ORDER BY at DESC LIMIT :limit;

-- name: activity_alerts :many
-- tenant: bound
-- param: before int
SELECT e.at, e.event, e.actor, e.alert_id, a.title, a.severity FROM alert_event e JOIN alert a ON a.id = e.alert_id
 WHERE e.tenant_id = :tenant_id AND e.at < :before AND e.event NOT IN ('attached', 'detached') ORDER BY e.at DESC LIMIT :limit;

-- name: activity_backups :many
-- tenant: global backups hold the whole box; shown to the default tenant only
-- param: before int
SELECT id, kind, status, finished_at, created_by FROM backup WHERE finished_at < :before AND status <> 'running' ORDER BY finished_at DESC LIMIT :limit;

-- name: activity_restores :many
-- tenant: global a restore replaces the whole box; shown to the default tenant only
-- param: before int
SELECT at, actor, file_name, status FROM backup_restore WHERE at < :before AND status <> 'staged' ORDER BY at DESC LIMIT :limit;

-- name: activity_acts :many
-- tenant: bound
-- param: before int
-- col: name text?
-- What people changed; the actions that ops_activity.c has words for. Looks at the newest thousand rows before the instant only.
SELECT at, user_email, action, object_type, object_id, name FROM (
    SELECT tenant_id, at, user_email, action, object_type, object_id, status,
           CASE WHEN json_valid(coalesce(after, before)) THEN json_extract(coalesce(after, before), '$.name') END AS name
      FROM audit WHERE tenant_id = :tenant_id AND at < :before ORDER BY seq DESC LIMIT 1000)
 WHERE status < 400 AND action IN ('service.create', 'service.update', 'service.delete', 'service.pause', 'service.resume', 'service.import', 'service.template', 'maintenance.create',
                                   'maintenance.delete', 'worker_discovery.create', 'worker_discovery.delete', 'channel.create', 'channel.update', 'channel.delete', 'settings.update',
                                   'outgoing.update', 'outgoing.reset', 'backup.schedule', 'backup.delete')
 ORDER BY at DESC LIMIT :limit;

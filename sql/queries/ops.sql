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

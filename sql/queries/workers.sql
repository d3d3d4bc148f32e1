-- database: state

-- name: worker_discovery_all :each
-- tenant: global one thread runs the discoveries of all tenants
SELECT id, tenant_id, name, kind, source, server, interval_seconds, grace_seconds, worker_type, last_run_at, problem, found, created_at FROM worker_discovery ORDER BY id;

-- name: worker_discovery_list :many
-- tenant: bound
SELECT id, name, kind, source, server, interval_seconds, grace_seconds, worker_type, last_run_at, problem, found, created_at FROM worker_discovery
 WHERE tenant_id = :tenant_id ORDER BY name LIMIT :limit;

-- name: worker_discovery_count :one
-- tenant: global the bound is the box's
-- col: total int
SELECT count(*) AS total FROM worker_discovery;

-- name: worker_discovery_insert :exec
-- tenant: bound
INSERT INTO worker_discovery (id, tenant_id, name, kind, source, server, interval_seconds, grace_seconds, worker_type, problem, found, created_at)
VALUES (:id, :tenant_id, :name, :kind, :source, :server, :interval_seconds, :grace_seconds, :worker_type, '', 0, :created_at);

-- name: worker_discovery_ran :exec
-- tenant: bound
UPDATE worker_discovery SET last_run_at = :last_run_at, problem = :problem, found = :found WHERE tenant_id = :tenant_id AND id = :id;

-- name: worker_discovery_delete :exec
-- tenant: bound
DELETE FROM worker_discovery WHERE tenant_id = :tenant_id AND id = :id;

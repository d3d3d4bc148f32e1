-- database: state

-- name: outgoing_get :one
-- tenant: bound
SELECT cidrs, version, updated_at FROM outgoing_policy WHERE tenant_id = :tenant_id;

-- name: outgoing_put :exec
-- tenant: bound
INSERT INTO outgoing_policy (tenant_id, cidrs, version, updated_at) VALUES (:tenant_id, :cidrs, :version, :updated_at)
    ON CONFLICT (tenant_id) DO UPDATE SET cidrs = excluded.cidrs, version = excluded.version, updated_at = excluded.updated_at;

-- name: outgoing_delete :exec
-- tenant: bound
DELETE FROM outgoing_policy WHERE tenant_id = :tenant_id;

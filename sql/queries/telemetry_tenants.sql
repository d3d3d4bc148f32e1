-- database: telemetry

-- name: tenant_results_page :many
-- tenant: global by the number of a service of the tenant
-- param: after int
SELECT at, result, latency_us, message FROM check_result WHERE service_num = :service_num AND at > :after ORDER BY at LIMIT :limit;

-- name: tenant_results_delete :exec
-- tenant: global by the number of a service of the tenant
DELETE FROM check_result WHERE at IN (SELECT at FROM check_result WHERE service_num = :service_num LIMIT :limit);

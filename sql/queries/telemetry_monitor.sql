-- database: telemetry

-- A result whose time is taken changes nothing; the caller tries the next microsecond.
-- name: check_result_insert :exec
-- tenant: global by the number of a service
INSERT INTO check_result (at, service_num, result, latency_us, message) VALUES (:at, :service_num, :result, :latency_us, :message) ON CONFLICT (at) DO NOTHING;

-- name: check_result_since :each
-- tenant: global the monitor watches the services of all tenants
-- param: since int
SELECT at, service_num, result, latency_us FROM check_result WHERE at > :since ORDER BY at;

-- name: check_result_newest :one
-- tenant: global the last sign of life of the monitor
-- col: newest int?
SELECT max(at) AS newest FROM check_result;

-- name: check_result_of :each
-- tenant: global by the number of a service that the caller found in its tenant
-- param: since int
-- param: until int
SELECT at, result, latency_us FROM check_result WHERE service_num = :service_num AND at >= :since AND at < :until ORDER BY at;

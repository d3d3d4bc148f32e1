-- database: state

-- name: tenant_figures :one
-- tenant: bound
-- col: users int
-- col: services int
-- col: alerts_firing int
-- col: checks int
-- What the box's owner sees of a tenant. checks: in the days that telemetry still holds.
-- param: since int
SELECT (SELECT count(*) FROM membership WHERE tenant_id = :tenant_id) AS users,
       (SELECT count(*) FROM service WHERE tenant_id = :tenant_id) AS services,
       (SELECT count(*) FROM alert WHERE tenant_id = :tenant_id AND status = 'firing') AS alerts_firing,
       (SELECT coalesce(sum(d.checks), 0) FROM service s JOIN service_day d ON d.service_num = s.num WHERE s.tenant_id = :tenant_id AND d.start >= :since) AS checks;

-- name: tenant_checks_all :one
-- tenant: global what a tenant's share of the telemetry is measured against
-- param: since int
-- col: checks int
SELECT coalesce(sum(checks), 0) AS checks FROM service_day WHERE start >= :since;

-- name: tenant_service_nums :many
-- tenant: bound
-- param: after int
SELECT num FROM service WHERE tenant_id = :tenant_id AND num > :after ORDER BY num LIMIT :limit;

-- database: state

-- name: service_all :each
-- tenant: global the monitor watches the services of all tenants
SELECT num, id, tenant_id, name, type, target, interval_seconds, timeout_ms, failures_before_down, recoveries_before_up, tags, is_enabled, config, secrets,
       worker_type, instance_id, push_hash, push_token, discovery_id, missing_since, version, created_at, updated_at
  FROM service ORDER BY num;

-- name: service_dependency_all :each
-- tenant: global as service_all
-- col: service_num int
-- col: needs_id text
SELECT d.service_num AS service_num, n.id AS needs_id FROM service_dependency d JOIN service n ON n.num = d.needs_num ORDER BY d.service_num, d.needs_num;

-- name: service_state_all :each
-- tenant: global as service_all
SELECT service_num, status, observed, since, last_check, latency_us, message, evidence, components, failures, successes, last_failure_at, last_failure_message,
       last_failure_evidence, accounted_until, flushes
  FROM service_state;

-- name: service_day_since :each
-- tenant: global as service_all
-- param: since int
SELECT service_num, start, healthy_ms, degraded_ms, unhealthy_ms FROM service_day WHERE start >= :since;

-- name: service_change_since :each
-- tenant: global as service_all
-- param: since int
SELECT service_num, from_status, at FROM service_change WHERE at > :since ORDER BY at, seq;

-- name: monitor_alive_at :one
-- tenant: global one row
SELECT at FROM monitor_alive WHERE one = 1;

-- name: monitor_alive_set :exec
-- tenant: global one row
INSERT INTO monitor_alive (one, at) VALUES (1, :at) ON CONFLICT (one) DO UPDATE SET at = excluded.at;

-- name: service_num_of :one
-- tenant: bound
SELECT num FROM service WHERE tenant_id = :tenant_id AND id = :id;

-- name: service_insert :exec
-- tenant: bound
INSERT INTO service (id, tenant_id, name, type, target, interval_seconds, timeout_ms, failures_before_down, recoveries_before_up, tags, is_enabled, config, secrets,
                     worker_type, instance_id, push_hash, push_token, discovery_id, version, created_at, updated_at)
VALUES (:id, :tenant_id, :name, :type, :target, :interval_seconds, :timeout_ms, :failures_before_down, :recoveries_before_up, :tags, :is_enabled, :config, :secrets,
        :worker_type, :instance_id, :push_hash, :push_token, :discovery_id, :version, :created_at, :updated_at);

-- name: service_update :exec
-- tenant: bound
UPDATE service SET name = :name, type = :type, target = :target, interval_seconds = :interval_seconds, timeout_ms = :timeout_ms, failures_before_down = :failures_before_down,
       recoveries_before_up = :recoveries_before_up, tags = :tags, is_enabled = :is_enabled, config = :config, secrets = :secrets, worker_type = :worker_type,
       instance_id = :instance_id, push_hash = :push_hash, push_token = :push_token, discovery_id = :discovery_id, missing_since = :missing_since, version = :version,
       updated_at = :updated_at
 WHERE tenant_id = :tenant_id AND num = :num;

-- name: service_delete :exec
-- tenant: bound
DELETE FROM service WHERE tenant_id = :tenant_id AND num = :num;

-- name: service_dependency_clear :exec
-- tenant: global by the number of a service that the caller found in its tenant
DELETE FROM service_dependency WHERE service_num = :service_num;

-- name: service_dependency_add :exec
-- tenant: bound
-- param: needs_id text
INSERT INTO service_dependency (service_num, needs_num) SELECT :service_num, num FROM service WHERE tenant_id = :tenant_id AND id = :needs_id;

-- name: service_state_insert :exec
-- tenant: global by the number of a service that the caller found in its tenant
INSERT INTO service_state (service_num, status, observed, since, message, evidence, components, failures, successes, last_failure_message, last_failure_evidence, accounted_until,
       flushes)
VALUES (:service_num, :status, 'unknown', :since, '', '', '', 0, 0, '', '', :accounted_until, 0);

-- name: service_state_change :exec
-- tenant: global by the number of a service that the caller found in its tenant
UPDATE service_state SET status = :status, observed = :observed, since = :since, last_check = :last_check, latency_us = :latency_us, message = :message, evidence = :evidence,
       components = :components, failures = :failures, successes = :successes
 WHERE service_num = :service_num;

-- name: service_state_flush :exec
-- tenant: global by the number of a service that the caller found in its tenant
UPDATE service_state SET observed = :observed, last_check = :last_check, latency_us = :latency_us, message = :message, failures = :failures, successes = :successes,
       accounted_until = :accounted_until, flushes = :flushes
 WHERE service_num = :service_num;

-- name: service_state_failure :exec
-- tenant: global by the number of a service that the caller found in its tenant
UPDATE service_state SET last_failure_at = :last_failure_at, last_failure_message = :last_failure_message, last_failure_evidence = :last_failure_evidence
 WHERE service_num = :service_num;

-- name: service_flushes :one
-- tenant: global by the number of a service that the caller found in its tenant
SELECT flushes FROM service_state WHERE service_num = :service_num;

-- name: service_change_insert :exec
-- tenant: bound
INSERT INTO service_change (tenant_id, service_num, service_id, service_name, from_status, to_status, at, duration_us, message, evidence)
VALUES (:tenant_id, :service_num, :service_id, :service_name, :from_status, :to_status, :at, :duration_us, :message, :evidence);

-- name: service_changes :many
-- tenant: bound
-- param: since int
SELECT seq, from_status, to_status, at, duration_us, message, evidence FROM service_change
 WHERE tenant_id = :tenant_id AND service_num = :service_num AND at >= :since ORDER BY at DESC, seq DESC LIMIT :limit;

-- name: service_change_prune :exec
-- tenant: global by the number of a service
-- param: before int
DELETE FROM service_change WHERE service_num = :service_num AND at < :before;

-- name: service_hour_get :one
-- tenant: global by the number of a service
SELECT healthy_ms, degraded_ms, unhealthy_ms, maintenance_ms, paused_ms, unknown_ms, checks, check_failures, latency_count, latency_sum_us, latency_hist
  FROM service_hour WHERE service_num = :service_num AND start = :start;

-- name: service_hour_put :exec
-- tenant: global by the number of a service
INSERT OR REPLACE INTO service_hour (service_num, start, healthy_ms, degraded_ms, unhealthy_ms, maintenance_ms, paused_ms, unknown_ms, checks, check_failures, latency_count,
       latency_sum_us, latency_hist)
VALUES (:service_num, :start, :healthy_ms, :degraded_ms, :unhealthy_ms, :maintenance_ms, :paused_ms, :unknown_ms, :checks, :check_failures, :latency_count,
        :latency_sum_us, :latency_hist);

-- name: service_hour_prune :exec
-- tenant: global by the number of a service
-- param: before int
DELETE FROM service_hour WHERE service_num = :service_num AND start < :before;

-- name: service_hours :many
-- tenant: global by the number of a service that the caller found in its tenant
-- param: since int
-- param: until int
SELECT start, healthy_ms, degraded_ms, unhealthy_ms, maintenance_ms, paused_ms, unknown_ms, checks, check_failures, latency_count, latency_sum_us
  FROM service_hour WHERE service_num = :service_num AND start >= :since AND start < :until ORDER BY start LIMIT :limit;

-- name: service_day_get :one
-- tenant: global by the number of a service
SELECT healthy_ms, degraded_ms, unhealthy_ms, maintenance_ms, paused_ms, unknown_ms, checks, check_failures, latency_count, latency_sum_us, latency_hist
  FROM service_day WHERE service_num = :service_num AND start = :start;

-- name: service_day_put :exec
-- tenant: global by the number of a service
INSERT OR REPLACE INTO service_day (service_num, start, healthy_ms, degraded_ms, unhealthy_ms, maintenance_ms, paused_ms, unknown_ms, checks, check_failures, latency_count,
       latency_sum_us, latency_hist)
VALUES (:service_num, :start, :healthy_ms, :degraded_ms, :unhealthy_ms, :maintenance_ms, :paused_ms, :unknown_ms, :checks, :check_failures, :latency_count,
        :latency_sum_us, :latency_hist);

-- name: service_day_prune :exec
-- tenant: global by the number of a service
-- param: before int
DELETE FROM service_day WHERE service_num = :service_num AND start < :before;

-- name: service_days :many
-- tenant: global by the number of a service that the caller found in its tenant
-- param: since int
SELECT start, healthy_ms, degraded_ms, unhealthy_ms, maintenance_ms, paused_ms, unknown_ms, checks, check_failures, latency_count, latency_sum_us, latency_hist
  FROM service_day WHERE service_num = :service_num AND start >= :since ORDER BY start LIMIT :limit;

-- name: service_set_missing :exec
-- tenant: bound
UPDATE service SET missing_since = :missing_since WHERE tenant_id = :tenant_id AND num = :num;

-- name: maintenance_window_current :each
-- tenant: global the monitor watches the services of all tenants
-- param: now int
SELECT id, tenant_id, service_ids, tags, reason, starts_at, ends_at, created_by, created_at FROM maintenance_window WHERE ends_at > :now ORDER BY id;

-- name: maintenance_window_list :many
-- tenant: bound
-- param: since int
SELECT id, service_ids, tags, reason, starts_at, ends_at, created_by, created_at FROM maintenance_window
 WHERE tenant_id = :tenant_id AND ends_at > :since ORDER BY starts_at DESC, id LIMIT :limit;

-- name: maintenance_window_insert :exec
-- tenant: bound
INSERT INTO maintenance_window (id, tenant_id, service_ids, tags, reason, starts_at, ends_at, created_by, created_at)
VALUES (:id, :tenant_id, :service_ids, :tags, :reason, :starts_at, :ends_at, :created_by, :created_at);

-- name: maintenance_window_one :one
-- tenant: bound
SELECT service_ids, tags, reason, starts_at, ends_at FROM maintenance_window WHERE tenant_id = :tenant_id AND id = :id;

-- name: maintenance_window_delete :exec
-- tenant: bound
DELETE FROM maintenance_window WHERE tenant_id = :tenant_id AND id = :id;

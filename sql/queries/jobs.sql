-- database: state
-- "+tenant_id" keeps the planner from walking the tenant's whole table where another index leads straight to the rows.

-- ---- entering

-- name: job_insert :exec
-- tenant: bound
INSERT INTO job (id, tenant_id, type, queue, state, external, priority, input, secrets, unique_key, exclusive_key, after_id, parent_id, retry_of, schedule_id,
                 subject_type, subject_id, run_at, attempt, attempts, max_attempts, progress, progress_text, created_by, created_at, version)
VALUES (:id, :tenant_id, :type, :queue, :state, :external, :priority, :input, :secrets, :unique_key, :exclusive_key, :after_id, :parent_id, :retry_of, :schedule_id,
        :subject_type, :subject_id, :run_at, 0, 0, :max_attempts, 0, '', :created_by, :created_at, 1);

-- name: job_by_unique :one
-- tenant: bound
SELECT id FROM job WHERE tenant_id = :tenant_id AND type = :type AND unique_key = :unique_key AND state IN ('SCHEDULED', 'PENDING', 'RUNNING');

-- name: job_state_of :one
-- tenant: bound
SELECT id, type, queue, state, external, priority, unique_key, run_at, attempt, attempts, max_attempts, lease_id, started_at, error, finished_at, version FROM job
 WHERE id = :id AND +tenant_id = :tenant_id;

-- name: job_open_count :one
-- tenant: bound
-- col: total int
SELECT count(*) AS total FROM (SELECT 1 FROM job WHERE tenant_id = :tenant_id AND state IN ('SCHEDULED', 'PENDING') AND state <> 'COMPLETED' LIMIT 200001);

-- ---- dispatch

-- name: job_next_type :one
-- tenant: bound
-- param: after_type text
-- One seek, however many wait.
SELECT type, external FROM job INDEXED BY job_pending WHERE state = 'PENDING' AND tenant_id = :tenant_id AND type > :after_type ORDER BY type LIMIT 1;

-- name: job_next_tenant :one
-- tenant: global the dispatcher is fair between all tenants
-- param: after_tenant text
-- The same.
SELECT tenant_id, type, external FROM job INDEXED BY job_pending WHERE state = 'PENDING' AND tenant_id > :after_tenant ORDER BY tenant_id, type LIMIT 1;

-- name: job_candidates :many
-- tenant: bound
SELECT j.id, j.queue, j.priority, j.run_at, j.seq FROM job j INDEXED BY job_pending WHERE j.state = 'PENDING' AND j.tenant_id = :tenant_id AND j.type = :type
   AND (j.exclusive_key IS NULL OR NOT EXISTS (SELECT 1 FROM job r WHERE r.tenant_id = j.tenant_id AND r.exclusive_key = j.exclusive_key AND r.state = 'RUNNING'))
 ORDER BY j.priority, j.run_at, j.seq LIMIT :limit;

-- name: job_claim :exec
-- tenant: bound
-- param: now int
UPDATE job SET state = 'RUNNING', attempt = attempt + 1, attempts = attempts + 1, lease_id = :lease_id, lease_until = :lease_until, worker = :worker,
       started_at = :now, finished_at = NULL, progress = 0, progress_text = '', version = version + 1
 WHERE id = :id AND +tenant_id = :tenant_id AND state = 'PENDING'
   AND (exclusive_key IS NULL OR NOT EXISTS (SELECT 1 FROM job r WHERE r.tenant_id = job.tenant_id AND r.exclusive_key = job.exclusive_key AND r.state = 'RUNNING'));

-- name: job_claimed :one
-- tenant: bound
SELECT id, type, input, secrets, attempt, attempts, max_attempts, run_at, created_at, subject_type, subject_id, parent_id, schedule_id FROM job
 WHERE id = :id AND +tenant_id = :tenant_id;

-- name: job_attempt_insert :exec
-- tenant: bound
-- param: started_at int
-- param: worker text
INSERT INTO job_attempt (job_id, number, tenant_id, worker, started_at, outcome, log, log_dropped) VALUES (:job_id, :number, :tenant_id, :worker, :started_at, 'running', '', 0);

-- name: job_promote :exec
-- tenant: global time passes for every tenant
-- param: now int
UPDATE job SET state = 'PENDING', version = version + 1
 WHERE seq IN (SELECT seq FROM job WHERE state = 'SCHEDULED' AND after_id IS NULL AND run_at <= :now ORDER BY run_at LIMIT :limit);

-- name: job_next_due :one
-- tenant: global time passes for every tenant
-- col: at int?
SELECT min(run_at) AS at FROM job WHERE state = 'SCHEDULED' AND after_id IS NULL;

-- name: job_running_external :one
-- tenant: bound
-- col: total int
SELECT count(*) AS total FROM job WHERE state = 'RUNNING' AND external = 1 AND +tenant_id = :tenant_id AND type = :type;

-- ---- ending

-- name: job_finish :exec
-- tenant: bound
UPDATE job SET state = :state, run_at = :run_at, attempt = :attempt, progress = :progress, progress_text = :progress_text, result = :result, error = :error,
       finished_at = :finished_at, lease_id = NULL, lease_until = NULL, version = version + 1
 WHERE id = :id AND +tenant_id = :tenant_id AND state = 'RUNNING' AND lease_id = :lease_id;

-- name: job_attempt_finish :exec
-- tenant: bound
UPDATE job_attempt SET finished_at = :finished_at, outcome = :outcome, error = :error, log = :log, log_dropped = :log_dropped
 WHERE job_id = :job_id AND number = :number AND tenant_id = :tenant_id AND outcome = 'running';

-- name: job_attempt_close :exec
-- tenant: bound
UPDATE job_attempt SET finished_at = :finished_at, outcome = :outcome, error = :error
 WHERE job_id = :job_id AND number = :number AND tenant_id = :tenant_id AND outcome = 'running';

-- name: job_attempt_log :exec
-- tenant: bound
UPDATE job_attempt SET log = :log, log_dropped = :log_dropped WHERE job_id = :job_id AND number = :number AND tenant_id = :tenant_id AND outcome = 'running';

-- name: job_progress :exec
-- tenant: bound
UPDATE job SET progress = :progress, progress_text = :progress_text WHERE id = :id AND +tenant_id = :tenant_id AND state = 'RUNNING' AND lease_id = :lease_id;

-- name: job_heartbeat :exec
-- tenant: bound
UPDATE job SET lease_until = :lease_until WHERE id = :id AND +tenant_id = :tenant_id AND state = 'RUNNING' AND lease_id = :lease_id;

-- name: job_artefact_put :exec
-- tenant: bound
INSERT INTO job_artefact (job_id, name, tenant_id, content_type, content, created_at) VALUES (:job_id, :name, :tenant_id, :content_type, :content, :created_at)
    ON CONFLICT (job_id, name) DO UPDATE SET content_type = excluded.content_type, content = excluded.content, created_at = excluded.created_at;

-- name: job_minute_add :exec
-- tenant: bound
INSERT INTO job_minute (tenant_id, minute, type, completed, failed, cancelled, run_us, wait_us)
VALUES (:tenant_id, :minute, :type, :completed, :failed, :cancelled, :run_us, :wait_us)
    ON CONFLICT (tenant_id, minute, type) DO UPDATE SET completed = completed + excluded.completed, failed = failed + excluded.failed,
       cancelled = cancelled + excluded.cancelled, run_us = run_us + excluded.run_us, wait_us = wait_us + excluded.wait_us;

-- name: job_lost_here :many
-- tenant: global after a crash every tenant's jobs come back
SELECT id, tenant_id, type, attempt, attempts, max_attempts, lease_id FROM job WHERE state = 'RUNNING' AND external = 0 ORDER BY seq LIMIT :limit;

-- name: job_lost_outside :many
-- tenant: global leases end for every tenant
-- param: now int
SELECT id, tenant_id, type, attempt, attempts, max_attempts, lease_id FROM job WHERE state = 'RUNNING' AND external = 1 AND lease_until < :now ORDER BY lease_until LIMIT :limit;

-- name: job_shift_leases :exec
-- tenant: global the clock was changed for everybody
-- param: shift int
UPDATE job SET lease_until = lease_until + :shift WHERE state = 'RUNNING' AND external = 1;

-- name: job_next_lease :one
-- tenant: global leases end for every tenant
-- col: at int?
SELECT min(lease_until) AS at FROM job WHERE state = 'RUNNING' AND external = 1;

-- name: job_release_after :exec
-- tenant: bound
-- param: now int
UPDATE job SET after_id = NULL, state = CASE WHEN run_at <= :now THEN 'PENDING' ELSE 'SCHEDULED' END, version = version + 1
 WHERE after_id = :after_id AND +tenant_id = :tenant_id AND state = 'SCHEDULED';

-- name: job_waiting_for :many
-- tenant: bound
SELECT id, type FROM job WHERE after_id = :after_id AND +tenant_id = :tenant_id AND state = 'SCHEDULED' LIMIT :limit;

-- ---- control

-- name: job_set_state :exec
-- tenant: bound
UPDATE job SET state = :state, run_at = :run_at, attempt = :attempt, error = :error, finished_at = :finished_at, after_id = NULL, lease_id = NULL, lease_until = NULL,
       version = version + 1
 WHERE id = :id AND +tenant_id = :tenant_id AND version = :version;

-- name: job_of_action :many
-- tenant: bound
SELECT job_id, state, run_at, attempt, error, finished_at, version FROM job_action_item WHERE action_id = :action_id AND tenant_id = :tenant_id AND job_id > :job_id ORDER BY job_id LIMIT :limit;

-- name: job_action_insert :exec
-- tenant: bound
INSERT INTO job_action (id, tenant_id, action, status, asked_by, created_at, done_at) VALUES (:id, :tenant_id, :action, :status, :asked_by, :created_at, :done_at);

-- name: job_action_get :one
-- tenant: bound
SELECT id, action, status, asked_by, created_at, done_at FROM job_action WHERE id = :id AND +tenant_id = :tenant_id;

-- name: job_action_set :exec
-- tenant: bound
UPDATE job_action SET status = :status, done_at = :done_at WHERE id = :id AND +tenant_id = :tenant_id;

-- name: job_action_item_put :exec
-- tenant: bound
-- param: version int?
INSERT INTO job_action_item (action_id, tenant_id, job_id, state, run_at, attempt, error, finished_at, version)
VALUES (:action_id, :tenant_id, :job_id, :state, :run_at, :attempt, :error, :finished_at, :version)
    ON CONFLICT (action_id, job_id) DO UPDATE SET state = excluded.state, run_at = excluded.run_at, attempt = excluded.attempt, error = excluded.error,
       finished_at = excluded.finished_at, version = excluded.version;

-- name: job_action_prune :exec
-- tenant: global retention
-- param: before int
DELETE FROM job_action WHERE created_at < :before;

-- name: job_pause_all :many
-- tenant: global the dispatcher serves every tenant
SELECT tenant_id, kind, name, paused_at, paused_by FROM job_pause ORDER BY tenant_id, kind, name LIMIT :limit;

-- name: job_tenant_rests :one
-- tenant: bound
-- param: tenant_id text
-- col: rests int
-- Suspended, or being removed: nothing of it begins.
SELECT EXISTS (SELECT 1 FROM tenant WHERE id = :tenant_id AND (suspended_at IS NOT NULL OR deleting_at IS NOT NULL)) AS rests;

-- name: job_pause_put :exec
-- tenant: bound
INSERT INTO job_pause (tenant_id, kind, name, paused_at, paused_by) VALUES (:tenant_id, :kind, :name, :paused_at, :paused_by) ON CONFLICT (tenant_id, kind, name) DO NOTHING;

-- name: job_pause_delete :exec
-- tenant: bound
DELETE FROM job_pause WHERE tenant_id = :tenant_id AND kind = :kind AND name = :name;

-- ---- reading

-- name: job_get :one
-- tenant: bound
SELECT seq, id, type, queue, state, external, priority, input, secrets, unique_key, exclusive_key, after_id, parent_id, retry_of, schedule_id, subject_type, subject_id,
       run_at, attempt, attempts, max_attempts, lease_until, worker, progress, progress_text, result, error, created_by, created_at, started_at, finished_at, version
  FROM job WHERE id = :id AND +tenant_id = :tenant_id;

-- name: job_newest_seq :one
-- tenant: global a bound of the search below
-- col: seq int
SELECT coalesce(max(seq), 0) AS seq FROM job;

-- name: job_entered_at :one
-- tenant: global the moment of an arrival, for finding where in the order a time is
SELECT seq, created_at FROM job WHERE seq >= :seq ORDER BY seq LIMIT 1;

-- name: job_seq_below :one
-- tenant: bound
-- param: before int
-- param: skip int
SELECT seq FROM job WHERE tenant_id = :tenant_id AND seq < :before ORDER BY seq DESC LIMIT 1 OFFSET :skip;

-- name: job_attempts :many
-- tenant: bound
-- param: before int
SELECT number, worker, started_at, finished_at, outcome, error, log, log_dropped FROM job_attempt
 WHERE job_id = :job_id AND +tenant_id = :tenant_id AND number < :before ORDER BY number DESC LIMIT :limit;

-- name: job_artefacts :many
-- tenant: bound
-- col: bytes int
SELECT name, content_type, length(content) AS bytes, created_at FROM job_artefact WHERE job_id = :job_id AND +tenant_id = :tenant_id ORDER BY name LIMIT :limit;

-- name: job_artefact_get :one
-- tenant: bound
SELECT content_type, content FROM job_artefact WHERE job_id = :job_id AND name = :name AND +tenant_id = :tenant_id;

-- name: job_relatives :many
-- tenant: bound
SELECT id, type, state, parent_id, retry_of, created_at FROM job
 WHERE +tenant_id = :tenant_id AND (parent_id = :id OR retry_of = :id) ORDER BY seq LIMIT :limit;

-- name: job_depths :many
-- tenant: bound
-- col: total int
SELECT type, queue, state, count(*) AS total FROM job INDEXED BY job_open WHERE tenant_id = :tenant_id AND state IN ('SCHEDULED', 'PENDING', 'RUNNING') AND state <> 'COMPLETED' GROUP BY type, queue, state LIMIT :limit;

-- name: job_failed_count :one
-- tenant: bound
-- col: total int
SELECT count(*) AS total FROM (SELECT 1 FROM job WHERE tenant_id = :tenant_id AND state = 'FAILED' AND state <> 'COMPLETED' LIMIT 10001);

-- name: job_oldest_pending :one
-- tenant: bound
SELECT run_at AS at FROM job WHERE tenant_id = :tenant_id AND state = 'PENDING' AND state <> 'COMPLETED' ORDER BY seq LIMIT 1;

-- name: job_minutes :many
-- tenant: bound
-- param: since int
-- param: width int
-- col: at int
-- col: completed int
-- col: failed int
-- col: cancelled int
-- col: run_us int
-- col: wait_us int
SELECT minute / :width * :width AS at, sum(completed) AS completed, sum(failed) AS failed, sum(cancelled) AS cancelled, sum(run_us) AS run_us, sum(wait_us) AS wait_us
  FROM job_minute WHERE tenant_id = :tenant_id AND minute >= :since GROUP BY 1 ORDER BY 1 LIMIT :limit;

-- name: job_type_minutes :many
-- tenant: bound
-- param: since int
-- col: completed int
-- col: failed int
-- col: cancelled int
-- col: run_us int
SELECT type, sum(completed) AS completed, sum(failed) AS failed, sum(cancelled) AS cancelled, sum(run_us) AS run_us
  FROM job_minute WHERE tenant_id = :tenant_id AND minute >= :since GROUP BY type LIMIT :limit;

-- name: job_error_groups :many
-- tenant: bound
-- param: since int
-- col: message text
-- col: total int
-- col: last_at int
-- col: last_id text
SELECT type, substr(coalesce(error, ''), 1, 160) AS message, count(*) AS total, max(finished_at) AS last_at, max(id) AS last_id
  FROM (SELECT type, error, finished_at, id FROM job WHERE tenant_id = :tenant_id AND state = 'FAILED' AND state <> 'COMPLETED' ORDER BY seq DESC LIMIT 1000)
 WHERE finished_at >= :since GROUP BY type, message ORDER BY total DESC LIMIT :limit;

-- ---- retention

-- name: job_prune :exec
-- tenant: global retention
-- param: done_before int
-- param: failed_before int
DELETE FROM job WHERE seq IN (SELECT seq FROM job WHERE finished_at IS NOT NULL AND finished_at < :done_before AND state IN ('COMPLETED', 'CANCELLED', 'FAILED')
                               AND (state <> 'FAILED' OR finished_at < :failed_before) ORDER BY finished_at LIMIT 2000);

-- name: job_minute_prune :exec
-- tenant: global retention
-- param: before int
DELETE FROM job_minute WHERE minute < :before;

-- ---- types of workers outside

-- name: job_type_page :many
-- tenant: bound
SELECT name, title, doc, fields, concurrency, lease_seconds, max_attempts, backoff_seconds, priority, version, created_at, updated_at FROM job_type
 WHERE tenant_id = :tenant_id ORDER BY name LIMIT :limit;

-- name: job_type_get :one
-- tenant: bound
SELECT name, title, doc, fields, concurrency, lease_seconds, max_attempts, backoff_seconds, priority, version, created_at, updated_at FROM job_type
 WHERE tenant_id = :tenant_id AND name = :name;

-- name: job_type_put :exec
-- tenant: bound
-- param: now int
INSERT INTO job_type (tenant_id, name, title, doc, fields, concurrency, lease_seconds, max_attempts, backoff_seconds, priority, version, created_at, updated_at)
VALUES (:tenant_id, :name, :title, :doc, :fields, :concurrency, :lease_seconds, :max_attempts, :backoff_seconds, :priority, 1, :now, :now)
    ON CONFLICT (tenant_id, name) DO UPDATE SET title = excluded.title, doc = excluded.doc, fields = excluded.fields, concurrency = excluded.concurrency,
       lease_seconds = excluded.lease_seconds, max_attempts = excluded.max_attempts, backoff_seconds = excluded.backoff_seconds, priority = excluded.priority,
       version = version + 1, updated_at = excluded.updated_at;

-- name: job_type_delete :exec
-- tenant: bound
DELETE FROM job_type WHERE tenant_id = :tenant_id AND name = :name;

-- name: job_type_open :one
-- tenant: bound
-- col: open int
SELECT EXISTS (SELECT 1 FROM job INDEXED BY job_open WHERE tenant_id = :tenant_id AND type = :type AND state IN ('SCHEDULED', 'PENDING', 'RUNNING') AND state <> 'COMPLETED') AS open;

-- ---- schedules

-- name: schedule_page :many
-- tenant: bound
-- param: after text
SELECT id, name, type, input, cron, interval_seconds, time_zone, catch_up, overlap, priority, enabled, built_in, managed_at, next_at, last_at, last_job_id, skipped,
       created_by, created_at, updated_at, version FROM job_schedule WHERE tenant_id = :tenant_id AND name > :after ORDER BY name LIMIT :limit;

-- name: schedule_get :one
-- tenant: bound
SELECT id, name, type, input, cron, interval_seconds, time_zone, catch_up, overlap, priority, enabled, built_in, managed_at, next_at, last_at, last_job_id, skipped,
       created_by, created_at, updated_at, version FROM job_schedule WHERE id = :id AND tenant_id = :tenant_id;

-- name: schedule_count :one
-- tenant: bound
-- col: total int
SELECT count(*) AS total FROM job_schedule WHERE tenant_id = :tenant_id;

-- name: schedule_due :many
-- tenant: global time passes for every tenant
-- param: now int
SELECT id, tenant_id, name, type, input, cron, interval_seconds, time_zone, catch_up, overlap, priority, built_in, next_at, last_job_id, created_by FROM job_schedule
 WHERE enabled = 1 AND next_at IS NOT NULL AND next_at <= :now
   AND NOT EXISTS (SELECT 1 FROM tenant t WHERE t.id = job_schedule.tenant_id AND (t.suspended_at IS NOT NULL OR t.deleting_at IS NOT NULL))
 ORDER BY next_at LIMIT :limit;

-- name: schedule_next :one
-- tenant: global time passes for every tenant
-- col: at int?
SELECT min(next_at) AS at FROM job_schedule WHERE enabled = 1
   AND NOT EXISTS (SELECT 1 FROM tenant t WHERE t.id = job_schedule.tenant_id AND (t.suspended_at IS NOT NULL OR t.deleting_at IS NOT NULL));

-- name: schedule_all_timed :many
-- tenant: global the clock was changed for everybody
-- param: after text
SELECT id, tenant_id, cron, interval_seconds, time_zone, next_at FROM job_schedule WHERE enabled = 1 AND id > :after ORDER BY id LIMIT :limit;

-- name: schedule_set_next :exec
-- tenant: bound
UPDATE job_schedule SET next_at = :next_at WHERE id = :id AND tenant_id = :tenant_id;

-- name: schedule_fired :exec
-- tenant: bound
UPDATE job_schedule SET next_at = :next_at, last_at = :last_at, last_job_id = :last_job_id, skipped = skipped + :skipped WHERE id = :id AND tenant_id = :tenant_id;

-- name: schedule_active :one
-- tenant: bound
-- col: open int
SELECT EXISTS (SELECT 1 FROM job INDEXED BY job_of_schedule_open WHERE schedule_id = :schedule_id AND +tenant_id = :tenant_id AND state IN ('SCHEDULED', 'PENDING', 'RUNNING')) AS open;

-- name: schedule_insert :exec
-- tenant: bound
-- param: now int
INSERT INTO job_schedule (id, tenant_id, name, type, input, cron, interval_seconds, time_zone, catch_up, overlap, priority, enabled, built_in, managed_at, next_at, skipped,
                          created_by, created_at, updated_at, version)
VALUES (:id, :tenant_id, :name, :type, :input, :cron, :interval_seconds, :time_zone, :catch_up, :overlap, :priority, :enabled, :built_in, :managed_at, :next_at, 0,
        :created_by, :now, :now, 1);

-- name: schedule_update :exec
-- tenant: bound
-- param: now int
UPDATE job_schedule SET name = :name, type = :type, input = :input, cron = :cron, interval_seconds = :interval_seconds, time_zone = :time_zone, catch_up = :catch_up,
       overlap = :overlap, priority = :priority, enabled = :enabled, next_at = :next_at, updated_at = :now, version = version + 1
 WHERE id = :id AND tenant_id = :tenant_id AND version = :version;

-- name: schedule_delete :exec
-- tenant: bound
DELETE FROM job_schedule WHERE id = :id AND tenant_id = :tenant_id;

-- name: schedule_by_built_in :one
-- tenant: global the box's own schedules
SELECT id, tenant_id, cron, interval_seconds, enabled, version FROM job_schedule WHERE built_in = :built_in;

-- name: schedule_last_result :many
-- tenant: bound
SELECT id, state, started_at, finished_at, error FROM job WHERE schedule_id = :schedule_id AND +tenant_id = :tenant_id ORDER BY seq DESC LIMIT :limit;

-- name: job_pull_in :exec
-- tenant: global the clock was set back for everybody
-- param: now int
-- param: horizon int
UPDATE job SET run_at = :now WHERE state = 'SCHEDULED' AND after_id IS NULL AND attempt > 0 AND run_at > :horizon;

-- name: job_open_total :one
-- tenant: global how busy the box is, of all tenants; both from partial indexes
-- col: pending int
-- col: running int
SELECT (SELECT count(*) FROM job WHERE state = 'PENDING') AS pending, (SELECT count(*) FROM job WHERE state = 'RUNNING') AS running;

-- database: state

-- name: backup_by_id :one
-- tenant: global backups hold the whole box
SELECT id, kind, is_full, bytes, status, error, created_at, created_by, finished_at, proven_at, file_name FROM backup WHERE id = :id;

-- name: backup_page :many
-- tenant: global backups hold the whole box
-- param: before text
SELECT id, kind, is_full, bytes, status, error, created_at, created_by, finished_at, proven_at, file_name FROM backup
 WHERE (created_at, id) < (SELECT created_at, id FROM backup WHERE id = :before) OR :before = ''
 ORDER BY created_at DESC, id DESC LIMIT :limit;

-- name: backup_count :one
-- tenant: global backups hold the whole box
-- col: total int
SELECT count(*) AS total FROM backup;

-- name: backup_insert :exec
-- tenant: global backups hold the whole box
INSERT INTO backup (id, kind, is_full, bytes, status, created_at, created_by, finished_at, proven_at, file_name)
VALUES (:id, :kind, :is_full, :bytes, :status, :created_at, :created_by, :finished_at, :proven_at, :file_name);

-- name: backup_finish :exec
-- tenant: global backups hold the whole box
UPDATE backup SET status = :status, error = :error, bytes = :bytes, is_full = :is_full, finished_at = :finished_at, proven_at = :proven_at WHERE id = :id;

-- name: backup_set_proof :exec
-- tenant: global backups hold the whole box
UPDATE backup SET status = :status, error = :error, proven_at = :proven_at WHERE id = :id;

-- name: backup_delete :exec
-- tenant: global backups hold the whole box
DELETE FROM backup WHERE id = :id;

-- name: backup_interrupted :exec
-- tenant: global backups hold the whole box
UPDATE backup SET status = 'failed', error = :error, finished_at = :finished_at WHERE status = 'running';

-- name: backup_all_files :many
-- tenant: global backups hold the whole box
SELECT id, kind, is_full, status, file_name FROM backup ORDER BY created_at DESC LIMIT :limit;

-- name: backup_surplus :many
-- tenant: global backups hold the whole box
-- param: keep int
SELECT id, file_name FROM backup WHERE kind = :kind AND status <> 'running' ORDER BY created_at DESC LIMIT :limit OFFSET :keep;

-- name: backup_last_scheduled :one
-- tenant: global backups hold the whole box
-- col: at int?
SELECT max(created_at) AS at FROM backup WHERE kind = 'scheduled';

-- name: backup_last_finished :one
-- tenant: global backups hold the whole box
SELECT status, finished_at FROM backup WHERE finished_at IS NOT NULL AND kind <> 'upload' ORDER BY finished_at DESC LIMIT 1;

-- name: backup_last_proven :one
-- tenant: global backups hold the whole box
-- col: at int?
SELECT max(proven_at) AS at FROM backup WHERE status = 'ok';

-- name: backup_schedule_get :one
-- tenant: global backups hold the whole box
SELECT enabled, at_minute, keep, is_full, version, updated_at FROM backup_schedule WHERE one = 1;

-- name: backup_schedule_put :exec
-- tenant: global backups hold the whole box
UPDATE backup_schedule SET enabled = :enabled, at_minute = :at_minute, keep = :keep, is_full = :is_full, version = version + 1, updated_at = :updated_at WHERE one = 1;

-- name: backup_schedule_begin :exec
-- tenant: global backups hold the whole box
UPDATE backup_schedule SET updated_at = :updated_at WHERE one = 1 AND updated_at = 0;

-- name: backup_restore_insert :exec
-- tenant: global backups hold the whole box
INSERT INTO backup_restore (id, at, actor, file_name, status) VALUES (:id, :at, :actor, :file_name, :status);

-- name: backup_restore_staged :many
-- tenant: global backups hold the whole box
SELECT id, file_name FROM backup_restore WHERE status = 'staged' ORDER BY at LIMIT :limit;

-- name: backup_restore_set :exec
-- tenant: global backups hold the whole box
UPDATE backup_restore SET status = :status WHERE id = :id;

-- name: backup_newest_ok :one
-- tenant: global backups hold the whole box
SELECT id, file_name FROM backup WHERE status = 'ok' AND proven_at IS NOT NULL ORDER BY created_at DESC LIMIT 1;

-- database: state

-- name: setting_all :many
-- tenant: global settings belong to the box
SELECT key, value FROM setting ORDER BY key LIMIT :limit;

-- name: setting_put :exec
-- tenant: global settings belong to the box
INSERT INTO setting (key, value, updated_at, updated_by) VALUES (:key, :value, :updated_at, :updated_by)
    ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at, updated_by = excluded.updated_by;

-- name: setting_delete :exec
-- tenant: global settings belong to the box
DELETE FROM setting WHERE key = :key;

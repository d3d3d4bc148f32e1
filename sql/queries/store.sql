-- database: state

-- name: store_meta_get :one
SELECT value, updated_at FROM store_meta WHERE name = :name;

-- name: store_meta_set :exec
-- param: name text
INSERT INTO store_meta (name, value, updated_at) VALUES (:name, :value, :updated_at)
ON CONFLICT (name) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at;

-- name: store_migrations :many
SELECT version, name, hash, applied_at FROM schema_migration ORDER BY version LIMIT :limit;

-- name: store_meta_names :each
-- Names that begin with a prefix.
-- param: prefix text
SELECT name, updated_at FROM store_meta WHERE substr(name, 1, length(:prefix)) = :prefix ORDER BY name;

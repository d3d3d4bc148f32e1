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

-- name: store_btrees :many
-- Every table and index that has pages of its own.
-- col: name text
-- col: tbl_name text
-- col: is_index int
SELECT name, tbl_name, type = 'index' AS is_index FROM sqlite_schema WHERE rootpage > 0 ORDER BY tbl_name, is_index, name LIMIT :limit;

-- name: store_btree_bytes :one
-- Goes through the pages of one table or index alone.
-- param: name text
-- col: bytes int?
SELECT sum(pgsize) AS bytes FROM dbstat WHERE name = :name AND aggregate = TRUE;

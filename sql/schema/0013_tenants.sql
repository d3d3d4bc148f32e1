-- The life of a tenant: exported, then deleted. While deleting_at is set its rows are being removed, and nobody sees it any more.
ALTER TABLE tenant ADD COLUMN exported_at INTEGER;
ALTER TABLE tenant ADD COLUMN deleting_at INTEGER;

-- The tenant of a fresh box is as old as the box.
UPDATE tenant SET created_at = coalesce((SELECT applied_at FROM schema_migration WHERE version = 2), 0) WHERE created_at = 0;
UPDATE tenant SET updated_at = created_at WHERE updated_at = 0;

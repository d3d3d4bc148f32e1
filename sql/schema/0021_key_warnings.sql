-- Which warnings the owner of an API key had of its end: each is told once, until the key is given another end.
ALTER TABLE api_key ADD COLUMN warned INTEGER NOT NULL DEFAULT 0 CHECK (warned IN (0, 1, 2));  -- 1: a week before, 2: a day before
UPDATE api_key SET warned = 1 WHERE EXISTS (SELECT 1 FROM notice n WHERE n.object_id = api_key.id AND n.kind = 'key.expiring');

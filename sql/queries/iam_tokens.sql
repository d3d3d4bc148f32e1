-- database: state

-- name: family_insert :exec
-- tenant: bound
INSERT INTO session (id, kind, token_hash, tenant_id, user_id, csrf, created_at, last_seen_at, rotated_at, remote)
VALUES (:id, 'token', :token_hash, :tenant_id, :user_id, '', :created_at, :created_at, :created_at, :remote);

-- name: family_by_id :one
-- tenant: global by its own id; the signed token is the proof
SELECT id, token_hash, tenant_id, user_id, generation, rotated_at, graced, created_at, last_seen_at, remote FROM session WHERE id = :id AND kind = 'token';

-- name: family_rotate :exec
-- tenant: global by its own id; the refresh token was the proof
UPDATE session SET token_hash = :token_hash, generation = :generation, rotated_at = :rotated_at, graced = :graced, last_seen_at = :rotated_at, remote = :remote
WHERE id = :id AND kind = 'token';

-- name: family_all :many
-- tenant: global a signing key was revoked: whoever uses its tokens is told
-- param: after text
SELECT id FROM session WHERE kind = 'token' AND id > :after ORDER BY id LIMIT :limit;

-- name: signing_key_all :many
SELECT id, public_key, seed, created_at, retired_at, revoked_at FROM signing_key ORDER BY created_at DESC, id DESC LIMIT :limit;

-- name: signing_key_insert :exec
INSERT INTO signing_key (id, public_key, seed, created_at) VALUES (:id, :public_key, :seed, :created_at);

-- name: signing_key_retire :exec
-- Every key but the new one.
UPDATE signing_key SET retired_at = :retired_at WHERE retired_at IS NULL AND id <> :id;

-- name: signing_key_revoke :exec
UPDATE signing_key SET revoked_at = :revoked_at, retired_at = coalesce(retired_at, :revoked_at) WHERE id = :id AND revoked_at IS NULL;

-- name: signing_key_prune :exec
-- param: before int
DELETE FROM signing_key WHERE retired_at < :before;

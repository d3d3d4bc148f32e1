-- database: state

-- name: audit_head :one
SELECT seq, hash, key_id, key_since FROM audit_head WHERE only_row = 1;

-- name: audit_head_set :exec
UPDATE audit_head SET seq = :seq, hash = :hash WHERE only_row = 1;

-- name: audit_head_rekey :exec
UPDATE audit_head SET key_id = :key_id, key_since = :key_since, hash = :hash WHERE only_row = 1;

-- name: audit_hash :one
-- tenant: global the chain is the box's
SELECT hash FROM audit WHERE seq = :seq;

-- name: audit_insert :exec
-- tenant: bound
INSERT INTO audit (seq, at, tenant_id, user_id, user_email, credential, action, object_type, object_id, before, after, status, request_id, remote, hash)
VALUES (:seq, :at, :tenant_id, :user_id, :user_email, :credential, :action, :object_type, :object_id, :before, :after, :status, :request_id, :remote, :hash);

-- name: audit_walk :each
-- tenant: global the chain is the box's
SELECT seq, at, tenant_id, user_id, user_email, credential, action, object_type, object_id, before, after, status, request_id, remote, hash FROM audit ORDER BY seq;

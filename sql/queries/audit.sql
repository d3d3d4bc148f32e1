-- database: state

-- name: audit_head :one
SELECT seq, hash FROM audit_head WHERE id = 1;

-- name: audit_head_set :exec
UPDATE audit_head SET seq = :seq, hash = :hash WHERE id = 1;

-- name: audit_insert :exec
-- tenant: bound
INSERT INTO audit (seq, at, tenant_id, user_id, user_email, credential, action, object_type, object_id, before, after, status, request_id, remote, hash)
VALUES (:seq, :at, :tenant_id, :user_id, :user_email, :credential, :action, :object_type, :object_id, :before, :after, :status, :request_id, :remote, :hash);

-- name: audit_walk :each
-- tenant: global the chain is the box's
SELECT seq, at, tenant_id, user_id, user_email, credential, action, object_type, object_id, before, after, status, request_id, remote, hash FROM audit ORDER BY seq;

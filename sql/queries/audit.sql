-- database: state

-- name: audit_head :one
SELECT seq, hash, key_id, key_since, base_seq, base_hash FROM audit_head WHERE only_row = 1;

-- name: audit_head_set :exec
UPDATE audit_head SET seq = :seq, hash = :hash WHERE only_row = 1;

-- name: audit_head_rekey :exec
UPDATE audit_head SET key_id = :key_id, key_since = :key_since, hash = :hash WHERE only_row = 1;

-- name: audit_hash :one
-- tenant: global the chain is the box's
SELECT hash FROM audit WHERE seq = :seq;

-- name: audit_insert :exec
-- tenant: bound
INSERT INTO audit (seq, at, tenant_id, user_id, user_email, credential, action, object_type, object_id, object_name, before, after, status, request_id, remote, user_agent, format, hash)
VALUES (:seq, :at, :tenant_id, :user_id, :user_email, :credential, :action, :object_type, :object_id, :object_name, :before, :after, :status, :request_id, :remote, :user_agent, :format, :hash);

-- name: audit_walk :each
-- tenant: global the chain is the box's
-- param: after int
-- One stretch of the chain, so that no snapshot is held for long.
SELECT seq, at, tenant_id, user_id, user_email, credential, action, object_type, object_id, object_name, before, after, status, request_id, remote, user_agent, format, hash
FROM audit WHERE seq > :after ORDER BY seq LIMIT :limit;

-- name: audit_one :one
-- tenant: global the handler names the tenant or may see all
-- param: tenant text?
SELECT seq, at, tenant_id, user_id, user_email, credential, action, object_type, object_id, object_name, before, after, status, request_id, remote, user_agent
FROM audit WHERE seq = :seq AND (:tenant IS NULL OR tenant_id = :tenant);

-- name: audit_between :one
-- tenant: bound
-- param: from int
-- param: until int
-- col: first int?
-- col: last int?
-- The rows of a span of time, by the index alone.
SELECT min(seq) AS first, max(seq) AS last FROM audit WHERE tenant_id = :tenant_id AND at >= :from AND at < :until;

-- name: audit_ends :one
-- tenant: global the chain is the box's
-- col: first int?
-- col: last int?
SELECT (SELECT min(seq) FROM audit) AS first, (SELECT max(seq) FROM audit) AS last;

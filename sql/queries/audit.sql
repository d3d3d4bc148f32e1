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

-- name: audit_first_at :one
-- tenant: bound
-- param: from int
SELECT seq FROM audit WHERE tenant_id = :tenant_id AND at >= :from ORDER BY at, seq LIMIT 1;

-- name: audit_last_at :one
-- tenant: bound
-- param: until int
SELECT seq FROM audit WHERE tenant_id = :tenant_id AND at < :until ORDER BY at DESC, seq DESC LIMIT 1;

-- name: audit_ends :one
-- tenant: global the chain is the box's
-- col: first int?
-- col: last int?
SELECT (SELECT min(seq) FROM audit) AS first, (SELECT max(seq) FROM audit) AS last;

-- name: audit_accepted :many
-- tenant: bound
SELECT after FROM audit WHERE tenant_id = :tenant_id AND action = 'audit.accept_head' ORDER BY seq DESC LIMIT :limit;

-- name: audit_mark :one
SELECT seq, row_hash, verified_at, full_at, finding, bad_seq, hash FROM audit_mark WHERE only_row = 1;

-- name: audit_mark_set :exec
UPDATE audit_mark SET seq = :seq, row_hash = :row_hash, verified_at = :verified_at, full_at = :full_at, finding = :finding, bad_seq = :bad_seq, hash = :hash WHERE only_row = 1;

-- name: audit_first_since :one
-- tenant: global the chain is the box's
-- param: since int
-- The first row that is not older, in the order of the chain.
SELECT seq FROM audit WHERE at >= :since ORDER BY seq LIMIT 1;

-- name: audit_prune_step :exec
-- tenant: global the chain is the box's
-- param: until int
DELETE FROM audit WHERE seq <= :until;

-- name: audit_base_set :exec
UPDATE audit_head SET base_seq = :base_seq, base_hash = :base_hash, hash = :hash WHERE only_row = 1;

-- name: audit_at :one
-- tenant: global the chain is the box's
SELECT at FROM audit WHERE seq = :seq;

-- name: audit_sinks :many
SELECT id, name, kind, config, secret, enabled, created_at, updated_at, version FROM audit_sink ORDER BY name LIMIT :limit;

-- name: audit_sink_by_id :one
SELECT id, name, kind, config, secret, enabled, created_at, updated_at, version FROM audit_sink WHERE id = :id;

-- name: audit_sink_insert :exec
INSERT INTO audit_sink (id, name, kind, config, secret, enabled, created_at, updated_at, version)
VALUES (:id, :name, :kind, :config, :secret, :enabled, :created_at, :created_at, 1);

-- name: audit_sink_update :exec
UPDATE audit_sink SET name = :name, config = :config, secret = :secret, enabled = :enabled, updated_at = :updated_at, version = version + 1
WHERE id = :id AND version = :version;

-- name: audit_sink_delete :exec
DELETE FROM audit_sink WHERE id = :id;

-- name: audit_receipt_insert :exec
INSERT INTO audit_receipt (at, sink_id, sink_name, seq, row_hash, error) VALUES (:at, :sink_id, :sink_name, :seq, :row_hash, :error);

-- name: audit_receipt_last :one
SELECT at, seq, row_hash, error FROM audit_receipt WHERE sink_id = :sink_id ORDER BY num DESC LIMIT 1;

-- name: audit_receipt_page :many
-- param: before int
SELECT num, at, sink_id, sink_name, seq, row_hash, error FROM audit_receipt WHERE num < :before ORDER BY num DESC LIMIT :limit;

-- name: audit_receipts_good :many
-- The heads that arrived, newest first.
SELECT at, sink_name, seq, row_hash FROM audit_receipt WHERE error = '' ORDER BY seq DESC LIMIT :limit;

-- name: audit_receipt_prune :exec
-- param: before int
-- What failed long ago tells nothing any more; what arrived is kept.
DELETE FROM audit_receipt WHERE error <> '' AND at < :before;

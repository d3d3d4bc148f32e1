-- database: state

-- name: mail_config_get :one
SELECT host, port, security, verify_tls, username, password, from_address, from_name, version, updated_at FROM mail_config WHERE only_row = 1;

-- name: mail_config_put :exec
INSERT INTO mail_config (only_row, host, port, security, verify_tls, username, password, from_address, from_name, version, updated_at)
VALUES (1, :host, :port, :security, :verify_tls, :username, :password, :from_address, :from_name, 1, :updated_at)
    ON CONFLICT (only_row) DO UPDATE SET host = excluded.host, port = excluded.port, security = excluded.security, verify_tls = excluded.verify_tls, username = excluded.username,
        password = excluded.password, from_address = excluded.from_address, from_name = excluded.from_name, version = version + 1, updated_at = excluded.updated_at;

-- name: mail_config_delete :exec
DELETE FROM mail_config;

-- name: mail_insert :exec
-- tenant: bound
INSERT INTO mail_outbox (id, tenant_id, kind, to_address, subject, letter, status, attempts, next_attempt_at, expires_at, created_at, updated_at)
VALUES (:id, :tenant_id, :kind, :to_address, :subject, :letter, 'pending', 0, :created_at, :expires_at, :created_at, :created_at);

-- name: mail_waiting :one
-- tenant: global how much is on its way in all
-- col: total int
SELECT count(*) AS total FROM mail_outbox WHERE status = 'pending';

-- name: mail_recent :one
-- tenant: global whoever made the mails: it is one mailbox
-- param: since int
-- col: total int
SELECT count(*) AS total FROM mail_outbox WHERE to_address = :to_address AND kind = :kind AND created_at > :since;

-- name: mail_next :one
-- tenant: global the sender serves every tenant
-- param: now int
SELECT id, kind, to_address, subject, letter, attempts, expires_at, created_at FROM mail_outbox WHERE status = 'pending' AND next_attempt_at <= :now ORDER BY next_attempt_at LIMIT 1;

-- name: mail_outcome :exec
-- tenant: global the sender serves every tenant
UPDATE mail_outbox SET status = :status, letter = CASE WHEN :status = 'pending' THEN letter END, attempts = :attempts, next_attempt_at = :next_attempt_at, last_error = :last_error,
       last_code = :last_code, updated_at = :updated_at
 WHERE id = :id AND status = 'pending';

-- name: mail_pull_in :exec
-- tenant: global the server's settings belong to the box
-- param: now int
-- The settings were changed: what waits for its next attempt is tried at once.
UPDATE mail_outbox SET next_attempt_at = :now, updated_at = :now WHERE status = 'pending';

-- name: mail_list :many
-- tenant: global the box's administrator sees whether the box's mail goes out
-- param: before int
SELECT seq, id, tenant_id, kind, to_address, subject, status, attempts, next_attempt_at, expires_at, last_error, last_code, created_at, updated_at FROM mail_outbox
 WHERE seq < :before ORDER BY seq DESC LIMIT :limit;

-- name: mail_retry :exec
-- tenant: global the box's administrator
-- param: now int
UPDATE mail_outbox SET next_attempt_at = :now, updated_at = :now WHERE id = :id AND status = 'pending';

-- name: mail_by_id :one
-- tenant: global the box's administrator
SELECT seq, status, to_address FROM mail_outbox WHERE id = :id;

-- name: mail_prune :exec
-- tenant: global retention holds for every tenant alike
-- param: before int
DELETE FROM mail_outbox WHERE seq IN (SELECT seq FROM mail_outbox WHERE status <> 'pending' AND updated_at < :before ORDER BY updated_at LIMIT 2000);

-- name: mail_counts :one
-- tenant: global the box's own health
-- param: late int
-- col: pending int
-- col: late int
SELECT count(*) AS pending, count(*) FILTER (WHERE created_at < :late) AS late FROM mail_outbox WHERE status = 'pending';

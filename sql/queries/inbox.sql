-- database: state
-- A person sees what is theirs, and what is for everybody of the tenant since they belong to it, of the kinds that are given (a JSON array).

-- name: notice_list :many
-- tenant: bound
-- param: tenant_id text
-- param: user text
-- param: kinds text
-- param: now int
-- param: before_at int
-- param: before_id text
-- param: unread int
-- col: seen int
SELECT n.id, n.user_id, n.kind, n.severity, n.title, n.body, n.object_type, n.object_id, n.at, s.notice_id IS NOT NULL AS seen
  FROM notice n LEFT JOIN notice_seen s ON s.user_id = :user AND s.notice_id = n.id
 WHERE (n.tenant_id IS NULL OR n.tenant_id = :tenant_id) AND (n.user_id = :user OR (n.user_id IS NULL AND n.at >= (SELECT max(u.created_at, coalesce((SELECT created_at FROM membership WHERE user_id = :user AND tenant_id = n.tenant_id), 0)) FROM user u WHERE u.id = :user)))
   AND n.kind IN (SELECT value FROM json_each(:kinds)) AND n.at <= :now AND (n.until IS NULL OR n.until > :now)
   AND (n.at, n.id) < (:before_at, :before_id) AND (:unread = 0 OR s.notice_id IS NULL) AND coalesce(s.hidden, 0) = 0
 ORDER BY n.at DESC, n.id DESC LIMIT :limit;

-- name: notice_unread :many
-- tenant: bound
-- param: tenant_id text
-- param: user text
-- param: kinds text
-- param: now int
SELECT n.id, n.severity FROM notice n
 WHERE (n.tenant_id IS NULL OR n.tenant_id = :tenant_id) AND (n.user_id = :user OR (n.user_id IS NULL AND n.at >= (SELECT max(u.created_at, coalesce((SELECT created_at FROM membership WHERE user_id = :user AND tenant_id = n.tenant_id), 0)) FROM user u WHERE u.id = :user)))
   AND n.kind IN (SELECT value FROM json_each(:kinds)) AND n.at <= :now AND (n.until IS NULL OR n.until > :now)
   AND NOT EXISTS (SELECT 1 FROM notice_seen s WHERE s.user_id = :user AND s.notice_id = n.id)
 ORDER BY n.at DESC LIMIT :limit;

-- name: notice_visible :one
-- tenant: bound
-- param: tenant_id text
-- param: user text
-- param: kinds text
-- param: now int
SELECT n.id FROM notice n
 WHERE n.id = :id AND (n.tenant_id IS NULL OR n.tenant_id = :tenant_id) AND (n.user_id IS NULL OR n.user_id = :user)
   AND n.kind IN (SELECT value FROM json_each(:kinds)) AND n.at <= :now;

-- name: notice_insert :exec
-- tenant: bound
-- param: tenant_id text?
INSERT INTO notice (id, tenant_id, user_id, kind, severity, title, body, object_type, object_id, at, until)
VALUES (:id, :tenant_id, :user_id, :kind, :severity, :title, :body, :object_type, :object_id, :at, :until);

-- name: notice_told :one
-- tenant: bound
-- param: tenant_id text
-- param: now int
-- col: total int
-- Was something of that kind told about the object?
SELECT count(*) AS total FROM notice WHERE tenant_id = :tenant_id AND object_id = :object_id AND kind = :kind AND at <= :now;

-- name: notice_withdraw :exec
-- tenant: bound
-- param: tenant_id text
-- param: now int
-- What waits to be shown of an object.
DELETE FROM notice WHERE tenant_id = :tenant_id AND object_id = :object_id AND at > :now;

-- name: notice_delete_announcement :exec
-- tenant: global an announcement may be for the whole box; the permission is the superadmins'
DELETE FROM notice WHERE id = :id AND kind = 'announcement';

-- name: notice_see :exec
-- tenant: global a mark of one's own
-- param: user_id text
INSERT INTO notice_seen (user_id, notice_id, hidden, at) VALUES (:user_id, :notice_id, :hidden, :at)
    ON CONFLICT (user_id, notice_id) DO UPDATE SET hidden = max(hidden, excluded.hidden);

-- name: notice_unsee :exec
-- tenant: global a mark of one's own
-- param: user_id text
DELETE FROM notice_seen WHERE user_id = :user_id AND notice_id = :notice_id;

-- name: notice_user_by_email :one
-- tenant: global an address is unique in the box
SELECT id FROM user WHERE email = :email;

-- name: notice_prune :exec
-- tenant: global housekeeping
-- What is old or over, and the oldest of each person and of each tenant beyond the bound.
-- param: before int
-- param: now int
-- param: most int
DELETE FROM notice WHERE at < :before OR until < :now
    OR id IN (SELECT id FROM (SELECT id, row_number() OVER (PARTITION BY tenant_id, user_id ORDER BY at DESC, id DESC) AS place FROM notice) WHERE place > :most);

-- name: sign_in_addresses :one
-- tenant: global of one account
-- col: known int
-- col: total int
SELECT count(*) AS total, count(*) FILTER (WHERE address = :address) AS known FROM sign_in_address WHERE user_id = :user_id;

-- name: sign_in_address_put :exec
-- tenant: global of one account
-- param: user_id text
INSERT INTO sign_in_address (user_id, address, last_at) VALUES (:user_id, :address, :last_at) ON CONFLICT (user_id, address) DO UPDATE SET last_at = excluded.last_at;

-- name: sign_in_address_prune :exec
-- tenant: global of one account
-- param: user text
-- param: most int
-- Beyond the bound those not seen for the longest.
DELETE FROM sign_in_address WHERE user_id = :user AND address IN (SELECT address FROM sign_in_address WHERE user_id = :user ORDER BY last_at DESC LIMIT -1 OFFSET :most);

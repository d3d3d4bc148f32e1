-- database: state

-- name: preference_get :one
SELECT value, version, updated_at FROM preference WHERE user_id = :user_id;

-- name: preference_put :exec
-- tenant: global the person's own, of the whole box
INSERT INTO preference (user_id, value, version, updated_at) VALUES (:user_id, :value, 1, :updated_at)
    ON CONFLICT (user_id) DO UPDATE SET value = excluded.value, version = version + 1, updated_at = excluded.updated_at;

-- name: preference_default_get :one
-- tenant: bound
SELECT value, version, updated_at FROM preference_default WHERE tenant_id = :tenant_id;

-- name: preference_default_put :exec
-- tenant: bound
INSERT INTO preference_default (tenant_id, value, version, updated_at) VALUES (:tenant_id, :value, 1, :updated_at)
    ON CONFLICT (tenant_id) DO UPDATE SET value = excluded.value, version = version + 1, updated_at = excluded.updated_at;

-- name: preference_custom_list :many
-- tenant: bound
-- param: after text
SELECT key, value, version, updated_at FROM preference_custom WHERE tenant_id = :tenant_id AND user_id = :user_id AND key > :after ORDER BY key LIMIT :limit;

-- name: preference_custom_get :one
-- tenant: bound
SELECT key, value, version, updated_at FROM preference_custom WHERE tenant_id = :tenant_id AND user_id = :user_id AND key = :key;

-- name: preference_custom_count :one
-- tenant: bound
-- col: total int
SELECT count(*) AS total FROM preference_custom WHERE tenant_id = :tenant_id AND user_id = :user_id;

-- name: preference_custom_put :exec
-- tenant: bound
INSERT INTO preference_custom (tenant_id, user_id, key, value, version, updated_at) VALUES (:tenant_id, :user_id, :key, :value, 1, :updated_at)
    ON CONFLICT (tenant_id, user_id, key) DO UPDATE SET value = excluded.value, version = version + 1, updated_at = excluded.updated_at;

-- name: preference_custom_delete :exec
-- tenant: bound
DELETE FROM preference_custom WHERE tenant_id = :tenant_id AND user_id = :user_id AND key = :key;

-- name: preference_widget_list :many
-- tenant: bound
-- Of one page, or of all when page is empty.
-- param: after_page text
-- param: after_widget text
SELECT page, widget, collapsed, hidden, position, size, settings, version, updated_at FROM preference_widget
 WHERE tenant_id = :tenant_id AND user_id = :user_id AND (:page = '' OR page = :page) AND (page, widget) > (:after_page, :after_widget)
 ORDER BY page, widget LIMIT :limit;

-- name: preference_widget_get :one
-- tenant: bound
SELECT page, widget, collapsed, hidden, position, size, settings, version, updated_at FROM preference_widget
 WHERE tenant_id = :tenant_id AND user_id = :user_id AND page = :page AND widget = :widget;

-- name: preference_widget_count :one
-- tenant: bound
-- col: total int
SELECT count(*) AS total FROM preference_widget WHERE tenant_id = :tenant_id AND user_id = :user_id;

-- name: preference_widget_put :exec
-- tenant: bound
INSERT INTO preference_widget (tenant_id, user_id, page, widget, collapsed, hidden, position, size, settings, version, updated_at)
VALUES (:tenant_id, :user_id, :page, :widget, :collapsed, :hidden, :position, :size, :settings, 1, :updated_at)
    ON CONFLICT (tenant_id, user_id, page, widget) DO UPDATE SET collapsed = excluded.collapsed, hidden = excluded.hidden, position = excluded.position,
        size = excluded.size, settings = excluded.settings, version = version + 1, updated_at = excluded.updated_at;

-- name: preference_widget_delete :exec
-- tenant: bound
DELETE FROM preference_widget WHERE tenant_id = :tenant_id AND user_id = :user_id AND page = :page AND widget = :widget;

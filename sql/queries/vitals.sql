-- database: state
-- What the box keeps of itself.

-- name: vitals_put :exec
-- tenant: global the figures are the box's
INSERT INTO vitals (step_seconds, at, figures) VALUES (:step_seconds, :at, :figures)
    ON CONFLICT (step_seconds, at) DO UPDATE SET figures = excluded.figures;

-- name: vitals_prune :exec
-- tenant: global the figures are the box's
-- param: before int
DELETE FROM vitals WHERE step_seconds = :step_seconds AND at < :before;

-- name: vitals_newest :many
-- tenant: global the figures are the box's
-- param: now int
SELECT at, figures FROM vitals WHERE step_seconds = :step_seconds AND at <= :now ORDER BY at DESC LIMIT :limit;

-- name: box_error_put :exec
-- tenant: global the errors are the box's
INSERT INTO box_error (shape, level, message, details, request_id, total, first_at, last_at)
     VALUES (:shape, :level, :message, :details, :request_id, :total, :first_at, :last_at)
    ON CONFLICT (shape) DO UPDATE SET level = excluded.level, message = excluded.message, details = excluded.details, request_id = excluded.request_id,
                                      total = excluded.total, last_at = excluded.last_at;

-- name: box_error_newest :many
-- tenant: global the errors are the box's
SELECT shape, level, message, details, request_id, total, first_at, last_at FROM box_error ORDER BY last_at DESC LIMIT :limit;

-- name: box_error_prune :exec
-- tenant: global the errors are the box's
-- param: kept int
DELETE FROM box_error WHERE shape NOT IN (SELECT shape FROM box_error ORDER BY last_at DESC LIMIT :kept);

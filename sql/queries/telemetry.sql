-- database: telemetry

-- name: telemetry_metric_name :exec
INSERT INTO metric_name (num, name) VALUES (:num, :name) ON CONFLICT DO NOTHING;

-- name: telemetry_metric_add :exec
INSERT INTO metric_sample (at, metric_num, value) VALUES (:at, :metric_num, :value);

-- name: telemetry_metric_count :one
-- col: total int
SELECT count(*) AS total FROM metric_sample;

-- Lists of jobs by queue, and by type and end, that stay fast with a million finished ones; and what is open of a schedule without its past.
CREATE INDEX job_of_queue ON job (tenant_id, queue, seq);
CREATE INDEX job_over ON job (tenant_id, type, state, seq) WHERE finished_at IS NOT NULL; -- used by queries that say just that
CREATE INDEX job_of_schedule_open ON job (schedule_id) WHERE schedule_id IS NOT NULL AND state IN ('SCHEDULED', 'PENDING', 'RUNNING');

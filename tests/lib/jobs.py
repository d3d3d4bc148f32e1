"""Schedules, run at once."""
from .box import wait_for


def run_schedule(root, job_type, seconds=60):
    """Runs the box's own schedule of that type now and waits for its job; what the job said."""
    schedule = next(s for s in root.pages("/api/v1/schedules") if s["type"] == job_type)
    job = root.post(f"/api/v1/schedules/{schedule['id']}/run")["job_id"]
    done = wait_for(lambda: (j := root.get(f"/api/v1/jobs/{job}"))["state"] in ("COMPLETED", "FAILED") and j, seconds, message=f"the job {job_type}")
    assert done["state"] == "COMPLETED", done
    return done["result"]

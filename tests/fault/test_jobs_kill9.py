"""1,000 jobs, the box killed again and again while it does them: each ends in exactly one final state with its whole history."""
import random
import time

from lib.box import Box, wait_for

JOBS = 1000
KILLS = 8


def states(client):
    s = client.get("/api/v1/jobs/stats?hours=1")
    return s["pending"] + s["scheduled"] + s["running"]


def test_jobs_survive_kill9(sink):
    rnd = random.Random(7)
    box = Box("--rate-limits", "off")
    try:
        root = box.admin()
        item = {"type": "http_call", "input": {"url": sink["url"] + "/job", "body": "{}"}, "max_attempts": 25}
        ids = root.post("/api/v1/jobs/batch", {"items": [item] * JOBS}, expect=201)["ids"]
        for _ in range(KILLS):
            time.sleep(rnd.uniform(0.05, 0.6))
            box.kill()
            box.start()
            root = box.admin()
        wait_for(lambda: states(root) == 0, 180, 0.5, "all jobs over")
        jobs = {j["id"]: j for j in root.pages("/api/v1/jobs?type=http_call", limit=500)}
        assert set(jobs) == set(ids)
        assert {j["state"] for j in jobs.values()} == {"COMPLETED"}
        lost = 0
        for job in jobs.values():
            attempts = root.get(f"/api/v1/jobs/{job['id']}/attempts?limit=100")["items"]
            assert [a["number"] for a in attempts] == list(range(job["attempts"], 0, -1)), job
            assert all(a["finished_at"] for a in attempts), attempts
            outcomes = [a["outcome"] for a in attempts]
            assert outcomes[0] == "completed" and set(outcomes[1:]) <= {"lost", "failed"}, outcomes
            lost += outcomes.count("lost")
        assert lost > 0, "no kill hit a running job: the test proved nothing"
        done = sum(p["completed"] for p in root.get("/api/v1/jobs/stats?hours=2")["history"])
        assert done >= JOBS  # each counted once (the box's own jobs as well)
        print(f"{JOBS} jobs, {KILLS} kills, {lost} attempts lost")
    finally:
        box.close()

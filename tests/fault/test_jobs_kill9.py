"""Jobs of the real binary, killed again and again while it does them: each ends in exactly one final state with its whole history.

Here every kill finds all that http_call runs at a time in flight; hundreds at a time, until 1,000 are interrupted: tests/unit/test_jobs_kill9.c.
"""
import random
import time

import requests
from lib.box import Box, wait_for

JOBS = 1000
HELD = 20  # kills while the calls of all that run are held, and as many in the middle of work at full speed
AT_A_TIME = 8


def open_jobs(client):
    s = client.get("/api/v1/jobs/stats?hours=1")
    return s["pending"] + s["scheduled"] + s["running"]


def test_jobs_survive_kill9(sink):
    rnd = random.Random(7)
    box = Box("--rate-limits", "off")

    def hold(ms):
        requests.post(sink["url"] + "/control", json={"delay_ms": ms}, timeout=5)

    def called():
        return len([c for c in requests.get(sink["url"] + "/received", timeout=5).json() if c["path"] == "/job"])
    try:
        root = box.admin()
        item = {"type": "http_call", "input": {"url": sink["url"] + "/job", "body": "{}"}, "max_attempts": 25}
        hold(60000)
        requests.delete(sink["url"] + "/received", timeout=5)
        ids = root.post("/api/v1/jobs/batch", {"items": [item] * JOBS}, expect=201)["ids"]
        for i in range(HELD):
            wait_for(lambda: called() == AT_A_TIME, 30, 0.01, "as many calls as run at a time")
            box.kill()
            requests.delete(sink["url"] + "/received", timeout=5)
            hold(60000 if i + 1 < HELD else 0)
            box.start()
        for _ in range(HELD // 2):
            time.sleep(rnd.uniform(0.02, 0.2))
            box.kill()
            box.start()
        root = box.admin()
        wait_for(lambda: open_jobs(root) == 0, 120, 0.2, "all jobs over")
        jobs = {j["id"]: j for j in root.pages("/api/v1/jobs?type=http_call", limit=500)}
        assert set(jobs) == set(ids)
        assert {j["state"] for j in jobs.values()} == {"COMPLETED"}
        lost = 0
        for job in jobs.values():
            if job["attempts"] == 1:
                continue
            attempts = root.get(f"/api/v1/jobs/{job['id']}/attempts?limit=100")["items"]
            assert [a["number"] for a in attempts] == list(range(job["attempts"], 0, -1)), job
            assert all(a["finished_at"] for a in attempts), attempts
            outcomes = [a["outcome"] for a in attempts]
            assert outcomes[0] == "completed" and set(outcomes[1:]) <= {"lost", "failed"}, outcomes
            lost += outcomes.count("lost")
        assert lost >= HELD * AT_A_TIME, f"{lost} attempts were lost: a kill did not hit what ran"
        done = sum(p["completed"] for p in root.get("/api/v1/jobs/stats?hours=2")["history"])
        assert done >= JOBS  # each counted once (the box's own jobs as well)
        print(f"{JOBS} jobs, {HELD + HELD // 2} kills, {lost} attempts lost")
    finally:
        hold(0)
        box.close()

"""Jobs of a tenant that is suspended, and of one that is deleted, while they wait, run, are leased to workers outside, or are planned."""
import sqlite3
import time

import pytest
import requests

from lib.box import wait_for
from test_tenants_life import rest_of

J, S = "/api/v1/jobs", "/api/v1/schedules"


def hour():
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 3600))


def busy(box, sink, name, delay_ms):
    """A tenant whose administrator has a job of each kind: it runs here and takes its time, it is leased outside, it waits for a worker, for an hour, for a schedule, it is done."""
    requests.post(sink["url"] + "/control", json={"delay_ms": 0}, timeout=10)
    root, admin = box.admin(), box.user("admin", tenant=name)
    tenant = admin.user["tenant_id"]
    root.put(f"/api/v1/admin/outgoing?tenant_id={tenant}", {"cidrs": ["0.0.0.0/0", "::/0"]})
    admin.put(f"{J}/types/outside", {"title": "outside", "lease_seconds": 5, "max_attempts": 3, "backoff_seconds": 1})
    call = {"type": "http_call", "input": {"url": sink["url"] + "/slow"}}
    ids = {"done": admin.post(J, call, expect=201)["id"]}
    wait_for(lambda: admin.get(f"{J}/{ids['done']}")["state"] == "COMPLETED", 30, message="the first call")
    requests.post(sink["url"] + "/control", json={"delay_ms": delay_ms}, timeout=10)
    ids["leased"] = admin.post(J, {"type": "outside", "input": {}}, expect=201)["id"]
    lease = admin.post(f"{J}/lease", {"worker": "w", "types": ["outside"]})["items"][0]
    ids["pending"] = admin.post(J, {"type": "outside", "input": {}}, expect=201)["id"]
    ids["later"] = admin.post(J, {**call, "run_at": hour()}, expect=201)["id"]
    ids["schedule"] = admin.post(S, {"name": "each hour", "type": "outside", "input": {}, "interval_seconds": 3600}, expect=201)["id"]
    ids["running"] = admin.post(J, call, expect=201)["id"]
    wait_for(lambda: admin.get(f"{J}/{ids['running']}")["state"] == "RUNNING", 30, message="a job that runs")
    key = admin.post("/api/v1/auth/api-keys", {"name": "worker"}, expect=201)["key"]
    return {"root": root, "admin": admin, "tenant": tenant, "ids": ids, "lease": lease, "worker": {"Authorization": f"Bearer {key}"}}


def job(box, id):
    """(state, attempt) as the file has it: nobody of a suspended tenant may ask."""
    db = sqlite3.connect(f"file:{box.dir}/binnacle.db?mode=ro", uri=True, timeout=10)
    try:
        return db.execute("SELECT state, (SELECT count(*) FROM job_attempt a WHERE a.job_id = job.id) FROM job WHERE id = ?", (id,)).fetchone()
    finally:
        db.close()


def test_jobs_of_a_suspended_tenant(box, sink):
    """What runs here ends its attempt and keeps its outcome; what is leased outside is refused and comes back when the lease is over; nothing else begins; resumed, all go on."""
    t = busy(box, sink, "rests", 3000)
    root, ids, path = t["root"], t["ids"], f"/api/v1/tenants/{t['tenant']}"
    root.post(f"{path}/suspend")
    assert job(box, ids["running"])[0] == "RUNNING"
    worker = box.anonymous()
    done = {"lease_id": t["lease"]["lease_id"], "result": 1}
    worker.post(f"{J}/{ids['leased']}/complete", done, headers=t["worker"], expect=401)
    worker.post(f"{J}/lease", {"worker": "w", "types": ["outside"]}, headers=t["worker"], expect=401)
    wait_for(lambda: job(box, ids["running"])[0] == "COMPLETED", 30, message="the running job's end")
    wait_for(lambda: job(box, ids["leased"])[0] in ("PENDING", "SCHEDULED"), 30, message="the lease is over")
    assert job(box, ids["leased"])[1] == 1 and job(box, ids["pending"]) == ("PENDING", 0) and job(box, ids["later"]) == ("SCHEDULED", 0)
    root.post(f"{path}/resume")
    worker.post(f"{J}/{ids['leased']}/complete", done, headers=t["worker"], expect=409)  # that lease is over
    taken = {}

    def lease():
        for item in worker.post(f"{J}/lease", {"worker": "w", "types": ["outside"]}, headers=t["worker"])["items"]:
            worker.post(f"{J}/{item['id']}/complete", {"lease_id": item["lease_id"], "result": 1}, headers=t["worker"])
            taken[item["id"]] = True
        return set(taken) >= {ids["leased"], ids["pending"]}
    wait_for(lease, 30, 0.2, "the jobs that waited")
    assert job(box, ids["leased"]) == ("COMPLETED", 2) and job(box, ids["pending"]) == ("COMPLETED", 1)


@pytest.mark.parametrize("delay_ms", [1500, 5000])
def test_a_tenant_is_deleted_while_it_has_jobs(box, sink, delay_ms):
    """Everything goes: what waits, what is leased, what is planned, and what runs at that moment, whether it ends before the rows are gone or after; the box goes on."""
    t = busy(box, sink, "goes", delay_ms)
    root, ids, path = t["root"], t["ids"], f"/api/v1/tenants/{t['tenant']}"
    root.post(f"{path}/suspend")
    assert root.raw("GET", f"{path}/export").status_code == 200
    assert root.raw("DELETE", f"{path}?name=goes").status_code == 204
    box.anonymous().post(f"{J}/{ids['leased']}/complete", {"lease_id": t["lease"]["lease_id"], "result": 1}, headers=t["worker"], expect=401)
    began = time.monotonic()
    gone = [*ids.values(), t["admin"].user["id"]]
    wait_for(lambda: not rest_of(box, t["tenant"], gone), 60, 0.5, "nothing of the tenant is left")
    time.sleep(max(0, delay_ms / 1000 + 1 - (time.monotonic() - began)))  # the call has its answer by now
    assert rest_of(box, t["tenant"], gone) == []
    requests.post(sink["url"] + "/control", json={"delay_ms": 0}, timeout=10)
    after = root.post(J, {"type": "http_call", "input": {"url": sink["url"] + "/after"}}, expect=201)["id"]  # the pool works on
    wait_for(lambda: root.get(f"{J}/{after}")["state"] == "COMPLETED", 60, message="a job of another tenant")
    box.stop()
    assert box.cli("check").returncode == 0

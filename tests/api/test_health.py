"""The health grid's API against real workers that are stopped and started."""
import json
import time

import requests

from lib.box import wait_for
from lib.systems import system

S = "/api/v1/services"
H = "/api/v1/admin/health"


def watch(client, name, url, **more):
    body = {"name": name, "type": "http", "target": url, "interval_seconds": 1, "timeout_ms": 800, "failures_before_down": 1, "recoveries_before_up": 1, **more}
    return client.post(S, body, expect=201)["id"]


def becomes(client, id, wanted, seconds=6):
    return wait_for(lambda: (h := client.get(f"{H}/services/{id}"))["status"] == wanted and h, seconds, message=f"status {wanted}")


def test_down_and_up_again(box, worker):
    """[F2.1.1, E2.1.1, E2.1.2, R2.1.1] a service that is killed turns unhealthy within its interval and comes back."""
    a = box.admin()
    id = watch(a, "web", worker["url"])
    h = becomes(a, id, "healthy")
    assert {"id", "name", "status", "last_check", "uptime_pct", "dependencies"} <= h.keys() and h["name"] == "web" and h["latency_ms"] > 0
    worker.stop()
    stopped = time.monotonic()
    h = becomes(a, id, "unhealthy", 4)
    assert time.monotonic() - stopped < 3 and "refused" in h["message"].lower()
    second = worker.again()
    try:
        becomes(a, id, "healthy")
        changes = a.get(f"{H}/services/{id}/history")["changes"]
        down = next(c for c in changes if c["to"] == "unhealthy")
        up = changes[changes.index(down) - 1]  # newest first
        assert up["to"] == "healthy" and down["evidence"]
    finally:
        second.stop()


def test_history_has_thirty_days_and_survives_a_restart(box, worker):
    """[E2.1.3, F2.1.2, I2.1.2] 30 days, today's outage in it, the same after a restart."""
    a = box.admin()
    id = watch(a, "history", worker["url"])
    becomes(a, id, "healthy")
    worker.stop()
    becomes(a, id, "unhealthy")
    time.sleep(1.5)
    again = worker.again()
    try:
        becomes(a, id, "healthy")
        before = a.get(f"{H}/services/{id}/history?days=30")
        assert len(before["days"]) == 30 and before["days"][-1]["failures"] >= 1 and before["days"][-1]["unhealthy_seconds"] >= 1
        assert before["days"][0]["uptime_pct"] is None
        box.restart()
        a = box.admin()
        after = a.get(f"{H}/services/{id}/history?days=30")
        assert {c["id"] for c in before["changes"]} <= {c["id"] for c in after["changes"]}
        assert after["days"][-1]["failures"] >= before["days"][-1]["failures"]
        assert a.get(f"{H}/services/{id}/latency")["points"]
    finally:
        again.stop()


def test_manual_check_answers_at_once(box, worker):
    """[E2.1.4, F2.1.4, I2.1.3] within 5 s, with what was seen; also of a target that hangs."""
    a = box.admin()
    id = watch(a, "manual", worker["url"], interval_seconds=3600)
    start = time.monotonic()
    r = a.post(f"{H}/services/{id}/check")
    assert time.monotonic() - start < 5 and r["status"] == "healthy" and r["latency_ms"] > 0 and r["evidence"]
    requests.post(worker["url"] + "/control", json={"hang": True}, timeout=5)
    start = time.monotonic()
    r = a.post(f"{H}/services/{id}/check")
    assert time.monotonic() - start < 5 and r["status"] == "unhealthy"


def test_failed_services_come_first(box, worker):
    """[I2.1.4, I2.1.1] the default order of the grid."""
    a = box.admin()
    good = watch(a, "a good one", worker["url"])
    bad = watch(a, "z bad one", "http://127.0.0.1:9/")
    becomes(a, good, "healthy")
    becomes(a, bad, "unhealthy")
    ids = [s["id"] for s in a.get(f"{H}/services")["items"]]
    assert ids.index(bad) < ids.index(good) and ids[0] == bad
    assert a.get(f"{H}/summary")["counts"]["unhealthy"] == 1
    assert [s["id"] for s in a.get(f"{H}/services?status=unhealthy")["items"]] == [bad]


def test_dependency_marks_but_does_not_hide(box, worker, sink):
    """[E2.1.5, F2.1.3] a dependant of what is down keeps its own result, is marked as affected, and one alert names the cause."""
    a = box.admin()
    with system("worker") as front:
        database = watch(a, "database", worker["url"])
        web = watch(a, "web", front["url"], depends_on=[database])
        becomes(a, database, "healthy"), becomes(a, web, "healthy")
        worker.stop()
        becomes(a, database, "unhealthy")
        h = wait_for(lambda: (x := a.get(f"{H}/services/{web}"))["affected_by"] and x, 5, message="affected_by")
        assert h["status"] == "healthy" and [x["id"] for x in h["affected_by"]] == [database]
        graph = a.get(f"{H}/dependencies")
        assert {"from": web, "to": database} in [{"from": e["from"], "to": e["to"]} for e in graph["edges"]]
        nodes = {n["id"]: n for n in graph["nodes"]}
        assert nodes[web]["affected"] and not nodes[database]["affected"] and nodes[database]["status"] == "unhealthy"
        front.stop()
        becomes(a, web, "unhealthy")
        firing = [x for x in a.get("/api/v1/alerts/history?status=firing")["items"] if x["source_id"] in (database, web)]  # the busy machine may have its own
        assert [x["source_id"] for x in firing if not x["explained"]] == [database]
        cause = next(x for x in firing if x["source_id"] == database)
        assert web in [x["id"] for x in a.get(f"/api/v1/alerts/history/{cause['id']}")["affected"]]


def test_degraded_names_the_parts(box, worker):
    """[R2.1.3, F2.1.1] alive but not ready is degraded, with the part that is affected."""
    a = box.admin()
    id = a.post(S, {"name": "half", "type": "worker", "target": worker["url"], "interval_seconds": 1, "timeout_ms": 800, "config": {"worker_type": "intake"}}, expect=201)["id"]
    becomes(a, id, "healthy")
    requests.post(worker["url"] + "/control", json={"ready": False}, timeout=5)
    h = becomes(a, id, "degraded")
    parts = {c["name"]: c["status"] for c in h["components"]}
    assert parts.get("readyz") == "unhealthy" and parts.get("healthz") == "healthy"


def test_retries_before_down(box, worker):
    """A single failure does not turn the card when three are asked for."""
    a = box.admin()
    id = watch(a, "patient", worker["url"], failures_before_down=3)
    becomes(a, id, "healthy")
    requests.post(worker["url"] + "/control", json={"status": 500}, timeout=5)
    seen = set()
    end = time.monotonic() + 8
    while time.monotonic() < end:
        h = a.get(f"{H}/services/{id}")
        seen.add((h["consecutive_failures"], h["status"]))
        if h["status"] == "unhealthy":
            break
        time.sleep(0.1)
    assert h["status"] == "unhealthy" and h["consecutive_failures"] >= 3
    assert all(s != "unhealthy" for n, s in seen if n < 3)


def test_push_heartbeat(box):
    """A service that reports by itself: healthy while it does, unhealthy when it stops."""
    a = box.admin()
    made = a.post(S, {"name": "cron job", "type": "push", "target": "", "interval_seconds": 1, "config": {"grace_seconds": 1}}, expect=201)
    assert len(made["push_url"].rsplit("/", 1)[1]) >= 22
    path = made["push_url"][made["push_url"].index("/api/"):]
    anyone = box.anonymous()
    anyone.get(path)
    becomes(a, made["id"], "healthy")
    becomes(a, made["id"], "unhealthy", 6)
    anyone.post(path, {})
    becomes(a, made["id"], "healthy")
    anyone.get("/api/v1/push/" + "A" * 32, expect=404)


def test_live_state_over_the_socket(box, worker):
    """[F2.1.5] the change arrives on the socket without asking."""
    a = box.admin()
    id = watch(a, "live", worker["url"])
    becomes(a, id, "healthy")
    ws = a.socket(topics=["services.state"])
    worker.stop()
    end = time.monotonic() + 5
    while time.monotonic() < end:
        m = json.loads(ws.recv())
        if m.get("topic") == "services.state" and m.get("data", {}).get("id") == id:
            break
    assert m["data"]["status"] == "unhealthy" and m["seq"] > 0
    ws.close()

"""The admin dashboard and the system page: the figures are true, tenants see their own, history and errors outlive a restart, live topics keep their interval."""
import json
import re
import time
from datetime import datetime

import pytest

from lib.box import Box, wait_for

STATS, SYSTEM, HISTORY, ERRORS, DETAILED = (f"/api/v1/admin/{p}" for p in ("stats", "system", "system/history", "errors", "health/detailed"))

def when(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def listen(ws, seconds, topic="system"):
    """The topic's messages of so many seconds, with the moment of their arrival."""
    end, got = time.monotonic() + seconds, []
    while time.monotonic() < end:
        ws.settimeout(max(0.05, end - time.monotonic()))
        try:
            m = json.loads(ws.recv())
        except Exception:  # noqa: BLE001 - the time is over
            break
        if m.get("topic") == topic:
            got.append(m)
    return got


def test_stats_count_what_there_is(box, worker):
    """[C3.1.2, C8.7, C10.4] services, workers, alerts, jobs by state, queues and answers of /admin/stats are what the box did"""
    a = box.admin()
    a.post("/api/v1/services", {"name": "up", "type": "http", "target": worker["url"], "interval_seconds": 1}, expect=201)
    a.post("/api/v1/services", {"name": "down", "type": "http", "target": "http://127.0.0.1:9/", "interval_seconds": 1, "failures_before_down": 1}, expect=201)
    a.post("/api/v1/services", {"name": "w1", "type": "worker", "target": worker["url"], "config": {"worker_type": "x", "instance_id": "x-1"}}, expect=201)
    a.post("/api/v1/jobs/queues/network/pause", {})
    for i in range(3):
        a.post("/api/v1/jobs", {"type": "http_call", "input": {"url": worker["url"]}}, expect=201)
    a.post("/api/v1/jobs", {"type": "http_call", "input": {"url": worker["url"]}, "run_at": "2030-01-01T00:00:00Z"}, expect=201)
    a.post("/api/v1/jobs", {"type": "discovery"}, expect=201)
    s = wait_for(lambda: (s := a.get(STATS))["alerts"]["firing"] == 1 and s["jobs"]["completed_last_hour"] >= 1 and s["services"]["counts"]["healthy"] >= 2 and s, 20,
                 message="what was set up")
    health = a.get("/api/v1/admin/health/summary")
    assert s["services"]["total"] == health["total"] and s["services"]["counts"]["unhealthy"] == health["counts"]["unhealthy"] >= 1
    assert s["workers"]["total"] == 1
    assert (s["jobs"]["pending"], s["jobs"]["scheduled"], s["jobs"]["failed"]) == (3, 1, 0)
    queue = {q["name"]: q for q in s["queues"]}
    assert queue["network"]["paused"] and (queue["network"]["pending"], queue["network"]["scheduled"]) == (3, 1) and queue["system"]["pending"] == 0
    # each of these adds one answer, and one in ten is refused
    before = a.get(STATS)["box"]["answers"]
    for i in range(50):
        a.get("/api/v1/services/0190aaaa-0000-7000-8000-00000000dead", expect=404) if i % 10 == 0 else a.get("/api/v1/auth/me")
    after = a.get(STATS)["box"]["answers"]
    assert after["requests"] - before["requests"] == 51 and after["client_errors"] - before["client_errors"] == 5 and after["server_errors"] == before["server_errors"]
    a.post("/api/v1/jobs/queues/network/resume", {})
    wait_for(lambda: a.get(STATS)["jobs"]["pending"] == 0, 20, message="the queue to drain")


def test_rates_are_what_was_asked(box, worker):
    """[C4.1.2, C4.1.3, DF022.3, DF022.4] requests, refusals, jobs, checks and writes a second add up to what was done"""
    a = box.admin()
    a.post("/api/v1/services", {"name": "often", "type": "http", "target": worker["url"], "interval_seconds": 1}, expect=201)
    time.sleep(11)  # a whole step before it begins
    begin = time.time()
    was = a.get(STATS)["box"]["answers"]
    for i in range(120):
        a.raw("GET", "/api/v1/services/0190aaaa-0000-7000-8000-00000000dead" if i % 4 == 0 else "/api/v1/auth/me")
    for i in range(10):
        a.post("/api/v1/jobs", {"type": "discovery", "exclusive_key": str(i)}, expect=201)
        wait_for(lambda: a.get("/api/v1/jobs/stats")["pending"] == 0, 10)
    now = a.get(STATS)["box"]["answers"]
    done = time.time()
    h = wait_for(lambda: (h := a.get(HISTORY)) and when(h["to"]) - h["step_seconds"] > done and h, 25, 0.5, "the step to end")
    first = int((begin - when(h["from"])) // h["step_seconds"])
    total = {k: sum(x * h["step_seconds"] for x in v[first:-1] if x is not None) for k, v in h["figures"].items() if k.endswith("_per_second")}
    asked = now["requests"] - was["requests"]
    assert asked * 0.85 <= total["requests_per_second"] <= asked * 1.15 + 60, (asked, total)  # this test's own polling is in it too
    assert 25 <= total["client_errors_per_second"] <= 36 and total["server_errors_per_second"] == 0, total
    assert 8 <= total["jobs_per_second"] <= 12 and total["failed_jobs_per_second"] == 0, total
    assert total["checks_per_second"] >= (done - begin) * 0.5 and total["writes_per_second"] >= 20, total
    assert total["commits_per_second"] <= total["writes_per_second"] + 1, total


def test_system_now(root, shared_box):
    """[C4.1.1, C4.1.4, DF022.2] memory, CPU, disk, threads, connections of the database, cache, files and tables, as the machine says too"""
    s = root.get(SYSTEM)
    meminfo = dict(re.findall(r"(\w+):\s+(\d+) kB", open("/proc/meminfo").read()))
    assert s["host"]["memory_total_bytes"] == int(meminfo["MemTotal"]) * 1024 and 0 < s["host"]["memory_used_bytes"] < s["host"]["memory_total_bytes"]
    status = open(f"/proc/{shared_box.proc.pid}/status").read()
    rss = int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) * 1024
    assert 0.7 * rss < s["process"]["rss_bytes"] < 1.3 * rss
    assert s["process"]["threads"] == sum(t["count"] for t in s["process"]["threads_by_name"]) and {"vitals", "store-writer", "job"} <= {t["name"] for t in s["process"]["threads_by_name"]}
    db = s["database"]
    assert db["writable"] and 0 <= db["readers_in_use"] <= db["readers"] and 0 < db["cache_hit_pct"] <= 100 and db["commits"] <= db["writes"]
    files = {f["name"]: f["bytes"] for f in db["files"]}
    assert files["binnacle.db"] == (shared_box.dir / "binnacle.db").stat().st_size
    s = wait_for(lambda: (s := root.get(SYSTEM))["database"]["tables_at"] and s, 10, message="the tables to be looked at")
    tables = {t["name"]: t["bytes"] + t["index_bytes"] for t in s["database"]["tables"]}
    assert {"service", "job", "audit", "vitals", "box_error"} <= set(tables) and all(b >= 4096 and b % 4096 == 0 for b in tables.values())
    assert 0.5 * files["binnacle.db"] < sum(tables.values()) <= 1.5 * max(files["binnacle.db"], 1 << 20)
    # not looked at again for each who asks
    assert root.get(SYSTEM)["database"]["tables_at"] == s["database"]["tables_at"]
    assert root.get("/api/v1/dashboard/system").keys() == s.keys()


def test_the_checks_of_detailed_health(root):
    """[C3.2.3, C4.2.2, C4.2.3, C4.2.4] database, storage and queue each have a status and say why"""
    checks = {c["name"]: c for c in root.get(DETAILED)["checks"]}
    assert set(checks) == {"database", "storage", "queue", "notifications", "mail", "live", "audit"}
    assert {c["status"] for n, c in checks.items() if n in ("database", "storage", "queue")} == {"healthy"} and "free" in checks["storage"]["reason"]


def test_history_has_its_range_and_bad_input_is_refused(root):
    """[DF022.1] each range has its step and as many of them as it is long; another range is 400 and names the parameter"""
    for name, seconds in (("10m", 600), ("1h", 3600), ("24h", 86400), ("7d", 7 * 86400), ("30d", 30 * 86400)):
        h = root.get(f"{HISTORY}?range={name}")
        assert h["range"] == name and (when(h["to"]) - when(h["from"])) == seconds
        assert {len(v) for v in h["figures"].values()} == {seconds // h["step_seconds"]} and when(h["from"]) <= time.time() - seconds + h["step_seconds"] <= when(h["to"])
    for path, field in ((f"{HISTORY}?range=5y", "range"), (f"{HISTORY}?since=1", "since"), (f"{ERRORS}?level=fatal", "level"), (f"{SYSTEM}?x=1", "x")):
        assert field in json.dumps(root.get(path, expect=400))


def points(h, name):
    """What is known of a figure, by the start of its step."""
    return {round(when(h["from"])) + i * h["step_seconds"]: x for i, x in enumerate(h["figures"][name]) if x is not None}


def unreadable_backup(box, client):
    """The id of a backup whose file cannot be opened, and is not absent."""
    id = client.post("/api/v1/admin/backup", {}, expect=202)["id"]
    wait_for(lambda: client.get(f"/api/v1/admin/backup/{id}")["status"] == "ok", 30)
    for f in (box.dir / "backups").glob("*"):
        f.unlink()
        f.symlink_to(f)
    return id


def test_history_and_errors_outlive_a_restart():
    """[C3.1.1, C4.1.3, DF022.3] what was known before is there after a stop and after a kill; what went wrong is one group by its shape, with its count and a request's id"""
    with Box() as box:
        a = box.admin()
        assert a.get(ERRORS)["items"] == []
        made = unreadable_backup(box, a)
        answers = a.get(STATS)["box"]["answers"]["server_errors"]
        for i in range(3):
            a.raw("GET", f"/api/v1/admin/backup/{made}/download", headers={"X-Request-Id": f"broken-{i}"}, validate=False)
        failed = next(e for e in a.get(ERRORS)["items"] if e["message"] == "a request failed")
        assert (failed["count"], failed["level"], failed["request_id"]) == (3, "error", "broken-2") and made in failed["details"] and made not in failed["shape"]
        assert when(failed["first_at"]) <= when(failed["last_at"]) <= time.time() + 1
        assert a.get(STATS)["box"]["answers"]["server_errors"] == answers + 3
        assert failed["shape"] in {e["shape"] for e in a.get(f"{ERRORS}?level=error")["items"]}
        assert failed["shape"] not in {e["shape"] for e in a.get(f"{ERRORS}?level=warn")["items"]}
        before = points(wait_for(lambda: (h := a.get(HISTORY)) and sum(x is not None for x in h["figures"]["cpu_pct"]) >= 2 and h, 40, 0.5, "two steps of history"), "rss_bytes")
        box.restart()
        a = box.admin()
        assert before.items() <= points(wait_for(lambda: (h := a.get(HISTORY)) and points(h, "rss_bytes") and h, 10, 0.2, "the history"), "rss_bytes").items()
        assert len(points(a.get(f"{HISTORY}?range=24h"), "rss_bytes")) >= 1  # the step that goes on knows of before the restart
        assert next(e for e in a.get(ERRORS)["items"] if e["shape"] == failed["shape"]) == failed
        a.raw("GET", f"/api/v1/admin/backup/{unreadable_backup(box, a)}/download", headers={"X-Request-Id": "broken-again"}, validate=False)
        again = next(e for e in a.get(ERRORS)["items"] if e["shape"] == failed["shape"])
        assert (again["count"], again["request_id"], again["first_at"]) == (4, "broken-again", failed["first_at"])
        box.kill()
        box.start()
        a = box.admin()
        assert before.items() <= points(wait_for(lambda: (h := a.get(HISTORY)) and points(h, "rss_bytes") and h, 10, 0.2, "the history"), "rss_bytes").items()


def test_the_live_topic_keeps_its_interval(root):
    """[DB004.1, DB004.2, DB004.3, DB004.4] figures of the machine and of the box's pipelines, gathered over the seconds that each subscription names"""
    one, three, default = root.socket(), root.socket(), root.socket(topics=["system"])
    one.send(json.dumps({"op": "subscribe", "topic": "system", "interval_seconds": 1}))
    three.send(json.dumps({"op": "subscribe", "topic": "system", "interval_seconds": 3}))
    three.send(json.dumps({"op": "ping"}))
    assert "pong" in three.recv()
    got = {1: listen(one, 7), 3: listen(three, 0.2), 2: listen(default, 0.2)}
    got[3] += listen(three, 3.2)
    got[2] += listen(default, 0.2)
    assert {m["data"]["interval_seconds"] for m in got[1]} == {1} and 4 <= len(got[1]) <= 9, len(got[1])
    assert {m["data"]["interval_seconds"] for m in got[3]} == {3} and 2 <= len(got[3]) <= 5, len(got[3])
    assert {m["data"]["interval_seconds"] for m in got[2]} == {2} and 3 <= len(got[2]) <= 7, len(got[2])
    for m in got[1] + got[3]:
        d = m["data"]
        assert {"cpu_pct", "memory_used_bytes", "disk_used_bytes", "jobs_per_second", "jobs_pending", "checks_per_second", "requests_per_second"} <= set(d)
        assert d["memory_used_bytes"] > 0 and d["disk_used_bytes"] > 0 and d["sockets"] >= 3
    # another interval takes the place of the first, and nothing comes once it is given up
    one.send(json.dumps({"op": "subscribe", "topic": "system", "interval_seconds": 2}))
    one.send(json.dumps({"op": "ping"}))
    while "pong" not in one.recv():
        pass
    assert {m["data"]["interval_seconds"] for m in listen(one, 4.5)} == {2}
    one.send(json.dumps({"op": "unsubscribe", "topic": "system"}))
    one.send(json.dumps({"op": "ping"}))
    while "pong" not in one.recv():
        pass
    assert listen(one, 2.5) == []
    for ws in (one, three, default):
        ws.close()


@pytest.mark.parametrize("topic,value", [("system", 0), ("system", 61), ("system", 1.5), ("system", "fast"), ("system", True), ("services.state", 5)])
def test_a_bad_interval_is_refused(root, topic, value):
    """[DB004.4] 1 to 60 whole seconds, and only for topics that are gathered"""
    ws = root.socket()
    ws.send(json.dumps({"op": "subscribe", "topic": topic, "interval_seconds": value}))
    answer = json.loads(ws.recv())
    assert "interval_seconds" in answer["error"] and answer["topic"] == topic
    ws.close()


def test_gathered_is_the_mean(box):
    """[DB004.3] requests of one second are a fifth of it in the figure of five"""
    a = box.admin()
    time.sleep(11)  # the start is not in what follows
    ws = a.socket()
    ws.send(json.dumps({"op": "subscribe", "topic": "system", "interval_seconds": 5}))
    for _ in range(30):
        a.get("/api/v1/auth/me")
    got = [m["data"] for m in listen(ws, 12)]
    assert len(got) >= 2
    assert 25 <= sum(d["requests_per_second"] * 5 for d in got) <= 40, got
    ws.close()


def test_a_tenant_sees_its_own(shared_box, root):
    """[DCAEI.8] /dashboard/stats, activity and system: one's own counts; the box is for who may read the system"""
    other = shared_box.user("admin", tenant="dash-other")
    viewer = shared_box.user("viewer")
    made = root.post("/api/v1/services", {"name": f"mine {time.time_ns()}", "type": "push", "target": "", "interval_seconds": 3600}, expect=201)
    mine, theirs, seen = (c.get("/api/v1/dashboard/stats") for c in (root, other, viewer))
    assert mine["box"]["answers"]["requests"] > 0 and mine["services"]["total"] >= 2
    assert theirs["box"] is None and theirs["services"]["total"] == 0 and theirs["jobs"]["pending"] == 0 and theirs["alerts"] == {"firing": 0, "acknowledged": 0}
    assert seen["box"] is None and seen["services"]["total"] == mine["services"]["total"]
    assert root.get(STATS).keys() == mine.keys() and other.get(STATS)["box"] is None
    for c in (other, viewer):
        for path in (SYSTEM, HISTORY, ERRORS, DETAILED, "/api/v1/dashboard/system"):
            c.get(path, expect=403)
        ws = c.socket()
        ws.send(json.dumps({"op": "subscribe", "topic": "system"}))
        assert json.loads(ws.recv())["error"] == "not allowed"
        ws.close()
    viewer.get(STATS, expect=403)
    assert root.get("/api/v1/dashboard/activity?limit=3")["items"] == root.get("/api/v1/ops/activity?limit=3")["items"]
    assert made["id"] not in json.dumps(other.get("/api/v1/dashboard/activity"))
    # the documents' own spelling
    assert root.raw("GET", "/dashboard/stats", validate=False).json().keys() == mine.keys()
    # who may read the operations home but no jobs gets none of them
    role = root.post("/api/v1/roles", {"name": f"dash {time.time_ns()}", "permissions": ["ops.read", "service.read"]}, expect=201)
    assert role["permissions"]
    narrow = shared_box.user(role["name"], email=f"narrow-{time.time_ns()}@example.test")
    got = narrow.get("/api/v1/dashboard/stats")
    assert got["jobs"] is None and got["queues"] is None and got["alerts"] is None and got["box"] is None and got["services"]["total"] >= 1

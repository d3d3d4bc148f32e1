"""The box itself: settings, allowed addresses, operations home, activity, replays, proofs, a restore of a backup that is here, live topics."""
import json
import socket

import requests

from lib.box import Box, wait_for

A = "/api/v1/alerts"
B = "/api/v1/admin/backup"
S = "/api/v1/services"


def messages(ws, topic, seconds=10):
    """The data of the topic's messages until one more does not come."""
    ws.settimeout(seconds)
    while True:
        m = json.loads(ws.recv())
        if m.get("topic") == topic:
            yield m["data"]


def test_settings(root):
    schema = root.get("/api/v1/admin/settings/schema")["schema"]
    was = root.get("/api/v1/admin/settings")
    assert set(was) == set(schema["properties"])
    assert root.patch("/api/v1/admin/settings", {"public_url": "https://box.example.org"})["public_url"] == "https://box.example.org"
    for bad in ({"public_url": "ftp://x"}, {"disk_low_percent": 0}, {"colour": "red"}):
        errors = root.patch("/api/v1/admin/settings", bad, expect=422)["errors"]
        assert errors[0]["field"] == list(bad)[0]
    assert root.patch("/api/v1/admin/settings", {"public_url": None})["public_url"] == was["public_url"]


def test_allowed_addresses(box, sink):
    """The default list denies link-local and Binnacle's own listeners; an own list is obeyed by webhooks at once."""
    a = box.admin()
    default = a.get("/api/v1/admin/outgoing")
    assert default["is_default"] and "!169.254.0.0/16" in default["cidrs"]
    made = {}
    for name, url in (("sink", sink["url"]), ("own", box.url), ("own by name", f"http://localhost:{box.port}"), ("metadata", "http://169.254.169.254/")):
        made[name] = a.post(f"{A}/channels", {"name": name, "config": {"url": url + "/x"}}, expect=201)["id"]

    def tried(name):
        return a.post(f"{A}/channels/{made[name]}/test", {})
    assert tried("sink")["success"]
    for name in ("own", "own by name", "metadata"):
        r = tried(name)
        assert not r["success"] and r["status_code"] is None and "not allowed" in r["error"], r
    assert a.put("/api/v1/admin/outgoing", {"cidrs": ["10.0.0.0/8", "nonsense"]}, expect=422)["errors"][0]["field"] == "cidrs"
    mine = a.put("/api/v1/admin/outgoing", {"cidrs": ["10.0.0.0/8", "::/0"]})
    assert mine["version"] == 1 and not mine["is_default"] and not tried("sink")["success"]
    a.put("/api/v1/admin/outgoing", {"cidrs": ["0.0.0.0/0"]}, headers={"If-Match": '"7"'}, expect=412)
    a.delete("/api/v1/admin/outgoing")
    assert tried("sink")["success"]


def test_overview_and_activity(box, worker):
    a = box.admin()
    viewer = box.user("viewer")
    id = a.post(S, {"name": "shown", "type": "http", "target": worker["url"], "interval_seconds": 1, "failures_before_down": 1}, expect=201)["id"]
    wait_for(lambda: a.get(f"/api/v1/admin/health/services/{id}")["status"] == "healthy", 8)
    worker.stop()
    seen = wait_for(lambda: (o := viewer.get("/api/v1/ops/overview"))["alerts"]["firing"] == 1 and o, 8, message="the alert on the operations home")
    assert seen["services"]["counts"]["unhealthy"] == 1 and seen["alerts"]["recent"][0]["source_id"] == id
    assert seen["vitals"]["memory_total_bytes"] > seen["vitals"]["rss_bytes"] > 0 and seen["backup"] is None
    kinds = [x["kind"] for x in viewer.pages("/api/v1/ops/activity", limit=2)]
    assert kinds[0:2] in (["alert.opened", "service.state"], ["service.state", "alert.opened"]) and "service.create" in kinds
    times = [x["at"] for x in viewer.pages("/api/v1/ops/activity", limit=2)]
    assert times == sorted(times, reverse=True)
    about = viewer.get("/api/v1/system/about")
    assert {"sqlite3", "civetweb", "libsodium"} <= {x["name"].lower() for x in about["libraries"]}


def test_alert_page_calls(box, worker):
    """[P10-9.5] [P10-9.6] [P10-9.7] resolve by hand, statistics, filters."""
    a = box.admin()
    id = a.post(S, {"name": "stats", "type": "http", "target": worker["url"], "interval_seconds": 1, "failures_before_down": 1}, expect=201)["id"]
    wait_for(lambda: a.get(f"/api/v1/admin/health/services/{id}")["status"] == "healthy", 8)
    worker.stop()
    alert = wait_for(lambda: a.get(f"{A}/history?status=open&source_id={id}")["items"], 8)[0]
    assert a.get(f"{A}/history?type=SERVICE_UNHEALTHY&severity=critical&from={alert['opened_at']}")["total"] == 1
    assert a.get(f"{A}/history?to={alert['opened_at']}")["total"] == 0
    a.get(f"{A}/history?status=unknown", expect=400)
    done = a.post(f"{A}/history/{alert['id']}/resolve", {"note": "known"})
    assert done["status"] == "resolved"
    detail = a.get(f"{A}/history/{alert['id']}")
    assert [e["event"] for e in detail["events"]] == ["opened", "resolved"] and detail["events"][1]["note"] == "known" and detail["events"][1]["actor"]
    assert {"alert_type": "SERVICE_UNHEALTHY", "severity": "critical", "status": "resolved", "count": 1} in a.get(f"{A}/history/stats")["items"]
    a.delete(f"{S}/{id}", expect=(200, 204))


def test_replay_of_a_dead_letter(root, sink):
    types = root.get(f"{A}/channels/types")["items"]
    assert [t["name"] for t in types] == ["webhook"] and types[0]["schema"]["properties"]["secret"]["x-secret"] is True
    requests.post(sink["url"] + "/control", json={"status": 500}, timeout=5)
    id = root.post(f"{A}/channels", {"name": "replayed", "config": {"url": sink["url"]}}, expect=201)["id"]
    root.post(f"{A}/channels/{id}/test", {})
    dead = root.get(f"{A}/deliveries?channel_id={id}&status=dead")["items"][0]
    requests.post(sink["url"] + "/control", json={"status": 204}, timeout=5)
    assert root.post(f"{A}/deliveries/{dead['id']}/replay")["status"] in ("pending", "delivered")
    wait_for(lambda: root.get(f"{A}/deliveries?channel_id={id}")["items"][0]["status"] == "delivered", 5)
    root.post(f"{A}/deliveries/{dead['id']}/replay", expect=409)
    ids = {r["headers"]["webhook-id"] for r in requests.get(sink["url"] + "/received", timeout=5).json()}
    assert ids == {dead["id"]}
    root.delete(f"{A}/channels/{id}", expect=204)
    root.get(f"{A}/channels/{id}", expect=404)


def test_live_topics(box, sink, worker):
    """alerts, deliveries, ops.activity and backups are told as they happen, and only to whom may read them."""
    a = box.admin()
    a.post(f"{A}/channels", {"name": "live", "config": {"url": sink["url"]}}, expect=201)
    id = a.post(S, {"name": "live", "type": "http", "target": worker["url"], "interval_seconds": 1, "failures_before_down": 1}, expect=201)["id"]
    wait_for(lambda: a.get(f"/api/v1/admin/health/services/{id}")["status"] == "healthy", 8)
    alerts, deliveries, activity, backups = (a.socket(topics=[t]) for t in ("alerts", "deliveries", "ops.activity", "backups"))
    worker.stop()
    opened = next(messages(alerts, "alerts"))
    assert opened["source_id"] == id and opened["status"] == "firing" and opened["severity"] == "critical"
    assert next(messages(deliveries, "deliveries"))["status"] == "delivered"
    assert next(m for m in messages(activity, "ops.activity") if m["kind"] == "alert.opened")["object_id"] == opened["id"]
    made = a.post(B, {}, expect=202)
    assert [next(messages(backups, "backups")) for _ in range(2)] == [{"id": made["id"], "status": "running"}, {"id": made["id"], "status": "ok"}]
    for ws in (alerts, deliveries, activity, backups):
        ws.close()


def test_restore_of_a_backup_that_is_here():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    with Box(listen=f"127.0.0.1:{port}") as box:
        a = box.admin()
        b = a.post(B, {"full": True}, expect=202)
        wait_for(lambda: a.get(f"{B}/{b['id']}")["status"] == "ok", 30)
        a.post(f"{B}/{b['id']}/verify", expect=202)
        a.post(f"{A}/channels", {"name": "made later", "config": {"url": "http://127.0.0.1:9/"}}, expect=201)
        later = a.post(B, {}, expect=202)
        wait_for(lambda: a.get(f"{B}/{later['id']}")["status"] == "ok", 30)
        a.post(f"{B}/{b['id']}/restore", expect=422)
        assert a.post(f"{B}/{b['id']}/restore", headers={"X-Confirm": "restore"})["restarts"] is True

        def restored():
            try:
                c = box.admin()
                return c if c.get(f"{A}/channels")["total"] == 0 else None
            except Exception:  # noqa: BLE001 - the box is starting again
                return None
        c = wait_for(restored, 20, 0.3, "the restored box")
        listed = wait_for(lambda: (l := c.get(B)["items"]) and all(x["proven_at"] for x in l) and l, 20, message="both backups proven again")
        assert {x["file_name"] for x in listed} == {b["file_name"], later["file_name"]} and {x["status"] for x in listed} == {"ok"}
        assert any(x["kind"] == "backup.restored" for x in c.get("/api/v1/ops/activity")["items"])
        c.delete(f"{B}/{listed[0]['id']}", expect=204)
        assert c.get(B)["total"] == 1

"""From a state change to the webhook: opened, delivered, acknowledged, resolved, never lost."""
import base64
import hashlib
import hmac
import json

import requests

from lib.box import Box, wait_for
from lib.systems import system

A = "/api/v1/alerts"
S = "/api/v1/services"
SECRET = "whsec_" + base64.b64encode(b"0123456789abcdef0123456789abcdef").decode()


def channel(client, sink, name="hook", **more):
    return client.post(f"{A}/channels", {"name": name, "channel_type": "webhook", "config": {"url": sink["url"] + "/hook", "secret": SECRET}, **more}, expect=201)


def watched(client, worker, name="web", **more):
    made = client.post(S, {"name": name, "type": "http", "target": worker["url"], "interval_seconds": 1, "timeout_ms": 800, "failures_before_down": 1, "recoveries_before_up": 1, **more}, expect=201)
    wait_for(lambda: client.get(f"/api/v1/admin/health/services/{made['id']}")["status"] == "healthy", 6)
    return made["id"]


def received(sink, event=None):
    got = requests.get(sink["url"] + "/received", timeout=5).json()
    return [g for g in got if event is None or json.loads(g["body"])["type"] == event]


def test_firing_and_resolved_reach_the_webhook(box, worker, sink):
    """Signed as Standard Webhooks say; firing before resolved; the same correlation id; the alert list tells the same."""
    a = box.admin()
    channel(a, sink)
    id = watched(a, worker)
    worker.stop()
    firing = wait_for(lambda: received(sink, "alert.firing"), 8)[0]
    h = firing["headers"]
    signed = f"{h['webhook-id']}.{h['webhook-timestamp']}.".encode() + base64.b64decode(firing["raw"])
    key = base64.b64decode(SECRET.removeprefix("whsec_"))
    assert h["webhook-signature"] == "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    alert = json.loads(firing["body"])["data"]["alert"]
    assert alert["source_id"] == id and alert["status"] == "firing"
    listed = a.get(f"{A}/history?status=firing")["items"]
    assert [x["id"] for x in listed if x["source_id"] == id] == [alert["id"]]
    again = worker.again()
    try:
        resolved = json.loads(wait_for(lambda: received(sink, "alert.resolved"), 8)[0]["body"])["data"]["alert"]
        assert resolved["id"] == alert["id"] and resolved["correlation_id"] == alert["correlation_id"] and resolved["resolved_at"]
        detail = a.get(f"{A}/history/{alert['id']}")
        assert detail["status"] == "resolved" and {d["event"] for d in detail["notifications"]} == {"alert.firing", "alert.resolved"}
        assert all(d["status"] == "delivered" for d in detail["notifications"])
    finally:
        again.stop()


def test_acknowledge(box, worker, sink):
    a = box.admin()
    channel(a, sink)
    id = watched(a, worker)
    worker.stop()
    alert = wait_for(lambda: [x for x in a.get(f"{A}/history?status=firing")["items"] if x["source_id"] == id], 8)[0]
    viewer = box.user("viewer")
    viewer.post(f"{A}/history/{alert['id']}/acknowledge", {}, expect=403)
    acked = a.post(f"{A}/history/{alert['id']}/acknowledge", {"note": "on it"})
    assert acked["status"] == "acknowledged" and acked["acknowledged_by"]
    a.post(f"{A}/history/{alert['id']}/acknowledge", {}, expect=409)
    assert a.post(f"{A}/history/{alert['id']}/unacknowledge", {})["status"] == "firing"


def test_retried_until_delivered(box, worker, sink):
    """A receiver that fails gets the same id again, and the delivery is told as it is."""
    a = box.admin()
    requests.post(sink["url"] + "/control", json={"status": 503}, timeout=5)
    channel(a, sink)
    watched(a, worker)
    worker.stop()
    wait_for(lambda: len(received(sink, "alert.firing")) >= 2, 20, message="a second try")
    requests.post(sink["url"] + "/control", json={"status": 204}, timeout=5)
    d = wait_for(lambda: [x for x in a.get(f"{A}/deliveries?status=delivered")["items"] if x["event"] == "alert.firing"], 40, message="delivered")[0]
    assert d["attempts"] >= 3 and len({r["headers"]["webhook-id"] for r in received(sink, "alert.firing")}) == 1


def test_a_dead_receiver_does_not_hold_up_another(box, worker, sink):
    a = box.admin()
    with system("sink") as slow:
        requests.post(slow["url"] + "/control", json={"delay_ms": 9000}, timeout=5)
        channel(a, slow, "slow")
        channel(a, sink, "fast")
        watched(a, worker)
        worker.stop()
        wait_for(lambda: received(sink, "alert.firing"), 6, message="the fast channel's webhook")


def test_a_redirect_is_not_followed(box, worker, sink):
    a = box.admin()
    with system("sink") as other:
        requests.post(sink["url"] + "/control", json={"status": 302, "redirect": other["url"] + "/stolen"}, timeout=5)
        channel(a, sink)
        watched(a, worker)
        worker.stop()
        wait_for(lambda: received(sink), 8)
        d = wait_for(lambda: [x for x in a.get(f"{A}/deliveries")["items"] if x["attempts"] >= 1 and x["last_status_code"] == 302], 8)[0]
        assert d["status"] == "pending" and received(other) == []


def test_no_alert_is_lost_by_kill(worker, sink):
    """kill -9 between detection and delivery: after the start the webhook arrives, with its resolve, each at least once with one id."""
    with Box() as box:
        a = box.admin()
        requests.post(sink["url"] + "/control", json={"status": 500}, timeout=5)
        channel(a, sink)
        watched(a, worker)
        worker.stop()
        wait_for(lambda: received(sink, "alert.firing"), 8)
        box.kill()
        requests.post(sink["url"] + "/control", json={"status": 204}, timeout=5)
        again = worker.again()
        try:
            box.start()
            wait_for(lambda: received(sink, "alert.resolved"), 60, message="resolve after the start")
            order = [json.loads(r["body"])["type"] for r in received(sink) if r["answered"] == 204]
            assert order.index("alert.firing") < order.index("alert.resolved")
            assert len({r["headers"]["webhook-id"] for r in received(sink, "alert.firing")}) == 1
        finally:
            again.stop()


def test_channel_test_tells_the_result(root, sink):
    made = channel(root, sink, "tested")
    r = root.post(f"{A}/channels/{made['id']}/test", {})
    assert r["success"] is True and len(received(sink, "test")) == 1
    requests.post(sink["url"] + "/control", json={"status": 418}, timeout=5)
    r = root.post(f"{A}/channels/{made['id']}/test", {})
    assert r["success"] is False and r["status_code"] == 418
    root.delete(f"{A}/channels/{made['id']}", expect=(200, 204))


def test_the_secret_is_write_only(root, sink):
    made = channel(root, sink, "secret keeper")
    text = root.raw("GET", f"{A}/channels/{made['id']}").text + root.raw("GET", f"{A}/channels").text + root.raw("GET", "/api/v1/audit?limit=1000").text
    assert SECRET not in text and root.get(f"{A}/channels/{made['id']}")["config"]["secret"] == {"set": True}
    changed = root.put(f"{A}/channels/{made['id']}", {"name": "secret keeper", "channel_type": "webhook", "config": {"url": "http://localhost:9/elsewhere"}})
    assert changed["config"]["secret"] == {"set": False}, "another host must not get the old secret"
    root.delete(f"{A}/channels/{made['id']}", expect=(200, 204))


def test_a_disabled_channel_is_told_nothing(box, worker, sink):
    a = box.admin()
    with system("sink") as off:
        channel(a, off, "off", enabled=False)
        channel(a, sink, "on")
        watched(a, worker)
        worker.stop()
        wait_for(lambda: received(sink, "alert.firing"), 8)
        assert received(off) == []

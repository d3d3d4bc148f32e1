"""Workers: template, polling, discovery (requirements P10-1)."""
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import requests

from lib.box import wait_for
from lib.systems import system

W = "/api/v1/ops/workers"
S = "/api/v1/services"


def workers(client):
    return {w["instance_id"]: w for w in client.get(f"{W}/health")["items"]}


def add(client, url, type="intake", instance="intake-1", **more):
    return client.post(S, {"name": instance, "type": "worker", "target": url, "interval_seconds": 1, "timeout_ms": 800, "failures_before_down": 2,
                           "config": {"worker_type": type, "instance_id": instance}, **more}, expect=201)


def test_the_seven_default_workers(box):
    """[P10-1.2] one call adds ports 9001-9007; a second one adds nothing."""
    a = box.admin()
    assert a.post(f"{S}/templates/workers", {})["created"] == 7
    assert a.post(f"{S}/templates/workers", {})["created"] == 0
    listed = a.get(f"{W}/health")["items"]
    assert sorted(int(w["target"].rsplit(":", 1)[1].strip("/")) for w in listed) == list(range(9001, 9008))


def test_states_of_a_worker(box, worker):
    """[P10-1.2, P10-1.3, P10-1.7, P10-1.8] /healthz and /readyz decide: healthy, degraded, unhealthy."""
    a = box.admin()
    add(a, worker["url"])
    w = wait_for(lambda: (x := workers(a)["intake-1"])["status"] == "healthy" and x, 5)
    assert w["worker_type"] == "intake" and w["last_check"] and w["response_time"] > 0
    requests.post(worker["url"] + "/control", json={"ready": False}, timeout=5)
    wait_for(lambda: workers(a)["intake-1"]["status"] == "degraded", 6)
    requests.post(worker["url"] + "/control", json={"alive": False}, timeout=5)
    wait_for(lambda: workers(a)["intake-1"]["status"] == "unhealthy", 6)
    summary = a.get(f"{W}/health")
    assert summary["summary"]["unhealthy"] == 1 and summary["types"][0]["worker_type"] == "intake"


def test_unreachable_after_n_failures(box, worker):
    """[P10-1.9] one missed poll is not unhealthy, N are."""
    a = box.admin()
    made = add(a, worker["url"], failures_before_down=3)
    wait_for(lambda: workers(a)["intake-1"]["status"] == "healthy", 5)
    worker.stop()
    wait_for(lambda: (h := a.get(f"/api/v1/admin/health/services/{made['id']}"))["consecutive_failures"] in (1, 2) and h["status"] == "healthy", 4, 0.05)
    wait_for(lambda: workers(a)["intake-1"]["status"] == "unhealthy", 6)


def test_answers_come_from_the_store_not_from_the_worker(box, worker):
    """[P10-1.4] reading does not poll; the age is told; the default is 30 s."""
    a = box.admin()
    add(a, worker["url"], interval_seconds=3600)
    wait_for(lambda: workers(a)["intake-1"]["status"] == "healthy", 5)
    before = requests.get(worker["url"] + "/hits", timeout=5).json()["/healthz"]
    for _ in range(20):
        answer = a.get(f"{W}/health")
    assert requests.get(worker["url"] + "/hits", timeout=5).json()["/healthz"] == before
    assert answer["cache_ttl_seconds"] == 30 and answer["generated_at"]
    types = {t["name"]: t for t in a.get(f"{S}/types")["items"]}
    assert types["worker"]["default_interval_seconds"] == 30


class Registry(BaseHTTPRequestHandler):
    listed = []

    def do_GET(self):
        body = json.dumps(self.listed).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def test_discovery_by_registry_and_removal_after_grace(box, worker):
    """[P10-1.5] a registry's workers appear, and go when it no longer lists them."""
    a = box.admin()
    server = HTTPServer(("127.0.0.1", 0), Registry)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    Registry.listed = [{"worker_type": "triage", "instance_id": "triage-7", "url": worker["url"]}]
    a.post(f"{W}/discovery", {"name": "registry", "kind": "registry", "url": f"http://127.0.0.1:{server.server_port}/workers", "interval_seconds": 1, "grace_seconds": 2}, expect=201)
    w = wait_for(lambda: workers(a).get("triage-7"), 6, message="the discovered worker")
    assert w["worker_type"] == "triage"
    source = a.get(f"{W}/discovery")["items"][0]
    assert source["name"] == "registry" and source["found"] == 1 and not source["last_error"]
    Registry.listed = []
    wait_for(lambda: "triage-7" not in workers(a), 10, message="its removal")
    a.delete(f"{W}/discovery/{source['id']}", expect=(200, 204))
    assert a.get(f"{W}/discovery")["items"] == []
    server.shutdown()


def test_discovery_by_dns_srv(box, worker):
    """[P10-1.5] SRV records name host and port."""
    a = box.admin()
    with system("dns", "--record", f"srv-host=_worker._tcp.test,w1.test,{worker['port']};address=/w1.test/127.0.0.1") as dns:
        a.post(f"{W}/discovery", {"name": "srv", "kind": "dns_srv", "srv_name": "_worker._tcp.test", "server": f"127.0.0.1:{dns['port']}", "worker_type": "audit", "interval_seconds": 1,
                                  "grace_seconds": 5}, expect=201)
        w = wait_for(lambda: next((x for x in workers(a).values() if x["worker_type"] == "audit"), None), 8, message="the worker from SRV")
        assert str(worker["port"]) in w["target"]

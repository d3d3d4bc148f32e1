"""Every check type against the real system it is for: healthy, and each way to be not. `POST /services/test` tries a definition without saving it."""
import subprocess

import pytest
import requests

from lib.systems import system

T = "/api/v1/services/test"


def tried(client, type, target, config=None, timeout_ms=3000):
    return client.post(T, {"name": "tried", "type": type, "target": str(target), "timeout_ms": timeout_ms, "config": config or {}}, timeout=20)


def control(worker, **state):
    requests.post(worker["url"] + "/control", json=state, timeout=5)


def test_every_type_has_a_form(root):
    types = {t["name"]: t for t in root.get("/api/v1/services/types")["items"]}
    assert set(types) >= {"http", "worker", "tcp", "dns", "tls", "redis", "kafka", "neo4j", "push", "host", "self"}
    for t in types.values():
        assert t["title"] and t["doc"] and t["schema"]["type"] == "object"
        assert all(p.get("description") for p in t["schema"].get("properties", {}).values()), t["name"]


HTTP_CASES = [
    ("status 200", {}, {}, "/", "healthy", "200"),
    ("status 500", {"status": 500}, {}, "/", "unhealthy", "500"),
    ("404 is expected", {"status": 404}, {"expected_status": "404"}, "/", "healthy", "404"),
    ("a range of statuses", {"status": 204, "body": ""}, {"expected_status": "200-299,401"}, "/", "healthy", "204"),
    ("body contains", {"body": "all systems go"}, {"body_contains": "systems"}, "/", "healthy", ""),
    ("body does not contain", {"body": "all quiet"}, {"body_contains": "systems"}, "/", "unhealthy", "systems"),
    ("body matches", {"body": "queue=17"}, {"body_regex": "queue=[0-9]+"}, "/", "healthy", ""),
    ("body does not match", {"body": "queue=x"}, {"body_regex": "queue=[0-9]+"}, "/", "unhealthy", ""),
    ("JSON path equals", {"body": '{"a": [{"up": true}]}', "content_type": "application/json"}, {"json_path": "a[0].up", "json_operator": "==", "json_value": "true"}, "/", "healthy", ""),
    ("JSON path too large", {"body": '{"lag": 900}', "content_type": "application/json"}, {"json_path": "lag", "json_operator": "<", "json_value": "100"}, "/", "unhealthy", "900"),
    ("JSON path absent", {"body": "{}", "content_type": "application/json"}, {"json_path": "lag", "json_operator": "<", "json_value": "100"}, "/", "unhealthy", "lag"),
    ("a redirect is not followed", {}, {}, "/redirect?to=/", "unhealthy", "302"),
    ("a redirect is followed when asked", {}, {"max_redirects": 2}, "/redirect?to=/", "healthy", ""),
    ("slow is degraded", {"delay_ms": 300}, {"degraded_ms": 100}, "/", "degraded", ""),
    ("too slow is unhealthy", {"delay_ms": 1500}, {}, "/", "unhealthy", ""),
]


@pytest.mark.parametrize("name,state,config,path,wanted,in_message", HTTP_CASES, ids=[c[0] for c in HTTP_CASES])
def test_http(root, worker, name, state, config, path, wanted, in_message):
    control(worker, **state)
    r = tried(root, "http", worker["url"] + path, config, 1000 if "too slow" in name else 3000)
    assert r["status"] == wanted, r
    assert in_message in r["message"] + str(r["evidence"]), r
    assert (r["latency_ms"] is None) == ("too slow" in name) and isinstance(r["evidence"], dict)


def test_http_sends_method_headers_body_and_auth(root, worker):
    config = {"method": "POST", "body": '{"x":1}', "headers": {"X-Probe": "yes"}, "username": "u", "password": "pw", "body_contains": "X-Probe"}
    r = tried(root, "http", worker["url"] + "/echo", config)
    assert r["status"] == "healthy", r
    seen = str(r["evidence"])
    assert "POST" in seen and "dTpwdw==" not in seen and "pw" not in r["message"]


def test_http_refused_and_unresolvable(root):
    r = tried(root, "http", "http://127.0.0.1:9/")
    assert r["status"] == "unhealthy" and "refused" in r["message"].lower()
    r = tried(root, "http", "http://no-such-host.invalid/")
    assert r["status"] == "unhealthy" and "resolve" in r["message"].lower()


@pytest.fixture(scope="module")
def certificates(tmp_path_factory):
    """Self-signed pairs: one for a year, one that ends tomorrow."""
    d = tmp_path_factory.mktemp("tls")
    made = {}
    for name, days in (("good", 365), ("ending", 1)):
        pem = d / f"{name}.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", pem, "-out", d / "c", "-days", str(days),
                        "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"], check=True, capture_output=True)
        pem.write_bytes(pem.read_bytes() + (d / "c").read_bytes())
        made[name] = pem
    return made


def test_https_verifies_the_certificate(root, certificates):
    with system("worker", "--tls", certificates["good"]) as w:
        r = tried(root, "http", w["url"] + "/")
        assert r["status"] == "unhealthy" and "certificate" in r["message"].lower()
        r = tried(root, "http", w["url"] + "/", {"tls_verify": False})
        assert r["status"] == "healthy"


def test_tls_days_and_chain(root, certificates):
    with system("worker", "--tls", certificates["good"]) as w:
        r = tried(root, "tls", f"127.0.0.1:{w['port']}", {"verify_chain": False})
        assert r["status"] == "healthy" and 360 <= r["evidence"]["days_left"] <= 366
        r = tried(root, "tls", f"127.0.0.1:{w['port']}", {"verify_chain": True})
        assert r["status"] == "unhealthy"
    with system("worker", "--tls", certificates["ending"]) as w:
        r = tried(root, "tls", f"127.0.0.1:{w['port']}", {"verify_chain": False})
        assert r["status"] == "unhealthy" and r["evidence"]["days_left"] <= 1


def test_tcp(root, worker, redis):
    assert tried(root, "tcp", f"127.0.0.1:{worker['port']}")["status"] == "healthy"
    r = tried(root, "tcp", f"127.0.0.1:{redis['port']}", {"send": "PING\\r\\n", "expect": "PONG"})
    assert r["status"] == "healthy", r
    r = tried(root, "tcp", f"127.0.0.1:{redis['port']}", {"send": "PING\\r\\n", "expect": "HELLO"})
    assert r["status"] == "unhealthy"
    assert tried(root, "tcp", "127.0.0.1:9")["status"] == "unhealthy"


def test_dns(root, dns):
    server = f"127.0.0.1:{dns['port']}"
    r = tried(root, "dns", "web.test", {"record_type": "A", "server": server, "expect": ["127.0.0.1"]})
    assert r["status"] == "healthy", r
    assert tried(root, "dns", "web.test", {"record_type": "A", "server": server, "expect": ["10.0.0.1"]})["status"] == "unhealthy"
    assert tried(root, "dns", "web.test", {"record_type": "TXT", "server": server, "expect": ["hello"]})["status"] == "healthy"
    assert tried(root, "dns", "absent.test", {"record_type": "A", "server": server})["status"] == "unhealthy"


def test_redis(root, redis):
    target = f"127.0.0.1:{redis['port']}"
    r = tried(root, "redis", target)
    assert r["status"] == "healthy" and r["evidence"]["role"] == "master", r
    assert tried(root, "redis", target, {"expected_role": "replica"})["status"] in ("degraded", "unhealthy")
    with system("redis", "--password", "s3cret") as locked:
        target = f"127.0.0.1:{locked['port']}"
        r = tried(root, "redis", target)
        assert r["status"] == "unhealthy" and "auth" in r["message"].lower()
        r = tried(root, "redis", target, {"password": "s3cret"})
        assert r["status"] == "healthy" and "s3cret" not in str(r)
    assert tried(root, "redis", "127.0.0.1:9")["status"] == "unhealthy"


def test_kafka(root, kafka):
    r = tried(root, "kafka", f"127.0.0.1:{kafka['port']}", timeout_ms=5000)
    assert r["status"] == "healthy" and r["evidence"]["brokers_reachable"] == 1 and r["evidence"]["under_replicated"] == 0, r
    r = tried(root, "kafka", f"127.0.0.1:{kafka['port']}", {"min_brokers": 3}, timeout_ms=5000)
    assert r["status"] in ("degraded", "unhealthy")
    r = tried(root, "kafka", "127.0.0.1:9", timeout_ms=2000)
    assert r["status"] == "unhealthy"


def test_neo4j(root, neo4j):
    r = tried(root, "neo4j", f"http://127.0.0.1:{neo4j['port']}")
    assert r["status"] == "healthy" and "5.26" in str(r["evidence"]), r
    assert tried(root, "neo4j", "http://127.0.0.1:9")["status"] == "unhealthy"


def test_host_shows_its_parts(root):
    """[DHCM.2] CPU, memory, disk and load of the box."""
    r = tried(root, "host", "")
    assert {c["name"] for c in r["components"]} >= {"cpu", "memory", "disk", "load"}, r
    assert tried(root, "host", "", {"memory_critical_pct": 1, "memory_warn_pct": 1})["status"] == "unhealthy"


def test_the_boxs_own_listeners_are_not_a_target(root):
    """An outgoing request to the box itself is refused by the tenant's allowed addresses."""
    r = tried(root, "http", root.box.url + "/healthz")
    assert r["status"] == "unhealthy" and "allowed" in r["message"].lower(), r

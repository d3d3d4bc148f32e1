"""The n-th allocation fails, for every n, on every GET of the API and the main changes: a clear error or the right answer, never a crash, a
leak (the sanitizers say so when the box stops), a half-written row or a success that is none; afterwards everything works.

Needs a build with the fault switch (the sanitizer build): the request header X-Fault-Allocation makes the n-th allocation of SQLite, zlib
or a bounded buffer fail while the request is answered, and X-Fault-Left says in the answer how many more would have been needed.
"""
import re

import pytest
import requests

from lib import openapi
from lib.box import Box, wait_for

BEYOND = 12  # allocations made after the head is written (compression)
MOST = 3000  # of one request: more would be a loop
CLEAN = {500, 503, 507}


@pytest.fixture(scope="module")
def world():
    with Box(env={"BINNACLE_RATE_LIMITS": "off"}) as box:
        root = box.admin()
        r = root.raw("GET", "/api/v1/auth/me", headers={"X-Fault-Allocation": "1000000"})
        assert "X-Fault-Left" in r.headers, "this build has no fault switch: use the sanitizer build"
        service = root.post("/api/v1/services", {"name": "torture", "type": "push", "target": "", "interval_seconds": 3600, "tags": ["a"]}, expect=201)
        channel = root.post("/api/v1/alerts/channels", {"name": "torture", "channel_type": "webhook", "config": {"url": "http://127.0.0.1:9/"}, "enabled": False}, expect=201)
        key = root.post("/api/v1/auth/api-keys", {"name": "torture"}, expect=201)
        yield {"box": box, "root": root, "ids": {"services": service["id"], "channels": channel["id"], "api-keys": key["id"], "users": root.user["id"]}}
        wait_for(lambda: root.raw("GET", "/readyz").status_code == 200, message="/readyz 200 after the torture")
        again = root.post("/api/v1/services", {"name": "afterwards", "type": "push", "target": "", "interval_seconds": 3600}, expect=201)
        assert root.get(f"/api/v1/services/{again['id']}")["name"] == "afterwards"
        assert "integrity check" not in "".join(box.log) and "malformed" not in "".join(box.log)
        box.stop()
        assert box.cli("check").returncode == 0


def filled(template, ids):
    """A path with the ids of objects that are there; None for what cannot be asked without more."""
    for name, value in ids.items():
        template = re.sub(rf"/{name}/{{[^}}]+}}", f"/{name}/{value}", template)
    return re.sub(r"{[^}]+}", "0190aaaa-0000-7000-8000-00000000dead", template)


def torture(ask, good, name):
    """Asks with n = 1, 2, … until no allocation failed any more. `good` judges a success; returns how many failed."""
    failed = 0
    for n in range(1, MOST):
        r = ask({"X-Fault-Allocation": str(n)})
        assert "X-Fault-Left" in r.headers, f"{name}, allocation {n}: {r.status_code} {r.text[:300]}"
        if r.status_code in CLEAN:
            failed += 1
            assert r.json()["request_id"] == r.headers["X-Request-Id"], f"{name}, allocation {n}: {r.text[:300]}"
        else:
            good(r, n)
        if int(r.headers["X-Fault-Left"]) > BEYOND:
            return failed
    raise AssertionError(f"{name}: still failing after {MOST} allocations")


def test_every_get(world):
    root, wrong, tried, failed = world["root"], [], 0, 0
    spec = openapi.document(world["box"]).spec
    for template, item in spec["paths"].items():
        if "get" not in item or template in ("/metrics", "/api/openapi.json"):
            continue
        path = filled(template, world["ids"])
        usual = root.raw("GET", path, validate=False)
        is_json = "json" in usual.headers.get("Content-Type", "")
        streamed = usual.headers.get("Transfer-Encoding") == "chunked"

        def ask(headers, path=path, streamed=streamed):
            """An export's head is sent before its rows: a failure later cuts the body, which every client of HTTP/1.1 notices."""
            r = root.raw("GET", path, headers=headers, validate=False, stream=streamed)
            try:
                r.content
            except requests.exceptions.ChunkedEncodingError:
                r.cut = True
            return r

        def good(r, n, usual=usual, is_json=is_json):
            if getattr(r, "cut", False):
                return
            assert r.status_code == usual.status_code, f"allocation {n}: {r.status_code} instead of {usual.status_code}: {r.text[:200]}"
            if is_json and isinstance(usual.json(), dict):
                assert set(r.json()) == set(usual.json()), f"allocation {n}: other members"
                assert len(r.json().get("items", [])) >= len(usual.json().get("items", [])), f"allocation {n}: items are missing"
        try:
            failed += torture(ask, good, path)
        except Exception as e:  # all paths are tried, then all that is wrong is shown
            wrong.append(f"{path}: {e}")
        tried += 1
    assert not wrong, "\n".join(wrong)
    assert tried > 40 and failed > 200, f"{tried} paths, {failed} failures: the switch does nothing"


CHANGES = [
    ("services", "POST", "/api/v1/services", lambda n: {"name": f"made {n}", "type": "push", "target": "", "interval_seconds": 3600, "tags": ["x", "y"]}, "/api/v1/services"),
    ("channels", "POST", "/api/v1/alerts/channels", lambda n: {"name": f"made {n}", "channel_type": "webhook", "config": {"url": "http://127.0.0.1:9/", "secret": "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="}, "enabled": False}, "/api/v1/alerts/channels"),
    ("keys", "POST", "/api/v1/auth/api-keys", lambda n: {"name": f"made {n}"}, "/api/v1/auth/api-keys"),
]


@pytest.mark.parametrize("what,method,path,body,listed", CHANGES, ids=[c[0] for c in CHANGES])
def test_a_change_is_whole_or_not_at_all(world, what, method, path, body, listed):
    root, made, tries = world["root"], [], []

    def ask(headers):
        tries.append(1)
        return root.raw(method, path, body(len(tries)), headers=headers, validate=False)

    def there():
        return {i["id"]: i["name"] for i in root.pages(listed, 500)}

    def good(r, n):
        """Each is seen and taken away again: a tenant may have 100 channels."""
        assert r.status_code == 201, f"allocation {n}: {r.status_code} {r.text[:200]}"
        made.append(r.json()["id"])
        assert there().get(made[-1]) == f"made {len(tries)}", f"allocation {n}: a success that is none"
        root.delete(f"{listed}/{made[-1]}", expect=204)
    before = there()
    failed = torture(ask, good, path)
    assert failed > 5, f"{failed} failures: the switch does nothing"
    assert made, "no change went through"
    for i, name in there().items():  # the answer failed after the commit: whole all the same
        if i not in before and i not in made:
            assert root.get(f"{listed}/{i}")["name"] == name if what != "keys" else name


def test_a_service_is_changed_and_deleted(world):
    root = world["root"]
    made = root.post("/api/v1/services", {"name": "changing", "type": "push", "target": "", "interval_seconds": 3600}, expect=201)
    path, n = f"/api/v1/services/{made['id']}", [0]

    def change(headers):
        n[0] += 1
        return root.raw("PATCH", path, {"interval_seconds": 3600 + n[0], "tags": [f"t{n[0]}"]}, headers=headers, validate=False)

    def changed(r, k):
        assert r.status_code == 200, f"allocation {k}: {r.status_code} {r.text[:200]}"
        now = root.get(path)
        assert (now["interval_seconds"], now["tags"]) == (3600 + n[0], [f"t{n[0]}"]), f"allocation {k}"
    assert torture(change, changed, "PATCH " + path) > 5
    now = root.get(path)
    assert now["tags"] == [f"t{now['interval_seconds'] - 3600}"], "one half of a change without the other"

    def gone(r, k):
        assert r.status_code in (204, 200, 404), f"allocation {k}: {r.status_code} {r.text[:200]}"
        assert root.raw("GET", path, validate=False).status_code == 404, f"allocation {k}: deleted and still there"
    torture(lambda h: root.raw("DELETE", path, headers=h, validate=False), gone, "DELETE " + path)
    assert root.raw("GET", path, validate=False).status_code == 404

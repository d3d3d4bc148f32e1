"""What a hostile or broken client sends: a 400-class answer or a closed connection, never a 5xx, never a stuck box."""
import gzip
import json
import re
import socket
import time

import pytest
import requests

from lib.box import wait_for


def talk(box, data, seconds=5):
    """Sends bytes, reads to the end or the deadline."""
    with socket.create_connection(("127.0.0.1", box.port), seconds) as s:
        s.settimeout(seconds)
        s.sendall(data)
        out = b""
        try:
            while chunk := s.recv(65536):
                out += chunk
                if b"\r\n\r\n" in out and b"Connection: close" in out and out.endswith(b"}"):
                    break
        except (socket.timeout, ConnectionResetError):
            pass
        return out


def statuses(answer):
    return [int(x) for x in re.findall(rb"HTTP/1\.1 (\d{3})", answer)]


SMUGGLING = {
    "Content-Length and Transfer-Encoding": b"POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: x\r\n\r\n",
    "two different Content-Length": b"POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nContent-Length: 33\r\n\r\nGET /healthz HTTP/1.1\r\nHost: x\r\n\r\n",
    "two equal Content-Length": b"POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\n{}GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n",
    "negative Content-Length": b"POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
    "Content-Length with a plus": b"POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: +2\r\n\r\n{}",
    "bare LF": b"GET /healthz HTTP/1.1\nHost: x\n\n",
    "space before the colon": b"POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Length : 2\r\n\r\n{}",
    "folded header": b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: 1\r\n b\r\n\r\n",
    "NUL in a header": b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: a\0b\r\n\r\n",
    "unknown transfer coding": b"POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
}


@pytest.mark.parametrize("form", SMUGGLING)
def test_request_smuggling(shared_box, form):
    """[DT029] one answer of the 400 class, then the connection is closed: no second request is ever answered."""
    answer = talk(shared_box, SMUGGLING[form], 4)
    got = statuses(answer)
    assert len(got) <= 1 and all(400 <= s < 500 or s == 501 for s in got), answer[:300]


PATHS = ["/api/v1/../../etc/passwd", "/..%2f..%2fetc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/assets/../../../etc/passwd", "/api/v1/services/%00", "/api/v1/services/%ff%fe", "/api/v1/services/%zz",
         "/api/v1/services/a%2fb", "//etc/passwd", "/api/v1/services?q=%00", "/api/v1/services?q=%c0%af", "/api/v1/services?q=%"]


@pytest.mark.parametrize("path", PATHS)
def test_odd_paths(shared_box, root, path):
    """[DT029] traversal, NUL, bad escapes and bad UTF-8 are refused; no file ever comes back."""
    cookie = "; ".join(f"{c.name}={c.value}" for c in root.http.cookies)
    answer = talk(shared_box, f"GET {path} HTTP/1.1\r\nHost: x\r\nAccept: application/json\r\nConnection: close\r\nCookie: {cookie}\r\n\r\n".encode("latin1"))
    assert b"root:" not in answer and statuses(answer) and all(400 <= s < 500 for s in statuses(answer)), answer[:200]


BODIES = {
    "not JSON": b"{",
    "bad UTF-8": b'{"email": "\xff\xfe", "password": "x"}',
    "NUL in a string": b'{"email": "a\\u0000b", "password": "xxxxxxxxxxxx"}',
    "deep": b"[" * 100000,
    "deep object": b'{"a":' * 5000 + b"1" + b"}" * 5000,
    "huge number": b'{"email": 1e999, "password": "x"}',
    "duplicate key": b'{"email": "a@b.test", "email": "c@d.test", "password": "xxxxxxxxxxxx"}',
    "trailing bytes": b'{"email": "a@b.test", "password": "xxxxxxxxxxxx"} x',
    "a lone surrogate": b'{"email": "\\ud800", "password": "xxxxxxxxxxxx"}',
    "empty": b"",
    "null": b"null",
}


@pytest.mark.parametrize("form", BODIES)
def test_bad_bodies(shared_box, form):
    """[DT029] 400 or 422 with a problem document."""
    r = shared_box.anonymous().raw("POST", "/api/v1/auth/login", data=BODIES[form], headers={"Content-Type": "application/json"})
    assert r.status_code in (400, 422) and r.json()["status"] == r.status_code


def test_body_over_the_limit_is_413(root):
    r = root.raw("POST", "/api/v1/services", data=b'{"name": "' + b"x" * (2 << 20) + b'"}', headers={"Content-Type": "application/json"})
    assert r.status_code == 413


def test_wrong_content_type_is_415(root):
    assert root.raw("POST", "/api/v1/services", data=b"name=x", headers={"Content-Type": "application/x-www-form-urlencoded"}).status_code == 415


def test_security_headers(shared_box):
    """[DT033] CSP without inline script, no sniffing, no framing."""
    r = requests.get(shared_box.url + "/login", headers={"Accept": "text/html"}, timeout=5)
    csp = r.headers["Content-Security-Policy"]
    assert "default-src 'self'" in csp and "unsafe-eval" not in csp and "script-src 'unsafe" not in csp and "frame-ancestors 'none'" in csp
    assert r.headers["X-Content-Type-Options"] == "nosniff" and r.headers["Referrer-Policy"]
    api = requests.get(shared_box.url + "/api/v1/auth/claim", timeout=5)
    assert "no-store" in api.headers["Cache-Control"] and "Access-Control-Allow-Origin" not in api.headers


def test_xss_text_stays_text(root):
    """[DT033] markup in a name comes back as JSON text, never as HTML."""
    name = "<img src=x onerror=alert(1)>"
    made = root.post("/api/v1/services", {"name": name, "type": "push", "target": "", "interval_seconds": 3600}, expect=201)
    r = root.raw("GET", f"/api/v1/services/{made['id']}")
    assert r.json()["name"] == name and r.headers["Content-Type"].startswith("application/json")


def test_sql_in_every_text_field_is_text(root):
    """[DT032] nothing that is typed reaches SQL as SQL; the table is still there afterwards."""
    evil = "x'); DROP TABLE service; --"
    made = root.post("/api/v1/services", {"name": evil, "type": "push", "target": "", "interval_seconds": 3600, "tags": [evil]}, expect=201)
    assert root.get(f"/api/v1/services/{made['id']}")["name"] == evil
    assert [s["id"] for s in root.get("/api/v1/services", params={"tag": evil})["items"]] == [made["id"]]
    assert root.get("/api/v1/services", params={"sort": "name; DROP TABLE service"}, expect=400)["status"] == 400


def test_request_id_is_taken_or_made(shared_box):
    """[DT026] the id of the caller goes through, a bad one is replaced; the log line carries it."""
    r = requests.get(shared_box.url + "/api/v1/auth/claim", headers={"X-Request-Id": "ticket-4711"}, timeout=5)
    assert r.headers["X-Request-Id"] == "ticket-4711"
    wait_for(lambda: any("ticket-4711" in line for line in shared_box.log), 3, message="the log line")
    bad = requests.get(shared_box.url + "/api/v1/auth/claim", headers={"X-Request-Id": "x" * 500}, timeout=5)
    assert len(bad.headers["X-Request-Id"]) <= 64


def test_structured_log_is_json_when_asked():
    """[DT026] --log-format json: every line parses and has timestamp, level, message."""
    from lib.box import Box
    with Box("--log-format", "json") as b:
        b.admin().raw("GET", "/api/v1/services", headers={"X-Request-Id": "json-line"})
        wait_for(lambda: any("json-line" in line for line in b.log), 3)
        lines = [json.loads(line) for line in list(b.log)]
        assert lines and all({"timestamp", "level", "message"} <= line.keys() for line in lines)


def test_connections_are_reused_quickly(root):
    """Keep-alive answers do not wait for Nagle: 50 reads in well under 50 x 40 ms."""
    root.get("/api/v1/auth/me")
    start = time.monotonic()
    for _ in range(50):
        root.raw("GET", "/api/v1/auth/me", validate=False)
    assert time.monotonic() - start < 1.5


def test_navigation_gets_the_page_and_a_program_the_api(shared_box, root):
    page = requests.get(shared_box.url + "/ops/workers/health", headers={"Accept": "text/html,*/*"}, timeout=5)
    assert page.status_code == 200 and page.headers["Content-Type"].startswith("text/html")
    assert root.get("/ops/workers/health")["items"] is not None


def test_assets_are_hashed_immutable_and_compressed(shared_box):
    page = requests.get(shared_box.url + "/", headers={"Accept": "text/html"}, timeout=5)
    script = re.search(r'src="(/assets/[^"]+\.js)"', page.text).group(1)
    r = requests.get(shared_box.url + script, headers={"Accept-Encoding": "gzip"}, timeout=5)
    assert r.headers["Content-Encoding"] == "gzip" and "immutable" in r.headers["Cache-Control"] and "javascript" in r.headers["Content-Type"]
    assert requests.get(shared_box.url + script, headers={"If-None-Match": r.headers["ETag"]}, timeout=5).status_code == 304
    plain = requests.get(shared_box.url + script, headers={"Accept-Encoding": "identity"}, timeout=5)
    assert plain.content == r.content and "Content-Encoding" not in plain.headers
    assert "no-cache" in page.headers["Cache-Control"]


def test_metrics_pass_promtool(shared_box):
    """[DHCM.1] promtool finds nothing to complain about."""
    import subprocess
    text = requests.get(shared_box.url + "/metrics", timeout=5).text
    assert text.endswith("# EOF\n")
    names = set(re.findall(r"^(binnacle_\w+?)(?:_total|_bucket|_sum|_count)?[ {]", text, re.M))
    assert {n for n in names if "commit" in n} and {n for n in names if "wal" in n}
    p = subprocess.run(["promtool", "check", "metrics"], input=text, capture_output=True, text=True)
    assert p.returncode in (0, 3) and "error while linting" not in p.stderr.lower() and "parsing error" not in (p.stdout + p.stderr).lower(), p.stdout + p.stderr


def test_cache_statistics(root):
    """[DHCM.4] the cache of credentials counts its hits, misses and entries."""
    def figure(name):
        text = requests.get(root.box.url + "/metrics", timeout=5).text
        return float(re.search(rf"^binnacle_credential_cache_{name} ([\d.e+]+)", text, re.M).group(1))
    root.get("/api/v1/auth/me")
    hits, misses = figure("hits_total"), figure("misses_total")
    for _ in range(10):
        root.get("/api/v1/auth/me")
    assert figure("hits_total") >= hits + 10 and figure("misses_total") == misses and figure("entries") >= 1


def test_rate_limit_headers(root):
    r = root.raw("GET", "/api/v1/auth/me")
    assert "RateLimit" in r.headers or "RateLimit-Policy" in r.headers


def test_gzip_of_large_answers(root):
    root.post("/api/v1/services/import", {"items": [{"name": f"gz {i}", "type": "push", "target": "", "interval_seconds": 3600} for i in range(100)]})
    r = requests.get(root.box.url + "/api/v1/services?limit=100", cookies=root.http.cookies, headers={"Accept-Encoding": "gzip"}, stream=True, timeout=10)
    raw = r.raw.read(decode_content=False)
    assert r.headers.get("Content-Encoding") == "gzip" and len(json.loads(gzip.decompress(raw))["items"]) == 100


def test_reader_connections_are_pooled(root):
    """[DT038, DHCM.3] many reads share few connections of the store: one a worker, kept, and the figure is shown."""
    from concurrent.futures import ThreadPoolExecutor
    clients = [root.box.admin() for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda c: [c.raw("GET", "/api/v1/services", validate=False).status_code for _ in range(25)], clients))
    first = root.get("/api/v1/admin/health/detailed")["store"]["readers_open"]
    for _ in range(50):
        root.raw("GET", "/api/v1/services", validate=False)
    again = root.get("/api/v1/admin/health/detailed")["store"]["readers_open"]
    assert 1 <= first <= 140 and again <= first + 2

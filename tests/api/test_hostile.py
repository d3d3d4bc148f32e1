"""Hostile input, generated from the OpenAPI document: every member of every body, every route. A 400-class answer or harmless text, never a 5xx.

tests/api/test_http.py has the forms of HTTP itself (smuggling, odd paths), test_schemathesis.py what a generator finds by itself.
"""
import copy
import gzip
import json
import re
import socket
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
import websocket

from lib import openapi
from lib.box import ADMIN, PASSWORD, Box

NOWHERE = "0190aaaa-0000-7000-8000-00000000dead"
JSON = {"Content-Type": "application/json"}
LET_BE = {"/api/v1/auth/logout", "/api/v1/auth/tenant", "/api/v1/auth/password"}  # they act on the session that the test needs; test_auth.py has them


@pytest.fixture(scope="module")
def world():
    """A box of its own with an administrator, so that what is stored by accident disturbs nobody."""
    with Box("--rate-limits", "off") as box:
        people = {name: box.user("admin") for name in ("admin", "first", "second")}  # before the sign-ins that the address is made to wait for
        yield {"box": box, **people, "foreign": box.user("admin", tenant="hostile-other"), "doc": openapi.document()}


def resolve(doc, schema):
    while "$ref" in schema:
        schema = openapi._ref(doc.spec, schema["$ref"])
    return schema


def bodies(doc):
    """(method, path, schema, example) of every JSON body."""
    for method, _, template, op in doc.operations:
        media = op.get("requestBody", {}).get("content", {}).get("application/json")
        if media and template not in LET_BE:
            yield method, re.sub(r"{[^}]+}", NOWHERE, template), resolve(doc, media["schema"]), media["example"]


def members(doc, schema, path=(), depth=0):
    """(path, schema) of every member below an object."""
    schema = resolve(doc, schema)
    for name, child in schema.get("properties", {}).items():
        child = resolve(doc, child)
        yield (*path, name), child
        if depth < 4:
            yield from members(doc, child, (*path, name), depth + 1)


def put(example, path, value):
    body = copy.deepcopy(example)
    at = body
    for name in path[:-1]:
        at = at.setdefault(name, {}) if isinstance(at, dict) else {}
    if isinstance(at, dict):
        at[path[-1]] = value
    return body


def send(world, method, path, data):
    r = world["admin"].raw(method, path, data=data, headers=JSON, validate=False, timeout=60)
    if r.status_code >= 500 and r.status_code not in (502, 504):
        return f"{method} {path} {data[:120]!r}: {r.status_code} {r.text[:200]}"
    if r.status_code >= 400 and r.headers.get("Content-Type") != "application/problem+json":
        return f"{method} {path}: {r.status_code} with {r.headers.get('Content-Type')}"
    return None


def resident(box):
    return int(re.search(r"VmRSS:\s+(\d+)", open(f"/proc/{box.proc.pid}/status", encoding="ascii").read()).group(1)) / 1024


TEXTS = {
    "NUL": "a\0b", "control characters": "a\x07\x1b[31mb", "C1": "a\x85b", "right-to-left override": "user\u202egpj.exe", "CR LF": "a\r\nSet-Cookie: x=1", "markup": "<img src=x onerror=alert(1)>",
    "SQL": "'; DROP TABLE user; --", "formula": "=cmd|' /C calc'!A0", "path": "../../../../etc/passwd", "format": "%s%n%x{{7*7}}${7*7}", "4 KB": "x" * 4096, "combining": "e" + "\u0301" * 400,
}


@pytest.mark.parametrize("form", TEXTS)
def test_every_string_member_takes_or_refuses_it(world, form):
    """[C7.4, DT029, DT032, DT033] hostile text in every string member of every body."""
    wrong, count = [], 0
    for method, path, schema, example in bodies(world["doc"]):
        for where, child in members(world["doc"], schema):
            if "string" in (child.get("type") or []) or child.get("type") == "string":
                count += 1
                wrong.append(send(world, method, path, json.dumps(put(example, where, TEXTS[form])).encode()))
    assert count >= 60 and [w for w in wrong if w] == []


def test_lengths_are_counted_in_characters(world):
    """[DT029] maxLength is what JSON Schema says it is, code points: that many of two and four bytes each are taken, one more is refused, by every text member of every body."""
    wrong, count = [], 0
    for method, path, schema, example in bodies(world["doc"]):
        for where, child in members(world["doc"], schema):
            kinds = child.get("type")
            if "string" not in (kinds if isinstance(kinds, list) else [kinds]) or "maxLength" not in child or {"format", "enum", "pattern"} & set(child) or child["maxLength"] > 100_000:
                continue
            count += 1
            for letter in ("ü", "𝒳"):
                for extra in (0, 1):
                    r = world["admin"].raw(method, path, put(example, where, letter * (child["maxLength"] + extra)), validate=False, timeout=60)
                    errors = [e["message"] for e in (r.json().get("errors", []) if r.status_code == 422 else []) if e["field"] == ".".join(where)]
                    long = any("at most" in m or "long" in m for m in errors)
                    if r.status_code != 403 and (r.status_code >= 500 or long != bool(extra)):
                        wrong.append(f"{method} {path} {'.'.join(where)}: {child['maxLength']}+{extra} of {letter!r}: {r.status_code} {r.text[:160]}")
    assert count >= 40 and wrong == []


WRONG = {"object": {"a": {}}, "array": [1, None], "null": None, "true": True, "text": "x", "fraction": 0.5, "negative": -1, "2^53": 2**53, "2^63": 2**63, "1e300": 1e300}


@pytest.mark.parametrize("form", WRONG)
def test_every_member_of_the_wrong_type(world, form):
    """[C7.4, DT029] a value of another type in every member of every body."""
    wrong = [send(world, method, path, json.dumps(put(example, where, WRONG[form])).encode())
             for method, path, schema, example in bodies(world["doc"]) for where, _ in members(world["doc"], schema)]
    assert len(wrong) >= 100 and [w for w in wrong if w] == []


def whole(example):
    """Bodies that are bad as a whole, as bytes."""
    text = json.dumps(example)[1:-1]
    first = json.dumps(next(iter(example), "name"))
    yield 400, b'{"a": "\xff\xfe\xed\xa0\x80"}'
    yield 400, b'{"a": "\\ud800"}'
    yield 400, b'{"a": 1e999999}'
    yield 400, b'{"a": ' * 3000 + b"1" + b"}" * 3000
    yield 400, b"[" * 200000
    yield (400, 413, 422), b'{"a": [' + b"0," * 100000 + b"0]}"
    yield (400, 413, 422), b'{"a": "' + b"x" * (1 << 20) + b'"}'
    yield 400, ("{" + text + (", " if text else "") + first + ": 1, " + first + ": 2}").encode()
    yield 400, b'"text"'
    yield 400, b"{} {}"
    yield 400, b"\xef\xbb\xbf{}"
    yield 400, b"{'a': 1}"
    yield 400, b'{"a": NaN}'
    yield 400, b"\0" * 100


def test_bad_bodies_everywhere_within_bounded_memory(world):
    """[C7.4, DT029] bad UTF-8, deep nesting, huge numbers, long arrays, 1 MB strings, members twice: refused on every route, memory stays."""
    before, wrong, count = resident(world["box"]), [], 0
    for method, path, _, example in bodies(world["doc"]):
        for wanted, data in whole(example):
            count += 1
            r = world["admin"].raw(method, path, data=data, headers=JSON, validate=False, timeout=60)
            allowed = {wanted} if isinstance(wanted, int) else set(wanted)
            if r.status_code not in allowed | {403}:
                wrong.append(f"{method} {path} {data[:60]!r}: {r.status_code} {r.text[:160]}")
    assert count >= 300 and wrong == []
    assert resident(world["box"]) - before < 150, "memory grew with what was refused"


def test_read_only_members_cannot_be_set(world):
    """[C7.4] mass assignment: id, tenant, role, times, versions and flags that a body does not have are named as unknown, never taken."""
    wrong, count = [], 0
    extra = {"id": NOWHERE, "tenant_id": NOWHERE, "superadmin": True, "permissions": ["user.write"], "created_at": "2020-01-01T00:00:00Z", "version": 99, "user_id": NOWHERE, "password_hash": "x", "__proto__": {"a": 1}}
    for method, path, schema, example in bodies(world["doc"]):
        known = schema.get("properties", {})
        for name, value in extra.items():
            if name in known:
                continue
            count += 1
            r = world["admin"].raw(method, path, {**example, name: value}, validate=False)
            if r.status_code not in (403, 422) or (r.status_code == 422 and not any(e["field"] == name for e in r.json().get("errors", []))):
                wrong.append(f"{method} {path} with {name}: {r.status_code} {r.text[:160]}")
    assert count >= 150 and wrong == []


def test_a_query_is_as_strict(world):
    """[C7.4, DT029] every read: an unknown parameter, one twice, hostile values in each known one; never a 5xx."""
    wrong = []
    for method, _, template, op in world["doc"].operations:
        if method != "GET":
            continue
        path = re.sub(r"{[^}]+}", NOWHERE, template)
        params = [openapi._ref(world["doc"].spec, p["$ref"]) if "$ref" in p else p for p in op["parameters"]]
        names = [p["name"] for p in params if p["in"] == "query"]
        for q in ["nonsense=1", "a=1&a=2", "%00=1", "a=%ff"] + [f"{n}={v}" for n in names for v in ("%00", "%1b", "a%0d%0aX: y", "%f0%28%8c%28", "x" * 3000, "-1", "99999999999999999999", "%27%3B--")]:
            r = world["admin"].raw("GET", f"{path}?{q}", validate=False)
            if r.status_code >= 500 or (q in ("nonsense=1", "a=1&a=2", "a=%ff") and r.status_code not in (400, 403, 404)):
                wrong.append(f"{path}?{q[:60]}: {r.status_code} {r.text[:120]}")
    assert wrong == []


# ---- other sites and other sessions

def test_csrf_tokens_belong_to_their_session(world):
    """[C7.4, DT033] every change by cookie without the token, with another session's, with an old one, is 403."""
    box, mine, other = world["box"], world["first"], world["second"]
    wrong, token = [], mine.csrf
    for bad in (None, "", other.csrf, token[::-1], token + "x", token.upper() if token.upper() != token else token.lower()):
        for method, _, template, op in world["doc"].operations:
            if method == "GET" or op.get("security") == []:
                continue
            r = mine.http.request(method, box.url + re.sub(r"{[^}]+}", NOWHERE, template), json={}, headers={"X-CSRF-Token": bad} if bad is not None else {}, timeout=20)
            if r.status_code != 403:
                wrong.append(f"{method} {template} with {bad!r}: {r.status_code}")
    assert wrong == []
    mine.get("/api/v1/auth/me")


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain; application/json", "application/jsonp", "application/json; charset=utf-16", None])
def test_what_a_form_of_another_site_can_send_is_refused(world, kind):
    """[DT033] the content types that need no preflight never carry a change, not even a sign-in."""
    body = json.dumps({"email": ADMIN, "password": PASSWORD}).encode()
    r = requests.post(world["box"].url + "/api/v1/auth/login", data=body, headers={"Content-Type": kind} if kind else {}, timeout=20)
    assert r.status_code == 415 and "Set-Cookie" not in r.headers
    r = world["admin"].raw("POST", "/api/v1/services", data=b'{"name": "form"}', headers={"Content-Type": kind}, validate=False)
    assert r.status_code == 415


@pytest.mark.parametrize("origin", ["null", "http://evil.example", "http://127.0.0.1", "http://127.0.0.1:{port}.evil.example", "http://evil.example#127.0.0.1:{port}", "ftp://127.0.0.1:{port}", "http://user@127.0.0.1:{port}", ""])
def test_sockets_of_other_sites(world, origin):
    """[DT033] a socket by cookie opens for the box's own pages alone."""
    where = origin.format(port=world["box"].port)
    try:
        ws = world["admin"].socket(origin=where, **({"suppress_origin": True} if not origin else {}))
        op, data = ws.recv_data()
        assert op == websocket.ABNF.OPCODE_CLOSE and int.from_bytes(data[:2], "big") == 4403
    except websocket.WebSocketBadStatusException as e:
        assert e.status_code in (400, 403)


def test_no_other_origin_reads_an_answer(world):
    """[DT033] no CORS header, whatever the Origin; a preflight gets no permission."""
    for method in ("GET", "OPTIONS"):
        r = world["admin"].raw(method, "/api/v1/services", headers={"Origin": "http://evil.example", "Access-Control-Request-Method": "POST"}, validate=False)
        assert not [h for h in r.headers if h.lower().startswith("access-control-")]
        assert r.status_code == (200 if method == "GET" else 405)


# ---- ids of another tenant

def test_ids_of_another_tenant_in_bodies(world):
    """[C7.4] a foreign id is treated as one that is not there: by the same status and the same words, and nothing is made."""
    other = world["foreign"]
    theirs = other.post("/api/v1/services", {"name": "theirs", "type": "push", "target": "", "interval_seconds": 3600}, expect=201)["id"]
    mine = world["admin"]
    tries = [("POST", "/api/v1/services", lambda i: {"name": "idor", "type": "push", "target": "", "interval_seconds": 3600, "depends_on": [i]}),
             ("POST", "/api/v1/services/maintenance", lambda i: {"service_ids": [i], "ends_at": "2099-01-01T00:00:00Z", "reason": "idor"})]
    for method, path, body in tries:
        foreign, absent = (mine.raw(method, path, body(i), validate=False) for i in (theirs, NOWHERE))
        assert foreign.status_code == absent.status_code and foreign.status_code in (404, 422), f"{path}: {foreign.status_code} {absent.status_code}"
        a, b = ({k: v for k, v in r.json().items() if k != "request_id"} for r in (foreign, absent))
        assert json.dumps(a).replace(theirs, "ID") == json.dumps(b).replace(NOWHERE, "ID")
    assert not [s for s in mine.pages("/api/v1/services") if s["name"] == "idor"]


# ---- HTTP itself

def test_line_ends_never_reach_a_header(world):
    """[DT029] CR LF in paths, parameters and the request id makes no header of its own."""
    port = world["box"].port
    for target in ("/api/v1/services/%0d%0aSet-Cookie:%20x=1", "/login?next=%0d%0aSet-Cookie:%20x=1", "/%0d%0aX-Evil:%201", "/api/docs/swagger?x=%0d%0aX-Evil:%201"):
        r = requests.get(world["box"].url + target, headers={"Accept": "text/html"}, allow_redirects=False, timeout=20)
        assert "X-Evil" not in r.headers and "Set-Cookie" not in r.headers and r.status_code < 500
    with socket.create_connection(("127.0.0.1", port), 10) as s:
        s.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Request-Id: a\x01b c<script>\r\nConnection: close\r\n\r\n")
        answer = b"".join(iter(lambda: s.recv(65536), b""))
    assert b"<script>" not in answer


@pytest.mark.parametrize("header", ["Authorization: Bearer bnc_x", "Cookie: binnacle_session=x", "Host: evil.example", "Content-Length: 0"])
def test_a_header_that_decides_is_there_once(world, header):
    """[DT029] two of them are refused instead of one being chosen."""
    name = header.split(":")[0]
    first = {"Authorization": "Authorization: Bearer bnc_y", "Cookie": "Cookie: a=b", "Host": "Host: x", "Content-Length": "Content-Length: 1"}[name]
    lines = ["POST /api/v1/services HTTP/1.1", *([] if name == "Host" else ["Host: x"]), first, header, "Connection: close", "", ""]
    with socket.create_connection(("127.0.0.1", world["box"].port), 10) as s:
        s.sendall("\r\n".join(lines).encode())
        answer = b"".join(iter(lambda: s.recv(65536), b""))
    assert re.match(rb"HTTP/1\.1 40[01] ", answer), answer[:200]


def test_compressed_bodies_are_not_opened(world):
    """[DT029] a bomb of 50 MB in 50 KB is refused by its coding, not by its size once opened."""
    before, bomb = resident(world["box"]), gzip.compress(b"0" * (50 << 20))
    for _ in range(5):
        r = world["admin"].raw("POST", "/api/v1/services", data=bomb, headers={**JSON, "Content-Encoding": "gzip"}, validate=False)
        assert r.status_code == 415
    assert resident(world["box"]) - before < 40


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND", "QUERY", "OPTIONS", "FOO"])
def test_other_methods_are_told_what_there_is(world, method):
    """[DT029] 405 with Allow, never a 400 or an echo."""
    r = world["admin"].raw(method, "/api/v1/services", headers={"X-Secret": "echo-me"}, validate=False)
    assert r.status_code == 405 and {"GET", "POST"} <= {m.strip() for m in r.headers["Allow"].split(",")} and "echo-me" not in r.text


# ---- rates

def test_admin_actions_are_rate_limited():
    """[C7.3] an administrator who hammers is told to wait, by the headers that the documentation names; others go on."""
    limit, path = 300, "/api/v1/services/test"
    with Box() as box:
        admin, other = box.user("admin"), box.user("admin")
        op = openapi.document().find("POST", path)[3]
        assert op["x-rate-class"] == "expensive" and f"{limit} requests a minute" in op["description"] and "429" in op["responses"]
        first = admin.raw("POST", path, {})
        assert first.status_code == 422 and f'q={limit};w=60' in first.headers["RateLimit-Policy"] and re.search(r"r=\d+;t=\d+", first.headers["RateLimit"])
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda _: admin.raw("POST", path, {}, validate=False), range(limit + 60)))
        over = [r for r in answers if r.status_code == 429]
        assert over and all(r.status_code in (422, 429) for r in answers)
        assert all(1 <= int(r.headers["Retry-After"]) <= 60 and "r=0" in r.headers["RateLimit"] for r in over)
        assert other.raw("POST", path, {}).status_code == 422 and admin.raw("GET", "/api/v1/services").status_code == 200
        write = admin.raw("POST", f"/api/v1/services/{NOWHERE}/pause")
        assert write.status_code == 404 and '"write";q=' in write.headers["RateLimit-Policy"]

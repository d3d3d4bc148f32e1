"""One row, one exchange: who asks what, and what must come back. Add a row to add a case.

Row: name, role, method, path, body, status, and what the answer must hold: a dict of dotted paths to values, types or predicates.
Problem answers are also checked for their form (RFC 9457) and, for 422, for the field that they name.
"""
import re

import pytest

ANY = object()


def field(name):
    """The 422 or 400 problem names this field."""
    return lambda body: any(e["field"] == name for e in body.get("errors", [])) or name in body.get("detail", "")


S = "/api/v1/services"
H = "/api/v1/admin/health"
SERVICE = {"name": "case service", "type": "http", "target": "http://127.0.0.1:9/", "interval_seconds": 3600}


def service(**change):
    body = {**SERVICE, **change}
    return {k: v for k, v in body.items() if v is not ANY}


CASES = [
    # ---- the box itself
    ("[DT027, DHCM.1] healthz answers without signing in", None, "GET", "/healthz", None, 200, {}),
    ("[DT027, DHCM.1] readyz says that the store can be written", None, "GET", "/readyz", None, 200, {}),
    ("[DHCM.1] metrics are OpenMetrics", None, "GET", "/metrics", None, 200, {}),
    ("the claim is done on a box that has a superadmin", None, "GET", "/api/v1/auth/claim", None, 200, {"claimed": True}),
    ("[C9.9] the OpenAPI document is not for everybody", None, "GET", "/api/openapi.json", None, 401, {}),
    ("[C9.9] an administrator reads the OpenAPI document", "admin", "GET", "/api/openapi.json", None, 200, {"openapi": re.compile(r"^3\.1")}),
    ("[DHCM.2, DHCM.3] detailed health shows system and store figures", "admin", "GET", H + "/detailed", None, 200,
     {"status": str, "uptime_seconds": (int, float), "components": list, "store": dict, "memory": dict, "cpu": dict, "disk": dict}),
    ("about lists the libraries with versions and licences", "viewer", "GET", "/api/v1/system/about", None, 200, {"version": str, "libraries.0.name": str, "libraries.0.licence": str}),
    # ---- who is asking
    ("an API read without signing in is 401", None, "GET", S, None, 401, {}),
    ("an unknown API path is 404 for a signed-in user", "viewer", "GET", "/api/v1/nothing/here", None, 404, {}),
    ("a known path with another method is 405", "admin", "DELETE", S, None, 405, {}),
    ("a viewer may not create a service", "viewer", "POST", S, service(), 403, {}),
    ("a wrong password is 401", None, "POST", "/api/v1/auth/login", {"email": "nobody@example.test", "password": "x" * 12}, 401, {}),
    ("a login without a password names the field", None, "POST", "/api/v1/auth/login", {"email": "a@example.test"}, 422, {"": field("password")}),
    ("me tells role and permissions", "editor", "GET", "/api/v1/auth/me", None, 200, {"user.role": "editor", "user.permissions": list}),
    # ---- lists
    ("[DT029] an unknown query parameter is 400 with its name", "viewer", "GET", S + "?nonsense=1", None, 400, {"": field("nonsense")}),
    ("[DT029] a limit that is no number is 400", "viewer", "GET", S + "?limit=ten", None, 400, {"": field("limit")}),
    ("[DT029] a limit over 1000 is 400", "viewer", "GET", S + "?limit=1001", None, 400, {"": field("limit")}),
    ("[DT029] a forged cursor is 400", "viewer", "GET", S + "?cursor=AAAA", None, 400, {"": field("cursor")}),
    ("[DT032] a quote in a filter is only text", "viewer", "GET", S + "?q=%27%20OR%201%3D1%20--", None, 200, {"items": []}),
    ("[DT032] a tag filter with SQL in it finds nothing", "viewer", "GET", H + "/services?tag=%27%3BDROP%20TABLE%20service%3B--", None, 200, {"items": []}),
    ("an unknown status filter is 400", "viewer", "GET", H + "/services?status=green", None, 400, {"": field("status")}),
    # ---- creating a service
    ("[DT029] a service without a name names the field", "admin", "POST", S, service(name=ANY), 422, {"": field("name")}),
    ("[DT029] an unknown member is 422 with its name", "admin", "POST", S, service(intervall=5), 422, {"": field("intervall")}),
    ("[DT029] an unknown check type is 422", "admin", "POST", S, service(type="gopher"), 422, {"": field("type")}),
    ("[DT029] a target that is no URL is 422", "admin", "POST", S, service(target="not a url"), 422, {"": field("target")}),
    ("[DT029] an interval of zero is 422", "admin", "POST", S, service(interval_seconds=0), 422, {"": field("interval_seconds")}),
    ("[DT029] an interval over a day is 422", "admin", "POST", S, service(interval_seconds=86401), 422, {"": field("interval_seconds")}),
    ("[DT029] an interval as text is 422", "admin", "POST", S, service(interval_seconds="20"), 422, {"": field("interval_seconds")}),
    ("[DT029] an interval of 1e300 is 422", "admin", "POST", S, service(interval_seconds=1e300), 422, {"": field("interval_seconds")}),
    ("[DT029] a name with a control character is 422", "admin", "POST", S, service(name="a\u0007b"), 422, {"": field("name")}),
    ("[DT029] a name of 10,000 bytes is 422", "admin", "POST", S, service(name="n" * 10000), 422, {"": field("name")}),
    ("[DT029] an unknown member of config is 422 with its path", "admin", "POST", S, service(config={"metod": "GET"}), 422, {"": field("config.metod")}),
    ("[DT029] a wrong method in config is 422 with its path", "admin", "POST", S, service(config={"method": "FETCH"}), 422, {"": field("config.method")}),
    ("[DT029] a dependency that is no id is 422", "admin", "POST", S, service(depends_on=["x"]), 422, {}),
    ("[DT029] a dependency that does not exist is 422", "admin", "POST", S, service(depends_on=["0190aaaa-0000-7000-8000-000000000000"]), 422, {"": field("depends_on[0]")}),
    ("[DT029] tags must be text", "admin", "POST", S, service(tags=[1]), 422, {}),
    ("a body that is an array is 400 or 422", "admin", "POST", S, [1, 2], (400, 422), {}),
    ("an id that is no id is 404", "viewer", "GET", S + "/not-an-id", None, 404, {}),
    ("an id that does not exist is 404", "viewer", "GET", S + "/0190aaaa-0000-7000-8000-000000000000", None, 404, {}),
    # ---- reading health
    ("[E2.1.1] all services with health status", "viewer", "GET", H + "/services", None, 200, {"items": list, "next_cursor": ANY}),
    ("[E2.1.2] an unknown service's health is 404", "viewer", "GET", H + "/services/0190aaaa-0000-7000-8000-000000000000", None, 404, {}),
    ("[E2.1.3] an unknown service's history is 404", "viewer", "GET", H + "/services/0190aaaa-0000-7000-8000-000000000000/history", None, 404, {}),
    ("[E2.1.5] the dependency graph has nodes and edges", "viewer", "GET", H + "/dependencies", None, 200, {"nodes": list, "edges": list}),
    ("health summary counts by status", "viewer", "GET", H + "/summary", None, 200, {"counts": dict, "total": int}),
    ("the check types carry their form's schema", "viewer", "GET", S + "/types", None, 200, {"items.0.schema.type": "object"}),
    ("[P10-1.7] worker health without workers is an empty list", "viewer", "GET", "/api/v1/ops/workers/health", None, 200, {"items": list, "summary.total": int}),
    ("the operations overview", "viewer", "GET", "/api/v1/ops/overview", None, 200, {"services": dict, "vitals.cpu_pct": (int, float, type(None))}),
    # ---- alerts and channels
    ("alert list", "viewer", "GET", "/api/v1/alerts/history", None, 200, {"items": list}),
    ("a channel without a URL names the field", "admin", "POST", "/api/v1/alerts/channels", {"name": "c", "channel_type": "webhook", "config": {}}, 422, {"": field("config.url")}),
    ("a channel with a file URL is refused", "admin", "POST", "/api/v1/alerts/channels", {"name": "c", "channel_type": "webhook", "config": {"url": "file:///etc/passwd"}}, 422, {"": field("config.url")}),
    ("an editor may not configure channels", "editor", "POST", "/api/v1/alerts/channels", {"name": "c", "channel_type": "webhook", "config": {"url": "http://127.0.0.1:9/"}}, 403, {}),
    # ---- backups
    ("backups are for administrators", "editor", "GET", "/api/v1/admin/backup", None, 403, {}),
    ("backup list", "admin", "GET", "/api/v1/admin/backup", None, 200, {"items": list}),
    ("a restore without the confirmation header is refused", "superadmin", "POST", "/api/v1/admin/restore", None, (400, 415, 422), {}),
    # ---- people
    ("users are for administrators", "editor", "GET", "/api/v1/users", None, 403, {}),
    ("an administrator cannot make a superadmin", "admin", "POST", "/api/v1/users", {"email": "up@example.test", "role": "superadmin", "password": "long enough secret"}, (403, 422), {}),
    ("[DT029] a short password is 422", "admin", "POST", "/api/v1/users", {"email": "short@example.test", "role": "viewer", "password": "x"}, 422, {"": field("password")}),
    ("[DT029] an address without @ is 422", "admin", "POST", "/api/v1/users", {"email": "nobody", "role": "viewer", "password": "long enough secret"}, 422, {"": field("email")}),
    ("[DT014] the roles with their permissions", "admin", "GET", "/api/v1/roles", None, 200, {"items": list}),
    # ---- the unprefixed paths
    ("[P10-1.7] the document's own path works as well", "viewer", "GET", "/ops/workers/health", None, 200, {"items": list}),
]


def dig(body, path):
    for part in filter(None, path.split(".")):
        body = body[int(part)] if isinstance(body, list) else body[part]
    return body


@pytest.fixture(scope="module")
def people(shared_box):
    made = {None: shared_box.anonymous(), "superadmin": shared_box.admin()}

    def person(role):
        if role not in made:
            made[role] = shared_box.user(role)
        return made[role]
    return person


@pytest.mark.parametrize("name,role,method,path,body,status,holds", CASES, ids=[c[0] for c in CASES])
def test_case(people, name, role, method, path, body, status, holds):
    r = people(role).raw(method, path, body)
    assert r.status_code in ((status,) if isinstance(status, int) else status), f"{r.status_code}: {r.text[:600]}"
    if r.status_code >= 400:
        problem = r.json()
        assert r.headers["Content-Type"] == "application/problem+json"
        assert problem["status"] == r.status_code and problem["title"] and problem["request_id"] == r.headers["X-Request-Id"]
    for where, wanted in holds.items():
        got = dig(r.json(), where)
        if wanted is ANY:
            continue
        if isinstance(wanted, (type, tuple)):
            assert isinstance(got, wanted), f"{where}: {got!r}"
        elif isinstance(wanted, re.Pattern):
            assert wanted.search(got), f"{where}: {got!r}"
        elif callable(wanted):
            assert wanted(got), f"{where}: {got!r}"
        else:
            assert got == wanted, f"{where}: {got!r}"

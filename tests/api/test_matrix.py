"""Every route and every live topic x every role x own, foreign and suspended tenant, generated from the box's own document: what is another tenant's is 404
by its id, never listed, counted, searched or streamed. A route with an id, or a topic, for which this file knows no object fails: there are no silent gaps."""
import json
import re
import time

import pytest
import requests
import websocket

from lib import openapi
from lib.box import Box, DEFAULT_TENANT, PASSWORD, wait_for
from test_permissions import operations

MARK = "matrixmark"  # in every name of the first tenant, to search for
LEAK = "leak4711"  # and beside it in each: where it is seen, something of the first tenant leaked, and not what was searched for
OWN = "mine4712"  # the same for what is one person's own within the tenant
WORDS = {"instance_id", "client_id"}  # what a worker, or an identity provider, calls itself: refers to nothing here
CIDR = "203.0.113.71/32"
PEOPLE = ["viewer", "editor", "admin", "custom"]

# Routes by the collection their id names, in the order of their specificity.
KINDS = [
    ("/api/v1/services/maintenance/{id}", "window"), ("/api/v1/services/{id}", "service"), ("/api/v1/admin/health/services/{id}", "service"),
    ("/api/v1/alerts/channels/{id}", "channel"), ("/api/v1/alerts/deliveries/{id}", "delivery"), ("/api/v1/alerts/history/{id}", "alert"),
    ("/api/v1/users/{id}", "user"), ("/api/v1/roles/{id}", "role"), ("/api/v1/auth/api-keys/{id}", "key"), ("/api/v1/audit/{id}", "audit"),
    ("/api/v1/ops/workers/discovery/{id}", "discovery"), ("/api/v1/tenants/{id}", "tenant"),
    ("/api/v1/invitations/{id}", "invitation"), ("/api/v1/jobs/actions/{id}", "action"), ("/api/v1/jobs/{id}", "job"), ("/api/v1/admin/jobs/{id}", "job"),
    ("/api/v1/schedules/{id}", "schedule"),
]
# What an id means there, and why no tenant's object stands behind it: a person's own, the box's (superadmins alone), or a secret that is the right itself.
APART = {
    "/api/v1/preferences/": "the key of the asker's own rows", "/api/v1/inbox/announcements/": "the box's", "/api/v1/inbox/": "the asker's own notices",
    "/api/v1/push/": "the token is the right", "/api/v1/admin/backup/": "the box's", "/api/v1/admin/signing-keys/": "the box's",
    "/api/v1/auth/me/sessions/": "the asker's own", "/api/v1/auth/sso/": "the box's, for whoever is not signed in", "/api/v1/admin/sso/providers/": "the box's",
    "/api/v1/audit/sinks/": "the box's", "/api/v1/admin/mail/outbox/": "the box's", "/api/v1/jobs/types/": "names of the asker's own tenant",
    "/api/v1/jobs/queues/": "names of the asker's own tenant",
}
# A topic, and what the first tenant does so that a message of it comes.
TOPICS = {
    "services.config": "service", "services.state": "beat", "services.result": "beat", "ops.activity": "beat", "alerts": "down", "deliveries": "down", "audit": "service", "jobs": "job",
}
TOPICS_APART = {"backups": "the box's: the default tenant's alone", "me.preferences": "the person's own", "me.inbox": "the person's own"}


def kind_of(template):
    return next((kind for prefix, kind in KINDS if template == prefix or template.startswith(prefix + "/")), None)


def apart(template):
    return any(template.startswith(p) for p in APART)


def example(schema):
    """The smallest body that a schema takes."""
    if "example" in schema or "examples" in schema:
        return schema.get("example", (schema.get("examples") or [None])[0])
    if "enum" in schema:
        return schema["enum"][0]
    kind = schema.get("type")
    kind = next((k for k in kind if k != "null"), None) if isinstance(kind, list) else kind
    if kind == "object" or "properties" in schema:
        return {k: example(schema["properties"][k]) for k in schema.get("required", []) if k in schema.get("properties", {})}
    if kind == "array":
        return [example(schema["items"])] if schema.get("minItems") else []
    if kind in ("integer", "number"):
        return max(schema.get("minimum", 1), 1)
    if kind == "boolean":
        return True
    return "x" * max(schema.get("minLength", 1), 1)


def resolve(spec, schema):
    while "$ref" in schema:
        node = spec
        for part in schema["$ref"].removeprefix("#/").split("/"):
            node = node[part]
        schema = node
    return schema


def bodies_of(spec, op):
    """Bodies that the document calls right: the smallest one, and its example. [None] where there is no body."""
    content = op.get("requestBody", {}).get("content", {}).get("application/json")
    return [example(resolve(spec, content["schema"])), content["example"]] if content else [None]


def id_members(spec, schema, path=()):
    """Paths of the members that hold another object's id."""
    schema = resolve(spec, schema)
    for name, child in schema.get("properties", {}).items():
        child = resolve(spec, child)
        if (name.endswith(("_id", "_ids")) or name in ("ids", "after", "depends_on")) and name not in WORDS:
            yield (*path, name), child.get("type") == "array"
        yield from id_members(spec, child, (*path, name))


@pytest.fixture(scope="module")
def world():
    with Box() as box:
        root = box.admin()
        a = box.user("admin", tenant="matrix a")
        tenant = a.user["tenant_id"]
        root.put(f"/api/v1/admin/outgoing?tenant_id={tenant}", {"cidrs": ["0.0.0.0/0", "::/0"]})
        made = {"tenant": tenant, "user": a.user["id"]}
        beat = a.post("/api/v1/services", {"name": f"{MARK} {LEAK} beat", "type": "push", "target": "", "interval_seconds": 3600, "tags": [f"{MARK}-{LEAK}"]}, expect=201)
        made["service"] = beat["id"]
        a.post("/api/v1/alerts/channels", {"name": f"{MARK} {LEAK} channel", "channel_type": "webhook", "config": {"url": "http://127.0.0.1:9/"}}, expect=201)
        made["channel"] = a.get("/api/v1/alerts/channels")["items"][0]["id"]
        made["role"] = a.post("/api/v1/roles", {"name": f"{MARK} {LEAK} role", "permissions": ["service.read"]}, expect=201)["id"]
        made["key"] = a.post("/api/v1/auth/api-keys", {"name": f"{MARK} {LEAK} key"}, expect=201)["id"]
        made["window"] = a.post("/api/v1/services/maintenance", {"service_ids": [beat["id"]], "reason": f"{MARK} {LEAK} window", "starts_at": "2099-01-01T00:00:00Z", "ends_at": "2099-01-02T00:00:00Z"}, expect=201)["id"]
        made["discovery"] = a.post("/api/v1/ops/workers/discovery", {"name": f"{MARK} {LEAK} source", "kind": "registry", "url": "http://127.0.0.1:9/", "interval_seconds": 86400}, expect=201)["id"]
        made["invitation"] = a.post("/api/v1/invitations", {"email": f"{MARK}.{LEAK}@example.test", "role": "viewer"}, expect=201)["id"]
        a.put(f"/api/v1/jobs/types/{MARK}", {"title": f"{MARK} {LEAK} type", "fields": [{"name": "note", "type": "string"}]})
        job, other = (a.post("/api/v1/jobs", {"type": MARK, "input": {"note": f"{MARK} {LEAK}"}, "subject": {"type": f"{MARK}-{LEAK}", "id": f"{MARK}-{LEAK}"}}, expect=201)["id"] for _ in range(2))
        made["job"] = job
        made["action"] = a.post("/api/v1/jobs/bulk", {"action": "cancel", "ids": [other]})["action_id"]
        made["schedule"] = a.post("/api/v1/schedules", {"name": f"{MARK} {LEAK} schedule", "type": MARK, "input": {}, "interval_seconds": 86400}, expect=201)["id"]
        box.anonymous().raw("GET", beat["push_url"] + f"?status=down&message={LEAK}")
        made["alert"] = wait_for(lambda: a.get("/api/v1/alerts/history")["items"], 30, message="an alert")[0]["id"]
        made["delivery"] = wait_for(lambda: a.get("/api/v1/alerts/deliveries")["items"], 30, message="a delivery")[0]["id"]
        made["audit"] = a.get("/api/v1/audit")["items"][0]
        made["audit"] = str(made["audit"].get("id") or made["audit"]["seq"])
        a.put("/api/v1/preferences/custom/" + OWN, {"value": f"{LEAK} {OWN}"})
        a.put(f"/api/v1/preferences/widgets/{OWN}/{OWN}", {"settings": {"note": f"{LEAK} {OWN}"}})
        a.patch("/api/v1/auth/me/account", {"name": f"{MARK} {LEAK}"})
        a.put("/api/v1/preferences/defaults", {"dashboard": {"landing_page": f"/{LEAK}"}})
        root.put(f"/api/v1/admin/outgoing?tenant_id={tenant}", {"cidrs": ["0.0.0.0/0", "::/0", CIDR]})
        boss = box.user("admin", tenant="matrix b")
        strangers = {"admin": boss, "viewer": box.user("viewer", tenant="matrix b"), "editor": box.user("editor", tenant="matrix b")}
        everything = [p["name"] for p in boss.get("/api/v1/roles")["permissions"] if p["name"] in boss.user["permissions"]]
        boss.post("/api/v1/roles", {"name": "all of it", "permissions": everything}, expect=201)
        custom = box.user("viewer", tenant="matrix b")
        boss.patch(f"/api/v1/users/{custom.user['id']}", {"role": "all of it"})
        strangers["custom"] = custom
        made["tenant b"] = boss.user["tenant_id"]
        yield {"box": box, "root": root, "a": a, "beat": beat, "made": made, "strangers": strangers, "spec": openapi.document(box).spec}


def test_every_route_with_an_id_is_known(world):
    """[DT011] No route with a parameter stands outside of the matrix."""
    unknown = [f"{m} {t}" for m, t, _ in operations(world["spec"]) if "{" in t and not kind_of(t) and not apart(t)]
    assert unknown == []
    unused = [p for p, _ in KINDS if not any(t.startswith(p) for _, t, _ in operations(world["spec"]))]
    assert unused == []


def shown(made):
    """What no answer to another tenant may hold."""
    return [LEAK, OWN, CIDR, *(v for k, v in made.items() if k not in ("audit", "tenant b"))]


@pytest.mark.parametrize("who", PEOPLE)
def test_foreign_objects_are_absent(world, who):
    """[C7.1] By its id another tenant's object is 404 for whoever may use the route, 403 for who may not; with bodies that are right, and without effect."""
    client, wrong, tried = world["strangers"][who], [], 0
    may = set(client.get("/api/v1/auth/me")["user"]["permissions"])
    before = everything_of(world)
    for method, template, op in operations(world["spec"]):
        kind = kind_of(template)
        if not kind or "{" not in template:
            continue
        path = re.sub(r"{[^}]+}", world["made"][kind], template)
        for body in bodies_of(world["spec"], op):
            tried += 1
            r = client.raw(method, path, body, validate=False)
            allowed = op["x-permission"] == "any" or op["x-permission"] in may
            if r.status_code != (404 if allowed else 403) or MARK in r.text or LEAK in r.text:
                wrong.append(f"{method} {path}: {r.status_code} {r.text[:120]}")
    assert tried >= 60 and wrong == []
    assert everything_of(world) == before


def everything_of(world):
    """The first tenant's objects as its administrator reads them, without what time alone changes."""
    a, made = world["a"], world["made"]
    paths = {"service": "/api/v1/services/", "role": "/api/v1/roles/", "channel": "/api/v1/alerts/channels/", "user": "/api/v1/users/", "schedule": "/api/v1/schedules/", "job": "/api/v1/jobs/",
             "alert": "/api/v1/alerts/history/", "key": "/api/v1/auth/api-keys/"}
    got = {kind: a.get(path + made[kind], expect=200) for kind, path in paths.items()}
    return {kind: {k: v for k, v in o.items() if k in ("id", "name", "version", "state", "status", "role", "enabled", "permissions", "acknowledged_at", "resolved_at", "attempts", "prefix")}
            for kind, o in got.items()}


@pytest.mark.parametrize("who", ["admin", "custom"])
def test_names_of_another_tenant_are_absent(world, who):
    """[C7.1] Job types and queues are known by name: the same name elsewhere is another thing, and 404 until there is one."""
    client, a = world["strangers"][who], world["a"]
    before = [a.get("/api/v1/jobs/types")["items"], a.get("/api/v1/jobs/queues")["items"]]
    client.delete(f"/api/v1/jobs/types/{MARK}", expect=404)
    for what in ("pause", "resume"):
        client.post(f"/api/v1/jobs/types/{MARK}/{what}", expect=404)
        client.post(f"/api/v1/jobs/queues/{MARK}/{what}", expect=404)
    client.post("/api/v1/jobs", {"type": MARK, "input": {}}, expect=422)
    client.put(f"/api/v1/jobs/types/{MARK}", {"title": "of b"})
    assert client.post("/api/v1/jobs/lease", {"worker": "b", "types": [MARK]})["items"] == []
    client.delete(f"/api/v1/jobs/types/{MARK}")
    assert [a.get("/api/v1/jobs/types")["items"], a.get("/api/v1/jobs/queues")["items"]] == before


@pytest.mark.parametrize("who", PEOPLE)
def test_nothing_foreign_is_listed_counted_found_or_exported(world, who):
    """[C9.4] No answer to a read without an id names anything of the first tenant, whatever is searched for: each parameter is given the mark, and each id."""
    client, made = world["strangers"][who], world["made"]
    leaks, seen, filled = [], 0, []
    signs = shown(made)
    ids = [made[k] for k in ("user", "service", "channel", "alert", "job", "schedule")] if who == "admin" else []
    for method, template, op in operations(world["spec"]):
        if method != "GET" or "{" in template:
            continue
        params = {p["name"]: p for p in op.get("parameters", []) if p.get("in") == "query"}
        texts = [n for n, p in params.items() if n not in ("limit", "cursor", "tenant_id", "from", "to", "sort", "format") and "enum" not in p["schema"] and p["schema"].get("type") == "string"]
        queries = ["", *(f"?{n}={v}" for n in texts for v in (MARK, *ids)), *(f"?{n}=true" for n, p in params.items() if p["schema"].get("type") == "boolean")]
        queries += [f"?{n}={v}" for n, p in params.items() for v in p["schema"].get("enum", [])]
        for query in queries:
            r = client.raw("GET", template + query, validate=False)
            if r.status_code != 200:
                continue
            seen += 1
            leaks += [f"{template}{query} shows {s}" for s in signs if s in r.text.replace(query[query.find("=") + 1:] or " ", "")]
            asked = query.partition("=")[2]
            if asked and asked in (MARK, *ids) and "json" in r.headers.get("Content-Type", "") and not template.startswith("/api/v1/audit"):
                answer = r.json()
                filled += [f"{template}{query}: {answer}"] if isinstance(answer, dict) and (answer.get("items") or answer.get("total") or answer.get("count")) else []
    assert seen >= 40 and leaks == [] and filled == []
    assert client.get("/api/v1/admin/health/summary")["total"] == 0 and client.get("/api/v1/services")["items"] == []


def test_exports_hold_the_own_tenant_alone(world):
    """[C9.4] A tenant's export, the trail in both forms and a person's preferences: the first tenant's own have its marks, another's have none."""
    root, made = world["root"], world["made"]
    for path in ("/api/v1/audit/export?format=csv", "/api/v1/audit/export?format=json", "/api/v1/preferences/export"):
        assert LEAK in world["a"].raw("GET", path).text, path
        text = world["strangers"]["admin"].raw("GET", path).text
        assert [s for s in shown(made) if s in text] == [], path
    assert LEAK in root.raw("GET", f"/api/v1/tenants/{made['tenant']}/export").text
    text = root.raw("GET", f"/api/v1/tenants/{made['tenant b']}/export").text
    assert '"end":true' in text and [s for s in shown(made) if s in text] == []


def test_nothing_foreign_is_reached_by_a_body(world):
    """[C7.1] A member of a body that holds an id, given each kind of a foreign one: refused, or without effect."""
    client, made = world["strangers"]["admin"], world["made"]
    may = set(client.get("/api/v1/auth/me")["user"]["permissions"])
    before, wrong, tried = everything_of(world), [], 0
    for method, template, op in operations(world["spec"]):
        content = op.get("requestBody", {}).get("content", {}).get("application/json")
        if not content or "{" in template or op.get("x-permission") not in may:
            continue
        for path, many in id_members(world["spec"], content["schema"]):
            for kind in ("service", "job", "schedule", "action", "tenant", "user"):
                tried += 1
                body = json.loads(json.dumps(content["example"]))
                at = body
                for name in path[:-1]:
                    at = at.setdefault(name, {})
                at[path[-1]] = [made[kind]] if many else made[kind]
                r = client.raw(method, template, body, validate=False)
                answer = r.json() if "json" in r.headers.get("Content-Type", "") else {}
                idle = r.status_code == 200 and not (answer.get("done") or answer.get("count"))
                if not (400 <= r.status_code < 500 or idle) or LEAK in r.text:
                    wrong.append(f"{method} {template} {path} {kind}: {r.status_code} {r.text[:160]}")
    assert tried >= 30 and wrong == []
    assert client.raw("POST", f"/api/v1/services/test?service_id={made['service']}", {"name": "x", "type": "push", "target": ""}).status_code in (404, 422)
    assert everything_of(world) == before


# ---- within a tenant: what is one person's own

OWN_ROUTES = {"/api/v1/auth/me/sessions/{id}": "session", "/api/v1/auth/api-keys/{id}": "key", "/api/v1/preferences/custom/{key}": "custom",
              "/api/v1/preferences/widgets/{page}/{widget}": "widget", "/api/v1/inbox/{id}": "notice"}


@pytest.mark.parametrize("who", ["viewer", "editor", "custom", "admin"])
def test_a_colleagues_own_things_are_absent(world, who):
    """[C7.1] [DB016'.4] Sessions, API keys, custom preferences, widgets and notices of another person of the same tenant: 404 by id, in no list, without effect."""
    box, a = world["box"], world["a"]
    role = "viewer" if who == "custom" else who
    colleague = box.user(role, email=f"{who}.colleague@example.test", tenant="matrix a")
    if who == "custom":
        powers = [p["name"] for p in a.get("/api/v1/roles")["permissions"] if p["name"] in a.user["permissions"] and p["name"] != "apikey.all"]
        a.post("/api/v1/roles", {"name": "all but others' keys", "permissions": powers}, expect=201)
        a.patch(f"/api/v1/users/{colleague.user['id']}", {"role": "all but others' keys"})
    box.anonymous().login(a.user["email"], PASSWORD)
    note = next(n for n in a.pages("/api/v1/inbox") if n["personal"])
    session = next(s for s in a.get("/api/v1/auth/me/sessions")["items"] if not s["current"])
    mine = {"session": session["id"], "key": world["made"]["key"], "custom": OWN, "widget": OWN, "notice": note["id"]}
    wrong, tried = [], 0
    for method, template, op in operations(world["spec"]):
        kind = next((k for t, k in OWN_ROUTES.items() if template == t or template.startswith(t + "/")), None)
        if not kind or (who == "admin" and kind == "key"):  # an administrator manages everybody's keys: apikey.all
            continue
        if method == "PUT":  # makes the asker's own of that name
            continue
        for body in bodies_of(world["spec"], op):
            tried += 1
            r = colleague.raw(method, re.sub(r"{[^}]+}", mine[kind], template), body, validate=False)
            if r.status_code != 404:
                wrong.append(f"{method} {template}: {r.status_code} {r.text[:120]}")
    assert tried >= 8 and wrong == []
    colleague.put("/api/v1/preferences/custom/" + OWN, {"value": "the colleague's"})
    colleague.put(f"/api/v1/preferences/widgets/{OWN}/{OWN}", {"settings": {}})
    colleague.delete("/api/v1/preferences/custom/" + OWN)
    colleague.delete(f"/api/v1/preferences/widgets/{OWN}/{OWN}")
    signs = [f"{LEAK} {OWN}", mine["session"], mine["notice"], *([mine["key"]] if who in ("viewer", "editor") else [])]
    leaks = []
    for method, template, op in operations(world["spec"]):
        if method == "GET" and "{" not in template:
            r = colleague.raw("GET", template, validate=False)
            leaks += [f"{template} shows {s}" for s in signs if r.status_code == 200 and s in r.text and not (template.startswith("/api/v1/audit") and s != signs[0])]
    assert leaks == []  # the trail, which administrators read, names the session and the key of each change
    if who != "admin":
        colleague.get("/api/v1/auth/api-keys?all=true", expect=403)
    assert a.get("/api/v1/preferences/custom/" + OWN)["value"] == f"{LEAK} {OWN}" and a.get("/api/v1/preferences/widgets/" + f"{OWN}/{OWN}")["settings"]["note"] == f"{LEAK} {OWN}"
    assert a.get(f"/api/v1/auth/api-keys/{mine['key']}")["name"] == f"{MARK} {LEAK} key" and session["id"] in [s["id"] for s in a.get("/api/v1/auth/me/sessions")["items"]]
    assert next(n for n in a.pages("/api/v1/inbox") if n["id"] == note["id"])["read"] == note["read"]


def test_an_idempotency_key_is_its_persons(world):
    """[C7.1] The same key and body from a colleague, or from another tenant, is their own request: nobody gets another's stored answer."""
    colleague = world["box"].user("admin", tenant="matrix a")
    people, body = [world["a"], colleague, world["strangers"]["admin"]], {"name": "told once"}
    answers = [p.raw("POST", "/api/v1/auth/api-keys", body, headers={"Idempotency-Key": "of-one-person"}) for p in people]
    assert [r.status_code for r in answers] == [201, 201, 201] and not any(r.headers.get("Idempotency-Replayed") for r in answers)
    assert len({r.json()["id"] for r in answers}) == 3


@pytest.mark.parametrize("who", PEOPLE)
def test_another_tenant_cannot_be_selected(world, who):
    """[P10-29.9] tenant_id of a query is one's own for everybody but superadmins: 403 on every route, whether there is such a tenant."""
    wrong = []
    for method, template, op in operations(world["spec"]):
        if op.get("security") == [] or not op.get("x-permission") or template.endswith("/auth/logout"):
            continue
        path = re.sub(r"{[^}]+}", "0190aaaa-0000-7000-8000-00000000dead", template)
        r = world["strangers"][who].raw(method, f"{path}?tenant_id={world['made']['tenant']}", validate=False)
        if r.status_code != 403:
            wrong.append(f"{method} {template}: {r.status_code}")
    assert wrong == []


def topics_of(spec):
    return {t["topic"] if isinstance(t, dict) else t for t in (spec.get("x-live-topics") or spec.get("x-topics"))}


def test_every_topic_is_known(world):
    """[DB002.3] No live topic stands outside of the matrix."""
    assert topics_of(world["spec"]) == set(TOPICS) | set(TOPICS_APART)


def collect(ws, seconds):
    got, end = [], time.monotonic() + seconds
    while time.monotonic() < end:
        ws.settimeout(max(0.05, end - time.monotonic()))
        try:
            got.append(json.loads(ws.recv()))
        except websocket.WebSocketTimeoutException:
            break
    return got


def test_topics_are_streamed_to_their_own_tenant_alone(world):
    """[DB002.3] What happens in the first tenant reaches its own sockets on every topic, and nobody else's: not another tenant's, not the default one's."""
    box, a = world["box"], world["a"]
    own = a.socket(topics=list(TOPICS))
    others = [c.socket(topics=list(TOPICS)) for c in (*world["strangers"].values(), world["root"])]
    seen, end = set(), time.monotonic() + 60
    turn = 0
    while seen != set(TOPICS) and time.monotonic() < end:
        turn += 1
        box.anonymous().raw("GET", world["beat"]["push_url"] + ("?status=down" if turn % 2 else "?status=up"))
        s = a.post("/api/v1/services", {"name": f"{MARK} {LEAK} {turn}", "type": "push", "target": "", "interval_seconds": 3600}, expect=201)
        a.delete(f"/api/v1/services/{s['id']}")
        a.post("/api/v1/jobs", {"type": MARK, "input": {}}, expect=201)
        seen |= {m["topic"] for m in collect(own, 3) if "data" in m}
    assert seen == set(TOPICS)
    signs = shown(world["made"])
    leaked = [m for ws in others for m in collect(ws, 1) if "data" in m and any(s in json.dumps(m) for s in signs)]
    assert leaked == []


@pytest.mark.parametrize("who", PEOPLE)
def test_a_socket_of_another_tenant_is_refused(world, who):
    """[DB002.3] tenant_id of the socket's address is one's own for everybody but superadmins, who hear that tenant then."""
    path = f"/ws?tenant_id={world['made']['tenant']}"
    op, data = world["strangers"][who].socket(path).recv_data()
    assert op == websocket.ABNF.OPCODE_CLOSE and int.from_bytes(data[:2], "big") == 4403
    if who == "admin":
        ws = world["root"].socket(path, topics=["audit"])
        world["a"].patch("/api/v1/auth/me/account", {"name": f"{MARK} {LEAK}"})
        assert json.loads(ws.recv())["topic"] == "audit"


def test_the_own_topics_are_one_persons(world):
    """[DB002.3] me.preferences and me.inbox tell the person alone, not a colleague, not an administrator, not another tenant."""
    person = world["box"].user("viewer", tenant="matrix a")
    own = person.socket(topics=sorted(TOPICS_APART))
    others = [c.socket(topics=["me.preferences", "me.inbox"]) for c in (world["a"], *world["strangers"].values(), world["root"])]
    for ws in others:
        ws.send(json.dumps({"op": "ping"}))
        wait_for(lambda ws=ws: "pong" in ws.recv(), 10)
    person.patch("/api/v1/preferences/theme", {"density": "dense"})
    key = person.post("/api/v1/auth/api-keys", {"name": "told"}, expect=201)
    heard = {m["topic"] for m in collect(own, 1.5) if "data" in m}
    assert "me.preferences" in heard and key["id"]
    assert [m for ws in others for m in collect(ws, 0.2) if "data" in m] == []


@pytest.mark.parametrize("topic", sorted(TOPICS))
def test_a_topic_needs_its_permission(world, topic):
    """[DB002.3] A socket without the permission of the matching read is told so; without a sign-in there is none."""
    boss = world["strangers"]["admin"]
    name = f"nothing {topic} {time.monotonic_ns()}"
    boss.post("/api/v1/roles", {"name": name[:60], "permissions": []}, expect=201)
    poor = world["box"].user("viewer", tenant="matrix b")
    boss.patch(f"/api/v1/users/{poor.user['id']}", {"role": name[:60]})
    ws = poor.socket(topics=[topic])
    assert json.loads(ws.recv())["error"] == "not allowed"
    nobody = websocket.create_connection(world["box"].url.replace("http", "ws", 1) + "/ws", origin=world["box"].url, timeout=10)
    op, data = nobody.recv_data()
    assert op == websocket.ABNF.OPCODE_CLOSE and int.from_bytes(data[:2], "big") == 4401


def test_a_suspended_tenant_is_refused_on_every_route(world):
    """[P10-29.10] Every route answers a suspended tenant's session and key with 401, its sockets are closed; the box's public routes go on."""
    box, root = world["box"], world["root"]
    people = {r: box.user(r, tenant="matrix s") for r in ("viewer", "editor", "admin")}
    tenant = people["admin"].user["tenant_id"]
    key = people["admin"].post("/api/v1/auth/api-keys", {"name": "k"}, expect=201)["key"]
    root.post(f"/api/v1/tenants/{tenant}/suspend", expect=200)
    wrong = []
    for method, template, op in operations(world["spec"]):
        if op.get("security") == [] or not op.get("x-permission"):
            continue
        path = re.sub(r"{[^}]+}", "0190aaaa-0000-7000-8000-00000000dead", template)
        for who, client in people.items():
            r = client.raw(method, path, validate=False)
            wrong += [f"{who} {method} {template}: {r.status_code}"] if r.status_code != 401 else []
        r = requests.request(method, box.url + path, headers={"Authorization": f"Bearer {key}"}, timeout=30)
        wrong += [f"key {method} {template}: {r.status_code}"] if r.status_code != 401 else []
    assert wrong == []
    op, data = people["admin"].socket().recv_data()
    assert op == websocket.ABNF.OPCODE_CLOSE and int.from_bytes(data[:2], "big") == 4401
    assert root.raw("GET", f"/api/v1/services?tenant_id={tenant}").status_code == 403 and DEFAULT_TENANT == root.user["tenant_id"]

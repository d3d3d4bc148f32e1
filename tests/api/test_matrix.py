"""Every route and every live topic x every role x own, foreign and suspended tenant, generated from the box's own document: what is another tenant's is 404
by its id, never listed, counted, searched or streamed. A route with an id, or a topic, for which this file knows no object fails: there are no silent gaps."""
import json
import re
import time

import pytest
import requests
import websocket

from lib import openapi
from lib.box import Box, DEFAULT_TENANT, wait_for
from test_permissions import operations

MARK = "matrixmark"  # in every name of the first tenant, so that it is found wherever it leaks
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
TOPICS_APART = {"backups": "the box's: the default tenant's alone", "system": "the box's figures: for who may read the system, whatever tenant", "me.preferences": "the person's own", "me.inbox": "the person's own"}


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


def body_of(spec, op):
    content = op.get("requestBody", {}).get("content", {}).get("application/json")
    return example(resolve(spec, content["schema"])) if content else None


@pytest.fixture(scope="module")
def world():
    with Box() as box:
        root = box.admin()
        a = box.user("admin", tenant="matrix a")
        tenant = a.user["tenant_id"]
        root.put(f"/api/v1/admin/outgoing?tenant_id={tenant}", {"cidrs": ["0.0.0.0/0", "::/0"]})
        made = {"tenant": tenant, "user": a.user["id"]}
        beat = a.post("/api/v1/services", {"name": f"{MARK} beat", "type": "push", "target": "", "interval_seconds": 3600}, expect=201)
        made["service"] = beat["id"]
        a.post("/api/v1/alerts/channels", {"name": f"{MARK} channel", "channel_type": "webhook", "config": {"url": "http://127.0.0.1:9/"}}, expect=201)
        made["channel"] = a.get("/api/v1/alerts/channels")["items"][0]["id"]
        made["role"] = a.post("/api/v1/roles", {"name": f"{MARK} role", "permissions": ["service.read"]}, expect=201)["id"]
        made["key"] = a.post("/api/v1/auth/api-keys", {"name": f"{MARK} key"}, expect=201)["id"]
        made["window"] = a.post("/api/v1/services/maintenance", {"service_ids": [beat["id"]], "reason": f"{MARK} window", "starts_at": "2099-01-01T00:00:00Z", "ends_at": "2099-01-02T00:00:00Z"}, expect=201)["id"]
        made["discovery"] = a.post("/api/v1/ops/workers/discovery", {"name": f"{MARK} source", "kind": "registry", "url": "http://127.0.0.1:9/", "interval_seconds": 86400}, expect=201)["id"]
        made["invitation"] = a.post("/api/v1/invitations", {"email": f"{MARK}@example.test", "role": "viewer"}, expect=201)["id"]
        a.put(f"/api/v1/jobs/types/{MARK}", {"title": f"{MARK} type"})
        job, other = (a.post("/api/v1/jobs", {"type": MARK, "input": {}}, expect=201)["id"] for _ in range(2))
        made["job"] = job
        made["action"] = a.post("/api/v1/jobs/bulk", {"action": "cancel", "ids": [other]})["action_id"]
        made["schedule"] = a.post("/api/v1/schedules", {"name": f"{MARK} schedule", "type": MARK, "input": {}, "interval_seconds": 86400}, expect=201)["id"]
        box.anonymous().raw("GET", beat["push_url"] + "?status=down")
        made["alert"] = wait_for(lambda: a.get("/api/v1/alerts/history")["items"], 30, message="an alert")[0]["id"]
        made["delivery"] = wait_for(lambda: a.get("/api/v1/alerts/deliveries")["items"], 30, message="a delivery")[0]["id"]
        made["audit"] = a.get("/api/v1/audit")["items"][0]
        made["audit"] = str(made["audit"].get("id") or made["audit"]["seq"])
        boss = box.user("admin", tenant="matrix b")
        strangers = {"admin": boss, "viewer": box.user("viewer", tenant="matrix b"), "editor": box.user("editor", tenant="matrix b")}
        everything = [p["name"] for p in boss.get("/api/v1/roles")["permissions"] if p["name"] in boss.user["permissions"]]
        boss.post("/api/v1/roles", {"name": "all of it", "permissions": everything}, expect=201)
        custom = box.user("viewer", tenant="matrix b")
        boss.patch(f"/api/v1/users/{custom.user['id']}", {"role": "all of it"})
        strangers["custom"] = custom
        yield {"box": box, "root": root, "a": a, "beat": beat, "made": made, "strangers": strangers, "spec": openapi.document(box).spec}


def test_every_route_with_an_id_is_known(world):
    """[DT011] No route with a parameter stands outside of the matrix."""
    unknown = [f"{m} {t}" for m, t, _ in operations(world["spec"]) if "{" in t and not kind_of(t) and not apart(t)]
    assert unknown == []
    unused = [p for p, _ in KINDS if not any(t.startswith(p) for _, t, _ in operations(world["spec"]))]
    assert unused == []


@pytest.mark.parametrize("who", PEOPLE)
def test_foreign_objects_are_absent(world, who):
    """[C7.1] By its id another tenant's object is 404 for whoever may use the route, 403 for who may not; with a body that is right, and without effect."""
    client, wrong, tried = world["strangers"][who], [], 0
    may = set(client.get("/api/v1/auth/me")["user"]["permissions"])
    for method, template, op in operations(world["spec"]):
        kind = kind_of(template)
        if not kind or "{" not in template:
            continue
        tried += 1
        path = re.sub(r"{[^}]+}", world["made"][kind], template)
        r = client.raw(method, path, body_of(world["spec"], op), validate=False)
        allowed = op["x-permission"] == "any" or op["x-permission"] in may
        # 422: the value of a member is refused (an e-mail address that is none …); then the object was not told of either, which the next test holds
        expected = (404, 422, 400) if allowed else (403,)
        if r.status_code not in expected or MARK in r.text:
            wrong.append(f"{method} {path}: {r.status_code} {r.text[:120]}")
    assert tried >= 25 and wrong == []
    for kind, path in (("service", "/api/v1/services/"), ("role", "/api/v1/roles/"), ("channel", "/api/v1/alerts/channels/"), ("user", "/api/v1/users/"),
                       ("schedule", "/api/v1/schedules/")):
        world["a"].get(path + world["made"][kind], expect=200)


@pytest.mark.parametrize("who", PEOPLE)
def test_nothing_foreign_is_listed_counted_or_found(world, who):
    """[C9.4] No answer to a read without an id names anything of the first tenant, whatever is searched for."""
    client, leaks, seen = world["strangers"][who], [], 0
    signs = [MARK, *(world["made"][k] for k in ("tenant", "user", "service", "channel", "role", "key", "window", "discovery", "alert", "delivery", "invitation", "job", "action",
                                         "schedule"))]
    for method, template, op in operations(world["spec"]):
        if method != "GET" or "{" in template:
            continue
        names = {p["name"] for p in op.get("parameters", []) if p.get("in") == "query"}
        for query in [""] + [f"?{n}={MARK}" for n in ("q", "search", "name") if n in names]:
            r = client.raw("GET", template + query, validate=False)
            if r.status_code != 200:
                continue
            seen += 1
            text = r.text.replace(f"q={MARK}", "")
            leaks += [f"{template}{query} shows {s}" for s in signs if s in text]
    assert seen >= 15 and leaks == []
    assert client.get("/api/v1/admin/health/summary")["total"] == 0 and client.get("/api/v1/services")["items"] == []


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
        s = a.post("/api/v1/services", {"name": f"{MARK} {turn}", "type": "push", "target": "", "interval_seconds": 3600}, expect=201)
        a.delete(f"/api/v1/services/{s['id']}")
        a.post("/api/v1/jobs", {"type": MARK, "input": {}}, expect=201)
        seen |= {m["topic"] for m in collect(own, 3) if "data" in m}
    assert seen == set(TOPICS)
    leaked = [m for ws in others for m in collect(ws, 1) if "data" in m and (MARK in json.dumps(m) or world["made"]["tenant"] in json.dumps(m))]
    assert leaked == []


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

"""The life of a tenant: made, suspended, resumed, exported, deleted, with nothing of it left; and the roles it made itself."""
import json
import sqlite3
import time

import pytest
import requests
import websocket

from lib.box import DEFAULT_TENANT, PASSWORD, Box, wait_for


def make_tenant(root, name):
    return root.post("/api/v1/tenants", {"name": name}, expect=201)


def bearer(key):
    return {"Authorization": f"Bearer {key}"}


def closed(ws):
    """The closing code that the box sent."""
    ws.settimeout(20)
    while True:
        op, data = ws.recv_data()
        if op == websocket.ABNF.OPCODE_CLOSE:
            return int.from_bytes(data[:2], "big")


def lines(response):
    return [json.loads(x) for x in response.text.splitlines()]


def furnish(box, tenant):
    """Somebody in the tenant with a service, a heartbeat, a channel, a role, a key. What was made, by kind."""
    admin = box.user("admin", tenant=tenant)
    push = admin.post("/api/v1/services", {"name": "beat of " + tenant, "type": "push", "target": "", "interval_seconds": 3600}, expect=201)
    channel = admin.post("/api/v1/alerts/channels", {"name": "channel of " + tenant, "channel_type": "webhook",
                                                     "config": {"url": "http://127.0.0.1:9/", "secret": "very secret word"}, "enabled": False}, expect=201)
    role = admin.post("/api/v1/roles", {"name": "night shift", "permissions": ["service.read", "alert.read", "alert.ack"]}, expect=201)
    key = admin.post("/api/v1/auth/api-keys", {"name": "key of " + tenant}, expect=201)
    return {"admin": admin, "push": push, "channel": channel, "role": role, "key": key}


def test_create_rename_and_their_refusals(shared_box):
    root = shared_box.admin()
    t = make_tenant(root, "life one")
    assert t["users"] == 0 and t["services"] == 0 and t["suspended_at"] is None and not t["is_default"]
    assert root.raw("POST", "/api/v1/tenants", {"name": "LIFE ONE"}).status_code == 409
    assert root.raw("POST", "/api/v1/tenants", {"name": " padded "}).status_code == 422
    r = root.raw("PATCH", f"/api/v1/tenants/{t['id']}", {"name": "life two"}, headers={"If-Match": f'"{t["version"]}"'})
    assert r.status_code == 200 and r.json()["name"] == "life two"
    assert root.raw("PATCH", f"/api/v1/tenants/{t['id']}", {"name": "life three"}, headers={"If-Match": f'"{t["version"]}"'}).status_code == 412
    assert root.get(f"/api/v1/tenants/{t['id']}")["name"] == "life two"
    assert 0 <= root.get(f"/api/v1/tenants/{t['id']}/storage")["storage_bytes"] < root.get(f"/api/v1/tenants/{DEFAULT_TENANT}/storage")["storage_bytes"]
    assert "life two" in [x["name"] for x in root.pages("/api/v1/tenants", limit=2)]
    assert shared_box.user("admin").raw("GET", "/api/v1/tenants").status_code == 403


def test_a_new_tenant_reaches_no_loopback(shared_box):
    root = shared_box.admin()
    t = make_tenant(root, "no loopback")
    cidrs = root.get(f"/api/v1/admin/outgoing?tenant_id={t['id']}")["cidrs"]
    assert "!127.0.0.0/8" in cidrs and "!::1/128" in cidrs


def test_suspended_is_refused_at_once_and_resumed(shared_box):
    """Sessions, keys, sockets, heartbeats and sign-in are refused while suspended; services stop being checked; all of it comes back."""
    root = shared_box.admin()
    made = furnish(shared_box, "suspend me")
    admin, tenant = made["admin"], made["admin"].user["tenant_id"]
    key, push_url = made["key"]["key"], made["push"]["push_url"]
    anonymous = shared_box.anonymous()
    ws = admin.socket(topics=["services.state"])
    tokens = anonymous.post("/api/v1/auth/token", {"email": admin.user["email"], "password": PASSWORD}, expect=200)
    programs = [anonymous.socket(topics=["services.state"], header=[f"Authorization: Bearer {t}"]) for t in (key, tokens["access_token"])]
    assert anonymous.raw("GET", "/api/v1/services", headers=bearer(tokens["access_token"])).status_code == 200
    assert anonymous.raw("POST", push_url).status_code in (200, 204)
    root.post(f"/api/v1/tenants/{tenant}/suspend", expect=200)
    assert [closed(s) for s in (ws, *programs)] == [4401, 4401, 4401]
    assert anonymous.raw("GET", "/api/v1/services", headers=bearer(tokens["access_token"])).status_code == 401
    assert anonymous.raw("POST", "/api/v1/auth/refresh", {"refresh_token": tokens["refresh_token"]}).status_code == 401
    assert admin.raw("GET", "/api/v1/services").status_code == 401
    assert anonymous.raw("GET", "/api/v1/services", headers=bearer(key)).status_code == 401
    assert anonymous.raw("POST", push_url).status_code == 404
    refused = anonymous.raw("POST", "/api/v1/auth/login", {"email": admin.user["email"], "password": PASSWORD})
    assert refused.status_code == 401 and refused.json()["errors"] == [{"field": "tenant", "message": "the tenant suspend me is suspended: ask whoever runs this box"}]
    guessed = anonymous.raw("POST", "/api/v1/auth/login", {"email": admin.user["email"], "password": PASSWORD + "!"})
    assert guessed.status_code == 401 and "suspended" not in guessed.text  # only to who knows the password
    assert root.raw("GET", f"/api/v1/services?tenant_id={tenant}").status_code == 403
    root.post("/api/v1/auth/tenant", {"tenant_id": tenant}, expect=409)
    root.post(f"/api/v1/tenants/{tenant}/suspend", expect=200)  # twice is the same
    root.post(f"/api/v1/tenants/{tenant}/resume", expect=200)
    assert admin.raw("GET", "/api/v1/services").status_code == 401  # the session has ended for good
    assert anonymous.raw("GET", "/api/v1/services", headers=bearer(key)).status_code == 200
    assert anonymous.raw("POST", push_url).status_code in (200, 204)
    admin.login(admin.user["email"], PASSWORD)
    wait_for(lambda: admin.get(f"/api/v1/admin/health/services/{made['push']['id']}")["status"] == "healthy", 20, message="the service lives again")


def test_checks_and_notifications_stop_and_go_on(box, worker, sink):
    """What fails while the tenant is suspended is not looked at and told nobody, over a restart too; resumed, it is found and told."""
    root = box.admin()
    box.cli("user", "add", "t@example.test", "--role", "admin", "--tenant", "quiet", "--password-stdin", stdin=PASSWORD + "\n")
    admin = box.anonymous().login("t@example.test", PASSWORD)
    tenant = admin.user["tenant_id"]
    root.put(f"/api/v1/admin/outgoing?tenant_id={tenant}", {"cidrs": ["0.0.0.0/0", "::/0"]})
    admin.post("/api/v1/alerts/channels", {"name": "hook", "channel_type": "webhook", "config": {"url": sink["url"] + "/hook"}}, expect=201)
    s = admin.post("/api/v1/services", {"name": "polled", "type": "http", "target": worker["url"], "interval_seconds": 1, "timeout_ms": 800,
                                        "failures_before_down": 1, "recoveries_before_up": 1}, expect=201)
    health = f"/api/v1/admin/health/services/{s['id']}"
    wait_for(lambda: admin.get(health)["status"] == "healthy", 30, message="the first check")

    def row(sql, *args):
        db = sqlite3.connect(f"file:{box.dir}/binnacle.db?mode=ro", uri=True)
        try:
            return db.execute(sql, args).fetchone()
        finally:
            db.close()

    def told():
        return requests.get(sink["url"] + "/received", timeout=5).json()
    root.post(f"/api/v1/tenants/{tenant}/suspend", expect=200)
    wait_for(lambda: row("SELECT status FROM service_state s JOIN service v ON v.num = s.service_num WHERE v.id = ?", s["id"])[0] == "paused", 30, message="it is paused")
    before = len(told())
    worker.stop()
    box.restart()  # suspended stays suspended
    root = box.admin()
    control = root.post("/api/v1/services", {"name": "control", "type": "http", "target": "http://127.0.0.1:9/", "interval_seconds": 1, "failures_before_down": 3}, expect=201)
    wait_for(lambda: root.get(f"/api/v1/admin/health/services/{control['id']}")["status"] == "unhealthy", 60, message="another tenant's service was checked many times meanwhile")
    assert row("SELECT status FROM service_state s JOIN service v ON v.num = s.service_num WHERE v.id = ?", s["id"])[0] == "paused"
    assert len(told()) == before
    root.post(f"/api/v1/tenants/{tenant}/resume", expect=200)
    admin.login("t@example.test", PASSWORD)
    wait_for(lambda: admin.get(health)["status"] == "unhealthy", 60, message="checks go on")
    wait_for(lambda: any("polled" in m["body"] for m in told()[before:]), 60, message="and so do notifications")


def test_the_default_tenant_stays(shared_box):
    root = shared_box.admin()
    assert root.raw("POST", f"/api/v1/tenants/{DEFAULT_TENANT}/suspend").status_code == 409
    assert root.raw("DELETE", f"/api/v1/tenants/{DEFAULT_TENANT}?name=default").status_code == 409


def test_export_holds_everything_and_no_secret(shared_box):
    root = shared_box.admin()
    made = furnish(shared_box, "export me")
    other = furnish(shared_box, "not exported")
    tenant = made["admin"].user["tenant_id"]
    r = root.raw("GET", f"/api/v1/tenants/{tenant}/export")
    assert r.status_code == 200 and r.headers["Content-Type"].startswith("application/x-ndjson") and "attachment" in r.headers["Content-Disposition"]
    rows = lines(r)
    assert rows[0]["export"]["tenant_name"] == "export me" and rows[-1] == {"end": True, "rows": len(rows) - 2}
    tables = {x["table"] for x in rows[1:-1]}
    assert {"user", "membership", "role", "service", "service_state", "notify_channel", "api_key", "audit"} <= tables
    assert not tables & {"session", "one_time_token", "idempotency"}
    for kind in ("push", "channel", "role", "key"):
        assert made[kind]["id"] in r.text and other[kind]["id"] not in r.text
    for secret in ("very secret word", made["key"]["key"], made["push"]["push_url"].rsplit("/", 1)[1], "$argon2id$"):
        assert secret not in r.text
    user = next(x["row"] for x in rows[1:-1] if x["table"] == "user")
    assert user["password_hash"] == {"set": True}


def rest_of(box, tenant, ids):
    """Every table and row of any database that still names the tenant or one of its things; its audit trail apart."""
    left = []
    for path in [box.dir / "binnacle.db", *sorted((box.dir / "telemetry").glob("*.db"))]:
        db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        for (table,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").fetchall():
            if table.startswith("audit"):
                continue
            for row in db.execute(f'SELECT * FROM "{table}"'):
                left += [f"{path.name} {table}: {row}" for v in row if isinstance(v, str) and any(i in v for i in (tenant, *ids))]
        db.close()
    return left


def prepare_deletion(box, name):
    root = box.admin()
    made = furnish(box, name)
    tenant = made["admin"].user["tenant_id"]
    box.anonymous().raw("POST", made["push"]["push_url"])
    return root, made, tenant


def test_delete_asks_for_name_suspension_and_export(box):
    root, made, tenant = prepare_deletion(box, "to be deleted")
    path = f"/api/v1/tenants/{tenant}"
    keeper = box.user("viewer")
    member = root.post(f"{path}/members", {"email": keeper.user["email"], "role": "editor"}, expect=201)
    assert member["role"] == "editor" and not member["home"]
    assert root.raw("DELETE", path + "?name=to%20be%20deleted").status_code == 409  # not suspended
    assert root.raw("GET", path + "/export").status_code == 200
    root.post(path + "/suspend")
    assert "export" in root.raw("DELETE", path + "?name=to%20be%20deleted").json()["detail"]  # exported before it was suspended
    assert not root.get(path)["deletable"]
    assert root.raw("GET", path + "/export").status_code == 200
    assert root.get(path)["deletable"]
    assert root.raw("DELETE", path + "?name=another").status_code == 422
    assert root.raw("DELETE", path).status_code == 400
    assert root.raw("DELETE", path + "?name=to%20be%20deleted").status_code == 204
    assert root.raw("GET", path).status_code == 404
    assert tenant not in [t["id"] for t in root.pages("/api/v1/tenants")]
    make_tenant(root, "to be deleted")  # the name is free at once
    ids = [made[k]["id"] for k in ("push", "channel", "role", "key")] + [made["admin"].user["id"]]
    wait_for(lambda: not rest_of(box, tenant, ids), 30, message="nothing of the tenant is left")
    assert keeper.get("/api/v1/auth/tenants")["items"][0]["id"] == DEFAULT_TENANT
    deleted = [a for a in root.get("/api/v1/audit?action=tenant.delete")["items"] if a["object_id"] == tenant]
    assert deleted and deleted[0]["status"] == 204
    box.stop()
    assert box.cli("check").returncode == 0


def test_deletion_survives_a_kill(box):
    """However often the process dies in the middle, the removal ends, and the box stays whole."""
    root, made, tenant = prepare_deletion(box, "killed")
    services = [made["admin"].post("/api/v1/services", {"name": f"beat {n}", "type": "push", "target": "", "interval_seconds": 3600}, expect=201) for n in range(40)]
    for s in services:
        box.anonymous().raw("POST", s["push_url"])
    path = f"/api/v1/tenants/{tenant}"
    root.post(path + "/suspend")
    assert root.raw("GET", path + "/export").status_code == 200
    assert root.raw("DELETE", path + "?name=killed").status_code == 204
    box.kill()
    for delay in (0, 0.02, 0.05):
        box.start(ready=False)
        time.sleep(delay)  # somewhere in the middle; whatever was done by then is right
        box.kill()
    box.start()
    root = box.admin()
    assert root.raw("GET", path).status_code == 404
    wait_for(lambda: not rest_of(box, tenant, [s["id"] for s in services] + [made["admin"].user["id"]]), 60, message="nothing of the tenant is left")
    box.stop()
    assert box.cli("check").returncode == 0


# ---- members

def test_an_account_in_two_tenants(shared_box):
    """One account, a role in each; the session goes from one to the other; taken from one it stays in the other."""
    root = shared_box.admin()
    t = make_tenant(root, "second home")
    person = shared_box.user("viewer")
    members = f"/api/v1/tenants/{t['id']}/members"
    root.post(members, {"email": person.user["email"], "role": "admin"}, expect=201)
    assert root.raw("POST", members, {"email": person.user["email"], "role": "viewer"}).status_code == 409
    assert root.raw("POST", members, {"email": "nobody-at-all@example.test", "role": "viewer"}).status_code == 422
    assert root.raw("POST", members, {"email": person.user["email"], "role": "superadmin"}).status_code == 422
    assert [m["email"] for m in root.get(members)["items"]] == [person.user["email"]]
    places = {p["name"]: p for p in person.get("/api/v1/auth/tenants")["items"]}
    assert places["default"]["role"] == "viewer" and places["second home"]["role"] == "admin"
    me = person.post("/api/v1/auth/tenant", {"tenant_id": t["id"]}, expect=200)["user"]
    assert me["role"] == "admin" and "user.write" in me["permissions"] and me["tenant_name"] == "second home"
    key = person.post("/api/v1/auth/api-keys", {"name": "there"}, expect=201)["key"]
    listed = person.get("/api/v1/users")["items"]
    assert [(u["email"], u["home"]) for u in listed] == [(person.user["email"], False)]
    # the other tenant's administrator manages the membership, not the account
    boss = shared_box.user("admin", tenant="second home")
    user = f"/api/v1/users/{person.user['id']}"
    assert boss.raw("PATCH", user, {"enabled": False}).status_code == 403
    assert boss.raw("PATCH", user, {"name": "renamed"}).status_code == 403
    assert boss.raw("POST", user + "/reset-password").status_code == 403
    assert boss.raw("PATCH", user, {"role": "editor"}).json()["role"] == "editor"
    assert person.get("/api/v1/auth/me")["user"]["role"] == "editor"
    assert boss.raw("DELETE", user).status_code == 204
    assert person.raw("GET", "/api/v1/auth/me").status_code == 401
    assert shared_box.anonymous().raw("GET", "/api/v1/auth/me", headers=bearer(key)).status_code == 401
    person.login(person.user["email"], PASSWORD)
    assert person.get("/api/v1/auth/me")["user"]["tenant_id"] == DEFAULT_TENANT


def test_sign_in_starts_where_the_tenant_is_in_use(shared_box):
    root = shared_box.admin()
    stranger = shared_box.user("editor", tenant="home that sleeps")
    t = make_tenant(root, "awake")
    root.post(f"/api/v1/tenants/{t['id']}/members", {"email": stranger.user["email"], "role": "viewer"}, expect=201)
    root.post(f"/api/v1/tenants/{stranger.user['tenant_id']}/suspend")
    me = shared_box.anonymous().login(stranger.user["email"], PASSWORD).user
    assert me["tenant_id"] == t["id"] and me["role"] == "viewer"


# ---- users by PUT (the requirements' verb)

def test_put_sets_a_user(shared_box):
    """[DCAEI.2] GET, POST, PUT and DELETE of users, by who may."""
    admin = shared_box.user("admin")
    u = admin.post("/api/v1/users", {"email": f"put-{time.monotonic_ns()}@example.test", "role": "viewer", "password": PASSWORD}, expect=201)
    path = f"/api/v1/users/{u['id']}"
    assert admin.raw("PUT", path, {"role": "editor"}).status_code == 422  # all of it
    done = admin.put(path, {"name": "Put", "role": "editor", "enabled": True}, headers={"If-Match": f'"{u["version"]}"'})
    assert (done["name"], done["role"]) == ("Put", "editor")
    assert admin.raw("PUT", path, {"name": "Put", "role": "viewer", "enabled": True}, headers={"If-Match": f'"{u["version"]}"'}).status_code == 412
    assert admin.raw("PUT", path, {"name": "Put", "role": "superadmin", "enabled": True}).status_code == 403
    assert admin.raw("PUT", path, {"name": "Put", "role": "nobody knows", "enabled": True}).json()["errors"][0]["field"] == "role"
    editor = shared_box.user("editor")
    for method, body in (("GET", None), ("PUT", {"name": "", "role": "viewer", "enabled": True}), ("DELETE", None)):
        assert editor.raw(method, path, body).status_code == 403
    admin.delete(path, expect=204)


# ---- roles

def test_a_role_is_what_it_says(shared_box):
    """A role of the tenant's own gives exactly its permissions; a change is true at once for sessions, keys and sockets."""
    admin = shared_box.user("admin")
    name = f"night {time.monotonic_ns()}"
    role = admin.post("/api/v1/roles", {"name": name, "description": "Who is called at night", "permissions": ["service.read", "alert.read", "user.read"]}, expect=201)
    path = f"/api/v1/roles/{role['id']}"
    person = shared_box.user("viewer")
    admin.patch(f"/api/v1/users/{person.user['id']}", {"role": name})
    me = person.get("/api/v1/auth/me")["user"]
    assert me["role"] == name and set(me["permissions"]) == {"any", "service.read", "alert.read", "user.read"}
    key = shared_box.cli("token", "create", person.user["email"], "--name", "k").stdout.strip()
    assert person.raw("GET", "/api/v1/users").status_code == 200
    ws = person.socket(topics=["services.state"])
    got = admin.get(path)
    assert got["member_count"] == 1 and got["members"] == [person.user["email"]] and not got["builtin"]
    r = admin.raw("PATCH", path, {"permissions": ["alert.read"]}, headers={"If-Match": f'"{role["version"]}"'})
    assert r.status_code == 200 and closed(ws) == 4401
    assert person.raw("GET", "/api/v1/users").status_code == 403 and person.raw("GET", "/api/v1/alerts/history").status_code == 200
    assert shared_box.anonymous().raw("GET", "/api/v1/services", headers=bearer(key)).status_code == 403
    assert admin.raw("PATCH", path, {"name": "x"}, headers={"If-Match": f'"{role["version"]}"'}).status_code == 412
    in_use = admin.raw("DELETE", path)
    assert in_use.status_code == 409 and person.user["email"] in in_use.json()["detail"]
    admin.patch(f"/api/v1/users/{person.user['id']}", {"role": "viewer"})
    admin.delete(path, expect=204)
    assert admin.raw("GET", path).status_code == 404


@pytest.mark.parametrize("body,status,where", [
    ({"name": "admin", "permissions": []}, 409, None),
    ({"name": "Custom", "permissions": ["nothing.known"]}, 422, "permissions[0]"),
    ({"name": "  ", "permissions": []}, 422, "name"),
    ({"name": "box wide", "permissions": ["settings.write"]}, 403, None),
    ({"name": "no permissions"}, 422, "permissions"),
])
def test_roles_that_are_refused(shared_box, body, status, where):
    r = shared_box.admin().raw("POST", "/api/v1/roles", body)
    assert r.status_code == status, r.text
    assert where is None or r.json()["errors"][0]["field"] == where


def test_nobody_gives_what_they_have_not(shared_box):
    """Who manages roles by a role of their own neither makes nor touches one that may more."""
    admin = shared_box.user("admin")
    stamp = time.monotonic_ns()
    admin.post("/api/v1/roles", {"name": f"steward {stamp}", "permissions": ["user.read", "user.write", "role.write", "service.read"]}, expect=201)
    strong = admin.post("/api/v1/roles", {"name": f"strong {stamp}", "permissions": ["service.read", "service.write"]}, expect=201)
    steward = shared_box.user("viewer")
    admin.patch(f"/api/v1/users/{steward.user['id']}", {"role": f"steward {stamp}"})
    assert steward.raw("POST", "/api/v1/roles", {"name": f"more {stamp}", "permissions": ["service.write"]}).status_code == 403
    assert steward.raw("PATCH", f"/api/v1/roles/{strong['id']}", {"permissions": []}).status_code == 403
    assert steward.raw("DELETE", f"/api/v1/roles/{strong['id']}").status_code == 403
    victim = shared_box.user("viewer")
    assert steward.raw("PATCH", f"/api/v1/users/{victim.user['id']}", {"role": "admin"}).status_code == 403
    assert steward.raw("PATCH", f"/api/v1/users/{steward.user['id']}", {"role": f"strong {stamp}"}).status_code == 403
    small = steward.post("/api/v1/roles", {"name": f"small {stamp}", "permissions": ["service.read"]}, expect=201)
    assert steward.raw("PATCH", f"/api/v1/roles/{small['id']}", {"permissions": ["service.read", "alert.ack"]}).status_code == 403


def test_the_console_adds_members_and_makes_keys_of_a_tenant(shared_box):
    """`user add` of an account that is there makes it a member; `token --tenant` makes a key that acts there."""
    person = shared_box.user("viewer")
    email = person.user["email"]
    out = shared_box.cli("user", "add", email, "--role", "editor", "--tenant", "console tenant", "--password-stdin", stdin="\n").stdout
    assert "made the tenant console tenant" in out and "is now also editor of console tenant" in out
    assert shared_box.cli("user", "add", email, "--role", "editor", "--tenant", "console tenant", "--password-stdin", stdin="\n", check=False).returncode == 1
    listed = next(x for x in shared_box.cli("user", "list").stdout.splitlines() if email in x)
    assert "default:viewer, console tenant:editor" in listed
    key = shared_box.cli("token", "create", email, "--name", "there", "--tenant", "console tenant").stdout.strip()
    me = shared_box.anonymous().raw("GET", "/api/v1/auth/me", headers=bearer(key)).json()["user"]
    assert (me["tenant_name"], me["role"]) == ("console tenant", "editor")
    assert shared_box.cli("token", "create", email, "--name", "x", "--tenant", "nowhere", check=False).returncode == 1


def test_other_tenants_do_not_see_the_box(shared_box):
    """Backups and the box's insides are for the default tenant and superadmins; no topic tells another tenant of them."""
    other = shared_box.user("admin", tenant="sees no box")
    for path in ("/api/v1/admin/backup", "/api/v1/admin/health/detailed"):
        assert other.raw("GET", path).status_code == 403 and shared_box.user("admin").raw("GET", path).status_code == 200
    ws = other.socket()
    ws.send(json.dumps({"op": "subscribe", "topic": "backups"}))
    assert json.loads(ws.recv())["error"] == "not allowed"


def test_metrics_name_no_tenant_and_nothing_of_one(shared_box):
    made = furnish(shared_box, "not in metrics")
    shared_box.anonymous().raw("GET", made["push"]["push_url"])
    own = "/api/v1/admin/health/metrics"
    wait_for(lambda: made["push"]["id"] in made["admin"].raw("GET", own).text, 30, message="its own people have its metrics")
    assert made["push"]["id"] not in shared_box.user("admin").raw("GET", own).text
    text = shared_box.anonymous().raw("GET", "/metrics").text
    for word in ("not in metrics", made["admin"].user["tenant_id"], made["push"]["id"], made["push"]["name"], made["admin"].user["email"]):
        assert word not in text

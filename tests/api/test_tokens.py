"""Programs that sign in: access and refresh tokens, the keys behind them, live sockets with them; API keys; and what must not get through."""
import base64
import hashlib
import hmac
import json
import time

import pytest
import websocket

from lib.box import ADMIN, PASSWORD, Box, wait_for


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


def b64(data):
    return base64.urlsafe_b64encode(data if isinstance(data, bytes) else json.dumps(data).encode()).rstrip(b"=").decode()


def parts(token):
    header, claims, signature = token.split(".")
    read = lambda s: json.loads(base64.urlsafe_b64decode(s + "=" * (-len(s) % 4)))  # noqa: E731
    return read(header), read(claims), signature


class Program:
    """Somebody with tokens instead of a cookie."""

    def __init__(self, box, email, password=PASSWORD):
        self.client = box.anonymous()
        self.box = box
        self.take(self.client.post("/api/v1/auth/token", {"email": email, "password": password}, expect=200))

    def take(self, answer):
        self.answer, self.access, self.refresh_token = answer, answer["access_token"], answer["refresh_token"]

    def refresh(self, expect=200):
        r = self.client.post("/api/v1/auth/refresh", {"refresh_token": self.refresh_token}, expect=expect)
        if expect == 200:
            self.take(r)
        return r

    def status(self, path="/api/v1/auth/me", token=None, **kw):
        return self.client.raw("GET", path, headers=bearer(token or self.access), **kw).status_code


@pytest.fixture
def program(shared_box):
    person = shared_box.user("editor")
    p = Program(shared_box, person.user["email"])
    p.user = person.user
    return p


def test_token_refresh_and_sign_out(program):
    """[DT017] a program signs in for an access token of 15 minutes and a refresh token that changes with every use."""
    first = dict(program.answer)
    assert first["token_type"] == "Bearer" and first["expires_in"] == 900
    me = program.client.get("/api/v1/auth/me", headers=bearer(program.access))
    assert me["user"]["id"] == program.user["id"] and me["csrf_token"] is None and me["session"] is None
    header, claims, _ = parts(program.access)
    assert header["alg"] == "EdDSA" and header["typ"] == "at+jwt" and header["kid"]
    assert claims["sub"] == program.user["id"] and claims["exp"] - claims["iat"] == 900
    assert all(isinstance(claims[c], str) and claims[c] for c in ("iss", "aud", "sid", "tenant", "jti"))
    program.refresh()
    assert program.refresh_token != first["refresh_token"] and program.access != first["access_token"]
    assert program.status() == 200
    program.client.post("/api/v1/auth/logout", headers=bearer(program.access), expect=204)
    assert program.status() == 401
    program.refresh(expect=401)


def test_a_change_needs_no_csrf_token(program):
    """[DT017] a bearer token is not sent by a browser on its own, so that there is nothing to forge."""
    made = program.client.post("/api/v1/auth/api-keys", {"name": "by token"}, headers=bearer(program.access), expect=201)
    program.client.delete(f"/api/v1/auth/api-keys/{made['id']}", headers=bearer(program.access), expect=204)


def test_the_published_key_verifies_the_token(program):
    """[DT017] /.well-known/jwks.json holds the key that the token names, and it is a public one."""
    keys = program.client.get("/.well-known/jwks.json")["keys"]
    key = next(k for k in keys if k["kid"] == parts(program.access)[0]["kid"])
    assert key["kty"] == "OKP" and key["crv"] == "Ed25519" and "d" not in key
    assert len(base64.urlsafe_b64decode(key["x"] + "=")) == 32


def test_a_replayed_refresh_token_ends_the_session(program):
    """[DT017] who comes with a refresh token that was used before ends the session: one of the two is a thief."""
    stolen = program.refresh_token
    program.refresh()
    program.refresh()
    answer = program.client.raw("POST", "/api/v1/auth/refresh", {"refresh_token": stolen})
    assert answer.status_code == 401 and "used before" in answer.json()["detail"]
    assert program.status() == 401
    program.refresh(expect=401)


def test_revoke_ends_the_session_and_tells_nothing(program):
    program.client.post("/api/v1/auth/revoke", {"refresh_token": "bnr_unknown"}, expect=204)
    assert program.status() == 200
    program.client.post("/api/v1/auth/revoke", {"refresh_token": program.refresh_token}, expect=204)
    assert program.status() == 401


def test_tampered_and_foreign_tokens_are_401(shared_box, program):
    """[DT017] none, another algorithm, the public key as a secret, odd kids, other claims, other spellings: all are 401, none is a 500."""
    header, claims, signature = parts(program.access)
    keys = program.client.get("/.well-known/jwks.json")["keys"]
    secret = next(k["x"] for k in keys if k["kid"] == header["kid"])

    def hs256(h):
        text = f"{b64(h)}.{b64(claims)}"
        return [f"{text}.{b64(hmac.new(s, text.encode(), hashlib.sha256).digest())}" for s in (secret.encode(), base64.urlsafe_b64decode(secret + "="), b"")]

    h1, c1, s1 = program.access.split(".")
    bad = [
        f"{b64({**header, 'alg': 'none'})}.{c1}.", f"{b64({**header, 'alg': 'none'})}.{c1}.{s1}", f"{h1}.{c1}.", f"{h1}.{c1}", f"{h1}.{c1}.{s1}.", f"{h1}.{c1}.{s1}=",
        *hs256({**header, "alg": "HS256"}),
        *(f"{b64({**header, 'kid': k})}.{c1}.{s1}" for k in ("../../../../etc/passwd", "' OR '1'='1", "", "0190aaaa-0000-7000-8000-000000000000", "x" * 5000)),
        f"{b64({**header, 'jku': 'http://127.0.0.1:9/keys'})}.{c1}.{s1}", f"{b64({**header, 'crit': ['exp']})}.{c1}.{s1}",
        *(f"{h1}.{b64({**claims, **change})}.{s1}" for change in ({"sub": "root"}, {"exp": claims["exp"] + 9999999}, {"aud": "else"}, {"tenant": "0190aaaa-0000-7000-8000-000000000000"})),
        "eyJ", "e30.e30.AA", "a.b.c", "....", "bnc_", "bnc_" + "x" * 43, "A" * 6000,
        shared_box.admin().http.cookies.get("binnacle_session"), program.refresh_token,
    ]
    for token in bad:
        assert program.status(token=token) == 401, token[:120]
    with Box() as other:
        theirs = Program(other, ADMIN)
        assert theirs.status() == 200
        assert program.status(token=theirs.access) == 401
    assert program.status() == 200


def test_a_refresh_token_of_a_disabled_account_is_worthless(shared_box, root, program):
    """[DT017] what an administrator takes is gone at once, from tokens too: role, then account."""
    assert program.status("/api/v1/users") == 403
    root.patch(f"/api/v1/users/{program.user['id']}", {"role": "admin"})
    assert program.status("/api/v1/users") == 200
    root.patch(f"/api/v1/users/{program.user['id']}", {"role": "viewer"})
    assert program.status("/api/v1/users") == 403
    root.patch(f"/api/v1/users/{program.user['id']}", {"enabled": False})
    assert program.status() == 401
    program.refresh(expect=401)
    shared_box.anonymous().post("/api/v1/auth/token", {"email": program.user["email"], "password": PASSWORD}, expect=401)


def test_a_new_password_ends_the_programs_sessions(shared_box, program):
    browser = shared_box.anonymous().login(program.user["email"], PASSWORD)
    browser.post("/api/v1/auth/password", {"current_password": PASSWORD, "new_password": "another long password"}, expect=204)
    assert program.status() == 401
    program.refresh(expect=401)


def test_bad_bodies_name_the_field(shared_box):
    a = shared_box.anonymous()
    assert "refresh_token" in a.raw("POST", "/api/v1/auth/refresh", {}).text
    for value in (7, None, [], "x" * 300):
        a.post("/api/v1/auth/refresh", {"refresh_token": value}, expect=422)
    a.post("/api/v1/auth/token", {"email": ADMIN}, expect=422)
    a.post("/api/v1/auth/token", {"email": ADMIN, "password": "wrong password"}, expect=401)


# ---- signing keys

def test_signing_keys_rotate_and_are_revoked():
    """[DT017] a rotated key's tokens go on to their end, a revoked key's are refused at once; both survive a restart."""
    with Box() as box:
        root, p = box.admin(), Program(box, ADMIN)
        keys = root.get("/api/v1/admin/signing-keys")["items"]
        assert [k["state"] for k in keys] == ["signing"] and keys[0]["id"] == parts(p.access)[0]["kid"]
        keys = root.post("/api/v1/admin/signing-keys/rotate")["items"]
        assert [k["state"] for k in keys] == ["signing", "retired"]
        assert p.status() == 200
        fresh = Program(box, ADMIN)
        assert parts(fresh.access)[0]["kid"] == keys[0]["id"] != parts(p.access)[0]["kid"]
        box.restart()
        assert p.status() == 200 and fresh.status() == 200
        root = box.admin()
        root.post(f"/api/v1/admin/signing-keys/{keys[1]['id']}/revoke")
        assert p.status() == 401 and fresh.status() == 200
        assert keys[1]["id"] not in [k["kid"] for k in root.get("/.well-known/jwks.json")["keys"]]
        p.refresh()
        assert p.status() == 200
        root.post("/api/v1/admin/signing-keys/0190aaaa-0000-7000-8000-000000000000/revoke", expect=404)
        box.user("admin").get("/api/v1/admin/signing-keys", expect=403)


# ---- live sockets

def open_socket(box, token=None, query=False):
    url = box.url.replace("http", "ws", 1) + "/ws" + (f"?access_token={token}" if query else "")
    return websocket.create_connection(url, timeout=20, header=[f"Authorization: Bearer {token}"] if token and not query else [], suppress_origin=True)


def closing_code(ws):
    while True:
        opcode, data = ws.recv_data()
        if opcode == websocket.ABNF.OPCODE_CLOSE:
            return int.from_bytes(data[:2], "big")


def subscribed(ws, topic="services.state"):
    ws.send(json.dumps({"op": "subscribe", "topic": topic}))
    ws.send(json.dumps({"op": "ping"}))
    while "pong" not in (text := ws.recv()):
        assert "error" not in text, text
    return True


@pytest.mark.parametrize("query", [False, True], ids=["header", "query"])
def test_a_socket_opens_with_a_token_and_ends_with_its_session(shared_box, program, query):
    """[DB002.3] by Authorization or ?access_token=; 4401 when the token's session ends, at once."""
    ws = open_socket(shared_box, program.access, query)
    assert subscribed(ws)
    program.client.post("/api/v1/auth/logout", headers=bearer(program.access), expect=204)
    assert closing_code(ws) == 4401
    ws = open_socket(shared_box, program.access, query)
    assert closing_code(ws) == 4401


def test_a_socket_with_nothing_or_nonsense_is_4401(shared_box):
    """[DB002.3] a refusal is a close code that a script can read."""
    for token in (None, "nonsense", "eyJhbGciOiJub25lIn0.e30.", "bnc_" + "x" * 43):
        assert closing_code(open_socket(shared_box, token)) == 4401
    assert closing_code(open_socket(shared_box, "nonsense", query=True)) == 4401


def test_a_token_in_an_address_is_in_no_log(shared_box, program):
    """[DB002.3] ?access_token= never reaches the log."""
    ws = open_socket(shared_box, program.access, query=True)
    assert subscribed(ws)
    ws.close()
    program.client.raw("GET", f"/healthz?access_token={program.access}", validate=False)
    time.sleep(0.2)
    assert not [line for line in shared_box.log if program.access[-40:] in line]


# ---- API keys

def test_an_api_key_is_renamed_cut_and_rotated(shared_box, root):
    """An own key: new name, scopes, networks, end; a new secret while the old one is good for a while."""
    person = shared_box.user("editor")
    made = person.post("/api/v1/auth/api-keys", {"name": "ci", "scopes": ["service.read", "alert.ack"]}, expect=201)
    path = f"/api/v1/auth/api-keys/{made['id']}"
    program = shared_box.anonymous()
    program.get("/api/v1/services", headers=bearer(made["key"]))
    r = person.raw("GET", path)
    assert r.headers["ETag"] == '"1"' and "key" not in r.json()
    changed = person.patch(path, {"name": "deploy", "scopes": ["alert.ack"]}, headers={"If-Match": '"1"'})
    assert changed["name"] == "deploy" and changed["scopes"] == ["alert.ack"] and changed["version"] == 2
    program.get("/api/v1/services", headers=bearer(made["key"]), expect=403)
    person.patch(path, {"name": "late"}, headers={"If-Match": '"1"'}, expect=412)
    assert person.get(path)["name"] == "deploy"
    new = person.post(f"{path}/rotate", {"grace_seconds": 600})
    assert new["key"] != made["key"] and new["old_until"]
    for key in (made["key"], new["key"]):
        program.get("/api/v1/auth/me", headers=bearer(key))
    newest = person.post(f"{path}/rotate", {})
    program.get("/api/v1/auth/me", headers=bearer(newest["key"]))
    program.get("/api/v1/auth/me", headers=bearer(new["key"]), expect=401)
    program.get("/api/v1/auth/me", headers=bearer(made["key"]), expect=401)
    # others: an administrator sees and revokes it, and changes nothing
    assert root.get(path)["name"] == "deploy"
    root.patch(path, {"name": "mine now"}, expect=403)
    root.post(f"{path}/rotate", {}, expect=403)
    shared_box.user("viewer").get(path, expect=404)
    root.delete(path, expect=204)
    program.get("/api/v1/auth/me", headers=bearer(newest["key"]), expect=401)


def test_an_api_key_holds_to_its_networks(shared_box):
    person = shared_box.user("viewer")
    program = shared_box.anonymous()
    away = person.post("/api/v1/auth/api-keys", {"name": "away", "allowed": ["192.0.2.0/24"]}, expect=201)
    here = person.post("/api/v1/auth/api-keys", {"name": "here", "allowed": ["192.0.2.0/24", "127.0.0.0/8"]}, expect=201)
    program.get("/api/v1/auth/me", headers=bearer(away["key"]), expect=401)
    program.get("/api/v1/auth/me", headers=bearer(here["key"]))
    for odd in ("nonsense", "192.0.2.0/99", "!127.0.0.1", "127.0.0.1:80", ""):
        r = person.raw("POST", "/api/v1/auth/api-keys", {"name": "odd", "allowed": [odd]})
        assert r.status_code == 422 and r.json()["errors"][0]["field"] == "allowed", r.text


def test_use_of_an_api_key_is_seen():
    """When, from where, how often: kept in memory, written every minute and at the stop."""
    with Box() as box:
        root = box.admin()
        made = root.post("/api/v1/auth/api-keys", {"name": "counted"}, expect=201)
        assert made["last_used_at"] is None and made["last_used_from"] is None and made["calls"] == 0
        for _ in range(5):
            box.anonymous().get("/api/v1/auth/me", headers=bearer(made["key"]))
        box.restart()
        k = box.admin().get(f"/api/v1/auth/api-keys/{made['id']}")
        assert k["calls"] == 5 and k["last_used_from"] == "127.0.0.1" and k["last_used_at"]


@pytest.mark.parametrize("body,field", [
    ({"name": ""}, "name"), ({"name": "x", "scopes": ["nonsense"]}, "scopes"), ({"name": "x", "scopes": ["user.write"]}, "scopes"),
    ({"name": "x", "expires_at": "2001-01-01T00:00:00Z"}, "expires_at"), ({"name": "x", "expires_at": "tomorrow"}, "expires_at"), ({"name": "x", "allowed": [7]}, "allowed"),
    ({"name": "x", "allowed": ["10.0.0.1"] * 33}, "allowed"),
])
def test_a_bad_api_key_names_the_field(shared_box, body, field):
    person = shared_box.user("viewer")
    r = person.raw("POST", "/api/v1/auth/api-keys", body)
    assert r.status_code == 422 and r.json()["errors"][0]["field"].startswith(field), r.text


def test_an_expired_key_is_refused(shared_box):
    person = shared_box.user("viewer")
    end = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 3))
    made = person.post("/api/v1/auth/api-keys", {"name": "short", "expires_at": end}, expect=201)
    program = shared_box.anonymous()
    program.get("/api/v1/auth/me", headers=bearer(made["key"]))
    wait_for(lambda: program.raw("GET", "/api/v1/auth/me", headers=bearer(made["key"])).status_code == 401, 15, message="the end of the key")

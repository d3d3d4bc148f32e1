"""[DT014] Single sign-on against a real OpenID provider, and one that lies: who gets in, who does not, and what they are told."""
import html
import json
import re
import time
import urllib.parse

import pytest
import requests

from lib.box import ADMIN, DEFAULT_TENANT, PASSWORD, Box, wait_for
from lib.systems import system

P = "/api/v1/admin/sso/providers"


@pytest.fixture(scope="module")
def oidc():
    with system("oidc") as s:
        yield s


class World:
    """A box with the two providers configured."""

    def __init__(self, box, oidc):
        self.box, self.oidc, self.root = box, oidc, box.admin()
        self.op = self.add("Real", oidc["issuer"], client_secret="a client secret for tests", scopes="openid email profile groups")
        self.liar = self.add("Liar", oidc["liar"], client_secret="liar's secret")
        requests.post(oidc["url"] + "/control", json={"redirect_uris": [self.redirect(self.op)], "post_logout_redirect_uris": [box.url + "/login"]}, timeout=20).raise_for_status()

    def add(self, name, issuer, **more):
        body = {"name": name, "issuer": issuer, "client_id": "binnacle", "mappings": [{"group": "ops", "tenant_id": DEFAULT_TENANT, "role": "editor"}], **more}
        return self.root.post(P, body, expect=201)

    def redirect(self, provider):
        return f"{self.box.url}/sso/callback/{provider['id']}"

    def lie(self, **what):
        return requests.post(self.oidc["liar"] + "/control", json=what, timeout=20).json()

    def set(self, provider, **change):
        return self.root.patch(f"{P}/{provider['id']}", change)

    def accounts(self, **people):
        requests.post(self.oidc["url"] + "/control", json={"accounts": people}, timeout=20).raise_for_status()

    # ---- a browser

    def start(self, provider, return_to="/ops"):
        """The browser at the provider's door: client and address."""
        c = self.box.anonymous()
        return c, c.post(f"/api/v1/auth/sso/{provider['id']}/start", {"return_to": return_to})["url"]

    def finish(self, c, provider, answer, expect=200):
        r = c.raw("POST", f"/api/v1/auth/sso/{provider['id']}/callback", answer)
        assert r.status_code == expect, f"{r.status_code}: {r.text[:500]}"
        if expect == 200:
            c.csrf = r.json()["csrf_token"]
        return r.json()

    def at_liar(self, return_to="/ops"):
        """What the liar's redirect gives back to the browser."""
        c, url = self.start(self.liar, return_to)
        back = requests.get(url, allow_redirects=False, timeout=20).headers["Location"]
        return c, dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(back).query))

    def through_liar(self, expect=200, **what):
        self.lie(**what)
        c, answer = self.at_liar()
        return c, self.finish(c, self.liar, answer, expect)

    def at_op(self, login, return_to="/ops", provider=None):
        """Signs in at the real provider with its own pages, as a browser does."""
        c, url = self.start(provider or self.op, return_to)
        s = requests.Session()
        r = s.get(url, timeout=30)
        for _ in range(6):
            form = re.search(r'<form[^>]*action="([^"]+)"', r.text)
            assert form, r.text[:500]
            data = {k: html.unescape(v) for k, v in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', r.text)}
            data.update(login=login, password="any")
            r = s.post(urllib.parse.urljoin(r.url, html.unescape(form.group(1))), data=data, allow_redirects=False, timeout=30)
            while r.is_redirect:
                to = urllib.parse.urljoin(r.url, r.headers["Location"])
                if to.startswith(self.box.url):
                    return c, dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(to).query))
                r = s.get(to, allow_redirects=False, timeout=30)
        raise AssertionError(f"no way back from the provider: {r.status_code} {r.text[:300]}")


@pytest.fixture(scope="module")
def world(oidc):
    with Box() as box:
        yield World(box, oidc)


@pytest.fixture(autouse=True)
def honest(world):
    world.lie()
    requests.post(world.oidc["url"] + "/down", json={"down": False}, timeout=20)


# ---- the real provider

def test_a_person_signs_in_with_the_real_provider(world):
    """[DT014] code flow with PKCE: the account is made at the first sign-in, with the role of the group; the second finds it again."""
    world.accounts(ada={"email": "ada@example.test", "email_verified": True, "name": "Ada", "groups": ["ops"]})
    c, answer = world.at_op("ada", "/admin/health?status=unhealthy")
    assert answer["iss"] == world.oidc["issuer"] and answer["code"]
    r = world.finish(c, world.op, answer)
    assert r["return_to"] == "/admin/health?status=unhealthy"
    me = c.get("/api/v1/auth/me")
    assert me["user"]["email"] == "ada@example.test" and me["user"]["role"] == "editor" and me["user"]["name"] == "Ada"
    c.post("/api/v1/services", {"name": "x", "type": "push", "target": "", "interval_seconds": 60}, expect=403)
    again, answer = world.at_op("ada")
    world.finish(again, world.op, answer)
    assert again.get("/api/v1/auth/me")["user"]["id"] == me["user"]["id"]


def test_the_cookie_is_the_ordinary_one(world):
    c, answer = world.at_op("ada")
    r = c.raw("POST", f"/api/v1/auth/sso/{world.op['id']}/callback", answer)
    cookies = r.raw.headers.getlist("Set-Cookie")
    session = next(x.lower() for x in cookies if x.startswith("binnacle_session="))
    assert "httponly" in session and "samesite=strict" in session
    assert any(x.startswith("binnacle_sso=;") and "Max-Age=0" in x for x in cookies)


def test_groups_rule_the_roles(world):
    """[DT014] roles follow the groups at each sign-in, in each tenant; who has none any more is out."""
    second = world.box.user("viewer", tenant="sso second").user["tenant_id"]
    world.set(world.op, mappings=[{"group": "boss", "tenant_id": DEFAULT_TENANT, "role": "admin"}, {"group": "ops", "tenant_id": DEFAULT_TENANT, "role": "editor"},
                                  {"group": "second", "tenant_id": second, "role": "viewer"}])
    person = {"email": "bob@example.test", "email_verified": True, "name": "Bob"}
    try:
        world.accounts(bob={**person, "groups": ["ops", "boss", "second"]})
        c, answer = world.at_op("bob")
        world.finish(c, world.op, answer)
        assert c.get("/api/v1/auth/me")["user"]["role"] == "admin"
        assert {t["id"]: t["role"] for t in c.get("/api/v1/auth/tenants")["items"]} == {DEFAULT_TENANT: "admin", second: "viewer"}
        world.accounts(bob={**person, "groups": ["ops"]})
        d, answer = world.at_op("bob")
        world.finish(d, world.op, answer)
        assert d.get("/api/v1/auth/me")["user"]["role"] == "editor"
        assert [t["id"] for t in d.get("/api/v1/auth/tenants")["items"]] == [DEFAULT_TENANT]
        assert c.get("/api/v1/auth/me")["user"]["role"] == "editor"  # the first sign-in too, at once
        world.accounts(bob={**person, "groups": []})
        e, answer = world.at_op("bob")
        problem = world.finish(e, world.op, answer, 403)
        assert "groups" in problem["detail"]
        c.get("/api/v1/auth/me", expect=401)
        world.set(world.op, default_tenant_id=DEFAULT_TENANT, default_role="viewer")
        f, answer = world.at_op("bob")
        world.finish(f, world.op, answer)
        assert f.get("/api/v1/auth/me")["user"]["role"] == "viewer"
    finally:
        world.set(world.op, default_tenant_id=None, default_role="", mappings=[{"group": "ops", "tenant_id": DEFAULT_TENANT, "role": "editor"}])
        world.accounts(ada={"email": "ada@example.test", "email_verified": True, "name": "Ada", "groups": ["ops"]})


def test_keys_that_the_provider_changed_are_asked_for(world):
    """A key that is not known makes the box ask once, and then not at every forged one."""
    world.through_liar()
    before = world.lie(rotate=True)["jwks"]
    wait_for(lambda: world.lie(), 1)
    c, answer = world.at_liar()
    r = c.raw("POST", f"/api/v1/auth/sso/{world.liar['id']}/callback", answer)
    if r.status_code != 200:  # the keys were asked for less than 20 s ago: the next try after that gets in
        def again():
            c2, a2 = world.at_liar()
            return c2.raw("POST", f"/api/v1/auth/sso/{world.liar['id']}/callback", a2).status_code == 200
        wait_for(again, 60, 2, "the new key")
    after = world.lie()["jwks"]
    assert after > before
    for _ in range(5):
        world.through_liar(401, kid="made-up")
    assert world.lie()["jwks"] <= after + 1


# ---- accounts

def test_an_account_is_linked_by_a_verified_address_only(world):
    """[DT014] never by an address that the provider has not verified, never unless it is allowed."""
    local = world.box.user("viewer", email="local@example.test")
    who = {"sub": "link-1", "email": "local@example.test"}
    assert "not linked" in world.through_liar(409, claims={**who, "email_verified": True})[1]["detail"]
    world.set(world.liar, link_by_email=True)
    for unverified in (False, None, "true", 1):
        assert "not verified" in world.through_liar(409, claims={**who, "email_verified": unverified})[1]["detail"]
    c, _ = world.through_liar(claims={**who, "email_verified": True})
    assert c.get("/api/v1/auth/me")["user"]["id"] == local.user["id"]
    # from now on the subject is what counts, whatever the address says
    d, _ = world.through_liar(claims={**who, "email": "changed@example.test", "email_verified": False})
    assert d.get("/api/v1/auth/me")["user"]["id"] == local.user["id"]
    # and the local password still works
    world.box.anonymous().login("local@example.test", PASSWORD)


def test_a_superadmin_is_not_taken_over(world):
    world.set(world.liar, link_by_email=True)
    boss = {"sub": "boss-1", "email": ADMIN, "email_verified": True}
    assert "superadmin" in world.through_liar(403, claims=boss)[1]["detail"]
    world.set(world.liar, allow_superadmins=True)
    c, _ = world.through_liar(claims=boss)
    assert c.get("/api/v1/auth/me")["user"]["role"] == "superadmin"
    world.set(world.liar, allow_superadmins=False)
    world.through_liar(403, claims=boss)
    body = {"mappings": [{"group": "ops", "tenant_id": DEFAULT_TENANT, "role": "superadmin"}]}
    r = world.root.raw("PATCH", f"{P}/{world.liar['id']}", body)
    assert r.status_code == 422 and r.json()["errors"][0]["field"] == "mappings[0].role"


def test_a_disabled_account_stays_out(world):
    c, _ = world.through_liar(claims={"sub": "off-1", "email": "off@example.test"})
    uid = c.get("/api/v1/auth/me")["user"]["id"]
    world.root.patch(f"/api/v1/users/{uid}", {"enabled": False})
    c.get("/api/v1/auth/me", expect=401)
    assert "disabled" in world.through_liar(403, claims={"sub": "off-1", "email": "off@example.test"})[1]["detail"]


def test_nobody_is_made_where_that_is_off(world):
    world.set(world.liar, create_users=False)
    try:
        world.through_liar(403, claims={"sub": "new-1", "email": "new@example.test"})
    finally:
        world.set(world.liar, create_users=True)
    world.through_liar(403, claims={"sub": "new-2", "email": None})
    world.through_liar(403, claims={"sub": "new-3", "email": "not an address"})
    assert not [u for u in world.root.pages("/api/v1/users") if u["email"] in ("new@example.test", "not an address")]


def test_an_account_without_password_has_none(world):
    """Who came by single sign-on cannot be guessed at the password door."""
    world.through_liar(claims={"sub": "nopass-1", "email": "nopass@example.test"})
    for guess in ("!", "", " " * 12, "password password"):
        world.box.anonymous().post("/api/v1/auth/login", {"email": "nopass@example.test", "password": guess}, expect=(401, 422, 429))


# ---- tokens that must not get in

@pytest.mark.parametrize("alg", ["RS256", "ES256", "EdDSA"])
def test_each_algorithm_gets_in(world, alg):
    world.through_liar(alg=alg, at_hash=alg != "EdDSA", claims={"sub": f"alg-{alg}", "email": f"{alg.lower()}@example.test"})


LIES = [
    ("nonce of another sign-in", {"claims": {"nonce": "wrong"}}), ("no nonce", {"claims": {"nonce": None}}),
    ("another issuer", {"claims": {"iss": "https://else.example"}}), ("no issuer", {"claims": {"iss": None}}),
    ("another audience", {"claims": {"aud": "else"}}), ("no audience", {"claims": {"aud": None}}),
    ("several audiences without azp", {"claims": {"aud": ["binnacle", "else"]}}), ("another azp", {"claims": {"aud": ["binnacle", "else"], "azp": "else"}}),
    ("expired", {"claims": {"exp": 1000000000}}), ("no end", {"claims": {"exp": None}}), ("an end that is text", {"claims": {"exp": "9999999999"}}),
    ("issued in the future", {"claims": {"iat": 4000000000}}), ("not yet", {"claims": {"nbf": 4000000000}}),
    ("nobody", {"claims": {"sub": None}}), ("an empty subject", {"claims": {"sub": ""}}), ("a subject that is a number", {"claims": {"sub": 1}}),
    ("a subject of 256 bytes", {"claims": {"sub": "s" * 256}}), ("another access token", {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}),
    ("alg none", {"alg": "none"}), ("the public key as HMAC secret", {"alg": "HS256"}), ("a key that is not published", {"wrong_key": True}),
    ("key and algorithm do not fit", {"header": {"alg": "RS256"}, "alg": "ES256", "kid": "ES256-1"}), ("a kid that is a path", {"kid": "../../etc/passwd"}),
    ("crit", {"header": {"crit": ["exp"]}}), ("jwk", {"header": {"jwk": {"kty": "RSA"}}}), ("jku", {"header": {"jku": "http://127.0.0.1:1/"}}),
    ("no token at all", {"id_token": "nonsense"}), ("a huge token", {"id_token": "a" * 20000}),
]


@pytest.mark.parametrize("what,lie", LIES, ids=[x[0] for x in LIES])
def test_a_lying_token_does_not_get_in(world, what, lie):
    world.lie(**lie)
    c, answer = world.at_liar()
    r = c.raw("POST", f"/api/v1/auth/sso/{world.liar['id']}/callback", answer)
    assert r.status_code in (401, 502) and r.json()["detail"], r.text
    assert "binnacle_session" not in c.http.cookies
    c.get("/api/v1/auth/me", expect=401)


# ---- the way back

def test_state_is_of_this_browser_and_used_once(world):
    """Login CSRF: an answer that this browser did not ask for is refused, and one that was used too."""
    victim, _ = world.start(world.liar)
    attacker, answer = world.at_liar()
    world.finish(victim, world.liar, answer, 401)           # the attacker's answer in the victim's browser
    world.finish(world.box.anonymous(), world.liar, answer, 401)  # in a browser that started nothing
    kept = attacker.http.cookies.get("binnacle_sso")
    world.finish(attacker, world.liar, answer)
    attacker.http.cookies.set("binnacle_sso", kept)
    assert "already" in world.finish(attacker, world.liar, answer, 401)["detail"]
    c, answer = world.at_liar()
    for bad in ({**answer, "state": answer["state"][:-1] + "x"}, {**answer, "state": ""}, {"code": answer["code"]}):
        world.finish(c, world.liar, bad, 401)
        c.http.cookies.set("binnacle_sso", kept)
    world.finish(c, world.liar, answer, 401)


def test_a_code_is_good_once(world):
    c, answer = world.at_liar()
    world.finish(c, world.liar, answer)
    d, fresh = world.at_liar()
    assert "start again" in world.finish(d, world.liar, {**fresh, "code": answer["code"]}, 401)["detail"]
    e, fresh = world.at_liar()
    world.finish(e, world.liar, {"state": fresh["state"]}, 401)


def test_an_answer_of_another_provider_is_refused(world):
    """Mix-up: the answer is for the provider that was asked, by address and by iss (RFC 9207)."""
    c, answer = world.at_liar()
    world.finish(c, world.op, answer, 401)
    world.lie(iss="https://else.example")
    c, answer = world.at_liar()
    assert "not the identity provider's" in world.finish(c, world.liar, answer, 401)["detail"]
    c, answer = world.at_op("ada")
    del answer["iss"]  # the real one promises it in every answer
    world.finish(c, world.op, answer, 401)


def test_a_refusal_there_is_told_here(world):
    c, url = world.start(world.liar)
    state = urllib.parse.parse_qs(urllib.parse.urlsplit(url).query)["state"][0]
    assert "cancelled" in world.finish(c, world.liar, {"state": state, "error": "access_denied"}, 403)["detail"]
    c, url = world.start(world.liar)
    state = urllib.parse.parse_qs(urllib.parse.urlsplit(url).query)["state"][0]
    assert "server_error" in world.finish(c, world.liar, {"state": state, "error": "server_error", "error_description": "bad day"}, 403)["detail"]


@pytest.mark.parametrize("to", ["https://evil.example/", "//evil.example", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)", "ops", "", "/sso/callback/x", "/login", "/" + "x" * 998, "/a\u0009b"])
def test_nobody_is_sent_elsewhere(world, to):
    """Open redirect: only a path of this box."""
    c = world.box.anonymous()
    r = c.raw("POST", f"/api/v1/auth/sso/{world.liar['id']}/start", {"return_to": to})
    if r.status_code == 422:
        return
    back = requests.get(r.json()["url"], allow_redirects=False, timeout=20).headers["Location"]
    answer = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(back).query))
    got = world.finish(c, world.liar, answer)["return_to"]
    assert got == (to if to.startswith("/xxx") else "/")


# ---- a provider that is down, slow or odd

def test_a_provider_that_is_down_is_told_and_the_local_door_stays_open(world):
    """[DT014] the message says what is wrong; the local superadmin gets in whatever the provider does."""
    world.set(world.liar, name="Liar")  # what was known of it is forgotten
    requests.post(world.oidc["url"] + "/down", json={"down": True}, timeout=20)
    c = world.box.anonymous()
    r = c.raw("POST", f"/api/v1/auth/sso/{world.liar['id']}/start", {})
    assert r.status_code in (502, 503) and "identity provider" in r.json()["detail"], r.text
    world.box.admin()
    assert {p["name"] for p in c.get("/api/v1/auth/sso")["items"]} == {"Real", "Liar"}
    requests.post(world.oidc["url"] + "/down", json={"down": False}, timeout=20)
    world.through_liar()


@pytest.mark.parametrize("lie,status", [
    ({"status": 500}, 502), ({"status": 400, "body": {"error": "invalid_client"}}, 502), ({"body": "no json"}, 502), ({"body": {}}, 502), ({"body": []}, 502),
    ({"body": {"id_token": 7}}, 502), ({"body": "x" * 300000}, 502),
])
def test_an_odd_token_endpoint_is_a_clear_502(world, lie, status):
    world.lie(**lie)
    c, answer = world.at_liar()
    assert "token" in world.finish(c, world.liar, answer, status)["detail"]


@pytest.mark.parametrize("lie", [
    {"discovery_body": "x"}, {"discovery_body": "[]"}, {"discovery_body": "{}"}, {"discovery": {"issuer": "https://else.example"}}, {"discovery": {"token_endpoint": None}},
    {"discovery": {"token_endpoint": "file:///etc/passwd"}}, {"discovery": {"authorization_endpoint": "javascript:alert(1)"}}, {"discovery": {"jwks_uri": "http://169.254.169.254/"}},
    {"discovery_body": "{\"a\":" * 100}, {"discovery_body": "x" * 400000},
])
def test_an_odd_discovery_is_refused_in_words(world, lie):
    world.lie(**lie)
    r = world.root.post(f"{P}/test", {"issuer": world.oidc["liar"]})
    assert r["ok"] is False and r["detail"]
    world.set(world.liar, name="Liar")
    r = world.box.anonymous().raw("POST", f"/api/v1/auth/sso/{world.liar['id']}/start", {})
    assert r.status_code == 502, r.text


def test_a_slow_provider_holds_nobody_up(world):
    """Its sign-ins end at their deadline; eight wait at most, others are told; everything else answers as before."""
    import threading
    world.set(world.liar, name="Liar")
    world.lie(delay_ms=20000)
    codes = []

    def one():
        codes.append(world.box.anonymous().raw("POST", f"/api/v1/auth/sso/{world.liar['id']}/start", {}, timeout=60, validate=False).status_code)
    threads = [threading.Thread(target=one) for _ in range(12)]
    [t.start() for t in threads]
    time.sleep(0.5)
    begun = time.monotonic()
    world.root.get("/api/v1/auth/me")
    assert time.monotonic() - begun < 5
    [t.join(60) for t in threads]
    assert len(codes) == 12 and set(codes) <= {503, 504, 429} and 504 in codes, codes


def test_addresses_that_may_not_be_reached_are_not(world):
    """[DT014] the outgoing list of the tenant default holds for providers too."""
    r = world.root.post(f"{P}/test", {"issuer": "https://169.254.169.254/latest"})
    assert r["ok"] is False and "may not be connected" in r["detail"]


# ---- configuring

def test_the_test_shows_what_was_found(world):
    r = world.root.post(f"{P}/test", {"issuer": world.oidc["issuer"]})
    assert r["ok"] and r["issuer"] == world.oidc["issuer"] and r["token_endpoint"] and r["keys"][0]["alg"] == "RS256"


def test_the_secret_is_write_only(world):
    listed = world.root.get(P)
    assert all(p["client_secret"] == {"set": True} for p in listed["items"]) and listed["redirect_base"] == f"{world.box.url}/sso/callback/"
    assert "liar's secret" not in json.dumps(listed) and "liar's secret" not in "".join(world.box.log)
    world.through_liar()
    seen = world.lie()["token_request"]
    assert seen["authorization"].startswith("Basic ") and seen["code_verifier"]
    world.set(world.liar, auth_method="client_secret_post")
    world.through_liar()
    seen = world.lie()["token_request"]
    assert seen["client_secret"] == "liar's secret" and seen["client_id"] == "binnacle" and "authorization" not in seen
    moved = world.set(world.liar, issuer=world.oidc["liar"] + "/", client_secret="another")
    assert moved["client_secret"] == {"set": True}
    r = world.root.raw("PATCH", f"{P}/{world.liar['id']}", {"issuer": world.oidc["liar"]})
    assert r.status_code == 422 and r.json()["errors"][0]["field"] == "client_secret"  # not told to another issuer
    world.set(world.liar, issuer=world.oidc["liar"], client_secret="liar's secret", auth_method="client_secret_basic")


def test_a_public_client_has_no_secret(world):
    p = world.add("Public", world.oidc["liar"], auth_method="none")
    assert p["client_secret"] == {"set": False}
    world.lie(claims={"sub": "public-1", "email": "public@example.test"})
    c, url = world.start(p)
    back = requests.get(url, allow_redirects=False, timeout=20).headers["Location"]
    world.finish(c, p, dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(back).query)))
    seen = world.lie()["token_request"]
    assert "client_secret" not in seen and "authorization" not in seen and seen["client_id"] == "binnacle"
    world.root.delete(f"{P}/{p['id']}", expect=204)
    world.box.anonymous().post(f"/api/v1/auth/sso/{p['id']}/start", {}, expect=404)
    c.get("/api/v1/auth/me")  # the account and its session stay


@pytest.mark.parametrize("change,field", [
    ({"issuer": "http://id.example.com"}, "issuer"), ({"issuer": "ftp://id.example.com"}, "issuer"), ({"issuer": "https://user:pass@id.example.com"}, "issuer"),
    ({"issuer": ""}, "issuer"), ({"name": ""}, "name"), ({"client_id": ""}, "client_id"), ({"scopes": "email profile"}, "scopes"), ({"auth_method": "private_key_jwt"}, "auth_method"),
    ({"client_secret": ""}, "client_secret"), ({"default_tenant_id": "0190aaaa-0000-7000-8000-000000000000", "default_role": "viewer"}, "default_tenant_id"),
    ({"default_tenant_id": DEFAULT_TENANT, "default_role": "captain"}, "default_role"), ({"mappings": [{"group": "x", "tenant_id": DEFAULT_TENANT, "role": "captain"}]}, "mappings[0].role"),
    ({"mappings": [{"group": "", "tenant_id": DEFAULT_TENANT, "role": "viewer"}]}, "mappings[0].group"), ({"nonsense": 1}, "nonsense"),
])
def test_a_bad_configuration_names_the_field(world, change, field):
    body = {"name": "bad", "issuer": "https://id.example.com", "client_id": "x", "client_secret": "y", **change}
    r = world.root.raw("POST", P, body)
    assert r.status_code == 422 and any(e["field"] == field for e in r.json()["errors"]), r.text
    assert "bad" not in [p["name"] for p in world.root.get(P)["items"]]


def test_providers_are_changed_in_the_version_that_was_read(world):
    path = f"{P}/{world.liar['id']}"
    etag = world.root.raw("GET", path).headers["ETag"]
    world.root.patch(path, {"groups_claim": "groups"}, headers={"If-Match": etag})
    world.root.patch(path, {"groups_claim": "x"}, headers={"If-Match": etag}, expect=412)
    world.root.post(P, {"name": "liar", "issuer": "https://id.example.com", "client_id": "x", "client_secret": "y"}, expect=409)
    world.box.user("admin").get(P, expect=403)
    assert world.root.get("/api/v1/audit?action=sso_provider.update")["items"]


def test_a_disabled_provider_is_not_there(world):
    world.set(world.liar, enabled=False)
    try:
        assert "Liar" not in [p["name"] for p in world.box.anonymous().get("/api/v1/auth/sso")["items"]]
        world.box.anonymous().post(f"/api/v1/auth/sso/{world.liar['id']}/start", {}, expect=404)
    finally:
        world.set(world.liar, enabled=True)


def test_nested_groups_and_userinfo(world):
    """Keycloak's realm_access.roles; claims that only the userinfo endpoint has; userinfo of somebody else is refused."""
    world.set(world.liar, groups_claim="realm_access.roles")
    try:
        world.through_liar(claims={"sub": "nested-1", "email": "nested@example.test", "realm_access": {"roles": ["ops"]}})
        world.set(world.liar, groups_claim="groups", use_userinfo=True)
        lean = {"sub": "lean-1", "email": None, "groups": None}
        c, _ = world.through_liar(claims=lean, userinfo={"sub": "lean-1", "email": "lean@example.test", "email_verified": True, "groups": "ops"})
        assert c.get("/api/v1/auth/me")["user"]["email"] == "lean@example.test"
        world.through_liar(502, claims=lean, userinfo={"sub": "somebody else", "groups": ["ops"]})
    finally:
        world.set(world.liar, groups_claim="groups", use_userinfo=False)


def test_signing_out_there_as_well(world):
    """RP-initiated logout: the answer says where, and the session here is over whatever happens there."""
    world.set(world.op, sign_out=True)
    c, answer = world.at_op("ada")
    world.finish(c, world.op, answer)
    url = c.post("/api/v1/auth/sso/logout")["url"]
    assert url.startswith(world.oidc["issuer"] + "/session/end?") and "id_token_hint=" in url
    c.get("/api/v1/auth/me", expect=401)
    assert requests.get(url, timeout=20).status_code == 200
    local = world.box.user("viewer")
    assert local.post("/api/v1/auth/sso/logout")["url"] is None
    local.get("/api/v1/auth/me", expect=401)


def test_passwords_can_be_for_superadmins_alone(world):
    """[DT014] sso_only: everybody else signs in with the provider; the break-glass account always gets in."""
    person = world.box.user("editor")
    world.root.patch("/api/v1/admin/settings", {"sso_only": True})
    try:
        r = world.box.anonymous().raw("POST", "/api/v1/auth/login", {"email": person.user["email"], "password": PASSWORD})
        assert r.status_code == 403 and "single sign-on" in r.json()["detail"]
        world.box.anonymous().post("/api/v1/auth/login", {"email": person.user["email"], "password": "wrong password"}, expect=401)
        world.box.anonymous().post("/api/v1/auth/token", {"email": person.user["email"], "password": PASSWORD}, expect=403)
        world.box.admin()
        assert world.box.anonymous().get("/api/v1/auth/sso")["only"] is True
        world.through_liar()
    finally:
        world.root.patch("/api/v1/admin/settings", {"sso_only": None})

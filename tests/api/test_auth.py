"""Claim, sign-in, sessions, CSRF, API keys, users."""
import time

import pytest

from lib.box import ADMIN, PASSWORD, Box, wait_for


@pytest.fixture(scope="module")
def unclaimed():
    with Box(claimed=False) as b:
        yield b


def test_claim_once(unclaimed):
    """[DT014] the claim link of the console makes the superadmin, once."""
    a = unclaimed.anonymous()
    assert a.get("/api/v1/auth/claim") == {"claimed": False}
    token = unclaimed.claim_token
    body = {"email": "first@example.test", "password": PASSWORD}
    a.post("/api/v1/auth/claim", {**body, "token": "wrong" + token}, expect=(401, 403, 422))
    r = a.post("/api/v1/auth/claim", {**body, "token": token}, expect=200)
    assert r["user"]["role"] == "superadmin"
    a.csrf = r["csrf_token"]
    assert a.get("/api/v1/auth/me")["user"]["email"] == "first@example.test"
    b = unclaimed.anonymous()
    assert b.get("/api/v1/auth/claim") == {"claimed": True}
    b.post("/api/v1/auth/claim", {"email": "second@example.test", "password": PASSWORD, "token": token}, expect=(401, 403, 409))


def test_session_cookie_is_locked_down(shared_box):
    """[DT033] HttpOnly, SameSite=Strict, path /."""
    r = shared_box.anonymous().raw("POST", "/api/v1/auth/login", {"email": ADMIN, "password": PASSWORD})
    cookie = r.headers["Set-Cookie"].lower()
    assert "httponly" in cookie and "samesite=strict" in cookie and "path=/" in cookie


def test_csrf_token_is_needed_with_a_cookie(shared_box):
    """[DT033] a change by cookie without the token, or with a wrong one, is 403 and changes nothing."""
    c = shared_box.admin()
    body = {"name": "csrf", "type": "push", "target": "", "interval_seconds": 60}
    token, c.csrf = c.csrf, None
    c.post("/api/v1/services", body, expect=403)
    c.csrf = token[:-1] + ("A" if token[-1] != "A" else "B")
    c.post("/api/v1/services", body, expect=403)
    assert not [s for s in c.pages("/api/v1/services") if s["name"] == "csrf"]


def test_logout_ends_the_session(shared_box):
    """[DT018] the cookie is worthless afterwards."""
    c = shared_box.user("viewer")
    c.get("/api/v1/auth/me")
    kept = dict(c.http.cookies)
    c.post("/api/v1/auth/logout", expect=(200, 204))
    c.http.cookies.update(kept)
    c.get("/api/v1/auth/me", expect=401)


def test_login_answers_alike_for_unknown_and_known(shared_box):
    shared_box.user("viewer", email="alike@example.test")
    known = shared_box.anonymous().raw("POST", "/api/v1/auth/login", {"email": "alike@example.test", "password": "wrong password"})
    unknown = shared_box.anonymous().raw("POST", "/api/v1/auth/login", {"email": "never@example.test", "password": "wrong password"})
    strip = lambda r: {k: v for k, v in r.json().items() if k != "request_id"}  # noqa: E731
    assert known.status_code == unknown.status_code == 401 and strip(known) == strip(unknown)


def test_guessing_is_throttled_and_the_owner_gets_in(box):
    """Wrong passwords are slowed down by 429 with Retry-After; a session that exists is not touched."""
    owner = box.admin()
    codes = [box.anonymous().raw("POST", "/api/v1/auth/login", {"email": ADMIN, "password": f"guess {i}"}) for i in range(20)]
    throttled = [r for r in codes if r.status_code == 429]
    assert throttled and all(int(r.headers["Retry-After"]) >= 1 for r in throttled)
    owner.get("/api/v1/auth/me")
    wait = min(int(r.headers["Retry-After"]) for r in throttled[-1:])
    assert wait <= 60
    wait_for(lambda: box.anonymous().raw("POST", "/api/v1/auth/login", {"email": ADMIN, "password": PASSWORD}).status_code == 200, wait + 30, 1, "the owner's login")


def test_password_change_needs_the_old_one_and_ends_other_sessions(shared_box):
    c = shared_box.user("viewer", email="change@example.test")
    second = shared_box.anonymous().login("change@example.test", PASSWORD)
    c.post("/api/v1/auth/password", {"current_password": "wrong", "new_password": "another long password"}, expect=(401, 403, 422))
    c.post("/api/v1/auth/password", {"current_password": PASSWORD, "new_password": "another long password"}, expect=(200, 204))
    second.get("/api/v1/auth/me", expect=401)
    shared_box.anonymous().login("change@example.test", "another long password")


def test_api_key_by_ui_and_by_command_line(shared_box, root):
    """An API key works without cookie and CSRF, only within its scopes, and not after it was revoked."""
    made = root.post("/api/v1/auth/api-keys", {"name": "reader", "scopes": ["service.read"]}, expect=201)
    key = {"Authorization": f"Bearer {made['key']}"}
    program = shared_box.anonymous()
    assert made["key"].startswith("bnc_")
    program.get("/api/v1/services", headers=key)
    program.post("/api/v1/services", {"name": "by key", "type": "push", "target": "", "interval_seconds": 60}, headers=key, expect=403)
    listed = next(k for k in root.get("/api/v1/auth/api-keys")["items"] if k["id"] == made["id"])
    assert "key" not in listed or listed["key"] is None
    root.delete(f"/api/v1/auth/api-keys/{made['id']}", expect=(200, 204))
    program.get("/api/v1/services", headers=key, expect=401)
    by_cli = shared_box.cli("token", "create", ADMIN, "--name", "ci").stdout.strip().splitlines()[-1]
    assert by_cli.startswith("bnc_")
    program.get("/api/v1/services", headers={"Authorization": f"Bearer {by_cli}"})


def test_disabled_user_is_out_at_once(shared_box, root):
    c = shared_box.user("viewer", email="gone@example.test")
    root.patch(f"/api/v1/users/{c.user['id']}", {"enabled": False})
    wait_for(lambda: c.raw("GET", "/api/v1/auth/me").status_code == 401, 3, message="401 for a disabled user")
    shared_box.anonymous().post("/api/v1/auth/login", {"email": "gone@example.test", "password": PASSWORD}, expect=401)


def test_the_last_superadmin_stays(shared_box, root):
    root.patch(f"/api/v1/users/{root.user['id']}", {"role": "admin"}, expect=(403, 409, 422))
    root.patch(f"/api/v1/users/{root.user['id']}", {"enabled": False}, expect=(403, 409, 422))
    root.delete(f"/api/v1/users/{root.user['id']}", expect=(403, 409, 422))


def test_reset_link_by_administrator(shared_box, root):
    """[DT015] without mail an administrator hands over the link; it works once."""
    c = shared_box.user("viewer", email="forgot@example.test")
    url = root.post(f"/api/v1/users/{c.user['id']}/reset-password", {})["reset_url"]
    token = url.split("token=")[1]
    a = shared_box.anonymous()
    a.post("/api/v1/auth/reset-password", {"token": token, "password": "a brand new password"}, expect=(200, 204))
    a.post("/api/v1/auth/reset-password", {"token": token, "password": "a brand new password 2"}, expect=(401, 403, 404, 422))
    shared_box.anonymous().login("forgot@example.test", "a brand new password")


def test_sessions_time_out():
    """[DT018] an idle session ends; an active one goes on until its absolute end."""
    with Box(env={"BINNACLE_SESSION_IDLE_SECONDS": "2", "BINNACLE_SESSION_ABSOLUTE_SECONDS": "6"}) as b:
        idle, active = b.admin(), b.admin()
        start = time.monotonic()
        while time.monotonic() < start + 4:
            active.get("/api/v1/auth/me")
            time.sleep(0.5)
        idle.get("/api/v1/auth/me", expect=401)
        active.get("/api/v1/auth/me")
        while time.monotonic() < start + 7:
            active.raw("GET", "/api/v1/auth/me")
            time.sleep(0.5)
        active.get("/api/v1/auth/me", expect=401)


def test_audit_names_who_did_what(shared_box, root):
    made = root.post("/api/v1/services", {"name": "audited", "type": "push", "target": "", "interval_seconds": 60}, expect=201)
    root.patch(f"/api/v1/services/{made['id']}", {"interval_seconds": 90})
    rows = root.get(f"/api/v1/audit?object_id={made['id']}")["items"]
    actions = [r["action"] for r in rows]
    assert "service.create" in actions and "service.update" in actions
    update = next(r for r in rows if r["action"] == "service.update")
    assert update["user_email"] == ADMIN and any(c["field"] == "interval_seconds" and c["before"] == 60 and c["after"] == 90 for c in update["changes"])


def test_users_are_managed(root):
    """[DT014] add, read, change role, list, delete; the address is free again afterwards."""
    body = {"email": "managed@example.test", "name": "Managed", "role": "viewer", "password": PASSWORD}
    made = root.post("/api/v1/users", body, expect=201)
    root.post("/api/v1/users", body, expect=409)
    assert root.get(f"/api/v1/users/{made['id']}")["role"] == "viewer"
    assert root.patch(f"/api/v1/users/{made['id']}", {"role": "editor"})["role"] == "editor"
    assert root.box.anonymous().login("managed@example.test", PASSWORD).user["role"] == "editor"
    assert made["id"] in [u["id"] for u in root.pages("/api/v1/users", 2)]
    root.delete(f"/api/v1/users/{made['id']}", expect=204)
    root.get(f"/api/v1/users/{made['id']}", expect=404)
    root.delete(f"/api/v1/users/{root.post('/api/v1/users', body, expect=201)['id']}", expect=204)


def test_a_changed_role_counts_at_once(root, shared_box):
    """The permissions of a session follow the role, up and down, without signing in again."""
    c = shared_box.user("viewer", email="promoted@example.test")
    service = {"name": "by the promoted", "type": "push", "target": "", "interval_seconds": 3600}
    c.post("/api/v1/services", service, expect=403)
    root.patch(f"/api/v1/users/{c.user['id']}", {"role": "admin"})
    c.login("promoted@example.test", PASSWORD)
    c.post("/api/v1/services", service, expect=201)
    root.patch(f"/api/v1/users/{c.user['id']}", {"role": "viewer"})
    wait_for(lambda: c.raw("POST", "/api/v1/services", {**service, "name": "no more"}).status_code in (401, 403), 3, message="the right is gone")

"""Accounts that look after themselves: registration, confirmation, forgotten passwords, invitations, second factors, sessions, the end."""
import concurrent.futures
import statistics
import threading
import time

import pytest
from requests.adapters import HTTPAdapter

from lib.box import ADMIN, DEFAULT_TENANT, PASSWORD, Box, wait_for
from lib.mail import control, is_recovery_code, received, set_up, token, totp, wait_mail

NEW = "another long password"
A = "/api/v1/auth"


@pytest.fixture(scope="module")
def world(smtp):
    """A box that mails, with registration open."""
    with Box() as b:
        root = b.admin()
        set_up(root, smtp)
        root.patch("/api/v1/admin/settings", {"registration": True, "registration_domains": "example.test, team.test"})
        b.root = root
        yield b


def fresh(name):
    return f"{name}-{time.monotonic_ns()}@example.test"


def body(r):
    return {k: v for k, v in r.json().items() if k != "request_id"}


class From(HTTPAdapter):
    """Requests that come from an address of this machine."""

    def __init__(self, address):
        self.address = address
        super().__init__()

    def init_poolmanager(self, *args, **kw):
        super().init_poolmanager(*args, source_address=(self.address, 0), **kw)


def enrol(client, password=PASSWORD):
    """Sets up a second factor; secret and recovery codes."""
    secret = client.post(f"{A}/me/second-factor", {"password": password})["secret"]
    codes = client.post(f"{A}/me/second-factor/confirm", {"code": totp(secret)})["recovery_codes"]
    return secret, codes


# ---- registration and confirmation

def test_register_confirm_sign_in(world, smtp):
    """[DCAEI.1, DT016] who registers gets a link; before it is opened the right password is not enough, and the link works once."""
    email, a = fresh("new"), world.anonymous()
    assert a.get(f"{A}/options") == {"registration": True, "confirm": True, "mail": True}
    assert a.post(f"{A}/register", {"email": email, "password": PASSWORD, "name": "Nelly"}, expect=202) == {"confirm": True}
    link = wait_mail(smtp, email, "Confirm")
    r = a.raw("POST", f"{A}/login", {"email": email, "password": PASSWORD})
    assert r.status_code == 403 and r.json()["errors"][0]["field"] == "email"
    assert a.raw("POST", f"{A}/login", {"email": email, "password": "not the password"}).status_code == 401
    assert link["links"][0].startswith(world.url + "/verify?token=")
    a.post(f"{A}/verify", {"token": "x" + token(link)}, expect=401)
    a.post(f"{A}/reset-password", {"token": token(link), "password": NEW}, expect=401)  # a link is for one purpose
    assert a.post(f"{A}/verify", {"token": token(link)}) == {"changed": False}
    a.post(f"{A}/verify", {"token": token(link)}, expect=401)
    me = world.anonymous().login(email, PASSWORD)
    assert (me.user["role"], me.user["name"], me.user["tenant_id"]) == ("viewer", "Nelly", DEFAULT_TENANT)


def test_register_answers_alike_and_tells_the_owner(world, smtp):
    """[DT016] an address that has an account gets the same answer; its owner hears of it and nothing changes."""
    email = fresh("known")
    owner = world.user("editor", email=email)
    unknown = world.anonymous().raw("POST", f"{A}/register", {"email": fresh("unknown"), "password": NEW, "name": "x"})
    known = world.anonymous().raw("POST", f"{A}/register", {"email": email.upper(), "password": NEW, "name": "x"})
    assert known.status_code == unknown.status_code == 202 and body(known) == body(unknown)
    assert "already" in wait_mail(smtp, email)["subject"]
    owner.get(f"{A}/me")
    world.anonymous().post(f"{A}/login", {"email": email, "password": NEW}, expect=401)
    assert world.anonymous().login(email, PASSWORD).user["role"] == "editor"


@pytest.mark.parametrize("email", ["out@elsewhere.test", "out@example.test.evil.test", "out@sub.example.test", "a,b@example.test", "<a>@example.test", "ünï@example.test"])
def test_register_refuses_domains_and_addresses(world, email):
    """[C7.4] only listed domains register, and no address that a mail header could not hold."""
    r = world.anonymous().raw("POST", f"{A}/register", {"email": email, "password": PASSWORD})
    assert r.status_code == 422 and r.json()["errors"][0]["field"] == "email"


def test_register_takes_no_rights(world):
    """[C7.4] a body that asks for a role, a tenant or a confirmed address is refused: unknown fields."""
    for extra in ({"role": "superadmin"}, {"superadmin": True}, {"tenant_id": DEFAULT_TENANT}, {"confirmed": True}):
        r = world.anonymous().raw("POST", f"{A}/register", {"email": fresh("mass"), "password": PASSWORD, **extra})
        assert r.status_code == 422 and r.json()["errors"][0]["field"] == next(iter(extra))


def test_registration_is_closed_unless_allowed(shared_box):
    a = shared_box.anonymous()
    assert a.get(f"{A}/options")["registration"] is False
    a.post(f"{A}/register", {"email": fresh("closed"), "password": PASSWORD}, expect=403)
    a.post(f"{A}/forgot-password", {"email": ADMIN}, expect=409)  # without mail: said so, and the same for everybody


def test_registration_without_confirmation(box, smtp):
    """[DCAEI.1] where confirmation is off and there is no mail server, who registers signs in at once."""
    root = box.admin()
    root.patch("/api/v1/admin/settings", {"registration": True, "verify_email": False, "registration_role": "editor"})
    email = fresh("quick")
    assert box.anonymous().post(f"{A}/register", {"email": email, "password": PASSWORD}, expect=202) == {"confirm": False}
    me = box.anonymous().login(email, PASSWORD)
    assert me.user["role"] == "editor"
    account = me.get(f"{A}/me/account")
    assert account["confirmed"] is False and account["mail"] is False
    listed = next(u for u in root.pages("/api/v1/users") if u["email"] == email)
    assert listed["confirmed"] is False
    link = root.post(f"/api/v1/users/{listed['id']}/confirmation-link")  # an administrator hands the link over
    box.anonymous().post(f"{A}/verify", {"token": link["url"].split("token=")[1]})
    assert me.get(f"{A}/me/account")["confirmed"] is True
    root.post(f"/api/v1/users/{listed['id']}/confirmation-link", expect=409)
    me.post(f"{A}/me/confirmation", expect=409)


def test_the_confirmation_is_sent_again(box, smtp):
    """[DCAEI.1] who is signed in with an address that nobody confirmed asks for the letter; asking at once again sends no second one."""
    root = box.admin()
    set_up(root, smtp)
    root.patch("/api/v1/admin/settings", {"registration": True, "verify_email": False})
    email = fresh("again")
    box.anonymous().post(f"{A}/register", {"email": email, "password": PASSWORD}, expect=202)
    me = box.anonymous().login(email, PASSWORD)
    me.post(f"{A}/me/confirmation", expect=202)
    letter = wait_mail(smtp, email, "Confirm")
    me.post(f"{A}/me/confirmation", expect=202)
    me.post(f"{A}/me/email", {"email": fresh("marker"), "password": PASSWORD}, expect=202)  # letters go in order: once this one is there, no other comes
    wait_for(lambda: any("marker" in to for m in received(smtp) for to in m["to"]), 30, message="the letter after it")
    assert len(received(smtp, email, "Confirm")) == 1
    box.anonymous().post(f"{A}/verify", {"token": token(letter)})
    assert me.get(f"{A}/me/account")["confirmed"] is True
    me.post(f"{A}/me/confirmation", expect=409)


def test_register_flood_is_bounded(box, smtp):
    """Many registrations from one address are slowed down; a signed-in user is not touched."""
    root = box.admin()
    root.patch("/api/v1/admin/settings", {"registration": True, "verify_email": False})
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        codes = list(pool.map(lambda i: box.anonymous().raw("POST", f"{A}/register", {"email": fresh(f"flood{i}"), "password": PASSWORD}, timeout=120).status_code, range(60)))
    assert codes.count(202) <= 20 and set(codes) <= {202, 429, 503}, codes
    assert codes.count(429) >= 40
    root.get(f"{A}/me")


# ---- forgotten passwords

def test_forgotten_password(world, smtp):
    """[DT015, DCAEI.1] the link in the mail sets a new password once; old sessions end."""
    email = fresh("forgot")
    old = world.user("viewer", email=email)
    a = world.anonymous()
    a.call("POST", f"{A}/forgot-password", {"email": email}, expect=202)
    link = wait_mail(smtp, email, "password")
    assert link["links"][0].startswith(world.url + "/reset?token=")
    a.post(f"{A}/verify", {"token": token(link)}, expect=401)
    r = a.raw("POST", f"{A}/reset-password", {"token": token(link), "password": "short"})
    assert r.status_code == 422 and r.json()["errors"][0]["field"] == "password"
    a.post(f"{A}/reset-password", {"token": token(link), "password": NEW}, expect=204)
    a.post(f"{A}/reset-password", {"token": token(link), "password": PASSWORD}, expect=401)
    old.get(f"{A}/me", expect=401)
    world.anonymous().login(email, NEW)


def test_forgot_tells_nothing_and_sends_nothing_to_strangers(world, smtp):
    """[DT015] unknown, known and disabled addresses: one answer."""
    email, off = fresh("asked"), fresh("disabled")
    world.user("viewer", email=email)
    world.user("viewer", email=off)
    world.cli("user", "disable", off)
    stranger = fresh("stranger")
    answers = [world.anonymous().raw("POST", f"{A}/forgot-password", {"email": e}) for e in (email, stranger, off)]
    assert len({(r.status_code, r.text) for r in answers}) == 1 and answers[0].status_code == 202
    wait_mail(smtp, email)
    assert not received(smtp, stranger) and not received(smtp, off)


def test_reset_mail_by_an_administrator(world, smtp):
    email = fresh("mailed")
    world.user("viewer", email=email)
    user = next(u for u in world.root.pages("/api/v1/users") if u["email"] == email)
    world.root.post(f"/api/v1/users/{user['id']}/reset-mail", expect=202)
    mail = wait_mail(smtp, email, "password")
    assert ADMIN in mail["text"]
    world.anonymous().post(f"{A}/reset-password", {"token": token(mail), "password": NEW}, expect=204)


def test_nobody_fills_a_mailbox(world, smtp):
    """However often a link is asked for, one address gets a handful of mails."""
    email = fresh("bombed")
    world.user("viewer", email=email)
    for _ in range(8):
        world.anonymous().raw("POST", f"{A}/forgot-password", {"email": email})
    wait_mail(smtp, email)
    time.sleep(1.5)
    assert len(received(smtp, email)) == 1


@pytest.fixture(scope="module")
def timed(smtp):
    """A box without rate limits that mails, with registration open and some accounts."""
    with Box("--rate-limits", "off") as b:
        root = b.admin()
        set_up(root, smtp)
        root.patch("/api/v1/admin/settings", {"registration": True})
        b.known = [fresh(f"timed{n}") for n in range(5)]
        for email in b.known:
            root.post("/api/v1/users", {"email": email, "role": "viewer", "password": PASSWORD}, expect=201)
        yield b


FORMS = {  # path, body, the answer of both, by how much the medians may differ
    "login": (f"{A}/login", {"password": "a wrong password"}, 401, 2),  # without the hash's work for one of them it would be five and more
    "register": (f"{A}/register", {"password": NEW, "name": "x"}, 202, 2),
    "forgot-password": (f"{A}/forgot-password", {}, 202, 3),  # a few ms, without a hash on either side
}


@pytest.mark.parametrize("form", FORMS)
def test_same_time_for_known_and_unknown(timed, form):
    """[DT016] Signing in, registering and a forgotten password take as long for an unknown address as for a known one: medians of 20 each, taken in turn, each from an address
    and after a pause of its own, so that no count slows one of them down."""
    path, body, status, factor = FORMS[form]
    spent = {"known": [], "unknown": []}
    for n in range(20):
        for kind in sorted(spent, reverse=bool(n % 2)):
            client = timed.anonymous()
            client.http.mount("http://", From(f"127.3.{n}.{list(FORMS).index(form) * 2 + len(kind) % 2 + 1}"))
            client.get("/healthz")  # connected
            email = timed.known[n % len(timed.known)] if kind == "known" else fresh(f"nobody{n}")
            begin = time.perf_counter()
            r = client.raw("POST", path, {"email": email, **body})
            spent[kind].append(time.perf_counter() - begin)
            assert r.status_code == status, r.text
    known, unknown = (statistics.median(spent[k]) for k in ("known", "unknown"))
    assert 1 / factor < known / unknown < factor, f"known {known * 1000:.1f} ms, unknown {unknown * 1000:.1f} ms"


# ---- change of address

def test_change_of_address(world, smtp):
    """[DT016] the new address must be confirmed, the old one is told, and every session ends."""
    email, then = fresh("before"), fresh("after")
    c = world.user("viewer", email=email)
    assert c.raw("POST", f"{A}/me/email", {"email": then, "password": "wrong"}).json()["errors"][0]["field"] == "password"
    assert c.raw("POST", f"{A}/me/email", {"email": email, "password": PASSWORD}).json()["errors"][0]["field"] == "email"
    c.post(f"{A}/me/email", {"email": then, "password": PASSWORD}, expect=202)
    assert c.get(f"{A}/me/account")["new_email"] == then
    assert then in wait_mail(smtp, email)["text"]
    link = wait_mail(smtp, then)
    assert world.anonymous().post(f"{A}/verify", {"token": token(link)}) == {"changed": True}
    c.get(f"{A}/me", expect=401)
    world.anonymous().login(then, PASSWORD)
    world.anonymous().post(f"{A}/login", {"email": email, "password": PASSWORD}, expect=401)


def test_change_to_an_address_that_is_taken(world, smtp):
    """The answer does not tell, and the other account hears nothing."""
    other = fresh("taken")
    world.user("viewer", email=other)
    c = world.user("viewer", email=fresh("wants"))
    c.post(f"{A}/me/email", {"email": other, "password": PASSWORD}, expect=202)
    wait_mail(smtp, c.user["email"])
    assert not received(smtp, other)


# ---- the second factor

def test_second_factor(world):
    """[C9.5] set up with a code, asked for at the sign-in, a code counts once, recovery codes count once each."""
    email = fresh("factor")
    c = world.user("viewer", email=email)
    assert c.get(f"{A}/me/second-factor") == {"enabled": False, "required": False, "since": None, "recovery_codes_left": 0}
    begun = c.post(f"{A}/me/second-factor", {"password": PASSWORD})
    assert begun["uri"].startswith("otpauth://totp/Binnacle:") and begun["secret"] in begun["uri"]
    world.anonymous().login(email, PASSWORD)  # not asked for until a code was shown
    wrong = "000000" if totp(begun["secret"]) != "000000" else "111111"
    assert c.raw("POST", f"{A}/me/second-factor/confirm", {"code": wrong}).status_code == 422
    used = totp(begun["secret"])
    codes = c.post(f"{A}/me/second-factor/confirm", {"code": used})["recovery_codes"]
    assert len(set(codes)) == 10 and all(map(is_recovery_code, codes))
    c.post(f"{A}/me/second-factor", {"password": PASSWORD}, expect=409)
    a = world.anonymous()
    r = a.raw("POST", f"{A}/login", {"email": email, "password": PASSWORD})
    assert r.status_code == 401 and r.json()["errors"][0]["field"] == "otp"
    assert a.raw("POST", f"{A}/login", {"email": email, "password": PASSWORD, "otp": used}).status_code == 401  # the step was used
    r = a.raw("POST", f"{A}/login", {"email": email, "password": "wrong password", "otp": totp(begun["secret"], step=1)})
    assert r.status_code == 401 and "errors" not in r.json()  # the wrong password says nothing of the factor
    following = totp(begun["secret"], step=1)
    a.post(f"{A}/login", {"email": email, "password": PASSWORD, "otp": following}, expect=200)
    assert world.anonymous().raw("POST", f"{A}/login", {"email": email, "password": PASSWORD, "otp": following}).status_code == 401  # replayed
    world.anonymous().post(f"{A}/login", {"email": email, "password": PASSWORD, "otp": codes[0].lower().replace("-", " ")}, expect=200)
    world.anonymous().post(f"{A}/login", {"email": email, "password": PASSWORD, "otp": codes[0]}, expect=401)
    assert c.get(f"{A}/me/second-factor")["recovery_codes_left"] == 9
    renewed = c.post(f"{A}/me/second-factor/recovery-codes", {"password": PASSWORD})["recovery_codes"]
    world.anonymous().post(f"{A}/login", {"email": email, "password": PASSWORD, "otp": codes[1]}, expect=401)
    assert c.raw("POST", f"{A}/me/second-factor/remove", {"password": PASSWORD, "code": "123456"}).json()["errors"][0]["field"] == "code"
    c.post(f"{A}/me/second-factor/remove", {"password": PASSWORD, "code": renewed[0]}, expect=204)
    world.anonymous().login(email, PASSWORD)


def test_two_at_once_cannot_share_a_code(world):
    """A code that many send at the same moment lets one of them in."""
    email = fresh("race")
    secret, codes = enrol(world.user("viewer", email=email))
    code, start = totp(secret, step=1), threading.Barrier(4)

    def login(_):
        start.wait()
        return world.anonymous().raw("POST", f"{A}/login", {"email": email, "password": PASSWORD, "otp": code}, timeout=60).status_code
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(login, range(4))).count(200) == 1


def test_guessing_codes_is_throttled(world):
    """After a few wrong codes each further one has to wait."""
    email = fresh("guess")
    secret, codes = enrol(world.user("viewer", email=email))
    good = {totp(secret, step=s) for s in (-1, 0, 1, 2)}
    answers = [world.anonymous().raw("POST", f"{A}/login", {"email": email, "password": PASSWORD, "otp": f"{i:06d}"}).status_code
               for i in range(12) if f"{i:06d}" not in good]
    assert 429 in answers and 200 not in answers, answers


def test_an_administrator_resets_a_lost_factor(world):
    email = fresh("lost")
    c = world.user("viewer", email=email)
    enrol(c)
    user = next(u for u in world.root.pages("/api/v1/users") if u["email"] == email)
    assert user["second_factor"] is True
    world.user("admin").post(f"/api/v1/users/{world.root.user['id']}/second-factor/reset", expect=403)
    world.root.post(f"/api/v1/users/{user['id']}/second-factor/reset", expect=204)
    c.get(f"{A}/me", expect=401)
    world.anonymous().login(email, PASSWORD)


def test_a_required_factor_comes_first(box):
    """Where the box wants a second factor, a session without one may set it up and nothing else; at once, for sessions that run already."""
    root, viewer = box.admin(), box.user("viewer")
    root.patch("/api/v1/admin/settings", {"second_factor": "admins"})
    viewer.get("/api/v1/services")
    root.get("/api/v1/services", expect=403)
    assert root.get(f"{A}/me")["session"]["second_factor_missing"] is True
    again = box.admin()
    assert again.get(f"{A}/me")["user"]["permissions"] == ["any"]
    enrol(again)
    again.get("/api/v1/services")
    root.get("/api/v1/services")
    assert again.get(f"{A}/me/second-factor")["required"] is True
    again.patch("/api/v1/admin/settings", {"second_factor": None})


def test_a_tenant_may_want_a_second_factor(world):
    """[C9.5] of everybody who acts in it, at once, by sessions and tokens; not elsewhere, not of superadmins, who switch it off again."""
    root, member, elsewhere = world.admin(), world.user("admin", tenant="factor team"), world.user("viewer")
    t = f"/api/v1/tenants/{member.user['tenant_id']}"
    tokens = world.anonymous().post(f"{A}/token", {"email": member.user["email"], "password": PASSWORD}, expect=200)
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    assert root.get(t)["second_factor_required"] is False
    assert root.patch(t, {"second_factor_required": True})["name"] == "factor team"
    member.patch(t, {"second_factor_required": False}, expect=403)
    member.get("/api/v1/services", expect=403)
    assert member.get(f"{A}/me")["session"]["second_factor_missing"] is True and member.get(f"{A}/me/second-factor")["required"] is True
    assert world.anonymous().raw("GET", "/api/v1/services", headers=bearer).status_code == 403
    assert elsewhere.get("/api/v1/services") is not None and elsewhere.get(f"{A}/me/second-factor")["required"] is False
    root.post(f"{A}/tenant", {"tenant_id": member.user["tenant_id"]})  # break-glass: a superadmin without a second factor acts there
    root.get("/api/v1/services")
    root.patch(t, {"second_factor_required": "yes"}, expect=422)
    enrol(member)
    member.get("/api/v1/services")
    late = world.user("viewer", tenant="factor team")
    late.get("/api/v1/services", expect=403)
    root.patch(t, {"name": "factor team two"})
    late.get("/api/v1/services", expect=403)
    root.patch(t, {"second_factor_required": False})
    late.get("/api/v1/services")


# ---- sessions

def test_sessions_are_listed_and_ended(world):
    """[DT018] where the account is signed in, and signing out there."""
    email = fresh("sessions")
    c = world.user("viewer", email=email)
    others = [world.anonymous() for _ in range(3)]
    for n, o in enumerate(others):
        o.http.headers["User-Agent"] = f"Agent/{n}"
        o.login(email, PASSWORD)
    items = c.get(f"{A}/me/sessions")["items"]
    assert len(items) == 4 and [s["current"] for s in items].count(True) == 1
    first = next(s for s in items if s["user_agent"] == "Agent/0")
    assert first["remote"] == "127.0.0.1" and first["last_seen_at"] and first["expires_at"]
    world.user("viewer").delete(f"{A}/me/sessions/{first['id']}", expect=404)  # somebody else's
    c.delete(f"{A}/me/sessions/{first['id']}", expect=204)
    others[0].get(f"{A}/me", expect=401)
    c.post(f"{A}/me/sessions/end-others", expect=204)
    for o in others[1:]:
        o.get(f"{A}/me", expect=401)
    c.get(f"{A}/me")
    assert len(c.get(f"{A}/me/sessions")["items"]) == 1


def test_fixation(world):
    """A cookie that somebody planted is not the session after signing in."""
    c = world.anonymous()
    c.http.cookies.set("binnacle_session", "planted-by-somebody-else")
    r = c.raw("POST", f"{A}/login", {"email": ADMIN, "password": PASSWORD})
    assert r.status_code == 200 and "planted" not in r.headers["Set-Cookie"]
    first = r.headers["Set-Cookie"]
    assert c.raw("POST", f"{A}/login", {"email": ADMIN, "password": PASSWORD}).headers["Set-Cookie"] != first
    planted = world.anonymous()
    planted.http.cookies.set("binnacle_session", "planted-by-somebody-else")
    planted.get(f"{A}/me", expect=401)


def test_idle_and_absolute_timeouts(smtp):
    """[DT018] a session ends when nothing was asked for too long, and at its end in any case."""
    with Box("--session-idle-seconds", 3, "--session-absolute-seconds", 8) as b:
        idle, busy = b.admin(), b.admin()
        assert busy.get(f"{A}/me")["session"]["idle_timeout_seconds"] == 3
        end = time.monotonic() + 30
        ended = []
        while time.monotonic() < end and not ended:
            time.sleep(0.5)
            r = busy.raw("GET", f"{A}/me")
            ended = [r.json()["detail"]] if r.status_code == 401 else []
        assert ended and "expired" in ended[0]
        assert idle.raw("GET", f"{A}/me").status_code == 401


# ---- the own account

def test_name(world):
    c = world.user("viewer")
    assert c.patch(f"{A}/me/account", {"name": "Zoë"})["name"] == "Zoë"
    assert c.get(f"{A}/me")["user"]["name"] == "Zoë"
    assert c.raw("PATCH", f"{A}/me/account", {"name": "a\u0007b"}).status_code == 422


@pytest.mark.parametrize("how", ["disable", "delete"])
def test_the_end_of_an_account(world, how):
    email = fresh(how)
    c = world.user("viewer", email=email)
    key = c.post("/api/v1/auth/api-keys", {"name": "mine"}, expect=201)["key"]
    assert c.raw("POST", f"{A}/me/{how}", {"password": PASSWORD, "confirm": "something"}).json()["errors"][0]["field"] == "confirm"
    assert c.raw("POST", f"{A}/me/{how}", {"password": "wrong", "confirm": email}).json()["errors"][0]["field"] == "password"
    c.post(f"{A}/me/{how}", {"password": PASSWORD, "confirm": email}, expect=204)
    c.get(f"{A}/me", expect=401)
    world.anonymous().get("/api/v1/services", headers={"Authorization": f"Bearer {key}"}, expect=401)
    world.anonymous().post(f"{A}/login", {"email": email, "password": PASSWORD}, expect=401)
    assert any(u["email"] == email for u in world.root.pages("/api/v1/users")) == (how == "disable")


def test_the_last_superadmin_stays(box):
    root = box.admin()
    for how in ("disable", "delete"):
        root.post(f"{A}/me/{how}", {"password": PASSWORD, "confirm": ADMIN}, expect=409)
    box.user("superadmin", email="second@example.test")
    root.post(f"{A}/me/delete", {"password": PASSWORD, "confirm": ADMIN}, expect=204)


# ---- invitations

def test_invitation_by_mail(world, smtp):
    """[DT016] the link makes the account with the invited role, signed in, once; the address counts as confirmed."""
    email = fresh("invited")
    made = world.root.post("/api/v1/invitations", {"email": email, "role": "editor", "mail": True}, expect=201)
    assert made["mailed"] is True
    assert email in [v["email"] for v in world.root.pages("/api/v1/invitations")]
    mail = wait_mail(smtp, email, "invited")
    assert mail["links"][0] == world.url + made["url"] and ADMIN in mail["text"]
    a = world.anonymous()
    look = a.post(f"{A}/invitation", {"token": token(mail)})
    assert (look["email"], look["role"], look["has_account"], look["tenant_name"]) == (email, "editor", False, "default")
    assert a.raw("POST", f"{A}/invitation/accept", {"token": token(mail), "password": "short"}).json()["errors"][0]["field"] == "password"
    r = a.post(f"{A}/invitation/accept", {"token": token(mail), "password": PASSWORD, "name": "Inge"}, expect=200)
    assert (r["user"]["email"], r["user"]["role"], r["user"]["name"]) == (email, "editor", "Inge")
    a.get("/api/v1/services")
    world.anonymous().post(f"{A}/invitation", {"token": token(mail)}, expect=401)
    world.anonymous().post(f"{A}/invitation/accept", {"token": token(mail), "password": PASSWORD}, expect=401)
    assert a.get(f"{A}/me/account")["confirmed"] is True
    assert email not in [v["email"] for v in world.root.pages("/api/v1/invitations")]


def test_invitation_for_an_account_that_is_there(world):
    """Its owner joins by a session of their own; nobody else can, and no password is set by the link."""
    email = fresh("member")
    owner = world.user("viewer", email=email)
    chief = world.user("admin", tenant="invites-other")
    url = chief.post("/api/v1/invitations", {"email": email, "role": "editor"}, expect=201)["url"]
    t = url.split("token=")[1]
    assert world.anonymous().post(f"{A}/invitation", {"token": t})["has_account"] is True
    world.anonymous().post(f"{A}/invitation/accept", {"token": t, "password": NEW}, expect=403)
    world.user("viewer").post(f"{A}/me/memberships", {"token": t}, expect=422)
    joined = owner.post(f"{A}/me/memberships", {"token": t})
    assert (joined["tenant_name"], joined["role"]) == ("invites-other", "editor")
    owner.post(f"{A}/me/memberships", {"token": t}, expect=422)
    owner.post(f"{A}/tenant", {"tenant_id": joined["tenant_id"]})
    assert owner.get(f"{A}/me")["user"]["role"] == "editor"
    assert email in [u["email"] for u in chief.pages("/api/v1/users")]
    chief.post("/api/v1/invitations", {"email": email, "role": "viewer"}, expect=409)


def test_invitations_give_no_more_than_one_has(world):
    chief = world.user("admin")
    chief.post("/api/v1/invitations", {"email": fresh("up"), "role": "superadmin"}, expect=403)
    r = chief.raw("POST", "/api/v1/invitations", {"email": fresh("up"), "role": "emperor"})
    assert r.status_code == 422 and r.json()["errors"][0]["field"] == "role"
    world.user("editor").post("/api/v1/invitations", {"email": fresh("up"), "role": "viewer"}, expect=403)


def test_invitations_can_be_replaced_and_withdrawn(world):
    email = fresh("twice")
    old = world.root.post("/api/v1/invitations", {"email": email, "role": "viewer"}, expect=201)
    new = world.root.post("/api/v1/invitations", {"email": email, "role": "editor"}, expect=201)
    world.anonymous().post(f"{A}/invitation", {"token": old["url"].split("token=")[1]}, expect=401)
    assert world.anonymous().post(f"{A}/invitation", {"token": new["url"].split("token=")[1]})["role"] == "editor"
    other = world.user("admin", tenant="invites-third")
    other.delete(f"/api/v1/invitations/{new['id']}", expect=404)
    world.root.delete(f"/api/v1/invitations/{new['id']}", expect=204)
    world.anonymous().post(f"{A}/invitation", {"token": new["url"].split("token=")[1]}, expect=401)


# ---- links

def test_links_end_with_a_restore_and_are_in_no_backup(box, smtp):
    """A backup holds no waiting mail and no link."""
    root = box.admin()
    set_up(root, smtp, port="plain")
    control(smtp, refuse="451 4.3.0 later", at="rcpt")
    try:
        root.post("/api/v1/invitations", {"email": "kept@example.test", "role": "viewer", "mail": True}, expect=201)
        wait_for(lambda: any(m["attempts"] > 0 for m in root.get("/api/v1/admin/mail/outbox")["items"]), 20, message="a failed attempt")
        box.cli("backup", str(box.dir.parent / "b.backup"))
    finally:
        control(smtp, refuse="")
    import sqlite3
    db = sqlite3.connect(box.dir.parent / "b.backup")
    assert [db.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in ("mail_outbox", "invitation", "one_time_token", "session")] == [0, 0, 0, 0]


def test_parallel_bad_logins(box):
    """[C7.4] 500 at once: memory stays, the session that is there works meanwhile, and its owner gets in."""
    owner = box.admin()
    def rss():
        return int(open(f"/proc/{box.proc.pid}/statm").read().split()[1]) * 4096
    before = rss()
    slow = []
    with concurrent.futures.ThreadPoolExecutor(100) as pool:
        jobs = [pool.submit(lambda i=i: box.anonymous().raw("POST", f"{A}/login", {"email": f"victim{i % 50}@example.test", "password": f"bad password {i}"}, timeout=180, validate=False).status_code) for i in range(500)]
        while not all(j.done() for j in jobs):
            begin = time.perf_counter()
            owner.get(f"{A}/me")
            slow.append(time.perf_counter() - begin)
            time.sleep(0.05)
        codes = {j.result() for j in jobs}
    assert codes <= {401, 429, 503}, codes
    assert rss() - before < 200 << 20
    assert statistics.median(slow) < 1, slow
    box.admin()

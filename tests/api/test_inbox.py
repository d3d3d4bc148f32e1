"""The notice centre: what is told to whom, read, put away, muted, announced."""
import json
import time

from requests.adapters import HTTPAdapter

from lib.box import PASSWORD, wait_for
from lib.jobs import run_schedule
from lib.mail import totp

I = "/api/v1/inbox"
S = "/api/v1/services"
NOWHERE = "0190aaaa-0000-7000-8000-00000000dead"


def announce(root, title, **more):
    root.post(I + "/announcements", {"title": title, **more}, expect=204)


def titles(client, query=""):
    return [n["title"] for n in client.pages(I + query, limit=100)] if not query else [n["title"] for n in client.get(I + query)["items"]]


def test_an_announcement_reaches_everybody(shared_box, root):
    """[DF023.2] to the whole box or to a tenant; superadmins alone; taken back from everybody."""
    here, there = shared_box.user("viewer"), shared_box.user("viewer", tenant="inbox-there")
    title = f"Maintenance {time.time_ns()}"
    announce(root, title, body="From 22:00.\nUntil 23:00.", severity="warning")
    announce(root, title + " here", everywhere=False)
    assert titles(here)[:2] == [title + " here", title] and titles(there)[0] == title
    note = here.get(I)["items"][1]
    assert note["severity"] == "warning" and note["kind"] == "announcement" and not note["personal"] and not note["read"] and note["object_id"] is None
    here.post(I + "/announcements", {"title": "x"}, expect=403)
    root.post(I + "/announcements", {"title": ""}, expect=422)
    root.post(I + "/announcements", {"title": "x", "until": "tomorrow"}, expect=422)
    root.delete(f"{I}/announcements/{note['id']}", expect=204)
    root.delete(f"{I}/announcements/{note['id']}", expect=404)
    assert title not in titles(here) and title not in titles(there)
    announce(root, title + " over", until="2020-01-01T00:00:00Z")
    assert title + " over" not in titles(here)
    assert any(r["action"] == "inbox.announce" for r in root.get("/api/v1/audit?limit=50")["items"])


def test_read_unread_put_away(shared_box, root):
    """[DF023.2] marks are one's own; counts follow; lists page."""
    a, b = shared_box.user("viewer"), shared_box.user("viewer")
    names = [f"note {i} {time.time_ns()}" for i in range(5)]
    for n in names:
        announce(root, n)
    assert titles(a)[:5] == names[::-1]
    assert [n["title"] for n in a.pages(I, limit=2)][:5] == names[::-1]
    count = a.get(I + "/summary")
    newest = a.get(I)["items"][0]
    assert count["unread"] >= 5 and count["newest_id"] == newest["id"]
    a.post(f"{I}/{newest['id']}/read", expect=204)
    assert a.get(I + "/summary")["unread"] == count["unread"] - 1 and b.get(I)["items"][0]["read"] is False
    assert newest["title"] not in titles(a, "?unread=true")
    a.post(f"{I}/{newest['id']}/unread", expect=204)
    a.delete(f"{I}/{newest['id']}", expect=204)
    assert titles(a)[0] == names[3] and titles(b)[0] == names[4]
    marked = a.post(I + "/read-all", {"kind": "announcement"})["marked"]
    assert marked >= 4 and a.get(I + "/summary")["unread"] == 0 and b.get(I + "/summary")["unread"] > 0
    for path in ("/read", "/unread"):
        a.post(f"{I}/{NOWHERE}{path}", expect=404)
    a.delete(f"{I}/{NOWHERE}", expect=404)
    a.get(I + "?kind=nonsense", expect=400)


def test_kinds_say_what_may_be_muted(shared_box):
    kinds = {k["name"]: k for k in shared_box.user("viewer").get(I + "/kinds")["items"]}
    assert kinds["alert.firing"]["mutable"] and not kinds["security.sign_in"]["mutable"] and kinds["announcement"]["doc"]


def test_an_alert_is_told_to_its_tenant_as_it_happens(box, worker):
    """[DF023.2] [DF009.4] firing and resolved, live, to people of the tenant; muted at once; another tenant hears nothing it may not read."""
    root = box.admin()
    viewer, other = box.user("viewer"), box.user("viewer", tenant="elsewhere")
    deaf = box.user("viewer")
    deaf.patch("/api/v1/preferences/notifications", {"muted": ["alert.firing", "alert.resolved"]})
    ws = viewer.socket(topics=["me.inbox"])
    ws.send(json.dumps({"op": "ping"}))
    assert wait_for(lambda: "pong" in ws.recv(), 5)
    id = root.post(S, {"name": "told", "type": "http", "target": worker["url"], "interval_seconds": 1, "failures_before_down": 1, "recoveries_before_up": 1}, expect=201)["id"]
    wait_for(lambda: root.get(f"/api/v1/admin/health/services/{id}")["status"] == "healthy", 15)
    worker.stop()
    note = wait_for(lambda: next((n for n in viewer.get(I)["items"] if n["kind"] == "alert.firing"), None), 20)
    assert "told" in note["title"] and note["severity"] == "critical" and note["object_type"] == "alert" and not note["personal"]
    assert viewer.get(f"/api/v1/alerts/history/{note['object_id']}")["source_id"] == id
    heard = json.loads(ws.recv())
    assert heard["topic"] == "me.inbox" and heard["data"] == {"kind": "alert.firing", "severity": "critical"}
    assert viewer.get(I + "/summary")["important"] >= 1
    assert not any(n["kind"].startswith("alert.") for n in other.get(I)["items"] + deaf.get(I)["items"])
    root.post(f"{S}/{id}/pause", {}, expect=(200, 204))
    wait_for(lambda: any(n["kind"] == "alert.resolved" for n in viewer.get(I)["items"]), 15)
    deaf.patch("/api/v1/preferences/notifications", {"muted": []})
    assert any(n["kind"] == "alert.firing" for n in deaf.get(I)["items"])
    ws.close()


def test_who_asked_for_a_backup_hears_of_it(box):
    """[DF023.2] long work that is done, to whoever began it."""
    root, other = box.admin(), box.user("superadmin")
    made = root.post("/api/v1/admin/backup", {}, expect=(200, 201, 202))
    note = wait_for(lambda: next((n for n in root.get(I)["items"] if n["kind"] == "work.done"), None), 40)
    assert note["object_type"] == "backup" and note["object_id"] == made["id"] and note["personal"]
    assert not any(n["kind"] == "work.done" for n in other.get(I)["items"])
    other.post(f"{I}/{note['id']}/read", expect=404)


# ---- what befalls one's account

A = "/api/v1/auth"
NEW = "another good password 7"


def told(client, kind):
    return [n["title"] for n in client.pages(I, limit=100) if n["kind"] == kind and n["personal"]]


class From(HTTPAdapter):
    """Connects from another address of this machine."""

    def __init__(self, address):
        self.address = address
        super().__init__()

    def init_poolmanager(self, *args, **kw):
        super().init_poolmanager(*args, source_address=(self.address, 0), **kw)


def test_a_sign_in_from_a_new_address_is_told(shared_box):
    """[DF023.2] by password and by tokens, once for each address; the first sign-in ever and known addresses tell nothing; nobody else hears of it."""
    c, other = shared_box.user("viewer"), shared_box.user("viewer")
    shared_box.anonymous().login(c.user["email"], PASSWORD)
    assert told(c, "security.sign_in") == []
    for path, address in ((f"{A}/login", "127.0.0.2"), (f"{A}/login", "127.0.0.2"), (f"{A}/token", "127.0.0.3")):
        a = shared_box.anonymous()
        a.http.mount("http://", From(address))
        a.post(path, {"email": c.user["email"], "password": PASSWORD}, expect=200)
    assert told(c, "security.sign_in") == [f"Sign-in from a new address: 127.0.0.{n}" for n in (3, 2)]
    assert c.get(I + "/summary")["important"] >= 2 and told(other, "security.sign_in") == []


def test_password_and_second_factor_are_told(shared_box, root):
    """[DF023.2] changed by its owner, set through a link, taken away by an administrator: each tells the owner, and nobody but them."""
    c, other = shared_box.user("viewer"), shared_box.user("viewer")
    kind = "security.account"
    c.post(f"{A}/password", {"current_password": PASSWORD, "new_password": NEW}, expect=204)
    assert told(c, kind) == ["Your password was changed"]
    secret = c.post(f"{A}/me/second-factor", {"password": NEW})["secret"]
    assert len(told(c, kind)) == 1  # begun is not changed
    c.post(f"{A}/me/second-factor/confirm", {"code": totp(secret)})
    c.post(f"{A}/me/second-factor/recovery-codes", {"password": NEW})
    assert told(c, kind)[:2] == ["Your recovery codes were made anew", "A second factor was set up for your account"]
    root.post(f"/api/v1/users/{c.user['id']}/second-factor/reset", expect=204)
    link = root.post(f"/api/v1/users/{c.user['id']}/reset-password")["reset_url"].split("token=")[1]
    shared_box.anonymous().post(f"{A}/reset-password", {"token": link, "password": PASSWORD}, expect=204)
    c.login(c.user["email"], PASSWORD)
    assert told(c, kind)[:2] == ["Your password was set anew through a link", "The second factor of your account was removed"]
    root.patch(f"/api/v1/users/{c.user['id']}", {"role": "editor"})
    c.login(c.user["email"], PASSWORD)
    assert told(c, kind)[0] == "Your role is now editor" and len(told(c, kind)) == 6
    root.patch(f"/api/v1/users/{c.user['id']}", {"name": "Renamed"})
    assert len(told(c, kind)) == 6 and told(other, kind) == []


def test_a_key_is_told_when_made_and_before_it_ends(shared_box, root):
    """[DF023.2] [C9.3] a new API key, and one that ends within a week; not one that goes on for longer, and never twice."""
    c = shared_box.user("editor")
    day = lambda n: time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + n * 86400))  # noqa: E731
    c.post(f"{A}/api-keys", {"name": "short", "expires_at": day(2)}, expect=201)
    c.post(f"{A}/api-keys", {"name": "long", "expires_at": day(60)}, expect=201)
    assert told(c, "security.key") == [f"The API key {n} was made for your account" for n in ("long", "short")]
    run_schedule(shared_box.admin(), "retention")
    run_schedule(shared_box.admin(), "retention")
    assert told(c, "key.expiring") == ["The API key short ends soon"]


def test_an_accepted_invitation_is_told_to_who_invited(shared_box):
    """[DF023.2] whoever accepts, a new account or one that was there."""
    boss, other = shared_box.user("admin"), shared_box.user("admin")
    member = shared_box.user("viewer", tenant="inbox-elsewhere")
    new = f"invited-{time.monotonic_ns()}@example.test"
    for email in (new, member.user["email"]):
        link = boss.post("/api/v1/invitations", {"email": email, "role": "viewer"}, expect=201)["url"].split("token=")[1]
        if email == new:
            shared_box.anonymous().post(f"{A}/invitation/accept", {"token": link, "password": PASSWORD}, expect=200)
        else:
            member.post(f"{A}/me/memberships", {"token": link})
    assert told(boss, "invitation.accepted") == [f"{e} accepted your invitation" for e in (member.user["email"], new)]
    assert told(other, "invitation.accepted") == []

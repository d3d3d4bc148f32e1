"""What the audit trail says of signing in, of sessions that end and of accounts that change."""
import sqlite3

from lib.box import ADMIN, PASSWORD
from lib.mail import set_up

A = "/api/v1/audit"


def rows(client, **query):
    return client.get(A + "?" + "&".join(f"{k}={v}" for k, v in {"limit": 1000, **query}.items()))["items"]


def test_sign_in_and_out_name_the_account(shared_box, root):
    """[C5.1.1, C7.2] who signs in is the actor of the row, who signs out as well, and the session that ended is described."""
    viewer = shared_box.user("viewer")
    email, user_id = viewer.user["email"], viewer.user["id"]
    row = rows(root, user_id=user_id, action="auth.login")[0]
    assert (row["user_email"], row["object_type"], row["object_name"], row["status"]) == (email, "session", email, 200)
    viewer.raw("POST", "/api/v1/auth/logout")
    row = rows(root, user_id=user_id, action="auth.logout")[0]
    assert row["object_name"] == email and row["before"]["kind"] == "browser" and row["after"] is None


def test_password_and_its_sessions(shared_box, root):
    """[C5.1.3, C10.3] a new password has a row without the password, and a row for each session that it ended."""
    viewer = shared_box.user("viewer")
    other = shared_box.anonymous().login(viewer.user["email"], PASSWORD)
    viewer.raw("POST", "/api/v1/auth/password", {"current_password": PASSWORD, "new_password": "another long password"})
    row = rows(root, object_id=viewer.user["id"], action="auth.password")[0]
    assert row["user_email"] == row["object_name"] == viewer.user["email"] and row["after"] == {"password": {"set": True}}
    assert [r["object_name"] for r in rows(root, user_id=other.user["id"], action="session.end")] == [viewer.user["email"]]


def test_a_session_that_times_out(box):
    """[C7.2] nobody ends it: the row is of the account whose it was, by the box itself."""
    viewer = box.user("viewer")
    box.stop()
    db = sqlite3.connect(box.dir / "binnacle.db")
    with db:
        db.execute("UPDATE session SET last_seen_at = 1, created_at = 1 WHERE user_id = ?", (viewer.user["id"],))
    db.close()
    box.restart()
    box.restart()  # what is over is swept at the stop, and every minute
    row = rows(box.admin(), user_id=viewer.user["id"], action="session.timeout")[0]
    assert row["user_email"] == viewer.user["email"] and row["credential"].startswith("system:") and row["before"]["kind"] == "browser"


def test_mail_and_tenants_are_named(box, smtp):
    """[C5.1.2] who did it and to what, by name: the mail server and who a test mail went to, the tenant that was made, changed, entered, the account of a link."""
    root = box.admin()
    set_up(root, smtp)
    root.post("/api/v1/admin/mail/test", {"to": "named@example.test"})
    tenant = root.post("/api/v1/tenants", {"name": "named"}, expect=201)
    path = f"/api/v1/tenants/{tenant['id']}"
    root.patch(path, {"name": "named again"})
    root.post("/api/v1/auth/tenant", {"tenant_id": tenant["id"]})
    root.post("/api/v1/auth/tenant", {"tenant_id": root.user["tenant_id"]})
    viewer = box.user("viewer")
    root.post(f"{path}/members", {"email": viewer.user["email"], "role": "viewer"}, expect=201)
    root.post(f"/api/v1/users/{viewer.user['id']}/reset-password", {})
    box.anonymous().raw("POST", "/api/v1/auth/forgot-password", {"email": viewer.user["email"]})
    root.post(f"{path}/suspend")
    root.raw("GET", f"{path}/export")
    root.delete(f"{path}?name=named%20again", expect=204)
    root.delete("/api/v1/admin/mail")
    named = {(r["action"], r["object_name"]) for r in rows(root, scope="box")}
    assert named >= {("mail.update", "127.0.0.1"), ("mail.test", "named@example.test"), ("mail.delete", "127.0.0.1"), ("tenant.create", "named"), ("tenant.change", "named again"),
                     ("auth.tenant", "named again"), ("tenant.suspend", "named again"), ("tenant.export", "named again"), ("tenant.delete", "named again"),
                     ("user.reset_link", viewer.user["email"]), ("auth.forgot", viewer.user["email"])}, named
    about = [r for r in rows(root, scope="box") if r["action"].startswith(("mail.", "tenant."))]
    assert len(about) >= 8 and all(r["object_name"] and r["user_email"] == ADMIN for r in about if r["action"] != "tenant.removed"), about  # that one is the box's own, later

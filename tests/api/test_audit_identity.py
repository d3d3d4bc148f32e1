"""What the audit trail says of accounts, sign-ins and keys: who, on what by id and name, before and after."""


def newest(root, action, **query):
    return root.get("/api/v1/audit?" + "&".join(f"{k}={v}" for k, v in {"action": action, "limit": 1, **query}.items()))["items"][0]


def test_user_management(shared_box):
    """[C5.1.3, C10.3] a user that is added, changed and deleted has three rows with what was and what is."""
    root = shared_box.admin()
    made = root.post("/api/v1/users", {"email": "trail@example.test", "name": "Trail", "role": "viewer", "password": "a password of some length"}, expect=201)
    row = newest(root, "user.create", object_id=made["id"])
    assert row["user_email"] == root.user["email"] and row["object_name"] == "trail@example.test" and row["before"] is None
    assert row["after"] == {"email": "trail@example.test", "name": "Trail", "role": "viewer", "enabled": True}
    root.patch(f"/api/v1/users/{made['id']}", {"role": "editor"})
    row = newest(root, "user.update", object_id=made["id"])
    assert row["changes"] == [{"field": "role", "kind": "changed", "before": "viewer", "after": "editor"}]
    root.delete(f"/api/v1/users/{made['id']}")
    row = newest(root, "user.delete", object_id=made["id"])
    assert row["before"]["role"] == "editor" and row["after"] is None


def test_sign_in_and_out(shared_box):
    """[C7.2] the account is who acted in its own sign-in, and signing out names it too."""
    root = shared_box.admin()
    somebody = shared_box.user("viewer")
    who = somebody.user
    row = newest(root, "auth.login", object_id=who["id"])
    assert (row["user_id"], row["user_email"], row["object_name"], row["status"]) == (who["id"], who["email"], who["email"], 200)
    somebody.raw("POST", "/api/v1/auth/logout")
    row = newest(root, "auth.logout", object_id=who["id"])
    assert row["user_email"] == who["email"] and row["object_name"] == who["email"]


def test_api_keys(shared_box):
    """[C5.1.1] a key that is made and revoked is named, and the secret is nowhere."""
    root = shared_box.admin()
    made = root.post("/api/v1/auth/api-keys", {"name": "trail key", "scopes": ["service.read"]}, expect=201)
    row = newest(root, "api_key.create", object_id=made["id"])
    assert row["object_name"] == "trail key" and row["after"]["scopes"] == ["service.read"] and made["key"] not in str(row)
    root.delete(f"/api/v1/auth/api-keys/{made['id']}")
    assert newest(root, "api_key.delete", object_id=made["id"])["before"]["name"] == "trail key"

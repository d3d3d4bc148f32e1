"""Tenants, memberships and roles: who acts where, as what, and how that ends."""
from lib.box import DEFAULT_TENANT

NOWHERE = "0190aaaa-0000-7000-8000-00000000dead"


def test_a_session_goes_on_in_another_tenant(shared_box):
    """A superadmin may go anywhere; the session is then of that tenant, and so is what it sees."""
    stranger = shared_box.user("admin", tenant="switch-there")
    there = stranger.user["tenant_id"]
    root = shared_box.admin()
    mine = root.post("/api/v1/services", {"name": "stays at home", "type": "push", "target": "", "interval_seconds": 3600}, expect=201)
    places = {p["name"]: p for p in root.get("/api/v1/auth/tenants")["items"]}
    assert places["default"]["current"] and places["default"]["home"] and not places["switch-there"]["current"]
    me = root.post("/api/v1/auth/tenant", {"tenant_id": there}, expect=200)
    assert me["user"]["tenant_id"] == there and me["user"]["tenant_name"] == "switch-there" and me["csrf_token"] == root.csrf
    assert mine["id"] not in [s["id"] for s in root.pages("/api/v1/services")]
    root.get(f"/api/v1/services/{mine['id']}", expect=404)
    root.post("/api/v1/auth/tenant", {"tenant_id": DEFAULT_TENANT}, expect=200)
    root.delete(f"/api/v1/services/{mine['id']}")


def test_nobody_goes_where_they_are_no_member(shared_box):
    """404 alike whether there is such a tenant."""
    stranger = shared_box.user("admin", tenant="switch-not-there")
    viewer = shared_box.user("viewer")
    assert [p["id"] for p in viewer.get("/api/v1/auth/tenants")["items"]] == [DEFAULT_TENANT]
    for tenant in (stranger.user["tenant_id"], NOWHERE, "x", "' OR 1=1 --"):
        viewer.post("/api/v1/auth/tenant", {"tenant_id": tenant}, expect=404)
    assert viewer.get("/api/v1/auth/me")["user"]["tenant_id"] == DEFAULT_TENANT


def test_an_api_key_stays_in_its_tenant(shared_box):
    root = shared_box.admin()
    key = root.post("/api/v1/auth/api-keys", {"name": "no switch"}, expect=201)["key"]
    r = shared_box.anonymous().raw("POST", "/api/v1/auth/tenant", {"tenant_id": DEFAULT_TENANT}, headers={"Authorization": f"Bearer {key}"})
    assert r.status_code == 422

"""Every route x every role x own and foreign tenant, generated from the box's OpenAPI document (x-permission): nothing leaks, nothing is missing.

Objects by their id, and what a search, an export or a socket may hold, are test_matrix.py's."""
import re

import pytest

from lib import openapi

ROLES = ["viewer", "editor", "admin", "superadmin"]
NOWHERE = "0190aaaa-0000-7000-8000-00000000dead"


@pytest.fixture(scope="module")
def world(shared_box):
    """People of the default tenant and of a second one, the roles' matrix, and objects of the default tenant."""
    root = shared_box.admin()
    other = shared_box.user("admin", tenant="matrix-other")
    mine = root.post("/api/v1/services", {"name": "matrix service", "type": "push", "target": "", "interval_seconds": 3600}, expect=201)
    channel = root.post("/api/v1/alerts/channels", {"name": "matrix channel", "channel_type": "webhook", "config": {"url": "http://127.0.0.1:9/"}, "enabled": False}, expect=201)
    key = root.post("/api/v1/auth/api-keys", {"name": "matrix key"}, expect=201)
    return {
        "spec": openapi.document(shared_box).spec,
        "people": {"anonymous": shared_box.anonymous(), "superadmin": root, **{r: shared_box.user(r) for r in ROLES[:3]}},
        "other": other,
        "roles": {r["name"]: set(r["permissions"]) for r in root.get("/api/v1/roles")["items"]},
        "ids": {"services": mine["id"], "channels": channel["id"], "api-keys": key["id"], "users": root.user["id"]},
    }


def operations(spec):
    for template, item in spec["paths"].items():
        for method, op in item.items():
            if method in ("get", "post", "put", "patch", "delete"):
                yield method.upper(), template, op


def fill(template):
    return re.sub(r"{[^}]+}", NOWHERE, template)


def test_every_operation_names_a_permission_or_is_public(world):
    loose = [f"{m} {t}" for m, t, op in operations(world["spec"]) if not op.get("x-permission") and op.get("security") != []]
    assert loose == []


def test_roles_include_each_other(world):
    sets = [world["roles"][r] for r in ROLES]
    assert all(a < b for a, b in zip(sets, sets[1:]))


@pytest.mark.parametrize("who", ["anonymous", *ROLES])
def test_matrix(world, who):
    """Without the permission 401 or 403, with it anything else. Bodies are empty objects, ids do not exist: no row is ever made."""
    client, wrong = world["people"][who], []
    for method, template, op in operations(world["spec"]):
        perm = op.get("x-permission")
        if not perm or template.endswith(("/auth/logout", "/auth/sso/logout", "/admin/restore", "/sessions/end-others")):
            continue
        r = client.raw(method, fill(template), {} if "requestBody" in op else None, validate=False)
        allowed = who != "anonymous" and (perm == "any" or perm in world["roles"][who])
        expected = "401" if who == "anonymous" else "403" if not allowed else "not 401 or 403"
        if (r.status_code == 401) != (expected == "401") or (r.status_code == 403) != (expected == "403"):
            wrong.append(f"{method} {template} ({perm}): {r.status_code}, expected {expected}")
        if r.status_code >= 500 and r.status_code not in (502, 503, 504):
            wrong.append(f"{method} {template}: {r.status_code} {r.text[:200]}")
    assert wrong == []


def test_lists_hold_only_the_own_tenant(world):
    """No list that another tenant's administrator can read names an object of the default tenant."""
    leaks, seen = [], 0
    for method, template, op in operations(world["spec"]):
        if method != "GET" or "{" in template or not op.get("x-permission"):
            continue
        r = world["other"].raw("GET", template, validate=False)
        if r.status_code != 200:
            continue
        seen += 1
        leaks += [f"{template} shows {kind}" for kind, i in world["ids"].items() if i in r.text]
    assert seen >= 10 and leaks == []


def test_a_tenant_is_selected_by_superadmins_only(world):
    tenant = world["other"].user["tenant_id"]
    assert world["people"]["admin"].raw("GET", f"/api/v1/services?tenant_id={tenant}").status_code == 403
    assert world["people"]["superadmin"].raw("GET", f"/api/v1/services?tenant_id={tenant}").status_code == 200
    assert world["people"]["superadmin"].raw("GET", f"/api/v1/services?tenant_id={NOWHERE}").status_code == 404
    assert world["other"].raw("GET", f"/api/v1/services?tenant_id={tenant}").status_code == 200

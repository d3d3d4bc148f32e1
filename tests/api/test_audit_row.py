"""One row of the audit trail, by its number."""


def test_one_row_by_its_number(shared_box):
    """[C5.1.2] a change is in the trail with who made it, and read alone it is what the list says; not for viewers, not for other tenants."""
    root = shared_box.admin()
    made = root.post("/api/v1/services", {"name": "audit one row", "type": "push", "target": "", "interval_seconds": 60}, expect=201)
    listed = root.get(f"/api/v1/audit?object_id={made['id']}")["items"]
    assert [r["action"] for r in listed] == ["service.create"]
    row = root.get(f"/api/v1/audit/{listed[0]['id']}")
    assert row == listed[0] and row["user_email"] == root.user["email"] and row["object_id"] == made["id"]
    assert root.raw("GET", "/api/v1/audit/999999999").status_code == 404
    assert shared_box.user("viewer").raw("GET", f"/api/v1/audit/{row['id']}").status_code == 403
    assert shared_box.user("admin", tenant="audit-other").raw("GET", f"/api/v1/audit/{row['id']}").status_code == 404
    root.delete(f"/api/v1/services/{made['id']}")

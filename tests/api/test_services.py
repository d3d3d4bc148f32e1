"""Services: create, change, import, pause, maintenance, dependencies."""
import pytest

from lib.box import Box, wait_for

S = "/api/v1/services"
H = "/api/v1/admin/health/services"


def push(name, **more):
    return {"name": name, "type": "push", "target": "", "interval_seconds": 3600, **more}


def test_a_service_is_kept_as_it_was_written(root):
    body = {"name": "kept", "type": "http", "target": "http://127.0.0.1:9/x", "interval_seconds": 45, "timeout_ms": 1500, "failures_before_down": 4, "recoveries_before_up": 2,
            "tags": ["edge", "eu"], "config": {"method": "POST", "body": "ping"}}
    made = root.post(S, body, expect=201)
    got = root.get(f"{S}/{made['id']}")
    assert {k: got[k] for k in body if k != "config"} == {k: body[k] for k in body if k != "config"}
    assert got["config"]["method"] == "POST" and got["config"]["body"] == "ping"


def test_change_needs_the_version_it_saw(root):
    made = root.post(S, push("versioned"), expect=201)
    first = root.raw("GET", f"{S}/{made['id']}")
    tag = first.headers["ETag"]
    root.patch(f"{S}/{made['id']}", {"interval_seconds": 120}, headers={"If-Match": tag})
    root.patch(f"{S}/{made['id']}", {"interval_seconds": 240}, headers={"If-Match": tag}, expect=(409, 412))
    assert root.get(f"{S}/{made['id']}")["interval_seconds"] == 120
    again = root.raw("GET", f"{S}/{made['id']}", headers={"If-None-Match": root.raw("GET", f"{S}/{made['id']}").headers["ETag"]})
    assert again.status_code == 304


def test_put_writes_the_whole_service(root):
    made = root.post(S, push("whole", tags=["old"]), expect=201)
    put = root.put(f"{S}/{made['id']}", push("whole, renamed"))
    assert (put["id"], put["name"], put["tags"]) == (made["id"], "whole, renamed", [])
    root.put(f"{S}/{made['id']}", {"name": "x"}, expect=422)


def test_a_repeated_post_with_its_key_makes_one_service(root):
    key = {"Idempotency-Key": "make-one-service"}
    a = root.post(S, push("only once"), headers=key, expect=201)
    b = root.post(S, push("only once"), headers=key, expect=201)
    assert a["id"] == b["id"]
    root.post(S, push("another body"), headers=key, expect=(409, 422))
    assert len([s for s in root.pages(S) if s["name"] == "only once"]) == 1


def test_names_are_unique_in_a_tenant(root):
    root.post(S, push("twin"), expect=201)
    root.post(S, push("twin"), expect=409)


def test_a_dependency_cycle_is_refused(root):
    a = root.post(S, push("cycle a"), expect=201)
    b = root.post(S, push("cycle b", depends_on=[a["id"]]), expect=201)
    c = root.post(S, push("cycle c", depends_on=[b["id"]]), expect=201)
    r = root.raw("PATCH", f"{S}/{a['id']}", {"depends_on": [c["id"]]})
    assert r.status_code == 422 and r.json()["errors"][0]["field"].startswith("depends_on")
    root.patch(f"{S}/{a['id']}", {"depends_on": [a["id"]]}, expect=422)


def test_secrets_are_written_and_never_read(root):
    made = root.post(S, {"name": "secretive", "type": "http", "target": "http://127.0.0.1:9/", "interval_seconds": 3600,
                         "config": {"username": "u", "password": "hunter2-very-secret"}}, expect=201)
    for path in (f"{S}/{made['id']}", S, f"{H}/{made['id']}", "/api/v1/audit"):
        assert "hunter2" not in root.raw("GET", path).text, path
    data = b"".join(p.read_bytes() for p in root.box.dir.rglob("*") if p.is_file() and p.name != "secret.key")
    assert b"hunter2-very-secret" not in data


def test_pause_and_resume(root):
    made = root.post(S, push("paused one"), expect=201)
    root.post(f"{S}/{made['id']}/pause")
    assert root.get(f"{H}/{made['id']}")["status"] == "paused"
    root.post(f"{S}/{made['id']}/resume")
    assert root.get(f"{H}/{made['id']}")["status"] != "paused"


def test_import_tells_what_it_would_do_and_does_it(root):
    items = [push(f"imported {i}") for i in range(5)] + [{"name": "bad", "type": "http", "target": "nonsense"}]
    dry = root.post(f"{S}/import", {"items": items, "dry_run": True})
    assert (dry["created"], len(dry["errors"]), dry["errors"][0]["index"]) == (5, 1, 5)
    assert not [s for s in root.pages(S) if s["name"].startswith("imported")]
    assert root.post(f"{S}/import", {"items": items[:5]})["created"] == 5
    again = root.post(f"{S}/import", {"items": items[:5]})
    assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, 5)


def test_delete_takes_the_service_out_of_everything(root):
    made = root.post(S, push("short lived"), expect=201)
    root.delete(f"{S}/{made['id']}", expect=(200, 204))
    root.get(f"{S}/{made['id']}", expect=404)
    root.get(f"{H}/{made['id']}", expect=404)
    assert "short lived" not in root.raw("GET", H + "?limit=1000").text


def test_the_box_itself_is_always_watched(root):
    self = next(s for s in root.pages(H) if s["type"] == "self")
    wait_for(lambda: root.get(f"{H}/{self['id']}")["status"] == "healthy", 15, message="the box's own service healthy")
    names = {c["name"] for c in root.get(f"{H}/{self['id']}")["components"]}
    assert {"store", "scheduler"} <= {n.split()[0].lower() for n in names} | names
    root.delete(f"{S}/{self['id']}", expect=(403, 409))


def test_maintenance_hides_the_state_and_ends(root):
    made = root.post(S, push("maintained"), expect=201)
    window = root.post(f"{S}/maintenance", {"service_ids": [made["id"]], "reason": "upgrade", "starts_at": "2020-01-01T00:00:00Z", "ends_at": "2099-01-01T00:00:00Z"}, expect=201)
    wait_for(lambda: root.get(f"{H}/{made['id']}")["status"] == "maintenance", 5, message="maintenance")
    assert window["id"] in [w["id"] for w in root.get(f"{S}/maintenance")["items"]]
    root.delete(f"{S}/maintenance/{window['id']}", expect=(200, 204))
    wait_for(lambda: root.get(f"{H}/{made['id']}")["status"] != "maintenance", 5, message="end of maintenance")


def test_lists_page_without_gap_or_repeat(root):
    root.post(f"{S}/import", {"items": [push(f"paged {i:03}") for i in range(60)]})
    for path in (S + "?q=paged", H + "?q=paged"):
        names = [s["name"] for s in root.pages(path, limit=7)]
        assert len(names) == len(set(names)) == 60


def test_apply_and_export_are_each_others_mirror(box):
    """`binnacle export` writes what `binnacle apply` takes; a second apply changes nothing."""
    admin = box.admin()
    admin.post(S, push("exported", tags=["a"]), expect=201)
    text = box.cli("export", "services").stdout
    with Box() as second:
        assert "exported" in second.cli("apply", "-", "--dry-run", stdin=text).stdout
        assert "exported" not in second.admin().raw("GET", S).text
        second.cli("apply", "-", stdin=text)
        got = wait_for(lambda: [s for s in second.admin().pages(S) if s["name"] == "exported"], 5)[0]
        assert got["tags"] == ["a"]
        assert "exported" not in second.cli("apply", "-", stdin=text).stdout

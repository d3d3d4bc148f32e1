"""`binnacle job`: looking at jobs and acting on them from the console, of a running and of a stopped box."""
import json

from lib.box import wait_for

J = "/api/v1/jobs"


def outside(root, name):
    root.put(f"{J}/types/{name}", {"title": name, "max_attempts": 1})
    return name


def failed(root, kind, error):
    root.post(J, {"type": kind, "input": {}}, expect=201)
    lease = root.post(f"{J}/lease", {"worker": "w", "types": [kind]})["items"][0]
    root.post(f"{J}/{lease['id']}/fail", {"lease_id": lease["lease_id"], "error": error, "log": "looked\nfound nothing"})
    return lease["id"]


def test_list_and_show(box):
    root = box.admin()
    kind = outside(root, "cli-list")
    ids = [failed(root, kind, f"no such picture, number {i}") for i in range(3)]
    waiting = box.cli("job", "enter", kind, "{}").stdout.split()[0]
    lines = box.cli("job", "list", "--type", kind).stdout.splitlines()
    assert [line.split()[0] for line in lines] == [waiting, *reversed(ids)]
    assert "FAILED" in lines[1] and "number 2" in lines[1] and "PENDING" in lines[0]
    rows = json.loads(box.cli("job", "list", "--state", "FAILED", "--text", "NUMBER 1", "--json").stdout)
    assert [r["id"] for r in rows] == [ids[1]]
    first = box.cli("job", "list", "--type", kind, "--limit", "1")
    assert len(first.stdout.splitlines()) == 1 and "there are more" in first.stderr
    shown = box.cli("job", "show", ids[0]).stdout
    assert "no such picture, number 0" in shown and "attempt 1: failed" in shown and "found nothing" in shown
    whole = json.loads(box.cli("job", "show", ids[0], "--json").stdout)
    assert whole["job"] == root.get(f"{J}/{ids[0]}") and whole["attempts"][0]["outcome"] == "failed"
    assert f"{kind} " in box.cli("job", "types").stdout and kind in {t["name"] for t in json.loads(box.cli("job", "types", "--json").stdout)}
    box.cli("job", "cancel", waiting)


def test_acts_like_the_api_and_is_audited(box):
    root = box.admin()
    kind = outside(root, "cli-act")
    job = failed(root, kind, "broken")
    assert "tried again" in box.cli("job", "retry", job).stdout and root.get(f"{J}/{job}")["state"] == "PENDING"
    refused = box.cli("job", "retry", job, check=False)
    assert refused.returncode == 1 and "PENDING" in refused.stderr
    box.cli("job", "run", job)
    assert "cancelled" in box.cli("job", "cancel", job).stdout and root.get(f"{J}/{job}")["state"] == "CANCELLED"
    trail = [(r["action"], r["user_email"]) for r in root.get(f"/api/v1/audit?object_id={job}&limit=50")["items"]][:3]
    assert trail == [("JOB_CANCELLED", "console"), ("JOB_FORCE_RUN", "console"), ("JOB_RETRY", "console")]
    new = box.cli("job", "enter", kind, "-", stdin='{"from": "standard input"}', check=False)
    assert new.returncode == 2 and "input.from" in new.stderr  # the type has no such field
    new = box.cli("job", "enter", kind).stdout.strip()
    assert root.get(f"{J}/{new}")["created_by"] == "console"
    assert "paused" in box.cli("job", "pause", kind).stdout
    assert next(t for t in root.get(f"{J}/types")["items"] if t["name"] == kind)["paused"]
    box.cli("job", "resume", kind)
    assert not next(t for t in root.get(f"{J}/types")["items"] if t["name"] == kind)["paused"]
    assert {"JOB_TYPE_PAUSED", "JOB_TYPE_RESUMED"} <= {r["action"] for r in root.get(f"/api/v1/audit?object_id={kind}&limit=50")["items"]}


def test_a_box_of_its_own_types_and_tenants(box):
    root = box.admin()
    job = box.cli("job", "enter", "discovery").stdout.strip()
    wait_for(lambda: root.get(f"{J}/{job}")["state"] == "COMPLETED", 30, message="the job to be done")
    box.user("admin", tenant="elsewhere")
    assert box.cli("job", "list", "--tenant", "elsewhere").stdout == ""
    other = box.cli("job", "show", job, "--tenant", "elsewhere", check=False)
    assert other.returncode == 1 and "no job" in other.stderr
    for wrong in (("nonsense",), ("show",), ("list", "x"), ("enter", "discovery", "{"), ("enter", "nothing-like-it"), ("list", "--limit", "0"),
                  ("list", "--state", "DONE"), ("list", "--limit", "x")):
        assert box.cli("job", *wrong, check=False).returncode == 2, wrong
    for wrong in (("pause", "nothing-like-it"), ("show", "0190aaaa-0000-7000-8000-000000000000"), ("list", "--tenant", "nowhere")):
        assert box.cli("job", *wrong, check=False).returncode == 1, wrong


def test_of_a_stopped_box(box):
    """Entered while the box is off: done when it runs again"""
    box.admin()
    box.stop()
    job = box.cli("job", "enter", "discovery").stdout.strip()
    assert "PENDING" in box.cli("job", "list", "--type", "discovery").stdout
    box.start()
    root = box.admin()
    wait_for(lambda: root.get(f"{J}/{job}")["state"] == "COMPLETED", 30, message="the job to be done")

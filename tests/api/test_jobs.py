"""Jobs: entering, control, workers outside, schedules, and what the box does by itself."""
import csv
import io
import json
import os
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from lib.box import Box, wait_for

J = "/api/v1/jobs"
A = "/api/v1/admin/jobs"
S = "/api/v1/schedules"


def finished(client, job, states=("COMPLETED", "FAILED", "CANCELLED"), seconds=60):
    return wait_for(lambda: (j := client.get(f"{J}/{job}"))["state"] in states and j, seconds, message=f"job {job} in {states}")


def parked(client, **more):
    """A job that waits for an hour."""
    at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 3600))
    return client.post(J, {"type": "http_call", "input": {"url": "http://127.0.0.1:9/"}, "run_at": at, **more}, expect=201)


def outside(client, name, **more):
    client.put(f"{J}/types/{name}", {"title": name, "max_attempts": 1, **more})
    return name


def failed(client, name):
    """A job of an outside type that failed."""
    job = client.post(J, {"type": name, "input": {}}, expect=201)
    lease = client.post(f"{J}/lease", {"worker": "w", "types": [name]})["items"][0]
    assert lease["id"] == job["id"]
    client.post(f"{J}/{job['id']}/fail", {"lease_id": lease["lease_id"], "error": "no such picture", "log": "looked\nfound nothing"})
    return client.get(f"{J}/{job['id']}")


@pytest.mark.parametrize("family", [J, A])
def test_retry(root, family):
    """[C1.1.1, C1.1.2, C1.1.3, C1.1.4, C8.1, C10.1] retry: FAILED only, attempts and error reset, the history stays"""
    kind = outside(root, "retry-me")
    job = failed(root, kind)
    assert (job["state"], job["error"], job["attempt"]) == ("FAILED", "no such picture", 1)
    again = root.post(f"{family}/{job['id']}/retry", {})
    assert (again["state"], again["error"], again["attempt"], again["attempts"]) == ("PENDING", None, 0, 1)
    problem = root.post(f"{family}/{job['id']}/retry", {}, expect=409)
    assert "PENDING" in problem["detail"]
    attempts = root.get(f"{J}/{job['id']}/attempts")["items"]
    assert [(a["number"], a["outcome"], a["error"]) for a in attempts] == [(1, "failed", "no such picture")]
    assert attempts[0]["log"] == "looked\nfound nothing"
    root.delete(f"{family}/{job['id']}")


def test_edit_and_retry_keeps_the_original(root):
    kind = outside(root, "edit-me", fields=[{"name": "size", "type": "integer", "required": True}])
    for wrong, field in (({}, "input.size"), ({"size": "big"}, "input.size"), ({"size": 1, "colour": "red"}, "input.colour")):
        assert [p["field"] for p in root.post(J, {"type": kind, "input": wrong}, expect=422)["errors"]] == [field]
    job = root.post(J, {"type": kind, "input": {"size": 1}}, expect=201)
    lease = root.post(f"{J}/lease", {"worker": "w", "types": [kind]})["items"][0]
    root.post(f"{J}/{job['id']}/fail", {"lease_id": lease["lease_id"], "error": "too small", "for_good": True})
    root.post(f"{J}/{job['id']}/retry", {"input": {"size": "big"}}, expect=422)
    new = root.post(f"{J}/{job['id']}/retry", {"input": {"size": 2}})
    old = root.get(f"{J}/{job['id']}")
    assert new["id"] != job["id"] and new["retry_of"] == job["id"] and new["input"] == {"size": 2} and new["state"] == "PENDING"
    assert old["state"] == "FAILED" and old["input"] == {"size": 1} and [k["id"] for k in old["retried_as"]] == [new["id"]]
    assert [r["input_text"] for r in root.get(f"{J}?type={kind}")["items"]] == ['{"size":2}', '{"size":1}']


def test_edit_and_retry_keeps_the_secrets(root):
    """Whoever edits an input was not shown its secrets: left out they stay, null drops them, another value replaces them"""
    kind = outside(root, "edit-secret", fields=[{"name": "size", "type": "integer"}, {"name": "token", "type": "string", "secret": True}])
    root.post(J, {"type": kind, "input": {"size": 1, "token": "s3cret-one"}}, expect=201)
    lease = root.post(f"{J}/lease", {"worker": "w", "types": [kind]})["items"][0]
    root.post(f"{J}/{lease['id']}/fail", {"lease_id": lease["lease_id"], "error": "no", "for_good": True})
    for sent, got in (({"size": 2}, {"size": 2, "token": "s3cret-one"}), ({"token": None}, {}), ({"token": "other"}, {"token": "other"})):
        new = root.post(f"{J}/{lease['id']}/retry", {"input": sent})
        assert "s3cret" not in json.dumps(new) and new["input"].get("token") in (None, {"set": True})
        assert root.post(f"{J}/lease", {"worker": "w", "types": [kind]})["items"][0]["input"] == got
        root.delete(f"{J}/{new['id']}")
    assert "s3cret" not in json.dumps(root.get(f"{J}?type={kind}"))


def test_a_kept_secret_is_not_sent_elsewhere(root):
    """Who edits the address gives the secret again: nobody carries it off by a retry"""
    body = {"type": "http_call", "input": {"url": "http://127.0.0.1:9/a", "authorization": "Bearer s3cret"}, "max_attempts": 1}
    job = finished(root, root.post(J, body, expect=201)["id"])
    for url in ("http://127.0.0.1:10/a", "http://127.0.0.1:9@localhost:10/a", "https://127.0.0.1:9/a"):
        problem = root.post(f"{J}/{job['id']}/retry", {"input": {"url": url}}, expect=422)
        assert [e["field"] for e in problem["errors"]] in (["input.authorization"], ["input.url"]), problem
    assert root.post(f"{J}/{job['id']}/retry", {"input": {"url": "http://127.0.0.1:9/b"}})["input"]["authorization"] == {"set": True}
    there = {"url": "http://127.0.0.1:10/a"}
    assert "authorization" not in root.post(f"{J}/{job['id']}/retry", {"input": {**there, "authorization": None}})["input"]
    assert root.post(f"{J}/{job['id']}/retry", {"input": {**there, "authorization": "other"}})["input"]["authorization"] == {"set": True}


@pytest.mark.parametrize("family", [J, A])
def test_cancel(root, family):
    """[C1.2.1, C1.2.2, C1.2.3, C1.2.4, C8.2, C8.6, C10.2] cancel and DELETE: waiting or running; a late completion is 409"""
    job = parked(root)
    assert root.post(f"{family}/{job['id']}/cancel", {})["state"] == "CANCELLED"
    assert "CANCELLED" in root.post(f"{family}/{job['id']}/cancel", {}, expect=409)["detail"]
    assert root.delete(f"{family}/{parked(root)['id']}")["state"] == "CANCELLED"
    kind = outside(root, "cancel-me")
    job = root.post(J, {"type": kind, "input": {}}, expect=201)
    lease = root.post(f"{J}/lease", {"worker": "w", "types": [kind]})["items"][0]
    assert root.get(f"{family}/{job['id']}")["state"] == "RUNNING"
    gone = root.delete(f"{family}/{job['id']}")
    assert (gone["state"], gone["lease_until"]) == ("CANCELLED", None)
    root.post(f"{J}/{job['id']}/heartbeat", {"lease_id": lease["lease_id"]}, expect=409)
    root.post(f"{J}/{job['id']}/complete", {"lease_id": lease["lease_id"], "result": 1}, expect=409)
    assert root.get(f"{J}/{job['id']}")["state"] == "CANCELLED"


@pytest.mark.parametrize("family", [J, A])
def test_run_now(root, family, sink):
    """[C1.3.1, C1.3.2, C8.3] run now: a waiting job begins before its time"""
    job = parked(root)
    assert root.post(f"{family}/{job['id']}/run", {})["state"] in ("PENDING", "RUNNING", "SCHEDULED", "FAILED")
    wait_for(lambda: root.get(f"{J}/{job['id']}")["attempts"] >= 1, 30, message="an attempt")
    root.call("DELETE", f"{family}/{job['id']}", expect=(200, 409))
    root.post(f"{family}/{job['id']}/run", {}, expect=409)


def test_audit_names(root):
    """[C1.1.5, C1.2.5, C1.3.3, C10.3] every action on jobs is in the audit trail under its name"""
    kind = outside(root, "audited")
    job = failed(root, kind)
    root.post(f"{A}/{job['id']}/retry", {})
    root.post(f"{A}/{job['id']}/run", {})
    root.post(f"{A}/{job['id']}/cancel", {})
    other = parked(root)
    bulk = root.post(f"{A}/bulk", {"action": "cancel", "ids": [other["id"]]})
    rows = root.get(f"/api/v1/audit?object_id={job['id']}&limit=50")["items"]
    assert [r["action"] for r in rows] == ["JOB_CANCELLED", "JOB_FORCE_RUN", "JOB_RETRY", "JOB_CREATED"]
    assert [r["action"] for r in root.get(f"/api/v1/audit?object_id={bulk['action_id']}")["items"]] == ["JOB_BULK"]


def test_bulk(root):
    """[C8.4, C2.2.5] a preview freezes what matches; the action is done once, and taken back within 10 s"""
    kind = outside(root, "bulk")
    ids = [root.post(J, {"type": kind, "input": {}}, expect=201)["id"] for _ in range(5)]
    preview = root.post(f"{A}/bulk/preview", {"action": "cancel", "filter": {"type": kind}})
    assert preview["count"] == 5 and not preview["more"]
    late = root.post(J, {"type": kind, "input": {}}, expect=201)["id"]
    key = {"Idempotency-Key": "bulk-once"}
    body = {"action": "cancel", "selection_id": preview["selection_id"]}
    done = root.post(f"{A}/bulk", body, headers=key)
    assert (done["done"], done["refused"]) == (5, 0)
    assert root.post(f"{A}/bulk", body, headers=key) == done  # the first answer again
    root.post(f"{A}/bulk", body, expect=409)
    assert root.get(f"{J}/{late}")["state"] == "PENDING"
    assert root.post(f"{J}/actions/{done['action_id']}/undo") == {"undone": 5, "kept": 0}
    assert {root.get(f"{J}/{i}")["state"] for i in ids} == {"PENDING"}
    root.post(f"{J}/actions/{done['action_id']}/undo", expect=409)
    again = root.post(f"{J}/bulk", {"action": "cancel", "ids": ids + [late, "0190aaaa-0000-7000-8000-000000000000"]})
    assert (again["done"], again["refused"]) == (6, 1)
    preview = root.post(f"{J}/bulk/preview", {"action": "retry", "filter": {"type": kind}})
    assert preview["count"] == 0
    about = root.post(J, {"type": kind, "subject": {"type": "image", "id": "p-1"}, "parent_id": late}, expect=201)["id"]
    root.post(J, {"type": kind}, expect=201)
    for narrow in ({"subject_type": "image", "subject_id": "p-1"}, {"parent_id": late}):
        assert root.post(f"{J}/bulk/preview", {"action": "cancel", "filter": {"type": kind, **narrow}})["count"] == 1
    root.delete(f"{J}/{about}")
    root.post(f"{J}/bulk", {"action": "cancel"}, expect=422)


def test_http_call(root, sink):
    """A call to another system: the answer is result and artefact, the secret is sealed; a wrong status is a failure that is tried again"""
    job = root.post(J, {"type": "http_call", "input": {"url": sink["url"] + "/x", "body": "{\"a\":1}", "authorization": "Bearer s3cret-value"},
                        "subject": {"type": "service", "id": "s-1"}}, expect=201)
    assert "s3cret" not in json.dumps(root.get(f"{J}/{job['id']}")) and root.get(f"{J}/{job['id']}")["input"]["authorization"] == {"set": True}
    done = finished(root, job["id"])
    assert done["state"] == "COMPLETED" and done["result"]["status"] == 204, done
    assert root.get(f"{J}?subject_type=service&subject_id=s-1")["items"][0]["id"] == job["id"]
    log = root.get(f"{J}/{job['id']}/attempts")["items"][0]["log"]
    assert "answered 204" in log and "s3cret" not in log
    got = finished(root, root.post(J, {"type": "http_call", "input": {"method": "GET", "url": sink["url"] + "/received"}}, expect=201)["id"])
    assert [a["name"] for a in got["artefacts"]] == ["answer"]
    answer = root.raw("GET", f"{J}/{got['id']}/artefacts/answer")
    assert "attachment" in answer.headers["Content-Disposition"] and len(answer.content) == got["artefacts"][0]["bytes"] == got["result"]["body_bytes"]
    assert json.loads(answer.content)[0]["headers"]["authorization"] == "Bearer s3cret-value"
    root.call("GET", f"{J}/{job['id']}/artefacts/none", expect=404)
    bad = root.post(J, {"type": "http_call", "input": {"url": sink["url"] + "/x", "expected_status": 418}, "max_attempts": 1}, expect=201)
    assert "expected 418" in finished(root, bad["id"])["error"]
    root.post(J, {"type": "http_call", "input": {"url": "ftp://x/"}}, expect=422)


def test_the_outgoing_policy_holds(box):
    """A tenant that may not reach loopback does not reach it by a job; the box's own listener is denied to everybody"""
    root = box.admin()
    job = root.post(J, {"type": "http_call", "input": {"url": box.url + "/healthz", "method": "GET"}}, expect=201)
    done = finished(root, job["id"])
    assert done["state"] == "FAILED" and done["attempts"] == 1, done
    other = box.user("admin", tenant="elsewhere")
    job = other.post(J, {"type": "http_call", "input": {"url": "http://127.0.0.1:9/", "method": "GET"}}, expect=201)
    done = finished(other, job["id"])
    assert done["state"] == "FAILED" and done["attempts"] == 1 and "127.0.0.1" in done["error"], done


def test_unique_keys_over_the_api(root):
    first = parked(root, unique_key="nightly")
    again = root.raw("POST", J, {"type": "http_call", "input": {"url": "http://127.0.0.1:9/"}, "unique_key": "nightly"})
    assert again.headers["X-Job-Existing"] == "true" and again.json()["id"] == first["id"]
    root.delete(f"{J}/{first['id']}")


def test_one_unique_key_from_64_clients(shared_box, root):
    """64 clients at once with the same key: one job is made, the others are given it"""
    kind = outside(root, "once")
    clients = [shared_box.admin() for _ in range(4)]

    def enter(i):
        return clients[i % 4].raw("POST", J, {"type": kind, "input": {}, "unique_key": "the same"}, validate=False)
    with ThreadPoolExecutor(64) as pool:
        answers = list(pool.map(enter, range(64)))
    assert {a.status_code for a in answers} == {201} and len({a.json()["id"] for a in answers}) == 1
    assert sum("X-Job-Existing" not in a.headers for a in answers) == 1
    assert len(root.get(f"{J}?type={kind}")["items"]) == 1
    root.delete(f"{J}/{answers[0].json()['id']}")


def test_cancel_races_complete(root, shared_box):
    """A worker completes in the moment of the cancellation: one of the two is told no, and the job is what the other said"""
    kind, other = outside(root, "raced", concurrency=100), shared_box.admin()
    seen = set()
    for i in range(40):
        job = root.post(J, {"type": kind, "input": {}}, expect=201)["id"]
        lease = root.post(f"{J}/lease", {"worker": "w", "types": [kind]})["items"][0]["lease_id"]
        with ThreadPoolExecutor(2) as pool:
            asked = [(other, f"{J}/{job}/cancel", {}), (root, f"{J}/{job}/complete", {"lease_id": lease, "result": i})]
            cancel, complete = pool.map(lambda x: x[0].raw("POST", x[1], x[2]).status_code, asked if i % 2 else asked[::-1])
            cancel, complete = (cancel, complete) if i % 2 else (complete, cancel)
        assert {cancel, complete} == {200, 409}, (cancel, complete)
        state = root.get(f"{J}/{job}")["state"]
        assert state == ("CANCELLED" if cancel == 200 else "COMPLETED")
        assert [a["outcome"] for a in root.get(f"{J}/{job}/attempts")["items"]] == [state.lower()]
        seen.add(state)
    assert seen <= {"CANCELLED", "COMPLETED"}


def test_each_action_once_by_its_idempotency_key(root):
    """[C8.8] the same key again is the first answer again, and nothing is done twice"""
    kind = outside(root, "keyed")
    key = {"Idempotency-Key": "enter-once"}
    first = root.post(J, {"type": kind, "input": {}}, headers=key, expect=201)
    assert root.post(J, {"type": kind, "input": {}}, headers=key, expect=201) == first
    assert len(root.get(f"{J}?type={kind}")["items"]) == 1
    lease = root.post(f"{J}/lease", {"worker": "w", "types": [kind]})["items"][0]
    root.post(f"{J}/{first['id']}/fail", {"lease_id": lease["lease_id"], "error": "x", "for_good": True})
    for action, state in (("retry", "PENDING"), ("run", "PENDING"), ("cancel", "CANCELLED")):
        key = {"Idempotency-Key": f"{action}-once"}
        done = root.post(f"{J}/{first['id']}/{action}", {}, headers=key)
        assert done["state"] == state
        assert root.post(f"{J}/{first['id']}/{action}", {}, headers=key) == done
        rows = root.get(f"/api/v1/audit?object_id={first['id']}&limit=50")["items"]
        assert len([r for r in rows if r["action"] == {"retry": "JOB_RETRY", "run": "JOB_FORCE_RUN", "cancel": "JOB_CANCELLED"}[action]]) == 1
    body = {"action": "cancel", "ids": [first["id"]]}
    other = root.raw("POST", f"{J}/bulk", {**body, "action": "run"}, headers={"Idempotency-Key": "cancel-once"})
    assert other.status_code in (409, 422)  # a key belongs to one request


def test_undo_leaves_alone_what_has_started(root):
    kind = outside(root, "undone")
    ids = [failed(root, kind)["id"] for _ in range(3)]
    done = root.post(f"{J}/bulk", {"action": "retry", "ids": ids})
    assert (done["done"], done["refused"]) == (3, 0)
    begun = root.post(f"{J}/lease", {"worker": "w", "types": [kind], "count": 1})["items"][0]
    assert root.post(f"{J}/actions/{done['action_id']}/undo") == {"undone": 2, "kept": 1}
    assert root.get(f"{J}/{begun['id']}")["state"] == "RUNNING"
    back = [root.get(f"{J}/{i}") for i in ids if i != begun["id"]]
    assert {(j["state"], j["error"], j["attempt"]) for j in back} == {("FAILED", "no such picture", 1)}
    assert root.get(f"/api/v1/audit?object_id={done['action_id']}&limit=50")["items"]
    assert [r["status"] for r in root.get("/api/v1/audit?action=JOB_UNDO&limit=1")["items"]] == [200]
    root.delete(f"{J}/{begun['id']}")


def test_actions_are_rate_limited():
    """Every action on jobs has its rate: over it is 429 with Retry-After, and nothing is done"""
    with Box("--rate-limits", "on") as box:
        root = box.user("admin")  # who may set the limits has none
        paths = [f"{J}/{{id}}/retry", f"{J}/{{id}}/cancel", f"{J}/{{id}}/run", f"{J}/bulk", f"{J}/bulk/preview", f"{J}/actions/{{id}}/undo",
                 f"{J}/types/{{name}}/pause", f"{J}/types/{{name}}/resume", f"{J}/queues/{{name}}/pause", J, f"{J}/batch"]
        doc = box.admin().get("/api/openapi.json")["paths"]
        assert {doc[p]["post"]["x-rate-class"] for p in paths} <= {"write", "ingest", "expensive"}
        job = parked(root)["id"]
        with ThreadPoolExecutor(8) as pool:
            for _ in range(20):
                codes = list(pool.map(lambda _: root.raw("POST", f"{J}/{job}/retry", {}, validate=False), range(500)))
                assert {r.status_code for r in codes} <= {409, 429}
                if refused := [r for r in codes if r.status_code == 429]:
                    break
        assert refused, "10,000 in a row and none was refused"
        assert int(refused[-1].headers["Retry-After"]) >= 1
        assert root.get(f"{J}/{job}")["state"] == "SCHEDULED"


def test_a_text_is_looked_for_page_by_page(root):
    """Each page looks at a bounded number of jobs; following the cursor finds all of them"""
    kind = outside(root, "texts", fields=[{"name": "note", "type": "string"}])
    ids = []
    for n in range(3):
        ids += root.post(f"{J}/batch", {"items": [{"type": kind, "input": {"note": f"Number {n}-{i}"}} for i in range(100)]}, expect=201)["ids"]
    assert [j["id"] for j in root.get(f"{J}?type={kind}&q=number%202-99")["items"]] == [ids[-1]]
    found = root.pages(f"{J}?type={kind}&q=NUMBER%201-", limit=30)
    assert [j["id"] for j in found] == ids[199:99:-1]
    assert root.get(f"{J}?type={kind}&q=number%209-")["items"] == []
    at = root.get(f"{J}/{ids[150]}")["created_at"]
    assert {j["id"] for j in root.pages(f"{J}?type={kind}&to={at}")} <= set(ids[:200])
    assert ids[150] in {j["id"] for j in root.pages(f"{J}?type={kind}&from={at}")}
    for state, queue in (("PENDING", "external"), ("COMPLETED", "external"), ("FAILED", "network")):
        for more in ("", f"&type={kind}", f"&queue={queue}", f"&type={kind}&queue={queue}", "&schedule_id=0190aaaa-0000-7000-8000-000000000000",
                     f"&subject_type=service&subject_id=s-1&type={kind}"):
            rows = root.get(f"{J}?state={state}{more}&limit=100")["items"]
            assert all(r["state"] == state for r in rows), more
    assert len(root.pages(f"{J}?queue=external&type={kind}", limit=100)) == 300
    root.post(f"{J}/bulk", {"action": "cancel", "selection_id": root.post(f"{J}/bulk/preview", {"action": "cancel", "filter": {"type": kind}})["selection_id"]})
    assert len(root.pages(f"{J}?state=CANCELLED&type={kind}", limit=100)) == 300


def test_after_and_batch(root):
    first = parked(root)
    then = root.post(J, {"type": "http_call", "input": {"url": "http://127.0.0.1:9/"}, "after": first["id"], "parent_id": first["id"]}, expect=201)
    assert then["state"] == "SCHEDULED" and then["after"] == first["id"]
    assert [k["id"] for k in root.get(f"{J}/{first['id']}")["children"]] == [then["id"]]
    root.delete(f"{J}/{first['id']}")
    assert root.get(f"{J}/{then['id']}")["state"] == "CANCELLED"
    kind = outside(root, "batched")
    out = root.post(f"{J}/batch", {"items": [{"type": kind, "input": {}} for _ in range(20)]}, expect=201)
    assert len(set(out["ids"])) == 20 and out["existing"] == 0
    root.post(f"{J}/batch", {"items": [{"type": kind, "input": {}}, {"type": "nothing"}]}, expect=422)
    assert len(root.pages(f"{J}?type={kind}", limit=7)) == 20
    assert root.get(f"{J}?type={kind}&state=PENDING&q=nothing-like-it")["items"] == []


def test_workers_outside(box):
    """A worker with a key of its own: lease, heartbeat, complete; a lease that ends comes back; what comes late is 409"""
    root = box.admin()
    kind = outside(root, "render", lease_seconds=5, max_attempts=3, backoff_seconds=1, concurrency=2,
                   fields=[{"name": "picture", "type": "string", "required": True}, {"name": "token", "type": "string", "secret": True}])
    key = root.post("/api/v1/auth/api-keys", {"name": "renderer", "scopes": ["job.work"]}, expect=201)["key"]
    worker = box.anonymous()
    worker.http.headers["Authorization"] = f"Bearer {key}"
    worker.call("GET", J, expect=403)
    ids = [root.post(J, {"type": kind, "input": {"picture": f"p{i}", "token": "very-secret"}}, expect=201)["id"] for i in range(3)]
    got = worker.post(f"{J}/lease", {"worker": "renderer-1", "types": [kind], "count": 10})["items"]
    assert [g["id"] for g in got] == ids[:2] and got[0]["input"] == {"picture": "p0", "token": "very-secret"}
    assert worker.post(f"{J}/lease", {"worker": "renderer-1", "types": [kind], "count": 10})["items"] == []  # its limit
    worker.post(f"{J}/{ids[0]}/heartbeat", {"lease_id": got[0]["lease_id"], "progress": 40, "progress_text": "drawing"})
    assert root.get(f"{J}/{ids[0]}")["progress"] == 40
    worker.post(f"{J}/{ids[0]}/complete", {"lease_id": got[0]["lease_id"], "result": {"url": "x"}})
    assert root.get(f"{J}/{ids[0]}")["result"] == {"url": "x"}
    worker.post(f"{J}/{ids[0]}/complete", {"lease_id": got[0]["lease_id"]}, expect=409)
    wait_for(lambda: root.get(f"{J}/{ids[1]}")["state"] != "RUNNING", 30, message="the lease to end")
    worker.post(f"{J}/{ids[1]}/complete", {"lease_id": got[1]["lease_id"]}, expect=409)
    assert root.get(f"{J}/{ids[1]}/attempts")["items"][0]["outcome"] == "lost"
    worker.post(f"{J}/lease", {"worker": "x", "types": ["http_call"]}, expect=409)
    types = {t["name"]: t for t in root.get(f"{J}/types")["items"]}
    assert types[kind]["external"] and types[kind]["schema"]["required"] == ["picture"] and not types["http_call"]["external"]
    root.call("DELETE", f"{J}/types/{kind}", expect=409)
    root.post(f"{J}/bulk", {"action": "cancel", "ids": ids})
    root.delete(f"{J}/types/{kind}", expect=204)
    root.call("DELETE", f"{J}/types/{kind}", expect=404)
    root.call("PUT", f"{J}/types/http_call", {"title": "mine"}, expect=422)


def test_pause_and_resume(root):
    kind = outside(root, "paused")
    for what, name in (("types", kind), ("queues", "external")):
        root.post(f"{J}/{what}/{name}/pause")
        row = next(x for x in root.get(f"{J}/{what}")["items"] if x["name"] == name)
        assert row["paused"] and row["paused_by"] == "root@example.test" and row["paused_at"]
        job = root.post(J, {"type": kind, "input": {}}, expect=201)
        assert root.post(f"{J}/lease", {"worker": "w", "types": [kind]})["items"] == []
        resumed = next(x for x in root.post(f"{J}/{what}/{name}/resume")["items"] if x["name"] == name)
        assert (resumed["paused"], resumed["paused_by"], resumed["paused_at"]) == (False, None, None)
        assert [x["id"] for x in root.post(f"{J}/lease", {"worker": "w", "types": [kind]})["items"]] == [job["id"]]
        root.delete(f"{J}/{job['id']}")
    root.call("POST", f"{J}/types/nothing/pause", expect=404)
    root.call("POST", f"{J}/queues/nothing/pause", expect=404)


def test_schedules(root):
    body = {"name": "every second", "type": "http_call", "input": {"url": "http://127.0.0.1:9/", "method": "GET"}, "interval_seconds": 1}
    s = root.post(f"{S}", body, expect=201)
    assert len(s["next_runs"]) == 5 and s["overlap"] == "skip"
    root.post(f"{S}", body, expect=409)
    wait_for(lambda: root.get(f"{S}/{s['id']}")["last_job_id"], 30, message="a run")
    assert root.post(f"{S}/{s['id']}/pause")["enabled"] is False
    assert root.post(f"{S}/{s['id']}/resume")["enabled"] is True
    job = root.post(f"{S}/{s['id']}/run")["job_id"]
    assert root.get(f"{J}/{job}")["schedule_id"] == s["id"]
    version = root.raw("GET", f"{S}/{s['id']}").headers["ETag"]
    changed = root.put(f"{S}/{s['id']}", {**body, "interval_seconds": None, "cron": "30 2 * * *", "time_zone": "Europe/Berlin"}, headers={"If-Match": version})
    assert changed["cron"] == "30 2 * * *" and changed["interval_seconds"] is None
    root.call("PUT", f"{S}/{s['id']}", body, expect=412, headers={"If-Match": version})
    root.delete(f"{S}/{s['id']}", expect=204)
    root.call("GET", f"{S}/{s['id']}", expect=404)
    assert len(root.get(f"{S}/times?cron=*/5%20*%20*%20*%20*&time_zone=Asia/Kathmandu")["next_runs"]) == 10
    for query in ("cron=61%20*%20*%20*%20*", "cron=*%20*%20*%20*%20*&time_zone=Moon/Base", "", "cron=1%201%201%201%201&interval_seconds=5"):
        root.call("GET", f"{S}/times?{query}", expect=422)


def test_the_box_works_by_jobs(box):
    """Backups, the rehearsal of a restore, retention, the audit trail's head and verification are jobs with schedules; the backup's follows its page"""
    root = box.admin()
    plans = {s["name"]: s for s in root.get(f"{S}")["items"]}
    assert set(plans) == {"Backup", "Restore rehearsal", "Retention", "Audit head", "Audit verification", "Tidying up"} and all(s["built_in"] for s in plans.values())
    root.call("DELETE", f"{S}/{plans['Retention']['id']}", expect=409)
    root.call("POST", f"{S}/{plans['Backup']['id']}/pause", expect=409)
    schedule = root.get("/api/v1/admin/backup/schedule")
    root.put("/api/v1/admin/backup/schedule", {**{k: schedule[k] for k in ("enabled", "keep", "full")}, "at": "04:17"})
    assert root.get(f"{S}/{plans['Backup']['id']}")["cron"] == "17 4 * * *"
    for name in plans:
        job = root.post(f"{S}/{plans[name]['id']}/run")["job_id"]
        done = finished(root, job, seconds=120)
        assert done["state"] == "COMPLETED", done
    assert root.get("/api/v1/admin/backup")["items"][0]["kind"] == "scheduled"
    assert not [f for f in os.listdir(box.dir) if f.startswith("rehearsal")]
    job = root.post(J, {"type": "discovery"}, expect=201)
    assert finished(root, job["id"])["result"] == {"sources": 0, "found": 0}
    root.post("/api/v1/ops/workers/discovery", {"name": "nobody there", "kind": "registry", "url": "http://127.0.0.1:9/workers", "interval_seconds": 3600}, expect=201)
    done = finished(root, root.post(J, {"type": "discovery", "max_attempts": 1}, expect=201)["id"])
    assert done["state"] == "FAILED" and "1 of 1 sources failed, nobody there:" in done["error"], done
    assert "nobody there: " in root.get(f"{J}/{done['id']}/attempts")["items"][0]["log"]


def test_the_audit_trail_is_kept_by_jobs(tmp_path):
    """The head goes to every sink, and a sink that does not take it fails the job; a broken chain fails the verification for good"""
    with Box("--audit-dir", tmp_path) as box:
        root = box.admin()
        root.post("/api/v1/audit/sinks", {"name": "File", "kind": "file", "config": {"file": "heads.jsonl"}}, expect=201)
        plans = {s["type"]: s["id"] for s in root.get(S)["items"]}
        done = finished(root, root.post(f"{S}/{plans['audit_head']}/run")["job_id"])
        assert done["state"] == "COMPLETED" and done["result"] == {"sent": 1, "failed": 0}
        assert len((tmp_path / "heads.jsonl").read_text().splitlines()) == 1
        done = finished(root, root.post(f"{S}/{plans['audit_verification']}/run")["job_id"])
        assert done["state"] == "COMPLETED" and done["result"]["unbroken"] and done["result"]["rows"] > 0
        root.post("/api/v1/audit/sinks", {"name": "Dead", "kind": "syslog", "config": {"host": "127.0.0.1", "port": 9, "protocol": "tcp"}}, expect=201)
        done = finished(root, root.post(f"{S}/{plans['audit_head']}/run")["job_id"])
        assert (done["state"], done["attempts"]) == ("FAILED", 1) and "1 of 2 sinks" in done["error"]
        box.stop()
        with sqlite3.connect(box.dir / "binnacle.db") as db:
            db.execute("DELETE FROM audit WHERE seq > 3")
            db.execute("UPDATE audit_head SET seq = 3")
        box.start()
        root = box.admin()
        done = finished(root, root.post(f"{S}/{plans['audit_verification']}/run")["job_id"])
        assert (done["state"], done["attempts"]) == ("FAILED", 1) and done["error"].startswith("audit: "), done
        assert root.get("/api/v1/audit/integrity")["status"] == "broken"


def test_report(box):
    """The availability of a tenant's services: a page, CSV and JSON that say the same; only of what the caller may read"""
    root = box.admin()
    root.post("/api/v1/services", {"name": "<b>Front & back</b>", "type": "push", "target": "", "interval_seconds": 3600, "tags": ["shop"]}, expect=201)
    root.post("/api/v1/services", {"name": "=1+1", "type": "push", "target": "", "interval_seconds": 3600}, expect=201)
    done = finished(root, root.post(J, {"type": "report", "input": {"days": 7}}, expect=201)["id"])
    assert done["state"] == "COMPLETED" and done["result"]["services"] >= 2, done
    assert {a["name"] for a in done["artefacts"]} == {"availability.html", "availability.csv", "availability.json"}
    text = {a["name"].split(".")[1]: root.raw("GET", f"{J}/{done['id']}/artefacts/{a['name']}").text for a in done["artefacts"]}
    rows = {r["name"]: r for r in json.loads(text["json"])["services"]}
    table = {r["service"].lstrip("'"): r for r in csv.DictReader(io.StringIO(text["csv"]))}
    assert set(rows) == set(table) and len(rows) == done["result"]["services"]
    own = rows["Binnacle"] if "Binnacle" in rows else next(iter(rows.values()))
    assert all(float(table[n]["uptime_pct"] or -1) == (r["uptime_pct"] if r["uptime_pct"] is not None else -1) for n, r in rows.items())
    assert own["checks"] >= 0 and rows["=1+1"]["outages"] == 0
    assert "&lt;b&gt;Front &amp; back&lt;/b&gt;" in text["html"] and "<b>Front" not in text["html"]
    assert "'=1+1" in text["csv"]  # no formula
    only = finished(root, root.post(J, {"type": "report", "input": {"tag": "shop"}}, expect=201)["id"])
    assert only["result"]["services"] == 1
    other = box.user("editor", tenant="reported")
    done = finished(other, other.post(J, {"type": "report"}, expect=201)["id"])
    assert done["result"]["services"] == 0 and done["result"]["uptime_pct"] is None
    for wrong in ({"days": 0}, {"days": 367}, {"day": 3}):
        root.post(J, {"type": "report", "input": wrong}, expect=422)


def test_export(box):
    """Services, alerts and jobs as files, each whole in itself; a tenant's own only, and only by who may read them"""
    root = box.admin()
    kind = outside(root, "exported", fields=[{"name": "note", "type": "string"}])
    for _ in range(3):
        root.post(f"{J}/batch", {"items": [{"type": kind, "input": {}} for _ in range(1000)]}, expect=201)
    root.post("/api/v1/services", {"name": "Exported", "type": "push", "target": "", "interval_seconds": 3600}, expect=201)

    def export(client, **asked):
        done = finished(client, client.post(J, {"type": "export", "input": asked}, expect=201)["id"])
        assert done["state"] == "COMPLETED", done
        return done["result"], [client.raw("GET", f"{J}/{done['id']}/artefacts/{a['name']}").content.decode() for a in done["artefacts"]]
    result, files = export(root, what="jobs")
    rows = [r for f in files for r in csv.DictReader(io.StringIO(f))]
    assert result["complete"] and result["rows"] == len(rows) >= 3000 and result["files"] == len(files)
    assert len({r["id"] for r in rows}) == len(rows) and sum(r["type"] == kind for r in rows) == 3000
    assert all(len(f.encode()) <= 1 << 20 for f in files)
    result, files = export(root, what="jobs", format="jsonl", to="2000-01-01T00:00:00Z")
    assert result == {"rows": 0, "files": 1, "complete": True} and files == [""]
    result, files = export(root, what="services", format="jsonl")
    assert "Exported" in {json.loads(line)["name"] for f in files for line in f.splitlines()}
    result, files = export(root, what="alerts")
    assert result["complete"]
    other = box.user("editor", tenant="exporting")
    result, files = export(other, what="services")
    assert result["rows"] == 0
    for wrong in ({}, {"what": "users"}, {"what": "jobs", "format": "xml"}):
        root.post(J, {"type": "export", "input": wrong}, expect=422)
    # Who may enter jobs, and not see alerts, gets none by a job.
    key = root.post("/api/v1/auth/api-keys", {"name": "narrow", "scopes": ["job.run", "job.read", "job.admin"]}, expect=201)["key"]
    narrow = box.anonymous()
    narrow.http.headers["Authorization"] = f"Bearer {key}"
    assert "service.read" in narrow.call("POST", J, {"type": "export", "input": {"what": "alerts"}}, expect=403)["detail"]
    narrow.call("POST", S, {"name": "by a schedule", "type": "export", "input": {"what": "alerts"}, "interval_seconds": 60}, expect=403)
    narrow.call("POST", f"{J}/batch", {"items": [{"type": "report"}]}, expect=403)


def test_who_may(shared_box, root):
    editor, viewer, admin = shared_box.user("editor"), shared_box.user("viewer"), shared_box.user("admin")
    job = parked(editor)
    viewer.get(f"{J}/{job['id']}")
    viewer.call("POST", f"{J}/{job['id']}/cancel", {}, expect=403)
    editor.call("POST", f"{A}/{job['id']}/cancel", {}, expect=403)
    admin.post(f"{A}/{job['id']}/cancel", {})
    assert admin.get(f"{A}?state=CANCELLED&limit=1")["items"][0]["id"] == job["id"]
    editor.call("GET", A, expect=403)
    for kind in ("backup", "retention", "restore_rehearsal", "audit_head", "audit_verification", "cleanup", "shell_command"):
        admin.call("POST", J, {"type": kind, "input": {"command": "x"} if kind == "shell_command" else {}}, expect=403)
        admin.call("POST", f"{S}", {"name": kind, "type": kind, "input": {}, "interval_seconds": 5}, expect=403)
    command = finished(root, root.post(J, {"type": "shell_command", "input": {"command": "x"}}, expect=201)["id"])
    assert command["state"] == "FAILED"  # there is no list of commands
    editor.call("POST", f"{J}/{command['id']}/retry", {"input": {"command": "y"}}, expect=403)
    root.post(f"{J}/{command['id']}/retry", {"input": {"command": "y"}})
    other = shared_box.user("admin", tenant="jobs-other")
    other.call("GET", f"{J}/{job['id']}", expect=404)
    other.call("GET", f"{J}/{job['id']}/attempts", expect=404)
    other.call("POST", f"{J}/{job['id']}/cancel", {}, expect=404)
    assert other.post(f"{J}/bulk", {"action": "cancel", "ids": [job["id"]]})["done"] == 0


def test_commands(tmp_path):
    """Off by default; with a list: as its user, with its arguments, within its time"""
    with Box() as box:
        root = box.admin()
        job = root.post(J, {"type": "shell_command", "input": {"command": "hello"}}, expect=201)
        assert "without a list" in finished(root, job["id"])["error"]
    script = tmp_path / "hello"
    script.write_text("#!/bin/sh\nid -un\necho \"args: $# $1\"\ncat\necho to the other stream >&2\n[ \"$1\" = slow ] && sleep 600\nexit ${2:-0}\n")
    script.chmod(0o755)
    for p in (tmp_path, *tmp_path.parents):
        if str(p).startswith("/tmp/"):
            p.chmod(0o755)
    commands = tmp_path / "commands"
    commands.write_text(f"# what jobs may run\nhello nobody 2 {script}\n")
    commands.chmod(0o600)
    with Box("--job-commands", commands) as box:
        root = box.admin()

        def run(*arguments, **more):
            job = root.post(J, {"type": "shell_command", "input": {"command": "hello", "arguments": list(arguments), **more}}, expect=201)
            done = finished(root, job["id"])
            return done, root.get(f"{J}/{job['id']}/attempts")["items"][0]["log"]
        done, log = run("$(id); x", stdin="from outside\n")
        assert done["state"] == "COMPLETED" and done["result"]["exit_code"] == 0, (done, log)
        assert "nobody" in log and "args: 1 $(id); x" in log and "from outside" in log and "to the other stream" in log
        done, _ = run("a", "3")
        assert done["state"] == "FAILED" and done["error"] == "exit code 3"
        done, _ = run("a", "b", "c")
        assert done["state"] == "FAILED" and "at most 2" in done["error"]
        done, _ = run("slow", timeout_seconds=1)
        assert done["state"] == "FAILED" and "1 s" in done["error"]
        job = root.post(J, {"type": "shell_command", "input": {"command": "hello", "arguments": ["slow"]}}, expect=201)
        wait_for(lambda: root.get(f"{J}/{job['id']}")["state"] == "RUNNING", 20)
        started = time.monotonic()
        root.post(f"{J}/{job['id']}/cancel", {})
        wait_for(lambda: f"{script}" not in os.popen("ps -eo args").read(), 15, message="the program to be gone")
        assert time.monotonic() - started < 15
    commands.write_text("hello root 0 /bin/true\n")
    with pytest.raises(AssertionError, match="never run as root"):
        Box("--job-commands", commands).close()


def test_stats_and_metrics(root):
    kind = outside(root, "counted")
    job = failed(root, kind)
    stats = root.get(f"{J}/stats?hours=1")
    assert stats["failed"] >= 1 and stats["failed_last_hour"] >= 1 and stats["error_rate_pct"] > 0 and stats["history"]
    assert any(e["type"] == kind and e["error"] == "no such picture" and e["last_job_id"] == job["id"] for e in stats["errors"])
    text = root.raw("GET", "/metrics").text
    assert 'binnacle_jobs_finished_total{state="FAILED"}' in text and "binnacle_jobs_wait_seconds_bucket" in text


def test_live(root):
    """The topic `jobs` says what changed"""
    ws = root.socket(topics=["jobs"])
    try:
        kind = outside(root, "live")
        job = root.post(J, {"type": kind, "input": {}}, expect=201)
        seen = []
        while not any(m.get("id") == job["id"] and m.get("state") == "PENDING" for m in seen):
            seen.append((json.loads(ws.recv()).get("data") or {}))
        root.delete(f"{J}/{job['id']}")
        while not any(m.get("id") == job["id"] and m.get("state") == "CANCELLED" for m in seen):
            seen.append((json.loads(ws.recv()).get("data") or {}))
    finally:
        ws.close()


def test_health_has_the_queue(root):
    """[C4.2.1, C4.2.2, C4.2.3, C4.2.4, C8.5] detailed health: store, disk, job queue"""
    names = {c["name"]: c["status"] for c in root.get("/api/v1/admin/health/detailed")["components"]}
    assert names["job queue"] == "healthy" and names["store"] == "healthy", names

"""The audit trail: what has rows and what they say, who may read them, heads that are kept elsewhere, verifying, pruning."""
import base64
import csv
import hashlib
import hmac
import io
import json
import shutil
import socket
import sqlite3
import threading
import time

import pytest
import requests

from lib import openapi
from lib.auditchain import Chain
from lib.box import ADMIN, Box, wait_for

A = "/api/v1/audit"

# Changes that leave no row, each with its reason. Everything else that is not a GET must name its action.
UNAUDITED = {
    "POST /api/v1/push/{token}": "a heartbeat: telemetry, many a minute",
    "POST /api/v1/audit/prune/preview": "counts, changes nothing",
    "POST /api/v1/auth/me/confirmation": "sends the same letter again",
    "POST /api/v1/auth/invitation": "reads: the secret of the link is in the body, so that no log has it",
    "POST /api/v1/auth/sso/{id}/start": "nobody is known yet: the sign-in's end has the row",
    "POST /api/v1/admin/sso/providers/test": "looks, keeps nothing",
    "POST /api/v1/jobs/bulk/preview": "counts, changes no job: the action on what was frozen has the row",
    "POST /api/v1/admin/jobs/bulk/preview": "counts, changes no job: the action on what was frozen has the row",
    "POST /api/v1/jobs/lease": "a worker's work, many a second: the job's attempts have who took it and when",
    "POST /api/v1/jobs/{id}/heartbeat": "a heartbeat",
    "POST /api/v1/jobs/{id}/complete": "a worker's work: the job's attempts have it",
    "POST /api/v1/jobs/{id}/fail": "a worker's work: the job's attempts have it",
}
UNAUDITED_UNDER = {
    "/api/v1/preferences": "how a page looks to one person, changed by dragging; touches nobody else",
    "/api/v1/inbox": "what one person has read of their own notices",
}


def rows(client, **query):
    return client.get(A + "?" + "&".join(f"{k}={v}" for k, v in {"limit": 1000, **query}.items()))["items"]


def test_every_change_names_its_action(shared_box):
    """[C5.1.1, C5.1.2, C5.1.3, C7.2, C10.3] every route that changes anything is audited, or is in the list above with the reason. That each row is
    there before the answer is held by every exchange of the API tests (lib/openapi.py)."""
    silent = {f"{m} {t}" for m, _, t, op in openapi.document(shared_box).operations if m != "GET" and not op.get("x-audit")}
    assert {s for s in silent if not s.split(" ")[1].startswith(tuple(UNAUDITED_UNDER))} == set(UNAUDITED)


def test_a_row_says_who_what_and_how(shared_box, root):
    """[C5.1.2] user, credential, address, program, object with its name, before and after, request id."""
    made = root.post("/api/v1/services", {"name": "audit-says", "type": "push", "target": "", "interval_seconds": 60}, expect=201)
    r = root.raw("PATCH", f"/api/v1/services/{made['id']}", {"interval_seconds": 90}, headers={"User-Agent": "audit-test/1"})
    row = rows(root, object_id=made["id"], action="service.update")[0]
    assert row["user_email"] == ADMIN and row["credential"].startswith("session:") and row["remote"] == "127.0.0.1"
    assert row["user_agent"] == "audit-test/1" and row["object_type"] == "service" and row["object_name"] == "audit-says"
    assert row["request_id"] == r.headers["X-Request-Id"] and row["status"] == 200
    change = {c["field"]: c for c in row["changes"]}["interval_seconds"]
    assert change == {"field": "interval_seconds", "kind": "changed", "before": 60, "after": 90}
    assert root.get(f"{A}/{row['id']}")["after"]["interval_seconds"] == 90
    root.delete(f"/api/v1/services/{made['id']}")
    gone = rows(root, object_id=made["id"], action="service.delete")[0]
    assert gone["before"]["name"] == "audit-says" and gone["after"] is None


def test_secrets_never_reach_it(shared_box, root):
    """[C5.1.2] a channel's secret and a password are not in the trail, not even in the file."""
    made = root.post("/api/v1/alerts/channels", {"name": "audit-secret", "channel_type": "webhook", "config": {"url": "http://127.0.0.1:9/x", "secret": "sesame-open-4711"}}, expect=201)
    root.put(f"/api/v1/alerts/channels/{made['id']}", {"name": "audit-secret", "config": {"url": "http://127.0.0.1:9/x", "secret": "sesame-open-4712"}})
    root.delete(f"/api/v1/alerts/channels/{made['id']}")
    text = root.raw("GET", f"{A}?limit=1000").text
    assert len(rows(root, object_id=made["id"])) == 3 and "sesame" not in text


def test_refusals_and_failures(shared_box, root):
    """[C7.2] who may not is recorded, and a failed sign-in with the account that was tried."""
    viewer = shared_box.user("viewer")
    viewer.post("/api/v1/services", {"name": "not-mine", "type": "push", "target": "", "interval_seconds": 60}, expect=403)
    row = rows(root, result="refused", action="service.create")[0]
    assert row["status"] == 403 and row["user_email"] == viewer.user["email"]
    shared_box.anonymous().post("/api/v1/auth/login", {"email": "nobody-audit@example.test", "password": "x" * 12}, expect=401)
    row = rows(root, result="refused", action="auth.login")[0]
    assert row["after"] == {"email": "nobody-audit@example.test"} and row["user_id"] == ""


def test_a_hammer_does_not_fill_it(box):
    """300 refused tries from one address leave a handful of rows and a count."""
    root = box.admin()
    for i in range(300):
        box.anonymous().raw("POST", "/api/v1/auth/login", {"email": f"h{i % 7}@example.test", "password": "wrong wrong wrong"}, validate=False)
    assert len(rows(root, action="auth.login", result="refused")) <= 20
    box.restart()
    root = box.admin()
    summed = [r["after"]["repeated"] for r in rows(root, action="auth.login", result="refused") if r["object_type"] == "refusals"]
    assert sum(summed) + len(rows(root, action="auth.login", result="refused")) - len(summed) >= 295


def test_console_and_the_box_itself_have_rows(box):
    """[C5.1.3] the command line is `console`, what the box does alone is `system:…`."""
    box.user("viewer", email="console@example.test")
    box.cli("user", "disable", "console@example.test")
    (box.scratch and open(f"{box.scratch}/p.json", "w")).write(json.dumps({"services": [{"name": "applied", "type": "push", "target": "", "interval_seconds": 60}]}))
    box.cli("apply", f"{box.scratch}/p.json")
    box.stop()
    box.start()
    root = box.admin()
    actions = {r["action"]: r for r in rows(root, actor="console")}
    assert {"user.create", "user.disable"} <= set(actions)
    applied = next(r for r in rows(root, q="applied") if r["object_type"] == "service")
    assert applied["credential"] == "console" and applied["after"]["name"] == "applied"


@pytest.mark.parametrize("query, problem", [("result=good", 400), ("from=yesterday", 400), ("what=1", 400), ("limit=0", 400), ("cursor=x", 400), ("scope=all", 400)])
def test_bad_filters(root, query, problem):
    assert root.raw("GET", f"{A}?{query}").status_code == problem


def test_filters(shared_box, root):
    """[C5.1.4] each filter of the viewer."""
    made = root.post("/api/v1/services", {"name": "Audit Filter Ünique", "type": "push", "target": "", "interval_seconds": 60}, expect=201)
    row = rows(root, object_id=made["id"])[0]
    for query in ({"q": "filter%20%C3%9Cn"}, {"q": "FILTER"}, {"action": "service.*"}, {"action": "service.create"}, {"actor": ADMIN}, {"actor": row["credential"]}, {"user_id": row["user_id"]},
                  {"object_type": "service"}, {"request_id": row["request_id"]}, {"result": "ok"}, {"from": "2020-01-01T00:00:00Z", "to": "2100-01-01T00:00:00Z"}, {"scope": "box"}):
        assert row["id"] in [r["id"] for r in rows(root, **query)], query
    for query in ({"q": "no such thing"}, {"action": "serv"}, {"action": "alert.*"}, {"actor": "console"}, {"object_type": "user"}, {"result": "failed"}, {"to": "2020-01-01T00:00:00Z"}, {"from": "2100-01-01T00:00:00Z"}):
        assert row["id"] not in [r["id"] for r in rows(root, **query)], query


def test_another_tenants_rows(shared_box, root):
    """[C7.2] a tenant's admin sees its own rows alone, by list, number, export and scope."""
    mine = root.post("/api/v1/services", {"name": "audit-mine", "type": "push", "target": "", "interval_seconds": 60}, expect=201)
    row = rows(root, object_id=mine["id"])[0]
    other = shared_box.user("admin", tenant="audit-other")
    assert mine["id"] not in other.raw("GET", f"{A}?limit=1000").text
    other.get(f"{A}/{row['id']}", expect=404)
    assert mine["id"] not in other.raw("GET", f"{A}/export").text
    other.get(f"{A}?scope=box", expect=403)
    for path in ("/sinks", "/receipts"):
        other.get(A + path, expect=403)
    other.post(f"{A}/prune/preview", {"before": "2020-01-01T00:00:00Z"}, expect=403)
    assert other.get(f"{A}/integrity")["status"] in ("unbroken", "unknown")


def test_export(shared_box, root):
    """[C5.1.4] CSV and JSON of what the filters leave, formulas made harmless; the export is in the trail itself."""
    root.post("/api/v1/services", {"name": "=HYPERLINK(1)", "type": "push", "target": "", "interval_seconds": 60}, expect=201)
    r = root.raw("GET", f"{A}/export?action=service.create&q=HYPERLINK")
    assert r.headers["Content-Type"].startswith("text/csv") and "audit.csv" in r.headers["Content-Disposition"]
    table = list(csv.DictReader(io.StringIO(r.text)))
    assert len(table) == 1 and table[0]["object_name"] == "'=HYPERLINK(1)"
    found = json.loads(root.raw("GET", f"{A}/export?format=json&action=service.create&q=HYPERLINK").text)
    assert [x["object_name"] for x in found] == ["=HYPERLINK(1)"]
    assert rows(root, action="audit.export")[0]["user_email"] == ADMIN


def test_rows_are_told_live(shared_box, root):
    """[C5.1.4] the topic `audit` tells of each row."""
    ws = root.socket(topics=["audit"])
    try:
        time.sleep(0.3)
        made = root.post("/api/v1/services", {"name": "audit-live", "type": "push", "target": "", "interval_seconds": 60}, expect=201)
        while True:
            m = json.loads(ws.recv())
            if m.get("topic") == "audit" and m["data"].get("object_id") == made["id"]:
                break
        assert m["data"]["action"] == "service.create"
    finally:
        ws.close()


# ---- integrity ----

def verified(client, full=True):
    client.post(f"{A}/verify", {"full": full}, expect=202)
    return wait_for(lambda: (i := client.get(f"{A}/integrity"))["running"] is None and i, 60, message="the verification's end")


def hand(box, sql):
    db = sqlite3.connect(box.dir / "binnacle.db")
    with db:
        db.executescript(sql)
    db.close()


@pytest.mark.parametrize("how, sql, says", [
    ("changed", "UPDATE audit SET user_email = 'x@example.test' WHERE seq = 3", "row 3 was changed"),
    ("deleted", "DELETE FROM audit WHERE seq = 3", "row 3 is missing"),
    ("reordered", "UPDATE audit SET seq = 100000 WHERE seq = 3; UPDATE audit SET seq = 3 WHERE seq = 4; UPDATE audit SET seq = 4 WHERE seq = 100000", "row 3 was changed"),
    ("truncated", "DELETE FROM audit WHERE seq > 3; UPDATE audit_head SET seq = 3", "the end of the chain was changed"),
])
def test_tampering_is_named(box, how, sql, says):
    """[C9.3] four forms of tampering: `binnacle check` and the viewer name the first bad row."""
    root = box.admin()
    for i in range(5):
        root.post("/api/v1/services", {"name": f"t{i}", "type": "push", "target": "", "interval_seconds": 60}, expect=201)
    assert verified(root)["status"] == "unbroken"
    box.stop()
    hand(box, sql)
    p = box.cli("check", check=False)
    assert p.returncode == 1 and says in p.stdout, p.stdout
    box.start()
    i = verified(box.admin())
    assert i["status"] == "broken" and says in i["finding"]


def test_put_back_to_an_earlier_state(tmp_path):
    """[C9.3] the whole file put back to an earlier copy of itself: the head in --audit-dir shows it, and a superadmin may say that it was on purpose."""
    heads = tmp_path / "heads"
    with Box("--audit-dir", heads) as box:
        root = box.admin()
        sink = root.post(f"{A}/sinks", {"name": "Safe", "kind": "file", "config": {"file": "heads.jsonl"}}, expect=201)
        root.post(f"{A}/sinks", {"name": "Out", "kind": "file", "config": {"file": "../x"}}, expect=422)
        box.stop()
        shutil.copytree(box.dir, tmp_path / "copy")
        box.start()
        root = box.admin()
        root.post("/api/v1/services", {"name": "later", "type": "push", "target": "", "interval_seconds": 60}, expect=201)
        assert root.post(f"{A}/heads", {"sink_id": sink["id"]}) == {"sent": 1, "failed": 0}
        line = (heads / "heads.jsonl").read_text()
        assert json.loads(line)["seq"] == root.get(f"{A}/receipts")["items"][0]["seq"]
        assert root.post(f"{A}/heads/check", {"heads": line})["ok"] is True
        box.stop()
        assert box.cli("check", "--audit-dir", heads).returncode == 0
        shutil.rmtree(box.dir)
        shutil.copytree(tmp_path / "copy", box.dir)
        assert box.cli("check").returncode == 0  # from inside it cannot be told
        p = box.cli("check", "--audit-dir", heads, check=False)
        assert p.returncode == 1 and "put back to an earlier" in p.stdout, p.stdout
        box.start()
        root = box.admin()
        i = verified(root)
        assert i["status"] == "broken" and "Safe" in i["finding"]
        verdict = root.post(f"{A}/heads/check", {"heads": line})
        assert verdict["ok"] is False and "the head given" in verdict["finding"]
        root.post(f"{A}/heads/accept", {"heads": line, "reason": "short"}, expect=422)
        assert root.post(f"{A}/heads/accept", {"heads": line, "reason": "restored after the disk failed"}) == {"accepted": 1}
        assert verified(root)["status"] == "unbroken"
        assert rows(root, action="audit.accept_head")[0]["after"]["reason"] == "restored after the disk failed"


def test_heads_of_others_and_forged_ones(shared_box, root):
    """[C9.3] a head that was changed where it was kept is refused by name; nonsense is 422."""
    head = root.get(f"{A}/head")
    assert root.post(f"{A}/heads/check", {"heads": json.dumps(head)})["ok"] is True
    assert root.post(f"{A}/heads/check", {"heads": f"{head['seq']}:{head['hash']}"})["ok"] is True
    assert root.post(f"{A}/heads/check", {"heads": f"{head['seq']}:{'0' * 64}"})["ok"] is False
    for bad in (json.dumps({**head, "seq": head["seq"] + 1}), "nonsense", "1:xyz", json.dumps({**head, "box": "0" * 16}), "{}"):
        root.post(f"{A}/heads/check", {"heads": bad}, expect=422)


def test_webhook_and_syslog_sinks(box, sink):
    """[C9.3] the head goes out signed, by webhook and by syslog over UDP and TCP; a failure leaves a receipt that says why."""
    root = box.admin()
    root.post(f"{A}/sinks", {"name": "Hook", "kind": "webhook", "config": {"url": sink["url"] + "/heads", "secret": "a long secret for heads"}}, expect=201)
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    udp.bind(("127.0.0.1", 0))
    udp.settimeout(20)
    tcp = socket.create_server(("127.0.0.1", 0))
    tcp.settimeout(20)
    got = []
    threading.Thread(target=lambda: got.append(tcp.accept()[0].makefile().read()), daemon=True).start()
    root.post(f"{A}/sinks", {"name": "Udp", "kind": "syslog", "config": {"host": "127.0.0.1", "port": udp.getsockname()[1]}}, expect=201)
    root.post(f"{A}/sinks", {"name": "Tcp", "kind": "syslog", "config": {"host": "127.0.0.1", "port": tcp.getsockname()[1], "protocol": "tcp"}}, expect=201)
    root.post(f"{A}/sinks", {"name": "Dead", "kind": "webhook", "config": {"url": "http://127.0.0.1:9/"}}, expect=201)
    head = root.get(f"{A}/head")
    assert root.post(f"{A}/heads", {}) == {"sent": 3, "failed": 1}
    r = requests.get(sink["url"] + "/received").json()[0]
    sent = json.loads(r["body"])
    assert sent["type"] == "binnacle.audit.head" and sent["seq"] >= head["seq"]
    signed = f"{r['headers']['webhook-id']}.{r['headers']['webhook-timestamp']}.{r['body']}".encode()
    mac = base64.b64encode(hmac.new(b"a long secret for heads", signed, hashlib.sha256).digest()).decode()
    assert r["headers"]["webhook-signature"] == f"v1,{mac}"
    line = udp.recv(4096).decode()
    assert line.startswith("<109>1 20") and " binnacle " in line and json.loads(line[line.index("{"):])["seq"] == sent["seq"]
    wait_for(lambda: got, 20, message="the line by TCP")
    size, _, rest = got[0].partition(" ")
    assert len(rest.encode()) == int(size) and rest.startswith("<109>1 ")
    receipts = {x["sink_name"]: x["error"] for x in root.get(f"{A}/receipts")["items"]}
    assert receipts["Hook"] is None and receipts["Tcp"] is None and receipts["Dead"]
    shown = root.raw("GET", f"{A}/sinks").text + root.raw("GET", f"{A}?limit=1000").text
    assert "a long secret" not in shown and '"secret":{"set":true}' in shown
    udp.close(), tcp.close()


def test_sinks_are_changed_with_care(shared_box, root):
    made = root.raw("POST", f"{A}/sinks", {"name": "Care", "kind": "webhook", "config": {"url": "http://127.0.0.1:9/a", "secret": "a long secret"}, "enabled": False})
    s = made.json()
    path = f"{A}/sinks/{s['id']}"
    assert root.get(path)["config"] == {"url": "http://127.0.0.1:9/a", "secret": {"set": True}}
    root.post(f"{A}/sinks", {"name": "care", "kind": "webhook", "config": {"url": "http://127.0.0.1:9/"}}, expect=409)
    for body in ({"name": "x", "kind": "webhook", "config": {}}, {"name": "x", "kind": "smoke", "config": {}}, {"name": "x", "kind": "webhook", "config": {"url": "ftp://x"}}, {"kind": "file", "config": {"file": "x"}},
                 {"name": "x", "kind": "file", "config": {"file": "x"}}, {"name": "x", "kind": "syslog", "config": {"host": "h", "port": 0}}):
        root.post(f"{A}/sinks", body, expect=422)
    same = root.put(path, {"name": "Care", "kind": "webhook", "config": {"url": "http://127.0.0.1:9/a"}, "enabled": False})
    assert same["config"]["secret"] == {"set": True}
    moved = root.put(path, {"name": "Care", "kind": "webhook", "config": {"url": "http://127.0.0.1:9/b"}, "enabled": False})
    assert moved["config"]["secret"] == {"set": False}  # a secret does not follow to another destination
    assert root.raw("PUT", path, {"name": "Care", "kind": "webhook", "config": {"url": "http://127.0.0.1:9/c"}}, headers={"If-Match": '"1"'}).status_code == 412
    root.put(path, {"name": "Care", "kind": "file", "config": {"file": "x"}}, expect=422)
    root.delete(path)
    root.get(path, expect=404)
    root.delete(path, expect=404)
    assert [r["action"] for r in rows(root, object_id=s["id"])] == ["audit_sink.delete", "audit_sink.update", "audit_sink.update", "audit_sink.create"]


def test_prune(box):
    """[C9.3] with a preview, a typed confirmation and a minimum age; the chain verifies after it, and the row says what went."""
    root = box.admin()
    for i in range(6):
        root.post("/api/v1/services", {"name": f"p{i}", "type": "push", "target": "", "interval_seconds": 60}, expect=201)
    recent = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - 86400))
    root.post(f"{A}/prune/preview", {"before": recent}, expect=422)
    old = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - 31 * 86400))
    assert root.post(f"{A}/prune/preview", {"before": old}) == {"rows": 0, "until": 0}
    root.post(f"{A}/prune", {"before": old, "rows": 5, "until": 5, "confirm": "prune 5 rows"}, expect=409)
    root.post(f"{A}/prune", {"before": old, "rows": 5, "until": 5, "confirm": "yes"}, expect=422)
    assert verified(root)["pruned_to"] == 0


def test_prune_deletes_what_is_old_and_nothing_else(box):
    """[C9.3] rows of 40 days ago go in steps, younger ones stay; the chain verifies for the box, for `check` and for somebody who computes it by hand."""
    root = box.admin()
    for i in range(6):
        root.post("/api/v1/services", {"name": f"old{i}", "type": "push", "target": "", "interval_seconds": 60}, expect=201)
    box.stop()
    chain = Chain(box)
    upto = chain.head()["seq"]
    assert chain.first_bad() == 0 and upto > 6
    chain.shift(-40 * 86400 * 1000000, upto)
    chain.db.close()
    box.start()
    root = box.admin()
    root.post("/api/v1/services", {"name": "young", "type": "push", "target": "", "interval_seconds": 60}, expect=201)
    assert verified(root)["status"] == "unbroken"
    old = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - 31 * 86400))
    seen = root.post(f"{A}/prune/preview", {"before": old})
    assert seen == {"rows": upto, "until": upto}
    root.post(f"{A}/prune", {"before": old, **seen, "confirm": f"prune {upto + 1} rows"}, expect=422)
    gone = root.post(f"{A}/prune", {"before": old, **seen, "confirm": f"prune {upto} rows"})
    assert gone["pruned_to"] == upto and verified(root)["status"] == "unbroken"
    names = {r["object_name"] for r in rows(root)}
    assert "young" in names and not any(n.startswith("old") for n in names)
    row = rows(root, action="audit.prune")[0]
    assert row["user_email"] == ADMIN and row["after"]["rows"] == upto and row["after"]["until"] == upto
    assert root.post(f"{A}/prune/preview", {"before": old}) == {"rows": 0, "until": 0}
    box.stop()
    assert box.cli("check").returncode == 0
    chain = Chain(box)
    assert chain.first_bad() == 0 and chain.head()["base_hash"].hex() == row["after"]["hash"]
    chain.db.close()
    box.start()


def test_one_row_and_its_neighbours(root):
    root.get(f"{A}/999999999", expect=404)
    root.get(f"{A}/nonsense", expect=404)

"""A change and its audit row: after kill -9 at random times every change has its row and every row its change; a trail that cannot be written
stops changes, not reads."""
import random
import sqlite3
import threading
import time

import requests

from lib.box import Box

S = "/api/v1/services"


def load(client, stop):
    rng = random.Random()
    while not stop.is_set():
        try:
            r = client.raw("POST", S, {"name": f"a{rng.getrandbits(48):012x}", "type": "push", "target": "", "interval_seconds": 3600}, validate=False, timeout=5)
            if r.status_code == 201 and rng.random() < 0.4:
                client.raw("DELETE", f"{S}/{r.json()['id']}", validate=False, timeout=5)
        except requests.RequestException:
            return


def test_kill_leaves_no_change_without_a_row_and_no_row_without_a_change():
    """[C7.2, C10.3] 20 rounds of kill -9 while four clients create and delete."""
    rng = random.Random(3)
    with Box(env={"BINNACLE_RATE_LIMITS": "off"}) as box:
        for _ in range(20):
            stop = threading.Event()
            threads = [threading.Thread(target=load, args=(box.admin(), stop)) for _ in range(4)]
            for t in threads:
                t.start()
            time.sleep(rng.uniform(0.1, 0.6))
            box.kill()
            stop.set()
            for t in threads:
                t.join()
            box.start()
        box.stop()
        assert box.cli("check").returncode == 0
        db = sqlite3.connect(box.dir / "binnacle.db")
        there = {r[0] for r in db.execute("SELECT id FROM service WHERE type = 'push'")}
        made = {r[0] for r in db.execute("SELECT object_id FROM audit WHERE action = 'service.create' AND status < 400 AND object_name <> 'Binnacle'")}
        gone = {r[0] for r in db.execute("SELECT object_id FROM audit WHERE action = 'service.delete' AND status < 400")}
        db.close()
    assert len(made) > 50, "the load did not write enough to prove anything"
    assert there == made - gone
    assert gone <= made
    print(f"20 kills, {len(made)} made, {len(gone)} deleted: every change has its row, every row its change")


def test_no_row_no_change():
    """[C7.2] when a row cannot be appended the change is not made: 503, and nothing of it is seen; reads go on."""
    with Box() as box:
        root = box.admin()
        kept = root.post(S, {"name": "kept", "type": "push", "target": "", "interval_seconds": 60}, expect=201)
        db = sqlite3.connect(box.dir / "binnacle.db", timeout=30)
        db.executescript("CREATE TRIGGER refuse BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'no'); END")
        r = root.raw("POST", S, {"name": "lost", "type": "push", "target": "", "interval_seconds": 60}, validate=False)
        assert r.status_code == 503 and "audit trail" in r.text
        assert root.raw("PATCH", f"{S}/{kept['id']}", {"interval_seconds": 90}, validate=False).status_code == 503
        assert root.raw("DELETE", f"{S}/{kept['id']}", validate=False).status_code == 503
        there = {s["name"]: s for s in root.get(f"{S}?limit=1000")["items"]}
        assert "lost" not in there and there["kept"]["interval_seconds"] == 60
        db.executescript("DROP TRIGGER refuse")
        db.close()
        root.patch(f"{S}/{kept['id']}", {"interval_seconds": 90})
        box.stop()
        assert box.cli("check").returncode == 0

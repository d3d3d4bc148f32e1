"""kill -9 at random times under mixed load: what was acknowledged is there, the files are whole, the box is ready again quickly."""
import os
import random
import threading
import time

import pytest
import requests

from lib.box import Box, wait_for

S = "/api/v1/services"


def load(box, clients, acknowledged, stop):
    """One client: creates, changes and deletes services, sends heartbeats; notes what was acknowledged with a success."""
    rng = random.Random()
    while not stop.is_set():
        name = f"k{rng.getrandbits(48):012x}"
        try:
            r = clients.raw("POST", S, {"name": name, "type": "push", "target": "", "interval_seconds": 3600, "tags": ["v1"]}, validate=False, timeout=5)
            if r.status_code != 201:
                assert r.status_code in (429, 503), r.text
                time.sleep(0.05)
                continue
            made = r.json()
            acknowledged[made["id"]] = "v1"
            if rng.random() < 0.4:
                acknowledged[made["id"]] = ("v1", "v2")  # either, until the answer
                if clients.raw("PATCH", f"{S}/{made['id']}", {"tags": ["v2"]}, validate=False, timeout=5).status_code == 200:
                    acknowledged[made["id"]] = "v2"
            if rng.random() < 0.2:
                acknowledged[made["id"]] = (acknowledged[made["id"]], None) if isinstance(acknowledged[made["id"]], str) else (*acknowledged[made["id"]], None)
                if clients.raw("DELETE", f"{S}/{made['id']}", validate=False, timeout=5).status_code in (200, 204):
                    acknowledged[made["id"]] = None
        except requests.RequestException:
            return


def rounds(count):
    rng = random.Random(1)
    acknowledged, slowest = {}, 0.0
    with Box(env={"BINNACLE_RATE_LIMITS": "off"}) as box:
        for i in range(count):
            stop = threading.Event()
            noted = [dict() for _ in range(4)]
            threads = [threading.Thread(target=load, args=(box, box.admin(), noted[n], stop)) for n in range(4)]
            for t in threads:
                t.start()
            time.sleep(rng.uniform(0.05, 0.6))
            box.kill()
            stop.set()
            for t in threads:
                t.join()
            start = time.monotonic()
            box.start()
            slowest = max(slowest, time.monotonic() - start)
            for n in noted:
                acknowledged.update(n)
            if i % 10 == 9 or i == count - 1:
                there = {s["id"]: s["tags"] for s in box.admin().pages(S, 1000)}
                for id, state in acknowledged.items():
                    allowed = state if isinstance(state, tuple) else (state,)
                    have = there.get(id, [None])[0]
                    assert have in allowed, f"round {i}: {id} is {have!r}, acknowledged {allowed!r}"
        box.stop()
        assert box.cli("check").returncode == 0
    assert len(acknowledged) > count, "the load did not write enough to prove anything"
    print(f"{count} rounds, {len(acknowledged)} acknowledged objects, slowest start {slowest:.2f} s")
    return slowest


@pytest.mark.release
def test_fifty_kills_lose_nothing():
    limit = 2.0 if "asan" not in os.environ.get("BINNACLE", "") else 4.0
    assert rounds(50) < limit


@pytest.mark.soak
def test_many_kills_lose_nothing():
    rounds(int(os.environ.get("SOAK_ROUNDS", "1000")))

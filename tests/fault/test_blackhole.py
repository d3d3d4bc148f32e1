"""Watched systems that hang, refuse or lie: pages stay fast, nothing grows, the box stops in time and recovers."""
import contextlib
import os
import socket
import threading
import time

import pytest

from lib.box import Box, wait_for
from lib.systems import system

S = "/api/v1/services"
H = "/api/v1/admin/health"


@contextlib.contextmanager
def black_hole(answer=b""):
    """Listens, accepts, and says nothing (or `answer` and then nothing)."""
    server = socket.socket()
    server.bind(("127.0.0.1", 0))
    server.listen(512)
    kept = []

    def accept():
        with contextlib.suppress(OSError):
            while True:
                c, _ = server.accept()
                kept.append(c)
                if answer:
                    with contextlib.suppress(OSError):
                        c.sendall(answer)
    threading.Thread(target=accept, daemon=True).start()
    try:
        yield server.getsockname()[1]
    finally:
        server.close()
        for c in kept:
            c.close()


def figures(box):
    p = f"/proc/{box.proc.pid}"
    with open(p + "/status", encoding="ascii") as f:
        status = dict(line.split(":\t", 1) for line in f if ":\t" in line)
    return int(status["Threads"]), len(os.listdir(p + "/fd")), int(status["VmRSS"].split()[0])


def service(type, target, i, **config):
    return {"name": f"{type} {i}", "type": type, "target": target, "interval_seconds": 1, "timeout_ms": 900, "failures_before_down": 1, "config": config}


def everything(port):
    h = f"127.0.0.1:{port}"
    return [("http", f"http://{h}/", {}), ("worker", f"http://{h}", {"worker_type": "x"}), ("tcp", h, {"send": "x", "expect": "what nobody says"}), ("tls", h, {}), ("redis", h, {}), ("kafka", h, {}),
            ("neo4j", f"http://{h}", {}), ("dns", "name.test", {"server": h, "record_type": "A"})]


LIES = {"silent": b"", "bad bytes": b"\xff\x00\xfe" * 2000, "half an answer": b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\nonly this"}


@pytest.mark.parametrize("lie", LIES)
def test_pages_are_fast_nothing_grows_and_the_box_stops(lie):
    with Box() as box, black_hole(LIES[lie]) as port:
        a = box.admin()
        for i in range(5):
            a.post(f"{S}/import", {"items": [service(t, target, i, **c) for t, target, c in everything(port)]})
        wait_for(lambda: a.get(f"{H}/summary")["counts"]["unhealthy"] >= 40, 25, message="all of them unhealthy")
        time.sleep(8)  # the pool of blocking calls grows on demand up to its bound; what is tested is that it stops there
        before = figures(box)
        assert before[0] < 80, f"threads: {before[0]}"
        slowest = 0
        end = time.monotonic() + 8
        while time.monotonic() < end:
            for path in (f"{H}/services", f"{H}/summary", "/api/v1/ops/overview", "/api/v1/ops/workers/health"):
                start = time.monotonic()
                a.raw("GET", path, validate=False)
                slowest = max(slowest, time.monotonic() - start)
            time.sleep(0.1)
        after = figures(box)
        assert slowest < 1.0, f"a page took {slowest:.2f} s"
        assert after[0] <= before[0] + 8 and after[1] <= before[1] + 60, f"threads, files: {before} → {after}"
        assert after[2] < before[2] * 1.5 + 30000, f"resident: {before} → {after}"
        start = time.monotonic()
        box.stop(12)
        assert time.monotonic() - start < 10


def test_recovery_within_a_minute():
    """The system that hung answers again: healthy without a restart of the box."""
    import requests
    with Box() as box, system("worker") as w:
        a = box.admin()
        id = a.post(S, service("http", w["url"], 1), expect=201)["id"]
        wait_for(lambda: a.get(f"{H}/services/{id}")["status"] == "healthy", 6)
        requests.post(w["url"] + "/control", json={"hang": True}, timeout=5)
        wait_for(lambda: a.get(f"{H}/services/{id}")["status"] == "unhealthy", 10)
        requests.post(w["url"] + "/control", json={"hang": False}, timeout=5)
        wait_for(lambda: a.get(f"{H}/services/{id}")["status"] == "healthy", 60)


def test_a_slow_check_delays_no_other():
    """40 hanging targets beside one good one: the good one is checked every second."""
    with Box() as box, black_hole() as port, system("worker") as w:
        a = box.admin()
        items = [service(t, target, i, **c) | {"timeout_ms": 5000} for i in range(5) for t, target, c in everything(port)]
        a.post(f"{S}/import", {"items": items})
        id = a.post(S, service("http", w["url"], 99), expect=201)["id"]
        wait_for(lambda: a.get(f"{H}/services/{id}")["status"] == "healthy", 6)
        time.sleep(10)
        points = a.get(f"{H}/services/{id}/latency")["points"]
        assert len(points) >= 9, f"{len(points)} checks in 10 s"

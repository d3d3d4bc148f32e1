"""A Binnacle under test: the real binary on a scratch data directory, and clients that sign in to it.

Every exchange of a Client is held against the box's own OpenAPI document (lib/openapi.py).
"""
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from pathlib import Path

import requests
import websocket

from . import openapi

REPO = Path(__file__).resolve().parents[2]
BUILD = Path(os.environ.get("BUILD") or REPO / "build")
ADMIN = "root@example.test"
PASSWORD = "correct horse battery staple"
DEFAULT_TENANT = "00000000-0000-7000-8000-000000000001"


def binary():
    """The binary under test: $BINNACLE, else the development build."""
    return os.environ.get("BINNACLE") or str(BUILD / "binnacle")


def wait_for(what, seconds=10, every=0.05, message="condition"):
    """Polls until what() is truthy and returns it; fails when the time is over."""
    end = time.monotonic() + seconds
    while True:
        value = what()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"{message} not reached within {seconds} s; last: {value!r}")
        time.sleep(every)


class Box:
    """One box. `claimed` starts it with the superadmin ADMIN already there."""

    def __init__(self, *args, dir=None, claimed=True, env=None, start=True, listen="127.0.0.1:0"):
        self.scratch = None if dir else tempfile.mkdtemp(prefix="binnacle-box-")
        self.dir = Path(dir or Path(self.scratch) / "data")
        self.args, self.claimed, self.extra_env, self.listen = list(map(str, args)), claimed, env or {}, listen
        self.proc = self.port = None
        self.out, self.log = [], []
        if start:
            self.start()

    def env(self):
        env = {k: v for k, v in os.environ.items() if not k.startswith("BINNACLE_")}
        if self.claimed:
            env.update(BINNACLE_ADMIN_EMAIL=ADMIN, BINNACLE_ADMIN_PASSWORD=PASSWORD)
        env.setdefault("ASAN_OPTIONS", "abort_on_error=1:detect_leaks=1:quarantine_size_mb=16")
        env.setdefault("UBSAN_OPTIONS", "print_stacktrace=1")
        env.update(self.extra_env)
        return env

    def start(self, ready=True):
        self.out, self.log = [], []
        self.proc = subprocess.Popen([binary(), "serve", "--data", str(self.dir), "--listen", self.listen, *self.args], env=self.env(),
                                     stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, errors="replace")
        for stream, lines in ((self.proc.stdout, self.out), (self.proc.stderr, self.log)):
            threading.Thread(target=lambda s=stream, l=lines: [l.append(x) for x in s], daemon=True).start()
        self.port = int(self._line(r"listening on http://\S+:(\d+)"))
        if ready:
            wait_for(lambda: requests.get(self.url + "/readyz", timeout=5).status_code == 200, 20, message="/readyz 200")
        return self

    def _line(self, pattern, seconds=30):
        def found():
            if self.proc.poll() is not None:
                time.sleep(0.1)
                raise AssertionError(f"the box ended with {self.proc.returncode}:\n{''.join(self.log[-40:])}")
            return next((m for line in list(self.out) if (m := re.search(pattern, line))), None)
        return wait_for(found, seconds, 0.01, f"line {pattern!r} on standard output").group(1)

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    @property
    def claim_token(self):
        return self._line(r"/claim\?token=([\w-]+)")

    def stop(self, seconds=15):
        """SIGTERM; the exit code must be 0 and the sanitizers silent."""
        if self.proc and self.proc.poll() is None:
            self.proc.send_signal(signal.SIGTERM)
            self.proc.wait(seconds)
            assert self.proc.returncode == 0, f"exit {self.proc.returncode}:\n{''.join(self.log[-60:])}"

    def kill(self):
        """As the power cut does it to the process: SIGKILL."""
        self.proc.kill()
        self.proc.wait()

    def restart(self):
        self.stop()
        return self.start()

    def close(self):
        try:
            self.stop()
        finally:
            if self.proc and self.proc.poll() is None:
                self.kill()
            if self.scratch:
                shutil.rmtree(self.scratch, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def cli(self, *args, stdin=None, check=True, binary_out=False):
        """Runs `binnacle ...` on this box's data directory."""
        p = subprocess.run([binary(), *map(str, args)], input=stdin, capture_output=True, text=not binary_out, timeout=120,
                           env={**self.env(), "BINNACLE_DATA": str(self.dir)})
        if check:
            assert p.returncode == 0, f"{args}: exit {p.returncode}: {p.stderr}"
        return p

    def anonymous(self):
        return Client(self)

    def admin(self):
        return self.anonymous().login(ADMIN, PASSWORD)

    def user(self, role, tenant=None, email=None):
        """A signed-in user of that role, made by the command line."""
        email = email or f"{role}-{time.monotonic_ns()}@example.test"
        self.cli("user", "add", email, "--role", role, *(["--tenant", tenant] if tenant else []), "--password-stdin", stdin=PASSWORD + "\n")
        return self.anonymous().login(email, PASSWORD)


class Client:
    """HTTP as one person or program. Paths are under the box's root; `expect` asserts the status."""

    def __init__(self, box):
        self.box = box
        self.http = requests.Session()
        self.csrf = None
        self.user = None

    def login(self, email, password):
        r = self.post("/api/v1/auth/login", {"email": email, "password": password}, expect=200)
        self.csrf, self.user = r["csrf_token"], r["user"]
        return self

    def raw(self, method, path, json_body=None, data=None, headers=None, validate=True, timeout=30, **kw):
        """One exchange; the requests.Response."""
        h = {"Accept": "application/json"}
        if self.csrf and method not in ("GET", "HEAD"):
            h["X-CSRF-Token"] = self.csrf
        if json_body is not None:
            data = json.dumps(json_body).encode()
            h["Content-Type"] = "application/json"
        h.update(headers or {})
        r = self.http.request(method, self.box.url + path, data=data, headers={k: v for k, v in h.items() if v is not None}, allow_redirects=False, timeout=timeout, **kw)
        if validate:
            openapi.check(self.box, method, path, r)
        return r

    def call(self, method, path, body=None, expect=None, **kw):
        """One exchange; the parsed answer. Without `expect` the status must be a success."""
        r = self.raw(method, path, body, **kw)
        wanted = expect if expect is not None else range(200, 300)
        good = r.status_code == wanted if isinstance(wanted, int) else r.status_code in wanted
        log = "" if good or r.status_code < 500 else "".join(line for line in list(self.box.log) if r.headers.get("X-Request-Id", "-") in line)
        assert good, f"{method} {path}: {r.status_code} {r.text[:800]}\n{log}"
        return r.json() if r.content and "json" in r.headers.get("Content-Type", "") else r.content

    def get(self, path, **kw):
        return self.call("GET", path, **kw)

    def post(self, path, body=None, **kw):
        return self.call("POST", path, body, **kw)

    def put(self, path, body=None, **kw):
        return self.call("PUT", path, body, **kw)

    def patch(self, path, body=None, **kw):
        return self.call("PATCH", path, body, **kw)

    def delete(self, path, **kw):
        return self.call("DELETE", path, **kw)

    def pages(self, path, limit=50):
        """All items of a list, page by page."""
        items, cursor = [], None
        sep = "&" if "?" in path else "?"
        while True:
            page = self.get(f"{path}{sep}limit={limit}" + (f"&cursor={cursor}" if cursor else ""))
            items += page["items"]
            cursor = page.get("next_cursor")
            if not cursor:
                return items

    def socket(self, path="/ws", topics=(), timeout=10, **kw):
        """A live socket with this client's cookie, subscribed to topics."""
        cookie = "; ".join(f"{c.name}={c.value}" for c in self.http.cookies)
        kw.setdefault("origin", self.box.url)
        ws = websocket.create_connection(self.box.url.replace("http", "ws", 1) + path, cookie=cookie, timeout=timeout, **kw)
        for topic in topics:
            ws.send(json.dumps({"op": "subscribe", "topic": topic}))
        return ws

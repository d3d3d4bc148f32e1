"""What every system starter shares.

A starter runs one real system in the foreground on free loopback ports with a scratch directory, prints one JSON line
{"name", "host", "port", "pid", ...} once it answers, and stops it (by pid) on SIGTERM, SIGINT or when standard input closes.
By hand:  tests/systems/redis        (Ctrl-C stops it)
"""
import argparse
import ctypes
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "binnacle" / "tests"


def free_port():
    """A loopback TCP port that nobody uses right now."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def arguments(description, **extra):
    """--dir and --port, and what the system takes besides."""
    p = argparse.ArgumentParser(description=description)
    p.add_argument("--dir", help="scratch directory, kept; default: a temporary one, removed at the end")
    p.add_argument("--port", type=int, default=0, help="default: a free one")
    for name, (default, text) in extra.items():
        p.add_argument("--" + name.replace("_", "-"), default=default, help=text)
    a = p.parse_args()
    a.keep = a.dir is not None
    a.dir = Path(a.dir or tempfile.mkdtemp(prefix="binnacle-test-"))
    a.dir.mkdir(parents=True, exist_ok=True)
    a.port = a.port or free_port()
    return a


def _die_with_parent():
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def wait_until(what, seconds, alive=lambda: True):
    """Polls until what() is true; fails when the time is over or the process is gone."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if what():
                return
        except OSError:
            pass
        if not alive():
            raise SystemExit("the system ended while it started")
        time.sleep(0.05)
    raise SystemExit(f"the system did not answer within {seconds} s")


def answers(port):
    """A TCP connection to the port is accepted."""
    with socket.create_connection(("127.0.0.1", port), 1):
        return True


def maven(name, pom):
    """The directory with the runtime jars of a pom, fetched once a content of the pom."""
    import hashlib
    target = CACHE / f"{name}-{hashlib.sha256(pom.read_bytes()).hexdigest()[:12]}"
    if not (target / ".complete").exists():
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(parents=True)
        subprocess.run(["mvn", "-q", "-B", "-f", str(pom), "dependency:copy-dependencies", f"-DoutputDirectory={target}",
                        "-DincludeScope=runtime"], check=True, stdout=sys.stderr)
        (target / ".complete").touch()
    return target


def run(args, command, ready, seconds=60, log="system.log", env=None, **facts):
    """Starts command, waits for ready(), reports it, and stays until told to stop."""
    out = open(args.dir / log, "ab")
    proc = subprocess.Popen(command, cwd=args.dir, stdin=subprocess.DEVNULL, stdout=out, stderr=out, env=env, preexec_fn=_die_with_parent)
    try:
        wait_until(ready, seconds, lambda: proc.poll() is None)
    except SystemExit:
        sys.stderr.write((args.dir / log).read_text(errors="replace")[-3000:])
        proc.kill()
        raise
    stay(args, proc=proc, pid=proc.pid, **facts)


def stay(args, proc=None, **facts):
    """Reports readiness and waits for the end."""
    stop = threading.Event()
    for s in (signal.SIGTERM, signal.SIGINT):
        signal.signal(s, lambda *_: stop.set())
    print(json.dumps({"name": Path(sys.argv[0]).name, "host": "127.0.0.1", "port": args.port, "dir": str(args.dir), **facts}), flush=True)
    if not sys.stdin.isatty():
        threading.Thread(target=lambda: (sys.stdin.buffer.read(), stop.set()), daemon=True).start()
    while not stop.wait(0.2):
        if proc and proc.poll() is not None:
            break
    if proc and proc.poll() is None:
        proc.terminate()
        try:
            proc.wait(10)
        except subprocess.TimeoutExpired:
            proc.kill()
            proc.wait()
    if not args.keep:
        shutil.rmtree(args.dir, ignore_errors=True)

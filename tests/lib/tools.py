"""Programs from PyPI that tests call: installed once from tests/requirements.txt (pinned, with hashes) into $BUILD/python."""
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
BUILD = Path(os.environ.get("BUILD") or TESTS.parent / "build").resolve()


def tool(name):
    """The path of a program, e.g. tool("openapi-spec-validator"); the environment is made when it is missing or old."""
    where, wanted = BUILD / "python", TESTS / "requirements.txt"
    digest = hashlib.sha256(wanted.read_bytes() + sys.version.encode()).hexdigest()
    stamp = where / "stamp"
    BUILD.mkdir(parents=True, exist_ok=True)
    with open(BUILD / "python.lock", "w", encoding="utf8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not stamp.exists() or stamp.read_text() != digest:
            shutil.rmtree(where, ignore_errors=True)
            subprocess.run(["/usr/bin/python3", "-m", "venv", str(where)], check=True)
            subprocess.run([where / "bin" / "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", "--require-hashes", "--only-binary", ":all:", "-r", wanted], check=True)
            stamp.write_text(digest)
    return str(where / "bin" / name)

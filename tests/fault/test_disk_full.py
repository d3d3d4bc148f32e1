"""A full disk: reads go on, writes say 507, login works, and the box recovers by itself. Needs a small file system: tmpfs, as root."""
import os
import subprocess
import tempfile

import pytest

from lib.box import ADMIN, PASSWORD, Box, wait_for

S = "/api/v1/services"


@pytest.fixture
def small_disk():
    path = tempfile.mkdtemp(prefix="binnacle-disk-")
    sudo = [] if os.geteuid() == 0 else ["sudo"]
    subprocess.run([*sudo, "mount", "-t", "tmpfs", "-o", f"size=48m,mode=0700,uid={os.getuid()}", "binnacle-test", path], check=True)
    yield path
    subprocess.run([*sudo, "umount", path], check=True)
    os.rmdir(path)


def push(name):
    return {"name": name, "type": "push", "target": "", "interval_seconds": 3600}


@pytest.mark.release
def test_full_and_recovered(small_disk):
    with Box(dir=small_disk + "/data") as box:
        a = box.admin()
        kept = a.post(S, push("kept"), expect=201)
        filler = small_disk + "/filler"
        with open(filler, "wb", buffering=0) as f:  # nothing is left to be written at its end
            try:
                while True:
                    f.write(b"x" * 65536)
            except OSError:
                pass

        def refused():
            r = a.raw("POST", S, push(f"f{os.urandom(6).hex()}"))
            return [r] if r.status_code == 507 else None
        problem = wait_for(refused, 60, 0, "507")[0].json()
        assert "disk" in problem["detail"].lower()
        assert a.get(f"{S}/{kept['id']}")["name"] == "kept"
        assert a.get("/api/v1/admin/health/services")["items"]
        box.anonymous().login(ADMIN, PASSWORD)
        assert box.anonymous().raw("GET", "/healthz").status_code == 200
        assert box.anonymous().raw("GET", "/readyz").status_code == 503
        os.unlink(filler)
        wait_for(lambda: a.raw("POST", S, push(f"g{os.urandom(6).hex()}")).status_code == 201, 30, 0.5, "writes after the disk has room")
        wait_for(lambda: box.anonymous().raw("GET", "/readyz").status_code == 200, 30, message="ready again")
        box.stop()
        assert box.cli("check").returncode == 0
        box.start()
        assert box.admin().get(f"{S}/{kept['id']}")["name"] == "kept"


def test_deleting_makes_room(small_disk):
    """Full because of Binnacle's own data: deleting works and writes come back."""
    with Box(dir=small_disk + "/data") as box:
        a = box.admin()
        made = [a.post(S, push(f"m{i}"), expect=201)["id"] for i in range(20)]
        filler = small_disk + "/filler"
        subprocess.run(["sh", "-c", f"cat /dev/zero > {filler}"], stderr=subprocess.DEVNULL)
        wait_for(lambda: a.raw("POST", S, push(f"f{os.urandom(6).hex()}")).status_code == 507, 60, 0, "507")
        assert a.raw("DELETE", f"{S}/{made[0]}").status_code in (200, 204), "deletion must go on when the disk is full"
        os.unlink(filler)
        wait_for(lambda: a.raw("POST", S, push(f"g{os.urandom(6).hex()}")).status_code == 201, 30, 0.5)

"""Backups: made, proven, downloaded, restored by command line and by upload; what the UI's page calls."""
import sqlite3
import time

import pytest

from lib.box import Box, wait_for

B = "/api/v1/admin/backup"
S = "/api/v1/services"


def push(client, name):
    return client.post(S, {"name": name, "type": "push", "target": "", "interval_seconds": 3600}, expect=201)


def made(client, **body):
    b = client.post(B, body, expect=202)
    return wait_for(lambda: (x := client.get(f"{B}/{b['id']}"))["status"] != "running" and x, 60, message="the backup's end")


def test_backup_by_page_and_restore_by_command_line(box, tmp_path):
    """One file of a running box; it is a SQLite database; restored elsewhere it holds everything."""
    a = box.admin()
    push(a, "before the backup")
    b = made(a)
    assert b["status"] == "ok" and b["proven_at"] and b["bytes"] > 0
    data = a.raw("GET", f"{B}/{b['id']}/download")
    assert "attachment" in data.headers["Content-Disposition"] and data.content[:15] == b"SQLite format 3"
    file = tmp_path / "box.backup"
    file.write_bytes(data.content)
    assert sqlite3.connect(file).execute("PRAGMA integrity_check").fetchone() == ("ok",)
    push(a, "after the backup")
    with Box(start=False) as other:
        other.cli("restore", file, "--force")
        other.start()
        names = [s["name"] for s in other.admin().pages(S)]
        assert "before the backup" in names and "after the backup" not in names


def test_backup_by_command_line_of_a_running_box(box, tmp_path):
    a = box.admin()
    push(a, "cli backed")
    out = tmp_path / "state.backup"
    box.cli("backup", out)
    assert [sqlite3.connect(out).execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in ("session", "idempotency", "user")] == [0, 0, 1]
    streamed = box.cli("backup", "-", binary_out=True).stdout
    assert streamed[:15] == b"SQLite format 3"
    box.cli("backup", tmp_path / "full.backup", "--full")
    assert (tmp_path / "full.backup").stat().st_size >= out.stat().st_size
    assert box.cli("restore", out, check=False).returncode == 1, "a restore over a running box must be refused"
    box.stop()
    box.cli("restore", out, "--force")
    box.start()
    a.get("/api/v1/auth/me", expect=401)  # what was a session before the restore is none after it
    assert "cli backed" in [s["name"] for s in box.admin().pages(S)]


def test_restore_by_upload():
    with Box(listen="127.0.0.1:0") as box:  # it starts again by itself, on the port that it had picked
        upload_and_restore(box)


def upload_and_restore(box):
    a = box.admin()
    push(a, "uploaded state")
    data = a.raw("GET", f"{B}/{made(a)['id']}/download").content
    push(a, "to be forgotten")
    broken = data[:len(data) // 2]
    raw = {"Content-Type": "application/octet-stream", "X-Confirm": "restore"}
    assert a.raw("POST", "/api/v1/admin/restore", data=broken, headers=raw).status_code == 422
    assert a.raw("POST", "/api/v1/admin/restore", data=data, headers={**raw, "X-Confirm": None}).status_code in (400, 422)
    r = a.raw("POST", "/api/v1/admin/restore", data=data, headers=raw)
    assert r.status_code in (200, 202), r.text
    time.sleep(1)

    def back():
        try:
            return [s["name"] for s in box.admin().pages(S)]
        except Exception:  # noqa: BLE001 - the box is starting again
            return None
    names = wait_for(back, 20, 0.3, "the restored box")
    assert "uploaded state" in names and "to be forgotten" not in names


def test_schedule(root):
    root.put(f"{B}/schedule", {"enabled": True, "at": "03:30", "keep": 5, "full": False})
    assert root.get(f"{B}/schedule")["at"] == "03:30"
    root.put(f"{B}/schedule", {"enabled": True, "at": "25:00", "keep": 5, "full": False}, expect=422)
    root.put(f"{B}/schedule", {"enabled": False, "at": "03:30", "keep": 5, "full": False})


def test_no_secret_in_clear(box, tmp_path):
    a = box.admin()
    a.post("/api/v1/alerts/channels", {"name": "s", "channel_type": "webhook", "enabled": False,
                                       "config": {"url": "http://127.0.0.1:9/", "secret": "whsec_c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0"}}, expect=201)
    out = tmp_path / "s.backup"
    box.cli("backup", out, "--full")
    assert b"c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0" not in out.read_bytes() and b"secret-secret-secret-secret" not in out.read_bytes()


@pytest.mark.parametrize("damage", ["truncated", "bit flip", "other file", "empty"])
def test_check_and_restore_refuse_damage(box, tmp_path, damage):
    """(1,000 random ones: tests/unit/test_store_backup.c)"""
    out = tmp_path / "d.backup"
    box.cli("backup", out)
    data = bytearray(out.read_bytes())
    if damage == "truncated":
        data = data[:-4096]
    elif damage == "bit flip":
        data[len(data) // 2] ^= 4
    elif damage == "other file":
        data = bytearray(b"not a backup at all" * 1000)
    else:
        data = bytearray()
    out.write_bytes(data)
    box.stop()
    before = (box.dir / "binnacle.db").read_bytes()
    p = box.cli("restore", out, "--force", check=False)
    assert p.returncode == 1 and p.stderr.strip() and "Traceback" not in p.stderr
    assert (box.dir / "binnacle.db").read_bytes() == before


def test_check_command(box):
    box.admin()
    box.stop()
    p = box.cli("check")
    assert p.returncode == 0
    db = sqlite3.connect(box.dir / "binnacle.db")
    n = db.execute("SELECT count(*) FROM audit").fetchone()[0]
    assert n > 0
    db.execute("UPDATE audit SET action = 'nothing.happened' WHERE rowid = (SELECT min(rowid) FROM audit)")
    db.commit()
    db.close()
    p = box.cli("check", check=False)
    assert p.returncode == 1 and "audit" in (p.stdout + p.stderr).lower()

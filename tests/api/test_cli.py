"""The command line: exit codes, help, version, one line of error."""
import json
import socket
import subprocess
import threading

from lib.box import Box, binary


def run(*args, **kw):
    return subprocess.run([binary(), *args], capture_output=True, text=True, timeout=30, **kw)


def test_help_of_every_command():
    top = run("--help")
    assert top.returncode == 0
    for command in ("serve", "user", "token", "job", "backup", "restore", "check", "apply", "export", "version"):
        assert command in top.stdout
        p = run(command, "--help")
        assert p.returncode == 0 and "--data" in p.stdout or command == "version"


def test_wrong_usage_is_2(tmp_path):
    for args in (["nonsense"], ["serve", "--nonsense"], ["user"], ["serve", "--data", str(tmp_path / "d"), "--listen", "not:a:port:at:all"], ["backup"]):
        p = run(*args)
        assert p.returncode == 2 and p.stderr.strip(), args


def test_failure_is_1_with_one_line(tmp_path):
    p = run("check", "--data", str(tmp_path / "nothing"))
    assert p.returncode == 1 and len(p.stderr.strip().splitlines()) == 1


def test_version_json_lists_libraries():
    v = json.loads(run("version", "--json").stdout)
    assert {"sqlite3", "civetweb", "curl", "librdkafka", "hiredis"} <= {lib["name"] for lib in v["libraries"]} and all(lib["version"] and lib["licence"] for lib in v["libraries"])


def test_a_port_in_use_is_a_clear_failure(tmp_path):
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        s.listen()
        p = run("serve", "--data", str(tmp_path / "d"), "--listen", f"127.0.0.1:{s.getsockname()[1]}")
        assert p.returncode == 1 and str(s.getsockname()[1]) in p.stderr


def test_two_boxes_on_one_directory_are_refused(box):
    p = run("serve", "--data", str(box.dir), "--listen", "127.0.0.1:0")
    assert p.returncode == 1 and "runs" in p.stderr


def test_flag_beats_environment_beats_file(tmp_path):
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    conf = tmp_path / "binnacle.conf"
    conf.write_text(f"log-format = json\nlisten = 127.0.0.1:{port}\n")
    with Box("--config", str(conf), listen="127.0.0.1:0") as b:
        assert b.port != port
        json.loads(b.log[0])
    bad = tmp_path / "bad.conf"
    bad.write_text("listne = 1\n")
    p = run("serve", "--data", str(tmp_path / "x"), "--config", str(bad))
    assert p.returncode == 2 and "listne" in p.stderr


def test_users_by_command_line(box):
    box.cli("user", "add", "cli@example.test", "--role", "editor", "--password-stdin", stdin="a long enough password\n")
    assert "cli@example.test" in box.cli("user", "list").stdout
    box.anonymous().login("cli@example.test", "a long enough password")
    box.cli("user", "disable", "cli@example.test")
    box.anonymous().post("/api/v1/auth/login", {"email": "cli@example.test", "password": "a long enough password"}, expect=401)
    assert box.cli("user", "add", "cli2@example.test", "--role", "king", "--password-stdin", stdin="a long enough password\n", check=False).returncode in (1, 2)


def test_apply_and_export_services_and_channels(box):
    """One file with services that depend on each other and a channel: applied, exported without secrets, a second time nothing changes."""
    doc = {"services": [{"name": "applied front", "type": "push", "interval_seconds": 60, "depends_on": ["applied back"]},
                        {"name": "applied back", "type": "push", "interval_seconds": 60}],
           "channels": [{"name": "applied hook", "min_severity": "critical", "config": {"url": "http://192.0.2.1/hook", "secret": "whsec_MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0"}}]}
    dry = box.cli("apply", "-", "--dry-run", stdin=json.dumps(doc)).stdout
    assert "+ service applied front" in dry and "+ channel applied hook" in dry
    assert "applied hook" not in box.cli("export").stdout
    box.cli("apply", "-", stdin=json.dumps(doc))
    text = box.cli("export").stdout
    assert "applied hook" in text and "whsec" not in text and json.loads(text)["channels"][0]["min_severity"] == "critical"
    assert "0 added, 0 changed" in box.cli("apply", "-", stdin=text).stdout
    assert list(json.loads(box.cli("export", "channels").stdout)) == ["channels"]
    channel = next(c for c in box.admin().pages("/api/v1/alerts/channels") if c["name"] == "applied hook")
    assert channel["config"]["secret"] == {"set": True}, "an absent secret stays"


def test_apply_refuses_all_when_one_is_wrong(box):
    doc = {"services": [{"name": "fine", "type": "push", "interval_seconds": 60}], "channels": [{"name": "bad", "config": {"url": "ftp://192.0.2.1"}}]}
    p = box.cli("apply", "-", stdin=json.dumps(doc), check=False)
    assert p.returncode == 1 and "channel bad: config.url" in p.stderr and "nothing was changed" in p.stderr
    assert "fine" not in box.cli("export", "services").stdout
    for wrong in ('{"servces": []}', '[]', '{"services": {}}'):
        assert box.cli("apply", "-", stdin=wrong, check=False).returncode == 2, wrong
    assert box.cli("apply", "-", stdin="{", check=False).returncode == 1
    assert box.cli("export", "nonsense", check=False).returncode == 2


def test_a_command_while_the_box_starts(box):
    """A command that comes between a start and its end waits for the box, and a box for the command that has its directory."""
    box.admin()
    box.stop()
    codes, stop = [], threading.Event()

    def ask():
        while not stop.is_set():
            codes.append(box.cli("user", "list", check=False).returncode)
    asker = threading.Thread(target=ask, daemon=True)
    asker.start()
    for _ in range(3):
        box.start()
        box.stop()
    stop.set()
    asker.join(60)
    assert codes and set(codes) == {0}

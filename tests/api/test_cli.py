"""The command line: exit codes, help, version, one line of error."""
import json
import socket
import subprocess

from lib.box import Box, binary


def run(*args, **kw):
    return subprocess.run([binary(), *args], capture_output=True, text=True, timeout=30, **kw)


def test_help_of_every_command():
    top = run("--help")
    assert top.returncode == 0
    for command in ("serve", "user", "token", "backup", "restore", "check", "apply", "export", "version"):
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

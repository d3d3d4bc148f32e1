"""docs/api.md is true: its blocks are run, in order and in one shell, against a real box, and what they print is what stands below them."""
import os
import re
import subprocess

import pytest

from lib.box import ADMIN, PASSWORD, REPO

GUIDE = REPO / "docs" / "api.md"
MARK = "--- end of block ---"


def blocks():
    """(heading, command, expected output or None) in the order of the page."""
    text, heading, found = GUIDE.read_text(), "", []
    for m in re.finditer(r"^## ([^\n]+)$|^```(\w+)\n(.*?)^```$", text, re.M | re.S):
        if m.group(1):
            heading = m.group(1)
        elif m.group(2) == "sh":
            found.append([heading, m.group(3), None])
        else:
            assert found and found[-1][2] is None, f"{heading}: output without a command"
            found[-1][2] = m.group(3)
    return found


BLOCKS = blocks()


@pytest.fixture(scope="module")
def printed(root, tmp_path_factory):
    """What every block printed."""
    key = root.post("/api/v1/auth/api-keys", {"name": "the guide"}, expect=201)["key"]
    script = "".join(f"{command}\necho '{MARK}'\n" for _, command, _ in BLOCKS)
    env = {"PATH": "/usr/bin:" + os.environ["PATH"], "BOX": root.box.url, "KEY": key, "EMAIL": ADMIN, "PASSWORD": PASSWORD}
    p = subprocess.run(["bash"], input=script, capture_output=True, text=True, timeout=120, cwd=tmp_path_factory.mktemp("guide"), env=env)
    parts = p.stdout.split(MARK + "\n")
    assert p.returncode == 0 and len(parts) == len(BLOCKS) + 1, p.stdout + p.stderr
    return parts


def test_every_command_has_its_output():
    """[C6.1.3] there are enough examples, and none without a result."""
    assert len(BLOCKS) >= 12 and all(expected for _, _, expected in BLOCKS)


@pytest.mark.parametrize("number", range(len(BLOCKS)), ids=[f"{b[0]} {i}" for i, b in enumerate(BLOCKS)])
def test_the_guide_is_true(printed, number):
    """[C6.1.3, C6.1.4] an ellipsis stands for anything."""
    _, command, expected = BLOCKS[number]
    pattern = ".*?".join(re.escape(part) for part in expected.split("…"))
    assert re.fullmatch(pattern, printed[number], re.S), f"{command}\nprinted:\n{printed[number]}\nthe guide says:\n{expected}"


def test_no_path_of_the_guide_is_made_up():
    """Every path that the guide names is one of the API."""
    from lib import openapi
    doc = openapi.document()
    for path in set(re.findall(r"\$BOX(/[\w/$.-]*)", GUIDE.read_text())):
        assert any(pattern.match(path) for _, pattern, _, _ in doc.operations), path


def test_the_checklist_names_tests_that_exist():
    """Every test that docs/asvs.md names is one of the repository, and no requirement has two lines."""
    repo = GUIDE.parents[1]
    text = (repo / "docs" / "asvs.md").read_text()
    named = set(re.findall(r"`((?:test|fuzz)_\w+\.(?:py|c)|\w+\.spec\.ts)`", text))
    there = {f.name for f in (repo / "tests").rglob("*.*") if "node_modules" not in f.parts}
    assert len(named) >= 50 and named <= there, named - there
    lines = [n.strip() for row in re.findall(r"^\| (\d[\d.,– ]+) \|", text, re.M) for n in row.split(",")]
    assert len(lines) == len(set(lines)) >= 150

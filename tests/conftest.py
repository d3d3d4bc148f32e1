"""Fixtures for every pytest of the repository: a shared box for reading tests, and boxes of one's own."""
import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))
from lib.box import Box  # noqa: E402
from lib.systems import system  # noqa: E402


@pytest.fixture(scope="session")
def shared_box():
    """One claimed box for tests that do not disturb each other: they make objects with names of their own."""
    with Box() as b:
        yield b


@pytest.fixture(scope="session")
def root(shared_box):
    return shared_box.admin()


@pytest.fixture
def box():
    with Box() as b:
        yield b


def _session_system(name):
    @pytest.fixture(scope="session", name=name)
    def fixture():
        with system(name) as s:
            yield s
    return fixture


redis, kafka, neo4j, dns, smtp = (_session_system(n) for n in ("redis", "kafka", "neo4j", "dns", "smtp"))


@pytest.fixture
def worker():
    with system("worker") as s:
        yield s


@pytest.fixture
def sink():
    with system("sink") as s:
        yield s

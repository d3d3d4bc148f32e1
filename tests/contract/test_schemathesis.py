"""Schemathesis, all of its default checks, as anonymous, viewer, editor and admin: nothing undocumented, nothing that breaks the box.

One box a role, so that what one makes is not in the way of another. What is given to Schemathesis differs from the box's own document in this,
and its checks are told what no schema can say:

- the way to sign in is the API key alone: with a made-up cookie beside a good key the answer is rightly a success;
- `cursor` is left out: only the box makes one, a made-up one is 400 (test_cases.py) and pages are walked elsewhere (test_docs.py);
- `X-Request-Id` is left out: any text is good, what is not usable is replaced (test_http.py);
- 412 and 422 are good answers to well-formed input: an If-Match that names another version; rules between members (from before to, one of two
  members, an address that is taken). 412 is a refusal as well. A parameter that is a time before 1970 is 400.

One worker: with more, Python 3.11's own compiler fails now and then ("AST constructor recursion depth mismatch"), in a thread of the generator.

Operations that would end the run are carried out as they are, and why that is safe: restore, backup and settings need a superadmin, whom no role
here is; logout answers 422 to a key; a user's own password needs the current one, which is never sent; the key of the run belongs to the
superadmin's colleague of that role, whose account other runs do not have.
"""
import copy
import json
import os
import subprocess

import pytest
import requests

from lib import openapi
from lib.box import Box
from lib.tools import tool

EXAMPLES = int(os.environ.get("SCHEMATHESIS_EXAMPLES") or 2)  # of each operation and phase; more of them find more
GOOD = ["2xx", "3xx", 401, 403, 404, 409, 412, 422, 429, "5xx"]
BAD = [400, 401, 403, 404, 405, 406, 409, 412, 413, 415, 422, 428, 429, "5xx"]
LEFT_OUT = {"#/components/parameters/cursor", "#/components/parameters/request_id"}


def for_keys(spec):
    spec = copy.deepcopy(spec)
    parts = spec["components"]
    parts["securitySchemes"] = {"api_key": parts["securitySchemes"]["api_key"]}
    spec["security"] = [{"api_key": []}]
    for item in spec["paths"].values():
        for op in item.values():
            if op.get("security"):
                op["security"] = [{"api_key": []}]
            op["parameters"] = [p for p in op["parameters"] if p.get("$ref") not in LEFT_OUT]
    return spec


def settings(spec, key):
    text = f"[checks]\npositive_data_acceptance.expected-statuses = {json.dumps(GOOD)}\nnegative_data_rejection.expected-statuses = {json.dumps(BAD)}\n"
    for path, item in spec["paths"].items():
        for method, op in item.items():
            if any(p.get("schema", {}).get("format") == "date-time" for p in op["parameters"]):
                text += f'[[operations]]\ninclude-name = "{method.upper()} {path}"\nchecks.positive_data_acceptance.expected-statuses = {json.dumps([400, *GOOD])}\n'
    return text + (f"[auth.openapi.api_key]\nbearer = {json.dumps(key)}\n" if key else "")


@pytest.mark.parametrize("role", ["anonymous", "viewer", "editor", "admin"])
def test_nothing_undocumented(role, tmp_path):
    """[C7.4, C10.5, DT029] every operation, good and bad input, chains of calls; then the box is well and stops cleanly."""
    with Box("--rate-limits", "off") as box:
        spec, key = for_keys(openapi.document().spec), None
        if role != "anonymous":
            key = box.user(role).post("/api/v1/auth/api-keys", {"name": "schemathesis"}, expect=201)["key"]
        (tmp_path / "openapi.json").write_text(json.dumps(spec))
        (tmp_path / "schemathesis.toml").write_text(settings(spec, key))
        p = subprocess.run([tool("schemathesis"), "run", "openapi.json", "--url", box.url, "--seed", "1", "--max-examples", str(EXAMPLES), "--workers", "1",
                            "--request-timeout", "30", "--suppress-health-check", "all", "--warnings", "off", "--no-color"],
                           cwd=tmp_path, capture_output=True, text=True, timeout=600 + 60 * EXAMPLES)
        assert p.returncode == 0, p.stdout[-20000:] + p.stderr[-2000:]
        assert f"Tested: {len(openapi.document().operations)}" in p.stdout, p.stdout[-3000:]
        assert requests.get(box.url + "/readyz", timeout=20).status_code == 200
        assert not [line for line in box.log if " 500 " in line or "status=500" in line]

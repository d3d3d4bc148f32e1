"""Holds every exchange of the tests against the OpenAPI document that the binary under test serves.

An undocumented operation, status, content type or a body that is not as its schema says fails the test at once.
A change that was answered as done must have its row in the audit trail by then.
The operations that were answered with a success are noted in $BUILD/tests/operations.hit, so that tests/run can name the ones no test reached.
"""
import os
import re
import sqlite3
import urllib.parse
from pathlib import Path

import jsonschema
import requests

_documents = {}  # the document of a binary: it is the same on every box
HITS = Path(os.environ.get("BINNACLE_HITS") or Path(os.environ.get("BUILD") or Path(__file__).resolve().parents[2] / "build") / "tests" / "operations.hit")


class Document:
    def __init__(self, spec):
        self.spec = spec
        self.operations = []  # (method, regex, template, operation)
        for template, item in spec["paths"].items():
            pattern = re.compile("^" + re.sub(r"\\{[^/]+?\\}", "[^/]+", re.escape(template)) + "$")
            for method, op in item.items():
                if method in ("get", "post", "put", "patch", "delete"):
                    self.operations.append((method.upper(), pattern, template, op))
        self.operations.sort(key=lambda o: o[2].count("{"))

    def find(self, method, path):
        return next((o for o in self.operations if o[0] == ("GET" if method == "HEAD" else method) and o[1].match(path)), None)

    def validator(self, schema):
        resolver = jsonschema.RefResolver("", self.spec)
        return jsonschema.Draft202012Validator(schema, resolver=resolver)


def fetch(box):
    """The document as text. Only administrators may read it: the box must have its superadmin."""
    from .box import ADMIN, PASSWORD
    http = requests.Session()
    r = http.post(box.url + "/api/v1/auth/login", json={"email": ADMIN, "password": PASSWORD}, timeout=20)
    assert r.status_code == 200, f"signing in for the document: {r.status_code} {r.text[:300]}"
    document = http.get(box.url + "/api/openapi.json", timeout=20)
    assert document.status_code == 200, f"/api/openapi.json: {document.status_code}"
    http.post(box.url + "/api/v1/auth/logout", headers={"X-CSRF-Token": r.json()["csrf_token"]}, timeout=20)
    return document


def document(box=None):
    """The document of the binary under test, fetched once from a box of its own, so that no test's box is touched."""
    from .box import Box, binary
    key = binary()
    if key not in _documents:
        with Box() as own:
            r = fetch(own)
        HITS.parent.mkdir(parents=True, exist_ok=True)
        (HITS.parent / "openapi.json").write_bytes(r.content)
        _documents[key] = Document(r.json())
    return _documents[key]


def check(box, method, path, response):
    """Fails the test when the exchange is not as documented. Only paths under /api/v1 and the documented root ones."""
    bare = urllib.parse.urlsplit(path).path
    doc = document(box)
    found = doc.find(method, bare)
    if not found:
        assert response.status_code in (400, 404, 405) or not bare.startswith("/api/"), f"{method} {bare} is not in OpenAPI, answered {response.status_code}"
        return
    _, _, template, op = found
    status = str(response.status_code)
    if response.status_code < 400:
        HITS.parent.mkdir(parents=True, exist_ok=True)
        with open(HITS, "a", encoding="utf8") as f:
            f.write(f"{method} {template}\n")
        audited(box, method, template, op, response)
    where = f"{method} {template} → {status}"
    answers = op["responses"]
    answer = answers.get(status) or answers.get("default")
    assert answer is not None, f"{where}: undocumented status; body {response.text[:300]}"
    if "$ref" in answer:
        answer = _ref(doc.spec, answer["$ref"])
    content = answer.get("content")
    if not content or method == "HEAD" or response.status_code == 304:
        return
    kind = response.headers.get("Content-Type", "").split(";")[0].strip()
    assert kind in content, f"{where}: content type {kind!r}, documented: {sorted(content)}"
    schema = content[kind].get("schema")
    if schema and kind.endswith("json"):
        errors = sorted(doc.validator(schema).iter_errors(response.json()), key=str)
        assert not errors, f"{where}: {errors[0].json_path}: {errors[0].message[:400]}"


def audited(box, method, template, op, response):
    """[C7.2, C10.3] What was answered as done has a row with the request's id; it is there before the answer."""
    action = op.get("x-audit")
    if not action or response.headers.get("Idempotency-Replayed") or response.status_code >= 300 or method == "HEAD":
        return
    if not (box.dir / "binnacle.db").exists():
        return
    db = sqlite3.connect(f"file:{box.dir}/binnacle.db?mode=ro", uri=True, timeout=10)
    try:
        rows = db.execute("SELECT action, status FROM audit WHERE request_id = ?", (response.headers["X-Request-Id"],)).fetchall()
    except sqlite3.Error:
        return  # the file is being put back under it
    finally:
        db.close()
    dry = response.headers.get("Content-Type", "").startswith("application/json") and method != "GET" and '"dry_run":true' in response.text
    assert rows or dry, f"{method} {template} → {response.status_code}: no row of {action} in the audit trail"


def _ref(spec, ref):
    node = spec
    for part in ref.lstrip("#/").split("/"):
        node = node[part.replace("~1", "/").replace("~0", "~")]
    return node

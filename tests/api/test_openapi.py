"""The API's description: a valid OpenAPI 3.1 document that is complete, whose examples hold, and that administrators alone can read."""
import json
import re
import subprocess

import jsonschema
import pytest
import requests

from lib import openapi
from lib.tools import tool

DOCUMENT, PAGE = "/api/openapi.json", "/api/docs/swagger"
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.fixture(scope="module")
def doc():
    return openapi.document()


@pytest.fixture(scope="module")
def operations(doc):
    return [(f"{method} {template}", op) for method, _, template, op in doc.operations]


def contents(doc, op):
    """(where, media type object) of a request and every answer, references resolved."""
    for kind, media in op.get("requestBody", {}).get("content", {}).items():
        yield "request", kind, media
    for status, answer in op["responses"].items():
        answer = openapi._ref(doc.spec, answer["$ref"]) if "$ref" in answer else answer
        for kind, media in answer.get("content", {}).items():
            yield status, kind, media


# ---- the document

def test_it_is_a_valid_document(doc, tmp_path):
    """[C10.5] the public validator of OpenAPI 3.1 has nothing to say."""
    file = tmp_path / "openapi.json"
    file.write_text(json.dumps(doc.spec))
    p = subprocess.run([tool("openapi-spec-validator"), "--schema", "3.1", str(file)], capture_output=True, text=True)
    assert p.returncode == 0 and "OK" in p.stdout, p.stdout + p.stderr
    broken = json.loads(file.read_text())
    del broken["paths"]["/healthz"]["get"]["responses"]
    broken["paths"]["/healthz"]["get"]["parameters"] = [{"in": "nowhere"}]
    file.write_text(json.dumps(broken))
    assert subprocess.run([tool("openapi-spec-validator"), "--schema", "3.1", str(file)], capture_output=True).returncode != 0, "the validator accepts anything"


def test_every_operation_says_everything(doc, operations):
    """[C6.1.2, C10.5] name, group, what it does, who may, how often, which errors."""
    ids, groups = [], {t["name"] for t in doc.spec["tags"]}
    assert all(len(t["description"]) > 20 for t in doc.spec["tags"])
    missing = []
    for name, op in operations:
        ids.append(op["operationId"])
        answers = set(op["responses"])
        public, changes = op.get("security") == [], not name.startswith("GET")
        wanted = {"400", "500", "503"} | (set() if public else {"401", "403", "404"}) | ({"409", "422", "507"} if changes else set()) | ({"413", "415"} if "requestBody" in op else set())
        wanted |= set() if op["x-rate-class"] == "none" else {"429"}
        told = op.get("description", "")
        for what, ok in {
            "a summary": len(op["summary"]) > 5, "a known group": len(op.get("tags", [])) == 1 and op["tags"][0] in groups, "a permission": public or op.get("x-permission"),
            "the permission in words": public or op["x-permission"] == "any" or f"`{op['x-permission']}`" in told, "the rate class": op["x-rate-class"] in ("none", "read", "write", "login", "ingest", "expensive"),
            f"the errors {sorted(wanted - answers)}": wanted <= answers, "no catch-all": "default" not in answers, "a success": any(s < "400" for s in answers),
            "how to sign in for a change": public or not changes or {"cookie": [], "csrf": []} in op["security"],
        }.items():
            if not ok:
                missing.append(f"{name}: {what}")
    assert missing == [] and len(ids) == len(set(ids)) and all(re.fullmatch(r"[a-z0-9_]+", i) for i in ids)


def test_every_parameter_is_described(doc, operations):
    """[C10.5] each with a description and a schema; limit and cursor on lists, Idempotency-Key on posts, If-Match on changes."""
    wrong = []
    for name, op in operations:
        params = [openapi._ref(doc.spec, p["$ref"]) if "$ref" in p else p for p in op["parameters"]]
        wrong += [f"{name}: {p['name']} has no description" for p in params if not p.get("description")]
        names = {p["name"] for p in params}
        ok = openapi_success(doc, op)
        if ok and "next_cursor" in ok.get("schema", {}).get("properties", {}) and not {"limit", "cursor"} <= names:
            wrong.append(f"{name}: a list without limit and cursor")
        if "X-Request-Id" not in names:
            wrong.append(f"{name}: no X-Request-Id")
        if name.startswith(("PUT", "PATCH", "DELETE")) and "If-Match" not in names:
            wrong.append(f"{name}: no If-Match")
        for p in params:
            if "example" in p:
                errors = list(doc.validator(p["schema"]).iter_errors(p["example"]))
                wrong += [f"{name}: the example of {p['name']} is not as its schema: {errors[0].message}"] if errors else []
    assert wrong == []


def openapi_success(doc, op):
    return next((media for status, kind, media in contents(doc, op) if status.startswith("2") and kind == "application/json"), None)


JOB_CONTROL = {  # what may be done, and what the audit trail calls it
    "POST {at}/{id}/retry": "JOB_RETRY", "POST {at}/{id}/cancel": "JOB_CANCELLED", "POST {at}/{id}/run": "JOB_FORCE_RUN",
    "DELETE {at}/{id}": "JOB_CANCELLED", "POST {at}/bulk": "JOB_BULK",
}


@pytest.mark.parametrize("at, permission", [("/api/v1/jobs", "job.control"), ("/api/v1/admin/jobs", "job.admin")])
def test_the_control_of_jobs_is_documented(doc, operations, at, permission):
    """[C6.1.1] every action on jobs: who may, what is recorded, the refusal when the state forbids it, and an answer as an example."""
    known = dict(operations)
    for template, action in JOB_CONTROL.items():
        name = template.replace("{at}", at)
        op = known[name]
        assert op["x-permission"] == permission and f"`{permission}`" in op["description"], name
        assert f"`{action}`" in op["description"] and "409" in op["responses"] and op["tags"] == ["jobs"], name
        assert openapi_success(doc, op)["example"], name


def test_every_example_is_as_its_schema(doc, operations):
    """[C6.1.3] every JSON body and answer has an example, and every example validates."""
    wrong, count = [], 0
    for name, op in operations:
        for where, kind, media in contents(doc, op):
            if not kind.endswith("json") or media.get("schema", {"type": "object"}) == {"type": "object"}:
                continue  # a download or an open object, which no table describes
            if "example" not in media:
                wrong.append(f"{name} {where}: no example")
                continue
            count += 1
            resolver = jsonschema.RefResolver("", doc.spec)
            errors = list(jsonschema.Draft202012Validator(media["schema"], resolver=resolver, format_checker=jsonschema.FormatChecker()).iter_errors(media["example"]))
            wrong += [f"{name} {where}: {e.json_path}: {e.message[:200]}" for e in errors[:2]]
    assert wrong == [] and count > 500

    loose = []
    def walk(schema, path):
        if isinstance(schema, dict):
            for example in schema.get("examples", []):
                errors = list(doc.validator({k: v for k, v in schema.items() if k != "examples"}).iter_errors(example))
                loose.extend(f"{path}: {example!r}: {e.message[:200]}" for e in errors)
            for k, v in schema.items():
                if k not in ("example", "examples"):
                    walk(v, f"{path}/{k}")
        elif isinstance(schema, list):
            for i, v in enumerate(schema):
                walk(v, f"{path}/{i}")
    walk(doc.spec["components"]["schemas"], "")
    assert loose == []


def test_it_says_how_to_sign_in(doc):
    """[C6.1.4] the ways to sign in, as schemes and in words."""
    schemes = doc.spec["components"]["securitySchemes"]
    assert schemes["cookie"]["in"] == "cookie" and schemes["csrf"]["name"] == "X-CSRF-Token" and schemes["api_key"]["scheme"] == "bearer"
    text = doc.spec["info"]["description"]
    assert all(word in text for word in ("Authorization: Bearer bnc_", "X-CSRF-Token", "/api/v1/auth/login", "Idempotency-Key", "If-Match", "Retry-After", "RFC 9457"))
    assert doc.spec["servers"][0]["url"] == "/"


def test_error_examples_are_what_the_box_answers(doc, root):
    """[C6.1.3] a real problem has the members of the documented one."""
    example = doc.spec["components"]["responses"]["UnprocessableContent"]["content"]["application/problem+json"]["example"]
    real = root.post("/api/v1/services", {}, expect=422)
    assert real.keys() == example.keys() and {"field": "name", "message": "is required"} in real["errors"]
    missing = root.get("/api/v1/services/0190aaaa-0000-7000-8000-00000000dead", expect=404)
    assert missing.keys() == doc.spec["components"]["responses"]["NotFound"]["content"]["application/problem+json"]["example"].keys()


# ---- who may read it

@pytest.mark.parametrize("path", [DOCUMENT, PAGE])
def test_only_administrators_read_it(shared_box, root, path):
    """[C9.9, C10.5] programs: 401 without credentials, 403 for viewers and editors, the content for administrators."""
    assert shared_box.anonymous().raw("GET", path).status_code == 401
    for role, status in (("viewer", 403), ("editor", 403), ("admin", 200)):
        assert shared_box.user(role).raw("GET", path).status_code == status, role
    assert root.raw("GET", path).status_code == 200


def test_a_browser_is_sent_to_the_sign_in_page(shared_box, root):
    """[C9.9] navigation: the sign-in page, which comes back here; a page that says no; the page."""
    r = requests.get(shared_box.url + PAGE, headers=BROWSER, allow_redirects=False, timeout=10)
    assert r.status_code == 303 and r.headers["Location"] == "/login?next=%2Fapi%2Fdocs%2Fswagger"
    viewer = shared_box.user("viewer").raw("GET", PAGE, headers=BROWSER)
    assert viewer.status_code == 403 and viewer.headers["Content-Type"].startswith("text/html") and "ETag" not in viewer.headers
    page = root.raw("GET", PAGE, headers=BROWSER)
    assert page.status_code == 200 and page.headers["Content-Type"].startswith("text/html") and "script-src 'self'" in page.headers["Content-Security-Policy"]
    again = shared_box.user("viewer").raw("GET", PAGE, headers={**BROWSER, "If-None-Match": page.headers["ETag"]})
    assert again.status_code == 403


def test_a_key_reads_it_when_its_scope_says_so(root):
    """[C10.5] an API key needs the permission as well."""
    for scopes, status in ((["docs.read"], 200), (["service.read"], 403)):
        key = root.post("/api/v1/auth/api-keys", {"name": f"docs {status}", "scopes": scopes}, expect=201)["key"]
        r = requests.get(root.box.url + DOCUMENT, headers={"Authorization": f"Bearer {key}"}, timeout=20)
        assert r.status_code == status


def test_it_is_not_sent_again_when_nothing_changed(root):
    r = root.raw("GET", DOCUMENT)
    assert root.raw("GET", DOCUMENT, headers={"If-None-Match": r.headers["ETag"]}).status_code == 304

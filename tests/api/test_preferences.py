"""Preferences, custom settings, widgets, the tenant's defaults: each over the real API."""
import json
import zoneinfo

import pytest

from lib.box import wait_for

P = "/api/v1/preferences"


@pytest.fixture
def person(shared_box):
    return shared_box.user("viewer", tenant="prefs")  # its own: other tests give the default tenant defaults


def test_read_change_replace(person):
    """[DB016'.1] [DB016'.4] theme, accessibility and regional settings with their defaults; PATCH merges, PUT replaces."""
    first = person.get(P)
    assert first["theme"] == {"theme": "dark", "density": "normal"} and first["changed"] == [] and first["version"] == 0
    assert first["accessibility"]["motion"] == "system" and first["regional"]["time_zone"] == "system" and first["tour"]["state"] == "new"
    one = person.patch(P, {"theme": {"theme": "light"}, "regional": {"time_zone": "Europe/Vienna"}})
    assert one["theme"] == {"theme": "light", "density": "normal"} and sorted(one["changed"]) == ["regional.time_zone", "theme.theme"]
    two = person.patch(P, {"theme": {"density": "dense"}})
    assert two["theme"] == {"theme": "light", "density": "dense"} and two["version"] == one["version"] + 1
    three = person.put(P, {"theme": {"theme": "system"}})
    assert three["theme"] == {"theme": "system", "density": "normal"} and three["regional"]["time_zone"] == "system"


@pytest.mark.parametrize("section,value", [("theme", {"theme": "light"}), ("accessibility", {"contrast": "high"}), ("regional", {"locale": "de-AT"}),
                                           ("dashboard", {"landing_page": "/ops/alerts"}), ("notifications", {"muted": ["work.done"]}), ("tour", {"state": "done"})])
def test_sections(person, section, value):
    """[DB016'.4] each section by itself: GET, PATCH, PUT."""
    name, v = next(iter(value.items()))
    before = person.get(f"{P}/{section}")
    assert before[name] != v
    assert person.patch(f"{P}/{section}", value)[name] == v
    assert person.get(P)[section][name] == v
    assert person.put(f"{P}/{section}", {}) == before
    assert person.put(f"{P}/{section}", value)[name] == v


def test_reset(person):
    """[DB016'.4] one preference, a section, everything."""
    person.patch(P, {"theme": {"theme": "light", "density": "dense"}, "regional": {"locale": "fr-FR"}})
    assert person.post(P + "/reset", {"names": ["theme.theme"]})["changed"] == ["theme.density", "regional.locale"]
    assert person.post(P + "/reset", {"names": ["theme"]})["changed"] == ["regional.locale"]
    assert person.post(P + "/reset", {})["changed"] == []
    person.post(P + "/reset", {"names": ["theme.nonsense"]}, expect=422)


@pytest.mark.parametrize("body,field", [
    ({"theme": {"theme": "pink"}}, "theme.theme"), ({"theme": {"colour": "red"}}, "theme.colour"), ({"themes": {}}, "themes"), ({"theme": None}, "theme"),
    ({"regional": {"time_zone": "Mars/Olympus"}}, "regional.time_zone"), ({"regional": {"locale": "x"}}, "regional.locale"), ({"regional": {"locale": "en_GB"}}, "regional.locale"),
    ({"dashboard": {"landing_page": "//evil.example"}}, "dashboard.landing_page"), ({"dashboard": {"landing_page": "javascript:alert(1)"}}, "dashboard.landing_page"),
    ({"accessibility": {"toast_seconds": 0}}, "accessibility.toast_seconds"), ({"notifications": {"muted": ["security.sign_in"]}}, "notifications.muted[0]"),
    ({"version": 7}, "version"),
])
def test_what_is_wrong_is_named_and_nothing_is_stored(person, body, field):
    """[DT029] [DB016'.3] a bad value is 422 with its path, and the rest of the body is not stored either."""
    good = {**body, "tour": {"state": "done"}}
    r = person.raw("PATCH", P, good)
    assert r.status_code == 422 and any(e["field"] == field for e in r.json()["errors"]), r.text
    assert person.get(P)["version"] == 0
    section, _, name = field.partition(".")
    if name and isinstance(body.get(section), dict) and "[" not in name:
        r = person.raw("PATCH", f"{P}/{section}", body[section])
        assert r.status_code == 422 and any(e["field"] == name for e in r.json()["errors"]), r.text


def test_every_zone_of_the_iana_database_is_known(person):
    """[DB016'.1] The list inside the program, against the one of the machine that runs the test."""
    zones = sorted(z for z in zoneinfo.available_timezones() if not z.startswith(("posix", "right", "localtime", "Factory")))
    assert len(zones) > 400
    body = {"regional": {}}
    unknown = []
    for z in zones:
        body["regional"]["time_zone"] = z
        if person.raw("PATCH", P, body, validate=False).status_code != 200:
            unknown.append(z)
    assert unknown == []


def test_etag_and_if_match(person):
    r = person.raw("GET", P)
    tag = r.headers["ETag"]
    assert person.raw("GET", P, headers={"If-None-Match": tag}).status_code == 304
    assert person.raw("PATCH", P, {"theme": {"theme": "light"}}, headers={"If-Match": tag}).status_code == 200
    assert person.raw("PATCH", P, {"theme": {"theme": "dark"}}, headers={"If-Match": tag}).status_code == 412
    assert person.get(P)["theme"]["theme"] == "light"
    assert person.raw("PUT", P + "/theme", {}, headers={"If-Match": tag}).status_code == 412
    assert person.raw("POST", P + "/reset", {}, headers={"If-Match": tag}).status_code == 412


def test_schema_has_every_preference_with_its_default(person):
    schema = person.get(P + "/schema")["schema"]
    values = person.get(P)
    for section, s in schema["properties"].items():
        for name, f in s["properties"].items():
            assert f["title"] and f["description"] and f["default"] == values[section][name], f"{section}.{name}"


def test_custom_settings(person, shared_box):
    """[DB016'.5] any JSON by key; of oneself alone; bounded."""
    value = {"columns": ["name", "état"], "width": 1.5, "on": None, "deep": [[[{}]]]}
    made = person.put(P + "/custom/health.table", {"value": value})
    assert made["value"] == value and made["version"] == 1
    assert person.put(P + "/custom/health.table", {"value": False})["version"] == 2
    r = person.raw("PUT", P + "/custom/health.table", {"value": 3}, headers={"If-Match": '"1"'})
    assert r.status_code == 412
    for i in range(5):
        person.put(f"{P}/custom/k{i}", {"value": i})
    assert [c["key"] for c in person.pages(P + "/custom", limit=2)] == ["health.table", "k0", "k1", "k2", "k3", "k4"]
    shared_box.user("viewer").get(P + "/custom/health.table", expect=404)
    person.put(P + "/custom/big", {"value": "x" * 17000}, expect=422)
    person.put(P + "/custom/a%20b", {"value": 1}, expect=422)
    person.put(P + "/custom/none", {}, expect=422)
    assert person.get(P + "/custom/k0")["value"] == 0
    person.delete(P + "/custom/k0", expect=204)
    person.delete(P + "/custom/k0", expect=404)


def test_custom_settings_have_a_bound(person):
    for i in range(100):
        person.put(f"{P}/custom/n{i}", {"value": i})
    person.put(P + "/custom/too-many", {"value": 1}, expect=409)
    person.put(P + "/custom/n5", {"value": "changed"})


def test_widgets(person):
    """[DB016'.2] [DB016'.4] collapsed, hidden, order, size and settings of each widget of a page."""
    w = person.put(P + "/widgets/ops/vitals", {"collapsed": True, "position": 2, "size": "large", "settings": {"series": ["cpu"]}})
    assert {k: w[k] for k in ("page", "widget", "collapsed", "hidden", "position", "size", "settings", "version")} == {
        "page": "ops", "widget": "vitals", "collapsed": True, "hidden": False, "position": 2, "size": "large", "settings": {"series": ["cpu"]}, "version": 1}
    assert person.put(P + "/widgets/ops/vitals", {"hidden": True})["collapsed"] is True
    person.put(P + "/widgets/ops/alerts", {"position": 1})
    person.put(P + "/widgets/health/grid", {"position": 1})
    assert [(x["page"], x["widget"]) for x in person.pages(P + "/widgets", limit=1)] == [("health", "grid"), ("ops", "alerts"), ("ops", "vitals")]
    assert [x["widget"] for x in person.get(P + "/widgets?page=ops")["items"]] == ["alerts", "vitals"]
    assert person.get(P + "/widgets/ops/vitals")["size"] == "large"
    person.put(P + "/widgets/ops/vitals", {"size": "giant"}, expect=422)
    person.put(P + "/widgets/ops/vitals", {"position": -1}, expect=422)
    person.put(P + "/widgets/ops/vitals", {"settings": {"x": "y" * 17000}}, expect=422)
    assert person.raw("PUT", P + "/widgets/ops/vitals", {"hidden": False}, headers={"If-Match": '"1"'}).status_code == 412
    person.delete(P + "/widgets/ops/vitals", expect=204)
    person.get(P + "/widgets/ops/vitals", expect=404)


def test_export_and_import(person, shared_box):
    person.patch(P, {"theme": {"theme": "light"}, "notifications": {"muted": ["work.done"]}})
    person.put(P + "/custom/a", {"value": [1]})
    person.put(P + "/widgets/ops/vitals", {"collapsed": True})
    r = person.raw("GET", P + "/export")
    assert "attachment" in r.headers["Content-Disposition"]
    file = r.json()
    other = shared_box.user("viewer")
    taken = other.post(P + "/import", file)
    assert taken["theme"]["theme"] == "light" and taken["notifications"]["muted"] == ["work.done"]
    assert other.get(P + "/export") == file
    bad = json.loads(json.dumps(file))
    bad["preferences"]["theme"]["theme"] = "dark"
    bad["preferences"]["regional"] = {"time_zone": "No/Where"}
    r = other.raw("POST", P + "/import", bad)
    assert r.status_code == 422 and r.json()["errors"][0]["field"] in ("preferences.regional.time_zone", "regional.time_zone")
    assert other.get(P)["theme"]["theme"] == "light"
    other.post(P + "/import", {"format": "something-else"}, expect=422)


def test_defaults_of_the_tenant(shared_box):
    """[DB016'.3] what an administrator sets holds for everybody who chose nothing else, in this tenant alone."""
    admin = shared_box.user("admin", tenant="prefs-defaults")
    editor = shared_box.user("editor", tenant="prefs-defaults")
    elsewhere = shared_box.user("viewer", tenant="prefs")
    editor.patch(P, {"regional": {"locale": "fr-FR"}})
    before = editor.raw("GET", P)
    editor.put(P + "/defaults", {"theme": {"theme": "light"}}, expect=403)
    set_ = admin.put(P + "/defaults", {"theme": {"theme": "light"}, "regional": {"locale": "de-AT", "time_zone": "Europe/Vienna"}})
    assert "theme.theme" in set_["changed"]
    assert editor.get(P + "/defaults")["regional"]["time_zone"] == "Europe/Vienna"
    mine = editor.raw("GET", P, headers={"If-None-Match": before.headers["ETag"]})
    assert mine.status_code == 200, "what was read before is stale"
    assert mine.json()["theme"]["theme"] == "light" and mine.json()["regional"] == {**before.json()["regional"], "time_zone": "Europe/Vienna", "locale": "fr-FR"}
    assert mine.json()["changed"] == ["regional.locale"]
    assert elsewhere.get(P)["theme"]["theme"] == "dark"
    admin.put(P + "/defaults", {"regional": {"time_zone": "No/Where"}}, expect=422)
    assert any(row["action"] == "preferences.defaults" for row in admin.get("/api/v1/audit?limit=20")["items"])


def test_another_tab_hears_of_it_and_nobody_else(shared_box, person):
    other = shared_box.user("viewer")
    mine, theirs = person.socket(topics=["me.preferences"]), other.socket(topics=["me.preferences"])
    for ws in (mine, theirs):
        ws.send(json.dumps({"op": "ping"}))
        assert wait_for(lambda: "pong" in ws.recv(), 5)
    person.patch(P, {"theme": {"theme": "light"}})
    heard = json.loads(mine.recv())
    assert heard["topic"] == "me.preferences" and heard["data"] == {"changed": "preferences"}
    theirs.send(json.dumps({"op": "ping"}))
    assert "pong" in theirs.recv(), "the first thing that the other one hears is the answer to its own ping"
    mine.close()
    theirs.close()


def test_a_deleted_user_leaves_nothing(shared_box):
    root = shared_box.admin()
    u = shared_box.user("viewer")
    u.patch(P, {"theme": {"theme": "light"}})
    u.put(P + "/custom/a", {"value": 1})
    u.put(P + "/widgets/ops/vitals", {"collapsed": True})
    root.delete(f"/api/v1/users/{u.user['id']}", expect=204)
    u.get(P, expect=401)


def test_many_writers_of_one_person(person):
    """[DB016'.3] parallel changes of different preferences all hold."""
    from concurrent.futures import ThreadPoolExecutor
    changes = [{"theme": {"theme": "light"}}, {"theme": {"density": "dense"}}, {"regional": {"locale": "de-AT"}}, {"accessibility": {"contrast": "high"}},
               {"accessibility": {"motion": "reduce"}}, {"dashboard": {"time_range": "7d"}}, {"tour": {"state": "done"}}, {"notifications": {"toasts": "all"}}]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda c: person.patch(P, c), changes))
    got = person.get(P)
    assert len(got["changed"]) == 8 and got["version"] == 8

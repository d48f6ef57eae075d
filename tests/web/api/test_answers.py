"""Every answer of the API is the core's own."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json

import pytest

from clientela_web.models import AuditEntry
from clientela_web.segments.queries.changes import authors
from tests.cases.shop import AS_OF

pytestmark = pytest.mark.django_db
API = "/api/v1/"
AT = {"as_of": AS_OF.isoformat()}
RULE = "did order_completed in last 90 days"


def _post(client, address, document):
    return client.post(API + address, json.dumps(document), content_type="application/json")


def test_variables_are_those_of_the_core(own_firm, program):
    found = program("viewer").get(API + "variables", {"q": "shoe", "language": "ca"}).json()
    assert [(each["name"], each["label"], each["type"]) for each in found] == [
        (each.name, each.label("ca"), each.type) for each in own_firm.variables("shoe", language="ca")
    ]


def test_event_kinds_have_their_fields(own_firm, program):
    found = {each["name"]: each for each in program("viewer").get(API + "event-kinds").json()}
    assert set(found) == set(own_firm.catalog.event_kind_names())
    assert found["fitting_booked"]["fields"]["at_home"] == "boolean"


def test_count_is_the_core_s(own_firm, program):
    said = _post(program("analyst"), "rules/count", {"rule": RULE, **AT}).json()
    size = own_firm.segment(RULE).count(AS_OF)
    assert (said["count"], said["population"]) == (size.count, size.population)
    assert dt.datetime.fromisoformat(said["as_of"]) == size.as_of


def test_rule_is_checked_and_said(own_firm, program):
    client = program("viewer")
    segment = own_firm.segment(RULE)
    said = _post(client, "rules/check", {"rule": RULE, "language": "ro"}).json()
    assert (said["ok"], said["text"], said["sentence"]) == (True, segment.text, segment.sentence("ro"))
    assert said["rule"] == json.loads(segment.json)
    same = _post(client, "rules/count", {"rule": json.dumps(said["rule"]), **AT}).json()
    assert same == _post(client, "rules/count", {"rule": RULE, **AT}).json()
    sentence = client.get(API + "rules/sentence", {"rule": RULE, "language": "pl"}).json()
    assert sentence == {"text": segment.text, "sentence": segment.sentence("pl")}


def test_problems_of_a_rule_have_their_places(own_firm, program):
    client = program("analyst")
    wrong = "ctiy = 'Vic' and age contains 'x'"
    said = _post(client, "rules/check", {"rule": wrong}).json()
    assert [each["path"] for each in said["problems"]] == [
        each.path for each in own_firm.segment(wrong).check()
    ]
    refused = _post(client, "rules/count", {"rule": wrong})
    assert (refused.status_code, refused.headers["Content-Type"]) == (422, "application/problem+json")
    assert refused.json()["problems"] == said["problems"]
    torn = _post(client, "rules/check", {"rule": "city ="}).json()
    assert (torn["ok"], torn["problems"][0]["code"], torn["problems"][0]["line"]) == (False, "syntax", 1)


def test_segment_is_saved_listed_and_removed(own_firm, program):
    client = program("analyst")
    saved = _post(client, "segments", {"name": "Buyers", "rule": RULE, "names": {"es": "Compran"}})
    assert saved.status_code == 201
    number = saved.json()["segment_id"]
    assert own_firm.segment("Buyers").text == RULE
    assert client.get(f"{API}segments/{number}").json()["names"] == {"es": "Compran"}
    listed = client.get(API + "segments", {"sizes": "true"}).json()
    sizes = own_firm.sizes()
    assert {each["name"]: each["size"]["count"] for each in listed} == {
        name: size.count for name, size in sizes.items()
    }
    assert client.delete(f"{API}segments/{number}").status_code == 204
    assert client.get(f"{API}segments/{number}").status_code == 404
    assert list(AuditEntry.objects.order_by("pk").values_list("action", "what")) == [
        ("saved", "Buyers"),
        ("removed", "Buyers"),
    ]
    assert AuditEntry.objects.first().actor.startswith("analyst's program")


def test_who_made_the_key_is_named_as_the_author_of_what_it_saves(own_firm, program, administrator):
    client = program("marketer")
    number = _post(client, "segments", {"name": "Buyers", "rule": RULE}).json()["segment_id"]
    _post(client, "segments", {"name": "Buyers", "rule": RULE + " and age > 30"})
    assert authors(number) == {1: str(administrator), 2: str(administrator)}


def _number(firm, name):
    return next(each.segment_id for each in firm.segments() if each.name == name)


def test_members_come_page_by_page_and_each_once(own_firm, program):
    client, number = program("analyst"), _number(own_firm, "Young")
    pages, cursor = [], ""
    while cursor is not None:
        asked = {"columns": "external_id,city", "limit": 2, **({"cursor": cursor} if cursor else AT)}
        said = client.get(f"{API}segments/{number}/members", asked).json()
        pages.append(said["members"])
        cursor = said["next"]
    table = own_firm.segment("Young").members(["external_id", "city"], AS_OF).to_arrow().to_pylist()
    assert [len(page) for page in pages[:-1]] == [2] * (len(pages) - 1)
    assert [row for page in pages for row in page] == sorted(table, key=lambda row: row["customer_id"])


def test_cursor_of_another_kind_is_refused(own_firm, program):
    number = _number(own_firm, "Young")
    refused = program("analyst").get(f"{API}segments/{number}/members", {"cursor": "e30="})
    assert (refused.status_code, refused.json()["detail"][:10]) == (422, "the cursor")


def test_members_are_streamed_as_csv_and_lines(own_firm, program):
    client, number = program("analyst"), _number(own_firm, "Young")
    asked = {"columns": "external_id,age", **AT}
    response = client.get(f"{API}segments/{number}/members/export", asked)
    rows = list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))
    table = own_firm.segment("Young").members(["external_id", "age"], AS_OF).to_arrow().to_pylist()
    assert sorted(row["external_id"] for row in rows) == sorted(row["external_id"] for row in table)
    lines = client.get(f"{API}segments/{number}/members/export", {**asked, "format": "ndjson"})
    told = [json.loads(line) for line in b"".join(lines.streaming_content).splitlines()]
    assert sorted(told, key=lambda row: row["customer_id"]) == sorted(
        table, key=lambda row: row["customer_id"]
    )
    assert AuditEntry.objects.filter(action="exported").count() == 2


def test_explanation_trend_and_profile_are_the_core_s(own_firm, program):
    client, number = program("analyst"), _number(own_firm, "VIP")
    segment = own_firm.segment("VIP")
    why = client.get(f"{API}segments/{number}/explain/1", AT).json()
    assert why == json.loads(json.dumps(segment.explain(1, AS_OF).as_json(), default=str))
    trend = client.get(f"{API}segments/{number}/trend", {"from": "2026-01-01", "until": AS_OF.isoformat()})
    assert [each["count"] for each in trend.json()] == [
        size.count for size in segment.trend(dt.date(2026, 1, 1), until=AS_OF)
    ]
    profile = client.get(f"{API}segments/{number}/profile", {"variables": "age,orders_total", **AT}).json()
    core = segment.profile(AS_OF, ["age", "orders_total"])
    assert (profile["count"], len(profile["rows"])) == (core.count, len(core.rows))


def test_trend_of_too_many_instants_is_refused(own_firm, program):
    number = _number(own_firm, "VIP")
    asked = {"from": "1990-01-01", "every": "day"}
    refused = program("analyst").get(f"{API}segments/{number}/trend", asked)
    assert (refused.status_code, "more than 400" in refused.json()["detail"]) == (422, True)


def test_overlaps_are_the_core_s(own_firm, program):
    said = program("analyst").get(API + "segments/overlaps", {"name": ["VIP", "Young"]}).json()
    (core,) = own_firm.overlaps("VIP", "Young")
    assert [(each["left"], each["right"], each["both"]) for each in said] == [
        (core.left, core.right, core.both)
    ]


def test_customer_is_found_and_shown(own_firm, program):
    client = program("analyst")
    found = client.get(API + "customers", {"q": "anna"}).json()
    assert [each["external_id"] for each in found["customers"]] == ["anna"]
    card = client.get(API + "customers/1", {**AT, "limit": 2}).json()
    core = own_firm.card(1, as_of=AS_OF, limit=2)
    assert [each["attribute"] for each in card["attributes"]] == [each.attribute for each in core.attributes]
    assert [each["kind"] for each in card["timeline"]] == [each.kind for each in core.timeline]
    assert card["moments"] == core.moments
    assert client.get(API + "customers/by-key", {"key": "anna", **AT, "limit": 2}).json() == card
    assert AuditEntry.objects.filter(action="saw", kind="customer", what="1").count() == 2


def test_events_are_listed_and_counted(own_firm, program):
    client = program("analyst")
    found = client.get(API + "events", {"kind": "call_logged", "limit": 5}).json()
    assert {each["kind"] for each in found} == {"call_logged"}
    (count,) = client.get(API + "events/counts", {"kind": "call_logged"}).json()
    assert (count["events"], len(found)) == (2, 2)
    wrong = client.get(API + "events", {"kind": "call_loged"})
    assert (wrong.status_code, wrong.json()["detail"]) == (
        404,
        "no event kind 'call_loged'; did you mean 'call_logged'?",
    )


def test_file_is_imported_and_accounted_for(own_firm, program):
    client = program("analyst")
    rows = "Client;Nom;Població\nP1;Mercè;Vic\nP2;Jordi;Reus\n".encode()
    before = own_firm.population()
    for dry_run, there in ((True, before), (False, before + 2)):
        file = io.BytesIO(rows)
        file.name = "people.csv"
        told = {"file": file, "kind": "customers", "dry_run": str(dry_run).lower()}
        report = client.post(API + "imports", told)
        assert report.status_code == 201, report.text
        assert (report.json()["read"], report.json()["imported"]) == (2, 2)
        assert own_firm.store.engine.rows("SELECT count(*) FROM customers") == [(there,)] or dry_run
    (past, *_older) = client.get(API + "imports").json()
    assert (past["file"], past["kind"], past["report"]["imported"]) == ("people.csv", "customers", 2)
    assert client.get(f"{API}imports/{past['import_id']}").json() == past
    assert list(AuditEntry.objects.values_list("action", "what")) == [("imported", "people.csv")]
    assert not list(own_firm.folder.glob("upload-*"))


def test_strategy_is_kept_and_read(own_firm, program):
    client, number = program("marketer"), _number(own_firm, "VIP")
    address = f"{API}segments/{number}/strategy"
    assert client.get(address).status_code == 404
    told = {"objective": "keep", "message": "Thank you", "channels": [{"channel": "email"}]}
    kept = client.put(address, json.dumps(told), content_type="application/json")
    assert kept.status_code == 200, kept.text
    assert own_firm.strategy("VIP").strategy.message == "Thank you"
    assert client.get(address).json()["strategy"]["objective"] == "keep"
    assert [each["segment"] for each in client.get(API + "strategies").json()] == ["VIP"]
    wrong = client.put(address, json.dumps({"objective": 7}), content_type="application/json")
    assert (wrong.status_code, wrong.json()["title"]) == (422, "Unprocessable Entity")


def test_settings_and_fields(own_firm, program):
    client = program("administrator")
    changed = client.patch(API + "settings", '{"name": "Shop"}', content_type="application/json")
    assert changed.json()["name"] == own_firm.settings().name == "Shop"
    wrong = client.patch(API + "settings", '{"country": "XX"}', content_type="application/json")
    assert wrong.json()["detail"] == "no country 'XX'"
    added = _post(client, "fields", {"name": "club", "type": "text", "label": "club"})
    assert (added.status_code, added.json()["filled"]) == (201, 0)
    assert "club" in [own.field.name for own in own_firm.own_fields()]
    assert "club" in [each["name"] for each in client.get(API + "fields").json()]

"""Who may ask what, and what a viewer's key does not see."""

from __future__ import annotations

import json

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from clientela_web.accounts.domain.keys import make_key, revoke_key
from clientela_web.api import keys
from tests.cases.shop import AS_OF

pytestmark = pytest.mark.django_db
API = "/api/v1/"
AT = {"as_of": AS_OF.isoformat()}
PERSONAL = ("anna@", "Anna", "+34", "carme@")


@pytest.mark.parametrize("sent", [None, "Bearer nonsense", "Bearer clientela_nonsense", "Basic YTpi"])
def test_without_a_key_nothing_is_said(own_firm, db, sent):
    headers = {"Authorization": sent} if sent else {}
    refused = Client(headers=headers).get(API + "variables")
    assert (refused.status_code, refused.headers["Content-Type"]) == (401, "application/problem+json")
    assert refused.headers["WWW-Authenticate"] == "Bearer"


def test_logged_in_person_is_no_program(own_firm, administrator, browse):
    assert browse(administrator).get(API + "variables").status_code == 401


def test_revoked_key_opens_nothing(own_firm, administrator):
    key, raw = make_key("gone", "analyst", by=administrator)
    client = Client(headers={"Authorization": f"Bearer {raw}"})
    assert client.get(API + "settings").status_code == 200
    revoke_key(key, at=timezone.now())
    assert client.get(API + "settings").status_code == 401


@pytest.mark.parametrize(
    ("role", "method", "address", "body"),
    [
        ("viewer", "get", "customers?q=anna", None),
        ("viewer", "get", "customers/by-key?key=anna", None),
        ("viewer", "post", "segments", {"name": "x", "rule": "age > 3"}),
        ("viewer", "delete", "segments/1", None),
        ("viewer", "get", "segments/1/members/export", None),
        ("viewer", "get", "imports", None),
        ("viewer", "patch", "settings", {"name": "x"}),
        ("analyst", "patch", "settings", {"name": "x"}),
        ("analyst", "put", "segments/1/strategy", {"objective": "keep"}),
        ("marketer", "post", "fields", {"name": "x", "type": "text"}),
    ],
)
def test_role_that_may_not_is_told_so(own_firm, program, role, method, address, body):
    told = {"data": json.dumps(body), "content_type": "application/json"} if body else {}
    refused = getattr(program(role), method)(API + address, **told)
    assert (refused.status_code, refused.headers["Content-Type"]) == (403, "application/problem+json")
    assert f"this key is a {role}'s" in refused.json()["detail"]


def test_viewer_s_card_names_nobody(own_firm, program):
    seen = program("analyst").get(API + "customers/1", AT).text
    hidden = program("viewer").get(API + "customers/1", AT).text
    assert any(text in seen for text in PERSONAL)
    assert not any(text in hidden for text in PERSONAL)
    assert '"attribute":"city"' in hidden


def test_viewer_s_members_and_events_name_nobody(own_firm, program):
    client = program("viewer")
    number = next(each.segment_id for each in own_firm.segments() if each.name == "Young")
    columns = {"columns": "external_id,first_name,email,city", **AT}
    members = client.get(f"{API}segments/{number}/members", columns).json()["members"]
    assert {row["external_id"] for row in members} == {"•••"}
    assert any(row["city"] for row in members)
    events = client.get(API + "events", {"limit": 1000}).json()
    assert not any({"text", "ref", "properties", "event_id"} & set(each) for each in events)


def test_viewer_may_not_ask_about_persons(own_firm, program):
    asked = {"rule": "email = 'anna@example.com'"}
    refused = program("viewer").post(API + "rules/count", json.dumps(asked), content_type="application/json")
    assert refused.status_code == 403


def test_small_counts_are_hidden_from_viewers(own_firm, program):
    asked = json.dumps({"rule": "in segment 'VIP'", **AT})
    assert own_firm.segment("VIP").count(AS_OF).count == 3
    for role, count in (("analyst", 3), ("viewer", None)):
        said = program(role).post(API + "rules/count", asked, content_type="application/json").json()
        assert said["count"] == count


def test_busy_key_is_slowed_down_and_others_are_not(own_firm, program, monkeypatch):
    busy, other = program("analyst"), program("viewer")
    cache.clear()
    codes = [busy.get(API + "settings").status_code for _ in range(keys.A_MINUTE)]
    assert set(codes) == {200}
    refused = busy.get(API + "settings")
    assert (refused.status_code, refused.headers["Content-Type"]) == (429, "application/problem+json")
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert other.get(API + "settings").status_code == 200


def test_page_describes_every_operation(own_firm, viewer, browse):
    client = browse(viewer)
    shown = client.get(API)
    assert shown.status_code == 200
    document = Client().get(API + "openapi.json").json()
    for path, operations in document["paths"].items():
        assert path in shown.text
        for operation in operations.values():
            assert operation["summary"]
            assert "429" in operation["responses"]

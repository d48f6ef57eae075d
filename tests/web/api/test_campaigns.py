"""Campaigns by the API: the same words, the same functions and the same refusals as on the pages."""

from __future__ import annotations

import json

import msgspec
import pytest

from clientela_web.campaigns.drafts import draft_of_document
from clientela_web.models import AuditEntry, Campaign, Provider
from clientela_web.workers import freezing
from tests.web.campaigns.conftest import DRAFT, provider, shop, sink

__all__ = ["provider", "shop", "sink"]
WRITTEN = msgspec.to_builtins(DRAFT)


@pytest.fixture
def marketer_program(shop, provider, program):
    return program("marketer")


def send(client, address, document=None, method="post"):
    ask = getattr(client, method)
    answer = ask(f"/api/v1/campaigns{address}", json.dumps(document or {}), content_type="application/json")
    return answer.status_code, answer.json()


def test_campaign_is_written_checked_approved_and_released(marketer_program, shop):
    status, made = send(marketer_program, "", WRITTEN)
    assert (status, made["state"], made["targeted"]) == (201, "draft", 0)
    number = made["campaign_id"]
    status, asked = send(marketer_program, f"/{number}/check")
    assert (status, asked["checking"]) == (202, "waiting")
    assert freezing.work()
    found = marketer_program.get(f"/api/v1/campaigns/{number}").json()
    assert found["state"] == "checked"
    assert found["targeted"] == sum(found["states"].values()) > 0
    assert draft_of_document(found["draft"]) == msgspec.structs.replace(DRAFT, time_zone="Europe/Madrid")
    status, refused = send(marketer_program, f"/{number}/approve", {"fingerprint": "0123456789ab"})
    assert (status, refused["detail"]) == (
        422,
        "the audience is not the one you were shown; look at it again, then approve it",
    )
    assert send(marketer_program, f"/{number}/send")[0] == 422
    status, approved = send(
        marketer_program, f"/{number}/approve", {"fingerprint": found["short_fingerprint"]}
    )
    assert (status, approved["state"]) == (200, "approved")
    assert send(marketer_program, f"/{number}/send")[1]["draft"]["send_at"]
    for word, state in (("pause", "paused"), ("resume", "approved"), ("cancel", "cancelled")):
        assert send(marketer_program, f"/{number}/{word}")[1]["state"] == state
    assert AuditEntry.objects.filter(kind="campaign", action="approved", what="Spring").exists()


def test_campaign_is_copied_under_a_name_that_is_free(marketer_program, program):
    number = send(marketer_program, "", WRITTEN)[1]["campaign_id"]
    assert send(program("viewer"), f"/{number}/copy")[0] == 403
    status, made = send(marketer_program, f"/{number}/copy", {"name": "Summer"})
    assert (status, made["state"], made["draft"]["name"]) == (201, "draft", "Summer")
    assert made["draft"]["subject"] == WRITTEN["subject"]
    assert send(marketer_program, f"/{number}/copy")[1]["name"] == "Spring (copy)"
    status, told = send(marketer_program, f"/{number}/copy", {"name": "Summer"})
    assert (status, [each["path"] for each in told["problems"]]) == (422, ["name"])


def test_test_message_goes_to_whoever_made_the_key(marketer_program, program, sink):
    server = sink()
    Provider.objects.update(settings={"host": "127.0.0.1", "port": server.port, "security": "none"})
    number = send(marketer_program, "", WRITTEN)[1]["campaign_id"]
    assert send(program("viewer"), f"/{number}/test")[0] == 403
    status, told = send(marketer_program, f"/{number}/test", {"variant": "B"})
    assert (status, server.taken()) == (200, [told["to"]])
    assert server.messages()[0]["Subject"] == "[TEST] It is spring, Anna"
    assert send(marketer_program, f"/{number}/test", {"variant": "C"})[0] == 404
    assert send(marketer_program, f"/{number}/test", {"to": "nobody"})[0] == 422


def test_preview_and_recipients(marketer_program, shop):
    number = send(marketer_program, "", WRITTEN)[1]["campaign_id"]
    member = int(shop.segment("Families").ids()[0].as_py())
    address = f"/api/v1/campaigns/{number}/preview?customer_id={member}&variant=B"
    seen = marketer_program.get(address).json()
    ((name,),) = shop.store.engine.rows("SELECT first_name FROM customers WHERE customer_id = ?", [member])
    assert seen["subject"] == f"It is spring, {name}"
    send(marketer_program, f"/{number}/check")
    freezing.work()
    found = marketer_program.get(f"/api/v1/campaigns/{number}/recipients?state=pending").json()
    assert found["count"] == len(found["recipients"]) or found["pages"] > 1
    assert {each["state"] for each in found["recipients"]} == {"pending"}
    rows = marketer_program.get("/api/v1/campaigns").json()["campaigns"]
    assert [(each["name"], each["delivered"]) for each in rows] == [("Spring", 0)]


def test_everything_wrong_is_told_with_its_field(marketer_program):
    status, told = send(marketer_program, "", {"name": " ", "segments": ["Nobody"], "holdout_percent": 100})
    assert status == 422
    assert [each["path"] for each in told["problems"]] == ["name", "segments", "holdout_percent"]
    assert send(marketer_program, "", {"nam": "x"})[0] == 422
    assert send(marketer_program, "", {"name": "x\x00"})[0] == 422
    assert not Campaign.objects.exists()


def test_key_of_a_viewer_sees_figures_and_nobody(marketer_program, program):
    number = send(marketer_program, "", WRITTEN)[1]["campaign_id"]
    send(marketer_program, f"/{number}/check")
    freezing.work()
    viewer = program("viewer")
    for word in ("check", "approve", "send", "pause", "resume", "cancel"):
        assert send(viewer, f"/{number}/{word}", {"fingerprint": "x"})[0] == 403
    assert viewer.get(f"/api/v1/campaigns/{number}/preview?customer_id=1").status_code == 403
    found = viewer.get(f"/api/v1/campaigns/{number}").json()
    assert all(not each["first"] for each in found["proof"]["faults"])
    rows = viewer.get(f"/api/v1/campaigns/{number}/recipients").json()["recipients"]
    assert {each["address"] for each in rows} <= {"", "•••"}

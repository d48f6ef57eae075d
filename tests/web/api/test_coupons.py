"""Lists of codes by the API."""

from __future__ import annotations

import json

import pytest

from clientela_web.models import AuditEntry, Campaign, Coupon, CouponList


@pytest.fixture
def ask(own_firm, program):
    client = program("marketer")

    def asked(address="", document=None, method="post"):
        body = json.dumps(document) if document else ""
        answer = client.generic(method.upper(), f"/api/v1/coupons{address}", body, "application/json")
        return answer.status_code, answer.json() if answer.content else None

    return asked


def test_list_is_begun_added_to_counted_and_removed(ask):
    status, made = ask("", {"name": " Spring ", "codes": ["A, 1", " B ", "", "B"]})
    assert status == 201
    assert {**made, "list_id": 0} == {
        "list_id": 0, "name": "Spring", "codes": 2, "given": 0, "left": 2, "campaigns": [], "added": 2
    }  # fmt: skip
    number = made["list_id"]
    assert set(Coupon.objects.values_list("code", flat=True)) == {"A, 1", "B"}
    status, told = ask(f"/{number}/codes", {"codes": ["B", "C"]})
    assert (status, told["added"], told["codes"]) == (200, 1, 3)
    campaign = Campaign.objects.create(
        name="S", channel="email", purpose="p", salt="s", coupon_list=CouponList.objects.get()
    )
    Coupon.objects.filter(code="B").update(campaign=campaign)
    status, told = ask(f"/{number}", method="get")
    assert (status, told["given"], told["left"], told["campaigns"]) == (200, 1, 2, ["S"])
    assert ask(f"/{number}", method="delete")[0] == 422
    campaign.delete()
    assert ask(f"/{number}", method="delete") == (204, None)
    assert ask("", method="get") == (200, [])
    assert [each.action for each in AuditEntry.objects.filter(kind="coupons").order_by("pk")] == [
        "made",
        "changed",
        "removed",
    ]


def test_what_is_no_list_is_refused(ask, program):
    assert ask("", {"name": "Spring", "codes": ["x" * 61]})[1]["detail"].startswith(
        "Line 1: a code has at most"
    )
    assert ask("", {"name": "Spring", "codes": []})[0] == 422
    assert ask("", {"name": "Spring", "codes": ["A"]})[0] == 201
    assert "list of this name already" in ask("", {"name": "Spring", "codes": ["A"]})[1]["detail"]
    assert ask("/99", method="get")[0] == 404
    assert program("analyst").get("/api/v1/coupons").status_code == 403

"""What a viewer sees of a campaign: how many, where that tells nobody, and no person."""

from __future__ import annotations

from clientela_web.campaigns import domain
from clientela_web.campaigns.drafts import Draft
from clientela_web.campaigns.telling import told
from clientela_web.models import Delivery
from clientela_web.workers import freezing


def test_viewer_sees_figures_and_nobody(checked, viewer, browse, page_of):
    client = browse(viewer)
    people = Delivery.objects.filter(campaign=checked).exclude(address="").values_list("address", flat=True)
    for page in ("", "check/", "recipients/"):
        told = client.get(page_of(page)).content.decode()
        assert not any(address in told for address in people), page
    shown = client.get(page_of("recipients/")).context["shown"]
    assert {each.address for each in shown.rows} <= {"", "•••"}
    assert all(f"#{each.customer_id}" in each.name for each in shown.rows)
    assert client.get(page_of("preview/")).status_code == 403


def test_viewer_sees_no_small_group(checked, viewer, browse, page_of):
    few = Delivery.objects.filter(campaign=checked, state="pending")[:3]
    Delivery.objects.filter(pk__in=[each.pk for each in few]).update(state="failed", reason="refused")
    domain.cancel(checked)
    client = browse(viewer)
    assert client.get(page_of("recipients/"), {"state": "failed"}).context["shown"].is_hidden
    assert "&lt; 5" in client.get(page_of()).content.decode()


def test_viewer_may_do_nothing(checked, viewer, browse, page_of):
    client = browse(viewer)
    for action in (
        "check/ask/",
        "approve/",
        "send/",
        "pause/",
        "resume/",
        "cancel/",
        "remove/",
        "edit/",
        "copy/",
        "test/",
    ):
        assert client.post(page_of(action)).status_code == 403, action
    told = client.get(page_of()).content.decode()
    assert "<form" not in told.split("<main", 1)[1]


def test_viewer_sees_no_figure_of_a_segment_that_asks_for_persons(own_firm, viewer, marketer, browse):
    own_firm.save_segment("Anna", "email = 'anna@example.com'")
    campaign = domain.write(Draft(name="To Anna", segments=("Anna",), subject="Hi", text="Hello"), own_firm)
    domain.check(campaign, own_firm)
    assert freezing.work()
    client = browse(viewer)
    (row,) = client.get("/campaigns/").context["found"].rows
    assert (row.targeted, row.delivered) == (None, None)
    assert client.get(f"/campaigns/{campaign.pk}/").status_code == 200
    for page in ("check/", "recipients/"):
        assert client.get(f"/campaigns/{campaign.pk}/{page}").status_code == 422
    campaign.refresh_from_db()
    told_to_viewer = told(campaign, viewer)
    assert told_to_viewer["fingerprint"] == ""
    assert (told_to_viewer["targeted"], told_to_viewer["states"], told_to_viewer["proof"]) == (None, {}, {})
    (seen,) = browse(marketer).get("/campaigns/").context["found"].rows
    assert seen.targeted == 1

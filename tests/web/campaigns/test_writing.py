"""Writing a campaign: what was typed is kept, what is wrong is told at its control."""

from __future__ import annotations

import datetime as dt
from html import unescape

import pytest

from clientela.act.strategy import PlannedChannel, Strategy
from clientela_web.campaigns import domain
from clientela_web.campaigns.drafts import DraftFormatError, draft_of, read_draft
from clientela_web.campaigns.judging import DraftError, readiness_of
from clientela_web.models import AuditEntry, Campaign, Delivery
from tests.web.campaigns.conftest import typed

FILE = """
name: Spring
segments: [Families, Never ordered]
without: [Teenagers after trends]
subject: Hello {first name}
text: |
  Spring is here, {first name|friend}.
quiet_hours: {from: 21:00, until: 08:00}
holdout_percent: 10
send_at: 2030-03-01T09:30
"""


def segment_id(firm, name):
    return next(each.segment_id for each in firm.segments() if each.name == name)


def test_what_was_typed_is_what_is_kept(shop, marketer, browse):
    answer = browse(marketer).post("/campaigns/new/", typed())
    campaign = Campaign.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/campaigns/{campaign.pk}/")
    assert (campaign.segments, campaign.without) == (["Families", "Never ordered"], ["Unhappy"])
    assert campaign.writing == {
        "subject": "Hello {first name}",
        "html": "<p>Autumn, {city}</p>",
        "language": "en",
    }
    assert (campaign.holdout_percent, campaign.universal_percent) == (12.5, 0)
    assert campaign.scheduled_at == dt.datetime(2030, 3, 1, 8, 30, tzinfo=dt.UTC)  # half past nine in Madrid
    assert campaign.quiet_hours == {"from": "21:00", "until": "08:00"}
    assert (campaign.after_crash, campaign.time_zone, campaign.account) == (
        "retry",
        "Europe/Madrid",
        marketer,
    )
    assert len(campaign.salt) == 16
    assert AuditEntry.objects.filter(action="made", kind="campaign", what="Autumn", account=marketer).exists()


def test_form_of_a_campaign_says_what_is_kept_and_saves_it_unchanged(shop, marketer, browse, campaign):
    client, before = browse(marketer), draft_of(campaign)
    form = client.get(f"/campaigns/{campaign.pk}/edit/").context["form"]
    posted = {name: form[name].value() for name in form.fields if form[name].value() not in (None, "")}
    assert client.post(f"/campaigns/{campaign.pk}/edit/", posted).status_code == 302
    campaign.refresh_from_db()
    assert draft_of(campaign) == before


@pytest.mark.parametrize(
    ("changed", "control"),
    [
        ({"name": ""}, "name"),
        ({"holdout_percent": "100"}, "holdout_percent"),
        ({"holdout_percent": "much"}, "holdout_percent"),
        ({"segment_0": "Nobody knows"}, "segment_0"),
        ({"quiet_until": ""}, "quiet_from"),
        ({"variant_subject_0": "Hi"}, "variant_name_0"),
    ],
)
def test_mistake_is_told_at_its_control_and_nothing_is_lost(shop, marketer, browse, changed, control):
    answer = browse(marketer).post("/campaigns/new/", typed(**changed))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [control]
    assert "<p>Autumn, {city}</p>" in unescape(answer.content.decode())
    assert not Campaign.objects.exists()


def test_name_is_taken_once(campaign, shop, marketer, browse):
    answer = browse(marketer).post("/campaigns/new/", typed(name="Spring"))
    (told,) = answer.context["form"].errors["name"]
    assert told.startswith(
        "There is a campaign of this name already; choose another name, or change that one."
    )
    assert f'<a href="/campaigns/{campaign.pk}/">Show it</a>' in answer.content.decode()


def test_campaign_begins_with_a_segment_and_its_strategy(own_firm, marketer, browse):
    strategy = Strategy(
        objective="keep",
        message="Thank you, {first name}",
        offer="A tenth off",
        channels=(PlannedChannel("phone"), PlannedChannel("email")),
    )
    own_firm.set_strategy("VIP", strategy)
    client = browse(marketer)
    asked = f"?segment={segment_id(own_firm, 'VIP')}"
    plain = client.get(f"/campaigns/new/{asked}").context["form"].initial
    assert (plain["segment_0"], plain["name"], plain["body"]) == ("VIP", "VIP", "")
    taken = client.get(f"/campaigns/new/{asked}&strategy=1").context["form"].initial
    assert (taken["body"], taken["channel"]) == ("Thank you, {first name}\n\nA tenth off", "email")


def test_changed_campaign_must_be_checked_anew(checked, marketer, browse, shop):
    assert Delivery.objects.filter(campaign=checked).exists()
    browse(marketer).post(f"/campaigns/{checked.pk}/edit/", typed())
    checked.refresh_from_db()
    assert (checked.state, checked.fingerprint, checked.proof) == ("draft", "", {})
    assert not Delivery.objects.filter(campaign=checked).exists()


def test_campaign_that_has_begun_is_not_changed(checked, marketer, browse):
    Campaign.objects.update(state="sending", started_at=dt.datetime.now(dt.UTC))
    answer = browse(marketer).post(f"/campaigns/{checked.pk}/edit/", typed())
    assert answer.status_code == 422
    assert Campaign.objects.get().name == "Spring"


def test_draft_is_thrown_away_and_nothing_else_is(campaign, marketer, browse):
    Campaign.objects.update(state="approved")
    client = browse(marketer)
    assert client.post(f"/campaigns/{campaign.pk}/remove/").status_code == 422
    Campaign.objects.update(state="draft")
    assert client.post(f"/campaigns/{campaign.pk}/remove/")["Location"] == "/campaigns/"
    assert not Campaign.objects.exists()


def test_what_is_lacking_is_told_in_the_readers_language(campaign, shop, marketer, browse, settings, page_of):
    settings.SITE_URL = ""
    campaign.writing = {"subject": "", "text": "Hello {frist name}", "language": "en"}
    campaign.variants, campaign.segments, campaign.sender_address = [], ["Gone"], "nowhere"
    campaign.save()
    ready = readiness_of(campaign, shop, "en")
    assert any("first name" in each for each in ready.before_check)
    assert any("subject" in each for each in ready.before_check)
    assert any("Gone" in each for each in ready.before_check)
    assert any("no e-mail address" in each for each in ready.before_approval)
    marketer.language = "ro"
    marketer.save()
    assert "un e-mail are nevoie de subiect" in browse(marketer).get(page_of()).content.decode()


def test_small_file_says_the_same_as_the_form(shop, provider):
    draft = read_draft(FILE)
    assert (draft.quiet_hours.begin, draft.quiet_hours.until) == ("21:00", "08:00")
    kept = domain.write(draft, shop)
    assert draft_of(kept).segments == ("Families", "Never ordered")
    assert kept.scheduled_at == dt.datetime(2030, 3, 1, 8, 30, tzinfo=dt.UTC)
    assert kept.writing["text"] == "Spring is here, {first name|friend}.\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- Spring", "a line each"),
        ("name: [", "no YAML"),
        ("nam: Spring", "nam"),
        ("name: Spring\nholdout_percent: many", "holdout_percent"),
    ],
)
def test_file_that_is_no_campaign_is_refused_with_the_field(text, said):
    with pytest.raises(DraftFormatError, match=said):
        read_draft(text)


def test_everything_wrong_with_a_draft_is_told_at_once(shop, db):
    wrong = read_draft("name: x\nsegments: [Nobody]\nchannel: pigeon\nprovider: none\ntime_zone: Mars")
    with pytest.raises(DraftError, match=r"(?s)segments: .*channel: .*provider: .*time_zone: "):
        domain.write(wrong, shop)

"""Claims, leases, last looks: what two senders, a pause, an unsubscription and a crash do to the ledger."""

from __future__ import annotations

import datetime as dt
import subprocess

import pytest
from django.utils import timezone

from clientela_web.ledger import senders
from clientela_web.ledger.campaigns import (
    approve,
    cancel,
    finish,
    pause,
    redraft,
    release,
    resume,
    start,
    to_be_started,
)
from clientela_web.ledger.claiming import claim, give_back
from clientela_web.ledger.contents import fingerprint_of
from clientela_web.ledger.errors import CampaignError, LeaseLostError, LedgerError
from clientela_web.ledger.outcomes import MOST_TRIES, commit_round, delivered, never_said, put_off, refused
from clientela_web.ledger.refusing import consent_again, forget, suppress, withdraw
from clientela_web.ledger.tally import tally
from clientela_web.models import (
    Campaign,
    CampaignState,
    Delivery,
    Provider,
    Sender,
    Suppression,
    Withdrawal,
)


@pytest.fixture
def sending(frozen):
    """A campaign that is being sent."""

    def make(name="Spring", **fields):
        provider, _ = Provider.objects.get_or_create(name="server", channel="email", kind="smtp")
        campaign = frozen(name, provider=provider, **fields)
        approve(campaign, campaign.fingerprint)
        start(campaign)
        return campaign

    return make


def states(campaign):
    return tally(campaign).states


def row(number):
    return Delivery.objects.get(pk=number)


def test_claimed_rows_are_nobody_elses(sending):
    campaign = sending()
    first, second = senders.register(), senders.register()
    mine = claim(first, campaign, 30)
    theirs = claim(second, campaign, 10_000)
    assert len(mine) == 30
    assert not {each.pk for each in mine} & {each.pk for each in theirs}
    assert states(campaign)["claimed"] == len(mine) + len(theirs)
    assert claim(first, campaign, 10) == []
    give_back(first, mine)
    assert [each.pk for each in claim(second, campaign, 30)] == [each.pk for each in mine]


def test_round_commits_what_was_and_what_comes(sending):
    campaign, sender = sending(), senders.register()
    one, two, three = (each.pk for each in claim(sender, campaign, 3))
    assert commit_round(sender, [], [one, two]) == {one, two}
    assert commit_round(sender, [delivered(one), refused(two, "550 no such user")], [three]) == {three}
    assert (row(one).state, row(one).tries, row(one).holder) == ("delivered", 1, None)
    assert (row(two).state, row(two).reason, row(two).reply) == ("failed", "refused", "550 no such user")
    assert row(three).state == "sending"


def test_temporary_refusals_pause_ever_longer_and_end(sending):
    campaign, sender = sending(), senders.register()
    (claimed,) = claim(sender, campaign, 1)
    now, pauses = timezone.now(), []
    for tries in range(MOST_TRIES):
        outcome = put_off(claimed.pk, tries, "451 later", now)
        commit_round(sender, [outcome], [])
        pauses.append(outcome.not_before and round((outcome.not_before - now).total_seconds() / 60))
        Delivery.objects.filter(pk=claimed.pk, state="pending").update(state="claimed", holder=sender.pk)
    assert pauses == [1, 2, 4, 8, 16, 32, 64, None]
    assert (row(claimed.pk).state, row(claimed.pk).reason, row(claimed.pk).tries) == ("failed", "gave_up", 8)


def test_what_is_put_off_is_not_claimed_before_its_time(sending):
    campaign, sender = sending(), senders.register()
    (claimed,) = claim(sender, campaign, 1)
    commit_round(sender, [put_off(claimed.pk, 0, "451", timezone.now())], [])
    assert claimed.pk not in {each.pk for each in claim(sender, campaign, 10_000)}
    assert not finish(campaign)
    Delivery.objects.filter(pk=claimed.pk).update(not_before=timezone.now())
    assert [each.pk for each in claim(sender, campaign, 10)] == [claimed.pk]


def test_unsubscribing_stops_a_claimed_row_and_no_sent_one(sending):
    campaign, sender = sending(), senders.register()
    first, second = claim(sender, campaign, 2)
    commit_round(sender, [], [first.pk])
    withdraw(first.customer_id, "email", "marketing")
    withdraw(second.customer_id, "email", "marketing")
    assert commit_round(sender, [delivered(first.pk)], [second.pk]) == set()
    assert (row(first.pk).state, row(first.pk).reason) == ("delivered", "")
    assert (row(second.pk).state, row(second.pk).reason) == ("suppressed", "withdrawn")
    consent_again(second.customer_id, "email", "marketing")
    assert not Withdrawal.objects.filter(customer_id=second.customer_id).exists()


def test_withdrawal_of_another_purpose_changes_nothing(sending):
    campaign, sender = sending(), senders.register()
    (claimed,) = claim(sender, campaign, 1)
    withdraw(claimed.customer_id, "email", "news")
    withdraw(claimed.customer_id, "sms", "marketing")
    assert commit_round(sender, [], [claimed.pk]) == {claimed.pk}


def test_suppressed_address_is_stopped(sending):
    campaign, sender = sending(), senders.register()
    (claimed,) = claim(sender, campaign, 1)
    suppress("email", claimed.address.upper(), "complained", campaign=campaign)
    assert (row(claimed.pk).state, row(claimed.pk).reason) == ("suppressed", "complained")


def test_late_suppression_is_seen_when_claiming(sending):
    """A row that was written just after the suppression is caught by the claim."""
    campaign, sender = sending(), senders.register()
    waiting = Delivery.objects.filter(state="pending").order_by("pk").first()
    Suppression.objects.create(channel="email", address_key=waiting.address_key, reason="bounced")
    assert waiting.pk not in {each.pk for each in claim(sender, campaign, 10_000)}
    assert (row(waiting.pk).state, row(waiting.pk).reason) == ("suppressed", "bounced")


def test_pause_takes_claimed_rows_back_and_resume_goes_on(sending):
    campaign, sender = sending(), senders.register()
    first, second = claim(sender, campaign, 2)
    commit_round(sender, [], [first.pk])
    pause(campaign)
    assert commit_round(sender, [delivered(first.pk)], [second.pk]) == set()
    assert (row(first.pk).state, row(second.pk).state) == ("delivered", "pending")
    resume(campaign)
    assert campaign.state == CampaignState.SENDING
    assert claim(sender, campaign, 1)[0].pk == second.pk


def test_cancelled_rows_are_left_out(sending):
    campaign, sender = sending(), senders.register()
    first, second = claim(sender, campaign, 2)
    commit_round(sender, [], [first.pk])
    cancel(campaign)
    assert commit_round(sender, [delivered(first.pk)], [second.pk]) == set()
    told = tally(campaign)
    assert told.open == 0
    assert told.states["delivered"] == 1
    assert (
        told.reasons["skipped", "cancelled"]
        == row(second.pk).campaign.deliveries.filter(reason="cancelled").count()
    )
    with pytest.raises(CampaignError, match="is cancelled"):
        resume(campaign)


def dead_process():
    done = subprocess.Popen(["true"])
    done.wait()
    return done.pid


@pytest.mark.parametrize(
    ("policy", "expected"), [("mark_unknown", ("unknown", "crash")), ("retry", ("pending", ""))]
)
def test_dead_sender_leaves_what_its_campaign_wants(sending, policy, expected):
    campaign, sender = sending(after_crash=policy), senders.register()
    first, second = claim(sender, campaign, 2)
    commit_round(sender, [], [first.pk])
    assert senders.bury_dead() == 0
    Sender.objects.update(pid=dead_process())
    assert senders.bury_dead() == 1
    assert (row(first.pk).state, row(first.pk).reason) == expected
    assert (row(second.pk).state, row(second.pk).holder) == ("pending", None)
    # should it be alive after all, it has nothing any more
    assert commit_round(sender, [delivered(first.pk)], [second.pk]) == set()
    assert row(first.pk).state == expected[0]
    with pytest.raises(LeaseLostError):
        senders.renew(sender)


def test_sender_elsewhere_is_dead_when_its_lease_ends(sending):
    campaign, sender = sending(), senders.register()
    claim(sender, campaign, 2)
    Sender.objects.update(place="another machine", pid=dead_process())
    assert senders.bury_dead() == 0
    Sender.objects.update(lease_until=timezone.now() - dt.timedelta(seconds=1))
    assert senders.bury_dead() == 1
    assert states(campaign)["claimed"] == 0


def test_signing_off_gives_back(sending):
    campaign, sender = sending(), senders.register()
    claim(sender, campaign, 5)
    senders.sign_off(sender)
    assert states(campaign)["claimed"] == 0
    assert not Sender.objects.exists()


def test_silence_of_the_other_side_is_as_the_campaign_wants(sending):
    careful, eager = sending("A"), sending("B", after_crash="retry")
    sender = senders.register()
    for campaign, expected in ((careful, ("unknown", "connection_lost")), (eager, ("pending", ""))):
        (claimed,) = claim(sender, campaign, 1)
        commit_round(sender, [], [claimed.pk])
        commit_round(sender, [never_said(claimed.pk, 0, campaign, "closed", timezone.now())], [])
        assert (row(claimed.pk).state, row(claimed.pk).reason) == expected


def test_finished_when_every_row_is_final(sending):
    campaign, sender = sending(), senders.register()
    rows = claim(sender, campaign, 10_000)
    numbers = [each.pk for each in rows]
    assert not finish(campaign)
    commit_round(sender, [], numbers)
    assert not finish(campaign)
    commit_round(sender, [delivered(each) for each in numbers], [])
    assert finish(campaign)
    campaign.refresh_from_db()
    told = tally(campaign)
    assert campaign.state == CampaignState.SENT
    assert told.targeted == sum(told.finals.values()) == Delivery.objects.count()


def test_lost_row_is_noticed(sending):
    campaign = sending()
    Delivery.objects.filter(state="pending").first().delete()
    with pytest.raises(LedgerError, match="was frozen for"):
        tally(campaign)


def test_only_what_was_shown_can_be_approved(frozen):
    campaign = frozen()
    with pytest.raises(CampaignError, match="choose a provider"):
        approve(campaign, campaign.fingerprint)
    Campaign.objects.update(provider=Provider.objects.create(name="s", channel="email", kind="smtp"))
    with pytest.raises(CampaignError, match="not the one you were shown"):
        approve(campaign, "12-ab")
    approve(campaign, campaign.fingerprint)
    with pytest.raises(CampaignError, match="is approved"):
        approve(campaign, campaign.fingerprint)


def test_changed_ledger_is_not_sent(sending, frozen):
    campaign = frozen("Other", provider=Provider.objects.create(name="s", channel="email", kind="smtp"))
    approve(campaign, campaign.fingerprint)
    Delivery.objects.filter(pk=campaign.deliveries.filter(state="pending").first().pk).update(
        merge_values='{"first_name": "Somebody else"}'
    )
    with pytest.raises(CampaignError, match="nothing was sent"):
        start(campaign)
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.PAUSED


def test_scheduled_campaign_waits_for_its_time(frozen):
    provider = Provider.objects.create(name="s", channel="email", kind="smtp")
    later = timezone.now() + dt.timedelta(hours=1)
    campaign = frozen(provider=provider, scheduled_at=later)
    approve(campaign, campaign.fingerprint)
    assert to_be_started() == []
    Campaign.objects.update(scheduled_at=timezone.now())
    assert to_be_started() == [campaign]


def test_campaign_without_a_time_waits_until_it_is_released(frozen):
    campaign = frozen(provider=Provider.objects.create(name="s", channel="email", kind="smtp"))
    with pytest.raises(CampaignError, match="is checked"):
        release(campaign)
    approve(campaign, campaign.fingerprint)
    assert to_be_started() == []
    release(campaign)
    assert to_be_started() == [campaign]


def test_changed_campaign_has_neither_audience_nor_approval(frozen):
    campaign = frozen(provider=Provider.objects.create(name="s", channel="email", kind="smtp"))
    approve(campaign, campaign.fingerprint)
    redraft(campaign)
    assert (campaign.state, campaign.fingerprint, campaign.approved_fingerprint) == ("draft", "", "")
    assert not campaign.deliveries.exists()
    with pytest.raises(CampaignError, match="not the one you were shown"):
        approve(campaign, "1-0")


def test_campaign_that_has_begun_is_not_changed(frozen):
    campaign = frozen(provider=Provider.objects.create(name="s", channel="email", kind="smtp"))
    approve(campaign, campaign.fingerprint)
    start(campaign)
    pause(campaign)
    before = campaign.deliveries.count()
    with pytest.raises(CampaignError, match="has begun"):
        redraft(campaign)
    assert campaign.deliveries.count() == before > 0


def test_erased_person_is_gone_from_the_ledger_and_still_counted(sending):
    campaign, sender = sending(), senders.register()
    first, second = claim(sender, campaign, 2)
    commit_round(sender, [], [first.pk])
    commit_round(sender, [delivered(first.pk)], [])
    withdraw(first.customer_id, "email", "marketing")
    suppress("email", first.address, "unsubscribed")
    assert forget([first.customer_id, second.customer_id]) == 2
    assert commit_round(sender, [], [second.pk]) == set()
    assert [row(each.pk).state for each in (first, second)] == ["delivered", "skipped"]
    for each in (first, second):
        assert (row(each.pk).address, row(each.pk).address_key, row(each.pk).merge_values) == ("", None, "{}")
    assert not Withdrawal.objects.exists()
    assert Suppression.objects.count() == 1  # her wish outlives her data
    campaign.refresh_from_db()
    assert campaign.fingerprint == campaign.approved_fingerprint == str(fingerprint_of(campaign))
    assert tally(campaign).targeted == Delivery.objects.count()

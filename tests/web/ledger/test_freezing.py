from __future__ import annotations

import pytest

from clientela.act.audience import Audience, Fingerprint
from clientela.act.audience.audience import rows_of
from clientela_web.ledger.contents import fingerprint_of
from clientela_web.ledger.errors import CampaignError
from clientela_web.ledger.freezing import FreezeEndedError, ask_freeze, freeze
from clientela_web.ledger.keys import address_key
from clientela_web.ledger.planning import plan_of
from clientela_web.models import (
    AudienceFreeze,
    Campaign,
    CampaignState,
    Delivery,
    Suppression,
    Withdrawal,
)
from clientela_web.models.job import State
from tests.act.audience.crowd import AS_OF, Person
from tests.web.ledger.conftest import draft

COLUMNS = ("customer_id", "segment", "reason", "variant", "in_holdout", "address", "merge_values")


def ledger(campaign):
    return list(Delivery.objects.filter(campaign=campaign).order_by("customer_id").values_list(*COLUMNS))


def asked(crowd, campaign, values=("first_name",)):
    audience = Audience.of(crowd.base, plan_of(campaign, values), AS_OF)
    return [
        (number, segment, reason or "", variant or "", held, address or "", kept)
        for batch in audience.batches()
        for number, segment, reason, variant, held, address, kept in rows_of(batch)
    ]


def test_ledger_holds_the_audience_row_by_row(crowd, frozen):
    campaign = frozen()
    assert ledger(campaign) == asked(crowd, campaign)
    assert campaign.state == CampaignState.CHECKED
    assert campaign.value_types == {"first_name": "text"}
    states = set(Delivery.objects.filter(reason="no_consent").values_list("state", flat=True))
    assert states == {"suppressed"}


def test_shown_fingerprint_is_that_of_the_ledger(frozen):
    campaign = frozen()
    assert campaign.fingerprint == str(fingerprint_of(campaign))
    Delivery.objects.filter(pk=Delivery.objects.filter(state="pending").first().pk).update(address="x@y.zz")
    assert campaign.fingerprint != str(fingerprint_of(campaign))


class Killed(BaseException):
    """Ends a freeze like a kill: nothing is caught, nothing is tidied."""


@pytest.mark.parametrize("after_batches", [0, 1, 3])
def test_killed_freeze_goes_on_where_it_was(crowd, frozen, monkeypatch, after_batches):
    monkeypatch.setattr("clientela.act.audience.audience.BATCH_ROWS", 100)
    whole = frozen("Whole")
    campaign, done = draft(), []
    ask_freeze(campaign, AS_OF)
    report = AudienceFreeze.report

    def killed(self, *args):
        if len(done) == after_batches:
            raise Killed
        done.append(1)
        return report(self, *args)

    with monkeypatch.context() as patch:
        patch.setattr(AudienceFreeze, "report", killed)
        with pytest.raises(Killed):
            freeze(AudienceFreeze.claim(), crowd.base, ("first_name",))
    assert AudienceFreeze.claim() is None  # its lease has not ended
    AudienceFreeze.release_all()
    freeze(AudienceFreeze.claim(), crowd.base, ("first_name",))
    campaign.refresh_from_db()
    assert ledger(campaign) == ledger(whole)
    assert campaign.fingerprint == whole.fingerprint == str(fingerprint_of(campaign))


def test_freeze_taken_up_by_another_process_ends(crowd, db):
    campaign = draft()
    ask_freeze(campaign, AS_OF)
    first = AudienceFreeze.claim()
    AudienceFreeze.release_all()
    second = AudienceFreeze.claim()
    with pytest.raises(FreezeEndedError):
        freeze(first, crowd.base)
    assert not Delivery.objects.exists()
    freeze(second, crowd.base)
    assert Fingerprint.read(Campaign.objects.get().fingerprint).rows == Delivery.objects.count()


def test_asking_again_forgets_what_was_frozen(crowd, frozen):
    campaign = frozen()
    job = ask_freeze(campaign, AS_OF)
    assert (campaign.state, campaign.fingerprint) == (CampaignState.DRAFT, "")
    assert not Delivery.objects.exists()
    ask_freeze(campaign, AS_OF)
    job.refresh_from_db()
    assert job.state == State.CANCELLED


def test_approved_audience_stays(frozen):
    campaign = frozen()
    Campaign.objects.update(state=CampaignState.APPROVED)
    with pytest.raises(CampaignError, match="was approved already"):
        ask_freeze(campaign, AS_OF)


def test_suppressed_and_withdrawn_get_nothing_and_leave_no_address(crowd, frozen):
    first, second = (each for each in map(Person, (2, 4)))
    Suppression.objects.create(
        channel="email", address_key=address_key("email", first.email.upper()), reason="complained"
    )
    Withdrawal.objects.create(customer_id=second.number, channel="email", purpose="marketing")
    Withdrawal.objects.create(customer_id=6, channel="email", purpose="news")
    frozen(holdout_percent=0)
    told = {row.customer_id: row for row in Delivery.objects.filter(customer_id__in=(2, 4, 6))}
    assert (told[2].state, told[2].reason, told[2].address) == ("suppressed", "complained", "")
    assert (told[4].state, told[4].reason, told[4].merge_values) == ("suppressed", "withdrawn", "{}")
    assert told[6].state == "pending"


def test_one_address_gets_one_message(db, own_crowd, monkeypatch):
    monkeypatch.setattr("clientela.act.audience.audience.BATCH_ROWS", 50)
    for number in (4, 6, 200):
        own_crowd.set_attribute(number, "email", "Same@d1.example.com", at=AS_OF)
    campaign = draft(holdout_percent=0)
    ask_freeze(campaign, AS_OF)
    freeze(AudienceFreeze.claim(), own_crowd.base)
    told = Delivery.objects.filter(customer_id__in=(4, 6, 200)).order_by("customer_id")
    assert list(told.values_list("state", "reason")) == [
        ("pending", ""),
        ("skipped", "same_address"),
        ("skipped", "same_address"),
    ]

from __future__ import annotations

import pytest

from clientela_web.cards import domain
from clientela_web.ledger.contents import fingerprint_of
from clientela_web.ledger.freezing import ask_freeze, freeze
from clientela_web.ledger.rechecking import recheck_consents
from clientela_web.models import AudienceFreeze, Delivery, Withdrawal
from clientela_web.workers import freezing
from clientela_web.workspace import using
from tests.act.audience.crowd import AS_OF
from tests.web.ledger.conftest import draft


@pytest.fixture
def campaign(db, own_crowd):
    campaign = draft(holdout_percent=0)
    ask_freeze(campaign, AS_OF)
    freeze(AudienceFreeze.claim(), own_crowd.base, ("first_name",))
    campaign.refresh_from_db()
    return campaign


def told(campaign, number):
    row = Delivery.objects.get(campaign=campaign, customer_id=number)
    return row.state, row.reason


def test_consent_withdrawn_in_the_store_is_heard(campaign, own_crowd):
    own_crowd.set_consent(4, "email", given=False)
    own_crowd.set_consent(6, "email", given=False, purpose="news")
    with using(own_crowd):
        freezing.begin()
        assert not freezing.work()
    assert told(campaign, 4) == ("suppressed", "withdrawn")
    assert told(campaign, 6) == ("pending", "")
    assert recheck_consents(own_crowd.base, AS_OF) == 0


def test_consent_withdrawn_on_a_card_is_heard_at_once(campaign, own_crowd, rf, administrator):
    request = rf.post("/")
    request.user = administrator
    with using(own_crowd):
        told_of = {"wording": "", "at": None}
        domain.set_consent(request, administrator, 4, "email", "marketing", given=False, **told_of)
        assert told(campaign, 4) == ("suppressed", "withdrawn")
        domain.set_consent(request, administrator, 4, "email", "marketing", given=True, **told_of)
    assert not Withdrawal.objects.exists()


def test_erased_customer_is_erased_from_the_ledger(campaign, own_crowd, rf, administrator):
    request = rf.post("/")
    request.user = administrator
    with using(own_crowd):
        domain.erase(request, 4)
    row = Delivery.objects.get(customer_id=4)
    assert (row.state, row.reason, row.address, row.merge_values) == ("skipped", "erased", "", "{}")
    campaign.refresh_from_db()
    assert campaign.fingerprint == str(fingerprint_of(campaign))

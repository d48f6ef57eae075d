"""A no that was heard where the data could not be written is in them later, as of when it was heard."""

from __future__ import annotations

import datetime as dt

import pytest

from clientela.workspace import Workspace
from clientela_web.channels.hearing import Word
from clientela_web.ledger.refusing import consent_again, forget
from clientela_web.models import AuditEntry, Delivery, LateWithdrawal, Provider, Withdrawal
from clientela_web.preferences.late import write_late
from clientela_web.receipts.domain import take
from tests.cases.shop import CUSTOMERS, IDS
from tests.web.preferences.conftest import ANNA


@pytest.fixture
def stopped(own_firm: Workspace, delivery: Delivery) -> LateWithdrawal:
    """Anna, who agreed to two things by this channel, one by another, answered a worker without the data."""
    for channel, purpose in (("email", "newsletter"), ("sms", "marketing")):
        own_firm.set_consent(ANNA, channel, purpose=purpose, given=True, by="test")
    provider = Provider.objects.get()
    take(provider, [Word(CUSTOMERS["anna"]["email"], "Stop")] * 2, with_data=False)
    return LateWithdrawal.objects.get()


def test_worker_without_the_data_obeys_and_the_data_hear_of_all_of_it(own_firm, stopped, said):
    assert Withdrawal.objects.filter(customer_id=ANNA).values_list("purpose", flat=True).get() == "marketing"
    assert said()[-1][0] == "given"
    assert write_late(own_firm) == 1
    for purpose in ("marketing", "newsletter"):
        assert said(purpose=purpose)[-1] == ("withdrawn", "by hand: recipient: reply", "Stop")
    assert said(channel="sms")[-1][0] == "given"
    ((at,),) = own_firm.store.engine.rows(
        """SELECT DISTINCT "at" FROM consents WHERE state = 'withdrawn' AND customer_id = ?""", [ANNA]
    )
    assert at == stopped.at
    assert Withdrawal.objects.filter(customer_id=ANNA, purpose="newsletter").exists()
    assert AuditEntry.objects.filter(action="consented").count() == 2
    assert (write_late(own_firm), LateWithdrawal.objects.exists()) == (0, False)


def test_killed_before_it_was_done_nothing_is_doubled(own_firm, stopped, said):
    write_late(own_firm)
    before = said()
    stopped.pk = None
    stopped.save()
    assert write_late(own_firm) == 1
    assert said() == before


def test_what_she_agreed_to_since_holds(own_firm, stopped, said):
    own_firm.set_consent(ANNA, "email", given=True, by="test", at=stopped.at + dt.timedelta.resolution)
    consent_again(ANNA, "email", "marketing")
    write_late(own_firm)
    assert [state for state, *_ in said()] == ["given", "withdrawn", "given"]
    assert not Withdrawal.objects.filter(customer_id=ANNA, purpose="marketing").exists()
    assert Withdrawal.objects.filter(customer_id=ANNA, purpose="newsletter").exists()


def test_merged_and_erased_since(own_firm, stopped, said):
    own_firm.merge(IDS["ewa"], ANNA)
    write_late(own_firm)
    assert said(IDS["ewa"])[-1][0] == "withdrawn"
    assert set(Withdrawal.objects.values_list("customer_id", flat=True)) == {ANNA, IDS["ewa"]}


def test_nothing_waits_for_somebody_erased(stopped):
    forget([ANNA])
    assert not LateWithdrawal.objects.exists()


def test_data_that_cannot_be_written_are_waited_for(own_firm, stopped, monkeypatch, caplog):
    def fail(*_told: object, **_more: object) -> None:
        raise OSError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(Workspace, "set_consent", fail)
        assert write_late(own_firm) == 0
    assert "is not in the data yet" in caplog.text
    assert LateWithdrawal.objects.exists()
    assert (write_late(own_firm), LateWithdrawal.objects.exists()) == (1, False)

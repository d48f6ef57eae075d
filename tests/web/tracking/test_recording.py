"""What became of messages is on the cards of customers: once, judged, whatever was killed meanwhile."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from clientela.act.tracking.machines import BESIDE
from clientela.workspace import now
from clientela_web.ledger.hits import note_word
from clientela_web.models import Delivery, Hit
from clientela_web.tracking import events, keeping
from clientela_web.tracking.keeping import forget_old_hits
from clientela_web.tracking.outcomes import tell_outcomes
from clientela_web.tracking.recording import record_hits
from clientela_web.workers import recording as worker
from tests.cases.shop import IDS
from tests.web.tracking.conftest import ANNA, FIREFOX, MAILED, SENT_AT

APPLE = "Mozilla/5.0"
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def hit(campaign, delivery):
    """Something that was done with Anna's message, an hour after it arrived."""

    def done(kind="click", *, after=HOUR, link=1, agent=FIREFOX, row=delivery, **told):
        return Hit.objects.create(
            campaign=campaign,
            delivery_id=row.pk,
            customer_id=row.customer_id,
            kind=kind,
            at=SENT_AT + after,
            link=link if kind == "click" else 0,
            agent=agent,
            **told,
        )

    return done


@pytest.fixture
def told(own_firm):
    """The events about messages on a card: kind and whether a machine did it, the oldest first."""

    def on_card(customer=ANNA):
        return own_firm.store.engine.rows(
            "SELECT kind, machine FROM events WHERE customer_id = ? AND source = 'campaign' "
            'ORDER BY "at", event_id',
            [customer],
        )

    return on_card


def test_openings_and_clicks_come_onto_the_card(own_firm, campaign, delivery, hit, told):
    hit("open")
    hit(destination="https://shop.example/new", after=2 * HOUR)
    assert record_hits(own_firm, now()) == 2
    assert told() == [("message_opened", False), ("message_clicked", False)]
    rows = own_firm.store.engine.rows(
        "SELECT ref, channel, campaign, properties FROM events "
        "WHERE kind = 'message_clicked' AND source = 'campaign'"
    )
    (ref, channel, name, properties) = rows[0]
    assert (channel, name) == ("email", "Spring")
    assert properties == '{"link": "https://shop.example/new", "device": "computer"}'
    assert ref == events.message_ids(campaign)(delivery.pk)
    assert Hit.objects.filter(recorded_at=None).count() == 0
    assert record_hits(own_firm, now()) == 0


def test_message_is_called_what_its_header_calls_it(campaign, delivery, letter):
    assert letter()["Message-ID"] == f"<{events.message_ids(campaign)(delivery.pk)}>"


def test_what_may_still_prove_a_machines_waits(own_firm, hit):
    row = hit()
    Hit.objects.update(at=timezone.now())
    assert record_hits(own_firm, now()) == 0
    assert record_hits(own_firm, timezone.now() + BESIDE) == 1
    row.refresh_from_db()
    assert row.machine is False


def test_machines_are_kept_raw_with_the_reason_and_left_out_of_conditions(own_firm, hit, told):
    rows = [hit("open", agent=APPLE), hit(link=1), hit(link=2), hit(link=3)]
    record_hits(own_firm, now())
    assert told() == [("message_clicked", True)] * 3 + [("message_opened", True)]
    for row in rows:
        row.refresh_from_db()
    assert [row.reason for row in rows] == ["privacy_proxy", "burst", "burst", "burst"]
    for rule in ("campaign_clicks('Spring') >= 1", "campaign_opens('Spring') >= 1"):
        assert own_firm.segment(rule).count(now()).count == 0
    hit("open", after=2 * HOUR)
    hit(after=2 * HOUR)
    record_hits(own_firm, now())
    for rule in ("campaign_clicks('Spring') = 1", "campaign_opens('Spring') = 1"):
        assert list(own_firm.segment(rule).ids(now()).to_pylist()) == [ANNA]


def test_report_of_a_provider_that_comes_late_makes_nobody_a_machine(own_firm, hit, told):
    """It says when the provider heard, not when she had it."""
    hit("open", after=-HOUR)
    Delivery.objects.update(provider_id="p-1")
    hit("open", after=-2 * HOUR)
    record_hits(own_firm, now())
    assert told() == [("message_opened", False), ("message_opened", False)]


@pytest.mark.parametrize("killed", ["before judging", "after judging", "after writing"])
def test_killed_anywhere_nothing_is_lost_or_doubled(own_firm, hit, told, killed):
    """A killed worker leaves what it had committed: the state of each row says how far that was."""
    hit("open")
    hit(after=2 * HOUR)
    if killed != "before judging":
        record_hits(own_firm, now())
        Hit.objects.update(recorded_at=None)
    if killed == "after judging":
        own_firm.store.engine.execute("DELETE FROM event_hashes")
        own_firm.store.engine.execute("DELETE FROM events WHERE source = 'campaign'")
    record_hits(own_firm, now())
    record_hits(own_firm, now())
    assert told() == [("message_opened", False), ("message_clicked", False)]


def test_raw_hits_go_after_a_while_and_no_event_does(own_firm, delivery, hit, told, settings, monkeypatch):
    monkeypatch.setattr(keeping, "BATCH", 3)
    settings.KEEP_HITS_DAYS = 30
    for after in range(5):
        hit("open", after=after * HOUR)
    record_hits(own_firm, now())
    waiting, young = hit("click", after=6 * HOUR), hit("open", after=7 * HOUR)
    Hit.objects.filter(pk=young.pk).update(at=timezone.now(), recorded_at=timezone.now())
    before = told()
    removed = []
    while count := forget_old_hits(now()):
        removed.append(count)
    assert removed == [3, 2]
    assert set(Hit.objects.values_list("pk", flat=True)) == {waiting.pk, young.pk}
    note_word(delivery.pk, "unsubscribe")
    record_hits(own_firm, timezone.now() + BESIDE)
    Hit.objects.filter(kind="unsubscribe").delete()
    note_word(delivery.pk, "unsubscribe")  # noted again after its row had gone: still one on the card
    record_hits(own_firm, timezone.now() + BESIDE)
    assert [kind for kind, _ in told()] == [kind for kind, _ in before] + [
        "message_clicked",
        "message_unsubscribed",
    ]


def test_what_the_ledger_says_comes_onto_cards(own_firm, delivery, told):
    ends = {"anna": "delivered", "bogdan": "failed", "carme": "unknown"}
    for name, state in ends.items():
        Delivery.objects.filter(customer_id=IDS[name]).update(
            state=state, reason="", reply="550 no such user"
        )
    assert tell_outcomes(own_firm, now()) == 3
    assert told(IDS["anna"]) == [("message_sent", None), ("message_delivered", None)]
    assert told(IDS["bogdan"]) == [("message_sent", None), ("message_bounced", None)]
    assert told(IDS["carme"]) == []
    assert own_firm.store.engine.rows(
        "SELECT properties FROM events WHERE kind = 'message_bounced' AND source = 'campaign'"
    ) == [('{"reason": "550 no such user"}',)]
    assert tell_outcomes(own_firm, now()) == 0
    Delivery.objects.update(told_at=None)  # killed before that was committed
    assert tell_outcomes(own_firm, now()) == 3
    assert len(told(IDS["anna"])) == 2


def test_message_that_comes_back_later_is_told_of(own_firm, delivery, told):
    Delivery.objects.filter(customer_id=ANNA).update(state="sent")
    tell_outcomes(own_firm, now())
    assert told() == [("message_sent", None)]
    Delivery.objects.filter(customer_id=ANNA).update(
        state="failed", reason="bounced", told_at=None, finished_at=SENT_AT + HOUR
    )
    tell_outcomes(own_firm, now())
    assert told() == [("message_sent", None), ("message_bounced", None)]


def test_unsubscribing_is_on_the_card_once(own_firm, stranger, delivery, told):
    from clientela_web.channels.tokens import token_of

    for _ in range(2):
        stranger.post(f"/u/{token_of(delivery.pk)}", {"unsubscribe": "page"})
    note_word(delivery.pk, "unsubscribe")
    Hit.objects.update(at=SENT_AT + HOUR)
    record_hits(own_firm, now())
    assert told() == [("message_unsubscribed", False)]


def test_whoever_was_merged_since_has_it_on_her_card(own_firm, hit, told):
    hit()
    own_firm.merge(IDS["ewa"], ANNA)
    record_hits(own_firm, now())
    assert told(IDS["ewa"]) == [("message_clicked", False)]


def test_erased_while_it_waited(own_firm, hit, told, erased):
    hit()
    others = [hit(row=row) for row in Delivery.objects.exclude(customer_id=ANNA)]
    erased()
    tell_outcomes(own_firm, now())
    assert record_hits(own_firm, now()) == len(others) == 2
    assert told() == []
    assert own_firm.store.engine.rows("SELECT count(*) FROM events WHERE customer_id = ?", [ANNA]) == [(0,)]
    assert Delivery.objects.filter(told_at=None).count() == 0


def test_erased_before_the_ledger_heard_of_it(own_firm, hit, told):
    """The data forget first here: the events of the others are written all the same."""
    hit()
    hit(row=Delivery.objects.get(customer_id=IDS["bogdan"]))
    own_firm.erase(ANNA)
    assert record_hits(own_firm, now()) == 2
    assert told(IDS["bogdan"]) == [("message_clicked", False)]


def test_worker_does_both(own_firm, delivery, hit, told):
    hit()
    worker.begin()
    assert worker.work() is False
    assert [kind for kind, _ in told()] == ["message_sent", "message_delivered", "message_clicked"]
    assert {kind for name in MAILED for kind, _ in told(IDS[name])} >= {"message_sent"}
    hit(after=3 * HOUR)
    assert worker.work() is False  # not sooner than every half minute
    assert Hit.objects.filter(recorded_at=None).count() == 1

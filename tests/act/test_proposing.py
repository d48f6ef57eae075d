"""The plays that planted situations call for, and evidence that is the core's own answer."""

from __future__ import annotations

import pytest

from clientela.act.plays import plays
from clientela.act.strategy import CHANNELS, OBJECTIVES
from clientela.act.wording import PLAYS
from clientela.catalog import FirmCatalog
from clientela.catalog.labels import LANGUAGES
from clientela.segments.profile import profile
from clientela.workspace import Workspace
from tests.act.planted import AS_OF, FIRMS, HUNTERS, LAPSED, SILENT, TINY


@pytest.mark.parametrize(
    ("town", "play", "objective"),
    [
        (LAPSED, "win_back_best", "win_back"),
        (HUNTERS, "less_discount", "grow"),
        (FIRMS, "lost_on_price", "win_back"),
        (SILENT, "ask_consent", "learn"),
    ],
)
def test_planted_situation_gets_its_play_first(planted: Workspace, town, play, objective) -> None:
    found = planted.propose_strategies(town, AS_OF).found
    assert (found[0].play, found[0].objective) == (play, objective)


def test_everybody_else_is_neither_lapsed_nor_after_discounts_nor_lost(planted: Workspace) -> None:
    found = {each.play for each in planted.propose_strategies("Girona", AS_OF).found}
    assert not found & {"win_back_best", "win_back", "less_discount", "lost_on_price", "lost_for_reason"}


def test_nothing_is_proposed_for_few_or_for_nobody(planted: Workspace) -> None:
    for name, count in ((TINY, 8), ("Nobody", 0)):
        proposals = planted.propose_strategies(name, AS_OF)
        assert (proposals.found, proposals.is_too_small, proposals.size.count) == ((), True, count)
        assert str(count) in proposals.sentence


def test_nothing_is_proposed_without_evidence(planted: Workspace) -> None:
    for name in (saved.name for saved in planted.segments()):
        for each in planted.propose_strategies(name, AS_OF).found:
            assert each.why
            assert all(
                evidence.n >= 10 and evidence.low <= evidence.value <= evidence.high for evidence in each.why
            )
            assert all(advice.evidence for advice in each.channels)


@pytest.mark.parametrize("town", [LAPSED, HUNTERS, FIRMS])
def test_evidence_is_what_the_core_answers(planted: Workspace, town: str) -> None:
    proposal = planted.propose_strategies(town, AS_OF).found[0]
    why = [each for each in proposal.why if each.variable != "lost_reason"]
    told = [*why, *(each for advice in proposal.channels for each in advice.evidence)]
    asked = planted.segment(town).profile(AS_OF, list(dict.fromkeys(each.variable for each in told)))
    rows = {(row.variable, row.level): row for row in asked.rows}
    for each in told:
        of = [rows[each.variable, level] for level in each.levels or (None,)]
        assert each.value == pytest.approx(sum(row.segment_value for row in of))
        assert each.base == pytest.approx(sum(row.base_value for row in of))
        assert each.n == of[0].n


def test_lost_reason_told_is_a_count_of_members(planted: Workspace) -> None:
    why = planted.propose_strategies(FIRMS, AS_OF).found[0].why[0]
    lost = "any deal (status = 'lost' and lost_reason = 'price too high')"
    count = planted.segment(f"city = '{FIRMS}' and {lost}").count(AS_OF).count
    assert (why.variable, why.levels, why.n) == ("lost_reason", ("price too high",), 40)
    assert why.value == count / 40 == 0.75
    assert why.base == planted.segment(lost).count(AS_OF).share


def test_lapsed_customers_were_counted_by_hand(planted: Workspace) -> None:
    why = {each.variable: each for each in planted.propose_strategies(LAPSED, AS_OF).found[0].why}
    assert why["revenue_total"].value == pytest.approx(1500)
    assert why["lifecycle_stage"].value == 1
    assert why["lifecycle_stage"].n == 60
    # 200 + n % 15 days ago for n = 1 … 60: every remainder four times
    assert why["days_since_last_order"].value == pytest.approx(207, abs=0.5)


def test_consent_told_for_a_channel_is_a_count_of_members(planted: Workspace) -> None:
    advice = {each.channel: each for each in planted.propose_strategies(LAPSED, AS_OF).found[0].channels}
    assert set(advice) == {"phone", "email"}
    count = planted.segment(f"city = '{LAPSED}' and consents to email for marketing").count(AS_OF).count
    assert advice["email"].evidence[0].value == pytest.approx(count / 60)


def test_no_marketing_channel_is_proposed_without_consent(planted: Workspace) -> None:
    for each in planted.propose_strategies(SILENT, AS_OF).found:
        assert not {advice.channel for advice in each.channels} & {"email", "sms", "phone", "post", "push"}


def test_target_starts_from_the_measured_figure_and_goes_beyond_its_doubt(planted: Workspace) -> None:
    for name in (LAPSED, HUNTERS):
        for proposed in planted.propose_strategies(name, AS_OF).found[0].targets:
            (measured,) = planted.measure(name, proposed.target.metric, as_of=AS_OF)
            assert proposed.target.start == pytest.approx(measured.value, abs=0.006)
            down = proposed.target.goal < proposed.target.start
            beyond = measured.low - 0.006 if down else measured.high + 0.006
            assert proposed.target.goal <= beyond if down else proposed.target.goal >= measured.high - 0.006


def test_several_currencies_make_orders_the_worth(own: Workspace) -> None:
    own.store.engine.execute("UPDATE events SET currency = 'RON' WHERE customer_id % 4 = 0")
    why = {each.variable for each in own.propose_strategies(LAPSED, AS_OF).found[0].why}
    assert "orders_total" in why
    assert "revenue_total" not in why


@pytest.mark.parametrize("language", LANGUAGES)
def test_proposal_speaks_the_language(planted: Workspace, language: str) -> None:
    proposals = planted.propose_strategies(LAPSED, AS_OF, language)
    first = proposals.found[0]
    texts = [
        first.title,
        first.message,
        first.offer,
        first.cadence,
        proposals.sentence,
        first.why[0].said(language),
    ]
    assert all(texts)
    if language != "en":
        english = planted.propose_strategies(LAPSED, AS_OF).found[0]
        assert first.title != english.title
        assert first.why[0].said(language) != english.why[0].said("en")


def test_playbook_is_whole() -> None:
    catalog = FirmCatalog(estimates=("churn_risk", "p_active"))
    for play in plays():
        assert play.objective in OBJECTIVES
        assert set(play.channels) <= set(CHANNELS)
        assert {f"{play.key}_{part}" for part in ("title", "message", "offer")} <= set(PLAYS.rows)
        for name in play.variables():
            entity, _, bare = name.rpartition(".")
            assert name in ("worth", "lost_reason") or catalog.variable(bare, entity or "customer"), (
                play.key,
                name,
            )
        assert play.when
        assert play.targets
    assert len(PLAYS.rows) == 3 * len(plays())


def test_profile_asked_is_the_public_one(planted: Workspace) -> None:
    """The interval of a sum of levels is that of the share itself."""
    (found,) = [
        each
        for each in planted.propose_strategies(LAPSED, AS_OF).found[0].why
        if each.variable == "lifecycle_stage"
    ]
    share = planted.segment(LAPSED).rule
    rows = profile(planted.base, planted.catalog, share, AS_OF, variables=["lifecycle_stage"]).rows
    lapsed = next(row for row in rows if row.level == "lapsed")
    assert (found.low, found.high) == pytest.approx((lapsed.low, lapsed.high))

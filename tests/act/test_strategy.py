"""Strategies: kept in versions, checked in the words of who writes them, read back as they were."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientela.act.checking import StrategyError, problems_of
from clientela.act.metrics import OFFERED, metric_of
from clientela.act.strategy import (
    CHANNELS,
    OBJECTIVES,
    PlannedChannel,
    State,
    Strategy,
    Target,
    read_strategy,
)
from clientela.catalog.labels import LANGUAGES
from clientela.errors import ClientelaError
from clientela.workspace import Workspace
from tests.act.planted import AS_OF, HUNTERS, LAPSED

DAY = dt.date(2026, 6, 1)
WHOLE = Strategy(
    objective="win_back",
    aim="Bring Vic back",
    tone="warm",
    message="We miss you",
    offer="early access",
    channels=(PlannedChannel("phone", "half of them consent"), PlannedChannel("email")),
    cadence="every two weeks",
    budget=Decimal("1250.50"),
    currency="EUR",
    targets=(Target("orders_90d >= 1", 0.1, 0.0, dt.date(2026, 9, 1)), Target("members", 30, 60)),
    owner="anna@example.com",
    starts_on=DAY,
    ends_on=dt.date(2026, 9, 1),
    notes="since the fair",
    is_draft=False,
    play="win_back_best",
)

texts = st.text(max_size=30)
days = st.none() | st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1))
numbers = st.none() | st.floats(allow_nan=False, allow_infinity=False)
strategies = st.builds(
    Strategy,
    objective=st.sampled_from(OBJECTIVES),
    aim=texts,
    message=texts,
    channels=st.lists(st.builds(PlannedChannel, st.sampled_from(CHANNELS), texts), max_size=3).map(tuple),
    budget=st.none() | st.decimals(0, 10**9, places=2),
    currency=st.sampled_from(("", "EUR", "RON")),
    targets=st.lists(st.builds(Target, texts, numbers, numbers, days), max_size=3).map(tuple),
    starts_on=days,
    ends_on=days,
    is_draft=st.booleans(),
)


@given(strategies)
def test_json_is_read_back_as_the_very_same_strategy(strategy: Strategy) -> None:
    assert read_strategy(strategy.as_json()) == strategy


def test_json_that_is_no_strategy_names_its_field() -> None:
    with pytest.raises(ClientelaError, match="objective"):
        read_strategy("{}")
    with pytest.raises(ClientelaError, match="budgett"):
        read_strategy('{"objective": "keep", "budgett": 3}')


def test_state_follows_from_the_dates() -> None:
    assert WHOLE.state(DAY - dt.timedelta(days=1)) is State.PLANNED
    assert WHOLE.state(DAY) is State.ACTIVE
    assert WHOLE.state(dt.date(2026, 9, 1)) is State.ACTIVE
    assert WHOLE.state(dt.date(2026, 9, 2)) is State.ENDED
    assert Strategy(objective="keep", ends_on=DAY).state(dt.date(2030, 1, 1)) is State.DRAFT
    assert WHOLE.days_left(dt.date(2026, 8, 30)) == 2


def _wrong(planted: Workspace, **changes: object) -> list[tuple[str, str]]:
    fields = {name: getattr(WHOLE, name) for name in WHOLE.__struct_fields__} | changes
    return [(each.field, each.code) for each in problems_of(Strategy(**fields), planted.catalog)]


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"ends_on": dt.date(2026, 5, 31)}, "ends_on", "end_before_start"),
        ({"budget": Decimal(-1)}, "budget", "budget_negative"),
        ({"currency": ""}, "currency", "currency_missing"),
        ({"currency": "EURO"}, "currency", "currency"),
        ({"objective": "conquer"}, "objective", "objective"),
        ({"channels": (PlannedChannel("pigeon"),)}, "channels[0].channel", "channel"),
        ({"channels": (PlannedChannel("sms"), PlannedChannel("sms"))}, "channels", "channel_twice"),
        ({"targets": (Target("repeat_buyer"),)}, "targets[0].goal", "goal_missing"),
        ({"targets": (Target("repeat_buyer", 15.0),)}, "targets[0].goal", "share"),
        ({"targets": (Target("happiness", 1.0),)}, "targets[0].metric", "metric"),
        ({"targets": (Target("city", 1.0),)}, "targets[0].metric", "metric"),
        ({"targets": (Target("email", 1.0),)}, "targets[0].metric", "metric"),
        ({"targets": (Target("orders_365d", 2.0, 2.0),)}, "targets[0].goal", "goal_is_start"),
        ({"targets": (Target("orders_365d", float("inf")),)}, "targets[0].goal", "number"),
        ({"targets": (Target("members", -1.0),)}, "targets[0].goal", "members_negative"),
        (
            {"targets": (Target("members", 1.0, 2.0, dt.date(2026, 1, 1)),)},
            "targets[0].until",
            "until_before_start",
        ),
        ({"message": "x" * 10_001}, "message", "long"),
        ({"starts_on": None, "ends_on": None, "targets": ()}, "starts_on", "start_missing"),
        ({"message": " "}, "message", "message_missing"),
        ({"channels": ()}, "channels", "channels_missing"),
    ],
)
def test_each_mistake_is_told_at_its_field(planted: Workspace, changes, field, code) -> None:
    assert _wrong(planted, **changes) == [(field, code)]


def test_every_problem_is_told_at_once_in_every_language(planted: Workspace) -> None:
    bad = Strategy(objective="conquer", budget=Decimal(-3), targets=(Target("repeat_buyer"),), is_draft=False)
    found = problems_of(bad, planted.catalog)
    assert len(found) == 7
    for language in LANGUAGES:
        assert all(each.said(language) for each in found)
    with pytest.raises(StrategyError) as raised:
        planted.set_strategy(LAPSED, bad)
    assert raised.value.problems == tuple(found)
    assert planted.strategy_versions(LAPSED) == []


def test_a_draft_may_be_unfinished(planted: Workspace) -> None:
    assert problems_of(Strategy(objective="keep"), planted.catalog) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_offered_metric_is_measurable_and_named(planted: Workspace, language: str) -> None:
    for text in OFFERED:
        assert metric_of(planted.catalog, text, language).label
    measured = planted.measure(HUNTERS, *OFFERED, as_of=AS_OF, language=language)
    assert [each.metric.text for each in measured] == list(OFFERED)


def test_versions_say_who_changed_what(own: Workspace) -> None:
    own.set_strategy(LAPSED, WHOLE, author="anna", note="from the playbook")
    own.set_strategy(LAPSED, WHOLE, author="ewa")  # the same: no version
    own.set_strategy(LAPSED, '{"objective":"keep"}', author="ewa")
    assert [(each.version, each.author, each.note) for each in own.strategy_versions(LAPSED)] == [
        (1, "anna", "from the playbook"),
        (2, "ewa", None),
    ]
    assert own.strategy_versions(LAPSED)[0].strategy == WHOLE
    assert list(own.strategies()) == [LAPSED]
    own.remove_strategy(LAPSED, author="ewa")
    assert own.strategy(LAPSED) is None
    assert [each.strategy is None for each in own.strategy_versions(LAPSED)] == [False, False, True]


def test_a_strategy_follows_its_segment_through_a_new_rule(own: Workspace) -> None:
    own.set_strategy(LAPSED, WHOLE)
    own.save_segment(LAPSED, "city = 'Vic' and orders_total >= 2")
    found = own.strategy(LAPSED)
    assert found is not None
    assert found.strategy == WHOLE


def test_measured_share_is_members_over_members(planted: Workspace) -> None:
    share, size, discount = planted.measure(
        HUNTERS, "orders_30d >= 1", "members", "discount_share_365d", as_of=AS_OF
    )
    count = planted.segment(f"city = '{HUNTERS}' and orders_30d >= 1").count(AS_OF).count
    assert (share.value, share.n) == (count / 60, 60)
    assert (size.value, size.low) == (60, None)
    assert discount.value == pytest.approx(1)


def test_few_have_no_figure(planted: Workspace) -> None:
    measured = planted.measure("Sort", "orders_30d >= 1", "orders_365d", as_of=AS_OF)
    assert [each.value for each in measured] == [None, None]
    assert [each.n for each in measured] == [8, 8]


def test_progress_is_of_the_members_of_the_first_day(own: Workspace) -> None:
    """Who left because she bought again counts for the target, though she is a member no longer."""
    own.save_segment("Away", "orders_total >= 1 and orders_180d = 0", at=AS_OF)
    start = AS_OF.date()
    target = Target("orders_30d >= 1", 0.5, 0.0)
    own.set_strategy("Away", Strategy(objective="win_back", targets=(target,), starts_on=start))
    came_back = own.segment("Away").ids(AS_OF).to_pylist()[:15]
    later = AS_OF + dt.timedelta(days=20)
    own.store.append_events(_orders(came_back, later - dt.timedelta(days=5)))
    (progress,) = own.target_progress("Away", later)
    assert own.segment("Away").count(later).count == 45
    assert (progress.measured.n, progress.measured.value, progress.of_start) == (60, 0.25, True)
    assert progress.share == 0.5
    (before,) = own.target_progress("Away", AS_OF)
    assert (before.of_start, before.measured.value) == (False, 0.0)


def _orders(customers: list[int], at: dt.datetime):
    import pyarrow as pa

    return pa.table(
        {
            "event_id": [f"back{number}" for number in customers],
            "customer_id": customers,
            "at": pa.array([at] * len(customers), pa.timestamp("us", "UTC")),
            "kind": ["order_completed"] * len(customers),
            "amount": ["10.00"] * len(customers),
        }
    )

"""Advice: what was planted is advised, with its evidence; and nothing else is."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pyarrow as pa
import pytest

from clientela.catalog.labels import LANGUAGES
from clientela.errors import OutcomesError, UnknownNameError
from clientela.measure import Design, Worth, measure
from clientela.measure.advice.winning_back import win_back
from clientela.measure.balance import checks
from clientela.measure.lift import lifts
from tests.measure.drawn import frame, outcomes

AT = dt.datetime(2026, 5, 4, 10, tzinfo=dt.UTC)
RANDOM = Design("holdout", as_of=AT, drawn=("hour",))


def _drawn(n: int, seed: int, **rates: float) -> dict[str, np.ndarray]:
    """Arms of equal size, and who bought in each."""
    rng = np.random.default_rng(seed)
    arm = rng.choice(list(rates), n)
    return {"arm": arm, "chance": np.array([rates[each] for each in arm]), "draw": rng.random(n)}


def _advice(drawn: dict[str, np.ndarray], *, design: Design = RANDOM, worth: Worth | None = None, **named):
    y = drawn["draw"] < drawn["chance"]
    columns = {name: values for name, values in drawn.items() if name not in ("chance", "draw")}
    return measure(outcomes(frame(y=y, **columns), design=design, **named), worth=worth).recommendations


def _codes(advice) -> list[tuple[str, str | None]]:
    return [(each.code, each.segment) for each in advice]


def test_what_works_is_to_be_sent_on_and_the_best_variant_preferred():
    advice = _advice(_drawn(9_000, 1, holdout=0.1, plain=0.14, warm=0.2))
    assert _codes(advice) == [("send", None), ("send", None), ("variant", None)]
    assert (advice[2].facts["arm"], advice[2].facts["other"], advice[2].action) == ("warm", "plain", "plan")
    assert [each.proof.grade for each in advice] == ["A", "A", "A"]
    said = advice[2].sentence("en")
    assert said.startswith(
        "Prefer “warm”: in y it did better than every other variant, the closest being “plain”."
    )
    assert said.endswith("customers, grade A, May 4, 2026.")


def test_what_does_harm_or_costs_more_than_it_brings_is_to_be_paused():
    assert _codes(_advice(_drawn(6_000, 2, holdout=0.2, mail=0.14))) == [("stop", None)]
    drawn = _drawn(6_000, 3, holdout=0.1, mail=0.15)
    drawn["cost"] = np.where(drawn["arm"] == "mail", 1.0, 0.0)
    (dear,) = _advice(drawn, cost="cost", worth=Worth("y", 5))  # .05 x 5 less 1
    assert (dear.code, dear.action) == ("stop_value", "stop")
    (cheap,) = _advice(drawn, cost="cost", worth=Worth("y", 200))
    assert cheap.code == "send_value"
    assert cheap.facts["contact"].value == pytest.approx(9, abs=3)


def test_what_is_open_says_how_many_customers_it_takes():
    (advice,) = _advice(_drawn(400, 4, holdout=0.1, mail=0.11))
    assert (advice.code, advice.action) == ("more", "wait")
    assert advice.facts["needed"] > 4_000


def test_groups_not_drawn_by_lot_support_no_sending():
    advice = _advice(_drawn(6_000, 2, holdout=0.1, mail=0.2), design=Design("holdout", assigned="observed"))
    assert advice == ()


def test_broken_shares_silence_all_but_complaints():
    drawn = _drawn(6_000, 5, holdout=0.1, mail=0.2)
    drawn["spam"] = np.arange(6_000) % 200 == 0
    design = Design("holdout", shares={"holdout": 1, "mail": 9})
    (advice,) = _advice(drawn, design=design, complained="spam")
    assert (advice.code, advice.action) == ("complaints", "stop")
    drawn["spam"] = np.arange(6_000) < 2
    assert _advice(drawn, design=design, complained="spam") == ()


def test_the_best_hour_is_a_cause_only_where_it_was_drawn_by_lot():
    drawn = _drawn(9_000, 6, holdout=0.05, mail=0.1)
    rng = np.random.default_rng(106)
    drawn["hour"] = rng.choice(["09", "13", "18"], 9_000)
    drawn["chance"] = drawn["chance"] + 0.06 * ((drawn["hour"] == "18") & (drawn["arm"] == "mail"))
    for design, code, grade in ((RANDOM, "level_caused", "A"), (Design("holdout"), "level", "C")):
        best = [
            each for each in _advice(drawn, design=design, traits=("hour",)) if each.code.startswith("level")
        ]
        assert [(each.code, each.facts["level"], each.proof.grade) for each in best] == [(code, "18", grade)]
        assert "the hour “18”" in best[0].sentence("en")
        assert "час «18»" in best[0].sentence("ru")


def test_a_segment_with_a_better_hour_of_its_own_is_told():
    drawn = _drawn(16_000, 7, holdout=0.05, mail=0.1)
    rng = np.random.default_rng(107)
    drawn["hour"], drawn["segment"] = rng.choice(["09", "18"], 16_000), rng.choice(["a", "b", "c"], 16_000)
    best = np.where(drawn["segment"] == "b", "09", "18")
    drawn["chance"] = drawn["chance"] + 0.08 * (drawn["hour"] == best)
    found = _advice(drawn, traits=("hour",), segment="segment")
    told = [(each.segment, each.facts["level"]) for each in found if each.code == "level_caused"]
    assert told == [(None, "18"), ("b", "09")]


def test_segments_that_differ_are_judged_apart_and_those_alike_as_one():
    drawn = _drawn(30_000, 8, holdout=0.2, mail=0.2)
    rng = np.random.default_rng(108)
    drawn["segment"] = rng.choice(["calm", "eager", "keen"], 30_000)
    lift = np.select([drawn["segment"] == "calm"], [-0.06], 0.08)
    drawn["chance"] = drawn["chance"] + lift * (drawn["arm"] == "mail")
    codes = _codes(_advice(drawn, segment="segment"))
    assert ("stop", "calm") in codes
    assert ("send", "eager") in codes
    assert ("send", "keen") in codes
    merged = [each for each in _advice(drawn, segment="segment") if each.code == "merge"]
    assert [(each.facts["one"], each.facts["other"]) for each in merged] == [("eager", "keen")]
    assert merged[0].proof.line.high < merged[0].facts["margin"].value


def test_a_segment_is_split_where_the_message_works_for_some_only():
    drawn = _drawn(20_000, 19, holdout=0.1, mail=0.1)
    rng = np.random.default_rng(109)
    drawn["segment"], drawn["bought"] = rng.choice(["a", "b"], 20_000), rng.choice(["hats", "shoes"], 20_000)
    works = (drawn["segment"] == "a") & (drawn["bought"] == "hats") & (drawn["arm"] == "mail")
    drawn["chance"] = drawn["chance"] + 0.12 * works
    split = [each for each in _advice(drawn, segment="segment", known=("bought",)) if each.code == "split"]
    assert ("a", "hats", "shoes") in [
        (each.segment, each.facts["most"], each.facts["least"]) for each in split
    ]
    assert "b" not in [each.segment for each in split]


def test_segments_too_small_to_speak_are_named_together():
    drawn = _drawn(300, 20, holdout=0.1, mail=0.12)
    drawn["segment"] = np.where(np.arange(300) % 2 == 0, "left", "right")
    thin = [each for each in _advice(drawn, segment="segment") if each.code == "thin_segments"]
    assert [(each.facts["count"], each.facts["names"]) for each in thin] == [(2, "left, right")]


def test_few_who_spent_anything_are_too_thin():
    spent = np.zeros(400)
    spent[[0, 1, 2, 201]] = [50, 60, 20, 30]
    arm = np.repeat(["mail", "holdout"], 200)
    advice = measure(outcomes(frame(arm=arm, y=spent))).recommendations
    assert _codes(advice) == [("thin", None)]


def test_while_it_runs_only_what_holds_at_any_time_is_advised():
    running = Design("holdout", running=True)
    drawn = _drawn(9_000, 11, holdout=0.1, mail=0.16)
    drawn["hour"] = np.where(np.arange(9_000) % 2 == 0, "09", "18")
    assert _codes(_advice(drawn, design=running, traits=("hour",))) == [("send", None)]
    assert _advice(_drawn(150, 12, holdout=0.1, mail=0.9), design=running) == ()


def _lapsed() -> pa.Table:
    return pa.table(
        {
            "customer_id": list(range(1, 31)),
            "churn_risk": [0.8] * 20 + [0.2] * 5 + [None] * 5,
            "expected_order_value": [float(each) for each in range(10, 40)],
            "segment": ["a", "b"] * 15,
        }
    )


def test_without_a_measured_lift_what_is_at_stake_ranks_them():
    found = win_back(_lapsed(), as_of=AT)
    assert found.customer_ids.tolist() == list(range(20, 0, -1))
    assert found.worth[0] == pytest.approx(0.8 * 29)
    assert found.total.value == pytest.approx(0.8 * sum(range(10, 30)))
    variance = sum(0.8 * 0.2 * value**2 for value in range(10, 30))
    assert found.total.reach == pytest.approx(1.96 * np.sqrt(variance), rel=1e-3)
    (advice,) = found.advice
    assert (advice.code, advice.proof.grade, found.left_out, found.is_measured) == (
        "win_back",
        "C",
        10,
        False,
    )
    assert "Hold some out" in advice.sentence("en")


def test_with_a_measured_lift_it_is_what_can_be_won_less_its_cost():
    drawn = _drawn(20_000, 13, holdout=0.05, mail=0.1)
    found = outcomes(frame(arm=drawn["arm"], y=drawn["draw"] < drawn["chance"]))
    (effect,) = lifts(found, checks(found))
    lift = effect.difference.value
    won = win_back(_lapsed(), {None: effect}, cost=0.5)
    assert won.worth[0] == pytest.approx(lift * 29 - 0.5)
    assert won.total.value == pytest.approx(won.worth.sum())
    assert won.total.low < won.total.value
    (advice,) = won.advice
    assert (advice.code, advice.proof.grade) == ("win_back_measured", "A")
    only_a = win_back(_lapsed(), {"a": effect})
    assert set(only_a.customer_ids % 2) == {1}


def test_few_to_win_back_are_listed_without_advice():
    assert win_back(_lapsed().slice(0, 9)).advice == ()
    assert win_back(_lapsed().slice(20)).customer_ids.size == 0
    with pytest.raises(UnknownNameError, match="no column 'churn_risk'"):
        win_back(_lapsed().drop_columns("churn_risk"))


def test_a_lift_in_money_is_no_chance_of_buying():
    rng = np.random.default_rng(114)
    found = outcomes(frame(arm=np.repeat(["holdout", "mail"], 100), y=rng.gamma(2, 10, 200)))
    with pytest.raises(OutcomesError, match="'y' is no rate"):
        win_back(_lapsed(), {None: lifts(found, checks(found))[0]})


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_advice_is_said_in_six_languages(language: str):
    drawn = _drawn(20_000, 15, holdout=0.1, mail=0.1, warm=0.2)
    rng = np.random.default_rng(115)
    drawn["hour"], drawn["known"] = rng.choice(["09", "18"], 20_000), rng.choice(["x", "z"], 20_000)
    drawn["segment"] = rng.choice(["a", "b", "c"], 20_000)
    drawn["chance"] = (
        drawn["chance"]
        + 0.1 * (drawn["hour"] == "18")
        + 0.1 * (drawn["known"] == "x") * (drawn["arm"] == "warm")
    )
    drawn["spam"] = np.arange(20_000) % 100 == 0
    advice = _advice(
        drawn, segment="segment", traits=("hour",), known=("known",), complained="spam", worth=Worth("y", 2)
    )
    said = [each.sentence(language) for each in (*advice, *win_back(_lapsed()).advice)]
    assert {each.code for each in advice} >= {"complaints", "send_value", "variant", "level_caused", "split"}
    for sentence in said:
        assert "{" not in sentence
        assert ".." not in sentence
        assert sentence.endswith(".")

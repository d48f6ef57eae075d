"""The report of a campaign: one value, read as rows, as JSON, as sentences and as pictures."""

from __future__ import annotations

import json

import msgspec
import numpy as np
import pytest
import vl_convert

from clientela.catalog.labels import LANGUAGES
from clientela.charts.lift import funnel_chart, lift_chart
from clientela.measure import CampaignReport, Design, Worth, measure
from clientela.measure.funnel import Funnel, FunnelStage
from clientela.measure.lines import Line
from clientela.measure.wording import (
    between_sentence,
    check_sentences,
    effect_sentences,
    head_said,
    return_sentence,
    segment_cells,
    segment_sentences,
)
from tests.measure.drawn import frame, outcomes

N = 6_000


def _report(seed: int = 1, *, running: bool = False, effect: float = 0.05, **design) -> CampaignReport:
    rng = np.random.default_rng(seed)
    arm = rng.choice(["holdout", "plain", "warm"], N)
    y = rng.random(N) < 0.1 + effect * (arm == "warm")
    earlier = rng.gamma(2, 10, N)
    spent = earlier + rng.normal(0, 5, N) + 4 * y
    segment = rng.choice(["a", "b"], N).astype(object)
    segment[:12] = "few"
    table = frame(arm=arm, y=y, spent=spent, earlier=earlier, segment=segment)
    found = outcomes(
        table,
        outcomes=("y", "spent"),
        before={"spent": ("earlier",)},
        segment="segment",
        design=Design("holdout", running=running, **design),
    )
    return measure(found, name="May", worth=Worth("spent", 0.3))


@pytest.fixture(scope="module")
def report() -> CampaignReport:
    return _report(shares={"holdout": 1, "plain": 1, "warm": 1})


def test_rows_hold_every_line_with_its_method(report: CampaignReport):
    rows = report.rows().to_pylist()
    over_all = [
        row for row in rows if row["segment"] is None and row["arm"] == "warm" and row["outcome"] == "spent"
    ]
    assert [row["method"] for row in over_all] == ["welch", "adjusted", "winsorised"]
    assert over_all[1]["high"] - over_all[1]["low"] < over_all[0]["high"] - over_all[0]["low"]
    assert {row["method"] for row in rows if row["outcome"] == "y"} == {"score", "shrunk"}
    assert {row["segment"] for row in rows} == {None, "a", "b"}
    assert report.segments[0].hidden == ("few",)
    assert all(row["low"] <= row["difference"] <= row["high"] for row in rows)


def test_json_is_plain(report: CampaignReport):
    plain = json.loads(msgspec.json.encode(report.as_json("ca")))
    assert plain["customers"] == N
    assert plain["checks"]["shares"]["p"] > 0.001
    assert plain["effects"][1]["best"]["value"] == pytest.approx(0.05, abs=0.03)
    assert plain["recommendations"][0]["sentence"].startswith(("Continueu", "Preferiu"))


def test_lines_that_were_taken_are_told_apart(report: CampaignReport):
    by_name = {(effect.outcome, effect.arm): effect for effect in report.effects}
    spent = by_name["spent", "warm"]
    assert spent.adjusted is not None
    assert spent.best == spent.adjusted.line
    assert spent.adjusted.saved > 0.5
    assert by_name["y", "warm"].best == by_name["y", "warm"].difference
    assert by_name["y", "warm"].is_clear
    assert not by_name["y", "plain"].is_clear


def test_sentences_say_what_was_found(report: CampaignReport):
    by_name = {
        (effect.outcome, effect.arm): " ".join(effect_sentences(effect, "en")) for effect in report.effects
    }
    assert "The message caused a difference of +" in by_name["y", "warm"]
    assert "may be chance" in by_name["y", "plain"]
    assert "less variance; plainly it is" in by_name["spent", "warm"]
    assert next(check_sentences(report.checks, "en")).startswith("The groups have the planned sizes (p = 0.")
    assert [*segment_sentences(report.segments[0], "en")][-1] == "Too few customers to show: few."


def test_of_groups_not_drawn_by_lot_nothing_is_called_a_cause():
    found = _report(assigned="observed")
    said = [" ".join(effect_sentences(effect, "en")) for effect in found.effects]
    assert all("caused" not in sentence for sentence in said)
    assert "this comparison does not show that the message did it" in said[1]


def test_arms_of_other_sizes_say_so_first():
    found = _report(shares={"holdout": 2, "plain": 1, "warm": 1})
    assert "no verdict can be given" in next(check_sentences(found.checks, "en"))
    assert found.recommendations == ()
    assert all("caused" not in " ".join(effect_sentences(effect, "en")) for effect in found.effects)


def test_while_it_runs_nothing_else_leaks_out():
    found = _report(running=True)
    assert {row["method"] for row in found.rows().to_pylist()} == {"always_valid"}
    plain = json.loads(msgspec.json.encode(found.as_json()))
    for effect in (
        *plain["effects"],
        *plain["between"],
        *(one for lift in plain["segments"] for one in lift["effects"]),
    ):
        assert not {"difference", "adjusted", "winsorised", "ratio", "value"} & set(effect)
    said = " ".join(sentence for effect in found.effects for sentence in effect_sentences(effect, "en"))
    assert "so far" in said
    assert "95% interval" not in said
    always, fixed = found.effects[1].always, found.effects[1].difference
    assert always is not None
    assert always.reach > 1.4 * fixed.reach


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_of_it_in_six_languages(report: CampaignReport, language: str):
    said = [head_said(report, language), *check_sentences(report.checks, language)]
    for found in (report, _report(running=True), _report(assigned="observed")):
        said += [sentence for effect in found.effects for sentence in effect_sentences(effect, language)]
        said += [between_sentence(effect, language) for effect in found.between]
        said += [sentence for lift in found.segments for sentence in segment_sentences(lift, language)]
        said += [return_sentence(each, language) for each in found.returns]
    for sentence in said:
        assert "{" not in sentence
        assert ".." not in sentence
        assert sentence[-1] in ".)"
    assert all(len(row) == 8 for row in segment_cells(report.segments[0], language))


@pytest.mark.parametrize("language", ["en", "ru"])
def test_pictures_are_drawn(report: CampaignReport, language: str):
    drawn = vl_convert.vegalite_to_svg(lift_chart(report, "May", language))
    assert "warm · a" in drawn
    assert "few" not in drawn
    empty = lift_chart(_report(running=True), "May", language, outcome="nothing")
    assert "nothing" in vl_convert.vegalite_to_svg(empty)
    stages = (
        FunnelStage("targeted", 900, Line(1, 0.99, 1), None),
        FunnelStage("opened", 300, None, None, 40),
    )
    picture = vl_convert.vegalite_to_svg(funnel_chart(Funnel(None, 900, stages), "May", language))
    assert "900" in picture
    assert "40" not in picture.split("300")[1][:40]


@pytest.mark.parametrize("running", [False, True])
@pytest.mark.parametrize("shares", [(1.0, 1.0), (0.1, 0.0)])
def test_an_arm_in_which_all_did_the_same_leaves_no_doubt_out(shares: tuple[float, float], *, running: bool):
    """A regression sees no error in it, the score interval does: a hundred that did nothing are no proof."""
    rng = np.random.default_rng(6)
    arm = np.where(np.arange(1_100) < 1_000, "mail", "holdout")
    y = rng.random(1_100) < np.where(arm == "mail", *shares)
    table = frame(arm=arm, y=y, earlier=rng.random(1_100) < 0.3)
    report = measure(outcomes(table, before={"y": ("earlier",)}, design=Design("holdout", running=running)))
    (effect,) = report.effects
    assert effect.adjusted is None
    assert effect.fixed == effect.difference
    assert effect.best.reach > 0.01
    if shares == (1.0, 1.0):
        assert not effect.is_clear
        assert not {each.code for each in report.recommendations} & {"send", "stop"}

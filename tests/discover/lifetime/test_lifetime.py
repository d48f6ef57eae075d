"""Whole runs: what is kept, what rules count of it, what an instant may know, and what is refused."""

from __future__ import annotations

import csv
import datetime as dt
import json

import numpy as np
import pytest

import clientela
from clientela.catalog.labels import LANGUAGES
from clientela.discover.lifetime.describing import histories
from clientela.discover.lifetime.reading import cut_at, read_purchases
from clientela.discover.lifetime.result import PHRASES
from clientela.discover.purchases import fit, fit_values
from clientela.errors import ClientelaError, TooThinError
from clientela.reports import lifetime as report
from clientela.reports.page import report_markup
from clientela.sample.truth import PLANTED
from clientela.store.estimates import read_runs
from tests.conftest import SAMPLE_UNTIL
from tests.discover.lifetime.conftest import CALIBRATED, fill, read_cdnow

LATER = CALIBRATED + dt.timedelta(days=60)


@pytest.fixture(scope="module")
def orders(real_data):
    return read_cdnow(real_data / "cdnow" / "CDNOW_sample.txt")


@pytest.fixture(scope="module")
def scored(orders, tmp_path_factory):
    """A workspace of all orders in which a run at the end of calibration is kept."""
    with clientela.create(tmp_path_factory.mktemp("scored")) as workspace:
        fill(workspace, *orders)
        run = workspace.lifetime(as_of=CALIBRATED)
        yield workspace, run


@pytest.fixture(scope="module")
def frame(scored):
    return scored[1].frame().to_pandas().set_index("customer_id")


def test_scores_are_those_of_the_models(scored, frame):
    workspace, run = scored
    past = histories(read_purchases(workspace.base, cut_at(CALIBRATED, workspace.zone)))
    assert frame.index.tolist() == past.customer_ids.tolist()
    model = fit(run.model.name, past)
    assert {each.name: each.value for each in run.model.parameters} == pytest.approx(model.parameters)
    assert np.allclose(frame.expected_orders_365d, model.expected(past, 365 / 7))
    assert np.allclose(frame.p_active, model.p_alive(past))
    assert run.methods[365] == run.model.name
    assert np.allclose(frame.churn_risk, np.minimum(1 - model.p_buy(past, 365 / 7), 1 - frame.p_buy_90d))
    assert np.allclose(frame.expected_order_value, fit_values(past).expected_value(past))
    assert np.allclose(frame.expected_revenue_365d, frame.expected_orders_365d * frame.expected_order_value)
    discounted = model.discounted(past, 365 / 7, 0.10) * frame.expected_order_value
    assert np.allclose(frame.value_365d, discounted)


def test_chances_are_in_order_and_inside_their_bounds(frame):
    assert (frame.p_buy_30d <= frame.p_buy_90d).all()
    assert (frame.p_buy_90d <= frame.p_buy_365d).all()
    for name in ("p_buy_30d", "p_buy_90d", "expected_orders_90d", "expected_orders_365d", "value_365d"):
        assert (frame[f"{name}_low"] <= frame[name] + 1e-12).all(), name
        assert (frame[name] <= frame[f"{name}_high"] + 1e-12).all(), name


def test_without_categories_none_is_named(scored):
    assert scored[1].categories is None
    assert "next_category" not in scored[1].estimates


def test_a_horizon_that_could_not_be_tested_has_no_bounds_and_is_named(scored, frame):
    run = scored[1]
    assert [trial.horizon_days for trial in run.trials] == [30, 90]
    assert "churn_risk_low" not in frame.columns
    said = [note.say() for note in run.notes]
    assert "What happens within 365 days could not be tested; the longest test is of 90 days." in said
    assert "Value over 1095 days is not estimated: purchases go back 272 days, 548 are needed." in said
    assert "value_1095d" not in run.estimates


@pytest.mark.parametrize(
    ("rule", "count"),
    [
        ("estimate churn_risk >= 0.6", lambda f: (f.churn_risk >= 0.6).sum()),
        ("churn_risk >= 0.6", lambda f: (f.churn_risk >= 0.6).sum()),
        ("estimate expected_orders_365d low >= 2", lambda f: (f.expected_orders_365d_low >= 2).sum()),
        ("estimate p_buy_90d high < 0.1", lambda f: (f.p_buy_90d_high < 0.1).sum()),
        ("overdue_since is set", lambda f: f.overdue_since.notna().sum()),
        (
            "overdue_since before 2026-01-01 and p_buy_30d > 0.2",
            lambda f: (f.overdue_since.notna() & (f.p_buy_30d > 0.2)).sum(),
        ),
        ("estimate churn_risk low >= 0", lambda f: 0),
    ],
)
def test_rules_count_what_was_estimated(scored, frame, rule, count):
    workspace, _ = scored
    assert workspace.segment(rule).count(LATER).count == count(frame)


def test_before_the_run_nobody_has_an_estimate(scored):
    workspace, run = scored
    rule = workspace.segment("estimate churn_risk >= 0")
    assert rule.count(CALIBRATED - dt.timedelta(seconds=1)).count == 0
    assert rule.count(CALIBRATED).count == run.customers


def test_an_instant_knows_nothing_later(scored, orders, tmp_path):
    """The run on all orders says what the run on a store cut there says, to the last figure."""
    kept = [row for row in zip(*orders, strict=True) if row[1] < CALIBRATED]
    with clientela.create(tmp_path) as early:
        fill(early, *map(list, zip(*reversed(kept), strict=True)))
        run = early.lifetime(as_of=CALIBRATED, save=False)
    assert json.dumps(run.as_json()) == json.dumps(scored[1].as_json())
    ours, theirs = run.frame().to_arrow(), scored[1].frame().to_arrow()
    assert ours.equals(theirs)


def test_whatever_stops_a_run_leaves_the_former_one(scored):
    workspace, run = scored
    before = read_runs(workspace.store.engine)

    def stopped(done, total, text=""):
        if done / total > 0.8:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        workspace.lifetime(as_of=LATER, progress=stopped)
    assert read_runs(workspace.store.engine) == before
    assert {each.name for each in before} == set(run.estimates)
    assert {each.at for each in before} == {CALIBRATED}
    assert json.loads(before[0].facts)["repeaters"] == 946


def test_progress_goes_forward_to_the_end(cdnow):
    seen = []
    cdnow.lifetime(90, as_of=CALIBRATED, save=False, progress=lambda *told: seen.append(told[0] / told[1]))
    assert seen == sorted(seen)
    assert seen[-1] == 1.0


def test_the_repr_and_the_json_say_what_was_found(scored):
    _, run = scored
    assert repr(run).startswith(f"<Lifetime of 2,357 customers by {run.model.title}: ")
    plain = json.loads(json.dumps(run.as_json()))
    assert plain["trials"][1]["baseline_brier"] == pytest.approx(run.trials[1].best.accuracy.baseline)
    assert plain["totals"]["orders"]["value"] == pytest.approx(run.score("expected_orders_365d").values.sum())


def test_the_tracking_plot_is_of_one_group(scored):
    tracking = scored[1].tracking
    phases = [point.phase for point in tracking.points]
    assert phases == sorted(phases, key=["learnt", "tested", "ahead"].index)
    actual = [point.actual for point in tracking.points if point.actual is not None]
    assert actual == sorted(actual)
    assert max(actual) == 2457  # everybody had begun by the test, so all repeat orders are theirs
    tested = [point for point in tracking.points if point.phase == "tested"]
    assert abs(tested[-1].expected / tested[-1].actual - 1) < 0.15
    ahead = [point.expected for point in tracking.points if point.phase == "ahead"]
    assert ahead[-1] - ahead[0] == pytest.approx(scored[1].totals.orders.value)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_is_said_in_every_language(scored, language):
    run = scored[1]
    found = report.sections(run, language)
    titles = [section.title for section in found]
    assert titles[1:3] == [PHRASES.say("section.before", language), PHRASES.say("section.tests", language)]
    assert found[1].paragraphs == tuple(note.say(language) for note in run.notes)
    tests = found[2].sections
    assert len(tests) == len(run.trials)
    for section, trial in zip(tests, run.trials, strict=True):
        (candidates,) = section.tables
        assert len(candidates.rows) == len(trial.candidates) + 1  # and the base rate alone
        assert len(section.pictures[0].table.rows) == len(trial.calibration)


def test_the_page_is_drawn(scored):
    run = scored[1]
    page = report_markup(report.report_title("ru"), report.sections(run, "ru"), "ru")
    assert page.count("<figure") == len(run.trials) + 1
    assert "базовая доля" in page


def test_too_few_repeaters_are_refused_in_figures(shop):
    with pytest.raises(TooThinError, match=r"4 of 8 customers .* at least 200 such customers and 84 days"):
        shop.lifetime(as_of=dt.datetime(2026, 4, 16, tzinfo=dt.UTC))


def test_too_short_a_history_is_refused(cdnow):
    with pytest.raises(TooThinError, match="purchases go back 50 days"):
        cdnow.lifetime(as_of=dt.datetime(1997, 2, 21, tzinfo=dt.UTC), save=False)


def test_a_horizon_has_ends(cdnow):
    with pytest.raises(ClientelaError, match="a horizon is 7 to 1,095 days, not 3"):
        cdnow.lifetime(3, as_of=CALIBRATED, save=False)


def test_planted_behaviours_are_found(sample_workspace, sample_report):
    """Who was planted as lapsed is overdue and likely lost; who buys on steadily is not."""
    run = sample_workspace.lifetime(as_of=dt.datetime.combine(SAMPLE_UNTIL, dt.time(6), dt.UTC), save=False)
    with (sample_report.folder / PLANTED).open(encoding="utf-8") as file:
        planted = {row["customer_id"]: row["behaviour"] for row in csv.DictReader(file)}
    found = run.frame().to_pandas()
    behaviour = found.external_id.map(planted)
    late = found.overdue_since.notna().groupby(behaviour).mean()
    risk = found.churn_risk.groupby(behaviour).mean()
    assert late["lapsed"] > 0.95
    assert late["steady"] < 0.05
    assert risk["lapsed"] > 0.9
    assert risk["steady"] < 0.3
    assert "never_bought" not in set(behaviour)
    euros = found.expected_order_value.notna().mean()
    assert 0 < euros < 1  # amounts in the commonest currency alone
    assert any(note.key == "currencies" for note in run.notes)
    assert run.categories.is_better
    assert run.categories.hits > 1.3 * (run.categories.hits - run.categories.gain.value)
    named = found.next_category[found.external_id.isin(_of_persona(sample_report, "family"))].dropna()
    assert (named == "children").mean() > 0.5


def _of_persona(sample_report, persona):
    with (sample_report.folder / PLANTED).open(encoding="utf-8") as file:
        return {row["customer_id"] for row in csv.DictReader(file) if row["persona"] == persona}

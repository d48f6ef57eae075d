"""What customers will buy, as a report: what to expect, what to know first, and how it was tested."""

from __future__ import annotations

from collections.abc import Sequence

from clientela.catalog.phrasebook import capital
from clientela.charts.calibration import calibration_chart
from clientela.charts.expected_orders import expected_orders_chart
from clientela.discover.lifetime.result import PHRASES, Lifetime, Model, Tracking, TrackingPoint
from clientela.discover.lifetime.trials import Trial
from clientela.discover.lifetime.wording import (
    day,
    interval,
    method,
    number,
    percent,
    totals_sentences,
)
from clientela.reports.section import Picture, Section, Table

_DASH = "–"


def report_title(language: str) -> str:
    """What the report is called."""
    return PHRASES.say("title", language)


def sections(result: Lifetime, language: str) -> tuple[Section, ...]:
    """The totals, the notes, the tests with their curves, the tracking plot and the model."""
    found = [Section(report_title(language), summary(result, language))]
    if result.notes:
        notes = tuple(note.say(language) for note in result.notes)
        found.append(Section(PHRASES.say("section.before", language), notes))
    if result.trials:
        reading = (PHRASES.say("reading", language),)
        tests = tuple(_test(trial, language) for trial in result.trials)
        found.append(Section(PHRASES.say("section.tests", language), reading, sections=tests))
    found += [_tracking(result.tracking, language), _model(result, language)]
    return tuple(found)


def summary(result: Lifetime, language: str) -> tuple[str, ...]:
    """What everybody is expected to do, who is overdue, and whom this says nothing of."""
    say = PHRASES.say
    base = say("base", language, result.customers, repeaters=result.repeaters, span=result.span_days)
    late = say("overdue", language, result.overdue)
    said = [base, *totals_sentences(result.totals, language), late]
    if result.categories is not None and result.categories.is_better:
        test = result.categories
        hits, usual = (percent(part, language) for part in (test.hits, test.hits - test.gain.value))
        said.append(say("category", language, test.customers, hits=hits, usual=usual))
    return (*said, say("bought_once", language))


def candidates_table(trial: Trial, language: str) -> Table:
    """Every method of a trial beside the base rate alone."""
    rows = []
    for each in trial.candidates:
        said = each.accuracy
        rows.append(
            (
                method(each.method, language),
                interval(said.brier, language, 4),
                interval(said.auc, language, 3),
                percent(said.mean, language, 1),
                _DASH if each.orders is None else number(each.orders, language),
            )
        )
    base = trial.best.accuracy
    rows.append(
        (
            PHRASES.say("baseline", language),
            number(base.baseline, language, 4),
            number(0.5, language, 3),
            percent(base.base_rate, language, 1),
            _DASH,
        )
    )
    came = f"{PHRASES.say('head.came', language)}: {number(trial.orders, language)}"
    return Table(_headings(language, "method", ">brier", ">auc", ">mean", ">orders"), rows, capital(came))


def trial_sentence(trial: Trial, language: str) -> str:
    """What was asked when, and what came."""
    return PHRASES.say(
        "test",
        language,
        trial.customers,
        day=day(trial.day, language),
        until=day(trial.until, language),
        share=percent(trial.best.accuracy.base_rate, language, 1),
    )


def _test(trial: Trial, language: str) -> Section:
    chosen = PHRASES.say("chosen", language, method=method(trial.best.method, language))
    title = PHRASES.say("chart.calibration", language, trial.horizon_days)
    rows = [
        (
            number(row.n, language),
            percent(row.said, language, 1),
            percent(row.observed.value, language, 1),
            f"{percent(row.observed.low, language, 1)} … {percent(row.observed.high, language, 1)}",
        )
        for row in trial.calibration
    ]
    table = Table(_headings(language, ">customers", ">said", ">bought", ">interval"), rows, title)
    return Section(
        title,
        (trial_sentence(trial, language), capital(chosen)),
        (Picture(calibration_chart(trial, title, language), table),),
        (candidates_table(trial, language),),
    )


def _tracking(tracking: Tracking, language: str) -> Section:
    title = PHRASES.say("section.tracking", language)
    said = PHRASES.say("tracking", language, tracking.customers, day=day(tracking.learnt, language))
    table = Table(
        _headings(language, "day", ">actual", ">expected", ">range"),
        [_point(point, language) for point in _monthly(tracking)],
        title,
    )
    picture = Picture(expected_orders_chart(tracking, title, language), table)
    return Section(title, (said,), (picture,))


def _monthly(tracking: Tracking) -> Sequence[TrackingPoint]:
    """Every fourth point and the ends of each phase."""
    points = tracking.points
    last = {point.phase: place for place, point in enumerate(points)}
    return [point for place, point in enumerate(points) if place % 4 == 0 or place in last.values()]


def _point(point: TrackingPoint, language: str) -> tuple[str, ...]:
    band = _DASH
    if point.low is not None and point.high is not None:
        band = f"{number(point.low, language)} … {number(point.high, language)}"
    actual = _DASH if point.actual is None else number(point.actual, language)
    return day(point.day, language), actual, number(point.expected, language), band


def _model(result: Lifetime, language: str) -> Section:
    said = [PHRASES.say("model", language, title=result.model.title)]
    tables = [_parameters(result.model, language)]
    if result.correlation is not None:
        said.append(PHRASES.say("money", language, correlation=number(result.correlation, language, 2)))
        tables += [_parameters(model, language) for model in result.spending]
    return Section(PHRASES.say("section.model", language), tuple(said), tables=tuple(tables))


def _parameters(model: Model, language: str) -> Table:
    rows = [
        (each.name, number(each.value, language, 4), number(each.error, language, 4))
        for each in model.parameters
    ]
    return Table(_headings(language, "parameter", ">value", ">error"), rows, model.title)


def _headings(language: str, *keys: str) -> tuple[str, ...]:
    """Headings by name; one of numbers begins with >."""
    found = []
    for key in keys:
        mark, name = (">", key[1:]) if key.startswith(">") else ("", key)
        found.append(mark + capital(PHRASES.say(f"head.{name}", language)))
    return tuple(found)

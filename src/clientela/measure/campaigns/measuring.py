"""One campaign measured from what is stored: gathered, added up, held against the holdout, credited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from clientela.measure.campaigns.choosing import chosen_after
from clientela.measure.campaigns.content import contentment
from clientela.measure.campaigns.crediting import credited
from clientela.measure.campaigns.gathering import Gathered, gathered
from clientela.measure.campaigns.grouping import currencies, groups, ledger_sums
from clientela.measure.campaigns.results import CampaignResults, Group, NoLift
from clientela.measure.campaigns.sent import Reading, Sent
from clientela.measure.checking import LEAST_ROWS
from clientela.measure.design import Columns, Design
from clientela.measure.effects import Effect
from clientela.measure.lift import pairwise
from clientela.measure.outcomes import Outcomes
from clientela.measure.report import CampaignReport, measure
from clientela.measure.returns import Worth
from clientela.store import Engine

OUTCOMES = ("converted", "sales")
COLUMNS = Columns(
    arm="arm",
    outcomes=OUTCOMES,
    segment="segment",
    before={"converted": ("bought_before",), "sales": ("sales_before",)},
    known=("known_before",),
    complained="complained",
    cost="cost",
    state="state",
    sums=("sales",),
)
"""What the rows of a campaign say."""


def measure_campaign(engine: Engine, sent: Sent, reading: Reading) -> CampaignResults:
    """What came of a campaign, from its ledger and the events in the store, as of the reading's instant.

    All figures are of one state of the data. Raises OutcomesError for a reading that cannot be.
    """
    with gathered(engine, sent, reading.checked()) as found:
        states, reasons, gone = ledger_sums(found)
        results = CampaignResults(
            name=sent.name,
            began=sent.began,
            until=reading.until(sent.began) if sent.began else None,
            as_of=reading.as_of,
            is_running=bool(sent.began and reading.is_running(sent.began)),
            goal=reading.goal,
            days=reading.days,
            before_days=reading.before_days,
            states=states,
            reasons=reasons,
            gone=gone,
            margin=reading.margin,
            why_no_lift="not_begun",
        )
        return _measured(found, results) if sent.began and sent.began <= reading.as_of else results


def _measured(found: Gathered, results: CampaignResults) -> CampaignResults:
    told = groups(found)
    sizes = {each.name: each.targeted for each in told if each.by == "arm"}
    why = _why_no_lift(sizes, found.holdout)
    lift = None if why else _lift(found)
    survey, scores = contentment(found)
    return replace(
        results,
        declared=found.sent.declared,
        chosen_after=chosen_after(found.reading, found.sent.declared),
        groups=_to_be_read(told, is_running=results.is_running),
        currencies=currencies(found),
        lift=lift,
        why_no_lift=why,
        between=_between(found, sizes) if why == "no_holdout" else (),
        survey=survey,
        satisfaction=scores,
        attribution=credited(found, lift),
    )


def _to_be_read(told: tuple[Group, ...], *, is_running: bool) -> tuple[Group, ...]:
    """While customers still answer, arms side by side would be the comparison that may not be looked at."""
    return tuple(each for each in told if each.by != "arm") if is_running else told


def _why_no_lift(sizes: Mapping[str, int], holdout: str) -> NoLift:
    if holdout not in sizes:
        return "no_holdout"
    return "thin" if len(sizes) < 2 or min(sizes.values()) < LEAST_ROWS else ""


def _lift(found: Gathered) -> CampaignReport:
    margin = found.reading.margin
    worth = Worth("sales", margin) if margin is not None else None
    return measure(_outcomes(found, found.holdout, _shares(found)), name=found.sent.name, worth=worth)


def _between(found: Gathered, sizes: Mapping[str, int]) -> tuple[Effect, ...]:
    """The variants against each other, where there is no holdout to hold them against."""
    if len(sizes) < 2 or min(sizes.values()) < LEAST_ROWS:
        return ()
    return pairwise(_outcomes(found, min(sizes), {}))


def _outcomes(found: Gathered, holdout: str, shares: Mapping[str, float]) -> Outcomes:
    """A narrow row a customer; names repeat, so they come as dictionaries."""
    table = found.engine.table(
        """SELECT arm, segment, converted, sales, bought_before, sales_before, complained, cost,
                  CASE WHEN bought_before THEN 'yes' ELSE 'no' END AS known_before,
                  CASE WHEN delivered THEN 'delivered' ELSE 'none' END AS state
           FROM customer_rows ORDER BY customer_id"""
    )
    reading = found.reading
    design = Design(
        holdout,
        shares=shares,
        as_of=reading.as_of,
        running=bool(found.sent.began and reading.is_running(found.sent.began)),
    )
    return Outcomes(table, COLUMNS, design)


def _shares(found: Gathered) -> dict[str, float]:
    """The planned shares of those who were drawn."""
    sent, held = found.sent, found.sent.holdout_percent / 100
    whole = sum(sent.variants.values()) or 1.0
    planned = {name: (1 - held) * percent / whole for name, percent in sent.variants.items()}
    return {found.holdout: held, **(planned or {sent.name: 1 - held})}

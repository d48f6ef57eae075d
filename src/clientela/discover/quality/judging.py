"""Quality cards of the segments of one set, from one pass over the events."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice

from clientela.catalog import FirmCatalog
from clientela.discover.features.table import Mask, Prepared
from clientela.discover.progress import OnProgress, unwatched
from clientela.discover.quality import asking
from clientela.discover.quality.asking import Counts, both, inputs, known
from clientela.discover.quality.card import (
    LEAST_SHOWN,
    Accessible,
    Actionable,
    Differentiable,
    Effect,
    Interval,
    Measurable,
    QualityCard,
    Reach,
    Stability,
    Substantial,
    least_of_its_own,
)
from clientela.discover.quality.levers import Answered, Response, levers, responses
from clientela.discover.quality.sample_size import detectable
from clientela.discover.quality.telling_apart import area
from clientela.rules.nodes import All, Rule
from clientela.rules.text import write_value
from clientela.segments.base import Base
from clientela.segments.intervals import Moments, share_interval
from clientela.segments.profile import Profile
from clientela.segments.profile_figures import figures
from clientela.segments.profile_variables import named_variables

_EVERYBODY = All(())
_REVENUE = "revenue_365d"
_EFFECTS, _SMALL = 3, 0.2
_Z = 1.959963984540054


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """A segment to make a card of.

    `inside` marks, among the rows of the prepared features, who meets the rule; `slsw` and `slsa` are the
    stabilities of the cluster it was made from, where it was made from one.
    """

    rule: Rule
    inside: Mask = field(repr=False)
    profile: Profile = field(repr=False)
    slsw: float | None = None
    slsa: float | None = None


def card(
    base: Base, catalog: FirmCatalog, judged: Judged, as_of: dt.datetime, *, prepared: Prepared, seed: int
) -> QualityCard:
    """The quality card of one segment; raises RuleCheckError for a rule with problems."""
    return cards(base, catalog, [judged], as_of, prepared=prepared, seed=seed)[0]


def cards(
    base: Base,
    catalog: FirmCatalog,
    segments: Sequence[Judged],
    as_of: dt.datetime,
    *,
    prepared: Prepared,
    seed: int,
    progress: OnProgress = unwatched,
) -> list[QualityCard]:
    """A card for each, in their order; of segments with fewer than ten members nothing is worked out.

    Raises RuleCheckError for a rule with problems.
    """
    for judged in segments:
        base.checked(judged.rule)
    asked = responses([judged.profile for judged in segments])
    progress(0, 1, "quality")
    rules = [rule for judged in segments for rule in asking.questions(judged.rule, asked)]
    found = asking.counts(base, rules, as_of)
    judge = _Judge(base, catalog, as_of, found, asked, prepared, seed)
    made = []
    for place, judged in enumerate(segments):
        made.append(judge.card(judged))
        progress(place + 1, len(segments), "quality")
    return made


@dataclass(frozen=True, slots=True, eq=False)
class _Judge:
    """What is the same for every segment of a set."""

    base: Base
    catalog: FirmCatalog
    as_of: dt.datetime
    found: Counts
    asked: Sequence[Response]
    prepared: Prepared
    seed: int

    def card(self, judged: Judged) -> QualityCard:
        rule, found = judged.rule, self.found
        count, population = found[both(rule, _EVERYBODY)], found[_EVERYBODY]
        stability = Stability(judged.slsw, judged.slsa)
        if count < LEAST_SHOWN:
            return QualityCard(count, population, None, None, None, None, None, stability)
        return QualityCard(
            count,
            population,
            _measurable(rule, found),
            _substantial(rule, found, self._revenue_share(rule)),
            _accessible(rule, found),
            _differentiable(judged, self.prepared, self.seed),
            Actionable(levers(_answered(rule, response, found) for response in self.asked)),
            stability,
        )

    def _revenue_share(self, rule: Rule) -> Interval | None:
        wanted = named_variables(self.catalog, [_REVENUE])
        (found,) = figures(self.base, rule, self.as_of, wanted).figures
        return share_of_total(found.members, found.rest)


def _measurable(rule: Rule, found: Counts) -> Measurable:
    asked = inputs(rule)
    population = found[_EVERYBODY]
    least = min(asked, key=lambda variable: found[known((variable,))], default=None)
    names = tuple(map(write_value, asked))
    share = _share(found[known(asked)], population)
    return Measurable(share, names, None if least is None or share.value == 1 else write_value(least))


def _substantial(rule: Rule, found: Counts, revenue_share: Interval | None) -> Substantial:
    count, population = found[both(rule, _EVERYBODY)], found[_EVERYBODY]
    rate = found[both(rule, asking.BOUGHT_LATELY)] / count
    return Substantial(
        count,
        least_of_its_own(population),
        _share(count, population),
        revenue_share,
        rate or None,
        detectable(rate, count // 2),
    )


def share_of_total(members: Moments, rest: Moments) -> Interval | None:
    """The members' part of a sum over all customers; None where they have nothing or a negative sum.

    The interval is that of the logarithm of members' over the others' sum, by the delta method, customers
    (their membership with them) taken as drawn at random.
    """
    sums = members.n * members.mean, rest.n * rest.mean
    if sums[0] <= 0 or sums[1] < 0:
        return None
    value = sums[0] / (sums[0] + sums[1])
    if not sums[1]:
        return Interval(1.0, 1.0, 1.0, members.n)
    spread = math.sqrt(
        sum(_squares(each) / total**2 for each, total in zip((members, rest), sums, strict=True))
    )
    odds = math.log(value / (1 - value))
    low, high = (1 / (1 + math.exp(-(odds + side * _Z * spread))) for side in (-1, 1))
    return Interval(value, low, high, members.n + rest.n)


def _squares(group: Moments) -> float:
    """The sum of squared values."""
    return max(group.n - 1, 0) * group.variance + group.n * group.mean**2


def _accessible(rule: Rule, found: Counts) -> Accessible:
    if not found[asking.MAY_ANYHOW]:
        return Accessible(None, ())
    count = found[both(rule, _EVERYBODY)]
    by_channel = tuple(
        Reach(channel, _share(found[both(rule, asking.reached(channel))], count))
        for channel, _ in asking.CHANNELS
    )
    return Accessible(_share(found[both(rule, asking.REACHED_ANYHOW)], count), by_channel)


def _differentiable(judged: Judged, prepared: Prepared, seed: int) -> Differentiable:
    found = (
        Effect(row.variable, row.level, row.label, row.effect)
        for row in judged.profile.rows
        if row.effect is not None and abs(row.effect) >= _SMALL and row.statistic != "other"
    )
    return Differentiable(area(prepared, judged.inside, seed=seed), tuple(islice(found, _EFFECTS)))


def _answered(rule: Rule, response: Response, found: Counts) -> Answered:
    asked, given = found[both(rule, response.asked)], found[both(rule, response.given)]
    return Answered(response, asked, given, found[response.asked] - asked, found[response.given] - given)


def _share(count: int, of: int) -> Interval:
    return Interval(count / of, *share_interval(count, of), of)

"""What the playbook proposes for a segment: only what its own figures show, and always with them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from clientela.act.channels import VARIABLES as CHANNEL_VARIABLES
from clientela.act.channels import ChannelAdvice, advised_channels
from clientela.act.evidence import Evidence, Figures
from clientela.act.lost_reasons import lost_reasons
from clientela.act.metrics import Measured, measure
from clientela.act.plays import WORTH, Goal, Play, Sign, plays
from clientela.act.signs import evidence_that
from clientela.act.strategy import PlannedChannel, Strategy, Target
from clientela.act.wording import PHRASES
from clientela.catalog import FirmCatalog
from clientela.catalog.phrasebook import capital
from clientela.discover.currencies import usual_currencies
from clientela.rules.nodes import Rule
from clientela.segments.base import Base, Size
from clientela.segments.evaluation import count_members
from clientela.segments.profile import profile

LEAST_MEMBERS = 20
"""Of fewer, nothing is proposed: what they have in common may well be chance."""

TARGET_DAYS = 90
_HINTS = ("usual_daypart", "usual_week_part", "preferred_time", "preferred_language", "favourite_category")
_NO_HINT = ("mixed",)
_PAUSE = ("cold", "dormant")


@dataclass(frozen=True, slots=True)
class ProposedTarget:
    """A target with the figure it starts from."""

    target: Target
    measured: Measured
    language: str

    @property
    def sentence(self) -> str:
        """From where to where until when, and how sure the start is."""
        metric, found = self.measured.metric, self.measured
        values = {
            name: metric.said(value, self.language)
            for name, value in (
                ("start", self.target.start),
                ("goal", self.target.goal),
                ("low", found.low),
                ("high", found.high),
            )
        }
        return PHRASES.say("target", self.language, None, label=metric.label, known=found.n, **values)


@dataclass(frozen=True, slots=True)
class Proposal:
    """One play that fits the segment, in one of the six languages, with the evidence of each part.

    `why` speaks for the objective, the message and the offer; `hints` for the wording and the hour.
    """

    play: str
    objective: str
    title: str
    tone: str
    message: str
    offer: str
    cadence: str
    channels: tuple[ChannelAdvice, ...]
    targets: tuple[ProposedTarget, ...]
    why: tuple[Evidence, ...]
    rhythm: tuple[Evidence, ...]
    hints: tuple[Evidence, ...]
    language: str

    def strategy(self, *, owner: str = "", currency: str = "") -> Strategy:
        """The whole proposal as a draft, to be edited."""
        channels = tuple(PlannedChannel(each.channel, each.reason) for each in self.channels)
        return Strategy(
            objective=self.objective,
            aim=self.title,
            tone=self.tone,
            message=self.message,
            offer=self.offer,
            channels=channels,
            cadence=self.cadence,
            targets=tuple(each.target for each in self.targets),
            owner=owner,
            currency=currency,
            play=self.play,
        )


@dataclass(frozen=True, slots=True)
class Proposals:
    """What is proposed, at an instant, and what could not be looked at."""

    size: Size
    found: tuple[Proposal, ...]
    thin: tuple[str, ...]
    """Labels of what is known of too few members to say anything."""
    is_too_small: bool
    language: str

    @property
    def sentence(self) -> str:
        """What was found, or why nothing is proposed."""
        if self.is_too_small:
            return PHRASES.say("too_small", self.language, count=self.size.count, least=LEAST_MEMBERS)
        if not self.found:
            return PHRASES.say("nothing_stands_out", self.language, count=self.size.count)
        return PHRASES.say("proposed", self.language, len(self.found))


def propose_strategies(
    base: Base, catalog: FirmCatalog, rule: Rule, as_of: dt.datetime, language: str = "en"
) -> Proposals:
    """The plays that the segment's own figures call for, in the order of care.

    Everything is asked once. A sign counts where its whole 95 % interval does, or where the members differ
    from the rest by more than chance; below `LEAST_MEMBERS` members nothing is proposed.
    """
    size = count_members(base, rule, as_of)
    if size.count < LEAST_MEMBERS:
        return Proposals(size, (), (), is_too_small=True, language=language)
    worth = "orders_total" if len(usual_currencies(base, as_of)) > 1 else "revenue_total"
    known = tuple(_known(catalog, _variables(worth)))
    asked = profile(base, catalog, rule, as_of, variables=known, language=language)
    figures = Figures(asked, lost_reasons(base, rule, size, language))
    thin = tuple(
        dict.fromkeys(
            capital(row.label) for row in asked.rows if row.level is None and figures.is_thin(row.variable)
        )
    )
    fitting = [(play, why) for play in plays() if (why := _why(figures, play, worth)) is not None]
    metrics = list(dict.fromkeys(goal.metric for play, _ in fitting for goal in play.targets))
    measured = measure(base, catalog, rule, list(_measurable(catalog, metrics)), as_of, language=language)
    starts = {each.metric.text: each for each in measured}
    day = asked.as_of.astimezone(base.zone).date()
    found = tuple(
        _proposal(play, why, figures, starts=starts, day=day, language=language) for play, why in fitting
    )
    return Proposals(size, found, thin, is_too_small=False, language=language)


def _variables(worth: str) -> Iterable[str]:
    wanted = [name for play in plays() for name in play.variables()]
    replaced = [worth if name == WORTH else name for name in wanted]
    more = (*CHANNEL_VARIABLES, *_HINTS, "engagement_level", "order_gap_median", "unsubscribes_365d")
    return dict.fromkeys((*replaced, *more))


def _known(catalog: FirmCatalog, names: Iterable[str]) -> Iterable[str]:
    """Those the firm's catalogue has: an estimate exists once it was computed."""
    for name in names:
        entity, _, attribute = name.rpartition(".")
        if catalog.variable(attribute, "company" if entity else "customer") is not None:
            yield name


def _measurable(catalog: FirmCatalog, metrics: Iterable[str]) -> Iterable[str]:
    for metric in metrics:
        if " " in metric or catalog.variable(metric, "customer") is not None:
            yield metric


def _why(figures: Figures, play: Play, worth: str) -> tuple[Evidence, ...] | None:
    found: list[Evidence] = []
    for signs in play.when:
        asked = [_with(sign, worth) for sign in signs]
        found += evidence_that(figures, asked) or []
    if not found:
        return None
    also = [figures.plain(worth if name == WORTH else name) for name in play.also]
    differing = [each for each in also if each is not None and (each.is_more or each.is_less)]
    return tuple(dict.fromkeys((*found, *differing)))


def _with(sign: Sign, worth: str) -> Sign:
    if sign.variable != WORTH:
        return sign
    return Sign(worth, index_above=sign.index_above, index_below=sign.index_below)


def _proposal(
    play: Play,
    why: tuple[Evidence, ...],
    figures: Figures,
    *,
    starts: dict[str, Measured],
    day: dt.date,
    language: str,
) -> Proposal:
    rhythm, every = _rhythm(figures, play)
    hints = tuple(_hints(figures))
    times = tuple(each for each in hints if each.variable != "favourite_category")
    goods = tuple(each for each in hints if each.variable == "favourite_category")
    cadence = (
        PHRASES.say("cadence_once", language)
        if play.times == 1
        else PHRASES.say("cadence", language, every, times=play.times)
    )
    targets = (_target(goal, starts.get(goal.metric), day, language) for goal in play.targets)
    return Proposal(
        play=play.key,
        objective=play.objective,
        title=play.says("title", language),
        tone=PHRASES.say("tone_personal" if play.personal else f"tone_{play.objective}", language),
        message=_with_labels(play.says("message", language), goods),
        offer=play.says("offer", language),
        cadence=_with_labels(cadence, times),
        channels=advised_channels(figures, play.channels, language),
        targets=tuple(each for each in targets if each is not None),
        why=why,
        rhythm=rhythm,
        hints=hints,
        language=language,
    )


def _rhythm(figures: Figures, play: Play) -> tuple[tuple[Evidence, ...], int]:
    """What speaks for the pace, and the days between contacts: half the pace for those who do not read."""
    silent = figures.of_levels("engagement_level", _PAUSE)
    gap = figures.plain("order_gap_median")
    left = figures.plain("unsubscribes_365d")
    told = [gap] if gap is not None else []
    if left is not None and left.is_more:
        told.append(left)
    slow = silent is not None and silent.low >= 0.5
    if silent is not None and slow:
        told.append(silent)
    return tuple(told), play.every * 2 if slow or left in told else play.every


def _hints(figures: Figures) -> Iterable[Evidence]:
    """Habits of at least a fifth that the members have more than the rest: an hour, a language, goods."""
    for name in _HINTS:
        for each in figures.levels(name)[:3]:
            if each.is_more and each.low >= 0.2 and not set(each.levels) & set(_NO_HINT):
                yield each
                break


def _with_labels(text: str, evidence: Sequence[Evidence]) -> str:
    return " ".join((text, *(f"{capital(each.label)}." for each in evidence)))


def _target(goal: Goal, measured: Measured | None, day: dt.date, language: str) -> ProposedTarget | None:
    """A goal beyond what chance alone would show; none where too few are known."""
    if measured is None or measured.value is None or measured.low is None or measured.high is None:
        return None
    value, is_down = measured.value, goal.step < 0
    doubt = value - measured.low if is_down else measured.high - value
    step = max(abs(goal.step) * (value if goal.relative else 1), doubt)
    aimed = value - step if is_down else value + step
    places = 3 if measured.metric.is_share else 2
    if measured.metric.is_share:
        aimed = min(max(aimed, 0.0), 1.0)
    start, aimed = round(value, places), round(aimed, places)
    if aimed == start:
        return None
    until = day + dt.timedelta(days=TARGET_DAYS)
    return ProposedTarget(Target(measured.metric.text, aimed, start, until), measured, language)

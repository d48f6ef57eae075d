"""A proposal taken into the form: wholly, or field by field."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
from django.http import HttpRequest
from django.utils.translation import gettext as _

from clientela.act.proposing import Proposal
from clientela.act.strategy import Strategy
from clientela.segments.library import Saved
from clientela.workspace.planning import TargetProgress
from clientela_web.answers import asked
from clientela_web.strategies import queries
from clientela_web.workspace import firm

FIELDS = ("objective", "aim", "tone", "message", "offer", "channels", "cadence", "targets")


@dataclass(frozen=True, slots=True)
class Told:
    """A target as the page shows it: its words, and how much of the way is done."""

    label: str
    start: str
    today: str
    goal: str
    interval: str
    until: object
    percent: int | None
    of_start: bool


@dataclass(frozen=True, slots=True)
class ProposalShown:
    """A proposal as the page shows it: each part with its words and its evidence."""

    proposal: Proposal

    @property
    def play(self) -> str:
        """Which play of the playbook it is."""
        return self.proposal.play

    @property
    def title(self) -> str:
        """What it is called."""
        return self.proposal.title

    @property
    def why_said(self) -> list[str]:
        """What speaks for it."""
        return [each.said(self.proposal.language) for each in self.proposal.why]

    @property
    def parts(self) -> list[tuple[str, str, list[tuple[str, str]], list[str]]]:
        """Field, heading, lines with what speaks for each, and evidence of the whole."""
        each, language = self.proposal, self.proposal.language
        hints = [hint.said(language) for hint in each.hints if hint.variable == "favourite_category"]
        pace = [*each.rhythm, *(hint for hint in each.hints if hint.variable != "favourite_category")]
        found = [
            ("objective", _("Objective"), [(queries.objective_said(each.objective, language), "")], []),
            ("message", _("Message"), [(each.message, "")], hints),
            ("tone", _("Tone"), [(each.tone, "")], []),
            ("offer", _("Offer"), [(each.offer, "")], []),
            ("channels", _("Channels"), [(one.label, one.reason) for one in each.channels], []),
            ("cadence", _("How often"), [(each.cadence, "")], [one.said(language) for one in pace]),
            ("targets", _("Targets"), [(one.sentence, "") for one in each.targets], []),
        ]
        return [part for part in found if part[2]]


def accepted(request: HttpRequest, segment: Saved, current: Strategy | None) -> Strategy | None:
    """The strategy that the address asks for: `play`, or only what `take` names of it; None without."""
    play, taken = request.GET.get("play", ""), request.GET.getlist("take")
    if not play:
        return None
    language = getattr(request, "LANGUAGE_CODE", "en")
    proposal = queries.proposal_called(segment, play, language)
    return (
        None if proposal is None else taken_over(proposal, current, taken or list(FIELDS), str(request.user))
    )


def taken_over(proposal: Proposal, current: Strategy | None, fields: list[str], owner: str) -> Strategy:
    """The present strategy, or a new draft, with these fields of the proposal."""
    currency = firm().store.settings().get("currency", "")
    whole = proposal.strategy(owner=owner, currency=currency)
    if current is None:
        current = Strategy(objective=whole.objective, owner=owner, currency=currency)
    changes = {name: getattr(whole, name) for name in fields if name in FIELDS}
    return msgspec.structs.replace(current, **changes, play=whole.play)


def with_starts(segment: Saved, strategy: Strategy, language: str) -> Strategy:
    """The strategy with today's figure where a target's start was left open and can be measured soon."""
    targets = []
    for target in strategy.targets:
        if target.start is None and queries.metric(target.metric, language) is not None:
            key = ("strategies", "start", segment.segment_id, segment.version, target.metric)
            answer = asked(key, lambda metric=target.metric: firm().measure(segment.name, metric), wait=5)  # type: ignore[misc]
            value = answer.value[0].value if answer else None
            if value is not None:
                target = msgspec.structs.replace(target, start=round(value, 4))  # noqa: PLW2901
        targets.append(target)
    return msgspec.structs.replace(strategy, targets=tuple(targets))


def told(progress: TargetProgress, language: str) -> Told:
    """A target's figures in words."""
    metric, measured = progress.measured.metric, progress.measured
    share = progress.share
    ends = (metric.said(measured.low, language), metric.said(measured.high, language))
    return Told(
        label=metric.label,
        start=metric.said(progress.target.start, language),
        today=metric.said(measured.value, language),
        goal=metric.said(progress.target.goal, language),
        interval="" if measured.low is None else f"{ends[0]} – {ends[1]}",
        until=progress.target.until,
        percent=None if share is None else round(100 * min(max(share, 0.0), 1.0)),
        of_start=progress.of_start,
    )

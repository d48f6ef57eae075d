"""Searches of the data: those that were asked for, and what one of them found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from clientela.discover.thin import thin_said
from clientela.errors import ClientelaError, TooThinError
from clientela.reports.section import Section
from clientela.rules.sentences import sentence
from clientela.rules.text import parse_rule
from clientela_web.explore.links import builder_address
from clientela_web.models.discovery_run import DiscoveryPage, DiscoveryRun, Search
from clientela_web.models.job import State
from clientela_web.ui.sections import Shown, shown
from clientela_web.workspace import firm

TITLES = {
    Search.CLUSTERS: _("Groups who are alike"),
    Search.LIFETIME: _("Who will buy"),
    Search.PATTERNS: _("Patterns"),
}
_LATEST = 10
_ESTIMATES = (
    "overdue_since is set",
    "top 10 percent by expected_orders_365d",
    "churn_risk >= 0.6",
    "p_buy_90d >= 0.5",
)


def latest(search: Search) -> list[DiscoveryRun]:
    """The newest searches of that kind, without what they found."""
    return list(
        DiscoveryRun.objects.filter(search=search).select_related("account").defer("result")[:_LATEST]
    )


def last_found(search: Search) -> DiscoveryRun | None:
    """The newest of that kind that found something."""
    return DiscoveryRun.objects.filter(search=search, state=State.DONE).first()


def run_numbered(run_id: int) -> DiscoveryRun:
    """The search of that number; raises Http404."""
    return get_object_or_404(DiscoveryRun.objects.select_related("account"), pk=run_id)


def why_thin(run: DiscoveryRun, language: str) -> str:
    """How much the search had and how much it needs."""
    known = run.result or {}
    return thin_said(TooThinError(run.error, known.get("thin", ""), **known.get("facts", {})), language)


@dataclass(frozen=True, slots=True)
class FoundPage:
    """What a search found, told in a language."""

    title: str
    sections: tuple[Section, ...]

    @property
    def shown(self) -> tuple[Shown, ...]:
        """The sections, ready for a template."""
        return shown(self.sections)


def page_of(run: DiscoveryRun, language: str) -> FoundPage | None:
    """The page of a search in that language; None where it has none (yet)."""
    kept = DiscoveryPage.objects.filter(run=run, language=language).first()
    if kept is None:
        return None
    return FoundPage(kept.title, msgspec.json.decode(kept.body, type=tuple[Section, ...]))


@dataclass(frozen=True, slots=True)
class ProposedSegment:
    """A proposal of a run as a page shows it; `saved` is the number of the segment that has its rule."""

    key: str
    kind: str
    name: str
    sentence: str
    count: int
    share: float
    share_low: float | None
    share_high: float | None
    agreement: float | None
    stability: float | None
    address: str
    saved: int | None
    told: Shown | None


def proposals(run: DiscoveryRun, told: Sequence[Shown], language: str) -> list[ProposedSegment]:
    """The proposals in their order, each with its part of the report."""
    saved = {each.rule: each.segment_id for each in firm().segments()}
    kept: list[dict[str, Any]] = (run.result or {}).get("proposals", [])
    return [
        _proposed(each, told[place] if place < len(told) else None, saved, language)
        for place, each in enumerate(kept)
    ]


def _proposed(
    each: dict[str, Any], told: Shown | None, saved: dict[Any, int], language: str
) -> ProposedSegment:
    low, high = each["share_interval"] or (None, None)
    name = each["names"][language]
    return ProposedSegment(
        each["key"],
        each["kind"],
        name,
        each["sentences"][language],
        each["count"],
        each["share"],
        low,
        high,
        each["agreement"],
        each["stability"],
        builder_address(each["text"], name),
        saved.get(parse_rule(each["text"])),
        told,
    )


@dataclass(frozen=True, slots=True)
class PatternRule:
    """A pattern as a rule somebody may make a segment of."""

    sentence: str
    members: int | None
    address: str


_LETTERS = ("b", "", "n", "u", "s")  # of the sections of the report on patterns, in their order


def pattern_parts(
    run: DiscoveryRun, sections: Sequence[Shown], language: str
) -> list[tuple[Shown, list[PatternRule]]]:
    """The sections on patterns, each with the rules of what it lists."""
    rules = _pattern_rules(run, language)
    return [(section, rules.get(letter, [])) for section, letter in zip(sections, _LETTERS, strict=False)]


def lifetime_rules(language: str) -> list[tuple[str, str]]:
    """Rules that ask the estimates a search leaves, as sentences with the builder's address."""
    catalog = firm().catalog
    found = []
    for text in _ESTIMATES:
        rule = parse_rule(text)
        if not firm().segment(rule).check():
            found.append((sentence(rule, language, catalog.labels).rstrip("."), builder_address(rule)))
    return found


def _pattern_rules(run: DiscoveryRun, language: str) -> dict[str, list[PatternRule]]:
    """The rules of the patterns whose members were counted, by the letter of their part."""
    result = run.result or {}
    members: dict[str, int] = result.get("members", {})
    found: dict[str, list[PatternRule]] = {}
    for key, text in result.get("rules", {}).items():
        if key not in members:
            continue
        try:
            said = sentence(parse_rule(text), language, firm().catalog.labels)
        except ClientelaError:
            continue  # a field it asked for is gone
        found.setdefault(key[0], []).append(PatternRule(said, members[key], builder_address(text)))
    return found

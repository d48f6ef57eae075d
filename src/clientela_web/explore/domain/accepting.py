"""Proposals become segments."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from clientela.errors import UnknownNameError
from clientela.segments.library import Saved
from clientela_web.models.discovery_run import DiscoveryRun
from clientela_web.workspace import firm

REST = "rest"  # everyone else: nobody would write to them


def accept(run: DiscoveryRun, keys: Collection[str], language: str, *, in_order: bool = False) -> list[Saved]:
    """Save the proposals of these keys, all but everyone else without keys, named in all six languages.

    With `in_order` the rules exclude those before them. A proposal whose rule is saved already is left as it
    is and given back. Raises UnknownNameError for a key the run has none of.
    """
    proposals = proposals_of(run)
    known = [each["key"] for each in proposals]
    for key in keys:
        if key not in known:
            raise UnknownNameError("proposal", key, known)
    wanted = [each for each in proposals if (each["key"] in keys if keys else each["kind"] != REST)]
    return [_saved(each, language, in_order=in_order) for each in wanted]


def proposals_of(run: DiscoveryRun) -> Sequence[dict[str, Any]]:
    """What the run proposes, as it was kept."""
    result: dict[str, Any] = run.result or {}
    found: Sequence[dict[str, Any]] = result.get("proposals", ())
    return found


def _saved(proposal: dict[str, Any], language: str, *, in_order: bool) -> Saved:
    from clientela.discover.proposals.accepting import free_name  # loads the statistics, which no page needs

    text = proposal["in_order" if in_order else "text"]
    rule = firm().segment(text).rule
    segments = firm().segments()
    for saved in segments:
        if saved.rule == rule:
            return saved
    name = free_name(proposal["names"][language], [saved.name for saved in segments])
    return firm().save_segment(name, rule, note=proposal["note"], names=proposal["names"])

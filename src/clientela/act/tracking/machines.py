"""Openings and clicks of machines told from those of people, each with the reason.

A program that says who it is stands in `machines.yaml`; the others give themselves away by what they do. A
machine is named where something speaks for it: what is left are people, as far as anybody can tell.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import yaml

from clientela.act.tracking.links import TRAP
from clientela.catalog.phrasebook import Phrasebook

PHRASES = Phrasebook("clientela.act.tracking")
OPEN, CLICK = "open", "click"

TOO_SOON = dt.timedelta(seconds=3)
"""Nobody has a message before her, reads it and clicks so soon after it arrived."""
BURST_LINKS = 3
BURST = dt.timedelta(seconds=5)
"""So many different links of one message in so short a time are followed by a program."""
BESIDE = dt.timedelta(seconds=60)
"""What comes from where a machine was at work is the same machine's for so long before and after."""

_GIVE_AWAY = frozenset({"trap", "head", "prefetch", "burst", "scanner", "program"})


@dataclass(frozen=True, slots=True)
class Seen:
    """One opening or click as it came in.

    `link` is the number of the link (0: an opening), `network` anything that is the same for the same
    network, `method` empty where a provider tells of it, `prefetched` whether the browser said that nobody
    looks yet.
    """

    kind: str
    at: dt.datetime
    link: int = 0
    agent: str = ""
    network: str = ""
    method: str = "GET"
    prefetched: bool = False


class _Known(NamedTuple):
    agent: re.Pattern[str]
    reason: str
    only: str


def judge(seen: Sequence[Seen], arrived: dt.datetime | None = None) -> list[str]:
    """For each of what one message brought in, the reason why a machine did it; empty for a person.

    `arrived` is when the other side took the message. The answer is final once `BESIDE` has passed since.
    """
    reasons = [_alone(each, arrived) for each in seen]
    for place in _bursts(seen):
        reasons[place] = reasons[place] or "burst"
    guilty = [seen[place] for place, reason in enumerate(reasons) if reason in _GIVE_AWAY]
    return [
        reason or ("beside" if any(_is_alike(each, other) for other in guilty) else "")
        for each, reason in zip(seen, reasons, strict=True)
    ]


def reason_said(reason: str, language: str) -> str:
    """Why something counts as a machine's, in one of the six languages."""
    return PHRASES.say(f"machine_{reason}", language)


def _alone(seen: Seen, arrived: dt.datetime | None) -> str:
    """What speaks for a machine whatever else happened."""
    if seen.kind == CLICK and seen.link == TRAP:
        return "trap"
    if seen.method == "HEAD":
        return "head"
    if seen.prefetched:
        return "prefetch"
    told_by_provider = not seen.method and not seen.agent  # who does not pass on what asked
    if not told_by_provider and (reason := _said_by(seen.agent, seen.kind)):
        return reason
    if arrived is not None and seen.at < arrived + (TOO_SOON if seen.kind == CLICK else dt.timedelta()):
        return "too_soon"
    return ""


def _said_by(agent: str, kind: str) -> str:
    found = (each.reason for each in _known() if each.only in ("", kind) and each.agent.search(agent))
    return next(found, "")


def _bursts(seen: Sequence[Seen]) -> set[int]:
    """The places of clicks that are part of a burst."""
    clicks = sorted((each.at, place) for place, each in enumerate(seen) if each.kind == CLICK)
    found: set[int] = set()
    for first, (at, _) in enumerate(clicks):
        within = [place for later, place in clicks[first:] if later - at <= BURST]
        if len({seen[place].link for place in within} - {TRAP}) >= BURST_LINKS:
            found.update(within)
    return found


def _is_alike(one: Seen, other: Seen) -> bool:
    same = (one.network, one.agent) == (other.network, other.agent)
    return same and abs(one.at - other.at) <= BESIDE


@cache
def _known() -> tuple[_Known, ...]:
    text = files("clientela.act.tracking").joinpath("machines.yaml").read_text(encoding="utf-8")
    rows: list[dict[str, str]] = yaml.safe_load(text)
    return tuple(
        _Known(re.compile(row["agent"], re.IGNORECASE), row["reason"], row.get("only", "")) for row in rows
    )

"""The little figures on the first page of exploring: each a glimpse of what is behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from clientela.errors import ClientelaError
from clientela_web.explore.queries import rfm
from clientela_web.explore.queries.asking import told
from clientela_web.explore.queries.overlap import MOST, overlaps
from clientela_web.explore.queries.searches import last_found
from clientela_web.explore.queries.segments import saved_segments
from clientela_web.explore.queries.variables import family_counts
from clientela_web.models.discovery_run import Search
from clientela_web.workspace import firm

WIDE, HIGH = 240, 64


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of a little picture; `shade` is how opaque it is, of a hundred."""

    x: int
    y: int
    width: int
    height: int
    shade: int = 100


@dataclass(frozen=True, slots=True)
class Tile:
    """A glimpse: a number with its words, and boxes. Waiting while it is being worked out."""

    name: str
    number: float | None = None
    boxes: tuple[Box, ...] = ()
    is_waiting: bool = False
    verdict: str = ""


def tile(name: str) -> Tile:
    """The glimpse of that name; raises KeyError where there is none."""
    return _TILES[name]()


def _variables() -> Tile:
    found = told(("distribution", "age", None), partial(firm().distribution, "age"))
    counts = [bar.count for bar in found.value.bars] if found.value else []
    total = sum(each.count for each in family_counts())
    return Tile("variables", total, tuple(_columns(counts)), found.is_waiting)


def _rfm() -> Tile:
    found = rfm.grid()
    if found.value is None or not found.value.buyers:
        return Tile("rfm", is_waiting=found.is_waiting)
    rows, columns = len(found.value.recency.bands), len(found.value.frequency.bands)
    most = max(part.figures.customers for part in found.value.cells) or 1
    wide, high = WIDE // columns, HIGH // rows
    boxes = tuple(
        Box(
            (columns - 1 - place % columns) * wide,
            place // columns * high,
            wide - 2,
            high - 2,
            12 + round(88 * part.figures.customers / most),
        )
        for place, part in enumerate(found.value.cells)
    )
    return Tile("rfm", found.value.buyers, boxes)


def _clusters() -> Tile:
    run = last_found(Search.CLUSTERS)
    if run is None:
        return Tile("clusters")
    result: dict[str, Any] = run.result or {}
    counts = [each["count"] for each in result.get("proposals", [])]
    return Tile("clusters", len(counts), tuple(_beside(counts)), verdict=result.get("verdict", ""))


def _lifetime() -> Tile:
    run = last_found(Search.LIFETIME)
    return Tile("lifetime", (run.result or {}).get("overdue") if run is not None else None)


def _patterns() -> Tile:
    run = last_found(Search.PATTERNS)
    return Tile("patterns", len((run.result or {}).get("members", {})) if run is not None else None)


def _overlap() -> Tile:
    segments = saved_segments("en")
    if len(segments) < 2:
        return Tile("overlap", len(segments))
    found = overlaps(segments[:MOST])
    if found.value is None:
        return Tile("overlap", len(segments), is_waiting=True)
    shares = [each.jaccard for each in found.value]
    return Tile("overlap", len(segments), tuple(_columns([round(1000 * share) for share in shares[:24]])))


def _voice() -> Tile:
    try:
        found = told(("distribution", "nps_last", None), partial(firm().distribution, "nps_last"))
    except ClientelaError:
        return Tile("voice")
    if found.value is None:
        return Tile("voice", is_waiting=found.is_waiting)
    counts = [bar.count for bar in found.value.bars]
    return Tile("voice", found.value.known, tuple(_columns(counts)))


_TILES: dict[str, Callable[[], Tile]] = {
    "variables": _variables,
    "rfm": _rfm,
    "clusters": _clusters,
    "lifetime": _lifetime,
    "patterns": _patterns,
    "overlap": _overlap,
    "voice": _voice,
}


def _columns(counts: list[int]) -> Iterable[Box]:
    most, wide = max(counts, default=0) or 1, WIDE // max(len(counts), 1)
    for place, count in enumerate(counts):
        high = max(1, round(HIGH * count / most))
        yield Box(place * wide, HIGH - high, max(wide - 2, 1), high)


def _beside(counts: list[int]) -> Iterable[Box]:
    whole, start = sum(counts) or 1, 0
    for place, count in enumerate(counts):
        wide = round(WIDE * count / whole)
        yield Box(start, 16, max(wide - 2, 1), HIGH - 32, 100 - 70 * place // max(len(counts), 1))
        start += wide

"""Segments inside rules: do they exist, and do they not need each other in a circle?"""

from __future__ import annotations

from clientela.rules import nodes as n
from clientela.rules.problems.spots import Spot
from clientela.rules.problems.windows import check_event_window, check_moment
from clientela.rules.types import Catalog


def check_in_segment(node: n.InSegment, spot: Spot) -> None:
    """Report an unknown segment, and what is wrong with those it needs in turn."""
    if node.at is not None:
        check_moment(node.at, spot.below("at"))
    if not _check_name(node.segment, spot):
        return
    for path in _dead_ends(node.segment, spot.catalog):
        _report_path(path, spot)


def check_segment_change(node: n.SegmentChange, spot: Spot) -> None:
    """Report an unknown segment or an impossible window; recorded memberships cannot form a circle."""
    _check_name(node.segment, spot)
    check_event_window(node.window, spot.below("window"))


def _check_name(name: str, spot: Spot) -> bool:
    if name in spot.catalog.segment_names():
        return True
    spot.unknown("segment", name, spot.catalog.segment_names())
    return False


def needed_segments(rule: n.Node) -> tuple[str, ...]:
    """The segments whose rules this one asks for, each once, in order."""
    return tuple(dict.fromkeys(node.segment for _, node in n.walk(rule) if isinstance(node, n.InSegment)))


def _dead_ends(start: str, catalog: Catalog) -> list[tuple[str, ...]]:
    """Paths from `start` that come back to themselves or end at a segment nobody knows."""
    found: list[tuple[str, ...]] = []
    finished: set[str] = set()
    known = set(catalog.segment_names())
    waiting: list[tuple[str, ...]] = [(start,)]
    while waiting:
        path = waiting.pop()
        name = path[-1]
        if name in path[:-1] or name not in known:
            found.append(path)
        elif name not in finished or len(path) == 1:
            finished.add(name)
            rule = catalog.segment(name)
            needed = needed_segments(rule) if rule is not None else ()
            waiting.extend((*path, other) for other in reversed(needed))
    return found


def _report_path(path: tuple[str, ...], spot: Spot) -> None:
    last = path[-1]
    circle = last in path[:-1]
    shown = path[path.index(last) :] if circle else path
    chain = f"{shown[0]!r} needs " + ", which needs ".join(repr(name) for name in shown[1:])
    if circle:
        spot.report(
            "segment_cycle",
            f"segments need each other in a circle: {chain}; remove one of these",
            chain=" → ".join(map(repr, shown)),
        )
    else:
        spot.report(
            "unknown_segment",
            f"{chain}, which does not exist; change or delete the rule that names it",
            "unknown_segment_below",
            chain=" → ".join(map(repr, shown)),
            name=repr(last),
        )

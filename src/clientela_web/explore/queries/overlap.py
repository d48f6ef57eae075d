"""How much saved segments share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from django.utils.translation import gettext as _

from clientela.charts.sizes import broken, overlap_chart
from clientela.charts.theme import Spec
from clientela.rules.nodes import All, InSegment
from clientela.segments.overlap import Overlap
from clientela_web.explore.links import link, offered_address
from clientela_web.explore.queries.asking import Told, told
from clientela_web.explore.queries.segments import SegmentChoice
from clientela_web.models import Account
from clientela_web.privacy import SMALL, shown_both, shown_count
from clientela_web.ui import writing
from clientela_web.workspace import firm

MOST = 12
"""So many segments are held against each other at once; a larger map nobody can read."""


def overlaps(chosen: Sequence[SegmentChoice]) -> Told[list[Overlap]]:
    """Every pair of these segments."""
    names = tuple(each.name for each in chosen)
    return told(("overlap", names), partial(firm().overlaps, *names))


@dataclass(frozen=True, slots=True)
class ShownOverlap:
    """The map with an address behind each cell, and the pairs as a table."""

    spec: Spec
    headings: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]


def shown_overlap(
    found: Sequence[Overlap], chosen: Sequence[SegmentChoice], title: str, account: Account, language: str
) -> ShownOverlap:
    """As an account may see it: of who is few, only that they are few."""
    labels = {each.name: each.label for each in chosen}
    spec = overlap_chart(found, title, language)
    hidden = {
        frozenset((each.left, each.right))
        for each in found
        if shown_both(account, each.both, each.left_count, each.right_count) is None
    }
    for row in spec.get("data", {}).get("values", []):
        if "row" not in row:
            continue
        row["href"] = _address(account, row["row"], row["column"])
        if frozenset((row["row"], row["column"])) in hidden or shown_count(account, row["both"]) is None:
            row |= {"both": 0, "said": _few(row["both"]), "share": 0.0}
    _named(spec, labels)
    headings = _("Segments"), _("In both"), _("Share of the first"), _("Share of the second")
    return ShownOverlap(spec, headings, tuple(_row(each, labels, account) for each in found))


def _few(both: int) -> str:
    """What stands for a number that is hidden: it is small itself, or leaves few of a segment."""
    return f"< {SMALL}" if both < SMALL else writing.NOTHING


def _named(spec: Spec, labels: dict[str, str]) -> None:
    """Segments called as the reader calls them."""
    for row in spec.get("data", {}).get("values", []):
        if "row" in row:
            row |= {
                "row": labels.get(row["row"], row["row"]),
                "column": labels.get(row["column"], row["column"]),
            }
            row["row_label"] = broken(row["row"])
    names = sorted({row["row"] for row in spec.get("data", {}).get("values", []) if "row" in row})
    if names:
        spec["encoding"]["y"]["sort"] = [broken(name) for name in names]
        spec["encoding"]["x"]["sort"] = names


def _address(account: Account, one: str, other: str) -> str:
    return offered_address(account, All((InSegment(one), InSegment(other))))


def _row(each: Overlap, labels: dict[str, str], account: Account) -> tuple[object, ...]:
    names = f"{labels.get(each.left, each.left)} ∩ {labels.get(each.right, each.right)}"
    cell = link(_address(account, each.left, each.right), names)
    if shown_both(account, each.both, each.left_count, each.right_count) is None:
        return cell, _few(each.both), writing.NOTHING, writing.NOTHING
    of_left = each.both / each.left_count if each.left_count else None
    of_right = each.both / each.right_count if each.right_count else None
    return cell, each.both, writing.percent(of_left), writing.percent(of_right)

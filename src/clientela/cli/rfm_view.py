"""What `rfm` prints for people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from clientela.cli.output import say, show_table

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from clientela.catalog.cut_points import CutPoints
    from clientela.discover.rfm.fitting import Fit
    from clientela.discover.rfm.grid import Part, Rfm
    from clientela.discover.rfm.moves import CutPointChange
    from clientela.discover.rfm.versions import PublishedCutPoints

_CUT_POINT_LIMIT = 12  # moves of one variable shown


def show_grid(found: Rfm, language: str) -> None:
    """The grid, the groups, the stages and the pauses."""
    from clientela.catalog.phrasebook import capital
    from clientela.discover.rfm.wording import PHRASES, paragraphs, pause_paragraphs

    say("\n".join(paragraphs(found, language)))
    if not found.buyers:
        return
    _show_cells(found, language)
    for what, parts in (("groups", found.groups), ("stages", found.stages)):
        say(f"\n{capital(PHRASES.say(what, language))}")
        _show_parts(parts, what.removesuffix("s"), language)
    say()
    say("\n".join(pause_paragraphs(found, language)))


def _show_cells(found: Rfm, language: str) -> None:
    from clientela.catalog.phrasebook import capital
    from clientela.discover.rfm.wording import axis_label, band_label

    rows, columns = found.recency.bands[::-1], found.frequency.bands[::-1]
    headings = [f">{band_label(found.frequency, band, language)}" for band in columns]
    corner = f"{capital(axis_label(found.recency, language))} \\ {axis_label(found.frequency, language)}"
    say(f"\n{corner}")
    counts = [part.figures.customers for part in found.cells]
    show_table(
        ("", *headings),
        [
            (
                band_label(found.recency, band, language),
                *counts[place * len(columns) : (place + 1) * len(columns)],
            )
            for place, band in enumerate(rows)
        ],
    )


def _show_parts(parts: Sequence[Part], what: str, language: str) -> None:
    from clientela.discover.rfm.wording import PHRASES, part_name
    from clientela.rules.text import write_rule
    from clientela.segments.profile_wording import said_value

    keys = ("customers", "share", "revenue_share", "mean")
    show_table(
        (PHRASES.say(what, language), *(f">{PHRASES.say(key, language)}" for key in keys)),
        [
            (
                part_name(part, language),
                part.figures.customers,
                said_value(part.figures.share, "share", language),
                said_value(part.figures.revenue_share, "share", language),
                said_value(part.figures.mean, "money", language),
            )
            for part in parts
        ],
    )
    for part in parts:
        if part.rule is not None:
            say(f"  {part.key}: {write_rule(part.rule)}")


def show_fit(fit: Fit, language: str) -> None:
    """What the proposed cut-points rest on."""
    from clientela.discover.rfm.bands import axes
    from clientela.discover.rfm.wording import axis_label, few_bands_note, gap_note

    say(f"{fit.buyers:,} buyers")
    fits = (fit.recency, fit.frequency, fit.monetary)
    banded = axes(fit.cut_points)
    show_table(
        ("number", ">bands", ">20 %", ">40 %", ">60 %", ">80 %", "cut-points"),
        [
            (axis_label(axis, language), len(axis.bands), *each.quantiles, list(cuts))
            for axis, each, cuts in zip(
                banded,
                fits,
                (
                    fit.cut_points.recency_days,
                    fit.cut_points.frequency_orders,
                    fit.cut_points.monetary_amounts,
                ),
                strict=True,
            )
        ],
    )
    for axis, each in zip(banded, fits, strict=True):
        if said := few_bands_note(axis, each, language):
            say(said)
    say(gap_note(fit, language))
    say()


def show_change(change: CutPointChange) -> None:
    """Who would move, and whose size changes."""
    if not change.changed:
        say("These are the cut-points in force already.")
        return
    show_table(
        ("cut-point", "before", "after"),
        [(name, getattr(change.before, name), getattr(change.after, name)) for name in change.changed],
    )
    say()
    rows = []
    for each in change.moves:
        moved = [(pair, count) for pair, count in each.counts.items() if pair[0] != pair[1]]
        moved.sort(key=lambda item: -item[1])
        rows += [
            (each.variable, old or "none", new or "none", count, f"{count / change.customers:.1%}")
            for (old, new), count in moved[:_CUT_POINT_LIMIT]
        ]
    if rows:
        show_table(("variable", "from", "to", ">customers", ">share"), rows)
    else:
        say("Nobody changes band.")
    if change.segments:
        say()
        sizes = [(name, before, after) for name, (before, after) in change.segments.items()]
        show_table(("saved segment", ">before", ">after"), sizes)


def show_versions(current: CutPoints, versions: list[PublishedCutPoints], zone: ZoneInfo) -> None:
    """The cut-points in force, and every version."""
    show_table(
        ("cut-point", "in force"), [(name, _plain(value)) for name, value in current.as_json().items()]
    )
    if not versions:
        say("\nThese are the built-in ones; none have been published.")
        return
    say()
    rows = [(each.version, each.created_at, each.note) for each in versions]
    show_table((">version", "published", "note"), rows, zone)


def _plain(value: object) -> object:
    return "all time" if value is None else value

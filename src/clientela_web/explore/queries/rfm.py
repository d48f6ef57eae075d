"""The grid of recency and frequency, and what cut-points would change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from clientela.catalog.cut_points import CutPoints
from clientela.catalog.phrasebook import capital
from clientela_web.explore.links import link, offered_address
from clientela_web.explore.queries.asking import Told, told
from clientela_web.models import Account
from clientela_web.privacy import SMALL, shown_parts
from clientela_web.ui import writing
from clientela_web.workspace import firm

if TYPE_CHECKING:
    from clientela.charts.theme import Spec
    from clientela.discover.rfm.fitting import Fit
    from clientela.discover.rfm.grid import Part, Rfm
    from clientela.discover.rfm.moves import CutPointChange


def grid() -> Told[Rfm]:
    """The grid by the cut-points in force."""
    return told(("rfm",), firm().rfm)


def fitted(start: CutPoints) -> Told[Fit]:
    """Cut-points from the firm's own customers."""
    return told(("fit", start), lambda: firm().fit_cut_points(start=start))


def compared(wanted: CutPoints) -> Told[CutPointChange]:
    """Who would move, if these were published."""
    return told(("compare", wanted), lambda: firm().compare_cut_points(wanted))


@dataclass(frozen=True, slots=True)
class PartRow:
    """A cell, group or stage in a table: what it is called, how large, and the builder with its rule."""

    name: str
    sentence: str
    customers: int
    share: float
    revenue_share: float
    address: str


@dataclass(frozen=True, slots=True)
class ShownGrid:
    """The grid as an account may see it."""

    found: Rfm
    cells: Spec
    cell_rows: tuple[tuple[object, ...], ...]
    stages: Spec
    stage_rows: tuple[tuple[object, ...], ...]
    groups: tuple[PartRow, ...]
    stage_meanings: tuple[PartRow, ...]
    paragraphs: tuple[str, ...]
    pauses: tuple[str, ...]
    cell_headings: tuple[str, ...]
    stage_headings: tuple[str, ...]


def shown_grid(found: Rfm, account: Account, language: str) -> ShownGrid:
    """The pictures with an address behind every cell and stage, and the tables behind them."""
    from clientela.charts.rfm import lifecycle_chart, rfm_chart
    from clientela.discover.rfm.wording import PHRASES, paragraphs, pause_paragraphs

    cells = rfm_chart(found, PHRASES.say("grid", language), language)
    stages = lifecycle_chart(found, PHRASES.say("stages", language), language)
    for spec, parts in ((cells, found.cells), (stages, found.stages)):
        _lead_somewhere(spec, parts, account)
    cell_counts, stage_counts = _seen(found.cells, account), _seen(found.stages, account)
    return ShownGrid(
        found,
        cells,
        tuple(_row(*each, account, language) for each in zip(found.cells, cell_counts, strict=True)),
        stages,
        tuple(_row(*each, account, language) for each in zip(found.stages, stage_counts, strict=True)),
        tuple(_part(each, account, language) for each in found.groups),
        tuple(_part(each, account, language) for each in found.stages),
        paragraphs(found, language),
        pause_paragraphs(found, language) if found.buyers else (),
        _headings("cell", language),
        _headings("stage", language),
    )


def _headings(what: str, language: str) -> tuple[str, ...]:
    from clientela.discover.rfm.wording import PHRASES

    return tuple(capital(PHRASES.say(key, language)) for key in (what, "customers", "share", "revenue_share"))


def address_of(part: Part, account: Account, language: str) -> str:
    """The builder with the rule of a part; empty where nobody can be in it, or the reader may not build."""
    from clientela.discover.rfm.wording import part_name

    if part.rule is None:
        return ""
    return offered_address(account, part.rule, capital(part_name(part, language)))


def _lead_somewhere(spec: Spec, parts: Sequence[Part], account: Account) -> None:
    if "layer" not in spec:  # an empty picture
        return
    for row, part, seen in zip(spec["data"]["values"], parts, _seen(parts, account), strict=False):
        if part.rule is not None:
            row["href"] = offered_address(account, part.rule)
        if seen is None:
            few = _hidden(part.figures.customers)
            row |= {
                "customers": 0,
                "customers_said": few,
                "said": few,
                "revenue_share_said": "",
                "revenue_share": 0,
            }
            row |= {"share_said": "", "revenue_said": "", "mean_said": ""}
    for layer in spec["layer"]:
        layer["mark"] |= {"cursor": "pointer"}


def _seen(parts: Sequence[Part], account: Account) -> list[int | None]:
    """The counts of parts of all buyers, as the account may see them."""
    return shown_parts(account, [part.figures.customers for part in parts])


def _hidden(count: int) -> str:
    """What stands for a count that is hidden: it is small, or would tell of one that is."""
    return f"< {SMALL}" if count < SMALL else writing.NOTHING


def _part(part: Part, account: Account, language: str) -> PartRow:
    from clientela.discover.rfm.wording import part_name, part_sentence

    figures = part.figures
    return PartRow(
        capital(part_name(part, language)),
        part_sentence(part, language),
        figures.customers,
        figures.share,
        figures.revenue_share,
        address_of(part, account, language),
    )


def _row(part: Part, seen: int | None, account: Account, language: str) -> tuple[object, ...]:
    shown = _part(part, account, language)
    name = link(shown.address, shown.name) if shown.address else shown.name
    if seen is None:
        return name, _hidden(shown.customers), writing.NOTHING, writing.NOTHING
    return name, shown.customers, writing.percent(shown.share), writing.percent(shown.revenue_share)


@dataclass(frozen=True, slots=True)
class MoveRow:
    """Customers who would go from one value of a variable to another."""

    variable: str
    before: str
    after: str
    customers: int


def moves(change: CutPointChange, language: str) -> list[MoveRow]:
    """Every move, the largest first."""
    labels = firm().catalog.labels

    def said(variable: str, value: str | None) -> str:
        if value is None:
            return writing.NOTHING
        return labels.option(variable, value, language) or value

    rows: Iterable[MoveRow] = (
        MoveRow(
            capital(labels.variable(each.variable, language)),
            said(each.variable, old),
            said(each.variable, new),
            count,
        )
        for each in change.moves
        for (old, new), count in each.counts.items()
        if old != new
    )
    return sorted(rows, key=lambda row: -row.customers)


def fit_notes(fit: Fit, language: str) -> list[str]:
    """What a proposal rests on, and where it could not make five bands."""
    from clientela.discover.rfm.bands import axes
    from clientela.discover.rfm.wording import few_bands_note, gap_note

    fits = (fit.recency, fit.frequency, fit.monetary)
    notes = [
        few_bands_note(axis, each, language) for axis, each in zip(axes(fit.cut_points), fits, strict=True)
    ]
    return [gap_note(fit, language), *(note for note in notes if note)]


def as_initial(cut: CutPoints) -> dict[str, Any]:
    """The numbers as a form holds them."""
    plain = cut.as_json()
    return {
        name: ", ".join(f"{number:g}" for number in value) if isinstance(value, list | tuple) else value
        for name, value in plain.items()
    }

"""The grid of recency and frequency, its named groups, and the lifecycle: counted, and each one a rule."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass, field
from itertools import product
from typing import Literal, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from clientela.catalog.cut_points import CutPoints
from clientela.catalog.variables.rhythm import GROUPS
from clientela.discover.rfm.bands import Axis, axes
from clientela.discover.rfm.figures import Figures, Whole, figures
from clientela.discover.rfm.gaps import GapEstimate
from clientela.discover.rfm.hiatus import HiatusCheck
from clientela.discover.rfm.reading import Customers
from clientela.discover.rfm.rules import cell_rule, group_places, group_rule, stage_rules
from clientela.errors import UnknownNameError
from clientela.rules.nodes import Rule
from clientela.rules.text import write_rule
from clientela.segments.frames import Frame

What: TypeAlias = Literal["cell", "group", "stage"]


@dataclass(frozen=True, slots=True)
class Part:
    """A cell, a named group or a lifecycle stage.

    `key` is its name (`R5F4`, `champions`, `cooling`). The rule means exactly these customers; None where no
    customer can be in it.
    """

    what: What
    key: str
    rule: Rule | None
    figures: Figures

    def __repr__(self) -> str:
        text = "nobody can be" if self.rule is None else write_rule(self.rule)
        return f"Part({self.key}, {self.figures.customers:,}: {text})"

    def as_json(self) -> dict[str, object]:
        """Plain data, with the rule as text."""
        rule = None if self.rule is None else write_rule(self.rule)
        return {"key": self.key, "rule": rule, **asdict(self.figures)}


@dataclass(frozen=True, slots=True)
class Rfm:
    """Recency, frequency, money and lifecycle of everybody at one instant.

    `cells` partition the buyers, so do `groups`; `stages` partition all customers. `version` is 0 where the
    firm never published cut-points. With several `currencies` sums of money add unlike things. `gaps` is
    None, and `gaps_reason` says why, where pauses are too few.
    """

    as_of: dt.datetime
    cut_points: CutPoints
    version: int
    population: int
    buyers: int
    revenue: float
    recency: Axis
    frequency: Axis
    monetary: Axis
    cells: tuple[Part, ...]
    groups: tuple[Part, ...]
    stages: tuple[Part, ...]
    gaps: GapEstimate | None
    gaps_reason: str
    categories: tuple[tuple[str, GapEstimate], ...]
    hiatus: HiatusCheck | None
    currencies: tuple[str, ...]
    customers: pa.Table = field(repr=False)

    def __repr__(self) -> str:
        groups = ", ".join(f"{each.key} {each.figures.customers:,}" for each in self.groups)
        return f"Rfm({self.buyers:,} buyers of {self.population:,} customers: {groups})"

    def part(self, key: str) -> Part:
        """A cell (`R5F4`), group (`champions`) or stage (`cooling`) by its key."""
        parts = {each.key.casefold(): each for each in (*self.cells, *self.groups, *self.stages)}
        if key.casefold() not in parts:
            raise UnknownNameError("cell, group or stage", key, [each.key for each in parts.values()])
        return parts[key.casefold()]

    def frame(self) -> Frame:
        """A row a buyer: `customer_id`, the three numbers, their scores, the group and the stage."""
        return Frame(self.customers.to_reader())

    def as_json(self) -> dict[str, object]:
        """Plain data, without the customers."""
        return {
            "as_of": self.as_of.isoformat(),
            "version": self.version,
            "cut_points": self.cut_points.as_json(),
            "population": self.population,
            "buyers": self.buyers,
            "revenue": self.revenue,
            "currencies": list(self.currencies),
            "cells": [each.as_json() for each in self.cells],
            "groups": [each.as_json() for each in self.groups],
            "stages": [each.as_json() for each in self.stages],
            "gaps": None if self.gaps is None else asdict(self.gaps),
            "gaps_reason": self.gaps_reason,
            "categories": {name: asdict(each) for name, each in self.categories},
            "hiatus": None if self.hiatus is None else asdict(self.hiatus),
        }


@dataclass(frozen=True, slots=True)
class Pauses:
    """What is known of the time between purchases."""

    gaps: GapEstimate | None
    reason: str
    categories: tuple[tuple[str, GapEstimate], ...]
    hiatus: HiatusCheck | None


@dataclass(frozen=True, slots=True)
class _Buyers:
    """The buyers among the customers, placed on the axes."""

    recency: Axis
    frequency: Axis
    monetary: Axis
    money: NDArray[np.float64]
    codes: tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]
    whole: Whole


def make_grid(
    customers: Customers,
    cut: CutPoints,
    version: int,
    as_of: dt.datetime,
    pauses: Pauses,
    *,
    currencies: tuple[str, ...] = (),
) -> Rfm:
    """The grid of these customers."""
    buyers = _placed(customers, cut)
    group_of = _group_codes(buyers)
    return Rfm(
        as_of=as_of,
        cut_points=cut,
        version=version,
        population=len(customers),
        buyers=buyers.whole.customers,
        revenue=buyers.whole.revenue,
        recency=buyers.recency,
        frequency=buyers.frequency,
        monetary=buyers.monetary,
        cells=_cells(buyers),
        groups=_groups(buyers, group_of),
        stages=_stages(customers, cut, buyers.whole.revenue),
        gaps=pauses.gaps,
        gaps_reason=pauses.reason,
        categories=pauses.categories,
        hiatus=pauses.hiatus,
        currencies=currencies,
        customers=_table(customers, buyers, group_of),
    )


def _placed(customers: Customers, cut: CutPoints) -> _Buyers:
    recency, frequency, monetary = axes(cut)
    bought = customers.bought
    money = customers.money[bought]
    codes = (
        recency.codes(customers.days[bought]),
        frequency.codes(customers.orders[bought]),
        monetary.codes(money),
    )
    return _Buyers(recency, frequency, monetary, money, codes, Whole(len(money), float(money.sum())))


def _cells(buyers: _Buyers) -> tuple[Part, ...]:
    """Best first."""
    recency, frequency = buyers.recency, buyers.frequency
    rows, columns, _ = buyers.codes
    return tuple(
        Part(
            "cell",
            f"R{recency.bands[row].score}F{frequency.bands[column].score}",
            cell_rule(recency, frequency, (row, column)),
            figures(buyers.money[(rows == row) & (columns == column)], buyers.whole),
        )
        for row, column in product(range(len(recency.bands))[::-1], range(len(frequency.bands))[::-1])
    )


def _groups(buyers: _Buyers, group_of: NDArray[np.int64]) -> tuple[Part, ...]:
    places = group_places(buyers.recency, buyers.frequency)
    return tuple(
        Part(
            "group",
            name,
            group_rule(buyers.recency, buyers.frequency, places, name),
            figures(buyers.money[group_of == code], buyers.whole),
        )
        for code, name in enumerate(GROUPS)
    )


def _stages(customers: Customers, cut: CutPoints, revenue: float) -> tuple[Part, ...]:
    whole = Whole(len(customers), revenue)
    return tuple(
        Part("stage", name, rule, figures(customers.money[_are(customers.stages, name)], whole))
        for name, rule in stage_rules(cut).items()
    )


def _are(texts: pa.ChunkedArray, name: str) -> NDArray[np.bool_]:
    return np.asarray(pc.equal(texts, name), dtype=np.bool_)


def _group_codes(buyers: _Buyers) -> NDArray[np.int64]:
    lookup = np.zeros((len(buyers.recency.bands), len(buyers.frequency.bands)), dtype=np.int64)
    for name, places in group_places(buyers.recency, buyers.frequency).items():
        for place in places:
            lookup[place] = GROUPS.index(name)
    return np.asarray(lookup[buyers.codes[0], buyers.codes[1]])


def _table(customers: Customers, buyers: _Buyers, group_of: NDArray[np.int64]) -> pa.Table:
    bought = customers.bought
    columns: dict[str, object] = {
        "customer_id": customers.customer_ids[bought],
        buyers.recency.variable: customers.days[bought].astype(np.int64),
        buyers.frequency.variable: customers.orders[bought].astype(np.int64),
        buyers.monetary.variable: buyers.money,
    }
    for axis, codes in zip((buyers.recency, buyers.frequency, buyers.monetary), buyers.codes, strict=True):
        points = np.asarray([band.score for band in axis.bands], dtype=np.int8)
        columns[f"{axis.name}_score"] = points[codes]
    columns["rfm_group"] = pa.array(np.asarray(GROUPS, dtype=object)[group_of], pa.string())
    columns["lifecycle_stage"] = customers.stages.filter(pa.array(bought))
    return pa.table(columns)

"""A row a targeted customer: her arm, what she did in the window and before it, what it cost."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from clientela.errors import UnknownNameError
from clientela.measure.checking import checked_table
from clientela.measure.design import Columns, Design, Kind
from clientela.measure.lines import Bools, Floats, Ints

NOWHERE = -1
"""The code of who is in no segment, or has no value of a trait."""
_RECEIVED = ("sent", "delivered", "opened", "clicked", "replied")


class Outcomes:
    """Everybody who was assigned to an arm, whether reached or not, and what came of it.

    Rows are customers; all of them count, those without an outcome as nothing (intention to treat). Raises
    `OutcomesError` with row, column and cure for what cannot be measured, `UnknownNameError` for a column
    or arm that is not there, `TooThinError` for fewer than two arms.
    """

    def __init__(self, table: pa.Table, columns: Columns, design: Design) -> None:
        self.columns, self.design = columns, design
        self.table = checked_table(table, columns, design)
        # what is asked again and again for every arm, segment and outcome
        self._values: dict[str, Floats] = {}
        self._before: dict[str, Floats] = {}
        self._masks: dict[tuple[str, str], Bools] = {}

    def __repr__(self) -> str:
        return f"Outcomes({len(self):,} customers, arms {', '.join(self.arms)})"

    def __len__(self) -> int:
        return int(self.table.num_rows)

    @property
    def primary(self) -> str:
        """The outcome the verdict is about."""
        return self.design.primary or self.columns.outcomes[0]

    @cached_property
    def arms(self) -> tuple[str, ...]:
        """The holdout, then the variants by name."""
        found = sorted(pc.unique(self.table.column(self.columns.arm)).to_pylist())
        return (self.design.holdout, *(arm for arm in found if arm != self.design.holdout))

    @property
    def variants(self) -> tuple[str, ...]:
        """Every arm but the holdout."""
        return self.arms[1:]

    @cached_property
    def arm_codes(self) -> Ints:
        """For each row the place of its arm in `arms`."""
        return self._codes(self.columns.arm, self.arms)

    @cached_property
    def segments(self) -> tuple[str, ...]:
        """The segments, by name; none where no column says."""
        return self.levels(self.columns.segment) if self.columns.segment else ()

    @cached_property
    def segment_codes(self) -> Ints:
        """For each row the place of its segment in `segments`, or NOWHERE."""
        if self.columns.segment is None:
            return np.full(len(self), NOWHERE)
        return self._codes(self.columns.segment, self.segments)

    def levels(self, column: str) -> tuple[str, ...]:
        """The values of a column of names, sorted; missing ones left out."""
        return tuple(sorted(pc.unique(self.table.column(column)).drop_null().to_pylist()))

    def trait(self, name: str) -> tuple[tuple[str, ...], Ints]:
        """The levels of a trait or of what was known, and for each row its place among them, or NOWHERE."""
        named = (*self.columns.traits, *self.columns.known)
        if name not in named:
            raise UnknownNameError("trait", name, named)
        levels = self.levels(name)
        return levels, self._codes(name, levels)

    def values(self, outcome: str) -> Floats:
        """The outcome of each row; yes and no are 1 and 0."""
        if outcome not in self._values:
            self._values[outcome] = _kept(_floats(self.table, outcome))
        return self._values[outcome]

    def kind(self, outcome: str) -> Kind:
        """A rate where every value is 0 or 1 and it is no sum, else a mean."""
        return self._kinds[outcome]

    def before(self, outcome: str) -> Floats | None:
        """A column a period before the window, the latest first; what is missing takes the mean."""
        names = self.columns.before.get(outcome, ())
        if not names:
            return None
        if outcome not in self._before:
            periods = [_filled(_floats(self.table, name)) for name in names]
            self._before[outcome] = _kept(np.column_stack(periods))
        return self._before[outcome]

    def costs(self) -> Floats:
        """What each row cost; nothing where no column says."""
        if self.columns.cost is None:
            return np.zeros(len(self))
        return np.nan_to_num(_floats(self.table, self.columns.cost))

    def in_arm(self, arm: str) -> Bools:
        """The rows of one arm."""
        if arm not in self.arms:
            raise UnknownNameError("arm", arm, self.arms)
        return self._mask("arm", arm, self.arm_codes, self.arms)

    def in_segment(self, segment: str) -> Bools:
        """The rows of one segment."""
        if segment not in self.segments:
            raise UnknownNameError("segment", segment, self.segments)
        return self._mask("segment", segment, self.segment_codes, self.segments)

    def received(self) -> Bools:
        """The rows whose state says that something went out; none where no column says."""
        if self.columns.state is None:
            return np.zeros(len(self), dtype=bool)
        found = pc.is_in(self.table.column(self.columns.state), pa.array(_RECEIVED))
        return np.asarray(found.to_numpy(), dtype=bool)

    @cached_property
    def _kinds(self) -> dict[str, Kind]:
        sums = self.columns.sums
        return {name: "mean" if name in sums else _kind(self.values(name)) for name in self.columns.outcomes}

    def _mask(self, what: str, name: str, codes: Ints, names: Sequence[str]) -> Bools:
        if (what, name) not in self._masks:
            self._masks[what, name] = np.equal(codes, names.index(name))
            self._masks[what, name].flags.writeable = False
        return self._masks[what, name]

    def _codes(self, column: str, levels: Sequence[str]) -> Ints:
        places = pc.index_in(self.table.column(column), pa.array(list(levels), pa.string()))
        return np.asarray(places.fill_null(NOWHERE).to_numpy(), dtype=np.int64)


def _floats(table: pa.Table, name: str) -> Floats:
    return np.asarray(table.column(name).to_numpy(), dtype=np.float64)


def _kept(values: Floats) -> Floats:
    """The same, for nobody to change: all who ask share it."""
    values.flags.writeable = False
    return values


def _kind(values: Floats) -> Kind:
    return "rate" if bool(((values == 0) | (values == 1)).all()) else "mean"


def _filled(values: Floats) -> Floats:
    known = ~np.isnan(values)
    return np.where(known, values, values[known].mean() if known.any() else 0.0)

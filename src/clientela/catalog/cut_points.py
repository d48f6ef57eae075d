"""Where bands begin: the numbers of days, orders and money that scores and stages are built on.

They are fixed numbers on purpose: with quantiles everybody would change band because others bought. A firm
edits its own (`CutPoints`, kept in versions), and discovery proposes them from its own customers. What is the
same in every firm stands as constants below.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from itertools import pairwise

from clientela.errors import ClientelaError, UnknownNameError

BANDS = 5
"""Scores run from 1 to 5: at most four cuts make five bands."""

LONGEST_DAYS = 36_500


@dataclass(frozen=True, slots=True)
class CutPoints:
    """One firm's numbers; the defaults suit a shop whose customers buy a few times a year.

    Every tuple rises and has at most four numbers; fewer make fewer bands, an empty one makes none. Raises
    ClientelaError, with everything that is wrong, where the numbers cannot stand together.
    """

    recency_days: tuple[int, ...] = (30, 90, 180, 365)
    """Up to so many days since the last order; the first band is the best."""
    frequency_orders: tuple[int, ...] = (2, 3, 5, 10)
    """From so many orders in the period on; the last band is the best."""
    monetary_amounts: tuple[float, ...] = (100, 250, 500, 1000)
    """From so much paid in the period on; the last band is the best."""
    period_days: int | None = 365
    """The period in which orders and money are counted; None counts from the beginning."""
    net_of_refunds: bool = False
    """Whether money is what was paid less what was refunded."""
    new_days: int = 30
    """A customer is new for so many days after the first order."""
    active_days: int = 90
    """Up to so many days since the last order a customer is active …"""
    cooling_days: int = 180
    """… then, up to so many, cooling …"""
    lapsed_days: int = 365
    """… then, up to so many, lapsed; then lost."""
    reactivated_after_days: int = 180
    """An order in the active days after a pause of at least so many makes a customer reactivated."""
    overdue_ratio: float = 1.5
    """Days since the last order, in median gaps between her orders, above which a customer is overdue."""
    habit_share: float = 0.5
    """From this share of orders on, a part of the day is a habit."""
    engaged_days: int = 30
    """Up to so many days since the latest opened or clicked message a reader is engaged …"""
    warm_days: int = 90
    """… then warm …"""
    cold_days: int = 365
    """… then cold; then dormant."""

    def __post_init__(self) -> None:
        problems = [*_order_problems(self), *_size_problems(self)]
        if problems:
            raise ClientelaError("these cut-points cannot stand: " + "; ".join(problems))

    @property
    def orders_variable(self) -> str:
        """The variable the frequency score is built on."""
        return f"orders_{self._period}"

    @property
    def money_variable(self) -> str:
        """The variable the monetary score is built on."""
        return f"{'net_revenue' if self.net_of_refunds else 'revenue'}_{self._period}"

    @property
    def _period(self) -> str:
        return "total" if self.period_days is None else f"{self.period_days}d"

    def as_json(self) -> dict[str, object]:
        """Plain data, in the order of the fields."""
        return {
            name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()
        }


NAMES = tuple(field.name for field in fields(CutPoints))
WHOLE_LISTS = ("recency_days", "frequency_orders")
_LISTS = (*WHOLE_LISTS, "monetary_amounts")
_REALS = ("overdue_ratio", "habit_share")


def changed(cut_points: CutPoints, changes: Mapping[str, object]) -> CutPoints:
    """The same cut-points with some changed: what a person typed, a file or JSON says.

    Raises UnknownNameError for a name there is none of, and ClientelaError for what cannot stand.
    """
    unknown = [name for name in changes if name not in NAMES]
    if unknown:
        raise UnknownNameError("cut-point", unknown[0], NAMES)
    read = {name: _read(name, value) for name, value in changes.items()}
    return CutPoints(**{**_values(cut_points), **read})  # type: ignore[arg-type]


def scores(bands: int) -> tuple[int, ...]:
    """The scores of so many bands, worst first: spread evenly from 1 to 5."""
    if bands == 1:
        return (1,)
    return tuple(1 + math.floor((BANDS - 1) * place / (bands - 1) + 0.5) for place in range(bands))


def _values(cut_points: CutPoints) -> dict[str, object]:
    return {name: getattr(cut_points, name) for name in NAMES}


def _read(name: str, value: object) -> object:
    if name in _LISTS:
        items = value if isinstance(value, list | tuple) else [value]
        return tuple(_number(name, item, whole=name in WHOLE_LISTS) for item in items)
    if name == "net_of_refunds":
        if not isinstance(value, bool):
            raise ClientelaError(f"{name} is true or false, not {value!r}")
        return value
    if name == "period_days" and value is None:
        return None
    return _number(name, value, whole=name not in _REALS)


def _number(name: str, value: object, *, whole: bool) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ClientelaError(f"{name} takes {'whole numbers' if whole else 'numbers'}, not {value!r}")
    if value == int(value):
        return int(value)
    if whole:
        raise ClientelaError(f"{name} takes whole numbers, not {value!r}")
    return value


def _order_problems(cut: CutPoints) -> Iterable[str]:
    for name in _LISTS:
        cuts = getattr(cut, name)
        if len(cuts) >= BANDS:
            yield f"{name} has {len(cuts)} numbers, but at most {BANDS - 1} make {BANDS} bands"
        for low, high in pairwise(cuts):
            if low >= high:
                yield f"{name} must rise, but {low:g} is followed by {high:g}"
    for names in (
        ("active_days", "cooling_days", "lapsed_days"),
        ("engaged_days", "warm_days", "cold_days"),
    ):
        for low_name, high_name in pairwise(names):
            low, high = getattr(cut, low_name), getattr(cut, high_name)
            if low >= high:
                yield f"{low_name} ({low}) must be less than {high_name} ({high})"
    if cut.new_days > cut.active_days:
        yield f"new_days ({cut.new_days}) must not be more than active_days ({cut.active_days})"
    if cut.reactivated_after_days < cut.active_days:
        yield (
            f"reactivated_after_days ({cut.reactivated_after_days}) must not be less than"
            f" active_days ({cut.active_days})"
        )


def _size_problems(cut: CutPoints) -> Iterable[str]:
    least = {"recency_days": 0, "frequency_orders": 1, "monetary_amounts": 0}
    for name, smallest in least.items():
        if any(value < smallest for value in getattr(cut, name)):
            yield f"{name} must not be less than {smallest}"
    if any(round(value, 4) != value for value in cut.monetary_amounts):
        yield "monetary_amounts take at most four decimals"
    for name in NAMES:
        if name.endswith("_days") and name not in _LISTS:
            days = getattr(cut, name)
            if days is not None and not 1 <= days <= LONGEST_DAYS:
                yield f"{name} ({days}) must be from 1 to {LONGEST_DAYS} days"
    if cut.overdue_ratio <= 0:
        yield "overdue_ratio must be more than 0"
    if not 0 < cut.habit_share <= 1:
        yield "habit_share must be more than 0 and at most 1"


DEFAULT = CutPoints()

AGE_BANDS = ((0, 14), (15, 24), (25, 34), (35, 49), (50, 64), (65, 150))
"""Whole years, both ends included."""

GENERATIONS = (
    (1928, "silent"),
    (1946, "baby_boomer"),
    (1965, "generation_x"),
    (1981, "millennial"),
    (1997, "generation_z"),
    (2013, "generation_alpha"),
)
"""First year of birth of each generation."""

NPS_PROMOTER, NPS_PASSIVE = 9, 7
"""Lowest score of a promoter and of a passive; below are detractors."""

POOR_STARS = 2
"""A review of at most so many stars is a poor one."""

"""How a variable is distributed: bars that are rules, each counted by the compiler that counts segments.

Bins and levels are chosen from quantiles and frequencies the engine adds up; then every bar is counted in one
shared pass. So what a picture shows is what a segment made of it holds.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Literal, TypeAlias

from clientela.catalog import FirmCatalog, VariableDefinition
from clientela.catalog.withholding import WHY_WITHHELD, why_withheld
from clientela.compile import Question
from clientela.compile.spreads import items_by_size, levels_by_size, spread_query
from clientela.errors import ClientelaError, RuleSyntaxError
from clientela.rules.nodes import All, Compare, DatePart, Rule, Scalar, Variable
from clientela.rules.text import parse_value, write_rule, write_value
from clientela.rules.types import NUMERIC, TEMPORAL, ValueType
from clientela.segments.bars import Bar, bin_rule, days_rule, item_bars, level_bars, others_rule, plain_number
from clientela.segments.base import Base, Size
from clientela.segments.bins import Ends, date_bins, number_bins
from clientela.segments.distribution_folding import folded_bins, folded_levels
from clientela.segments.evaluation import count_many
from clientela.segments.profile_variables import CODES

Shape: TypeAlias = Literal["numbers", "dates", "levels", "items", "truths"]

SHARES = (0.05, 0.25, 0.5, 0.75, 0.95)
"""The quantiles that are told; bins are drawn between the outermost, and further where that is near."""

MOST_LEVELS, MOST_CODES = 15, 31
FEW = 12
"""Whole numbers with so few different values have a bar a value."""

_APART = 0.1  # from this share on, zero has a bar of its own
_AT_ONCE = 60  # variables asked together whether they are known


@dataclass(frozen=True, slots=True)
class Distribution:
    """Everybody by one variable at an instant; with a segment held beside, its members too.

    Bars share out all whose value is `known`, except of `items`, of which a customer may have several.
    `quantiles` (share → value) and `mean` are of the known values; `levels` is how many different there are.
    `segment` has the size of the segment and how many of its members are known.
    """

    variable: Variable
    definition: VariableDefinition = field(repr=False)
    shape: Shape
    as_of: dt.datetime
    population: int = 0
    known: int = 0
    levels: int = 0
    bars: tuple[Bar, ...] = ()
    mean: float | None = None
    quantiles: Mapping[float, Any] = field(default_factory=dict)
    segment: tuple[int, int] | None = None

    def __repr__(self) -> str:
        return f"Distribution({self.name}: {self.known:,} of {self.population:,}, {len(self.bars)} bars)"

    @property
    def name(self) -> str:
        """The variable as a rule spells it."""
        return write_value(self.variable)

    @property
    def missing(self) -> int:
        """How many have no value."""
        return self.population - self.known

    @property
    def missing_rule(self) -> Rule:
        """The rule of those who have none."""
        return Compare(self.variable, "is not set")

    @property
    def known_share(self) -> float:
        """The part of everybody who has a value; 0 of nobody."""
        return self.known / self.population if self.population else 0.0

    def folded(self, least: int) -> Distribution:
        """The same without bars of fewer than `least`: levels join the others, bins their neighbour.

        What is left over may still be fewer; then it has no bar.
        """
        if self.shape in ("numbers", "dates") and not self._are_levels:
            whole = self.definition.type is ValueType.INTEGER
            return replace(self, bars=folded_bins(self.bars, self.variable, least, whole=whole))
        others = self.shape != "items"
        return replace(self, bars=folded_levels(self.bars, self.variable, least, have_others=others))

    @property
    def _are_levels(self) -> bool:
        """Whether each bar is one value, of numbers that take few."""
        return all(isinstance(bar.what, bool | int | float | str | None) for bar in self.bars)

    def as_json(self) -> dict[str, object]:
        """Plain data, with rules as text."""
        return {
            "variable": self.name,
            "shape": self.shape,
            "as_of": self.as_of.isoformat(),
            "population": self.population,
            "known": self.known,
            "levels": self.levels,
            "mean": self.mean,
            "quantiles": {f"{share:g}": _plain(value) for share, value in self.quantiles.items()},
            "segment": None if self.segment is None else list(self.segment),
            "bars": [
                {"rule": write_rule(each.rule), "count": each.count, "members": each.members}
                for each in self.bars
            ],
        }


def distribution(
    base: Base, catalog: FirmCatalog, name: str, as_of: dt.datetime, *, within: Rule | None = None
) -> Distribution:
    """How a variable, spelled as in a rule, is distributed, and beside it within the rule `within`.

    Raises UnknownNameError for a name nothing answers to, ClientelaError for what is never shown of a group
    (names, addresses, free texts, special categories), and RuleCheckError for a rule with problems.
    """
    variable, definition = shown_variable(catalog, name)
    whom = base.checked(within) if within is not None else None
    empty = Distribution(variable, definition, _shape(definition), base.in_utc(as_of))
    with base.engine.snapshot():
        return _counted(base, _drawn(base, empty), whom)


def shown_variable(catalog: FirmCatalog, name: str) -> tuple[Variable, VariableDefinition]:
    """The variable of that name and its definition; raises where there is none or it is never shown."""
    value = named_variable(name)
    definition = catalog.resolve(value.name, value.entity, value.arguments)
    withheld = why_withheld(definition)
    if withheld:
        raise ClientelaError(f"{name} {WHY_WITHHELD[withheld]}")
    return value, definition


def named_variable(name: str) -> Variable:
    """The variable that a rule spells so (`age`, `company.employees`, `category_share('hats')`)."""
    try:
        value = parse_value(name)
    except RuleSyntaxError as error:
        raise ClientelaError(f"{name!r} is no variable: {error.reason}") from error
    if not isinstance(value, Variable):
        raise ClientelaError(f"{name!r} is no variable; a distribution takes the name of one")
    return value


def filled(base: Base, names: Sequence[str], as_of: dt.datetime) -> dict[str, Size]:
    """How many customers have a value of each of the named variables; a shared pass for every sixty."""
    instant = base.in_utc(as_of)
    wanted = list(dict.fromkeys(names))
    found: dict[str, Size] = {}
    for first in range(0, len(wanted), _AT_ONCE):
        part = wanted[first : first + _AT_ONCE]
        rules: list[Rule] = [All(()), *(Compare(named_variable(name), "is set") for name in part)]
        population, *counts = count_many(base, [Question(rule, instant) for rule in rules])
        sizes = (Size(count, population, instant) for count in counts)
        found |= dict(zip(part, sizes, strict=True))
    return found


def is_code(definition: VariableDefinition) -> bool:
    """Whether its numbers only name something: weekdays, months, cells."""
    if definition.name in CODES:
        return True
    return isinstance(definition.definition, DatePart) and definition.definition.part != "year"


def _shape(definition: VariableDefinition) -> Shape:
    if definition.type is ValueType.BOOLEAN:
        return "truths"
    if definition.type is ValueType.LIST:
        return "items"
    if definition.type in TEMPORAL:
        return "dates"
    return "numbers" if definition.type in NUMERIC and not is_code(definition) else "levels"


def _drawn(base: Base, empty: Distribution) -> Distribution:
    """Its bars, not counted yet."""
    if empty.shape == "truths":
        return replace(empty, levels=2, bars=level_bars(empty.variable, (True, False)))
    row = _spread(base, empty)
    if not row["known"]:
        return empty
    if empty.shape == "items":
        items = [str(item) for item in _frequent(base, empty, MOST_LEVELS)]
        return replace(empty, levels=len(items), bars=item_bars(empty.variable, items))
    if empty.shape == "levels":
        return replace(empty, levels=row["levels"], bars=_levels(base, empty, row["levels"]))
    quantiles = {share: row[f"q{place}"] for place, share in enumerate(SHARES)}
    bars = _dates(base, empty, row) if empty.shape == "dates" else _numbers(base, empty, row)
    return replace(empty, levels=row["levels"], mean=row["mean"], quantiles=quantiles, bars=bars)


def _spread(base: Base, empty: Distribution) -> Mapping[str, Any]:
    shares = () if empty.shape in ("levels", "items") else SHARES
    query = spread_query(empty.variable, empty.as_of, base.context(), shares)
    row: Mapping[str, Any] = base.engine.table(query.sql, query.parameters).to_pylist()[0]
    return row


def _frequent(base: Base, empty: Distribution, most: int) -> list[Scalar]:
    ask = items_by_size if empty.shape == "items" else levels_by_size
    query = ask(empty.variable, empty.as_of, base.context(), most)
    return [_scalar(level) for level, _ in base.engine.rows(query.sql, query.parameters)]


def _levels(base: Base, empty: Distribution, different: int) -> tuple[Bar, ...]:
    """The most frequent, and all others as one bar; codes by their number, as the days of a week are."""
    codes = is_code(empty.definition)
    shown = _frequent(base, empty, MOST_CODES if codes else MOST_LEVELS)
    if codes:
        shown = sorted(shown, key=float)
    bars = level_bars(empty.variable, shown)
    if different == len(shown):
        return bars
    return (*bars, Bar(None, others_rule(empty.variable, tuple(shown))))


def _numbers(base: Base, empty: Distribution, row: Mapping[str, Any]) -> tuple[Bar, ...]:
    if row["levels"] <= FEW:
        levels = _frequent(base, empty, FEW)
        if all(float(level) == int(float(level)) for level in levels):
            return level_bars(empty.variable, sorted(levels, key=float))
    variable, whole = empty.variable, empty.definition.type is ValueType.INTEGER
    apart = row["low"] >= 0 and row["known"] > row["zeros"] >= _APART * row["known"]
    names = ("other_low", "other_high", "o0", "o2", "o4") if apart else ("low", "high", "q0", "q2", "q4")
    ends = Ends(*(float(row[name]) for name in names))
    zero = level_bars(variable, (0,)) if apart else ()
    bins = number_bins(ends, whole=whole, positive=apart)
    return (*zero, *(Bar(each, bin_rule(variable, each, whole=whole)) for each in bins))


def _dates(base: Base, empty: Distribution, row: Mapping[str, Any]) -> tuple[Bar, ...]:
    days = [_day(row[name], base) for name in ("low", "high", "q0", "q4")]
    return tuple(Bar(each, days_rule(empty.variable, each)) for each in date_bins(*days))


def _day(value: dt.date, base: Base) -> dt.date:
    return value.astimezone(base.zone).date() if isinstance(value, dt.datetime) else value


def _counted(base: Base, drawn: Distribution, within: Rule | None) -> Distribution:
    """Everything counted, in one shared pass."""
    rules = [All(()), Compare(drawn.variable, "is set"), *(each.rule for each in drawn.bars)]
    inside = [All((within, rule)) for rule in rules] if within is not None else []
    found = count_many(base, [Question(rule, drawn.as_of) for rule in (*rules, *inside)])
    population, known, *counts = found[: len(rules)]
    whole = replace(drawn, population=population, known=known)
    if within is None:
        bars = (replace(bar, count=count) for bar, count in zip(drawn.bars, counts, strict=True))
        return replace(whole, bars=tuple(bars))
    size, its_known, *members = found[len(rules) :]
    both = zip(drawn.bars, counts, members, strict=True)
    bars = (replace(bar, count=count, members=member) for bar, count, member in both)
    return replace(whole, bars=tuple(bars), segment=(size, its_known))


def _scalar(level: object) -> Scalar:
    """A level as a rule holds it."""
    if isinstance(level, Decimal | float):
        return plain_number(float(level))
    if isinstance(level, bool | int | str):
        return level
    raise ClientelaError(f"{level!r} is no level of a variable")


def _plain(value: object) -> object:
    if isinstance(value, dt.date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value

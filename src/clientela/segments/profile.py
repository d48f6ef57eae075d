"""The profile of a segment: every variable of its members against the base, what differs most first.

The *base* is everybody who exists at the instant, the members among them; an index is 100 x segment / base.
Whether a difference is more than chance is asked against the *rest* (the base without the members), because
a group cannot be independent of one that contains it. Missing values count nowhere: each row says what share
of the members is known.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Literal, TypeAlias

from clientela.catalog import FirmCatalog
from clientela.catalog.labels import known_language
from clientela.rules.nodes import Rule
from clientela.rules.types import ValueType
from clientela.segments.base import Base
from clientela.segments.intervals import (
    Difference,
    adjusted,
    mean_difference,
    mean_interval,
    share_difference,
    share_interval,
)
from clientela.segments.profile_figures import LEAST, Figures, Found, Level, figures, figures_of
from clientela.segments.profile_variables import Profiled, every_variable, named_variables
from clientela.segments.profile_wording import label_of, level_label, row_texts

Statistic: TypeAlias = Literal["mean", "share", "level", "item", "other"]
_LEVELS_OF_EACH = 6  # the most frequent in the base and the most frequent in the segment


@dataclass(frozen=True, slots=True)
class ProfileRow:
    """One variable, or one level of it.

    `statistic` says what is compared: the `mean`, the `share` for whom it is true, who have that `level` of a
    text or that `item` in a list, or any `other` level. `low` and `high` are the 95 % interval of
    `segment_value`. `difference`, its interval and `effect` (Cohen's d, or h of shares) hold the members
    against the rest; `p` is adjusted for the number of rows. `n` and `base_n` are the customers with a known
    value. Figures of groups below ten are None, and so is an index that would mean nothing.
    """

    variable: str
    level: str | None
    statistic: Statistic
    label: str
    type: ValueType
    unit: str
    segment_value: float | None
    base_value: float | None
    index: float | None
    low: float | None
    high: float | None
    difference: float | None
    difference_low: float | None
    difference_high: float | None
    effect: float | None
    p: float | None
    known_share: float
    base_known_share: float
    n: int
    base_n: int

    @property
    def is_thin(self) -> bool:
        """Whether too few members are known to show figures of them."""
        return self.n < LEAST


@dataclass(frozen=True, slots=True)
class Profile:
    """A segment held against its base; `unknown` names the variables too few have a value of."""

    as_of: dt.datetime
    language: str
    count: int
    population: int
    rows: tuple[ProfileRow, ...]
    unknown: tuple[str, ...]

    def __repr__(self) -> str:
        first = ", ".join(row.label for row in self.rows[:3])
        return f"Profile({self.count:,} of {self.population:,}, {len(self.rows)} rows; first {first})"

    def __str__(self) -> str:
        return "\n".join("  ".join(texts) for texts in self.table())

    def table(self, limit: int | None = None) -> list[tuple[str, ...]]:
        """Headings and rows as texts in the profile's language."""
        return row_texts(self.rows[:limit], self.language)

    def as_json(self) -> dict[str, object]:
        """Everything as plain data."""
        plain = asdict(self)
        return plain | {"as_of": self.as_of.isoformat(), "rows": [asdict(row) for row in self.rows]}


def profile(
    base: Base,
    catalog: FirmCatalog,
    rule: Rule,
    as_of: dt.datetime,
    *,
    variables: Sequence[str] | None = None,
    language: str = "en",
) -> Profile:
    """Hold the members against the base, by the named variables or by all the catalogue has.

    Raises RuleCheckError for a rule with problems and UnknownNameError for an unknown variable.
    """
    known_language(language)
    wanted = every_variable(catalog) if variables is None else named_variables(catalog, variables)
    found = figures(base, base.checked(rule), as_of, wanted)
    return _profile_of(found, wanted, catalog, base.in_utc(as_of), language)


def profiles(
    base: Base,
    catalog: FirmCatalog,
    rules: Sequence[Rule],
    as_of: dt.datetime,
    *,
    variables: Sequence[str] | None = None,
    language: str = "en",
) -> list[Profile]:
    """The profile of each rule, everything about the customers being asked once.

    Raises as `profile` does.
    """
    known_language(language)
    wanted = every_variable(catalog) if variables is None else named_variables(catalog, variables)
    found = figures_of(base, [base.checked(rule) for rule in rules], as_of, wanted)
    return [_profile_of(each, wanted, catalog, base.in_utc(as_of), language) for each in found]


def _profile_of(
    found: Found, wanted: Sequence[Profiled], catalog: FirmCatalog, as_of: dt.datetime, language: str
) -> Profile:
    sizes = (found.count, found.population)
    rows: list[ProfileRow] = []
    unknown: list[str] = []
    for each, its_figures in zip(wanted, found.figures, strict=True):
        new = list(_rows(each, its_figures, sizes, catalog, language))
        rows += new
        unknown += [] if new else [each.text]
    return Profile(as_of, language, *sizes, tuple(_ordered(_corrected(rows))), tuple(unknown))


def _rows(
    each: Profiled, found: Figures, sizes: tuple[int, int], catalog: FirmCatalog, language: str
) -> Iterator[ProfileRow]:
    if found.members.n + found.rest.n < LEAST:
        return
    start = _start(each, found, sizes, label_of(each, catalog.labels, language))
    if each.shown == "mean":
        yield _mean_row(start, each, found)
    elif each.shown == "share":
        counts = round(found.members.mean * found.members.n), round(found.rest.mean * found.rest.n)
        yield _share_row(start, found, *counts)
    else:
        for level in _shown_levels(each, found.levels):
            named = replace(
                start,
                level=level.level,
                statistic="other" if level.level is None else "item" if each.shown == "items" else "level",
                label=level_label(each, level.level, catalog.labels, language),
            )
            yield _share_row(named, found, level.members, level.size - level.members)


def _start(each: Profiled, found: Figures, sizes: tuple[int, int], label: str) -> ProfileRow:
    """A row whose figures are still missing."""
    count, population = sizes
    n, base_n = found.members.n, found.members.n + found.rest.n
    return ProfileRow(
        variable=each.text,
        level=None,
        statistic="mean" if each.shown == "mean" else "share",
        label=label,
        type=each.type,
        unit=each.unit,
        segment_value=None,
        base_value=None,
        index=None,
        low=None,
        high=None,
        difference=None,
        difference_low=None,
        difference_high=None,
        effect=None,
        p=None,
        known_share=n / count if count else 0.0,
        base_known_share=base_n / population,
        n=n,
        base_n=base_n,
    )


def _mean_row(start: ProfileRow, each: Profiled, found: Figures) -> ProfileRow:
    base = found.members.merged(found.rest).mean
    if start.is_thin:
        return replace(start, base_value=base)
    low, high = mean_interval(found.members)
    index = _index(found.members.mean, base) if each.has_index else None
    row = replace(start, segment_value=found.members.mean, base_value=base, index=index, low=low, high=high)
    return row if found.rest.n < LEAST else _compared(row, mean_difference(found.members, found.rest))


def _share_row(start: ProfileRow, found: Figures, count: int, rest_count: int) -> ProfileRow:
    n, rest_n = found.members.n, found.rest.n
    base = (count + rest_count) / (n + rest_n)
    if start.is_thin:
        return replace(start, base_value=base)
    low, high = share_interval(count, n)
    row = replace(
        start, segment_value=count / n, base_value=base, index=_index(count / n, base), low=low, high=high
    )
    return row if rest_n < LEAST else _compared(row, share_difference(count, n, rest_count, rest_n))


def _index(value: float, base: float) -> float | None:
    """100 x value / base, where both are on a scale that begins at zero."""
    return 100 * value / base if base > 0 and value >= 0 else None


def _compared(row: ProfileRow, difference: Difference) -> ProfileRow:
    return replace(
        row,
        difference=difference.value,
        difference_low=difference.low,
        difference_high=difference.high,
        effect=difference.effect,
        p=difference.p,
    )


def _shown_levels(each: Profiled, levels: Sequence[Level]) -> list[Level]:
    """All levels, or the most frequent in the base and in the segment, and for a text the others as one."""
    named = [level for level in levels if level.level is not None]
    if len(named) <= 2 * _LEVELS_OF_EACH:
        return list(levels)
    by_base = sorted(named, key=lambda level: (-level.size, level.level))
    by_members = sorted(named, key=lambda level: (-level.members, level.level))
    kept = {level.level: level for level in (*by_base[:_LEVELS_OF_EACH], *by_members[:_LEVELS_OF_EACH])}
    if each.shown == "items":
        return list(kept.values())
    others = [level for level in levels if level.level not in kept]
    size, members = sum(other.size for other in others), sum(other.members for other in others)
    return [*kept.values(), *([Level(None, size, members)] if size else [])]


def _corrected(rows: Sequence[ProfileRow]) -> Iterator[ProfileRow]:
    """The rows with each p adjusted for how many were asked."""
    found = iter(adjusted([row.p for row in rows if row.p is not None]))
    for row in rows:
        yield row if row.p is None else replace(row, p=next(found))


def _ordered(rows: Iterable[ProfileRow]) -> list[ProfileRow]:
    def key(row: ProfileRow) -> tuple[bool, float, str, str]:
        # the last digits depend on the order in which the engine adds up
        effect = round(abs(row.effect), 9) if row.effect is not None else 0.0
        return row.effect is None, -effect, row.variable, row.level or ""

    return sorted(rows, key=key)

"""Evidence: figures of a segment held against everybody's, each a sentence with its interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from clientela.act.wording import PHRASES
from clientela.catalog.phrasebook import capital
from clientela.segments.base import Size
from clientela.segments.intervals import share_difference, share_interval
from clientela.segments.profile import Profile, ProfileRow
from clientela.segments.profile_figures import LEAST
from clientela.segments.profile_wording import said_value


@dataclass(frozen=True, slots=True)
class Evidence:
    """One figure: the members' value with its 95 % interval, and that of everybody.

    `levels` are those of a text whose shares are taken together. `is_more` and `is_less` say whether the
    members differ from the rest by more than chance.
    """

    variable: str
    levels: tuple[str, ...]
    label: str
    unit: str
    is_mean: bool
    value: float
    base: float
    low: float
    high: float
    n: int
    is_more: bool
    is_less: bool

    @property
    def index(self) -> float | None:
        """100 x value / base; None where the base is nothing."""
        return 100 * self.value / self.base if self.base > 0 else None

    def said(self, language: str) -> str:
        """The figure as a sentence."""
        value, base, low, high = (
            said_value(each, self.unit, language) for each in (self.value, self.base, self.low, self.high)
        )
        key = "evidence_mean" if self.is_mean else "evidence_share"
        return PHRASES.say(
            key, language, label=capital(self.label), value=value, base=base, low=low, high=high, known=self.n
        )


class Figures:
    """What a profile says, asked by variable; what fewer than ten members are known for is not there.

    `found` is evidence of more than a profile has, the largest first.
    """

    def __init__(self, profile: Profile, found: Sequence[Evidence] = ()) -> None:
        self.profile = profile
        self._found = tuple(found)
        self._rows: dict[str, list[ProfileRow]] = {}
        for row in profile.rows:
            self._rows.setdefault(row.variable, []).append(row)

    def known_share(self, variable: str) -> float:
        """The share of the members of whom the variable is known."""
        rows = self._rows.get(variable)
        return rows[0].known_share if rows else 0.0

    def is_thin(self, variable: str) -> bool:
        """Whether some members are known, but too few to say anything."""
        rows = self._rows.get(variable, [])
        return bool(rows) and 0 < rows[0].n < LEAST

    def plain(self, variable: str) -> Evidence | None:
        """The mean, or the share for whom it is true."""
        rows = [row for row in self._rows.get(variable, ()) if row.level is None and row.statistic != "other"]
        return _of_row(rows[0]) if rows else None

    def of_levels(self, variable: str, levels: Sequence[str]) -> Evidence | None:
        """The share of those who have one of the levels; where one may have several, the largest."""
        for each in self._found:
            if each.variable == variable and set(each.levels) & set(levels):
                return each
        rows = [row for row in self._rows.get(variable, ()) if row.level in levels]
        return _together(rows)

    def levels(self, variable: str) -> list[Evidence]:
        """Each named level of a text or list, the members' most frequent first."""
        if found := [each for each in self._found if each.variable == variable]:
            return found
        rows = [row for row in self._rows.get(variable, ()) if row.level is not None]
        found = [evidence for row in rows if (evidence := _of_row(row)) is not None]
        return sorted(found, key=lambda each: (-each.value, each.levels))


def share_evidence(
    variable: str, levels: tuple[str, ...], label: str, counts: tuple[int, int], size: Size
) -> Evidence:
    """The share of the members for whom a condition holds; `counts`: of the members, of everybody."""
    count, base_count = counts
    n, population = size.count, size.population
    low, high = share_interval(count, n) if n else (0.0, 1.0)
    found = Evidence(
        variable=variable,
        levels=levels,
        label=label,
        unit="share",
        is_mean=False,
        value=count / n if n else 0.0,
        base=base_count / population if population else 0.0,
        low=low,
        high=high,
        n=n,
        is_more=False,
        is_less=False,
    )
    return _compared(found, (count, n), (base_count - count, population - n))


def _compared(found: Evidence, members: tuple[int, int], rest: tuple[int, int]) -> Evidence:
    """The same with whether the members differ from the rest by more than chance."""
    if min(members[1], rest[1]) < LEAST:
        return found
    apart = share_difference(*members, *rest)
    return replace(found, is_more=apart.low > 0, is_less=apart.high < 0)


def _of_row(row: ProfileRow) -> Evidence | None:
    if row.segment_value is None or row.base_value is None or row.low is None or row.high is None:
        return None
    low, high = row.difference_low, row.difference_high
    # Student's interval of a rate can reach beyond what a rate can be
    is_part = row.unit in ("share", "probability")
    return Evidence(
        variable=row.variable,
        levels=(row.level,) if row.level is not None else (),
        label=row.label,
        unit=row.unit,
        is_mean=row.statistic == "mean",
        value=row.segment_value,
        base=row.base_value,
        low=max(row.low, 0.0) if is_part else row.low,
        high=min(row.high, 1.0) if is_part else row.high,
        n=row.n,
        is_more=low is not None and low > 0,
        is_less=high is not None and high < 0,
    )


def _together(rows: Sequence[ProfileRow]) -> Evidence | None:
    """Rows of one text's levels as one: their counts add up, since nobody has two of them."""
    found = [evidence for row in rows if (evidence := _of_row(row)) is not None]
    if len(found) <= 1:
        return found[0] if found else None
    n, base_n = found[0].n, rows[0].base_n
    count = sum(round(each.value * n) for each in found)
    rest_count, rest_n = sum(round(each.base * base_n) for each in found) - count, base_n - n
    low, high = share_interval(count, n)
    together = replace(
        found[0],
        levels=tuple(level for each in found for level in each.levels),
        label=_joined([each.label for each in found]),
        value=count / n,
        base=(count + rest_count) / base_n,
        low=low,
        high=high,
        is_more=False,
        is_less=False,
    )
    return _compared(together, (count, n), (rest_count, rest_n))


def _joined(labels: Sequence[str]) -> str:
    """`stage: lapsed` and `stage: lost` as `stage: lapsed, lost`."""
    head = labels[0].split(": ", 1)[0]
    return f"{head}: {', '.join(label.split(': ', 1)[-1] for label in labels)}"

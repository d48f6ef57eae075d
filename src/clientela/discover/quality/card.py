"""The quality card of a segment, as data.

Kotler's five criteria (a segment should be measurable, substantial, accessible, differentiable, actionable),
and the two stabilities of Dolnicar and Leisch. A figure that cannot be had is None, and the criterion's grade
then `unknown`.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Literal, TypeAlias

Grade: TypeAlias = Literal["good", "fair", "poor", "unknown"]

LEAST_SHOWN = 10
"""Of smaller groups nothing is shown."""

_FEWEST, _SMALLEST_SHARE = 50, 0.005


def least_of_its_own(population: int) -> int:
    """How many members a segment of its own has at least: 50, or half a per cent of all customers."""
    return max(_FEWEST, -int(-_SMALLEST_SHARE * population // 1))


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure with its 95 % interval, from `n` customers."""

    value: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class Measurable:
    """Of all customers, for how many all that the rule asks is known, and the input `least_known`."""

    share: Interval
    inputs: tuple[str, ...]
    least_known: str | None

    @property
    def grade(self) -> Grade:
        """Good from nine tenths on, fair from seven."""
        return _graded(self.share.value, 0.9, 0.7)


@dataclass(frozen=True, slots=True)
class Substantial:
    """How large it is, and how small a lift a test in it could show.

    `revenue_share` is its part of all revenue of the last 365 days. `base_rate` is how many of the members
    bought in the last 30 days, `detectable` the least addition to it (0.02: two percentage points) that a
    test with half of them in each arm finds four times in five, two-sided at 5 %.
    """

    n: int
    least: int
    share: Interval
    revenue_share: Interval | None
    base_rate: float | None
    detectable: float | None

    @property
    def is_enough(self) -> bool:
        """Whether it may stand as a segment of its own."""
        return self.n >= self.least

    @property
    def grade(self) -> Grade:
        """Poor when too small; good where a lift by half of the present rate could be shown."""
        if not self.is_enough:
            return "poor"
        if self.detectable is None or not self.base_rate:
            return "fair"
        return "good" if self.detectable <= self.base_rate / 2 else "fair"


@dataclass(frozen=True, slots=True)
class Reach:
    """Of the members, the share that may and can be reached through a channel."""

    channel: str
    share: Interval


@dataclass(frozen=True, slots=True)
class Accessible:
    """Of the members, the share with at least one channel that is consented to and delivers.

    None where no consent of anybody is on record: then nothing is known.
    """

    any_channel: Interval | None
    by_channel: tuple[Reach, ...]

    @property
    def grade(self) -> Grade:
        """Good where half can be reached, fair from a fifth on."""
        return "unknown" if self.any_channel is None else _graded(self.any_channel.value, 0.5, 0.2)


@dataclass(frozen=True, slots=True)
class Effect:
    """A variable, or a level of it, and how far the members differ in it: Cohen's d or h."""

    variable: str
    level: str | None
    label: str
    effect: float


@dataclass(frozen=True, slots=True)
class Differentiable:
    """How well the features tell members from all others, and what differs most.

    `auc` is that of a cross-validated logistic regression: the probability that a member is ranked above
    another customer (interval of Hanley and McNeil 1982). `effects` are the largest of the profile.
    """

    auc: Interval | None
    effects: tuple[Effect, ...]

    @property
    def grade(self) -> Grade:
        """Good from .8 on, fair from .7 (Hosmer and Lemeshow 2000)."""
        return "unknown" if self.auc is None else _graded(self.auc.value, 0.8, 0.7)


@dataclass(frozen=True, slots=True)
class Lever:
    """A response of those who could give it: the members' share, that of the others, and the difference.

    `kind` is a message's `channel`, a `coupon`, a `discount` or the `category` bought from; `p` is adjusted
    for all levers asked about (Benjamini and Hochberg 1995); `effect` is Cohen's h.
    """

    kind: Literal["channel", "coupon", "discount", "category"]
    name: str
    inside: Interval
    outside: Interval
    difference: Interval
    effect: float
    p: float

    @property
    def differs(self) -> bool:
        """Whether the difference is more than chance and large enough to act on."""
        return self.p < 0.05 and abs(self.effect) >= 0.2


@dataclass(frozen=True, slots=True)
class Actionable:
    """What the members respond to otherwise than the others, the largest difference first."""

    levers: tuple[Lever, ...]

    @property
    def different(self) -> tuple[Lever, ...]:
        """Those to act on."""
        return tuple(lever for lever in self.levers if lever.differs)

    @property
    def grade(self) -> Grade:
        """Good with one lever, unknown where nothing could be asked."""
        if not self.levers:
            return "unknown"
        return "good" if self.different else "poor"


@dataclass(frozen=True, slots=True)
class Stability:
    """Whether it would be found again (`slsw`) and whence it came (`slsa`), of Dolnicar and Leisch (2017)."""

    slsw: float | None
    slsa: float | None

    @property
    def grade(self) -> Grade:
        """The bands of Hennig (2007): .75 on is valid, .6 on a pattern, below it dissolves."""
        return "unknown" if self.slsw is None else _graded(self.slsw, 0.75, 0.6)


@dataclass(frozen=True, slots=True)
class QualityCard:
    """Every criterion of one segment; all None where it has fewer than ten members."""

    n: int
    population: int
    measurable: Measurable | None
    substantial: Substantial | None
    accessible: Accessible | None
    differentiable: Differentiable | None
    actionable: Actionable | None
    stability: Stability

    @property
    def is_hidden(self) -> bool:
        """Whether there are too few members to show anything of them."""
        return self.n < LEAST_SHOWN

    @property
    def is_too_small(self) -> bool:
        """Whether it is too small to be a segment of its own."""
        return self.n < least_of_its_own(self.population)

    @property
    def grades(self) -> dict[str, Grade]:
        """Criterion → grade."""
        parts = (
            self.measurable,
            self.substantial,
            self.accessible,
            self.differentiable,
            self.actionable,
            self.stability,
        )
        return {
            name: "unknown" if part is None else part.grade
            for name, part in zip(CRITERIA, parts, strict=True)
        }

    def __repr__(self) -> str:
        if self.is_hidden:
            return f"QualityCard(fewer than {LEAST_SHOWN} members)"
        graded = ", ".join(f"{name} {grade}" for name, grade in self.grades.items())
        return f"QualityCard({self.n:,} of {self.population:,}: {graded})"

    def as_json(self) -> dict[str, object]:
        """Everything as plain data; the size of a hidden one stays hidden."""
        plain = asdict(self)
        if self.is_hidden:
            plain |= {"n": None}
        return plain | {"hidden": self.is_hidden, "too_small": self.is_too_small, "grades": self.grades}


CRITERIA = ("measurable", "substantial", "accessible", "differentiable", "actionable", "stability")


def _graded(value: float, good: float, fair: float) -> Grade:
    return "good" if value >= good else "fair" if value >= fair else "poor"

"""What is wanted of a condition, and proposals combined for what is wanted of several."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from clientela.segments.explaining.changes import Change, RemoveEvents

Truth: TypeAlias = bool | None  # None: unknown
KEPT = 60  # proposals carried upwards from one condition


@dataclass(frozen=True, slots=True)
class Goal:
    """A wanted truth; when not strict, unknown will do as well."""

    truth: bool
    strict: bool

    def met_by(self, truth: Truth) -> bool:
        """Whether that truth is wanted."""
        return truth is self.truth if self.strict else truth is not (not self.truth)

    @property
    def opposite(self) -> Goal:
        """What is wanted of the condition under a `not`."""
        return Goal(not self.truth, self.strict)


TRUE = Goal(truth=True, strict=True)
NOT_TRUE = Goal(truth=False, strict=False)


@dataclass(frozen=True, slots=True)
class Option:
    """A proposal: how many facts it touches, how far it goes beside that, and the changes."""

    facts: int
    distance: float
    changes: tuple[Change, ...]

    @property
    def cost(self) -> tuple[int, float]:
        """Cheapest first by this."""
        return self.facts, self.distance


def cheapest(options: Iterable[Option], limit: int = KEPT) -> list[Option]:
    """The cheapest of them, each once."""
    found: dict[tuple[object, ...], Option] = {}
    for option in sorted(options, key=lambda option: option.cost):
        found.setdefault(tuple(map(_named, option.changes)), option)
        if len(found) == limit:
            break
    return list(found.values())


def _named(change: Change) -> object:
    """Events taken away are the same change whoever proposes it; anything else is made once."""
    return change if isinstance(change, RemoveEvents) else id(change)


def together(groups: Sequence[Sequence[Option]], limit: int = KEPT) -> list[Option]:
    """One proposal of each group at once, the cheapest combinations first."""
    combined = [Option(0, 0.0, ())]
    for group in groups:
        combined = cheapest((_joined(one, other) for one in combined for other in group[:24]), limit)
    return combined


def _joined(one: Option, other: Option) -> Option:
    known = {_named(change) for change in one.changes}
    new = tuple(change for change in other.changes if _named(change) not in known)
    return Option(one.facts + other.facts, one.distance + other.distance, one.changes + new)

"""How much a message may do, and the context that counts it.

Work is counted, not timed: the same message is within its limits today and tomorrow, on any machine. One
unit is about one expression or a hundred letters.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sized
from functools import partial
from typing import TYPE_CHECKING

from liquid import RenderContext
from liquid.builtin.expressions import is_empty
from liquid.undefined import UNDEFINED

from clientela.act.messages.problems import LimitError
from clientela.act.messages.template.wording import Lacking, Unknown

if TYPE_CHECKING:
    from liquid import BoundTemplate
    from liquid.token import Token

MOST_TEMPLATE = 500_000
"""Letters of one part as written."""
MOST_OUTPUT = 1_000_000
"""Letters of one part of one message."""
MOST_VALUE = 100_000
"""Letters, or things, that one filter may make."""
MOST_ROUNDS = 10_000
"""Rounds of all loops of one message together."""
MOST_WORK = 100_000
_BIGGEST = 1 << 200
_CHEAP = frozenset({"default", "money", "number", "day", "vocative", "gendered", "plural", "escape"})


class Merging(RenderContext):
    """One part of one message while it is being written."""

    __slots__ = ("html", "lacking", "language", "rounds", "values", "weight", "work")

    def __init__(
        self, template: BoundTemplate, values: Mapping[str, object], roots: Mapping[str, object]
    ) -> None:
        super().__init__(template, globals=roots)
        self.values = values
        self.html = bool(template.env.autoescape)
        self.language: str = template.env.language  # type: ignore[attr-defined]
        self.lacking: list[Lacking] = []
        self.rounds = self.work = 0
        self.weight = 1

    def get(self, path: list[object], *, token: Token | None, default: object = UNDEFINED) -> object:
        """What a path leads to; most are a field of something, and found without ceremony."""
        if len(path) == 2:
            owner, name = self.scope.get(str(path[0])), path[1]
            if type(owner) is dict and name in owner:
                return owner[name]
        return super().get(path, token=token, default=default)

    def lacks(self, what: str, value: object) -> None:
        """Remember that something which was to be said came out empty."""
        code = value.reason if isinstance(value, Unknown) else "missing"
        self.lacking.append(Lacking(code, what))

    def spend(self, units: int) -> None:
        """Count work; raises LimitError beyond the most."""
        self.work += units
        if self.work > MOST_WORK:
            raise LimitError("the message takes too much work to write; use fewer or shorter loops")

    def raise_for_loop_limit(self, length: int = 1) -> None:
        """Count the rounds of a loop before it begins; raises LimitError beyond the most."""
        self.rounds += length
        if self.rounds > MOST_ROUNDS:
            raise LimitError(
                f"the loops of the message go round more than {MOST_ROUNDS:,} times; use `limit:`"
            )
        self.spend(length * self.weight)

    def filter(self, name: str, token: Token | None) -> Callable[..., object]:
        """The filter of that name, held to the limits."""
        found = super().filter(name, token)
        return found if name in _CHEAP else partial(self._held, name, found)

    def _held(
        self, name: str, function: Callable[..., object], value: object, *args: object, **named: object
    ) -> object:
        if isinstance(value, Unknown):
            return value
        expected = _expected(name, value, args)
        self.spend(1 + expected // 100)
        _refuse(expected)
        result = function(value, *args, **named)
        _refuse(_size(result))
        return result


def _expected(name: str, value: object, args: tuple[object, ...]) -> int:
    """At most so many letters or things will come of it: known before the memory is taken."""
    size = _size(value)
    if name in ("replace", "remove", "replace_first", "replace_last") and args:
        text, old = str(value), str(args[0])
        new = str(args[1]) if len(args) > 1 else ""
        return size + text.count(old) * len(new)
    if name == "join":
        parts = value if isinstance(value, list | tuple | range) else ()
        return size + sum(_size(each) for each in parts) + size * _size(args[0] if args else " ")
    return size + sum(_size(each) for each in args)


def _size(value: object) -> int:
    if isinstance(value, int | float):
        return 1 if abs(value) < _BIGGEST else MOST_VALUE + 1
    if isinstance(value, range):
        return max(0, value.stop - value.start)
    return 0 if is_empty(value) else len(value) if isinstance(value, Sized) else 1


def _refuse(size: int) -> None:
    if size > MOST_VALUE:
        raise LimitError(f"a filter makes more than {MOST_VALUE:,} letters; shorten what goes into it")

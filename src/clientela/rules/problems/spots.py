"""Where the check stands in a rule, and how it speaks there."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from clientela.errors import RuleProblem, nearest
from clientela.rules.inference import CUSTOMER, Scope
from clientela.rules.nodes import Node
from clientela.rules.types import Catalog, ValueType


@dataclass(frozen=True, slots=True)
class Spot:
    """One place in the rule: its path, what a bare field means there, and where problems go."""

    catalog: Catalog
    problems: list[RuleProblem]
    visit: Callable[[Node, Spot], None]
    unsupported: frozenset[str] = frozenset()
    path: str = ""
    scope: Scope = CUSTOMER

    @property
    def of_customer(self) -> bool:
        """Is the question asked here about a customer (and not about one event or deal)?"""
        return self.scope == CUSTOMER

    def below(self, name: str, scope: Scope | None = None) -> Spot:
        """The spot of a part of this node."""
        path = f"{self.path}.{name}" if self.path else name
        return replace(self, path=path, scope=self.scope if scope is None else scope)

    def report(self, code: str, message: str) -> None:
        """Note a problem here."""
        self.problems.append(RuleProblem(path=self.path, code=code, message=message))

    def unknown(self, what: str, name: str, known: Iterable[str], *, of: str = "", cure: str = "") -> None:
        """Note a name that nothing answers to (`of` says where), with the nearest one or else the cure."""
        found = nearest(name, known)
        hint = f"; did you mean {found!r}?" if found else (f"; {cure}" if cure else "")
        self.report(f"unknown_{what.replace(' ', '_')}", f"no {what} {name!r}{of}{hint}")

    def descend(self, name: str, node: Node | None, scope: Scope | None = None) -> None:
        """Check a part of this node, if it is there."""
        if node is not None:
            self.visit(node, self.below(name, scope))


TYPE_NAMES: dict[ValueType, str] = {
    ValueType.TEXT: "a text",
    ValueType.INTEGER: "a whole number",
    ValueType.NUMBER: "a number",
    ValueType.DECIMAL: "a number",
    ValueType.MONEY: "an amount of money",
    ValueType.BOOLEAN: "a yes or no",
    ValueType.DATE: "a date",
    ValueType.INSTANT: "a moment in time",
    ValueType.LIST: "a list",
}


def listed(names: Iterable[str]) -> str:
    """Names in quotes, with commas, as messages show them."""
    return ", ".join(repr(name) for name in names)

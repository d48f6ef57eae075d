"""Where the check stands in a rule, and how it speaks there."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

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

    def report(self, code: str, message: str, phrase: str = "", **facts: object) -> None:
        """Note a problem here; `phrase` (else the code) and `facts` say it in other languages."""
        told = {"phrase": phrase or code, **facts}
        self.problems.append(RuleProblem(path=self.path, code=code, message=message, facts=told))

    def unknown(
        self,
        what: str,
        name: str,
        known: Iterable[str],
        *,
        of: str = "",
        cure: str = "",
        kind: str = "",
        entity: str = "",
    ) -> None:
        """Note a name that nothing answers to, with the nearest one or else the cure.

        `of` says where, and so does the event `kind` or the `entity` it names.
        """
        found = nearest(name, known)
        hint = f"; did you mean {found!r}?" if found else (f"; {cure}" if cure else "")
        code = f"unknown_{what.replace(' ', '_')}"
        near = repr(found) if found else ""
        where = repr(kind) if kind else ""
        facts: dict[str, Any] = {"near": near, "kind": where, "entity": entity, "cure": bool(cure)}
        self.report(code, f"no {what} {name!r}{of}{hint}", name=repr(name), **facts)

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

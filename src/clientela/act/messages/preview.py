"""A message at home in a workspace: seen as any member would get it, and proved against a segment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from clientela.act.ahead import Ahead
from clientela.act.messages.composed import Composed, Rendered
from clientela.act.messages.products import find_suggestions, recent_products
from clientela.act.messages.products.facts import Product
from clientela.act.messages.proofing import MOST_PARTS, Proof, proof
from clientela.act.messages.samples import sample_values
from clientela.compile import values_query
from clientela.errors import ClientelaError
from clientela.rules.nodes import All, Rule
from clientela.segments.base import Base
from clientela.segments.evaluation import spelled, values_of

Values = dict[str, object]


@dataclass(frozen=True, slots=True)
class Message:
    """A composed message and the data it reads."""

    base: Base
    composed: Composed

    def preview(
        self, customer: int, as_of: dt.datetime, *, among: Rule | None = None, **given: object
    ) -> Rendered:
        """The message as this customer would get it; `given` are values such as a coupon.

        `among` is the segment that gets it, whose bestsellers are offered; everybody's where there is none.
        Raises ClientelaError for a customer who did not exist then.
        """
        said = self.said_of(customer, as_of, among=among)
        return self.composed.render({**self._made(), **said, **given})

    def said_of(self, customer: int, as_of: dt.datetime, *, among: Rule | None = None) -> Values:
        """What the message says of this customer, by its names; neither links nor coupons.

        Raises ClientelaError for a customer who did not exist then.
        """
        names = [*self.composed.types]
        found = values_of(self.base, names or ["external_id"], [customer], as_of)
        if not found:
            raise ClientelaError(f"customer #{customer} did not exist at that instant")
        lists = self._lists_of(customer, as_of, among if among is not None else All(()))
        return {**{name: found[0].get(name) for name in names}, **lists}

    def values(self, rule: Rule, as_of: dt.datetime) -> Iterator[tuple[int, Values]]:
        """Every member with what the message reads of her, by rising `customer_id`, never held whole."""
        lists = {name: Ahead(self._list(name, rule, as_of)) for name in self.composed.lists}
        wanted = {name: spelled(name) for name in self.composed.types}
        query, _ = values_query(
            wanted, self.base.in_utc(as_of), self.base.context(), within=self.base.checked(rule), after=0
        )
        for batch in self.base.engine.stream(query.sql, query.parameters):
            for row in batch.to_pylist():
                number = row.pop("customer_id")
                yield number, {**row, **{name: ahead.of(number) for name, ahead in lists.items()}}

    def check(self, rule: Rule, as_of: dt.datetime, *, most_parts: int = MOST_PARTS) -> Proof:
        """The message held against every member: what would be wrong or empty, for whom."""
        given = {name: value for name, value in self._made().items() if name in self.composed.given}
        rows = ((number, {**given, **values}) for number, values in self.values(rule, as_of))
        return proof(self.composed, rows, most_parts=most_parts)

    def _made(self) -> Values:
        """What a campaign makes when it sends, as it may look."""
        return sample_values({}, (), self.composed.given, self.composed.links)

    def _lists_of(self, customer: int, as_of: dt.datetime, among: Rule) -> Values:
        lists = {name: dict(self._list(name, among, as_of, [customer])) for name in self.composed.lists}
        return {name: each.get(customer, []) for name, each in lists.items()}

    def _list(
        self, name: str, rule: Rule, as_of: dt.datetime, only: Sequence[int] | None = None
    ) -> Iterator[tuple[int, list[Product]]]:
        if name == "recent_products":
            return recent_products(self.base, rule, as_of, only=only)
        return find_suggestions(self.base, rule, as_of).each(only=only)

"""What to offer each customer: what goes together with what she bought, else what her segment buys most.

Things go together where `clientela.discover.patterns` says so: in at least 30 baskets, by Fisher's exact
test with a false discovery rate of 5 % over all that were tried. Where there is too little for that, and
for whoever bought nothing that pairs, come the bestsellers of the segment: what at least ten of its members
bought in the last year. What she has already is never offered, nor what is off sale.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

import pyarrow as pa

from clientela.act.messages.products.facts import KNOWN, MEMBERS, Product, asked
from clientela.catalog.variables.purchases import BOUGHT
from clientela.discover.extras import require_discovery
from clientela.errors import TooThinError
from clientela.rules.nodes import Rule
from clientela.segments.base import Base

MOST_OFFERS = 5
LEAST_BUYERS = 10
"""A bestseller was bought by so many members of the segment."""
SELLING_DAYS = 365
_MOST_SELLERS = 50
_PAIRS = "item_pairs"
_SELLERS = "best_sellers"

_SELLING = f"""
SELECT e.item, count(DISTINCT e.customer_id) AS buyers
FROM events e LEFT JOIN products p ON p.external_id = e.item
WHERE e.customer_id IN (SELECT customer_id FROM {MEMBERS}) AND e.kind IN (?, ?) AND e."at" <= ? AND e."at" > ?
    AND e.item IS NOT NULL AND coalesce(p.active, TRUE)
GROUP BY e.item HAVING count(DISTINCT e.customer_id) >= ?
ORDER BY buyers DESC, e.item LIMIT ?
"""

_ASKED = f"""
WITH bought AS (
    SELECT DISTINCT e.customer_id, e.item
    FROM events e
    WHERE e.customer_id IN (SELECT customer_id FROM {MEMBERS}) AND e.kind IN (?, ?)
        AND e."at" <= ? AND e.item IS NOT NULL
), paired AS (
    SELECT b.customer_id, p.other AS item, max(p.strength) AS strength, max_by(p.item, p.strength) AS because
    FROM bought b JOIN {_PAIRS} p ON p.item = b.item
    WHERE NOT EXISTS (SELECT 1 FROM bought h WHERE h.customer_id = b.customer_id AND h.item = p.other)
    GROUP BY b.customer_id, p.other
), ranked AS (
    SELECT *, row_number() OVER (PARTITION BY customer_id ORDER BY strength DESC, item) AS place FROM paired
)
SELECT customer_id, 1 AS part, item, because, place FROM ranked WHERE place <= ?
UNION ALL SELECT b.customer_id, 2, b.item, NULL, 0 FROM bought b WHERE b.item IN (SELECT item FROM {_SELLERS})
UNION ALL SELECT customer_id, 3, NULL, NULL, 0 FROM {MEMBERS}
ORDER BY 1, 2, 5, 3
"""

_FACTS = f"""
SELECT i.item, {KNOWN.format(item="i.item", category="p.category")}, coalesce(p.active, TRUE) AS active
FROM wanted_items i LEFT JOIN products p ON p.external_id = i.item
"""


@dataclass(frozen=True, slots=True)
class Pair:
    """Who bought `item` may want `other`: bought together in `together` baskets, `lift` at least `low`."""

    item: str
    other: str
    together: int
    lift: float
    low: float


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What is offered to the members of a segment, and on what evidence; `thin` is why there are no pairs."""

    base: Base = field(repr=False)
    rule: Rule = field(repr=False)
    as_of: dt.datetime
    pairs: tuple[Pair, ...]
    bestsellers: tuple[tuple[str, int], ...]
    thin: str = ""

    def each(
        self, most: int = MOST_OFFERS, *, only: Sequence[int] | None = None
    ) -> Iterator[tuple[int, list[Product]]]:
        """The offers of each member who has any, the strongest first, by rising `customer_id`.

        `only` narrows whom they are for, not whose bestsellers they are.
        """
        engine = self.base.engine
        members = asked(self.base, self.rule, self.as_of, only)
        facts = self._facts()
        pairs = [pair for pair in self.pairs if facts[pair.other]["active"]]
        with (
            engine.offered(MEMBERS, members),
            engine.offered(_PAIRS, _pair_table(pairs)),
            engine.offered(_SELLERS, _items(item for item, _ in self.bestsellers)),
        ):
            stream = engine.stream(_ASKED, [*BOUGHT, self.as_of, most])
        rows = (row for batch in stream for row in batch.to_pylist())
        for number, group in groupby(rows, lambda row: row["customer_id"]):
            if offers := self._chosen(list(group), facts, most):
                yield int(number), offers

    def _chosen(
        self, rows: list[dict[str, object]], facts: Mapping[str, Product], most: int
    ) -> list[Product]:
        chosen = {str(row["item"]): str(row["because"]) for row in rows if row["part"] == 1}
        had = {row["item"] for row in rows if row["part"] == 2}
        for item, _ in self.bestsellers:
            if len(chosen) >= most:
                break
            if item not in had:
                chosen.setdefault(item, "")
        return [_offer(facts[item], facts[because] if because else None) for item, because in chosen.items()]

    def _facts(self) -> dict[str, Product]:
        items = {pair.item for pair in self.pairs} | {pair.other for pair in self.pairs}
        items |= {item for item, _ in self.bestsellers}
        with self.base.engine.offered("wanted_items", _items(sorted(items))):
            return {row["item"]: row for row in self.base.engine.table(_FACTS).to_pylist()}


def find_suggestions(base: Base, rule: Rule, as_of: dt.datetime) -> Suggestions:
    """What there is to offer the members of a rule at an instant; raises MissingExtraError without SciPy."""
    instant = base.in_utc(as_of)
    pairs, thin = _pairs(base, instant)
    members = asked(base, rule, instant, None)
    since = instant - dt.timedelta(days=SELLING_DAYS)
    with base.engine.offered(MEMBERS, members):
        sold = base.engine.rows(_SELLING, [*BOUGHT, instant, since, LEAST_BUYERS, _MOST_SELLERS])
    return Suggestions(base, rule, instant, pairs, tuple((str(item), int(n)) for item, n in sold), thin)


def _pairs(base: Base, instant: dt.datetime) -> tuple[tuple[Pair, ...], str]:
    """Both ways round of every pair that is no accident; none, and why, where there is too little."""
    require_discovery("product suggestions")
    from clientela.discover.patterns.baskets import find_baskets
    from clientela.discover.patterns.reading import read_purchases

    try:
        found = find_baskets(read_purchases(base, instant, "item", "orders"))
    except TooThinError as error:
        return (), str(error)
    pairs = [
        Pair(item, other, each.together, each.lift, each.lift_low)
        for each in found.patterns
        if len(each.first) == 1
        for item, other in ((each.first[0], each.then), (each.then, each.first[0]))
    ]
    return tuple(pairs), ""


def _items(items: Iterable[str]) -> pa.Table:
    return pa.table({"item": pa.array(list(items), pa.string())})


def _pair_table(pairs: list[Pair]) -> pa.Table:
    return pa.table(
        {
            "item": pa.array([pair.item for pair in pairs], pa.string()),
            "other": pa.array([pair.other for pair in pairs], pa.string()),
            "strength": pa.array([pair.low for pair in pairs], pa.float64()),
        }
    )


def _offer(product: Product, because: Product | None) -> Product:
    shown = {name: value for name, value in product.items() if name != "active"}
    return {**shown, "because": because["name"] if because else None}

"""What a path in a message asks for, by the name it is frozen under."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from clientela.rules.nodes import Case, Choose, InSegment
from clientela.rules.text import write_value

LINKS = ("unsubscribe_url", "preferences_url", "browser_url")
"""Addresses of one delivery: made when it is sent, never frozen."""

LISTS: Mapping[str, tuple[str, ...]] = {
    "recent_products": ("item", "name", "category", "brand", "price", "currency", "bought_on"),
    "offers": ("item", "name", "category", "brand", "price", "currency", "because"),
}
"""What loops go over, and what each thing in them has."""

GIVEN = ("coupon",)
"""What a campaign hands out itself, one to a recipient."""

ENTITIES = ("customer", "company")
ROOTS = frozenset({*ENTITIES, *LINKS, *LISTS, *GIVEN})


def need_of(path: Sequence[object]) -> str | None:
    """The name a path is frozen under; None where it is no field but, say, a thing of a loop."""
    first = path[0]
    if len(path) == 1 and isinstance(first, str):
        return first
    if len(path) == 2 and first in ENTITIES and isinstance(path[1], str):
        return path[1] if first == "customer" else f"company.{path[1]}"
    return None


def segment_need(segment: str) -> str:
    """The question whether somebody is in a segment, as rules spell it; its value is true or false."""
    return write_value(Choose((Case(InSegment(segment), then=True),), otherwise=False))


def roots_of(values: Mapping[str, object]) -> dict[str, object]:
    """The values as Liquid sees them: `customer.city` beside `city`, `company.name`."""
    company = {name[8:]: value for name, value in values.items() if name.startswith("company.")}
    return {**values, "customer": values, "company": company}

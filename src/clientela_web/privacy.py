"""What a viewer does not see: who a customer is, and how few of them there are.

The one place that knows. What names a person is hidden in a table, a card and a search alike, and so is
whatever would tell by asking: a rule on e-mails answers "is she a customer?" as well as a list does.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Protocol

from django.utils.translation import gettext as _

from clientela.catalog import FirmCatalog, VariableDefinition
from clientela.catalog.definitions import Sensitivity
from clientela.catalog.kinds import FIELDS
from clientela.catalog.withholding import why_withheld
from clientela.errors import ClientelaError
from clientela.rules import nodes as n
from clientela.rules.types import ValueType
from clientela.segments.explaining.model import Explanation
from clientela_web.models.permission import Permission
from clientela_web.workspace import firm

MASK = "•••"
SMALL = 5

# Names that lists and cards use beside the catalogue's, and what is written freely without being marked so.
_NAMING = frozenset({"name", "company", "company_name", "wording", "last_search"})
_NAMING_OF = frozenset(
    {("deal", "title"), ("deal", "next_step"), ("deal", "external_id"), ("deal", "customer_id")}
)
# What an event may show of itself; all else (texts, numbers of orders, addresses of pages …) is left out.
OPEN_EVENT_FIELDS = frozenset({
        "at", "kind", "item", "item_name", "category", "channel", "source", "amount", "unit_price",
        "currency", "quantity", "score", "stars", "campaign", "payment_method", "coupon",
        "discount", "survey", "machine", "status", "brand", "shipping", "tax", "results",
        "promotion", "step", "shipping_method", "shared_via", "device", "duration", "method",
        "variant", "topic", "priority", "resolution", "resolution_hours", "direction", "outcome",
        "theme", "product", "stage", "previous_stage", "lost_reason", "competitor", "starts_on",
        "ends_on", "plan", "network", "action", "purpose", "version", "state", "attribute",
})  # fmt: skip


class Reader(Protocol):
    """Who looks: an account, or the key of a program."""

    def may(self, permission: Permission) -> bool: ...


class NotForViewersError(ClientelaError):
    """A question whose answer would tell who a customer is."""


def sees_persons(reader: Reader) -> bool:
    """Whether nothing has to be hidden from the reader."""
    return reader.may(Permission.SEE_PERSONS)


def is_personal(name: str, entity: str = "customer") -> bool:
    """Whether values of that attribute or variable could tell who a customer is.

    Yes for a name that nobody knows. `company.name` is the name of the company.
    """
    entity, _dot, bare = name.rpartition(".") if "." in name else (entity, "", name)
    if bare in _NAMING and not (entity == "product" and bare == "name"):
        return True
    if (entity, bare) in _NAMING_OF:
        return True
    known = _known(firm().catalog)
    if (entity, bare) in known:
        return known[entity, bare]
    return bare not in OPEN_EVENT_FIELDS and not _is_computed(bare)


def shown(reader: Reader, name: str, value: object, entity: str = "customer") -> object:
    """The value as the reader may see it: the year of a birthday, a mask for whatever else is personal."""
    if value in (None, "") or sees_persons(reader) or not is_personal(name, entity):
        return value
    if name == "birthday" and isinstance(value, dt.date | str):
        return str(value)[:4]
    return MASK


def shown_row(reader: Reader, row: Mapping[str, object], entity: str = "customer") -> dict[str, object]:
    """A row of named values as the reader may see it."""
    return {name: shown(reader, name, value, entity) for name, value in row.items()}


def shown_table(
    reader: Reader, names: Sequence[str], rows: Iterable[Sequence[object]], entity: str = "customer"
) -> list[tuple[object, ...]]:
    """Rows of cells under named columns as the reader may see them."""
    hidden = [not sees_persons(reader) and is_personal(name, entity) for name in names]
    return [
        tuple(
            shown(reader, name, cell, entity) if hide else cell
            for name, cell, hide in zip(names, row, hidden, strict=True)
        )
        for row in rows
    ]


def shown_event(reader: Reader, details: Mapping[str, object]) -> dict[str, object]:
    """The fields of an event, or of a change of an attribute, as the reader may see them."""
    if sees_persons(reader):
        return dict(details)
    attribute = details.get("attribute")
    return {
        name: shown(reader, str(attribute), value) if name == "value" and attribute else value
        for name, value in details.items()
        if name in OPEN_EVENT_FIELDS or (name == "value" and attribute)
    }


def shown_name(reader: Reader, customer_id: int, name: str | None) -> str:
    """What to call a customer: her name, or our number of her where there is none to be seen."""
    return name if name and sees_persons(reader) else _("Customer %(number)s") % {"number": f"#{customer_id}"}


def shown_explanation(reader: Reader, explanation: Explanation) -> Explanation:
    """Why somebody is in a segment, of a customer named by our number where the reader sees no persons."""
    if sees_persons(reader):
        return explanation
    return replace(explanation, name=f"#{explanation.customer}")


def shown_count(reader: Reader, count: int) -> int | None:
    """The count as the reader may see it: None for one that is small, but not nought."""
    return None if 0 < count < SMALL and not sees_persons(reader) else count


def shown_part(reader: Reader, count: int, whole: int) -> int | None:
    """The part of a whole that is shown beside it: None too where those outside are few, but not none."""
    return None if None in (shown_count(reader, count), shown_count(reader, whole - count)) else count


def shown_both(reader: Reader, both: int, left: int, right: int) -> int | None:
    """How many two groups share: None where those in both, or those in one alone, are few."""
    parts = (shown_part(reader, both, whole) for whole in (left, right))
    return None if both and None in parts else both


def shown_parts(reader: Reader, counts: Sequence[int]) -> list[int | None]:
    """The parts of a whole that is shown beside them, as the reader may see them.

    Whatever is hidden can be worked out as what the others leave of the whole. So as few others as possible,
    the smallest, are hidden with the small ones, until they are two at least and together not few.
    """
    found = [shown_count(reader, count) for count in counts]
    hidden = [count for count, seen in zip(counts, found, strict=True) if seen is None]
    others = sorted((count, place) for place, count in enumerate(found) if count)
    while hidden and others and (len(hidden) < 2 or sum(hidden) < SMALL):
        count, place = others.pop(0)
        found[place] = None
        hidden.append(count)
    return found


def may_search(reader: Reader, words: str) -> bool:
    """Whether the reader may look for that: our number everybody, anything else who sees persons."""
    return sees_persons(reader) or words.strip().removeprefix("#").isdigit()


def may_ask(reader: Reader, rule: n.Rule) -> bool:
    """Whether the reader may see a rule and its answer: one about persons tells who they are."""
    return sees_persons(reader) or not asks_for_persons(rule)


def check_may_ask(reader: Reader, rule: n.Rule) -> None:
    """Raises NotForViewersError for a rule that the reader may not ask."""
    if not may_ask(reader, rule):
        raise NotForViewersError(
            _("This rule asks for names, addresses or texts of customers, which your role does not see.")
        )


def asks_for_persons(rule: n.Rule, inside: tuple[str, ...] = ()) -> bool:
    """Whether the rule, or a segment it names, asks about what is personal, or where she lives."""
    return any(_asks_for_persons(node, inside) for _path, node in n.walk(rule))


def _asks_for_persons(node: n.Node, inside: tuple[str, ...]) -> bool:
    match node:
        case n.Variable(name=name, entity=entity, arguments=arguments):
            return is_personal(name, entity) or any(each in _HIDDEN_FIELDS for each in arguments)
        case n.Changed(attribute=name, entity=entity):
            return is_personal(name, entity)
        case n.Field(name=name) | n.Occurrence(field=name) | n.Answer(field=name):
            return name not in OPEN_EVENT_FIELDS and is_personal(name, "deal")
        case n.Aggregate(field=str(name)) | n.RelatedAggregate(field=str(name)):
            return name not in OPEN_EVENT_FIELDS and is_personal(name, "deal")
        case n.NearPlace() | n.InPolygon():
            return True
        case n.InSegment(segment=name) | n.SegmentChange(segment=name):
            within = firm().catalog.segment(name)
            return within is not None and name not in inside and asks_for_persons(within, (*inside, name))
    return False


@lru_cache(maxsize=2)
def _known(catalog: FirmCatalog) -> dict[tuple[str, str], bool]:
    return {(each.entity, each.name): _tells(each) for each in catalog.definitions()}


def _tells(definition: VariableDefinition) -> bool:
    about_a_child = definition.sensitivity is Sensitivity.CHILD
    return bool(why_withheld(definition)) or (about_a_child and definition.type is not ValueType.BOOLEAN)


def _is_computed(name: str) -> bool:
    """Whether it is a figure over a window of days that no list holds, such as `revenue_45d`."""
    try:
        return firm().catalog.resolve(name).definition is not None
    except ClientelaError:
        return False


_HIDDEN_FIELDS = frozenset(FIELDS) - OPEN_EVENT_FIELDS

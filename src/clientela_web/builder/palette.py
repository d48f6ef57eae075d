"""What can be added to a rule, in marketers' words: every variable, event, segment and kind of condition."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clientela.catalog.definitions import Family, VariableDefinition
from clientela.catalog.firm import FirmCatalog
from clientela.catalog.kinds import KINDS
from clientela.rules import nodes as n
from clientela.rules.folding import fold_text
from clientela.rules.inference import Scope, field_facts, type_of
from clientela_web.builder.forms import FORMS, form_of
from clientela_web.builder.forms.comparison import blank_compare
from clientela_web.builder.forms.desk import Desk
from clientela_web.builder.forms.names import field_names


@dataclass(frozen=True, slots=True)
class Item:
    """Something to add: `key` makes the node, the rest is for reading and finding."""

    key: str
    label: str
    group: str
    hint: str = ""
    words: str = ""


GROUPS: dict[str, Promise] = {
    "recent": _("Recently used"),
    "who": _("Who they are"),
    "bought": _("What they bought"),
    "site": _("What they did on the site"),
    "messages": _("Messages and consent"),
    "service": _("Service and contact"),
    "voice": _("Surveys and reviews"),
    "deals": _("Deals and company"),
    "time": _("Dates and time"),
    "estimates": _("Estimates"),
    "segments": _("Segments"),
    "shapes": _("Other conditions"),
    "fields": _("Fields"),
}
"""The groups of the palette, in order."""

_OF_FAMILY = {
    Family.DEMOGRAPHIC: "who",
    Family.ECONOMIC: "who",
    Family.GEOGRAPHIC: "who",
    Family.PSYCHOGRAPHIC: "who",
    Family.CUSTOM: "who",
    Family.BEHAVIOURAL: "bought",
    Family.PRODUCT: "bought",
    Family.ENGAGEMENT: "messages",
    Family.SERVICE: "service",
    Family.VOICE: "voice",
    Family.FIRMOGRAPHIC: "deals",
    Family.DEAL: "deals",
    Family.ESTIMATE: "estimates",
    Family.TIME: "time",
}
_OF_KIND = {
    "account": "site",
    "browsing": "site",
    "ordering": "bought",
    "voice": "voice",
    "messages": "messages",
    "service": "service",
    "deals": "deals",
    "consent": "messages",
}
_OF_SHAPE: dict[type[n.Node], str] = {
    n.Sequence: "bought",
    n.Regularly: "bought",
    n.Stopped: "bought",
    n.Resumed: "bought",
    n.FirstTime: "bought",
    n.Rank: "bought",
    n.Related: "deals",
    n.InSegment: "segments",
    n.SegmentChange: "segments",
    n.MessageActivity: "messages",
    n.Consents: "messages",
    n.NearPlace: "who",
    n.InPolygon: "who",
    n.Changed: "who",
    n.Anniversary: "time",
    n.Bucket: "shapes",
    n.Compare: "shapes",
    n.AnyOf: "shapes",
    n.All: "shapes",
}


_SHAPES_LAST = ("who", "deals", "time", "shapes")


def node_of(key: str, catalog: FirmCatalog, today: dt.date) -> n.Condition:
    """The condition an item stands for; LookupError for a key that no item has."""
    what, _colon, name = key.partition(":")
    if what == "event":
        return n.Happened((name,), window=n.LastPeriod(90, "day"))
    if what == "segment":
        return n.InSegment(name)
    if what == "deal":
        field = n.Field(name)
        facts = catalog.deal_field(name)
        return n.Related("deal", "any", blank_compare(field, facts.type if facts else None))
    if what == "shape":
        form = form_of(name)
        made = form.blank(today) if form else None
        if made is None or not isinstance(made, n.Condition):
            raise LookupError(key)
        return made
    return _compared(what, name, catalog)


def _compared(what: str, name: str, catalog: FirmCatalog) -> n.Condition:
    match what:
        case "variable":
            value: n.Value = n.Variable(name)
        case "company":
            value = n.Variable(name, "company")
        case "estimate":
            value = n.Estimate(name)
        case "field":
            kinds, _bar, field = name.partition("|")
            scope = Scope(deals=True) if kinds == "deal" else Scope(kinds=tuple(kinds.split(",")))
            facts = field_facts(field, catalog, scope)
            return blank_compare(n.Field(field), facts.type if facts else None)
        case _:
            raise LookupError(what)
    return blank_compare(value, type_of(value, catalog))


def items(desk: Desk, scope: Scope, recent: Sequence[str] = ()) -> list[Item]:
    """Everything that can be added in this scope."""
    if scope.deals or scope.kinds:
        return [*_fields(desk, scope), *_shapes_inside()]
    shapes = list(_shapes())
    first = [item for item in shapes if item.group not in _SHAPES_LAST]
    found = [*_events(desk), *first, *_variables(desk), *_deals(desk), *_segments(desk)]
    found += [item for item in shapes if item.group in _SHAPES_LAST]
    known = {item.key: item for item in found}
    lately = [known[key] for key in recent if key in known]
    return [*(Item(each.key, each.label, "recent", each.hint) for each in lately), *found]


def values(desk: Desk, scope: Scope) -> list[Item]:
    """Everything that can be compared in this scope."""
    return _fields(desk, scope) if scope.deals or scope.kinds else list(_variables(desk))


def _variables(desk: Desk) -> Iterator[Item]:
    for definition in desk.catalog.definitions():
        if definition.entity not in ("customer", "company") or not _usable(definition, desk):
            continue
        prefix = "company" if definition.entity == "company" else "variable"
        prefix = "estimate" if definition.family is Family.ESTIMATE else prefix
        group = "estimates" if prefix == "estimate" else _group_of(definition)
        yield Item(
            f"{prefix}:{definition.name}",
            definition.label(desk.language),
            group,
            definition.meaning if desk.language == "en" else "",
            f"{definition.name} {definition.label('en')}",
        )


def _usable(definition: VariableDefinition, desk: Desk) -> bool:
    if desk.catalog.is_quarantined(definition):
        return False
    return definition.family is not Family.ESTIMATE or definition.name in desk.catalog.estimate_names()


_ON_SITE = ("page", "visit", "session", "search", "cart", "product_view", "wishlist", "web", "site", "device")


def _group_of(definition: VariableDefinition) -> str:
    if definition.family is Family.BEHAVIOURAL and any(word in definition.name for word in _ON_SITE):
        return "site"
    return _OF_FAMILY[definition.family]


def _events(desk: Desk) -> Iterator[Item]:
    groups = {kind.name: kind.group for kind in KINDS}
    for name in desk.catalog.event_kind_names():
        label = desk.catalog.labels.event_kind(name, desk.language, "one")
        yield Item(
            f"event:{name}",
            label,
            _OF_KIND.get(groups.get(name, ""), "site"),
            str(_("happened, or never")),
            name,
        )


def _deals(desk: Desk) -> Iterator[Item]:
    for name in desk.catalog.deal_field_names():
        label = desk.catalog.labels.field(name, desk.language)
        yield Item(f"deal:{name}", str(_("deal: %s")) % label, "deals", "", f"deal {name}")


def _segments(desk: Desk) -> Iterator[Item]:
    for name in desk.catalog.segment_names():
        yield Item(f"segment:{name}", name, "segments")


def _shapes() -> Iterator[Item]:
    for node, group in _OF_SHAPE.items():
        form = FORMS[node]
        yield Item(f"shape:{form.tag}", str(form.said), group, "", form.tag)


def _shapes_inside() -> Iterator[Item]:
    for node in (n.Compare, n.AnyOf):
        form = FORMS[node]
        yield Item(f"shape:{form.tag}", str(form.said), "shapes", "", form.tag)


def _fields(desk: Desk, scope: Scope) -> list[Item]:
    where = "deal" if scope.deals else ",".join(scope.kinds)
    labels = desk.catalog.labels
    return [
        Item(f"field:{where}|{name}", labels.field(name, desk.language), "fields", "", name)
        for name in field_names(scope, desk)
    ]


def search(found: Sequence[Item], words: str) -> list[Item]:
    """The items in which every word occurs, those that begin with the words first."""
    wanted = [fold_text(word) for word in words.split()]
    if not wanted:
        return list(found)
    scored = [
        (points, place, item) for place, item in enumerate(found) if (points := _distance(item, wanted))
    ]
    return [item for _points, _place, item in sorted(scored, key=lambda row: row[:2])]


def _distance(item: Item, wanted: Sequence[str]) -> tuple[bool, ...]:
    """How far an item is from the words, the nearest first; empty where one occurs nowhere."""
    label = fold_text(item.label)
    text = f" {label} {fold_text(f'{item.words} {item.hint}')} {fold_text(item.words.replace('_', ' '))} "
    if not all(word in text for word in wanted):
        return ()
    return (
        label != " ".join(wanted),
        not label.startswith(wanted[0]),
        not all(f" {word} " in text for word in wanted),
        not all(word in label for word in wanted),
    )


def grouped(found: Sequence[Item]) -> list[tuple[str, list[Item]]]:
    """The items under their groups, in the order of `GROUPS`."""
    by_group: dict[str, list[Item]] = {}
    for item in found:
        by_group.setdefault(item.group, []).append(item)
    return [(str(said), by_group[group]) for group, said in GROUPS.items() if group in by_group]

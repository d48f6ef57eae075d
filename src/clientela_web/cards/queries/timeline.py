"""The timeline of a card: entries as sentences, by day, with the filters over them."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from babel.dates import format_time
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clientela.catalog.labels import plural_category
from clientela.catalog.phrasebook import capital
from clientela.collect.byhand.hand import BY_HAND
from clientela.segments.timeline import CHANGED, CONSENTED, Entry, Only, Place, timeline_kinds
from clientela.workspace import now
from clientela_web.cards.queries import saying
from clientela_web.cards.queries.card import source_said
from clientela_web.models import Account
from clientela_web.privacy import shown_event
from clientela_web.ui import writing
from clientela_web.workspace import firm

PAGE = 40
ICONS = {
    "order_completed": "shopping-bag",
    "product_bought": "package",
    "order_refunded": "undo-2",
    "order_cancelled": "ban",
    "product_returned": "undo-2",
    "product_added": "shopping-cart",
    "checkout_started": "credit-card",
    "call_logged": "phone",
    "visit_logged": "map-pin",
    "note_added": "sticky-note",
    "deal_created": "handshake",
    "deal_stage_changed": "arrow-right",
    "deal_won": "trophy",
    "deal_lost": "circle-x",
    "review_written": "star",
    "survey_answered": "clipboard-list",
    "signed_up": "user-plus",
    "signed_in": "log-in",
    "coupon_applied": "tag",
    "message_clicked": "mouse-pointer-click",
    "message_opened": "mail-open",
    "message_replied": "reply",
    "message_converted": "target",
    "message_bounced": "mail-x",
    "consent_given": "shield-check",
    "consent_withdrawn": "shield-off",
    "account_deleted": "user-x",
    "social_interaction": "share-2",
    CHANGED: "pencil",
}
FAMILIES = (
    ("message_", "mail"),
    ("ticket_", "ticket"),
    ("contract_", "file-check"),
    ("product_", "eye"),
    ("page_", "globe"),
    ("search_", "search"),
    ("order_", "shopping-bag"),
)
# Fields told before the others, and without their names: they speak for themselves.
PLAIN = (
    *("item_name", "item", "category", "subject", "campaign"),
    *("survey", "question", "query", "url", "topic"),
)
# What no sentence needs: ids, and what is told elsewhere in it.
SILENT = frozenset(
    {"ref", "amount", "currency", "quantity", "text", "channel", "unit_price", "machine", "cart_id", "status"}
)
MONEY = frozenset({"discount", "shipping", "tax"})
SHOWN_LINES = 6


@dataclass(frozen=True, slots=True)
class Told:
    """One entry: when, an icon, what it was, what is to be said of it, in whose words."""

    at: dt.datetime
    clock: str
    icon: str
    title: str
    parts: tuple[str, ...]
    text: str
    lines: tuple[str, ...]
    more_lines: int
    channel: str
    source: str
    by_hand: bool


@dataclass(frozen=True, slots=True)
class Day:
    """The entries of one day in the firm's zone."""

    day: dt.date
    entries: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """A filter: its value, its name, how many entries it leaves, whether it is chosen."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A page of the timeline."""

    days: tuple[Day, ...]
    further: str
    is_first: bool


def only_of(data: QueryDict) -> Only:
    """The filter that an address says."""
    return Only(tuple(data.getlist("kind")), tuple(data.getlist("channel")))


def page_of(customer_id: int, data: QueryDict, account: Account) -> Shown:
    """The page of the timeline that an address asks for."""
    only, before = only_of(data), data.get("before", "")
    beyond = Place.read(before) if before else None
    found = firm().timeline(customer_id, only=only, beyond=beyond, limit=PAGE)
    told = [_told(entry, account) for entry in found.entries]
    days = itertools.groupby(told, key=lambda each: timezone.localtime(each.at).date())
    grouped = tuple(Day(day, tuple(entries)) for day, entries in days)
    further = query_of(only, str(found.further)) if found.further else ""
    return Shown(grouped, further, beyond is None)


def query_of(only: Only, before: str = "") -> str:
    """The query string of a page of the timeline."""
    said = [("kind", kind) for kind in only.kinds] + [("channel", channel) for channel in only.channels]
    return urlencode([*said, *([("before", before)] if before else [])])


def choices_of(customer_id: int, only: Only) -> tuple[list[Choice], list[Choice]]:
    """What the timeline can be narrowed to: kinds and channels, with how many entries each has."""
    kinds: dict[str, int] = {}
    channels: dict[str, int] = {}
    for found in timeline_kinds(firm().store.engine, customer_id, now()):
        kinds[found.kind] = kinds.get(found.kind, 0) + found.count
        if found.channel:
            channels[found.channel] = channels.get(found.channel, 0) + found.count
    return (
        [Choice(kind, kind_said(kind, count), count, kind in only.kinds) for kind, count in kinds.items()],
        [Choice(name, name, count, name in only.channels) for name, count in channels.items()],
    )


def kind_said(kind: str, count: int = 1) -> str:
    """A kind as a noun in the number asked for, with a capital letter."""
    if kind == CHANGED:
        return ngettext("Change of an attribute", "Changes of attributes", count)
    language = writing.language()
    noun = firm().catalog.labels.event_kind(kind, language, plural_category(count, language))
    return capital(noun)


def icon_of(kind: str) -> str:
    """The picture of a kind."""
    if kind in ICONS:
        return ICONS[kind]
    return next((name for prefix, name in FAMILIES if kind.startswith(prefix)), "circle-dot")


def _told(entry: Entry, account: Account) -> Told:
    details = shown_event(account, entry.details)
    parts: tuple[str, ...] = ()
    if entry.kind == CHANGED:
        title = _change(entry, account)
    elif entry.kind in CONSENTED:
        title, parts = kind_said(entry.kind), _consent(details)
    else:
        title, parts = _titled(entry.kind, details), tuple(_parts(details))
    lines = tuple(_line(shown_event(account, line)) for line in entry.lines)
    return Told(
        entry.place.at,
        _clock(entry.place.at),
        icon_of(entry.kind),
        title,
        parts,
        str(details.get("text") or details.get("wording") or ""),
        lines[:SHOWN_LINES],
        max(len(lines) - SHOWN_LINES, 0),
        str(details.get("channel") or ""),
        source_said(entry.source),
        bool(entry.source and entry.source.startswith(BY_HAND)),
    )


def _clock(at: dt.datetime) -> str:
    return str(format_time(timezone.localtime(at).time(), "HH:mm", locale=writing.language()))


def _change(entry: Entry, account: Account) -> str:
    name = str(entry.details["attribute"])
    before = entry.details.get("before")
    after = saying.said_text(account, name, entry.details["value"])
    told = {"what": saying.label(name), "before": saying.said_text(account, name, before), "after": after}
    if entry.details["value"] is None:
        return _("%(what)s cleared; it was %(before)s") % told if before else _("%(what)s cleared") % told
    if before is None:
        return _("%(what)s: %(after)s") % told
    return _("%(what)s: %(after)s, before %(before)s") % told


def _consent(details: dict[str, object]) -> tuple[str, ...]:
    return tuple(str(details[name]) for name in ("channel", "purpose") if details.get(name))


def _titled(kind: str, details: dict[str, Any]) -> str:
    """The noun, and the money where there is some: what the eye looks for."""
    title, amount = kind_said(kind), details.get("amount")
    if amount is None:
        return title
    return f"{title} · {_money(amount, details)}"


def _parts(details: dict[str, Any]) -> list[str]:
    """What is to be said of an event, the plainest first."""
    told = []
    quantity = details.get("quantity")
    if isinstance(quantity, Decimal) and quantity != 1:
        pieces = int(quantity) if quantity == quantity.to_integral_value() else quantity
        told.append(
            ngettext("%(number)s piece", "%(number)s pieces", int(pieces))
            % {"number": writing.number(pieces)}
        )
    told += [str(details[name]) for name in PLAIN if details.get(name)]
    rest = [name for name in details if name not in SILENT and name not in PLAIN]
    return told + [_named(name, details) for name in rest if _says_something(details[name])]


def _named(name: str, details: dict[str, Any]) -> str:
    value = details[name]
    if name == "goal":
        said = kind_said(str(value))
    else:
        said = _money(value, details) if name in MONEY else saying.said_plainly(name, value)
    return f"{saying.field_label(name)}: {said}"


def _money(value: int | float | Decimal, details: dict[str, Any]) -> str:
    currency = details.get("currency") or firm().store.settings().get("currency")
    return writing.money(value, str(currency) if currency else None)


def _says_something(value: object) -> bool:
    return value not in (None, "", 0, Decimal(0))


def _line(details: dict[str, Any]) -> str:
    """A line of an order: how many of what, for how much."""
    name = details.get("item_name") or details.get("item") or details.get("category") or ""
    quantity = details.get("quantity")
    counted = f"{writing.number(quantity)} × {name}" if quantity not in (None, 1) else str(name)
    return f"{counted} · {_money(details['amount'], details)}" if details.get("amount") else counted

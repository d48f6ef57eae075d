"""A customer's card on a terminal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from clientela.cli.events import details
from clientela.cli.output import say, show_table, shown

if TYPE_CHECKING:
    from clientela.segments.cards import Card, Moment

_SPANS = ((365 * 86_400, "year"), (30 * 86_400, "month"), (86_400, "day"), (3_600, "hour"), (60, "minute"))


def show_card(card: Card, zone: ZoneInfo) -> None:
    """Print every part of the card that holds something."""
    who = card.customer
    named = [who.name, who.external_id, who.company, who.city]
    say(f"#{who.customer_id} " + " · ".join(shown(each) for each in named if each))
    say(f"as of {shown(card.as_of, zone)}")
    for part in _PARTS:
        part(card, zone)


def age(since: dt.datetime, as_of: dt.datetime) -> str:
    """How long ago, in the largest unit that says it."""
    seconds = (as_of - since).total_seconds()
    for length, unit in _SPANS:
        if seconds >= length:
            count = int(seconds // length)
            return f"{count} {unit}{'' if count == 1 else 's'}"
    return "just now"


def _attributes(card: Card, zone: ZoneInfo) -> None:
    rows = [
        (
            fact.attribute,
            shown(fact.value, zone),
            _origin(fact.source),
            "assumed" if fact.assumed else _since(fact.since, card),
        )
        for fact in card.attributes
    ]
    if rows:
        say("\nAttributes")
        show_table(("attribute", "value", "source", "age"), rows)


def _origin(source: str | None) -> str:
    return (source or "").removeprefix("import:")


def _since(since: dt.datetime | None, card: Card) -> str:
    return age(since, card.as_of) if since else ""


def _segments(card: Card, zone: ZoneInfo) -> None:
    if card.segments:
        say("\nSegments")
        rows = [
            (one.segment, shown(one.since, zone) if one.since else "not recorded yet")
            for one in card.segments
        ]
        show_table(("segment", "recorded since"), rows)


def _deals(card: Card, zone: ZoneInfo) -> None:
    if card.deals:
        say("\nDeals")
        rows = [
            (d.external_id, d.title, d.status, d.lost_reason, d.amount, d.currency, d.created_at)
            for d in card.deals
        ]
        show_table(("deal", "title", "status", "lost because", ">amount", "", "created"), rows, zone)


def _consents(card: Card, zone: ZoneInfo) -> None:
    if card.consents:
        say("\nConsents")
        rows = [(c.channel, c.purpose, c.state, c.at, _origin(c.source)) for c in card.consents]
        show_table(("channel", "purpose", "state", "when", "source"), rows, zone)


def _timeline(card: Card, zone: ZoneInfo) -> None:
    say(f"\nTimeline, the newest {len(card.timeline):,} of {card.moments:,}")
    if card.timeline:
        rows = [(moment.at, moment.kind, _said(moment), _origin(moment.source)) for moment in card.timeline]
        show_table(("when", "what", "details", "source"), rows, zone)


def _said(moment: Moment) -> str:
    if moment.kind == "attribute_changed":
        value = moment.details["value"]
        return f"{moment.details['attribute']}: {'cleared' if value is None else shown(value)}"
    if "purpose" in moment.details:
        return f"{moment.details['channel']}, {moment.details['purpose']}"
    return details(moment.details)


_PARTS: tuple[Callable[[Card, ZoneInfo], None], ...] = (_attributes, _segments, _deals, _consents, _timeline)

"""Customers one by one, and what happened."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router
from ninja.params.functions import Query

from clientela.errors import UnknownNameError
from clientela.segments.cards import Card
from clientela.segments.customers import Found
from clientela.segments.histories import EventFilter
from clientela_web.api.keys import Key, asking
from clientela_web.api.plain import filled, plain
from clientela_web.api.shapes import Card as CardShape
from clientela_web.api.shapes import Instant, KindCount, Matches, Name, Number
from clientela_web.auditing import record
from clientela_web.models import Permission
from clientela_web.privacy import may_ask, shown, shown_count, shown_event, shown_row
from clientela_web.workspace import firm

router = Router(tags=["customers"])


@router.get(
    "/customers",
    response=Matches,
    auth=Key(Permission.SEE_PERSONS),
    summary="Find customers by name, e-mail, phone or company",
)
def find(request: HttpRequest, q: Name, limit: int = Query(20, ge=1, le=200)) -> dict[str, Any]:
    found = firm().find_customers(*q.split(), limit=limit)
    return {"customers": [_found(request, each) for each in found.customers], "total": found.total}


@router.get(
    "/customers/by-key",
    response=CardShape,
    auth=Key(Permission.SEE_PERSONS),
    summary="Show the card of whom a key means",
)
def card_by_key(
    request: HttpRequest,
    key: Name,
    as_of: Instant | None = None,
    limit: int = Query(20, ge=0, le=1000),
) -> dict[str, Any]:
    """The key is the firm's number of her, an e-mail, a phone, or #12 (our own number)."""
    return _card(request, firm().card(key, as_of=as_of, limit=limit))


@router.get("/customers/{customer_id}", response=CardShape, summary="Show a customer's card")
def card(
    request: HttpRequest,
    customer_id: Number,
    as_of: Instant | None = None,
    limit: int = Query(20, ge=0, le=1000),
) -> dict[str, Any]:
    """By our own number; a viewer's key sees no personal data on it."""
    number = firm().customer_id(f"#{customer_id}")
    return _card(request, firm().card(number, as_of=as_of, limit=limit))


@router.get("/events", response=list[dict[str, Any]], summary="List events, the newest first")
def events(
    request: HttpRequest,
    kind: list[Name] = Query([]),
    customer: Number | None = None,
    since: Instant | None = None,
    until: Instant | None = None,
    limit: int = Query(20, ge=1, le=1000),
) -> list[dict[str, Any]]:
    wanted = EventFilter(_known(kind), customer, _in_utc(since), _in_utc(until))
    key, found = asking(request), firm().events(wanted, limit=limit).to_pylist()
    return [{"customer_id": each["customer_id"], **plain(shown_event(key, filled(each)))} for each in found]


@router.get("/events/counts", response=list[KindCount], summary="Count events by kind")
def event_counts(
    request: HttpRequest,
    kind: list[Name] = Query([]),
    customer: Number | None = None,
    since: Instant | None = None,
    until: Instant | None = None,
) -> list[dict[str, Any]]:
    wanted = EventFilter(_known(kind), customer, _in_utc(since), _in_utc(until))
    return [
        {
            "kind": each.kind,
            "events": each.events,
            "customers": shown_count(asking(request), each.customers),
            "first": each.first,
            "last": each.last,
        }
        for each in firm().event_counts(wanted)
    ]


def _known(kinds: list[str]) -> tuple[str, ...]:
    known = list(firm().catalog.event_kind_names())
    for kind in kinds:
        if kind not in known:
            raise UnknownNameError("event kind", kind, known)
    return tuple(kinds)


def _in_utc(at: Instant | None) -> Instant | None:
    return at and firm().base.in_utc(at)


def _found(request: HttpRequest, found: Found) -> dict[str, object]:
    told = plain(found)
    return {**shown_row(asking(request), told), "customer_id": found.customer_id}


def _card(request: HttpRequest, card: Card) -> dict[str, Any]:
    key = asking(request)
    record(request, "saw", "customer", card.customer.customer_id)
    told = plain(card)
    saved = {each.name: each.rule for each in firm().segments()}
    return {
        **told,
        "customer": _found(request, card.customer),
        "attributes": [
            {**each, "value": shown(key, each["attribute"], each["value"])} for each in told["attributes"]
        ],
        "segments": [each for each in told["segments"] if may_ask(key, saved[each["segment"]])],
        "deals": [shown_row(key, each, "deal") for each in told["deals"]],
        "timeline": [{**each, "details": shown_event(key, each["details"])} for each in told["timeline"]],
    }

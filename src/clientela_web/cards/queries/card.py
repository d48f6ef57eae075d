"""The card of one customer, as an account may see it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from clientela.act.channels import channel_said
from clientela.catalog.labels import read_table
from clientela.catalog.phrasebook import capital
from clientela.collect.byhand.hand import BY_HAND, RECIPIENT
from clientela.segments.cards import Card, ConsentState, DealFacts, Fact, segments_of
from clientela.workspace import now
from clientela_web.answers import asked
from clientela_web.cards.queries import saying
from clientela_web.cards.queries.listing import initials
from clientela_web.ledger.pending import pending_of
from clientela_web.models import Account, ConsentRequest
from clientela_web.privacy import sees_persons, shown, shown_name
from clientela_web.ui import writing
from clientela_web.workspace import firm

CONTACT = ("email", "phone", "mobile", "city", "country")
LINKS = frozenset({"company_id", "referred_by"})


@dataclass(frozen=True, slots=True)
class Line:
    """One attribute: what it is called, its value, and where that comes from."""

    name: str
    label: str
    value: str
    source: str
    since: dt.datetime | None
    assumed: bool
    editable: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Attributes of one family."""

    label: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Membership:
    """A segment she is in."""

    segment_id: int
    name: str
    since: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Deal:
    """A deal as the account may see it."""

    deal_id: int
    title: str
    status: str
    status_label: str
    stage: str
    lost_reason: str
    amount: object
    currency: str | None
    created_at: dt.datetime | None
    closed_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Who:
    """Who this is."""

    customer_id: int
    name: str
    initials: str
    external_id: str
    company: str
    company_id: int | None
    since: dt.datetime | None
    contact: tuple[Line, ...]


def who_of(card: Card, account: Account) -> Who:
    """The head of the card."""
    one = card.customer
    name = shown_name(account, one.customer_id, one.name or one.email or one.external_id)
    company_id, since = _links(one.customer_id)
    facts = {fact.attribute: fact for fact in card.attributes}
    contact = tuple(_line(facts[each], account) for each in CONTACT if each in facts)
    visible = sees_persons(account)
    return Who(
        one.customer_id,
        name,
        initials(name),
        one.external_id or "" if visible else "",
        (one.company or "") if visible else "",
        company_id if visible else None,
        since,
        contact,
    )


def groups_of(card: Card, account: Account) -> list[Group]:
    """Every attribute that has a value, by family."""
    names = read_table("families")
    found: dict[str, list[Line]] = {}
    for fact in card.attributes:
        definition = saying.definition_of(fact.attribute)
        if definition is None or fact.attribute in LINKS:
            continue
        family = "custom" if definition.own_label else definition.family.value
        found.setdefault(family, []).append(_line(fact, account))
    language = writing.language()
    return [
        Group(capital(names[family][language]) if family in names else family, tuple(lines))
        for family, lines in found.items()
    ]


def memberships_of(customer_id: int, *, wait: float) -> tuple[list[Membership], list[Membership]] | None:
    """The segments she is in, and the others; None while they are worked out."""
    found = asked(
        ("cards.segments", customer_id), lambda: list(segments_of(firm().base, customer_id, now())), wait=wait
    )
    if found is None:
        return None
    language = writing.language()
    since = {one.segment: one.since for one in found.value}
    inside: list[Membership] = []
    outside: list[Membership] = []
    for saved in firm().segments():
        entry = Membership(saved.segment_id, saved.name_in(language), since.get(saved.name))
        (inside if saved.name in since else outside).append(entry)
    return inside, outside


def deals_of(card: Card, account: Account) -> list[Deal]:
    """Her deals, open ones first."""
    found = [_deal(deal, account) for deal in card.deals]
    return sorted(found, key=lambda deal: deal.status != "open")


def deal_of(card: Card, deal_id: int, account: Account) -> Deal | None:
    """One of her deals."""
    return next((deal for deal in deals_of(card, account) if deal.deal_id == deal_id), None)


def consents_of(card: Card) -> list[tuple[str, list[ConsentState]]]:
    """What she agreed to, by channel."""
    found: dict[str, list[ConsentState]] = {}
    for each in card.consents:
        found.setdefault(each.channel, []).append(each)
    return list(found.items())


def pending_consents(customer_id: int) -> list[tuple[str, ConsentRequest]]:
    """What she was asked for and has not confirmed yet, each with what its channel is called."""
    language = get_language() or "en"
    return [(channel_said(each.channel, language), each) for each in pending_of(customer_id)]


def source_said(source: str | None) -> str:
    """Where something came from, for people: a file, or whose hand."""
    if not source:
        return ""
    if source.startswith(BY_HAND):
        number = source.removeprefix(BY_HAND).lstrip(": ").split(":")[0]
        if number == RECIPIENT:
            return _("by the customer")
        name = _account_named(number)
        return _("by hand, %(name)s") % {"name": name} if name else _("by hand")
    return source.removeprefix("import:")


def standing_merges(customer_id: int) -> list[dict[str, object]]:
    """The merges into her that can be undone, the latest first."""
    from clientela.collect import merges

    found: list[dict[str, object]] = merges(firm().store.engine, customer_id).to_pylist()
    return found


def _line(fact: Fact, account: Account) -> Line:
    return Line(
        fact.attribute,
        saying.label(fact.attribute),
        saying.said(account, fact.attribute, fact.value),
        source_said(fact.source),
        fact.since,
        fact.assumed,
        fact.attribute not in LINKS,
    )


def _deal(deal: DealFacts, account: Account) -> Deal:
    title = shown(account, "title", deal.title or deal.external_id, "deal") or f"#{deal.deal_id}"
    labels, language = firm().catalog.labels, writing.language()
    status = deal.status or "open"
    return Deal(
        deal.deal_id,
        str(title),
        status,
        capital(labels.option("status", status, language) or _status_words().get(status, status)),
        deal.stage or "",
        deal.lost_reason or "",
        deal.amount,
        deal.currency or firm().store.settings().get("currency"),
        deal.created_at,
        deal.closed_at,
    )


def _status_words() -> dict[str, str]:
    return {"open": _("open"), "won": _("won"), "lost": _("lost")}


def _links(customer_id: int) -> tuple[int | None, dt.datetime | None]:
    """The company she belongs to, and since when she exists."""
    ((company, since),) = firm().store.engine.rows(
        "SELECT company_id, least(created_at, first_event_at) FROM customers WHERE customer_id = ?",
        [customer_id],
    )
    return company, since


def _account_named(number: str) -> str:
    if not number.isdigit():
        return number
    found = Account.objects.filter(pk=int(number)).first()
    return str(found) if found else ""

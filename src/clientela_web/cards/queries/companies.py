"""A company: what it is, who works there, its deals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from clientela.segments.customers import found_customers
from clientela_web.cards.queries import saying
from clientela_web.cards.queries.listing import initials
from clientela_web.models import Account
from clientela_web.privacy import shown, shown_name
from clientela_web.workspace import firm

MOST = 100


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who works there."""

    customer_id: int
    name: str
    initials: str
    about: str


@dataclass(frozen=True, slots=True)
class Company:
    """A company as the account may see it."""

    company_id: int
    name: str
    facts: tuple[tuple[str, str], ...]
    people: tuple[Person, ...]
    headcount: int
    deals: tuple[dict[str, Any], ...]


def company_of(company_id: int, account: Account) -> Company | None:
    """The company of that number; None where there is none."""
    engine = firm().store.engine
    names = list(firm().catalog.attributes("company"))
    columns = ", ".join(f'"{name}"' for name in names)
    rows = engine.rows(f"SELECT external_id, {columns} FROM companies WHERE company_id = ?", [company_id])
    if not rows:
        return None
    external_id, *values = rows[0]
    held = dict(zip(names, values, strict=True))
    facts = tuple(
        (saying.label(name, "company"), saying.said(account, name, value, "company"))
        for name, value in held.items()
        if value is not None and name != "name"
    )
    name = shown(account, "name", held.get("name") or external_id, "company")
    people, count = _people(company_id, account)
    return Company(
        company_id, str(name or f"#{company_id}"), facts, people, count, _deals(company_id, account)
    )


def _people(company_id: int, account: Account) -> tuple[tuple[Person, ...], int]:
    engine = firm().store.engine
    found = engine.rows(
        "SELECT customer_id, count(*) OVER () FROM customers WHERE company_id = ? "
        "ORDER BY customer_id LIMIT ?",
        [company_id, MOST],
    )
    known = found_customers(engine, [number for number, _count in found])
    people = []
    for number, _count in found:
        one = known[number]
        name = shown_name(account, number, one.name or one.email)
        people.append(Person(number, name, initials(name), str(shown(account, "email", one.email) or "")))
    return tuple(people), int(found[0][1]) if found else 0


def _deals(company_id: int, account: Account) -> tuple[dict[str, Any], ...]:
    rows = firm().store.engine.table(
        "SELECT deal_id, title, external_id, status, stage, lost_reason, amount, currency, customer_id "
        "FROM deals WHERE company_id = ? ORDER BY status = 'open' DESC, created_at DESC LIMIT ?",
        [company_id, MOST],
    )
    deals = rows.to_pylist()
    for deal in deals:
        title = shown(account, "title", deal["title"] or deal["external_id"], "deal")
        deal["title"] = title or f"#{deal['deal_id']}"
    return tuple(deals)

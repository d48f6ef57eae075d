"""What a merge or an erasure would do, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from clientela.collect.byhand import Comparison
from clientela_web.cards.queries import saying
from clientela_web.models import Account

TABLES: dict[str, Promise] = {
    "events": gettext_lazy("what happened"),
    "consents": gettext_lazy("consents"),
    "identities": gettext_lazy("numbers and addresses she is known by"),
    "attribute_changes": gettext_lazy("changes of attributes"),
    "originals": gettext_lazy("values as they were first written"),
    "memberships": gettext_lazy("memberships of segments"),
    "estimates": gettext_lazy("estimates"),
    "deals": gettext_lazy("deals"),
    "merges": gettext_lazy("merges"),
    "customers": gettext_lazy("customers"),
}


@dataclass(frozen=True, slots=True)
class Side:
    """One attribute of both, and what will hold."""

    label: str
    winner: str
    loser: str
    after: str
    differs: bool


def both_said(compared: Comparison, account: Account) -> list[Side]:
    """The attributes, those that differ first."""
    sides = [
        Side(
            saying.label(each.attribute),
            saying.said_text(account, each.attribute, each.winner),
            saying.said_text(account, each.attribute, each.loser),
            saying.said_text(account, each.attribute, each.after),
            each.differs,
        )
        for each in compared.attributes
    ]
    return sorted(sides, key=lambda side: not side.differs)


def moves_said(rows: Mapping[str, int]) -> list[tuple[object, int]]:
    """How many rows of what."""
    return [(TABLES.get(table, table), count) for table, count in rows.items()]

"""What is written on the pages of customers: each edit through the core, and on record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django.http import HttpRequest

from clientela.reports.person import PersonCopy
from clientela.store.erasure import ids_of_person
from clientela_web.auditing import record
from clientela_web.cards.queries.listing import REMEMBERED
from clientela_web.ledger.pending import ask_consent
from clientela_web.ledger.refusing import consent_again, forget, withdraw
from clientela_web.models import Account
from clientela_web.workspace import firm


def _by(account: Account) -> str:
    return str(account.pk)


def log(
    request: HttpRequest,
    account: Account,
    customer_id: int,
    kind: str,
    fields: Mapping[str, object],
    *,
    at: dt.datetime | None,
    once: str | None,
) -> None:
    """Write a note, a call or a visit on the card; the same form sent twice writes it once."""
    firm().log(customer_id, kind, fields, at=at, by=_by(account), once=once)
    record(request, "logged", "customer", f"#{customer_id}", event=kind)


def set_attribute(
    request: HttpRequest, account: Account, customer_id: int, name: str, value: str, *, at: dt.datetime | None
) -> bool:
    """Set or clear an attribute; whether that changed anything."""
    changed = firm().set_attribute(customer_id, name, value, at=at, by=_by(account))
    if changed:
        record(request, "edited", "customer", f"#{customer_id}", attribute=name)
    return changed


def set_consent(
    request: HttpRequest,
    account: Account,
    customer_id: int,
    channel: str,
    purpose: str,
    *,
    given: bool,
    wording: str,
    at: dt.datetime | None,
) -> None:
    """Write a consent given or withdrawn."""
    firm().set_consent(
        customer_id, channel, purpose=purpose, given=given, wording=wording or None, at=at, by=_by(account)
    )
    consent_again(customer_id, channel, purpose) if given else withdraw(customer_id, channel, purpose)
    state = "given" if given else "withdrawn"
    record(request, "consented", "customer", f"#{customer_id}", channel=channel, purpose=purpose, state=state)


def ask_for_consent(
    request: HttpRequest, account: Account, customer_id: int, channel: str, purpose: str, *, wording: str
) -> None:
    """Have her confirm a consent herself, by mail."""
    ask_consent(
        customer_id, channel, purpose, wording=wording, source=f"account {account.pk}", account=account
    )
    record(request, "asked for", "customer", f"#{customer_id}", channel=channel, purpose=purpose)


def open_deal(
    request: HttpRequest, account: Account, customer_id: int, title: str, fields: Mapping[str, object]
) -> int:
    """Open a deal with the customer."""
    deal = firm().open_deal(customer_id, title, fields, by=_by(account))
    record(request, "opened", "deal", deal, customer=customer_id)
    return deal


def change_deal(
    request: HttpRequest, account: Account, deal_id: int, fields: Mapping[str, object]
) -> tuple[str, ...]:
    """Move, win, lose or take up a deal again."""
    kinds = firm().change_deal(deal_id, fields, by=_by(account))
    record(request, "changed", "deal", deal_id, fields=sorted(fields), events=list(kinds))
    return kinds


def merge(request: HttpRequest, account: Account, winner: int, loser: int) -> None:
    """Make one customer of two."""
    firm().merge(winner, loser, by=_by(account))
    record(request, "merged", "customer", f"#{winner}", other=loser)


def unmerge(request: HttpRequest, customer_id: int) -> int:
    """Take the latest merge back; our number of the one who is back."""
    back = firm().unmerge(customer_id)
    record(request, "unmerged", "customer", f"#{customer_id}", back=back)
    return back


def copy_person(request: HttpRequest, customer_id: int) -> PersonCopy:
    """Everything kept about her, to be given to her."""
    copy = firm().copy_person(customer_id)
    record(
        request, "exported", "customer", f"#{customer_id}", rows=sum(len(each) for each in copy.rows.values())
    )
    return copy


def erase(request: HttpRequest, customer_id: int) -> None:
    """Remove her for ever; the record keeps our number alone."""
    hers = ids_of_person(firm().store.engine, customer_id)
    forget(hers)
    firm().erase(customer_id)
    forget(hers)  # what was frozen in between
    record(request, "erased", "customer", f"#{customer_id}")


def remember_columns(account: Account, columns: Sequence[str]) -> None:
    """Show these columns to the account from now on."""
    account.preferences = {**account.preferences, REMEMBERED: list(columns)}
    account.save(update_fields=["preferences"])

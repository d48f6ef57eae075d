"""The audit log in the reader's words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazily

from clientela_web.models.audit_entry import AuditEntry

ACTIONS: dict[str, Promise] = {
    "logged_in": lazily("logged in"),
    "logged_out": lazily("logged out"),
    "failed_to_log_in": lazily("failed to log in"),
    "made": lazily("made"),
    "changed": lazily("changed"),
    "revoked": lazily("revoked"),
    "invited": lazily("invited"),
    "ended": lazily("ended"),
    "activated": lazily("opened again"),
    "deactivated": lazily("shut"),
    "switched_on": lazily("switched on"),
    "switched_off": lazily("switched off"),
}
KINDS: dict[str, Promise] = {
    "account": lazily("account"),
    "password": lazily("password"),
    "role": lazily("role"),
    "session": lazily("session"),
    "invitation": lazily("invitation"),
    "key": lazily("key"),
    "second_factor": lazily("second factor"),
    "second_factor_for_all": lazily("second factor for everybody"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """An entry of the log as it is read."""

    at: dt.datetime
    actor: str
    action: str
    kind: str
    what: str
    facts: list[tuple[str, object]]
    address: str


def action_word(action: str) -> str:
    """What was done, in a word; as it was written down where we have none for it."""
    return str(ACTIONS.get(action, action.replace("_", " ")))


def kind_word(kind: str) -> str:
    """To what kind of thing it was done."""
    return str(KINDS.get(kind, kind.replace("_", " ")))


def told(entry: AuditEntry) -> Told:
    """The entry in the reader's words."""
    return Told(
        entry.at,
        entry.actor or _("Somebody not logged in"),
        action_word(entry.action),
        kind_word(entry.kind),
        entry.what,
        [(name.replace("_", " "), value) for name, value in entry.facts.items()],
        entry.address,
    )

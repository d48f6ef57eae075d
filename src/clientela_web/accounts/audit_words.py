"""The audit log in the reader's words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazily

from clientela_web.models.audit_entry import AuditEntry
from clientela_web.models.permission import Role

ACTIONS: dict[str, Promise] = {
    "activated": lazily("opened again"),
    "added": lazily("added"),
    "asked_for": lazily("asked for"),
    "cancelled": lazily("cancelled"),
    "changed": lazily("changed"),
    "consented": lazily("noted a consent"),
    "deactivated": lazily("shut"),
    "deleted": lazily("deleted"),
    "downloaded": lazily("downloaded"),
    "duplicated": lazily("duplicated"),
    "edited": lazily("edited"),
    "ended": lazily("ended"),
    "erased": lazily("erased"),
    "explained": lazily("had explained"),
    "exported": lazily("exported"),
    "failed_to_log_in": lazily("failed to log in"),
    "imported": lazily("imported"),
    "invited": lazily("invited"),
    "logged": lazily("noted an event"),
    "logged_in": lazily("logged in"),
    "logged_out": lazily("logged out"),
    "made": lazily("made"),
    "merged": lazily("merged"),
    "opened": lazily("opened"),
    "published": lazily("published"),
    "refreshed": lazily("refreshed"),
    "removed": lazily("removed"),
    "renamed": lazily("renamed"),
    "restored": lazily("restored"),
    "revoked": lazily("revoked"),
    "saved": lazily("saved"),
    "saw": lazily("saw"),
    "searched": lazily("searched for"),
    "sent": lazily("sent"),
    "started": lazily("started"),
    "switched_off": lazily("switched off"),
    "switched_on": lazily("switched on"),
    "undone": lazily("undid"),
    "undid": lazily("undid"),
    "unmerged": lazily("took apart"),
    "uploaded": lazily("uploaded"),
}
KINDS: dict[str, Promise] = {
    "account": lazily("account"),
    "backup": lazily("backup"),
    "clusters": lazily("clusters"),
    "company": lazily("company"),
    "customer": lazily("customer"),
    "customers": lazily("customers"),
    "cut-points": lazily("cut-points"),
    "deal": lazily("deal"),
    "event_kind": lazily("event kind"),
    "field": lazily("field"),
    "file": lazily("file"),
    "import": lazily("import"),
    "invitation": lazily("invitation"),
    "key": lazily("key"),
    "password": lazily("password"),
    "role": lazily("role"),
    "second_factor": lazily("second factor"),
    "second_factor_for_all": lazily("second factor for everybody"),
    "segment": lazily("segment"),
    "session": lazily("session"),
    "settings": lazily("settings"),
    "strategy": lazily("strategy"),
}
FACTS: dict[str, Promise] = {
    "after": lazily("after"),
    "before": lazily("before"),
    "count": lazily("how many"),
    "fields": lazily("fields"),
    "format": lazily("format"),
    "role": lazily("role"),
    "rows": lazily("rows"),
    "segment": lazily("segment"),
    "version": lazily("version"),
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
    return _word(ACTIONS, action)


def told(entry: AuditEntry) -> Told:
    """The entry in the reader's words."""
    return Told(
        entry.at,
        entry.actor or _("Somebody not logged in"),
        action_word(entry.action),
        _word(KINDS, entry.kind),
        entry.what,
        [(_word(FACTS, name), _value(value)) for name, value in entry.facts.items()],
        entry.address,
    )


def _word(words: dict[str, Promise], written: str) -> str:
    return str(words.get(written.replace(" ", "_"), written.replace("_", " ")))


def _value(value: object) -> object:
    match value:
        case str() if value in Role.values:
            return Role(value).label
        case list():
            return ", ".join(str(each) for each in value)
    return value

"""The audit log in the reader's words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from clientela_web.models.audit_entry import AuditEntry
from clientela_web.models.permission import Role

# The context keeps them apart from the same letters elsewhere: "opened" is a noun here in some languages.
ACTIONS: dict[str, Promise] = {
    "activated": pgettext_lazy("audit log", "opened again"),
    "added": pgettext_lazy("audit log", "added"),
    "approved": pgettext_lazy("audit log", "approved"),
    "asked_for": pgettext_lazy("audit log", "asked for"),
    "cancelled": pgettext_lazy("audit log", "cancelled"),
    "changed": pgettext_lazy("audit log", "changed"),
    "consented": pgettext_lazy("audit log", "noted a consent"),
    "deactivated": pgettext_lazy("audit log", "shut"),
    "deleted": pgettext_lazy("audit log", "deleted"),
    "downloaded": pgettext_lazy("audit log", "downloaded"),
    "duplicated": pgettext_lazy("audit log", "duplicated"),
    "edited": pgettext_lazy("audit log", "edited"),
    "ended": pgettext_lazy("audit log", "ended"),
    "erased": pgettext_lazy("audit log", "erased"),
    "explained": pgettext_lazy("audit log", "had explained"),
    "exported": pgettext_lazy("audit log", "exported"),
    "failed_to_log_in": pgettext_lazy("audit log", "failed to log in"),
    "imported": pgettext_lazy("audit log", "imported"),
    "invited": pgettext_lazy("audit log", "invited"),
    "logged": pgettext_lazy("audit log", "noted an event"),
    "logged_in": pgettext_lazy("audit log", "logged in"),
    "logged_out": pgettext_lazy("audit log", "logged out"),
    "made": pgettext_lazy("audit log", "made"),
    "merged": pgettext_lazy("audit log", "merged"),
    "opened": pgettext_lazy("audit log", "opened"),
    "paused": pgettext_lazy("audit log", "paused"),
    "published": pgettext_lazy("audit log", "published"),
    "refreshed": pgettext_lazy("audit log", "refreshed"),
    "removed": pgettext_lazy("audit log", "removed"),
    "renamed": pgettext_lazy("audit log", "renamed"),
    "resumed": pgettext_lazy("audit log", "went on with"),
    "restored": pgettext_lazy("audit log", "restored"),
    "revoked": pgettext_lazy("audit log", "revoked"),
    "saved": pgettext_lazy("audit log", "saved"),
    "saw": pgettext_lazy("audit log", "saw"),
    "searched": pgettext_lazy("audit log", "searched for"),
    "sent": pgettext_lazy("audit log", "sent"),
    "started": pgettext_lazy("audit log", "started"),
    "suppressed": pgettext_lazy("audit log", "suppressed"),
    "switched_off": pgettext_lazy("audit log", "switched off"),
    "switched_on": pgettext_lazy("audit log", "switched on"),
    "tried_out": pgettext_lazy("audit log", "tried out"),
    "undone": pgettext_lazy("audit log", "undid"),
    "undid": pgettext_lazy("audit log", "undid"),
    "unmerged": pgettext_lazy("audit log", "took apart"),
    "uploaded": pgettext_lazy("audit log", "uploaded"),
}
KINDS: dict[str, Promise] = {
    "account": pgettext_lazy("audit log", "account"),
    "address": pgettext_lazy("audit log", "address"),
    "audience": pgettext_lazy("audit log", "audience"),
    "backup": pgettext_lazy("audit log", "backup"),
    "campaign": pgettext_lazy("audit log", "campaign"),
    "cap": pgettext_lazy("audit log", "limit"),
    "clusters": pgettext_lazy("audit log", "clusters"),
    "company": pgettext_lazy("audit log", "company"),
    "customer": pgettext_lazy("audit log", "customer"),
    "customers": pgettext_lazy("audit log", "customers"),
    "coupons": pgettext_lazy("audit log", "list of codes"),
    "cut-points": pgettext_lazy("audit log", "cut-points"),
    "deal": pgettext_lazy("audit log", "deal"),
    "event_kind": pgettext_lazy("audit log", "event kind"),
    "field": pgettext_lazy("audit log", "field"),
    "file": pgettext_lazy("audit log", "file"),
    "import": pgettext_lazy("audit log", "import"),
    "invitation": pgettext_lazy("audit log", "invitation"),
    "key": pgettext_lazy("audit log", "key"),
    "password": pgettext_lazy("audit log", "password"),
    "provider": pgettext_lazy("audit log", "provider"),
    "report": pgettext_lazy("audit log", "report"),
    "role": pgettext_lazy("audit log", "role"),
    "second_factor": pgettext_lazy("audit log", "second factor"),
    "second_factor_for_all": pgettext_lazy("audit log", "second factor for everybody"),
    "segment": pgettext_lazy("audit log", "segment"),
    "session": pgettext_lazy("audit log", "session"),
    "settings": pgettext_lazy("audit log", "settings"),
    "strategy": pgettext_lazy("audit log", "strategy"),
}
FACTS: dict[str, Promise] = {
    "after": pgettext_lazy("audit log", "after"),
    "before": pgettext_lazy("audit log", "before"),
    "count": pgettext_lazy("audit log", "how many"),
    "campaign": pgettext_lazy("audit log", "campaign"),
    "channel": pgettext_lazy("audit log", "channel"),
    "fields": pgettext_lazy("audit log", "fields"),
    "fingerprint": pgettext_lazy("audit log", "fingerprint"),
    "format": pgettext_lazy("audit log", "format"),
    "role": pgettext_lazy("audit log", "role"),
    "rows": pgettext_lazy("audit log", "rows"),
    "segment": pgettext_lazy("audit log", "segment"),
    "version": pgettext_lazy("audit log", "version"),
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

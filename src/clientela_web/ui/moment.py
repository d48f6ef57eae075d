"""The instant a page is asked for: now, or one that has been."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from clientela.errors import ClientelaError
from clientela.workspace import now
from clientela_web.workspace import firm


@dataclass(frozen=True, slots=True)
class Moment:
    """Now (`as_of` is None), or a past instant and how the address spells it."""

    as_of: dt.datetime | None = None
    spelled: str = ""

    @property
    def query(self) -> str:
        """What an address says of it."""
        return f"?as_of={self.spelled}" if self.spelled else ""

    @property
    def also(self) -> str:
        """The same behind other parameters."""
        return f"&as_of={self.spelled}" if self.spelled else ""

    def instant(self) -> dt.datetime:
        """The instant itself."""
        return self.as_of or now()


def moment_of(spelled: str) -> Moment:
    """The moment that `2026-03-01` or `2026-03-01T14:30` means in the firm's zone; nothing means now.

    Raises ClientelaError for what is no day, and for what has not been yet.
    """
    text = spelled.strip()
    if not text:
        return Moment()
    try:
        as_of = firm().base.in_utc(dt.datetime.fromisoformat(text))
    except (ValueError, OverflowError) as error:
        raise ClientelaError(_("%(text)s is no day; write it like 2026-03-01.") % {"text": text}) from error
    if as_of > now():
        raise ClientelaError(_("%(text)s has not been yet; choose a day in the past.") % {"text": text})
    return Moment(as_of, text)

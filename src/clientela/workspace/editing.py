"""Customers edited by hand: what was said, what is true, what she agreed to, and her right to leave."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from clientela.segments.cards import segments_of
from clientela.store.erasure import Erasure, plan_erasure
from clientela.store.personal import person_rows
from clientela.workspace.clock import now
from clientela.workspace.looking import Looking

# The readers of cells load much that no question needs, so they are imported where they are used.
if TYPE_CHECKING:
    from clientela.collect.byhand import Comparison, Hand
    from clientela.reports.person import PersonCopy


class Editing(Looking):
    """Edits by hand. `by` is who writes; it becomes part of the source. A customer is a key or our number."""

    def note(
        self, customer: str | int, text: str, *, at: dt.datetime | None = None, by: str | None = None
    ) -> str:
        """Write a note on a customer; returns the id of its event."""
        return self.log(customer, "note_added", {"text": text}, at=at, by=by)

    def log_call(
        self,
        customer: str | int,
        text: str,
        *,
        outcome: str | None = None,
        minutes: float | Decimal | None = None,
        at: dt.datetime | None = None,
        by: str | None = None,
    ) -> str:
        """Log a call with a customer; returns the id of its event."""
        fields = {"text": text, "outcome": outcome, "duration": minutes}
        return self.log(customer, "call_logged", fields, at=at, by=by)

    def log_visit(
        self,
        customer: str | int,
        text: str,
        *,
        outcome: str | None = None,
        place: str | None = None,
        at: dt.datetime | None = None,
        by: str | None = None,
    ) -> str:
        """Log a visit to or by a customer; returns the id of its event."""
        fields = {"text": text, "outcome": outcome, "place": place}
        return self.log(customer, "visit_logged", fields, at=at, by=by)

    def log(
        self,
        customer: str | int,
        kind: str,
        fields: Mapping[str, object],
        *,
        at: dt.datetime | None = None,
        by: str | None = None,
        once: str | None = None,
    ) -> str:
        """Write an event of any kind on a customer's card; `once` keeps a repeated call from doubling it."""
        from clientela.collect.byhand import log_event

        return log_event(self._hand(by), self._number(customer), kind, fields, at=at, once=once)

    def set_attribute(
        self,
        customer: str | int,
        name: str,
        value: object,
        *,
        at: dt.datetime | None = None,
        by: str | None = None,
    ) -> bool:
        """Set an attribute since an instant, or clear it with None; what held before stays in the history.

        A text is read as the attribute's type. Returns whether that changed it.
        """
        from clientela.collect.byhand import set_attribute

        return set_attribute(self._hand(by), self._number(customer), name, value, at=at)

    def set_consent(
        self,
        customer: str | int,
        channel: str,
        *,
        given: bool,
        purpose: str = "marketing",
        wording: str | None = None,
        at: dt.datetime | None = None,
        by: str | None = None,
    ) -> None:
        """Write that she gave or withdrew a consent to a channel and purpose, and the words shown."""
        from clientela.collect.byhand import set_consent

        hand, number = self._hand(by), self._number(customer)
        set_consent(hand, number, channel, purpose=purpose, given=given, wording=wording, at=at)

    def open_deal(
        self,
        customer: str | int,
        title: str,
        fields: Mapping[str, object] | None = None,
        *,
        at: dt.datetime | None = None,
        by: str | None = None,
    ) -> int:
        """Open a deal with a customer; returns our number of it."""
        from clientela.collect.byhand import open_deal

        return open_deal(self._hand(by), self._number(customer), title, fields or {}, at=at)

    def change_deal(
        self,
        deal: int,
        fields: Mapping[str, object],
        *,
        at: dt.datetime | None = None,
        by: str | None = None,
    ) -> tuple[str, ...]:
        """Change a deal: its stage, its status (a lost one has a `lost_reason`), what it is worth.

        Returns the kinds of the events that this made.
        """
        from clientela.collect.byhand import change_deal

        return change_deal(self._hand(by), deal, fields, at=at)

    def deal_values(self, field: str) -> list[str]:
        """What the firm's deals say of a field (`lost_reason`, `stage` …), the most frequent first."""
        from clientela.collect.byhand import deal_values

        return deal_values(self.store.engine, field)

    def compare_customers(self, winner: str | int, loser: str | int) -> Comparison:
        """What merging the second into the first would do; nothing is changed."""
        from clientela.collect.byhand import compare

        return compare(self._hand(None), self._number(winner), self._number(loser))

    def merge(
        self, winner: str | int, loser: str | int, *, reason: str | None = None, by: str | None = None
    ) -> int:
        """Make the second customer part of the first; `unmerge` undoes it. Returns the merge's number."""
        from clientela.collect.byhand import merge_customers

        return merge_customers(self._hand(by), self._number(winner), self._number(loser), reason)

    def copy_person(self, customer: str | int, *, as_of: dt.datetime | None = None) -> PersonCopy:
        """Everything kept about a customer, as JSON, as a page, or as both in an archive."""
        from clientela.reports.person import PersonCopy

        number, instant = self._number(customer), as_of or now()
        found = tuple(each.segment for each in segments_of(self.base, number, instant))
        rows = person_rows(self.store.engine, number)
        return PersonCopy(number, instant, found, rows, self.catalog.labels, self.zone)

    def plan_erasure(self, customer: str | int) -> Erasure:
        """What erasing a customer would remove and leave; nothing is changed."""
        return plan_erasure(self.store.engine, self._number(customer))

    def erase(self, customer: str | int) -> int:
        """Remove everything about a customer for ever; returns our number, which nobody is given again."""
        number = self._number(customer)
        self.store.erase_person(number)
        return number

    def _number(self, customer: str | int) -> int:
        return self.customer_id(f"#{customer}" if isinstance(customer, int) else customer)

    def _hand(self, by: str | None) -> Hand:
        from clientela.collect.byhand import Hand

        return Hand(self.store, self.catalog, now(), by)

"""One customer, and what happened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pyarrow as pa

from clientela.segments.cards import Card, card
from clientela.segments.customers import Matches, customer_id, find_customers
from clientela.segments.histories import (
    DayCount,
    EventFilter,
    KindCount,
    count_by_day,
    count_events,
    list_events,
)
from clientela.segments.listing import Listed, Order, Wanted, count_customers, list_customers
from clientela.segments.timeline import Only, Place, TimelinePage, timeline_page
from clientela.workspace.clock import now
from clientela.workspace.room import Room


class Looking(Room):
    """Customers and events, one by one."""

    def customer_id(self, key: str) -> int:
        """Our number of the customer meant by `#12`, her number at the firm, an e-mail or a phone."""
        return customer_id(self.store.engine, key)

    def card(self, customer: str | int, *, as_of: dt.datetime | None = None, limit: int = 20) -> Card:
        """Everything known of one customer, with the newest `limit` entries of her timeline."""
        number = customer if isinstance(customer, int) else self.customer_id(customer)
        return card(self.base, self.store.attributes, number, as_of or now(), limit)

    def find_customers(self, *words: str, limit: int = 20) -> Matches:
        """The customers in whose name, addresses or firm every word is found; accents are ignored."""
        return find_customers(self.store.engine, words, limit)

    def list_customers(
        self,
        wanted: Wanted | None = None,
        columns: Sequence[str] = (),
        *,
        order: Order | None = None,
        limit: int = 50,
        offset: int = 0,
        as_of: dt.datetime | None = None,
    ) -> list[Listed]:
        """A page of the customers wanted (by words, by a rule, or all), with variables as columns."""
        return list_customers(
            self.base,
            wanted or Wanted(),
            as_of or now(),
            columns,
            order=order or Order(),
            limit=limit,
            offset=offset,
        )

    def count_customers(self, wanted: Wanted | None = None, *, as_of: dt.datetime | None = None) -> int:
        """How many customers are wanted."""
        return count_customers(self.base, wanted or Wanted(), as_of or now())

    def timeline(
        self,
        customer: str | int,
        *,
        only: Only | None = None,
        beyond: Place | None = None,
        limit: int = 30,
        as_of: dt.datetime | None = None,
    ) -> TimelinePage:
        """A page of a timeline, the newest first; `further` of one page is `beyond` of the next."""
        number = customer if isinstance(customer, int) else self.customer_id(customer)
        instant = self.base.in_utc(as_of or now())
        return timeline_page(
            self.store.engine, number, instant, only=only or Only(), beyond=beyond, limit=limit
        )

    def events(self, wanted: EventFilter | None = None, *, limit: int = 20) -> pa.Table:
        """The newest events, of all customers or as filtered."""
        return list_events(self.store.engine, wanted or EventFilter(), limit)

    def event_counts(self, wanted: EventFilter | None = None) -> list[KindCount]:
        """How many events there are of each kind."""
        return count_events(self.store.engine, wanted or EventFilter())

    def events_by_day(self, days: int = 30, *, as_of: dt.datetime | None = None) -> list[DayCount]:
        """How much happened on each of the last `days` days, today the last of them, in the firm's zone."""
        until = as_of or now()
        first = until.astimezone(self.zone).date() - dt.timedelta(days=days - 1)
        return count_by_day(self.store.engine, first, until, self.zone)

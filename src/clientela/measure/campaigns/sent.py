"""What is read of a campaign, and how: its ledger as Arrow, the window, what counts as a conversion."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pyarrow as pa

from clientela.errors import OutcomesError

LEDGER = pa.schema(
    [
        ("customer_id", pa.int64()),
        ("segment", pa.string()),
        ("variant", pa.string()),
        ("channel", pa.string()),
        ("state", pa.string()),
        ("reason", pa.string()),
        ("at", pa.timestamp("us", "UTC")),
    ]
)
"""A row of a ledger: who, by which segment, what she was to get, what became of it and when."""

TOUCHES = pa.schema(
    [("customer_id", pa.int64()), ("at", pa.timestamp("us", "UTC")), ("campaign", pa.string())]
)
"""A message of some campaign that arrived."""

# Drawn by lot were only those of whom nothing was known against: these never were in an arm.
NOT_ASSIGNED = ("excluded", "no_consent", "no_address", "bad_address", "universal_holdout")
HELD_OUT = "holdout"


@dataclass(frozen=True, slots=True)
class Declared:
    """By what a campaign is measured, as was said before it was sent.

    A conversion is an event of kind `goal` in the `days` after the campaign began. `costs` are what a message
    of each variant costs, under `""` where there is one message only; `margin` is the part of the sales that
    the firm keeps.
    """

    goal: str = "order_completed"
    days: int = 14
    costs: Mapping[str, float] = field(default_factory=dict)
    margin: float | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """A campaign as its ledger has it.

    `began` is the instant its first message went out, None before. `known_as` are the names by which events
    call it. `variants` and `holdout_percent` are the planned shares, in per cent. `rows` are batches of
    `LEDGER`, read once; `others` batches of `TOUCHES` of the other campaigns of the time. `declared` is None
    where nothing was said before it was sent.
    """

    name: str
    began: dt.datetime | None
    rows: Iterable[pa.RecordBatch]
    known_as: tuple[str, ...] = ()
    variants: Mapping[str, float] = field(default_factory=dict)
    holdout_percent: float = 0.0
    others: Iterable[pa.RecordBatch] = ()
    declared: Declared | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that events call it by."""
        return self.known_as or (self.name,)


@dataclass(frozen=True, slots=True)
class Reading:
    """How a campaign is read.

    `as_of` is the instant nothing later than which is read; conversions are events of kind `goal` in the
    `days` after the campaign began, held against the `before_days` before it. `cost` is what each message
    cost, None for what the campaign declared; `margin` the part of sales that the firm keeps; without it no
    return is told. `touch_days` is how long a message may be credited with what came after it.
    """

    as_of: dt.datetime
    days: int = 14
    before_days: int = 90
    goal: str = "order_completed"
    cost: float | None = None
    margin: float | None = None
    touch_days: int = 7

    def checked(self) -> Reading:
        """The same; raises OutcomesError for what cannot be read."""
        if min(self.days, self.before_days, self.touch_days) < 1:
            raise OutcomesError("a window is at least one day long")
        if (self.cost or 0) < 0 or (self.margin is not None and not 0 < self.margin <= 1):
            raise OutcomesError("a cost is not negative, and a margin lies between 0 and 1, such as 0.4")
        if self.as_of.tzinfo is None:
            raise OutcomesError("an instant needs a time zone")
        return self

    def until(self, began: dt.datetime) -> dt.datetime:
        """When the window closes."""
        return began + dt.timedelta(days=self.days)

    def is_running(self, began: dt.datetime) -> bool:
        """Whether customers may still answer."""
        return self.as_of < self.until(began)

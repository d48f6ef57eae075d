"""A strategy: what is meant to happen with the customers of one segment, and how it will be told."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import StrEnum
from typing import Literal, TypeAlias, get_args

import msgspec

from clientela.act.wording import PHRASES
from clientela.errors import ClientelaError

Objective: TypeAlias = Literal["acquire", "activate", "grow", "keep", "win_back", "learn"]
Channel: TypeAlias = Literal[
    "email", "sms", "phone", "post", "push", "visit", "web", "store", "social", "advertising"
]
OBJECTIVES: tuple[Objective, ...] = get_args(Objective)
CHANNELS: tuple[Channel, ...] = get_args(Channel)


class State(StrEnum):
    """Where a strategy stands on a day; only `draft` is somebody's decision, the rest follows from dates."""

    DRAFT = "draft"
    PLANNED = "planned"
    ACTIVE = "active"
    ENDED = "ended"

    def said(self, language: str) -> str:
        """The state in one of the six languages."""
        return PHRASES.say(f"state_{self.value}", language)


class Target(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One figure that is to move: of whoever is a member on the first day, until a day.

    `metric` is a variable (its mean, or the share for whom it is true), a condition as rules spell it (the
    share for whom it holds), or `members` (how many the segment has). Shares run from 0 to 1.
    """

    metric: str
    goal: float | None = None
    start: float | None = None
    until: dt.date | None = None


class PlannedChannel(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One way to reach them, and why this one."""

    channel: str
    reason: str = ""


class Strategy(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What is planned for one segment. Every field but `objective` may be empty while it is a draft."""

    objective: str
    aim: str = ""
    """The objective in the firm's own words."""
    tone: str = ""
    message: str = ""
    offer: str = ""
    channels: tuple[PlannedChannel, ...] = ()
    cadence: str = ""
    budget: Decimal | None = None
    currency: str = ""
    targets: tuple[Target, ...] = ()
    owner: str = ""
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None
    notes: str = ""
    is_draft: bool = True
    play: str = ""
    """The play of the playbook it came from."""

    def state(self, today: dt.date) -> State:
        """Where it stands on that day."""
        if self.is_draft:
            return State.DRAFT
        if self.ends_on is not None and self.ends_on < today:
            return State.ENDED
        if self.starts_on is not None and self.starts_on > today:
            return State.PLANNED
        return State.ACTIVE

    def days_left(self, today: dt.date) -> int | None:
        """Days until it ends; None without an end."""
        return None if self.ends_on is None else (self.ends_on - today).days

    def as_json(self) -> str:
        """What `read_strategy` reads back as the very same strategy."""
        return msgspec.json.encode(self).decode()


def read_strategy(text: str | bytes) -> Strategy:
    """The strategy that the JSON says; raises ClientelaError, naming the field that cannot be read."""
    try:
        return msgspec.json.decode(text, type=Strategy)
    except msgspec.DecodeError as error:
        raise ClientelaError(f"this is no strategy as JSON: {error}") from error

"""Past campaigns: what was sent, delivered, opened, clicked, and what was bought for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from clientela.sample.columns import DAY
from clientela.sample.draws import Flags, Ints, between, chance, stream
from clientela.sample.firms import Firms, quiet_people, silent_after
from clientela.sample.orders import Response, is_silent
from clientela.sample.people import People
from clientela.sample.personas import BEHAVIOUR_NAMES
from clientela.sample.seasons import HISTORY, Seasons, black_friday

HUNTER = BEHAVIOUR_NAMES.index("discount_hunter")
EMAIL, SMS = 0, 1
CHANNELS = ("email", "sms")
SENT, DELIVERED, OPENED, CLICKED, BOUNCED, UNSUBSCRIBED = range(6)
KINDS = (
    "message_sent",
    "message_delivered",
    "message_opened",
    "message_clicked",
    "message_bounced",
    "message_unsubscribed",
)
CONSENT_PERCENT = (82, 34)  # who gave it, by channel
TARGETED_PERCENT = 52
MACHINE_PERCENT = 13  # of delivered mails are opened by a scanner or a privacy proxy
QUIET_DAYS = 140  # before `until`: mail to quiet companies stays unopened


@dataclass(frozen=True, slots=True)
class Campaign:
    """One sending to whoever consented."""

    name: str
    day: date
    channel: int
    percent: int  # of discount offered; 0: none
    code: str
    objective: str


_YEARLY = (  # name, month, day, channel, discount, objective
    ("January sale", 1, 7, EMAIL, 30, "clear the winter stock"),
    ("Spring", 3, 18, EMAIL, 10, "present the new collection"),
    ("Flash weekend", 5, 15, SMS, 15, "sales in a quiet week"),
    ("Summer sale", 7, 1, EMAIL, 30, "clear the summer stock"),
    ("Back to school", 9, 1, EMAIL, 15, "children's clothing"),
    ("Autumn", 10, 6, EMAIL, 10, "present the new collection"),
    ("Black Friday", 11, 0, EMAIL, 40, "sales of the year"),
    ("Christmas", 12, 9, EMAIL, 10, "gifts"),
)


def campaigns(until: date) -> tuple[Campaign, ...]:
    """Every campaign of the history, in order of time, that ended a week before `until` at the latest."""
    found = []
    for year in range(until.year - 3, until.year + 1):
        for name, month, day, channel, percent, objective in _YEARLY:
            when = date(year, month, day) if day else black_friday(year)
            if 7 < (until - when).days < HISTORY:
                code = f"{name.upper().replace(' ', '')[:6]}{year % 100}"
                found.append(Campaign(f"{name} {year}", when, channel, percent, code, objective))
    return tuple(sorted(found, key=lambda campaign: campaign.day))


@dataclass(slots=True)
class Consents:
    """What each person of the chunk agreed to; `withdrawn` lies far ahead where she did not withdraw."""

    asked: Flags  # a record exists at all
    given: Flags  # person x channel
    withdrawn: Ints  # e-mail only


@dataclass(slots=True)
class Messages:
    """One entry an event of the ledger of past campaigns."""

    owner: Ints
    campaign: Ints
    kind: Ints
    at: Ints
    machine: Flags


FAR = 2**40


def consents(seed: int, chunk: int, crowd: People) -> Consents:
    """Who agreed to e-mail and SMS for marketing."""
    rng = stream(seed, "consent", chunk)
    given = rng.random((crowd.size, 2)) * 100 < np.array(CONSENT_PERCENT)
    given[crowd.mail == 2, EMAIL] = False
    given[crowd.hidden["phone"], SMS] = False
    return Consents(chance(rng, 0.95, crowd.size), given, np.full(crowd.size, FAR, dtype=np.int64))


def messages(
    seed: int,
    chunk: int,
    crowd: People,
    *,
    company: Firms,
    agreed: Consents,
    calendar: Seasons,
    past: tuple[Campaign, ...],
) -> tuple[Messages, Response]:
    """What happened to past campaigns, and the orders they brought; notes withdrawals in `agreed`."""
    parts: list[Messages] = []
    responses: list[Response] = []
    cut = silent_after(crowd, company, calendar)
    quiet = quiet_people(crowd, company)
    for index, campaign in enumerate(past):
        rng = stream(seed, "mail", chunk, index)
        sent = _Sending(rng, crowd, calendar, campaign, index)
        sent.target(agreed, cut)
        parts += sent.ledger(agreed, quiet)
        responses.append(sent.response())
    merged = Messages(*[np.concatenate([getattr(part, name) for part in parts]) for name in _FIELDS])
    return _before(merged, calendar.until * DAY), _merged(responses)


_FIELDS = ("owner", "campaign", "kind", "at", "machine")


def _before(ledger: Messages, end: int) -> Messages:
    kept = ledger.at < end
    order = np.argsort(ledger.at[kept], kind="stable")
    return Messages(*[getattr(ledger, name)[kept][order] for name in _FIELDS])


def _merged(responses: list[Response]) -> Response:
    names = ("owner", "at", "campaign", "percent")
    return Response(*[np.concatenate([getattr(each, name) for each in responses]) for name in names])


class _Sending:
    """One campaign to one chunk."""

    def __init__(
        self, rng: np.random.Generator, crowd: People, calendar: Seasons, campaign: Campaign, index: int
    ) -> None:
        self.rng, self.crowd, self.calendar, self.campaign, self.index = rng, crowd, calendar, campaign, index
        self.day = (campaign.day - date(1970, 1, 1)).days
        self.owner = self.sent_at = self.clicked_at = np.empty(0, dtype=np.int64)
        self.clicked = np.empty(0, dtype=np.bool_)

    def target(self, agreed: Consents, cut: Ints) -> None:
        """Half of those who agreed, whom we know, and with whom we are still in touch."""
        crowd, channel = self.crowd, self.campaign.channel
        at = self.day * DAY + 9 * 3600
        can = agreed.given[:, channel] & agreed.asked & (crowd.joined < self.day) & (at < cut)
        can &= agreed.withdrawn > at
        chosen = np.flatnonzero(can & chance(self.rng, TARGETED_PERCENT / 100, crowd.size))
        offset = self.calendar.offset(crowd.market[chosen], np.full(chosen.size, self.day))
        self.owner, self.sent_at = chosen, at - offset + between(self.rng, 0, 3599, chosen.size)

    def ledger(self, agreed: Consents, quiet: Flags) -> list[Messages]:
        """Sent, then bounced or delivered; of these some opened, clicked, unsubscribed."""
        rng, owner, count = self.rng, self.owner, self.owner.size
        bounced = self._bounces()
        delivered_at = self.sent_at + between(rng, 1, 90, count)
        shut = quiet[owner] & (self.day > self.calendar.until - QUIET_DAYS)
        machine = chance(rng, MACHINE_PERCENT / 100, count) & ~bounced & ~shut & self._is_email()
        opened, opened_at = self._opened(~bounced & ~shut, delivered_at)
        self.clicked = opened & chance(rng, self._clicks() / 100, count)
        self.clicked_at = opened_at + between(rng, 5, 400, count)
        left = opened & chance(rng, 0.012, count)
        left_at = opened_at + between(rng, 20, 500, count)
        agreed.withdrawn[owner[left]] = left_at[left]
        everyone, nobody = np.ones(count, dtype=np.bool_), np.zeros(count, dtype=np.bool_)
        return [
            self._events(everyone, SENT, self.sent_at, nobody),
            self._events(bounced, BOUNCED, delivered_at, nobody),
            self._events(~bounced, DELIVERED, delivered_at, nobody),
            self._events(machine, OPENED, delivered_at + between(rng, 0, 12, count), everyone),
            self._events(opened, OPENED, opened_at, nobody),
            self._events(machine & chance(rng, 0.2, count), CLICKED, delivered_at + 14, everyone),
            self._events(self.clicked, CLICKED, self.clicked_at, nobody),
            self._events(left, UNSUBSCRIBED, left_at, nobody),
        ]

    def response(self) -> Response:
        """Orders within three days of a click, by people who still buy."""
        rng, crowd, owner = self.rng, self.crowd, self.owner
        buys = self.clicked & ~is_silent(crowd)[owner] & chance(rng, 0.24, owner.size)
        at = self.clicked_at + between(rng, 300, 3 * DAY, owner.size)
        buys &= at < self.calendar.until * DAY
        least = np.where(crowd.behaviour[owner] == HUNTER, 10, 0)
        percent = np.maximum(self.campaign.percent, least)
        index = np.full(owner.size, self.index)
        return Response(owner[buys], at[buys], index[buys], percent[buys])

    def _bounces(self) -> Flags:
        bad = np.isin(self.crowd.mail[self.owner], (1, 3)) & self._is_email()
        return np.asarray(bad | chance(self.rng, 0.008, self.owner.size))

    def _opened(self, could: Flags, delivered_at: Ints) -> tuple[Flags, Ints]:
        count = self.owner.size
        opens = self.crowd.planted("opens")[self.owner]
        opened = chance(self.rng, opens / 100, count) & could & self._is_email()
        return opened, delivered_at + between(self.rng, 60, 30 * 3600, count)

    def _is_email(self) -> bool:
        return self.campaign.channel == EMAIL

    def _clicks(self) -> Ints:
        percent = self.crowd.planted("clicks")[self.owner] * 100
        return percent // np.maximum(self.crowd.planted("opens")[self.owner], 1)

    def _events(self, kept: Flags, kind: int, at: Ints, machine: Flags) -> Messages:
        size = int(kept.sum())
        return Messages(
            self.owner[kept], np.full(size, self.index), np.full(size, kind), at[kept], machine[kept]
        )

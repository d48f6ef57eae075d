"""When people buy: the weight of every day per market and habit, and the clocks of each market."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import numpy as np

from clientela.sample.columns import DAY
from clientela.sample.draws import Floats, Ints, between, chosen_by
from clientela.sample.markets import MARKETS, SALES, SUMMER_LULL, Market

HISTORY = 1095  # days before `until` that files tell of
HABITS = ("even", "weekend", "sales", "december")
MONTHS = (110, 80, 95, 100, 100, 100, 110, 80, 105, 105, 110, 135)
WEEKDAYS = {
    "even": (95, 95, 95, 100, 110, 110, 95),
    "weekend": (30, 30, 30, 35, 60, 300, 260),
    "sales": (95, 95, 95, 100, 115, 110, 95),
    "december": (100, 100, 100, 100, 110, 130, 100),
}
HOURS = {  # weight of each hour of the day
    "day": (1, 0, 0, 0, 0, 0, 2, 6, 14, 26, 34, 36, 30, 26, 24, 24, 26, 30, 34, 36, 34, 26, 14, 5),
    "evening": (6, 2, 0, 0, 0, 0, 1, 4, 6, 7, 8, 9, 12, 11, 8, 8, 10, 16, 38, 56, 70, 74, 58, 24),
    "afternoon": (8, 3, 1, 0, 0, 0, 1, 6, 3, 2, 3, 4, 6, 10, 26, 44, 52, 54, 46, 44, 46, 50, 44, 22),
    "office": (0, 0, 0, 0, 0, 0, 0, 3, 22, 50, 60, 54, 34, 20, 36, 50, 46, 28, 8, 2, 0, 0, 0, 0),
}
HOUR_NAMES = tuple(HOURS)


def black_friday(year: int) -> date:
    """The day after the fourth Thursday of November."""
    first = date(year, 11, 1)
    return first + timedelta(days=(3 - first.weekday()) % 7 + 22)


@cache
def _month_day(day: date) -> str:
    return f"{day.month:02d}-{day.day:02d}"


@cache
def _is_sale(day: date) -> bool:
    return any(start <= _month_day(day) <= end for start, end in SALES) or _is_black(day)


def _is_black(day: date) -> bool:
    return 0 <= (day - black_friday(day.year)).days <= 3


@cache
def _before_gift(gifts: tuple[str, ...], day: date) -> bool:
    return any(_month_day(day + timedelta(days=n)) in gifts for n in range(1, 10))


def _weight(market: Market, habit: str, day: date) -> int:
    if habit == "december" and not (day.month == 12 and day.day <= 24):
        return 0
    weight = MONTHS[day.month - 1] * WEEKDAYS[habit][day.weekday()] // 10
    if _is_sale(day):
        weight = weight * (600 if habit == "sales" else 150) // 100
    if _is_black(day):
        weight = weight * 230 // 100
    if _before_gift(market.gifts, day):
        weight = weight * 140 // 100
    if SUMMER_LULL[0] <= _month_day(day) <= SUMMER_LULL[1]:
        weight = weight * 70 // 100
    return weight * 30 // 100 if _month_day(day) in market.holidays else weight


@dataclass(frozen=True, slots=True)
class Seasons:
    """The days of the files' history with their weights; `until` is the first day outside."""

    until: int  # days since 1970
    first: int
    cumulative: Floats  # market x habit x (day + 1), each row from 0 to 1
    sale: Ints  # 1 on days of sales, per day
    offsets: Ints  # market x day: seconds that the local clock is ahead of UTC

    def days(
        self,
        rng: np.random.Generator,
        *,
        market: Ints,
        habit: Ints,
        start: Ints,
        end: Ints,
        at: Floats | None = None,
    ) -> Ints:
        """One day each in [start, end), likelier on busy days; `at` in [0, 1) fixes how far along."""
        rows, length = self.cumulative.shape[0] * self.cumulative.shape[1], self.cumulative.shape[2]
        row = market * len(HABITS) + habit
        flat = self.cumulative.reshape(rows, length)
        low = flat[row, np.clip(start - self.first, 0, length - 1)]
        high = flat[row, np.clip(end - self.first, 0, length - 1)]
        along = rng.random(row.size) if at is None else at
        keys = (flat + 2 * np.arange(rows)[:, None]).ravel()
        found = np.searchsorted(keys, low + along * (high - low) + 2 * row, side="right") - 1 - row * length
        return np.asarray(np.clip(found + self.first, start, np.maximum(end - 1, start)))

    def instants(self, rng: np.random.Generator, market: Ints, day: Ints, hours: Ints) -> Ints:
        """An instant of that local day in each market's own clock, as seconds since 1970."""
        hour = chosen_by(rng, [HOURS[name] for name in HOUR_NAMES], hours)
        second = hour * 3600 + between(rng, 0, 3599, day.size)
        return day * DAY + second - self.offset(market, day)

    def offset(self, market: Ints, day: Ints) -> Ints:
        """Seconds that clocks of the market are ahead of UTC on that day."""
        ahead: Ints = self.offsets[market, np.clip(day - self.first, 0, self.offsets.shape[1] - 1)]
        return ahead


def seasons(until: date) -> Seasons:
    """The history that ends before `until`."""
    last = (until - date(1970, 1, 1)).days
    calendar = [until - timedelta(days=HISTORY - n) for n in range(HISTORY)]
    weights = [[[_weight(m, habit, day) for day in calendar] for habit in HABITS] for m in MARKETS]
    table = np.concatenate([np.zeros((len(MARKETS), len(HABITS), 1)), np.cumsum(weights, axis=2)], axis=2)
    zones = [ZoneInfo(market.zone) for market in MARKETS]
    noons = [datetime(day.year, day.month, day.day, 12, tzinfo=UTC) for day in calendar]
    offsets = [[_ahead(zone, noon) for noon in noons] for zone in zones]
    return Seasons(
        until=last,
        first=last - HISTORY,
        cumulative=table / np.maximum(table[:, :, -1:], 1),
        sale=np.array([_is_sale(day) for day in calendar], dtype=np.int64),
        offsets=np.array(offsets, dtype=np.int64),
    )


def _ahead(zone: ZoneInfo, instant: datetime) -> int:
    return int((instant.astimezone(zone).utcoffset() or timedelta()).total_seconds())

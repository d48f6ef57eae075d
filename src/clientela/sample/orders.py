"""Orders, their lines, returns: when, what, how much, how paid, at which discount."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clientela.sample.columns import DAY
from clientela.sample.draws import Flags, Floats, Ints, between, chance, chosen_by, spread, stream
from clientela.sample.goods import CATEGORIES, MODELS, PRODUCTS
from clientela.sample.markets import MARKETS
from clientela.sample.people import People
from clientela.sample.personas import BEHAVIOUR_NAMES, BEHAVIOURS, BUSINESS, PERSONAS, TEENAGER
from clientela.sample.seasons import HABITS, HISTORY, HOUR_NAMES, Seasons

PAYMENTS = tuple(sorted({name for market in MARKETS for name, _ in market.payments}))
CHANNELS = ("web", "app", "store")
STATUSES = ("completed", "cancelled", "returned")
PERCENTS = (10, 15, 20, 30, 50)
REASONS = ("wrong size", "damaged", "not as described", "changed my mind", "arrived late")
HUNTER = BEHAVIOUR_NAMES.index("discount_hunter")
GIFT = BEHAVIOUR_NAMES.index("gift_buyer")
NEVER = BEHAVIOUR_NAMES.index("never_bought")
LAPSED = BEHAVIOUR_NAMES.index("lapsed")
LAX_HUNTERS = 0.07  # discount hunters who sometimes pay the full price


@dataclass(slots=True)
class Orders:
    """One entry an order; `owner` is a position among the chunk's people."""

    number: Ints
    owner: Ints
    at: Ints
    campaign: Ints  # -1: none
    percent: Ints  # of discount
    coupon: Flags
    payment: Ints
    channel: Ints
    status: Ints
    total: Ints  # hundredths, the sum of the lines
    off: Ints  # discount, hundredths
    refunded_at: Ints
    refund: Ints  # hundredths; 0: none
    reason: Ints


@dataclass(slots=True)
class Lines:
    """One entry an order line; `order` is a position among the chunk's orders."""

    order: Ints
    nth: Ints
    product: Ints
    quantity: Ints
    unit: Ints
    off: Ints
    amount: Ints


@dataclass(frozen=True, slots=True)
class Response:
    """Orders that a campaign brought: who, when, which one, at how many per cent off."""

    owner: Ints
    at: Ints
    campaign: Ints
    percent: Ints


def price_list() -> Ints:
    """What every product costs in every market, in hundredths of its currency."""
    euros = np.array([product.garment.euros * product.percent for product in PRODUCTS])  # hundredths
    rows = []
    for market in MARKETS:
        local = euros * market.per_thousand // 1000
        step = market.price_step
        rows.append(np.maximum(-(-local // step) * step - market.price_off, step))
    return np.array(rows, dtype=np.int64)


def order_days(seed: int, chunk: int, crowd: People, calendar: Seasons) -> tuple[Ints, Ints]:
    """Whose order falls on which local day, responses to campaigns left out."""
    rng = stream(seed, "plans", chunk)
    start, end, counts, rhythmic = _plans(rng, crowd, calendar)
    owner, nth = spread(counts)
    even: Floats = (nth + 0.15 + 0.7 * rng.random(owner.size)) / np.maximum(counts[owner], 1)
    along = np.where(rhythmic[owner], even, rng.random(owner.size))
    day = calendar.days(
        rng,
        market=crowd.market[owner],
        habit=_habits(crowd)[owner],
        start=start[owner],
        end=end[owner],
        at=along,
    )
    kept = (crowd.behaviour[owner] != GIFT) | _in_december(day)
    return owner[kept], day[kept]


def _plans(rng: np.random.Generator, crowd: People, calendar: Seasons) -> tuple[Ints, Ints, Ints, Flags]:
    size, behaviour = crowd.size, crowd.behaviour

    def limits(name: str) -> tuple[Ints, Ints]:
        table = np.array([getattr(each, name) for each in BEHAVIOURS])[behaviour]
        return table[:, 0], table[:, 1]

    end = calendar.until - between(rng, *limits("stopped"), size)
    start = np.maximum(
        end - between(rng, *limits("span"), size), np.maximum(crowd.joined, calendar.until - HISTORY)
    )
    start = np.minimum(start, end - 1)
    gap = between(rng, *limits("gap"), size)
    fewest, most = limits("orders")
    by_gap = np.clip((end - start) // np.maximum(gap, 1), fewest, most)
    counts = np.where(gap > 0, by_gap, between(rng, fewest, most, size))
    return start, end, counts, gap > 0


def _habits(crowd: People) -> Ints:
    usual = np.array([HABITS.index(each.habit) for each in PERSONAS])[crowd.persona]
    usual = np.where(crowd.behaviour == HUNTER, HABITS.index("sales"), usual)
    return np.where(crowd.behaviour == GIFT, HABITS.index("december"), usual)


def _in_december(day: Ints) -> Flags:
    months = day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % 12
    return np.asarray(months == 11)


def orders(
    seed: int, chunk: int, crowd: People, *, calendar: Seasons, planned: tuple[Ints, Ints], response: Response
) -> tuple[Orders, Lines]:
    """Every order of the chunk in order of time, with its lines."""
    rng = stream(seed, "orders", chunk)
    owner, at, campaign, percent = _moments(rng, crowd, calendar, planned, response)
    count = owner.size
    coupon = (campaign >= 0) | (chance(rng, 0.45, count) & (percent > 0))
    made = Orders(
        number=np.arange(count) + chunk * 1_000_000 + 1,
        owner=owner,
        at=at,
        campaign=campaign,
        percent=percent,
        coupon=coupon,
        payment=_payments(rng, crowd, owner),
        channel=_channels(rng, crowd, owner, campaign),
        status=chosen_by(rng, [(90, 3, 7)], np.zeros(count, dtype=np.int64)),
        total=np.zeros(count, dtype=np.int64),
        off=np.zeros(count, dtype=np.int64),
        refunded_at=at + between(rng, 3 * DAY, 20 * DAY, count),
        refund=np.zeros(count, dtype=np.int64),
        reason=between(rng, 0, len(REASONS) - 1, count),
    )
    made.status[(made.status == 2) & (made.refunded_at >= calendar.until * DAY)] = 0
    lines = _lines(stream(seed, "lines", chunk), crowd, made)
    made.total = _sum_by(made.owner.size, lines.order, lines.amount)
    made.off = _sum_by(made.owner.size, lines.order, lines.off)
    first = _first_lines(lines, count)
    whole = chance(rng, 0.55, count)
    made.refund = np.where(made.status == 2, np.where(whole, made.total, lines.amount[first]), 0)
    return made, lines


def _moments(
    rng: np.random.Generator, crowd: People, calendar: Seasons, planned: tuple[Ints, Ints], response: Response
) -> tuple[Ints, Ints, Ints, Ints]:
    owner, day = planned
    hours = np.array([HOUR_NAMES.index(persona.hours) for persona in PERSONAS])[crowd.persona[owner]]
    at = calendar.instants(rng, crowd.market[owner], day, hours)
    percent = _discounts(rng, crowd, calendar, owner, day)
    owner = np.concatenate([owner, response.owner])
    at = np.concatenate([at, response.at])
    campaign = np.concatenate([np.full(day.size, -1, dtype=np.int64), response.campaign])
    percent = np.concatenate([percent, response.percent])
    order = np.lexsort((owner, at))
    return owner[order], at[order], campaign[order], percent[order]


def _discounts(rng: np.random.Generator, crowd: People, calendar: Seasons, owner: Ints, day: Ints) -> Ints:
    sale = calendar.sale[np.clip(day - calendar.first, 0, HISTORY - 1)]
    likely = crowd.planted("discount")[owner] + crowd.traits("discount")[owner] + 30 * sale
    lax = chance(rng, LAX_HUNTERS, crowd.size) & (crowd.behaviour == HUNTER)
    likely = np.where(lax[owner], 60, likely)
    percent = np.array(PERCENTS)[chosen_by(rng, [(40, 20, 25, 12, 3), (8, 10, 30, 34, 18)], sale)]
    return np.where(chance(rng, likely / 100, owner.size), percent, 0)


def _payments(rng: np.random.Generator, crowd: People, owner: Ints) -> Ints:
    shares = [[dict(market.payments).get(name, 0) for name in PAYMENTS] for market in MARKETS]
    usual = chosen_by(rng, shares, crowd.market)  # most people pay one way
    other = chosen_by(rng, shares, crowd.market[owner])
    paid = np.where(chance(rng, 0.8, owner.size), usual[owner], other)
    return np.where(crowd.behaviour[owner] == BUSINESS, PAYMENTS.index("transfer"), paid)


def _channels(rng: np.random.Generator, crowd: People, owner: Ints, campaign: Ints) -> Ints:
    shares = [(38, 40, 22), (48, 18, 34), (26, 62, 12), (42, 14, 44), (90, 0, 10)]
    channel = chosen_by(rng, shares, crowd.persona[owner])
    return np.where((campaign >= 0) & (channel == 2), 0, channel)


def _lines(rng: np.random.Generator, crowd: People, made: Orders) -> Lines:
    counts = 1 + chosen_by(rng, _line_counts(), crowd.persona[made.owner])
    order, nth = spread(counts)
    owner = made.owner[order]
    product = _products(rng, crowd, made, owner, order)
    most = crowd.traits("quantity")[owner]
    fewest = np.where(most > 9, 8, 1)
    several = chance(rng, 0.35, order.size) | (most > 9)
    quantity = np.where(several, between(rng, fewest, most, order.size), 1)
    unit = price_list()[crowd.market[owner], product]
    off = unit * quantity * made.percent[order] // 100
    return Lines(order, nth + 1, product, quantity, unit, off, unit * quantity - off)


def _line_counts() -> list[tuple[int, ...]]:
    return [(62, 28, 8, 2), (25, 34, 26, 15), (74, 20, 5, 1), (58, 28, 10, 4), (40, 34, 18, 8)]


def _products(rng: np.random.Generator, crowd: People, made: Orders, owner: Ints, order: Ints) -> Ints:
    months = (made.at[order] // DAY).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % 12
    season = np.array([0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 0])[months]
    weights = np.array([[_seasonal(persona.basket, s) for s in range(4)] for persona in PERSONAS])
    category = chosen_by(rng, weights.reshape(-1, len(CATEGORIES)), crowd.basket[owner] * 4 + season)
    garment = category * 2 + chance(rng, 0.42, owner.size)
    taste = np.where(crowd.planted("price")[owner] > 120, 1, np.where(crowd.persona[owner] == TEENAGER, 2, 0))
    model = chosen_by(rng, [(26, 24, 22, 18, 10), (8, 12, 20, 28, 32), (12, 12, 36, 36, 4)], taste)
    return garment * len(MODELS) + model


def _seasonal(basket: tuple[int, ...], season: int) -> list[int]:
    warm = {"coats", "sweaters", "jackets"}
    light = {"dresses", "skirts", "t-shirts"}
    heavier = (150, 100, 40, 130)[season]
    lighter = (60, 110, 150, 90)[season]
    return [
        weight * (heavier if name in warm else lighter if name in light else 100)
        for name, weight in zip(CATEGORIES, basket, strict=True)
    ]


def _sum_by(size: int, owner: Ints, values: Ints) -> Ints:
    sums = np.zeros(size, dtype=np.int64)
    np.add.at(sums, owner, values)
    return sums


def _first_lines(lines: Lines, count: int) -> Ints:
    return np.searchsorted(lines.order, np.arange(count))


def is_silent(crowd: People) -> Flags:
    """Who never orders, whatever a campaign says."""
    return np.isin(crowd.behaviour, (NEVER, LAPSED, GIFT, BUSINESS))

"""Visits to the web shop and the app: pages and products seen, carts filled, left or ordered."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clientela.sample.columns import DAY
from clientela.sample.draws import Ints, between, chance, chosen_by, spread, stream
from clientela.sample.goods import MODELS
from clientela.sample.orders import Lines, Orders, price_list
from clientela.sample.people import People
from clientela.sample.personas import BEHAVIOURS, PERSONAS
from clientela.sample.seasons import HOUR_NAMES, Seasons

KINDS = ("page_viewed", "product_viewed", "product_added", "cart_viewed", "checkout_started")
PAGE, VIEWED, ADDED, CART, CHECKOUT = range(len(KINDS))
PAGES = ("/", "/new", "/sale", "/stores", "/size-guide", "/returns")
TRACKED = 0.5  # of orders from the web or the app were seen coming
ABANDONS = 0.26  # of visits without an order put something in a cart


@dataclass(slots=True)
class Visits:
    """One entry an event. Carts of orders bear the order's number; carts left behind count down from -1."""

    owner: Ints
    at: Ints
    kind: Ints
    product: Ints  # -1: none
    cart: Ints  # 0: none
    amount: Ints  # hundredths; -1: none
    page: Ints  # -1: none
    phone: Ints  # 1: from a telephone


def visits(seed: int, chunk: int, crowd: People, made: Orders, *, lines: Lines, calendar: Seasons) -> Visits:
    """Every visit of the chunk, in order of time."""
    rng = stream(seed, "web", chunk)
    parts = [_before_orders(rng, crowd, made, lines), _idle(rng, chunk, crowd, calendar)]
    merged = [np.concatenate([getattr(part, name) for part in parts]) for name in _FIELDS]
    kept = merged[1] < calendar.until * DAY
    order = np.argsort(merged[1][kept], kind="stable")
    return Visits(*[values[kept][order] for values in merged])


_FIELDS = ("owner", "at", "kind", "product", "cart", "amount", "page", "phone")


def _before_orders(rng: np.random.Generator, crowd: People, made: Orders, lines: Lines) -> Visits:
    """Half the orders from the web or the app leave their first line's way into the cart."""
    tracked = np.flatnonzero((made.channel != 2) & chance(rng, TRACKED, made.owner.size))
    first = np.searchsorted(lines.order, tracked)
    steps = np.array([VIEWED, ADDED, CHECKOUT])
    ahead = between(rng, 400, 2400, tracked.size)
    lags = np.stack([ahead, ahead * 2 // 3, ahead // 4], axis=1)
    size = tracked.size * 3
    kind = np.tile(steps, tracked.size)
    order = np.repeat(tracked, 3)
    line = np.repeat(first, 3)
    product = np.where(kind == CHECKOUT, -1, lines.product[line])
    amount = np.where(kind == CHECKOUT, made.total[order], lines.unit[line])
    cart = np.where(kind == VIEWED, 0, made.number[order])
    none = np.full(size, -1, dtype=np.int64)
    at = made.at[order] - lags.ravel()
    phone = np.repeat(_phones(rng, crowd, made.owner[tracked]), 3)
    return Visits(made.owner[order], at, kind, product, cart, amount, none, phone)


def _idle(rng: np.random.Generator, chunk: int, crowd: People, calendar: Seasons) -> Visits:
    """Visits without an order: a page, some products, now and then a cart that is left."""
    limits = np.array([behaviour.visits for behaviour in BEHAVIOURS])[crowd.behaviour]
    owner, _ = spread(between(rng, limits[:, 0], limits[:, 1], crowd.size))
    start = np.maximum(crowd.joined[owner], calendar.until - 365)
    even = np.zeros(owner.size, dtype=np.int64)
    end = np.full(owner.size, calendar.until)
    day = calendar.days(rng, market=crowd.market[owner], habit=even, start=start, end=end)
    hours = np.array([HOUR_NAMES.index(persona.hours) for persona in PERSONAS])[crowd.persona[owner]]
    began = calendar.instants(rng, crowd.market[owner], day, hours)
    seen = 1 + chosen_by(rng, [(40, 30, 20, 10)], even)
    left = chance(rng, ABANDONS, owner.size)
    visit, nth = spread(1 + seen + left * 2)
    kind = np.where(
        nth == 0, PAGE, np.where(nth <= seen[visit], VIEWED, np.where(nth == seen[visit] + 1, ADDED, CART))
    )
    products = _products(rng, crowd, owner[visit])
    before = np.maximum(np.arange(visit.size) - 1, 0)
    product = np.where(kind == ADDED, products[before], np.where(kind == VIEWED, products, -1))
    number = -(np.arange(owner.size) + chunk * 10_000_000 + 1)
    price = price_list()[crowd.market[owner[visit]], np.maximum(product, 0)]
    return Visits(
        owner=owner[visit],
        at=began[visit] + nth * between(rng, 20, 150, visit.size),
        kind=kind,
        product=product,
        cart=np.where(kind >= ADDED, number[visit], 0),
        amount=np.where(product >= 0, price, -1),
        page=np.where(kind == PAGE, between(rng, 0, len(PAGES) - 1, visit.size), -1),
        phone=_phones(rng, crowd, owner)[visit],
    )


def _phones(rng: np.random.Generator, crowd: People, owner: Ints) -> Ints:
    return chance(rng, crowd.traits("mobile")[owner] / 100, owner.size).astype(np.int64)


def _products(rng: np.random.Generator, crowd: People, owner: Ints) -> Ints:
    weights = [persona.basket for persona in PERSONAS]
    garment = chosen_by(rng, weights, crowd.basket[owner]) * 2 + chance(rng, 0.42, owner.size)
    return garment * len(MODELS) + between(rng, 0, len(MODELS) - 1, owner.size)

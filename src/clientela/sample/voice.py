"""What customers say: reviews, survey answers, tickets, and what they do on social networks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clientela.sample.columns import DAY
from clientela.sample.draws import Ints, between, chance, chosen, chosen_by, spread, stream
from clientela.sample.orders import Lines, Orders
from clientela.sample.people import People
from clientela.sample.personas import BEHAVIOUR_NAMES
from clientela.sample.phrases import THEMES
from clientela.sample.seasons import Seasons

BAD, MIDDLING, GOOD = range(3)
SURVEYS = ("nps", "csat")
NETWORKS = ("instagram", "tiktok", "facebook")
REACTIONS = ("like", "comment", "share", "follow")
NPS_STEPS = ((1, 1, 1, 2, 2, 3, 4), (1, 1, 0, 0, 0, 0, 0), (1, 1, 0, 0, 0, 0, 0))  # above 0, 7 and 9
REVIEWED, ASKED, TICKETED = 0.07, 0.10, 0.035  # of orders


@dataclass(slots=True)
class Opinions:
    """Reviews or answers; `second` is -1 where one theme was enough, `opening` where nothing was said."""

    number: Ints
    owner: Ints
    at: Ints
    survey: Ints
    score: Ints
    product: Ints
    tone: Ints
    opening: Ints
    theme: Ints
    second: Ints
    variant: Ints


@dataclass(slots=True)
class Tickets:
    """One entry a ticket; `closed` is -1 where it is still open."""

    number: Ints
    owner: Ints
    at: Ints
    closed: Ints
    topic: Ints
    channel: Ints
    score: Ints  # of satisfaction with the answer, 1 to 5; 0: not given


@dataclass(slots=True)
class Reactions:
    """One entry a reaction on a social network."""

    owner: Ints
    at: Ints
    network: Ints
    reaction: Ints


def reviews(
    seed: int, chunk: int, crowd: People, made: Orders, *, lines: Lines, calendar: Seasons
) -> Opinions:
    """Stars from 1 to 5 with a text, some days after some orders."""
    rng = stream(seed, "voice", chunk)
    found = _asked(rng, made, REVIEWED, calendar)
    moods = _moods(rng, crowd, made, found)
    stars = np.array([[1, 2], [3, 3], [4, 5]])[moods, chosen_by(rng, [(55, 45), (50, 50), (35, 65)], moods)]
    product = lines.product[np.searchsorted(lines.order, found)]
    return _opinions(
        rng,
        chunk,
        made=made,
        found=found,
        moods=moods,
        score=stars,
        survey=np.zeros(found.size, dtype=np.int64),
        product=product,
        mute=0.0,
    )


def surveys(seed: int, chunk: int, crowd: People, made: Orders, calendar: Seasons) -> Opinions:
    """Answers to "would you recommend us" (0 to 10) and "were you satisfied" (1 to 5)."""
    rng = stream(seed, "voice", chunk, 1)
    found = _asked(rng, made, ASKED, calendar)
    moods = _moods(rng, crowd, made, found)
    survey = chosen(rng, (60, 40), found.size)
    nps = np.array([0, 7, 9])[moods] + chosen_by(rng, NPS_STEPS, moods)
    csat = np.array([1, 3, 4])[moods] + chosen_by(rng, [(1, 1), (1, 0), (1, 1)], moods)
    score = np.where(survey == 0, nps, csat)
    return _opinions(
        rng,
        chunk,
        made=made,
        found=found,
        moods=moods,
        score=score,
        survey=survey,
        product=np.full(found.size, -1, dtype=np.int64),
        mute=0.45,
    )


def _asked(rng: np.random.Generator, made: Orders, share: float, calendar: Seasons) -> Ints:
    last = (calendar.until - 15) * DAY
    return np.flatnonzero(chance(rng, share, made.owner.size) & (made.status != 1) & (made.at < last))


def _moods(rng: np.random.Generator, crowd: People, made: Orders, found: Ints) -> Ints:
    """Returned orders and people who later lapsed are sourer; regulars are kinder."""
    behaviour = crowd.behaviour[made.owner[found]]
    sour = (made.status[found] == 2) | (behaviour == BEHAVIOUR_NAMES.index("lapsed"))
    kind = np.isin(behaviour, (BEHAVIOUR_NAMES.index("vip"), BEHAVIOUR_NAMES.index("steady")))
    return chosen_by(rng, [(14, 24, 62), (46, 28, 26), (6, 16, 78)], np.where(sour, 1, np.where(kind, 2, 0)))


def _opinions(
    rng: np.random.Generator,
    chunk: int,
    *,
    made: Orders,
    found: Ints,
    moods: Ints,
    score: Ints,
    survey: Ints,
    product: Ints,
    mute: float,
) -> Opinions:
    count = found.size
    second = between(rng, 0, len(THEMES) - 1, count)
    return Opinions(
        number=np.arange(count) + chunk * 1_000_000 + 1,
        owner=made.owner[found],
        at=made.at[found] + between(rng, 2 * DAY, 14 * DAY, count),
        survey=survey,
        score=score,
        product=product,
        tone=moods,
        opening=np.where(chance(rng, mute, count), -1, between(rng, 0, 2, count)),
        theme=chosen_by(rng, [(30, 18, 20, 14, 18), (18, 26, 22, 22, 12), (24, 16, 30, 16, 14)], moods),
        second=np.where(chance(rng, 0.35, count), second, -1),
        variant=between(rng, 0, 1, count),
    )


def tickets(seed: int, chunk: int, made: Orders, calendar: Seasons) -> Tickets:
    """Questions and complaints in the days after an order; most are closed within the week."""
    rng = stream(seed, "service", chunk)
    found = np.flatnonzero(chance(rng, np.where(made.status == 2, 0.25, TICKETED), made.owner.size))
    at = made.at[found] + between(rng, 3600, 8 * DAY, found.size)
    found, at = found[at < calendar.until * DAY], at[at < calendar.until * DAY]
    closed = at + between(rng, 1800, 6 * DAY, found.size)
    is_open = (closed >= calendar.until * DAY) | chance(rng, 0.03, found.size)
    score = 1 + chosen(rng, (8, 8, 14, 32, 38), found.size)
    return Tickets(
        number=np.arange(found.size) + chunk * 1_000_000 + 1,
        owner=made.owner[found],
        at=at,
        closed=np.where(is_open, -1, closed),
        topic=chosen_by(rng, [(36, 22, 16, 16, 10), (10, 44, 36, 6, 4)], (made.status[found] == 2) * 1),
        channel=chosen(rng, (46, 30, 24), found.size),
        score=np.where(is_open | chance(rng, 0.5, found.size), 0, score),
    )


def reactions(seed: int, chunk: int, crowd: People, calendar: Seasons) -> Reactions:
    """Likes, comments and shares of the last year, by those who have the network."""
    rng = stream(seed, "service", chunk, 1)
    who, network = np.nonzero(crowd.networks)
    likely = np.where(network == 1, 3, 2)
    index, _ = spread(between(rng, 0, likely, who.size) * chance(rng, 0.5, who.size))
    owner = who[index]
    first = np.maximum(crowd.joined[owner], calendar.until - 365)
    day = between(rng, first, calendar.until - 1, owner.size)
    hours = np.full(owner.size, 1, dtype=np.int64)
    return Reactions(
        owner=owner,
        at=calendar.instants(rng, crowd.market[owner], day, hours),
        network=network[index],
        reaction=chosen(rng, (62, 16, 10, 12), owner.size),
    )

"""Who answered, of those who were asked; and what the score would be if everybody had."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from clientela.discover.voice.comments import Source
from clientela.discover.voice.estimates import LEAST, Figure
from clientela.discover.voice.reading import Bools, Floats, Heard, Ints, microseconds
from clientela.discover.voice.scales import Scale
from clientela.discover.voice.scores import nps
from clientela.rules.nodes import Rule, Variable
from clientela.segments import evaluation
from clientela.segments.base import Base
from clientela.segments.intervals import share_interval

_BANDS = (1, 2, 5)  # orders: none, one, two to four, five and more
_INVITATIONS = ("message_sent", "message_delivered")


@dataclass(frozen=True, slots=True)
class Asking:
    """Of whom and since when: the rows asked about, the rule, and the members of each compared segment."""

    base: Base
    as_of: dt.datetime
    since: dt.datetime | None
    within: Rule | None
    asked: Bools
    segments: Mapping[str, pa.Array]


@dataclass(frozen=True, slots=True)
class Weighted:
    """The score weighted to all customers asked about, and the share of them its bands of orders cover."""

    value: float
    covered: float


@dataclass(frozen=True, slots=True)
class Response:
    """Of `asked` customers how many answered, with Wilson's interval.

    `asked` is None where nothing in the store says who was asked; the share is then unknown, not 100 %.
    """

    answered: int
    asked: int | None = None
    rate: Figure | None = None


def responses(
    base: Base, source: Source, asking: Asking, heard: Heard, counted: Ints
) -> Callable[[pa.Array | None], Response]:
    """The response of any group of customers to one survey; of None, of all who are asked about."""
    invited = _invited(base, source, asking)
    customers, last = heard.customer[counted], heard.at[counted]
    within = None
    if asking.within is not None:
        within = evaluation.member_ids(base, asking.within, asking.as_of).read_all().column(0).to_numpy()

    def response(members: pa.Array | None) -> Response:
        mine = np.ones(customers.size, dtype=bool) if members is None else np.isin(customers, members)
        answered = int(np.unique(customers[mine]).size)
        asked, at = invited
        for group in (within, None if members is None else members.to_numpy()):
            if group is not None:
                at, asked = at[np.isin(asked, group)], asked[np.isin(asked, group)]
        if not invited[0].size:
            return Response(answered)
        latest = dict(zip(customers.tolist(), last.tolist(), strict=True))
        came = sum(latest.get(one, -1) >= when for one, when in zip(asked.tolist(), at.tolist(), strict=True))
        return Response(answered, int(asked.size), answer_rate(came, int(asked.size)))

    return response


def answer_rate(came: int, asked: int) -> Figure:
    """The share of those asked who answered, with Wilson's interval; hidden below ten."""
    if asked < LEAST:
        return Figure(asked, asked)
    return Figure(asked, asked, came / asked, *share_interval(came, asked))


def _invited(base: Base, source: Source, asking: Asking) -> tuple[Ints, Ints]:
    """Customers who got the survey's invitation, and when first: messages that name it or its campaign."""
    if source.survey is None:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    since = microseconds(base.in_utc(asking.since)) if asking.since is not None else 0
    rows = base.engine.rows(
        'SELECT customer_id, min("at") FROM events WHERE kind IN (?, ?) '
        'AND "at" <= ? AND (survey = ? OR lower(campaign) = lower(?)) GROUP BY customer_id ORDER BY 1',
        [*_INVITATIONS, base.in_utc(asking.as_of), source.survey, source.survey],
    )
    dated = ((customer, microseconds(at)) for customer, at in rows)
    kept = [(customer, at) for customer, at in dated if at > since]
    found = np.array(kept, dtype=np.int64).reshape(-1, 2)
    return found[:, 0], found[:, 1]


def weighted_score(heard: Heard, counted: Ints, scale: Scale, asking: Asking) -> Weighted | None:
    """The score with answers weighted to the numbers of orders that all customers asked about have.

    Bands of orders with fewer than ten who answered have no weight; None with fewer than two other bands.
    """
    customers, scores = heard.customer[counted], heard.score[counted]
    different = np.unique(customers)
    band, sizes = _bands(asking, different)
    mine = band[np.searchsorted(different, customers)]
    enough = np.flatnonzero(np.bincount(band, minlength=sizes.size) >= LEAST)
    if enough.size < 2:
        return None
    parts = [_plain(scores[mine == each], scale) for each in enough]
    weights = sizes[enough]
    return Weighted(float(np.average(parts, weights=weights)), float(weights.sum() / sizes.sum()))


def _bands(asking: Asking, customers: Ints) -> tuple[Ints, Ints]:
    """The band of each of the (sorted) customers, and how many of all are in each band."""
    band = np.zeros(customers.size, dtype=np.int64)
    sizes = np.zeros(len(_BANDS) + 1, dtype=np.int64)
    wanted = {"orders": Variable("orders_total")}
    for batch in evaluation.values(asking.base, wanted, asking.as_of, within=asking.within):
        ids = batch.column("customer_id").to_numpy()
        bands = np.digitize(batch.column("orders").fill_null(0).to_numpy(), _BANDS)
        sizes += np.bincount(bands, minlength=sizes.size)
        found = np.isin(ids, customers)
        band[np.searchsorted(customers, ids[found])] = bands[found]
    return band, sizes


def _plain(scores: Floats, scale: Scale) -> float:
    if scale.measure == "nps":
        return nps(float((scores >= scale.good).sum()), float((scores <= scale.bad).sum()), scores.size)
    if scale.measure == "csat":
        return float((scores >= scale.good).mean())
    return float(scores.mean())

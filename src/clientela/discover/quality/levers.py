"""Responses that may differ between members and others: messages, coupons, discounts, categories."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from clientela.discover.quality.card import LEAST_SHOWN, Interval, Lever
from clientela.rules import nodes as n
from clientela.segments.intervals import adjusted, share_difference, share_interval
from clientela.segments.profile import Profile

Kind: TypeAlias = Literal["channel", "coupon", "discount", "category"]

_YEAR = n.LastPeriod(365, "day")
_BY_A_PERSON = n.Compare(n.Field("machine"), "!=", True)  # noqa: FBT003
_CHANNELS = ("email", "sms", "push")
_MOST_CATEGORIES = 8


@dataclass(frozen=True, slots=True)
class Response:
    """`asked` is who could respond in the last 365 days, `given` who of them did."""

    kind: Kind
    name: str
    asked: n.Rule
    given: n.Rule


@dataclass(frozen=True, slots=True)
class Answered:
    """Of the members and of the others: how many could respond, and how many did."""

    response: Response
    asked: int
    given: int
    rest_asked: int
    rest_given: int


def responses(profiles: Sequence[Profile]) -> tuple[Response, ...]:
    """What can be asked: messages by channel, coupons, discounts, and the categories most bought from."""
    bought = _bought()
    found = [_message(channel) for channel in _CHANNELS]
    found.append(_bought_with("coupon", n.Compare(n.Field("coupon"), "is set")))
    found.append(_bought_with("discount", n.Compare(n.Field("discount"), ">", 0)))
    for category in _categories(profiles):
        where = n.Compare(n.Field("category"), "=", category)
        lines = n.Happened(("order_completed", "product_bought"), where, _YEAR)
        found.append(Response("category", category, bought, n.All((bought, lines))))
    return tuple(found)


def levers(answered: Iterable[Answered]) -> tuple[Lever, ...]:
    """The responses of which there are enough inside and outside, the largest difference first."""
    enough = [
        each
        for each in answered
        if min(each.asked, each.rest_asked) >= LEAST_SHOWN and each.given + each.rest_given
    ]
    differences = [
        share_difference(each.given, each.asked, each.rest_given, each.rest_asked) for each in enough
    ]
    corrected = adjusted([difference.p for difference in differences])
    found = [
        Lever(
            each.response.kind,
            each.response.name,
            _share(each.given, each.asked),
            _share(each.rest_given, each.rest_asked),
            Interval(found.value, found.low, found.high, each.asked + each.rest_asked),
            found.effect,
            p,
        )
        for each, found, p in zip(enough, differences, corrected, strict=True)
    ]
    return tuple(sorted(found, key=lambda lever: (-round(abs(lever.effect), 9), lever.kind, lever.name)))


def _share(count: int, of: int) -> Interval:
    return Interval(count / of, *share_interval(count, of), of)


def _bought() -> n.Rule:
    return n.Happened(("order_completed",), window=_YEAR)


def _message(channel: str) -> Response:
    there = n.Compare(n.Field("channel"), "=", channel)
    got = n.Happened(("message_sent", "message_delivered"), there, _YEAR)
    answer = n.Happened(("message_clicked", "message_replied"), n.All((there, _BY_A_PERSON)), _YEAR)
    return Response("channel", channel, got, n.All((got, answer)))


def _bought_with(kind: Literal["coupon", "discount"], where: n.Condition) -> Response:
    return Response(kind, kind, _bought(), n.Happened(("order_completed",), where, _YEAR))


def _categories(profiles: Sequence[Profile]) -> list[str]:
    """The favourite categories of most customers; profiles name none that fewer than ten have."""
    sizes: dict[str, float] = {}
    for profile in profiles:
        for row in profile.rows:
            if row.variable == "favourite_category" and row.level and row.statistic == "level":
                sizes[row.level] = max(sizes.get(row.level, 0.0), row.base_value or 0.0)
    return sorted(sizes, key=lambda name: (-sizes[name], name))[:_MOST_CATEGORIES]

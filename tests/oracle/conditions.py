"""What is true of a customer: groups, what happened and when, places, consents, buckets."""

from __future__ import annotations

import datetime as dt
import hashlib
import math
from collections.abc import Iterator
from itertools import pairwise

from clientela.rules import nodes as n
from tests.oracle.calendar_arithmetic import DAY, FIXED, Days, day_of, last_of, step_instant
from tests.oracle.comparisons import holds_of_plain
from tests.oracle.scene import Scene, changes_of, decides, found, present, truth_of
from tests.oracle.world import Plain

EARTH_KM = 6371.0088

KINDS_OF_ACTION = {
    "got": ("message_delivered", "message_sent"),
    "opened": ("message_opened",),
    "clicked": ("message_clicked",),
    "answered": ("message_replied",),
    "converted": ("message_converted",),
    "bounced": ("message_bounced",),
    "unsubscribed": ("message_unsubscribed",),
    "complained": ("message_complained",),
}


@decides(n.All)
def all_of(condition: n.All, scene: Scene) -> bool | None:
    truths = [truth_of(part, scene) for part in condition.conditions]
    if False in truths:
        return False
    return None if None in truths else True


@decides(n.AnyOf)
def any_of(condition: n.AnyOf, scene: Scene) -> bool | None:
    truths = [truth_of(part, scene) for part in condition.conditions]
    if True in truths:
        return True
    return None if None in truths else False


@decides(n.Not)
def negation(condition: n.Not, scene: Scene) -> bool | None:
    truth = truth_of(condition.condition, scene)
    return None if truth is None else not truth


@decides(n.Changed)
def changed(condition: n.Changed, scene: Scene) -> bool:
    owner = scene.customer if condition.entity == "customer" else scene.company
    if owner is None:
        return False
    interval = scene.question.interval(condition.window)
    history = changes_of(owner, condition.attribute, scene.as_of)
    return any(
        present(before.value) != present(after.value)
        and interval.holds(after.at)
        and (condition.to is None or is_now(present(after.value), condition.to))
        for before, after in pairwise(history)
    )


def is_now(value: Plain | None, to: n.Scalar) -> bool:
    return value is not None and holds_of_plain(value, "=", to)


@decides(n.Happened)
def happened(condition: n.Happened, scene: Scene) -> bool:
    times = len(scene.kept_within(condition.kinds, condition.where, condition.window))
    return condition.at_least <= times and (condition.at_most is None or times <= condition.at_most)


@decides(n.MessageActivity)
def message_activity(condition: n.MessageActivity, scene: Scene) -> bool:
    return any(
        event.fields.get("machine") is not True
        and (condition.campaign is None or event.fields.get("campaign") == condition.campaign)
        for event in scene.kept_within(KINDS_OF_ACTION[condition.action], None, condition.window)
    )


@decides(n.Regularly)
def regularly(condition: n.Regularly, scene: Scene) -> bool:
    zone = scene.question.zone
    until = scene.as_of if condition.until is None else last_of(condition.until, scene.as_of, zone)
    kept = scene.kept(condition.kinds, condition.where)
    filled = 0
    for k in range(1, condition.out_of + 1):
        low = step_instant(until, -k, condition.unit, zone)
        high = step_instant(until, -(k - 1), condition.unit, zone)
        if any(low < event.at <= high for event in kept):
            filled += 1
    return filled >= condition.periods


@decides(n.Stopped)
def stopped(condition: n.Stopped, scene: Scene) -> bool:
    border = step_instant(scene.as_of, -condition.count, condition.unit, scene.question.zone)
    kept = scene.kept(condition.kinds, condition.where)
    return any(event.at <= border for event in kept) and not any(event.at > border for event in kept)


@decides(n.Resumed)
def resumed(condition: n.Resumed, scene: Scene) -> bool:
    pause = FIXED[condition.unit] * condition.count
    interval = scene.question.interval(condition.window)
    kept = scene.kept(condition.kinds, condition.where)
    for event in kept:
        earlier = [other.at for other in kept if other.at < event.at]
        if interval.holds(event.at) and earlier and event.at - max(earlier) >= pause:
            return True
    return False


@decides(n.FirstTime)
def first_time(condition: n.FirstTime, scene: Scene) -> bool:
    kept = scene.kept(condition.kinds, condition.where)
    return bool(kept) and scene.question.interval(condition.window).holds(kept[0].at)


@decides(n.NearPlace)
def near_place(condition: n.NearPlace, scene: Scene) -> bool | None:
    place = coordinates(scene)
    if place is None:
        return None
    return haversine_km(place, (condition.latitude, condition.longitude)) <= condition.km


def coordinates(scene: Scene) -> tuple[float, float] | None:
    latitude, longitude = scene.attribute("latitude"), scene.attribute("longitude")
    if isinstance(latitude, float) and isinstance(longitude, float):
        return latitude, longitude
    return None


def haversine_km(one: tuple[float, float], other: tuple[float, float]) -> float:
    lat1, lon1, lat2, lon2 = (math.radians(angle) for angle in (*one, *other))
    half = (
        math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    )
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(half)))


@decides(n.InPolygon)
def in_polygon(condition: n.InPolygon, scene: Scene) -> bool | None:
    place = coordinates(scene)
    if place is None:
        return None
    latitude, longitude = place
    inside = False
    corners = condition.corners
    for (lat1, lon1), (lat2, lon2) in zip(corners, corners[1:] + corners[:1], strict=True):
        if (lat1 > latitude) != (lat2 > latitude):
            crossing = lon1 + (latitude - lat1) / (lat2 - lat1) * (lon2 - lon1)
            if longitude < crossing:
                inside = not inside
    return inside


@decides(n.Anniversary)
def anniversary(condition: n.Anniversary, scene: Scene) -> bool | None:
    value = found(condition.value, scene)
    if value is None:
        return None
    zone = scene.own_zone
    date = value if not isinstance(value, dt.datetime) else day_of(value, zone)
    if not isinstance(date, dt.date):
        raise ValueError(f"{value!r} is neither a date nor an instant")
    today = day_of(scene.as_of, zone)
    length = FIXED[condition.window.unit] * condition.window.count
    ahead = isinstance(condition.window, n.NextPeriod)
    days = Days(today - DAY, today + length - DAY) if ahead else Days(today - length, today)
    return any(days.holds(day) for day in returns_of(date, today.year - 2, today.year + 3))


def returns_of(date: dt.date, first_year: int, last_year: int) -> Iterator[dt.date]:
    """The yearly returns of a date, from the year after it."""
    for year in range(max(first_year, date.year + 1), last_year + 1):
        try:
            yield date.replace(year=year)
        except ValueError:  # 29 February in a year without one
            yield dt.date(year, 2, 28)


@decides(n.Consents)
def consents(condition: n.Consents, scene: Scene) -> bool:
    records = [
        consent
        for consent in scene.question.world.consents
        if consent.customer_id == scene.customer.customer_id
        and (consent.channel, consent.purpose) == (condition.channel, condition.purpose)
        and consent.at <= scene.as_of
    ]
    latest = max((record.at for record in records), default=None)
    states = {record.state for record in records if record.at == latest}
    return states == {"given"}


@decides(n.Bucket)
def bucket(condition: n.Bucket, scene: Scene) -> bool:
    digest = hashlib.md5(f"{condition.salt}:{scene.customer.customer_id}".encode()).hexdigest()  # noqa: S324
    return int(digest[:8], 16) / 2**32 < condition.percent / 100


@decides(n.SegmentChange)
def segment_change(condition: n.SegmentChange, scene: Scene) -> bool:
    interval = scene.question.interval(condition.window)
    for membership in scene.question.world.memberships:
        if (membership.segment, membership.customer_id) != (condition.segment, scene.customer.customer_id):
            continue
        at = membership.entered_at if condition.change == "entered" else membership.left_at
        if at is not None and at <= scene.as_of and interval.holds(at):
            return True
    return False

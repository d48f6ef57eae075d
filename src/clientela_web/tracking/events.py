"""Rows of the events table about messages: each has its own id for ever, so that none is there twice."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import pyarrow as pa

from clientela.errors import ClientelaError
from clientela.workspace import Workspace
from clientela_web.channels.email.letters import post_of
from clientela_web.channels.tokens import token_of
from clientela_web.models import Campaign
from clientela_web.preferences.queries import number_today

SOURCE = "campaign"
INSTANT = pa.timestamp("us", "UTC")


class MessageEvent(NamedTuple):
    """Something that happened to one message; `customer` is the number it was frozen under."""

    event_id: str
    customer: int
    at: dt.datetime
    kind: str
    ref: str
    channel: str
    campaign: str
    machine: bool | None
    properties: dict[str, str]


def write(workspace: Workspace, events: Sequence[MessageEvent], at: dt.datetime) -> int:
    """Append those of people who are still there, all or none; how many were new. Again adds nothing."""
    people = _people_of(workspace, {each.customer for each in events})
    kept = [each for each in events if each.customer in people]
    return workspace.store.append_events(_table(kept, people, at)).new if kept else 0


def prefix_of(campaign: Campaign) -> str:
    """What begins the ids of a campaign's events: another workspace's campaign 1 has another."""
    return f"campaign:{campaign.pk}.{int(campaign.created_at.timestamp())}"


class Names(NamedTuple):
    """What events call a campaign and its messages."""

    prefix: str
    message_id: Callable[[int], str]


def names_of(campaigns: Mapping[int, Campaign]) -> dict[int, Names]:
    """The same for several, by the numbers that they are given under."""
    return {number: Names(prefix_of(each), message_ids(each)) for number, each in campaigns.items()}


def message_ids(campaign: Campaign) -> Callable[[int], str]:
    """What the message of a delivery is called: by its Message-ID, where it was a mail."""
    try:
        post = post_of(campaign)
    except ClientelaError:
        return lambda delivery: f"{prefix_of(campaign)}-{delivery}"
    return lambda delivery: post.message_id(token_of(delivery)).strip("<>")


def _people_of(workspace: Workspace, numbers: set[int]) -> dict[int, int]:
    """Who each is today; without those who are erased."""
    asked = sorted(numbers)
    rows = workspace.store.engine.rows(
        f"SELECT customer_id FROM customers WHERE customer_id IN ({', '.join('?' * len(asked))})", asked
    )
    found = {int(number): int(number) for (number,) in rows}
    merged = {number: number_today(workspace, number) for number in asked if number not in found}
    return found | {number: today for number, today in merged.items() if today is not None}


def _table(events: Sequence[MessageEvent], people: dict[int, int], at: dt.datetime) -> pa.Table:
    count = len(events)
    texts = {
        name: pa.array([getattr(each, name) for each in events], pa.string())
        for name in ("event_id", "kind", "ref", "channel", "campaign")
    }
    return pa.table(
        {
            **texts,
            "customer_id": pa.array([people[each.customer] for each in events], pa.int64()),
            "at": pa.array([each.at for each in events], INSTANT),
            "received_at": pa.array([at] * count, INSTANT),
            "machine": pa.array([each.machine for each in events], pa.bool_()),
            "source": pa.array([SOURCE] * count, pa.string()),
            "properties": pa.array([_json(each.properties) for each in events], pa.string()),
        }
    )


def _json(properties: dict[str, str]) -> str | None:
    kept = {name: value for name, value in properties.items() if value}
    return json.dumps(kept, ensure_ascii=False) if kept else None

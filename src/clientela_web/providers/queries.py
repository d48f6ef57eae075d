"""Providers, limits and suppressed addresses, read."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from clientela.act.audience import ADDRESSES
from clientela_web.channels.kinds import ProviderKind, kinds
from clientela_web.ledger.keys import address_key
from clientela_web.models import Campaign, FrequencyCap, Provider, Suppression
from clientela_web.providers.domain import kind_of
from clientela_web.ui.words import channel_label

PAGE = 50


@dataclass(frozen=True, slots=True)
class Row:
    """A provider in the list."""

    provider: Provider
    kind: str
    channel: str
    campaigns: int
    trouble: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An address on the suppression list, known by the beginning of its hash."""

    pk: int
    channel: str
    short: str
    reason: str
    campaign: str
    note: str
    at: dt.datetime


def providers() -> list[Row]:
    """All providers by name."""
    return [
        Row(
            provider=each,
            kind=str(kind.label) if (kind := kind_of(each)) else each.kind,
            channel=channel_label(each.channel),
            campaigns=Campaign.objects.filter(provider=each).count(),
            trouble=each.trouble,
        )
        for each in Provider.objects.all()
    ]


def kinds_by_channel() -> list[tuple[str, list[ProviderKind]]]:
    """The kinds that can be added, under their channels: a mail server of one's own first."""
    found: dict[str, list[ProviderKind]] = {channel: [] for channel in ADDRESSES}
    for kind in sorted(kinds().values(), key=lambda each: (each.key != "smtp", str(each.label).casefold())):
        found.setdefault(kind.channel, []).append(kind)
    return [(channel_label(channel), each) for channel, each in found.items() if each]


def caps() -> list[tuple[FrequencyCap, str]]:
    """The limits a person, with the names of their channels."""
    return [(each, channel_label(each.channel)) for each in FrequencyCap.objects.order_by("channel", "days")]


def suppressed(address: str, page: int) -> tuple[list[Entry], int, int, int]:
    """A page of the list, the newest first; how many entries there are, the page, and how many pages.

    Of one address alone, where one is named.
    """
    found = Suppression.objects.select_related("campaign").order_by("-pk")
    if address:
        keys = [address_key(channel, address) for channel in ADDRESSES]
        found = found.filter(address_key__in=keys)
    count = found.count()
    pages = max(1, -(-count // PAGE))
    at = min(max(page, 1), pages)
    shown = found[(at - 1) * PAGE : at * PAGE]
    return [_entry(each) for each in shown], count, at, pages


def _entry(each: Suppression) -> Entry:
    return Entry(
        each.pk,
        channel_label(each.channel),
        each.address_key[:12],
        each.get_reason_display(),
        each.campaign.name if each.campaign else "",
        each.note,
        each.at,
    )

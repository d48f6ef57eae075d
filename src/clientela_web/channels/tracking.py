"""What is counted of a campaign: its links are frozen with the audience, then written into every message."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from django.conf import settings

from clientela.act.messages import Composed
from clientela.act.tracking import Link, find_links, tracked
from clientela_web.models import Campaign

CHANNEL = "email"
"""A text message has no picture to fetch, and every letter of a link in it costs money."""


class Frozen(msgspec.Struct):
    """The links of one variant, by their places in it, and the language its values are written in."""

    language: str = "en"
    links: list[Link] = []


def frozen_links(messages: Mapping[str, Composed]) -> dict[str, Any]:
    """The links of a campaign's messages as they are kept with it, by variant."""
    found = {
        variant: Frozen(message.writing.language, find_links(message))
        for variant, message in messages.items()
    }
    kept: dict[str, Any] = msgspec.to_builtins(found)
    return kept


def links_of(campaign: Campaign, variant: str) -> Frozen:
    """What was frozen of a variant; nothing where nothing was."""
    return msgspec.convert(campaign.links.get(variant, {}), Frozen)


def counted(campaign: Campaign, messages: Mapping[str, Composed]) -> dict[str, Composed]:
    """The messages with what the campaign wants to be counted; as they are where the site has no address."""
    if campaign.channel != CHANNEL or not settings.SITE_URL:
        return dict(messages)
    return {
        variant: tracked(
            message,
            links_of(campaign, variant).links if campaign.track_clicks else [],
            opens=campaign.track_opens,
        )
        for variant, message in messages.items()
    }

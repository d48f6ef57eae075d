"""What a new campaign begins with: nothing, a segment, or what the segment's strategy says."""

from __future__ import annotations

from django.http import HttpRequest
from msgspec import structs

from clientela.segments.library import Saved
from clientela_web.campaigns.copying import free_name
from clientela_web.campaigns.drafts import Draft
from clientela_web.campaigns.starters import STARTERS, starter
from clientela_web.channels.kinds import usable_channels
from clientela_web.models import Campaign, Provider
from clientela_web.workspace import firm, saved_segment


def begun(request: HttpRequest) -> Draft:
    """The draft that the address asks for.

    `segment` is a number, `strategy` takes over what it says, `begin` names a letter to be written over.
    """
    text, letter = request.GET.get("segment", ""), request.GET.get("begin", "")
    segment = saved_segment(int(text)) if text.isdecimal() else None
    draft = draft_for(segment, with_strategy="strategy" in request.GET)
    if letter in STARTERS:
        return structs.replace(draft, channel="email", text="", markdown=starter(letter, draft.language))
    return draft


def draft_for(segment: Saved | None, *, with_strategy: bool = False) -> Draft:
    """A draft to a segment, from whoever sent the last campaign, by the first provider there is."""
    last = Campaign.objects.exclude(sender_address="").first()
    channel, text = _of_strategy(segment) if segment and with_strategy else ("email", "")
    provider = Provider.objects.filter(channel=channel).first()
    return Draft(
        name=free_name(segment.name) if segment else "",
        segments=(segment.name,) if segment else (),
        channel=channel,
        markdown=text if channel == "email" else "",
        text="" if channel == "email" else text,
        language=firm().settings().language,
        holdout_percent=10.0,
        sender_name=last.sender_name if last else firm().settings().name,
        sender_address=last.sender_address if last else "",
        reply_to=last.reply_to if last else "",
        provider=provider.name if provider else "",
    )


def _of_strategy(segment: Saved) -> tuple[str, str]:
    """The first channel of the strategy that a campaign can go by, and its message."""
    kept = firm().strategy(segment.name)
    if kept is None or kept.strategy is None:
        return "email", ""
    strategy, usable = kept.strategy, usable_channels()
    channel = next((each.channel for each in strategy.channels if each.channel in usable), "email")
    return channel, "\n\n".join(each for each in (strategy.message, strategy.offer) if each)

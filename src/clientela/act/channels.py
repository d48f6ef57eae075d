"""Which ways to reach the members of a segment, by their consents and by how they answered so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from clientela.act.evidence import Evidence, Figures
from clientela.act.wording import PHRASES
from clientela.catalog.phrasebook import capital

LEAST_REACH = 0.1
"""A channel is proposed where surely this share of the members can be reached by it."""

_CONSENT = {channel: f"can_{channel}_marketing" for channel in ("email", "sms", "phone", "post", "push")}
_RESPONSE = {
    "email": ("email_click_rate_total", "email_open_rate_total"),
    "sms": ("sms_clicked_total",),
    "phone": ("calls_365d",),
    "visit": ("sales_visits_365d",),
}
# Where nothing is sent, use stands for consent: the share or number of visits shows that they come.
_USE = {"web": "visits_90d", "visit": "company.employees"}

VARIABLES = (
    *_CONSENT.values(),
    *(name for names in _RESPONSE.values() for name in names),
    *_USE.values(),
    "preferred_channel",
    "favourite_order_channel",
)
"""What is asked to choose channels."""


@dataclass(frozen=True, slots=True)
class ChannelAdvice:
    """A channel worth trying, and the figures that speak for it."""

    channel: str
    evidence: tuple[Evidence, ...]
    language: str

    @property
    def label(self) -> str:
        """What the channel is called."""
        return channel_said(self.channel, self.language)

    @property
    def reason(self) -> str:
        """The evidence in sentences."""
        return " ".join(each.said(self.language) for each in self.evidence)


def channel_said(channel: str, language: str) -> str:
    """A channel in one of the six languages; one of the firm's own as it is written."""
    key = f"channel_{channel}"
    return capital(PHRASES.say(key, language)) if key in PHRASES.rows else channel


def advised_channels(figures: Figures, wanted: Sequence[str], language: str) -> tuple[ChannelAdvice, ...]:
    """Those of the wanted channels that consents and figures allow, in the order wanted."""
    found = [(channel, _evidence(figures, channel)) for channel in wanted]
    return tuple(ChannelAdvice(channel, evidence, language) for channel, evidence in found if evidence)


def _evidence(figures: Figures, channel: str) -> tuple[Evidence, ...]:
    """Why this channel; nothing where it may not be used or nothing speaks for it."""
    reach = _reach(figures, channel)
    if reach is None:
        return ()
    responses = (figures.plain(name) for name in _RESPONSE.get(channel, ()))
    wishes = figures.of_levels("preferred_channel", (channel,))
    return (reach, *(each for each in (*responses, wishes) if each is not None and each.value > 0))


def _reach(figures: Figures, channel: str) -> Evidence | None:
    if channel in _CONSENT:
        consent = figures.plain(_CONSENT[channel])
        return consent if consent is not None and consent.low >= LEAST_REACH else None
    if channel == "visit":
        is_business = figures.known_share(_USE[channel]) >= 0.5
        return figures.plain(_USE[channel]) if is_business else None
    if channel == "store":
        in_store = figures.of_levels("favourite_order_channel", ("store", "shop", "pos"))
        return in_store if in_store is not None and in_store.low >= LEAST_REACH else None
    used = figures.plain(_USE.get(channel, channel))
    return used if used is not None and used.low > LEAST_REACH else None

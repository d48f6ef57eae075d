"""Sending for as long as there is something to send: campaign after campaign, with what is open kept open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any

from django.utils import timezone

from clientela.act.messages import Composed
from clientela.act.messages.composing import CHANNELS
from clientela.errors import ClientelaError
from clientela_web.channels.hearing import Heard
from clientela_web.channels.limits import Limits
from clientela_web.channels.lines import ProviderError, Writer
from clientela_web.channels.posting import Posting
from clientela_web.channels.tokens import Links
from clientela_web.channels.ways import TALKING, Way, open_way
from clientela_web.ledger import senders
from clientela_web.ledger.campaigns import being_sent, finish, halt, start, to_be_started
from clientela_web.ledger.claiming import Claimed, claim
from clientela_web.ledger.errors import CampaignError, LeaseLostError
from clientela_web.ledger.reporting import give_up_waiting
from clientela_web.models import Campaign, Provider, Sender

BATCH = 500
SLICE_SECONDS = 10.0
TROUBLE_PAUSE = dt.timedelta(seconds=60)
LOOK_SECONDS, GIVE_UP_SECONDS = 5.0, 600.0

Composer = Callable[[Campaign], Mapping[str, Composed]]
"""The messages of a campaign, ready for their recipients, by variant (`""` where there is one only)."""
Hearer = Callable[[Provider, Sequence[Heard]], None]
"""Who takes what a provider has told."""


@dataclass(frozen=True, slots=True)
class _Open:
    """A way that is open, and what the provider was when it was opened."""

    told: tuple[object, ...]
    way: Way[Any]


@dataclass(frozen=True, slots=True)
class _Shared:
    """The part of a provider's limits that is this process's, and among how many they were shared."""

    told: tuple[object, ...]
    limits: Limits


class Carrier:
    """What one thread needs to send messages; close it at the end."""

    def __init__(self, compose: Composer, site: str = "", hear: Hearer | None = None) -> None:
        """`site` is the address under which recipients reach the site; `hear` takes what providers tell."""
        self._compose, self._site, self._hear = compose, site, hear
        self._sender: Sender | None = None
        self._ways: dict[int, _Open] = {}
        self._shared: dict[int, _Shared] = {}
        self._looked = self._gave_up = float("-inf")
        self.is_ending = False

    def turn(self) -> bool:
        """A while of each campaign that has something to send; whether anything went out."""
        self._look_around()
        self._listen()
        went = False
        for campaign in (each for channel in CHANNELS for each in being_sent(channel)):
            if not self.is_ending and _is_usable(campaign.provider):
                went = self._carry(campaign) or went
        return went

    def close(self) -> None:
        """End the connections and give back what is claimed."""
        for each in self._ways.values():
            each.way.lines.close()
        self._ways.clear()
        self._give_back()

    def _look_around(self) -> None:
        """Take over from the dead, and begin what is due."""
        if monotonic() - self._looked < LOOK_SECONDS:
            return
        self._looked = monotonic()
        senders.bury_dead()
        if monotonic() - self._gave_up > GIVE_UP_SECONDS:
            self._gave_up = monotonic()
            give_up_waiting(timezone.now())
        for campaign in to_be_started():
            try:
                start(campaign)
            except CampaignError:
                continue  # it says so itself: it is paused, with the reason

    def _listen(self) -> None:
        """Hear what providers tell over their connections, which are opened for that."""
        if self._hear is None:
            return
        for provider in Provider.objects.filter(kind__in=TALKING):
            if not _is_usable(provider):
                continue
            try:
                heard = self._opened(provider).way.listen()
            except ProviderError as error:
                _note_trouble(provider, error)
                continue
            if heard:
                self._hear(provider, heard)

    def _carry(self, campaign: Campaign) -> bool:
        first = self._claim(campaign)
        if not first:
            finish(campaign)
            return False
        if campaign.provider is None:
            halt(campaign, "nobody carries these messages; choose a provider")
            return False
        try:
            posting = self._posting(campaign, campaign.provider)
            posting.send(self._source(campaign, first))
        except LeaseLostError:
            self._sender = None  # begin anew: what was claimed is with others
        except ProviderError as error:
            _note_trouble(campaign.provider, error)
            self._give_back()
        except ClientelaError as error:
            halt(campaign, str(error))
            self._give_back()
        finish(campaign)
        return True

    def _posting(self, campaign: Campaign, provider: Provider) -> Posting[Any]:
        if provider.channel != campaign.channel:
            raise CampaignError(f"{provider.name} carries no such messages; choose another provider")
        way, me = self._opened(provider).way, self._me()
        return Posting(me, campaign, self._writer(campaign, way), way.lines, self._limits(provider))

    def _limits(self, provider: Provider) -> Limits:
        """This process's part of what the provider allows; another one where senders came or went."""
        sharers = max(1, Sender.objects.count())
        told = (provider.per_second, provider.per_domain, sharers)
        known = self._shared.get(provider.pk)
        if known is None or known.told != told:
            per_second = provider.per_second / sharers if provider.per_second else None
            per_domain = {domain: float(number) / sharers for domain, number in provider.per_domain.items()}
            known = self._shared[provider.pk] = _Shared(told, Limits(per_second, per_domain, monotonic()))
        return known.limits

    def _opened(self, provider: Provider) -> _Open:
        """The provider's connections; new ones where it is told to be another since."""
        told = tuple(getattr(provider, name) for name in _WHAT_COUNTS)
        known = self._ways.get(provider.pk)
        if known is not None and known.told == told:
            return known
        if known is not None:
            known.way.lines.close()
        self._ways[provider.pk] = found = _Open(told, open_way(provider))
        return found

    def _writer(self, campaign: Campaign, way: Way[Any]) -> Writer[Any]:
        composed = self._compose(campaign)
        if not self._site and any(message.links for message in composed.values()):
            raise CampaignError("the message has links to the site; say where it is in CLIENTELA_SITE_URL")
        return way.writer(campaign, composed, Links(self._site))

    def _source(self, campaign: Campaign, first: list[Claimed]) -> Callable[[], list[Claimed]]:
        """Batches for a while: first the one that is claimed already."""
        began, batches = monotonic(), [first]

        def source() -> list[Claimed]:
            if batches:
                return batches.pop()
            if self.is_ending or monotonic() - began > SLICE_SECONDS:
                return []
            return self._claim(campaign)

        return source

    def _claim(self, campaign: Campaign) -> list[Claimed]:
        return claim(self._me(), campaign, BATCH)

    def _give_back(self) -> None:
        """What was claimed for a campaign that could not be begun waits again."""
        if self._sender is not None:
            senders.sign_off(self._sender)
            self._sender = None

    def _me(self) -> Sender:
        """This sender; a new one where others took the old for dead."""
        if self._sender is None or not Sender.objects.filter(pk=self._sender.pk).exists():
            self._sender = senders.register()
        return self._sender


_WHAT_COUNTS = ("kind", "settings", "sealed", "connections")


def _is_usable(provider: Provider | None) -> bool:
    return provider is None or provider.trouble_until is None or provider.trouble_until <= timezone.now()


def _note_trouble(provider: Provider, error: ProviderError) -> None:
    Provider.objects.filter(pk=provider.pk).update(
        trouble=str(error)[:300], trouble_until=timezone.now() + (error.pause or TROUBLE_PAUSE)
    )

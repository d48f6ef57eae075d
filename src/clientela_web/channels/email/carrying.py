"""Sending for as long as there is something to send: campaign after campaign, with what is open kept open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from time import monotonic

from django.utils import timezone

from clientela.act.messages import Composed
from clientela.errors import ClientelaError
from clientela_web.channels.email.letters import LetterWriter
from clientela_web.channels.email.limits import Limits
from clientela_web.channels.email.posting import Posting
from clientela_web.channels.email.server import MailServer, ServerError
from clientela_web.channels.email.wires import Wires
from clientela_web.channels.tokens import Links
from clientela_web.ledger import senders
from clientela_web.ledger.campaigns import being_sent, finish, halt, start, to_be_started
from clientela_web.ledger.claiming import Claimed, claim
from clientela_web.ledger.errors import CampaignError, LeaseLostError
from clientela_web.models import Campaign, Provider, Sender

BATCH = 500
SLICE_SECONDS = 10.0
TROUBLE_PAUSE = dt.timedelta(seconds=60)
LOOK_SECONDS = 5.0

Composer = Callable[[Campaign], Mapping[str, Composed]]
"""The messages of a campaign, ready for their recipients, by variant (`""` where there is one only)."""


class Carrier:
    """What one thread needs to send e-mail; close it at the end."""

    def __init__(self, compose: Composer, site: str = "") -> None:
        """`site` is the address under which recipients reach the site."""
        self._compose, self._site = compose, site
        self._sender: Sender | None = None
        self._ways: dict[int, tuple[MailServer, Wires, Limits]] = {}
        self._looked = float("-inf")
        self.is_ending = False

    def turn(self) -> bool:
        """A while of each campaign that has something to send; whether anything went out."""
        self._look_around()
        went = False
        for campaign in being_sent("email"):
            if not self.is_ending and _is_usable(campaign.provider):
                went = self._carry(campaign) or went
        return went

    def close(self) -> None:
        """End the connections and give back what is claimed."""
        for _, wires, _ in self._ways.values():
            wires.close()
        self._ways.clear()
        self._give_back()

    def _look_around(self) -> None:
        """Take over from the dead, and begin what is due."""
        if monotonic() - self._looked < LOOK_SECONDS:
            return
        self._looked = monotonic()
        senders.bury_dead()
        for campaign in to_be_started():
            try:
                start(campaign)
            except CampaignError:
                continue  # it says so itself: it is paused, with the reason

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
        except ServerError as error:
            _note_trouble(campaign.provider, str(error))
        except ClientelaError as error:
            halt(campaign, str(error))
            self._give_back()
        finish(campaign)
        return True

    def _posting(self, campaign: Campaign, provider: Provider) -> Posting:
        server = MailServer.of(provider)
        known = self._ways.get(provider.pk)
        if known is None or known[0] != server:
            if known is not None:
                known[1].close()
            limits = Limits(_share(provider.per_second), _shares(provider.per_domain), monotonic())
            self._ways[provider.pk] = known = (server, Wires(server, provider.connections), limits)
        writer = self._writer(campaign, server)
        return Posting(self._me(), campaign, writer, known[1], known[2])

    def _writer(self, campaign: Campaign, server: MailServer) -> LetterWriter:
        composed = self._compose(campaign)
        if not self._site and any(message.links for message in composed.values()):
            raise CampaignError("the message has links to the site; say where it is in CLIENTELA_SITE_URL")
        return LetterWriter(campaign, composed, Links(self._site), server.keys)

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


def _is_usable(provider: Provider | None) -> bool:
    return provider is None or provider.trouble_until is None or provider.trouble_until <= timezone.now()


def _note_trouble(provider: Provider, told: str) -> None:
    Provider.objects.filter(pk=provider.pk).update(
        trouble=told[:300], trouble_until=timezone.now() + TROUBLE_PAUSE
    )


def _share(per_second: float | None) -> float | None:
    """The part of a limit that is this process's: they all keep to the same one."""
    return per_second / max(1, Sender.objects.count()) if per_second else None


def _shares(per_domain: Mapping[str, float]) -> dict[str, float]:
    sharers = max(1, Sender.objects.count())
    return {domain: float(number) / sharers for domain, number in per_domain.items()}

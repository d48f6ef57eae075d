"""E-mail providers as ways out."""

from __future__ import annotations

from collections.abc import Mapping

import requests
import urllib3
from anymail.exceptions import (
    AnymailAPIError,
    AnymailError,
    AnymailRecipientsRefused,
    AnymailUnsupportedFeature,
)
from django.core.mail import EmailMultiAlternatives

from clientela.act.messages import Composed
from clientela_web.channels.anymail.mails import WITHOUT_METADATA, Mail, MailWriter, house_mail
from clientela_web.channels.anymail.providers import backend_of
from clientela_web.channels.asking import Asker, AskingLines
from clientela_web.channels.house import HouseMail
from clientela_web.channels.lines import Answer, LineBrokenError, ProviderError, Verdict
from clientela_web.channels.rendering import Renderer
from clientela_web.channels.tokens import Links
from clientela_web.channels.waiting import asked_pause
from clientela_web.channels.ways import Way
from clientela_web.ledger.claiming import Claimed
from clientela_web.models import Campaign, Provider, SuppressionReason

INVALID, FAILED = "invalid", "failed"  # an address that is known to be none; a mail that cannot be made
_NOT_REACHED = (requests.ConnectTimeout, requests.exceptions.SSLError, requests.exceptions.InvalidURL)
_LINES_FAULT = (urllib3.exceptions.NewConnectionError, urllib3.exceptions.NameResolutionError)


def open_way(provider: Provider) -> Way[Mail]:
    """The provider, not called yet; raises ProviderError for settings that cannot be."""
    backend_of(provider)

    def writer(campaign: Campaign, composed: Mapping[str, Composed], links: Links) -> MailWriter:
        has_metadata = provider.kind not in WITHOUT_METADATA
        return MailWriter(campaign, Renderer(campaign, composed, links), has_metadata=has_metadata)

    def house(mail: HouseMail) -> Mail:
        return house_mail(mail, provider.kind)

    lines = AskingLines(provider.name, lambda: AnymailAsker(provider), provider.connections)
    return Way(lines, writer, house=house)


class AnymailAsker(Asker[Mail]):
    """One connection to a provider's interface."""

    def __init__(self, provider: Provider) -> None:
        self._backend = backend_of(provider)

    def ask(self, ready: Mail) -> Answer:
        """Hand the mail over; what the provider makes of it."""
        row, message = ready.row, ready.message
        try:
            self._backend.open()
            self._backend.send_messages([message])
        except AnymailRecipientsRefused as error:
            return _refused(row, message, error)
        except AnymailUnsupportedFeature as error:
            return Answer(row, Verdict.STOPS, _plain(error))
        except AnymailAPIError as error:
            return _failed(row, error)
        except AnymailError as error:
            return Answer(row, Verdict.REFUSED, _plain(error))
        told = message.anymail_status  # type: ignore[attr-defined]
        if told.status == {FAILED}:
            return Answer(row, Verdict.REFUSED, f"{self._backend.esp_name} could not send it")
        name = told.message_id
        return Answer(row, Verdict.HANDED_OVER, provider_id=name if isinstance(name, str) else None)

    def close(self) -> None:
        """End the connection."""
        self._backend.close()


def _refused(row: Claimed, message: EmailMultiAlternatives, error: AnymailError) -> Answer:
    """The provider will not send to that address: it is none, or is on a list of its own."""
    told = message.anymail_status.status  # type: ignore[attr-defined]
    suppress = SuppressionReason.BOUNCED if told and INVALID in told else None
    return Answer(row, Verdict.REFUSED, _plain(error), suppress=suppress)


def _failed(row: Claimed, error: AnymailAPIError) -> Answer:
    """What a status means; raises LineBrokenError where nobody knows whether it was taken."""
    said, status = _plain(error), error.status_code
    if status is None:
        if (why := _was_not_reached(error)) is not None:
            raise ProviderError(f"{error.esp_name or 'the provider'} cannot be reached: {why}")
        raise LineBrokenError(said)
    pause = asked_pause({name.lower(): value for name, value in error.response.headers.items()})
    if status in (401, 402, 429):
        return Answer(row, Verdict.UNUSABLE, said, pause=pause)
    if status == 403:  # of the key, the domain or the sender; it would be so for everybody
        return Answer(row, Verdict.STOPS, said)
    if status >= 500:
        return Answer(row, Verdict.LATER, said, pause=pause)
    if 200 <= status < 300:
        raise LineBrokenError(said)  # taken or not, in words nobody understands
    return Answer(row, Verdict.REFUSED, said)


def _was_not_reached(error: AnymailAPIError) -> str | None:
    """Why the request had surely not begun; None where it may have."""
    inner = error.__cause__
    if isinstance(error, _NOT_REACHED):
        return str(inner)
    told = inner.args[0] if isinstance(inner, requests.ConnectionError) and inner.args else None
    reason = getattr(told, "reason", told)
    return str(reason) if isinstance(reason, _LINES_FAULT) else None


def _plain(error: AnymailError) -> str:
    return " ".join(str(error).split())[:300]


def check(provider: Provider) -> None:
    """Raises ProviderError for settings that cannot be right, without asking anybody."""
    backend_of(provider)

"""An address of the firm's own as a way out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.conf import settings
from django.utils import timezone

from clientela.act.messages import Composed
from clientela_web.channels.alone import carry_alone, row_to
from clientela_web.channels.asking import Asker, AskingLines
from clientela_web.channels.calling import Caller, Endpoint, Told
from clientela_web.channels.lines import Answer, Verdict
from clientela_web.channels.rendering import Renderer
from clientela_web.channels.sealing import secrets_of
from clientela_web.channels.tokens import Links
from clientela_web.channels.waiting import asked_pause
from clientela_web.channels.ways import Way
from clientela_web.channels.webhook.requests import Request, RequestWriter, secret_of, signed
from clientela_web.ledger.claiming import Claimed
from clientela_web.models import Campaign, Provider

_WITHOUT_END = (301, 302, 303, 307, 308)
_LATER = (408, 409, 425)
_NOT_LET_IN = (401, 403)
GONE, TOO_MANY = 410, 429


def open_way(provider: Provider) -> Way[Request]:
    """The address that a provider names; raises ProviderError for settings that cannot be."""
    endpoint, secret = endpoint_of(provider), key_of(provider)

    def writer(campaign: Campaign, composed: Mapping[str, Composed], links: Links) -> RequestWriter:
        return RequestWriter(campaign, Renderer(campaign, composed, links))

    def asker() -> WebhookAsker:
        return WebhookAsker(Caller(endpoint), secret)

    return Way(AskingLines(endpoint.host, asker, provider.connections), writer)


def endpoint_of(provider: Provider) -> Endpoint:
    """Where requests go; raises ProviderError."""
    url = str(provider.settings.get("url", ""))
    return Endpoint.of(url, is_guarded=True, allowed=settings.INSIDE_HOSTS)


def key_of(provider: Provider) -> bytes:
    """What they are signed with; raises ProviderError."""
    return secret_of(secrets_of(provider).get("signing_secret", ""))


class WebhookAsker(Asker[Request]):
    """One connection to the address."""

    def __init__(self, caller: Caller, secret: bytes) -> None:
        self._caller, self._secret = caller, secret

    def ask(self, ready: Request) -> Answer:
        """Post the request; what its status means."""
        headers = signed(ready.name, timezone.now(), ready.body, self._secret)
        return answer_of(ready.row, self._caller.post(ready.body, headers), self._caller.endpoint.host)

    def close(self) -> None:
        """End the connection."""
        self._caller.close()


def answer_of(row: Claimed, told: Told, host: str) -> Answer:
    """What a status means for a message: 2xx took it, 4xx refused it, the rest may take it later."""
    said, pause = f"{told.status} {told.text}".strip(), asked_pause(told.headers)
    if 200 <= told.status < 300:
        return Answer(row, Verdict.TAKEN)
    if told.status in _WITHOUT_END:
        place = told.headers.get("location", "")
        return Answer(row, Verdict.STOPS, f"{host} leads on to {place!r}; enter that address if it is right")
    if told.status == GONE:
        return Answer(row, Verdict.STOPS, f"{host} wants no more requests: {said}")
    if told.status in _NOT_LET_IN:
        return Answer(row, Verdict.STOPS, f"{host} does not let us in: {said}")
    if told.status == TOO_MANY or (told.status >= 500 and pause):
        return Answer(row, Verdict.UNUSABLE, f"{host}: {said}", pause=pause or dt.timedelta(seconds=10))
    if told.status >= 500 or told.status in _LATER:
        return Answer(row, Verdict.LATER, said)
    return Answer(row, Verdict.REFUSED, said)


def check(provider: Provider) -> None:
    """Raises ProviderError for settings that cannot be right, without asking anybody."""
    endpoint_of(provider)
    key_of(provider)


def try_out(provider: Provider, to: str, sender: str) -> str:  # noqa: ARG001 (nobody sends it)
    """Post a request that says it is for trying; what was answered. Raises ClientelaError."""
    name, body = f"msg_trial{int(timezone.now().timestamp())}", b'{"type":"campaign.trial","data":{}}'
    return carry_alone(open_way(provider).lines, Request(row_to(""), name, body))

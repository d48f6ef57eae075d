"""Gateways: who takes text messages one at a time, over HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol
from urllib.parse import urlencode

from clientela_web.channels.asking import Asker
from clientela_web.channels.calling import Caller, Endpoint, Told
from clientela_web.channels.lines import Answer, Verdict
from clientela_web.channels.sms.texts import Text
from clientela_web.channels.waiting import asked_pause
from clientela_web.ledger.claiming import Claimed

FORM = "application/x-www-form-urlencoded"


class Gateway(Protocol):
    """What is particular about one: how it is asked, and what it answers."""

    @property
    def endpoint(self) -> Endpoint: ...

    def form(self, text: Text) -> Mapping[str, str]:
        """The fields of the request that sends a message."""
        ...

    def headers(self) -> Mapping[str, str]:
        """What goes with each request."""
        ...

    def answer(self, row: Claimed, told: Told) -> Answer:
        """Accepted, with the gateway's number for it; not now; never."""
        ...


class GatewayAsker(Asker[Text]):
    """One connection to a gateway."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway, self._caller = gateway, Caller(gateway.endpoint)

    def ask(self, ready: Text) -> Answer:
        """Send a message; what the gateway makes of it."""
        body = urlencode(self._gateway.form(ready)).encode()
        told = self._caller.post(body, {"Content-Type": FORM, **self._gateway.headers()})
        return _busy(ready.row, told) or self._gateway.answer(ready.row, told)

    def close(self) -> None:
        """End the connection."""
        self._caller.close()


def endpoint_at(host: str, path: str, standard: str) -> Endpoint:
    """Where a gateway takes messages; raises ProviderError.

    Another host than its standard one is somebody's who tries things out: it may be without encryption.
    """
    local = () if host == standard else (host.partition("://")[2].partition(":")[0],)
    return Endpoint.of(f"{host}{path}", allowed=local)


def _busy(row: Claimed, told: Told) -> Answer | None:
    """What every gateway's server means alike: too many requests, or something is broken there."""
    said = f"{told.status} {told.text}"
    if told.status == 429:
        return Answer(row, Verdict.UNUSABLE, said, pause=asked_pause(told.headers))
    if told.status >= 500:
        return Answer(row, Verdict.LATER, said, pause=asked_pause(told.headers))
    return None

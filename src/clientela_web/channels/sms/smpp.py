"""Message centres by SMPP 3.4, over smpplib: messages out, receipts and replies in, on the same connection.

Short Message Peer to Peer Protocol Specification v3.4, issue 1.2: 4.4 (submit_sm), 4.6 (deliver_sm), 5.1.3
(states of commands), 5.2.12 (esm_class), appendix B (the text of a receipt).
"""

from __future__ import annotations

import datetime as dt
import logging
import socket
import ssl
import struct
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from smpplib import consts, exceptions
from smpplib.client import Client
from smpplib.smpp import make_pdu

from clientela_web.channels.asking import Asker
from clientela_web.channels.hearing import Heard
from clientela_web.channels.lines import Answer, LineBrokenError, ProviderError, Verdict
from clientela_web.channels.sealing import secrets_of
from clientela_web.channels.sms.encoding import Parts, parts_of
from clientela_web.channels.sms.smpp_hearing import HEADER, Pdu, heard_in, plain
from clientela_web.channels.sms.texts import Text
from clientela_web.models import Provider, SuppressionReason

LOG = logging.getLogger("clientela_web.channels.sms.smpp")
CONNECT_SECONDS, ANSWER_SECONDS = 10.0, 30.0
REST_SECONDS, ENQUIRE_SECONDS, AGAIN_SECONDS = 1.0, 30.0, 30.0
THROTTLED_PAUSE = dt.timedelta(seconds=5)

_LATER = (consts.SMPP_ESME_RSYSERR, consts.SMPP_ESME_RMSGQFUL, consts.SMPP_ESME_RX_T_APPN)
_BUSY = (consts.SMPP_ESME_RTHROTTLED,)
_SENDERS_FAULT = (consts.SMPP_ESME_RINVSRCADR, consts.SMPP_ESME_RINVSRCTON, consts.SMPP_ESME_RINVSRCNPI)
_NOBODY_THERE = (consts.SMPP_ESME_RINVDSTADR,)


@dataclass(frozen=True, slots=True)
class Centre:
    """A message centre, and how we log in there."""

    host: str
    port: int
    security: str
    system_id: str
    password: str
    system_type: str
    sender: str

    @classmethod
    def of(cls, provider: Provider) -> Centre:
        """The centre of a provider; raises ProviderError for what is missing."""
        told = provider.settings
        if not (told.get("host") and told.get("system_id") and told.get("sender")):
            raise ProviderError(f"provider {provider.name!r} needs a server, a log-in name and a sender")
        security = str(told.get("security", "tls"))
        if security not in ("tls", "none"):
            raise ProviderError(f"choose one of tls, none as the security of {provider.name!r}")
        return cls(
            str(told["host"]),
            int(told.get("port", 2775)),
            security,
            str(told["system_id"]),
            secrets_of(provider).get("password", ""),
            str(told.get("system_type", "")),
            str(told["sender"]),
        )

    def connected(self) -> socket.socket:
        """An open connection; raises OSError."""
        plain = socket.create_connection((self.host, self.port), CONNECT_SECONDS)
        if self.security == "none":
            return plain
        try:
            return ssl.create_default_context().wrap_socket(plain, server_hostname=self.host)
        except BaseException:
            plain.close()
            raise


class _Bound(Client):  # type: ignore[misc]  # the library has no types
    """The library's client over a connection that we have made: by name and encrypted as it should be."""

    def __init__(self, centre: Centre) -> None:
        super().__init__(centre.host, centre.port, timeout=ANSWER_SECONDS, allow_unknown_opt_params=True)
        self._socket = centre.connected()
        self._socket.settimeout(ANSWER_SECONDS)
        self.state = consts.SMPP_CLIENT_STATE_OPEN


class SmppAsker(Asker[Text]):
    """One connection to a centre, bound to send and to hear."""

    restful: float | None = REST_SECONDS

    def __init__(self, centre: Centre, hear: Callable[[Heard], None]) -> None:
        self._centre, self._hear = centre, hear
        self._client: _Bound | None = None
        self._answers: dict[int, Pdu] = {}
        self._tried = self._spoke = float("-inf")

    def ask(self, ready: Text) -> Answer:
        """Hand the parts over, each once the one before was taken; what the centre says of them."""
        parts = parts_of(ready.text, ready.token)
        client = self._bound()
        names: list[str] = []
        for octets in parts.octets:
            status, name = self._submitted(client, ready, parts, octets)
            if status != consts.SMPP_ESME_ROK:
                return self._refused(ready, status, len(names), len(parts.octets))
            names.append(name)
        return Answer(ready.row, Verdict.HANDED_OVER, provider_id=names[0], parts=tuple(names))

    def rest(self) -> None:
        """Hear what has come, and keep the connection up; one that is gone is made anew now and then."""
        if self._client is None and monotonic() - self._tried < AGAIN_SECONDS:
            return
        try:
            client = self._bound()
            client.poll(auto_send_enquire_link=False)
            if monotonic() - self._spoke > ENQUIRE_SECONDS:
                self._spoke = monotonic()
                client.send_pdu(make_pdu("enquire_link", client=client))
        except (ProviderError, OSError, *_BROKEN) as error:
            LOG.warning("%s: %s", self._centre.host, error)
            self._leave()

    def close(self) -> None:
        """Say goodbye."""
        if self._client is not None:
            try:
                self._client.send_pdu(make_pdu("unbind", client=self._client))
            except (OSError, *_BROKEN) as error:
                LOG.info("%s was quicker: %s", self._centre.host, error)
        self._leave()

    def _bound(self) -> _Bound:
        """The connection; raises ProviderError where the centre cannot be reached or does not let us in."""
        if self._client is not None:
            return self._client
        self._tried = self._spoke = monotonic()
        centre = self._centre
        try:
            client = _Bound(centre)
        except OSError as error:
            raise ProviderError(f"{centre.host}:{centre.port} cannot be reached: {error}") from error
        self._client = client
        client.set_message_received_handler(self._received)
        client.set_message_sent_handler(self._sent)
        client.set_error_pdu_handler(self._sent)
        try:
            client.bind_transceiver(
                system_id=centre.system_id, password=centre.password, system_type=centre.system_type
            )
        except (OSError, *_BROKEN) as error:
            self._leave()
            raise ProviderError(f"{centre.host} does not let {centre.system_id} in: {error}") from error
        return client

    def _submitted(self, client: _Bound, ready: Text, parts: Parts, octets: bytes) -> tuple[int, str]:
        """The state that the centre answers for a part, and its name for it; raises LineBrokenError."""
        try:
            sent = client.send_message(
                **_address("source", "source_addr", self._centre.sender),
                **_address("dest", "destination_addr", ready.to),
                esm_class=HEADER if parts.has_headers else 0,
                data_coding=parts.coding,
                registered_delivery=consts.SMPP_SMSC_DELIVERY_RECEIPT_BOTH,
                short_message=octets,
            )
            while sent.sequence not in self._answers:
                client.read_once(auto_send_enquire_link=False)
        except (OSError, *_BROKEN) as error:
            self._leave()
            raise LineBrokenError(f"{self._centre.host}: {type(error).__name__} {error}".strip()) from error
        answered = self._answers.pop(sent.sequence)
        return int(answered.status), plain(getattr(answered, "message_id", b""))

    def _refused(self, ready: Text, status: int, taken: int, wanted: int) -> Answer:
        said = f"0x{status:02X} {consts.DESCRIPTIONS.get(status, '')}".strip()
        if taken:  # again would be the first parts twice
            return Answer(ready.row, Verdict.REFUSED, f"only {taken} of {wanted} parts were taken: {said}")
        if status in _BUSY:
            return Answer(ready.row, Verdict.UNUSABLE, f"{self._centre.host}: {said}", pause=THROTTLED_PAUSE)
        if status in _LATER:
            return Answer(ready.row, Verdict.LATER, said)
        if status in _SENDERS_FAULT:
            return Answer(ready.row, Verdict.STOPS, f"the centre does not take our sender: {said}")
        gone = SuppressionReason.BOUNCED if status in _NOBODY_THERE else None
        return Answer(ready.row, Verdict.REFUSED, said, suppress=gone)

    def _sent(self, pdu: Pdu, **_more: object) -> None:
        self._answers[pdu.sequence] = pdu

    def _received(self, pdu: Pdu, **_more: object) -> int:
        for heard in heard_in(pdu):
            self._hear(heard)
        return int(consts.SMPP_ESME_ROK)

    def _leave(self) -> None:
        if self._client is not None:
            self._client.state = consts.SMPP_CLIENT_STATE_OPEN
            self._client.disconnect()
        self._client = None
        self._answers.clear()


_BROKEN = (
    exceptions.ConnectionError,
    exceptions.PDUError,
    exceptions.UnknownCommandError,
    struct.error,  # octets that are no PDU
    ValueError,
)


def _address(side: str, field: str, written: str) -> dict[str, object]:
    """A number is international, and anything else a name."""
    number = written.removeprefix("+")
    is_number = number.isdecimal() and number.isascii()
    return {
        f"{side}_addr_ton": consts.SMPP_TON_INTL if is_number else consts.SMPP_TON_ALNUM,
        f"{side}_addr_npi": consts.SMPP_NPI_ISDN if is_number else consts.SMPP_NPI_UNK,
        field: number if is_number else written,
    }

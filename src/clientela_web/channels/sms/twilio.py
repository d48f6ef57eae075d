"""Twilio's Messages resource, its status callbacks and its incoming messages.

https://www.twilio.com/docs/messaging/api/message-resource
https://www.twilio.com/docs/usage/webhooks/webhooks-security
https://www.twilio.com/docs/api/errors
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec
from django.http import HttpRequest

from clientela_web.channels.calling import Endpoint, Told
from clientela_web.channels.hearing import Heard, NotTheirsError, Word, address_of, called_at
from clientela_web.channels.lines import Answer, ProviderError, Verdict
from clientela_web.channels.sealing import secrets_of
from clientela_web.channels.sms.gateways import endpoint_at
from clientela_web.channels.sms.texts import Text
from clientela_web.channels.tokens import delivery_of
from clientela_web.ledger.claiming import Claimed
from clientela_web.ledger.reasons import Cause
from clientela_web.ledger.reporting import Report
from clientela_web.models import Provider, SuppressionReason

HOST = "https://api.twilio.com"
SERVICE = "MG"  # what the number of a messaging service begins with
UNSUBSCRIBED = 21610
_NOBODY_THERE = frozenset({21211, 21614, 30005, 30006})  # no number, no telephone that takes messages
# The sender or the account is at fault, whoever it is for.
_SENDERS_FAULT = frozenset({21212, 21603, 21606, 21607, 21659, 21660, 21661, 21704, 21705})
_ARRIVED, _FAILED = frozenset({"delivered", "read"}), frozenset({"undelivered", "failed", "canceled"})


class _Answered(msgspec.Struct):
    sid: str = ""
    code: int | None = None
    message: str = ""


@dataclass(frozen=True, slots=True)
class Twilio:
    """An account there, and what its messages come from: a number, a name, or a messaging service."""

    provider: Provider
    account: str
    token: str
    sender: str
    host: str = HOST

    @classmethod
    def of(cls, provider: Provider) -> Twilio:
        """The account of a provider; raises ProviderError for what is missing."""
        told, secrets = provider.settings, secrets_of(provider)
        account, token = str(told.get("account_sid", "")), secrets.get("auth_token", "")
        if not (account.isalnum() and token and told.get("sender")):
            raise ProviderError(f"provider {provider.name!r} needs an account, a token and a sender")
        return cls(provider, account, token, str(told["sender"]), str(told.get("host", HOST)))

    @property
    def endpoint(self) -> Endpoint:
        """The account's messages."""
        return endpoint_at(self.host, f"/2010-04-01/Accounts/{self.account}/Messages.json", HOST)

    def headers(self) -> Mapping[str, str]:
        """Basic authentication."""
        said = base64.b64encode(f"{self.account}:{self.token}".encode()).decode()
        return {"Authorization": f"Basic {said}", "Accept": "application/json"}

    def form(self, text: Text) -> Mapping[str, str]:
        """The message, and where its states are to be told."""
        sender = "MessagingServiceSid" if self.sender.startswith(SERVICE) else "From"
        told = {"To": text.to, sender: self.sender, "Body": text.text}
        callback = address_of(self.provider, text.token)
        return {**told, "StatusCallback": callback} if callback else told

    def answer(self, row: Claimed, told: Told) -> Answer:
        """What a status, and the code of an error, mean for the message."""
        try:
            answered = msgspec.json.decode(told.body, type=_Answered)
        except msgspec.MsgspecError:
            answered = _Answered(message=told.text)
        said = f"{answered.code or told.status} {answered.message}".strip()
        if told.status in (200, 201) and answered.sid:
            return Answer(row, Verdict.HANDED_OVER, provider_id=answered.sid)
        if told.status == 401 or (told.status in (402, 403, 404) and _is_accounts(answered.code)):
            return Answer(row, Verdict.UNUSABLE, f"Twilio: {said}")
        if answered.code in _SENDERS_FAULT:
            return Answer(row, Verdict.STOPS, f"Twilio does not take our sender: {said}")
        return Answer(row, Verdict.REFUSED, said, suppress=_suppression(answered.code))


def heard(provider: Provider, request: HttpRequest) -> Sequence[Heard]:
    """A state of a message, or an incoming one; raises NotTheirsError."""
    form = {name: str(value) for name, value in request.POST.items()}
    _verify(
        Twilio.of(provider).token, called_at(request), form, request.headers.get("X-Twilio-Signature", "")
    )
    if "MessageStatus" not in form:
        return [Word(form.get("From", ""), form.get("Body", ""))]
    status, code = form["MessageStatus"], _number(form.get("ErrorCode", ""))
    if status not in _ARRIVED | _FAILED:
        return []
    delivery = delivery_of(request.GET.get("m", ""))
    if status in _ARRIVED:
        return [Report(delivery, form.get("MessageSid"))]
    said = f"{status} {code or ''}".strip()
    return [Report(delivery, form.get("MessageSid"), Cause.REFUSED, said, _suppression(code))]


def _verify(token: str, url: str, form: Mapping[str, str], signature: str) -> None:
    said = url + "".join(name + form[name] for name in sorted(form))
    made = base64.b64encode(hmac.digest(token.encode(), said.encode(), "sha1")).decode()
    if not hmac.compare_digest(made.encode(), signature.encode()):
        raise NotTheirsError("not signed by Twilio")


def _is_accounts(code: int | None) -> bool:
    """Whether an error is of the account: 20xxx; those of one message are 21xxx."""
    return code is None or 20_000 <= code < 21_000


def _suppression(code: int | None) -> SuppressionReason | None:
    if code == UNSUBSCRIBED:
        return SuppressionReason.UNSUBSCRIBED
    return SuppressionReason.BOUNCED if code in _NOBODY_THERE else None


def _number(written: str) -> int | None:
    return int(written) if written.isdecimal() else None

"""Vonage's SMS API, its delivery receipts and its incoming messages, which must be signed.

https://developer.vonage.com/messaging/sms/guides/troubleshooting-sms
https://developer.vonage.com/messaging/sms/guides/delivery-receipts
https://developer.vonage.com/getting-started/concepts/signing-messages
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec
from django.http import HttpRequest

from clientela.act.messages import measure_sms
from clientela_web.channels.calling import Endpoint, Told
from clientela_web.channels.hearing import Heard, NotTheirsError, Word, address_of
from clientela_web.channels.lines import Answer, ProviderError, Verdict
from clientela_web.channels.sealing import secrets_of
from clientela_web.channels.sms.gateways import endpoint_at
from clientela_web.channels.sms.texts import Text
from clientela_web.channels.tokens import delivery_of
from clientela_web.ledger.claiming import Claimed
from clientela_web.ledger.reasons import Cause
from clientela_web.ledger.reporting import Report
from clientela_web.models import Provider, SuppressionReason

HOST = "https://rest.nexmo.com"
TAKEN, THROTTLED, BROKEN = "0", "1", "5"
_ACCOUNTS_FAULT = frozenset({"4", "8", "9", "10", "11", "14", "32"})
_SENDERS_FAULT = frozenset({"15", "23"})
_NOBODY_THERE = "33"  # the number is not in use any more
_GONE = frozenset({"1", "8"})  # of a receipt: unknown subscriber, absent for good
_FAILED = frozenset({"expired", "failed", "rejected"})


class _Part(msgspec.Struct):
    status: str
    message_id: str = msgspec.field(name="message-id", default="")
    error: str = msgspec.field(name="error-text", default="")


class _Answered(msgspec.Struct):
    messages: list[_Part]


@dataclass(frozen=True, slots=True)
class Vonage:
    """An account there, and how what it tells is signed."""

    provider: Provider
    key: str
    secret: str
    signing: str
    method: str
    sender: str
    host: str = HOST

    @classmethod
    def of(cls, provider: Provider) -> Vonage:
        """The account of a provider; raises ProviderError for what is missing."""
        told, secrets = provider.settings, secrets_of(provider)
        key, secret, signing = told.get("api_key"), secrets.get("api_secret"), secrets.get("signature_secret")
        if not (key and secret and signing and told.get("sender")):
            raise ProviderError(f"provider {provider.name!r} needs an account, two secrets and a sender")
        method = str(told.get("signature_method", "sha256"))
        if method not in ("md5hash", "md5", "sha1", "sha256", "sha512"):
            raise ProviderError(f"provider {provider.name!r} signs by what nobody knows: {method!r}")
        host = str(told.get("host", HOST))
        return cls(provider, str(key), secret, signing, method, str(told["sender"]), host)

    @property
    def endpoint(self) -> Endpoint:
        """Where messages are handed over."""
        return endpoint_at(self.host, "/sms/json", HOST)

    def headers(self) -> Mapping[str, str]:
        """What answers are wanted in."""
        return {"Accept": "application/json"}

    def form(self, text: Text) -> Mapping[str, str]:
        """The message with our own name for it, which receipts say again."""
        told = {
            "api_key": self.key,
            "api_secret": self.secret,
            "from": self.sender.removeprefix("+"),
            "to": text.to.removeprefix("+"),
            "text": text.text,
            "client-ref": text.token,
        }
        if measure_sms(text.text).encoding == "ucs2":
            told["type"] = "unicode"
        callback = address_of(self.provider)
        return {**told, "callback": callback} if callback else told

    def answer(self, row: Claimed, told: Told) -> Answer:
        """What the states of its parts mean for the message: it is taken where all of them are."""
        if told.status in (401, 402, 403):
            return Answer(row, Verdict.UNUSABLE, f"Vonage: {told.status} {told.text}")
        try:
            (first, *_) = parts = msgspec.json.decode(told.body, type=_Answered).messages
        except (msgspec.MsgspecError, ValueError):
            return Answer(row, Verdict.REFUSED, f"{told.status} {told.text}")
        if first.status == TAKEN:
            return _in_parts(row, parts)
        said = f"{first.status} {first.error}".strip()
        if first.status == BROKEN:
            return Answer(row, Verdict.LATER, said)
        if first.status == THROTTLED or first.status in _ACCOUNTS_FAULT:
            return Answer(row, Verdict.UNUSABLE, f"Vonage: {said}")
        if first.status in _SENDERS_FAULT:
            return Answer(row, Verdict.STOPS, f"Vonage does not take our sender: {said}")
        gone = SuppressionReason.BOUNCED if first.status == _NOBODY_THERE else None
        return Answer(row, Verdict.REFUSED, said, suppress=gone)


def _in_parts(row: Claimed, parts: Sequence[_Part]) -> Answer:
    """The first part is taken; each has a receipt of its own."""
    lost = [each for each in parts if each.status != TAKEN]
    if lost:  # again would be the first parts twice
        taken, said = len(parts) - len(lost), f"{lost[0].status} {lost[0].error}".strip()
        return Answer(row, Verdict.REFUSED, f"only {taken} of {len(parts)} parts were taken: {said}")
    names = tuple(each.message_id for each in parts)
    return Answer(row, Verdict.HANDED_OVER, provider_id=names[0], parts=names)


def heard(provider: Provider, request: HttpRequest) -> Sequence[Heard]:
    """A delivery receipt, or an incoming message; raises NotTheirsError."""
    told = _fields(request)
    account = Vonage.of(provider)
    if not hmac.compare_digest(
        signature(told, account.signing, account.method).encode(), told.get("sig", "").lower().encode()
    ):
        raise NotTheirsError("not signed by Vonage")
    if "text" in told and "status" not in told:
        return [Word(f"+{told.get('msisdn', '').removeprefix('+')}", told["text"])]
    status, code = told.get("status", ""), told.get("err-code", "")
    delivery = delivery_of(told.get("client-ref", ""))
    if status == "delivered":
        return [Report(delivery, told.get("messageId"))]
    if status not in _FAILED:
        return []
    gone = SuppressionReason.BOUNCED if code in _GONE else None
    return [Report(delivery, told.get("messageId"), Cause.REFUSED, f"{status} {code}".strip(), gone)]


def signature(told: Mapping[str, str], secret: str, method: str) -> str:
    """The signature of these fields: sorted by name, with & and = in values as _, lower-case hexadecimal."""
    said = "".join(
        f"&{name}={told[name].replace('&', '_').replace('=', '_')}" for name in sorted(told) if name != "sig"
    )
    if method == "md5hash":
        return hashlib.md5((said + secret).encode()).hexdigest()  # noqa: S324 (the account's own choice)
    return hmac.digest(secret.encode(), said.encode(), method).hex()


def _fields(request: HttpRequest) -> dict[str, str]:
    """The fields of a call, however the account has them sent: in the address, as a form, as JSON."""
    if request.content_type == "application/json":
        try:
            found = msgspec.json.decode(request.body, type=dict[str, str | int | float])
        except msgspec.MsgspecError as error:
            raise NotTheirsError("not what Vonage sends") from error
        return {name: str(value) for name, value in found.items()}
    form = request.POST if request.method == "POST" else request.GET
    return {name: str(value) for name, value in form.items()}

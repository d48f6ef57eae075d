"""One message as a request: JSON of what was frozen, signed as Standard Webhooks say (version 1.0.0).

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hmac
from dataclasses import dataclass

import msgspec

from clientela_web.channels.lines import NotWritableError, ProviderError
from clientela_web.channels.rendering import Renderer
from clientela_web.ledger.claiming import Claimed
from clientela_web.models import Campaign

PREFIX = "whsec_"
SECRET_BYTES = (24, 64)
MOST_BYTES = 100_000
TYPE = "campaign.message"


@dataclass(frozen=True, slots=True)
class Request:
    """What is posted; `name` is the same however often it is tried, so that it can be told again."""

    row: Claimed
    name: str
    body: bytes


class Message(msgspec.Struct):
    """What the body says of one recipient."""

    campaign: str
    customer: str
    segment: str
    variant: str
    text: str
    values: msgspec.Raw


class Envelope(msgspec.Struct):
    """The whole body; `timestamp` is when the campaign began, the same in every try."""

    type: str
    timestamp: str
    data: Message


class RequestWriter:
    """Writes the requests of one campaign."""

    def __init__(self, campaign: Campaign, renderer: Renderer) -> None:
        self._campaign, self._renderer = campaign, renderer
        self._began = (campaign.started_at or campaign.created_at).astimezone(dt.UTC)

    def write(self, row: Claimed, at: dt.datetime) -> Request:  # noqa: ARG002 (a request is dated when it goes)
        """The request for one row; raises NotWritableError where it would be blank, wrong or too large."""
        data = Message(
            self._campaign.name,
            row.address,
            row.segment,
            row.variant,
            self._renderer.rendered(row).text,
            msgspec.Raw(row.merge_values.encode()),
        )
        body = msgspec.json.encode(Envelope(TYPE, self._began.isoformat(timespec="seconds"), data))
        if len(body) > MOST_BYTES:
            raise NotWritableError(f"the request has {len(body)} bytes; {MOST_BYTES} are the most")
        return Request(row, f"msg_{self._renderer.token(row)}", body)


def secret_of(written: str) -> bytes:
    """The key that a secret stands for; raises ProviderError for one that is no such secret."""
    try:
        found = base64.b64decode(written.strip().removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError) as error:
        raise ProviderError(_NO_SECRET) from error
    if not SECRET_BYTES[0] <= len(found) <= SECRET_BYTES[1]:
        raise ProviderError(_NO_SECRET)
    return found


_NO_SECRET = f"a signing key is {PREFIX} and 24 to 64 random bytes in base64"


def signed(name: str, at: dt.datetime, body: bytes, secret: bytes) -> dict[str, str]:
    """The headers that go with a request which is tried at that instant."""
    seconds = str(int(at.timestamp()))
    digest = hmac.digest(secret, b".".join((name.encode(), seconds.encode(), body)), "sha256")
    return {
        "Content-Type": "application/json",
        "Webhook-Id": name,
        "Webhook-Timestamp": seconds,
        "Webhook-Signature": f"v1,{base64.b64encode(digest).decode()}",
    }

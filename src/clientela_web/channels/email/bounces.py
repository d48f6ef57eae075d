"""Mail that comes back: delivery status notifications (RFC 3464) and complaints (RFC 5965).

Which message it is about stands in the address it came to: our return path has the signed token of the
delivery in it (VERP).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import default

from clientela_web.channels.email.hardness import CODE, is_hard
from clientela_web.channels.hearing import Deed
from clientela_web.channels.tokens import UNSUBSCRIBE, delivery_of
from clientela_web.ledger.reasons import Cause
from clientela_web.ledger.reporting import Report
from clientela_web.models import HitKind, SuppressionReason

MOST_BYTES = 10_000_000
_IN_ADDRESS = re.compile(r"\+([a-z2-7]{17,30})@", re.IGNORECASE)
_IN_LINK = re.compile(re.escape(UNSUBSCRIBE) + r"([a-z2-7]{17,30})\b", re.IGNORECASE)
_CAME_TO = ("Delivered-To", "X-Original-To", "Envelope-To", "To")


def read_returned(raw: bytes, to: str = "") -> Report | Deed | None:
    """What a mail tells of one of our messages; `to` is the address it was delivered to, if that is known.

    None for a mail that is neither, tells only of a delay, or is of no message of ours.
    """
    mail = message_from_bytes(raw[:MOST_BYTES], _class=EmailMessage, policy=default)
    if mail.get_content_type() != "multipart/report":
        return None
    delivery = _delivery_in(mail, to)
    if delivery is None:
        return None
    for part in mail.walk():
        match part.get_content_type():
            case "message/delivery-status":
                return _bounce(part, delivery)
            case "message/feedback-report":
                return _complaint(part, delivery)
    return None


def _bounce(part: Message, delivery: int) -> Report | None:
    """The first recipient's part of the report: we write to one at a time."""
    for block in _blocks(part):
        action = str(block.get("Action", "")).strip().lower()
        if action != "failed":
            continue
        status, diagnostic = (
            " ".join(str(block.get(name, "")).split()) for name in ("Status", "Diagnostic-Code")
        )
        said = f"{status} {diagnostic}".strip()
        # what the server said is nearer to the truth than what was made of it
        if is_hard(diagnostic if CODE.search(diagnostic) else status):
            return Report(delivery, None, Cause.BOUNCED, said, SuppressionReason.BOUNCED)
        return Report(delivery, None, Cause.SOFT_BOUNCED, said)
    return None


def _complaint(part: Message, delivery: int) -> Deed | None:
    kinds = [str(block.get("Feedback-Type", "")).strip().lower() for block in _blocks(part)]
    if "not-spam" in kinds or not any(kinds):
        return None
    kind = HitKind.UNSUBSCRIBE if kinds == ["opt-out"] else HitKind.COMPLAINT
    return Deed(kind, delivery)


def _blocks(part: Message) -> Iterator[Message]:
    """The groups of fields that a report is made of."""
    payload = part.get_payload()
    if isinstance(payload, list):
        yield from (each for each in payload if isinstance(each, Message))
    elif isinstance(payload, str):
        yield message_from_bytes(payload.encode("utf-8", "replace"))


def _delivery_in(mail: Message, to: str) -> int | None:
    """The delivery whose token is in the address, or in the message that was sent back with it."""
    places = [to, *(str(each) for name in _CAME_TO for each in mail.get_all(name, []))]
    tokens = [found for place in places for found in _IN_ADDRESS.findall(place)]
    for part in mail.walk():
        if part.get_content_type() in ("message/rfc822", "text/rfc822-headers"):
            inner = part.as_string()
            tokens += [*_IN_ADDRESS.findall(inner), *_IN_LINK.findall(inner)]
    return next((number for token in tokens if (number := delivery_of(token)) is not None), None)

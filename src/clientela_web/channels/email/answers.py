"""Mail that people write back: which message it answers, by the Message-ID that it names."""

from __future__ import annotations

import re
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import parseaddr

from clientela.errors import ClientelaError
from clientela_web.channels.email.letters import post_of
from clientela_web.channels.tokens import token_of
from clientela_web.ledger.keys import address_key
from clientela_web.models import Delivery

MOST_BYTES = 10_000_000
MOST = 1_000
"""So many messages of hers are looked through, the newest first."""
_MESSAGE_ID = re.compile(r"<[^<>\s]{3,250}>")
_BY_MACHINES = {"Precedence": ("bulk", "junk", "auto_reply"), "X-Autoreply": ("yes",)}


def answered_by(raw: bytes) -> int | None:
    """The delivery that a mail answers; None for any other mail, and for what programs answer (RFC 3834)."""
    mail = message_from_bytes(raw[:MOST_BYTES], _class=EmailMessage, policy=default)
    said = " ".join(str(mail.get(name) or "") for name in ("In-Reply-To", "References"))
    named = set(_MESSAGE_ID.findall(said))
    _name, sender = parseaddr(str(mail.get("From") or ""))
    if not named or not sender or _is_by_machine(mail):
        return None
    hers = Delivery.objects.filter(address_key=address_key("email", sender)).select_related("campaign")
    return next((row.pk for row in hers.order_by("-pk")[:MOST] if _message_id(row) in named), None)


def _message_id(row: Delivery) -> str:
    try:
        return post_of(row.campaign).message_id(token_of(row.pk))
    except ClientelaError:  # it was no mail
        return ""


def _is_by_machine(mail: EmailMessage) -> bool:
    submitted = str(mail.get("Auto-Submitted") or "no").split(";")[0].strip().lower()
    return submitted != "no" or any(
        str(mail.get(name) or "").strip().lower() in told for name, told in _BY_MACHINES.items()
    )

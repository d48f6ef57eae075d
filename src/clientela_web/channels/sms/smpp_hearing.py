"""What a message centre delivers: receipts, by their optional fields or their text, and replies."""

from __future__ import annotations

import re
from typing import Protocol

from clientela_web.channels.hearing import Heard, Word
from clientela_web.channels.sms.encoding import text_of
from clientela_web.ledger.reasons import Cause
from clientela_web.ledger.reporting import Report

RECEIPT, KIND_OF_MESSAGE = 0x04, 0x3C  # bits of esm_class
HEADER = 0x40
_DELIVERED = 2  # message_state
_FAILED = {3: "EXPIRED", 4: "DELETED", 5: "UNDELIV", 8: "REJECTD"}
_RECEIPT = re.compile(r"\bid:(\S+).*?\bstat:(\w+)", re.DOTALL | re.IGNORECASE)
_ERR = re.compile(r"\berr:(\w+)", re.IGNORECASE)


class Pdu(Protocol):
    """What we read of one; optional fields are there or not."""

    sequence: int
    status: int
    esm_class: int | None
    data_coding: int | None
    short_message: bytes | None
    source_addr: bytes | None


def heard_in(pdu: Pdu) -> list[Heard]:
    """A receipt, or what somebody wrote."""
    octets = bytes(pdu.short_message or getattr(pdu, "message_payload", None) or b"")
    if int(pdu.esm_class or 0) & KIND_OF_MESSAGE == RECEIPT:
        report = _report(pdu, octets.decode("latin-1"))
        return [report] if report else []
    if int(pdu.esm_class or 0) & HEADER and octets:
        octets = octets[1 + octets[0] :]
    return [Word(f"+{plain(pdu.source_addr).removeprefix('+')}", text_of(octets, int(pdu.data_coding or 0)))]


def _report(pdu: Pdu, text: str) -> Report | None:
    """What a receipt says; None for a state on the way."""
    written = _RECEIPT.search(text)
    name = plain(getattr(pdu, "receipted_message_id", None)) or (written.group(1) if written else "")
    state = getattr(pdu, "message_state", None)
    said = _FAILED.get(int(state), "") if state else (written.group(2).upper() if written else "")
    if (state and int(state) == _DELIVERED) or said == "DELIVRD":
        return Report(provider_id=name)
    if said not in _FAILED.values():
        return None
    error = _ERR.search(text)
    told = f"{said} {error.group(1) if error else ''}".strip()
    return Report(provider_id=name, cause=Cause.REFUSED, said=told)


def plain(value: object) -> str:
    """A text of fixed letters, which ends with a zero."""
    found = value.decode("latin-1") if isinstance(value, bytes) else str(value or "")
    return found.rstrip("\0")

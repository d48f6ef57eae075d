"""Where each channel reaches somebody, and whether anything can be delivered there."""

from __future__ import annotations

import email_validator
import pyarrow as pa
import pyarrow.compute as pc

ADDRESSES: dict[str, str] = {"email": "email", "sms": "phone", "webhook": "external_id"}
"""The variable that holds the address, by channel."""

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_PLAIN = {
    "email": rf"^{_ATOM}(?:\.{_ATOM})*@(?:{_LABEL}\.)+[A-Za-z]{{2,63}}$",
    "sms": r"^\+[1-9][0-9]{6,14}$",
    "webhook": r".",
}
_LONGEST_EMAIL, _LONGEST_LOCAL = 254, 64


def deliverable(channel: str, addresses: pa.Array) -> pa.Array:
    """Each address as it goes on the wire; null where nothing can be delivered to it.

    Nearly every address is told by its form alone; what is unusual in an e-mail address (letters beyond
    ASCII, quotes) is left to the library that knows the standards.
    """
    plain = pc.match_substring_regex(addresses, _PLAIN[channel])
    if channel == "email":
        plain = pc.and_(plain, pc.less_equal(pc.binary_length(addresses), _LONGEST_EMAIL))
        plain = pc.and_(plain, pc.less_equal(pc.find_substring(addresses, "@"), _LONGEST_LOCAL))
    good = pc.if_else(plain, addresses, pa.scalar(None, pa.string()))
    unusual = pc.and_(pc.invert(pc.fill_null(plain, fill_value=True)), pc.is_valid(addresses))
    if channel != "email" or not pc.any(unusual).as_py():
        return good
    known = zip(good.to_pylist(), addresses.to_pylist(), unusual.to_pylist(), strict=True)
    return pa.array([address_of(written) if odd else told for told, written, odd in known], pa.string())


def address_of(written: str) -> str | None:
    """An e-mail address in the letters that every mail server takes; None where there is none."""
    try:
        told = email_validator.validate_email(written, check_deliverability=False, strict=True)
    except email_validator.EmailNotValidError:
        return None
    return told.ascii_email

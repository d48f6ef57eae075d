"""Codes out of a text that somebody typed, or a file that a shop exported."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

from clientela.errors import ClientelaError
from clientela_web.ledger.coupons import LONGEST

MOST = 500_000
_HEADS = frozenset(
    {"code", "codes", "coupon", "coupons", "coupon code", "voucher", "promo code", "discount code"}
)
_CELL = re.compile(r'\s*(?:"([^"]*)"|([^,;\t]*))')


class CodesError(ClientelaError):
    """Something is no code; the sentence names the line."""


def read_codes(text: str) -> list[str]:
    """The codes, a line each, of the first column where there are several; raises CodesError.

    A head line is passed over, and so are empty lines and codes that came before.
    """
    cells = [_first_cell(line) for line in text.removeprefix("\ufeff").splitlines()]
    if cells and cells[0].lower() in _HEADS:
        cells[0] = ""
    return checked(cells)


def checked(codes: Iterable[str]) -> list[str]:
    """The codes without empty ones, each once; raises CodesError, which names the line."""
    found: dict[str, None] = {}
    for number, code in enumerate(map(str.strip, codes), 1):
        if len(code) > LONGEST:
            raise CodesError(
                _("Line %(line)s: a code has at most %(most)s letters.") % {"line": number, "most": LONGEST}
            )
        if not code.isprintable():
            raise CodesError(
                _("Line %(line)s: this is no text; bring a list with a code a line.") % {"line": number}
            )
        if code:
            found[code] = None
    if not found:
        raise CodesError(_("There is no code in it; write one a line."))
    if len(found) > MOST:
        raise CodesError(_("More than %(most)s codes; bring them in several lists.") % {"most": MOST})
    return list(found)


def text_of(data: bytes) -> str:
    """A file as text: Unicode, or the letters of Windows where it is none."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _first_cell(line: str) -> str:
    found = _CELL.match(line)
    return (found[1] if found[1] is not None else found[2]).strip() if found else ""

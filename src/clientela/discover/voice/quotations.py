"""What may be quoted of what customers wrote, and how."""

from __future__ import annotations

import re
from collections.abc import Iterable

from clientela.catalog.special import special_category_named

MASK = "▒▒▒"
FEW = 3
_LONGEST, _SHORTEST = 240, 12  # letters
_PRIVATE = re.compile(
    r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+"  # e-mails
    r"|(?:https?://|www\.)\S+"
    r"|\b[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]{4}){3,7}[A-Z0-9 ]{0,4}\b"  # account numbers
    r"|(?<!\w)@\w{2,}"  # names at networks
    r"|(?<![\w])\+?\(?\d(?:[\s().\-/]{0,2}\d){5,}"  # telephone, order and card numbers
)


def masked(text: str) -> str:
    """The text without e-mails, addresses of pages, telephone and other long numbers, on one line."""
    return " ".join(_PRIVATE.sub(MASK, text).split())


def quotations(candidates: Iterable[tuple[int, str]], count: int = FEW) -> tuple[str, ...]:
    """The first `count` that can be quoted: distinct, of different customers, neither long nor short.

    Candidates are (customer, text), in the order of choice. What speaks of special categories is passed by.
    """
    chosen: dict[str, int] = {}
    for customer, text in candidates:
        said = masked(text)
        if not _SHORTEST <= len(said) <= _LONGEST or said in chosen or customer in chosen.values():
            continue
        if special_category_named(said) is None:
            chosen[said] = customer
        if len(chosen) == count:
            break
    return tuple(chosen)

"""Letters to begin with: whole, in the language of the firm, to be written over."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, override

FOLDER = Path(__file__).parent / "letters"
STARTERS: Mapping[str, str | Promise] = {
    "letter": gettext_lazy("A letter"),
    "products": gettext_lazy("Products for each"),
    "coupon": gettext_lazy("A coupon"),
}
EXAMPLE = "example.com"
"""Where the links of these letters lead until somebody writes where they shall."""
_WORDS: Mapping[str, str | Promise] = {
    # the name in the form that a greeting has in that language, and a greeting without it
    "greeting": gettext_lazy("Hello{% if customer.first_name %} {{ customer.first_name }}{% endif %},"),
    "say": gettext_lazy("Say here in two or three sentences what there is, and why it is for them."),
    "button": gettext_lazy("Have a look"),
    "for_you": gettext_lazy("Chosen for you"),
    "because": gettext_lazy("goes with"),
    "nothing": gettext_lazy("Come in and see what is new."),
    "gift": gettext_lazy("A present for you"),
    "code": gettext_lazy("Your code"),
    "until": gettext_lazy("Say here until when, and for what."),
    "why": gettext_lazy("You get this message because you agreed to it."),
    "choose": gettext_lazy("Choose what you get"),
    "stop": gettext_lazy("Unsubscribe"),
}
_HOLE = re.compile(r"\[\[(\w+)\]\]")


def starter(name: str, language: str) -> str:
    """The letter of that name as MJML, in that language; raises KeyError for any other name."""
    STARTERS[name]
    frame, middle = ((FOLDER / f"{each}.mjml").read_text(encoding="utf-8") for each in ("frame", name))
    with override(language):
        return _filled(frame.replace("[[middle]]", middle.rstrip()))


def _filled(text: str) -> str:
    return _HOLE.sub(lambda found: str(_WORDS[found[1]]), text)

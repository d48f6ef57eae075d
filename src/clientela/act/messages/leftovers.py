"""What looks like a field and is none: it would be sent as it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clientela.act.messages.fields import MergeFields
from clientela.act.messages.markup import Piece
from clientela.act.messages.template.blocks import Slip, shortened

_FOREIGN = re.compile(
    r"\*\|(?P<star>[^|\n]{1,60})\|\*|%%(?P<two>[A-Za-z_]{2,40})%%|(?<![\w%])%(?P<one>[A-Z][A-Z_]{2,40})%"
    r"|\[\[(?P<square>[^\]\n]{2,60})\]\]"
)
"""Fields as other programs write them: *|FNAME|*, %%first_name%%, %FIRSTNAME%, [[first name]]."""
_BRACES = re.compile(r"\{[^{}\n]{0,80}\}")
_USUAL = {"fname": "first name", "firstname": "first name", "lname": "last name", "lastname": "last name"}
_UNSUBSCRIBE = re.compile(r"^(?:list:)?(?:unsub|update_profile)")


def leftovers(text: str, stretches: list[Piece], fields: MergeFields, language: str) -> Iterator[Slip]:
    """What is left of fields, and fields of other programs."""
    for piece in stretches:
        if piece.liquid or piece.mode in ("style", "comment"):
            continue
        for found in _FOREIGN.finditer(text, piece.start, piece.end):
            said = next(each for each in found.groups() if each)
            if path := _path(said, fields, language):
                near = fields.written(path, language)
                yield Slip("foreign_field_near", found.start(), {"said": found.group(), "near": near})
            else:
                yield Slip("foreign_field", found.start(), {"said": found.group()})
        for found in _BRACES.finditer(text, piece.start, piece.end):
            yield Slip("left_braces", found.start(), {"said": shortened(found.group())})


def _path(said: str, fields: MergeFields, language: str) -> str:
    """The field that is meant; empty where nobody knows."""
    words = said.lower().strip()
    if _UNSUBSCRIBE.match(words):
        return "unsubscribe_url"
    words = words.replace("_", " ")
    found = fields.find(_USUAL.get(words.replace(" ", ""), words), language)
    return found[0] if len(found) == 1 else ""

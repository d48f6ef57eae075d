"""What Liquid says of a piece it cannot read, told as people speak: which piece, and what helps."""

from __future__ import annotations

import re
from collections.abc import Iterator

from liquid.exceptions import LiquidError

from clientela.act.messages.fields import MergeFields
from clientela.act.messages.markup import LIQUID
from clientela.act.messages.template.blocks import ENDS, Slip, shortened
from clientela.act.messages.template.environment import MessageLiquid

_NAME = re.compile(r"\{%-?\s*(\w*)")
_AROUND = {
    **{name: ("", f"{{% {end} %}}") for name, end in ENDS.items()},
    "elsif": ("{% if true %}", "{% endif %}"),
    "when": ("{% case 1 %}", "{% endcase %}"),
    "elsesegment": ("{% segment 'a' %}", "{% endsegment %}"),
}
"""What has to stand around a tag for it to be read alone."""
_SKIPPED = frozenset({"else", "elseif", "elif", "raw", "comment", *ENDS.values()})
_CODES = (
    (re.compile(r"found '='|unknown operator '=[<>]'"), "one_equals"),
    (re.compile(r"unexpected '&'|unexpected '\|'|ternary|parenthes|not operator"), "no_such_logic"),
    (re.compile(r"^(?:missing|expected).*(?:found end of expression|expression)$"), "unfinished"),
    (re.compile(r"^a segment is named in quotes"), "unquoted_segment"),
    (re.compile(r"^unexpected|^expected end of expression"), "not_understood"),
)


def slips_of_pieces(liquid: MessageLiquid, text: str, fields: MergeFields) -> Iterator[Slip]:
    """Each piece of Liquid that cannot be read for itself, with the reason."""
    for piece in LIQUID.finditer(text):
        tag = _NAME.match(piece.group())
        name = tag.group(1) if tag else ""
        if name in _SKIPPED:
            continue
        if tag and name not in liquid.tags and name not in _AROUND:
            yield Slip("unknown_tag", piece.start(), {"name": name})
            continue
        before, after = _AROUND.get(name, ("", ""))
        try:
            liquid.from_string(f"{before}{piece.group()}{after}")
        except LiquidError as error:
            words = piece.group().strip("{}- ") if not tag else ""
            if len(paths := fields.find(words, liquid.language) if words else []) == 1:
                yield Slip("words_in_liquid", piece.start(), {"name": words, "path": paths[0]})
            else:
                yield _told(piece.group(), piece.start(), str(error.message))


def _told(piece: str, at: int, said: str) -> Slip:
    code = next((code for pattern, code in _CODES if pattern.search(said)), "liquid")
    return Slip(code, at, {"piece": shortened(piece), "said": said})

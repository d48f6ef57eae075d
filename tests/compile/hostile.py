"""Rules with every text and number of the user's replaced by one that would do harm in SQL."""

from __future__ import annotations

from typing import Any

import msgspec

from clientela.rules import nodes as n

# where a rule holds a text that is the user's own and no name of the catalogue
TEXTS: dict[type[n.Node], tuple[str, ...]] = {
    n.Changed: ("to",),
    n.Answer: ("survey",),
    n.MessageActivity: ("campaign",),
    n.Consents: ("channel", "purpose"),
    n.Bucket: ("salt",),
    n.Case: ("then",),
    n.Choose: ("otherwise",),
    n.Compare: ("operand",),
    n.Variable: ("arguments",),
}


def marked(node: Any, text: str, number: int) -> Any:
    """The same tree, the user's texts replaced by `text` and the numbers it compares with by `number`."""
    changes: dict[str, Any] = {}
    for name in node.__struct_fields__:
        part = getattr(node, name)
        if name in TEXTS.get(type(node), ()):
            changes[name] = _literal(part, text, number)
        elif isinstance(part, n.Node):
            changes[name] = marked(part, text, number)
        elif isinstance(part, tuple):
            changes[name] = tuple(
                marked(each, text, number) if isinstance(each, n.Node) else each for each in part
            )
    return msgspec.structs.replace(node, **changes)


def _literal(value: Any, text: str, number: int) -> Any:
    match value:
        case bool() | None | n.Node():
            return value
        case str():
            return text
        case int() | float():
            return number
        case tuple():
            return tuple(_literal(each, text, number) for each in value)
    raise TypeError(value)

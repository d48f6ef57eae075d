"""Writes the reference pages of variables and events from the tables, so that they cannot differ.

`python -m clientela.catalog.reference FOLDER` writes them anew.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from textwrap import fill

from clientela.catalog.definitions import Family, Sensitivity, VariableDefinition
from clientela.catalog.firm import FirmCatalog
from clientela.catalog.kinds import EVERYWHERE, FIELDS, KINDS, EventKind
from clientela.catalog.labels import kind_label, read_table
from clientela.catalog.measures import LONGEST
from clientela.catalog.variables import MEASURES
from clientela.rules.text import write_value

_VARIABLES = f"""\
# Variables

Generated from the catalogue; edit the tables in `clientela.catalog.variables` instead.

Each name can be used in rule text as it stands. A variable without a definition is an attribute: a
value the firm stores, with its history. Any window from 1 to {LONGEST} days works in a windowed name,
also one that is not listed: `revenue_45d`, `revenue_prev_45d` (the 45 days before the last 45),
`revenue_trend_45d` (the ratio of the two). These can be windowed:

{{measures}}

The bands, scores and stages are built on cut-points: the defaults are shown here. Each firm may have its
own, fitted to its customers or set by hand (`clientela rfm --fit`, `clientela rfm --set`).

Fields marked *special* are special categories of personal data. They are quarantined: no rule can use
one until an administrator has released it. Estimates can be used once they have been computed.
"""

_EVENTS = """\
# Events

Generated from the catalogue; edit the table in `clientela.catalog.kinds` instead.

An event is something that happened to one customer at one instant. Every kind has the fields
{everywhere}. Other fields that are not columns lie in the event's properties. A firm adds kinds of its
own at run time.

**Orders and their lines.** An order is one `order_completed` event: its amount is what was paid for all
of it, its quantity the pieces, its discount what was taken off. Where the lines are known, each is one
more event, `product_bought`, with its own item, category, amount, quantity and discount, and the
order's id. Revenue, orders and pieces are counted from `order_completed` alone, so lines never count
twice. What is asked by category or item is counted from the lines, or from the orders of a customer who
has no lines. What comes back is `order_refunded` for the order and `product_returned` for each line.

**Names of the same column.** `order_id`, `message_id`, `ticket_id`, `deal_id` and `contract_id` are the
`ref` of their event; `stars` is the `score` of a review.
"""

_SECTIONS: tuple[tuple[str, str], ...] = (
    ("customer", "Variables of a customer"),
    ("company", "Attributes of a company: `company.industry`"),
    ("deal", "Attributes of a deal: `any deal (status = 'lost')`"),
    ("product", "Attributes of a product"),
)


def variables_page() -> str:
    """docs/reference/variables.md."""
    definitions = FirmCatalog().definitions()
    parts = [_VARIABLES.format(measures=_measures())]
    for entity, heading in _SECTIONS:
        parts.append(f"## {heading}\n")
        parts.extend(_families([each for each in definitions if each.entity == entity]))
    return "\n".join(parts)


def events_page() -> str:
    """docs/reference/events.md."""
    everywhere = ", ".join(f"`{name}`" for name in EVERYWHERE)
    parts = [_EVENTS.format(everywhere=everywhere), "## Kinds\n"]
    for group, kinds in groupby(sorted(KINDS, key=_group_place), key=lambda kind: kind.group):
        parts.append(f"### {group.capitalize()}\n")
        parts.append(_table(("kind", "called", "means", "fields"), map(_kind_row, kinds)))
    parts.append("## Fields\n")
    parts.append(_table(("field", "called", "type", "kept in"), _field_rows()))
    return "\n".join(parts)


def pages() -> dict[str, str]:
    """The generated pages by file name."""
    return {"variables.md": variables_page(), "events.md": events_page()}


def _measures() -> str:
    """The names of the measures, in lines of a page's width."""
    return fill(", ".join(f"`{name}`" for name in sorted(MEASURES)) + ".", 104)


def _families(definitions: list[VariableDefinition]) -> Iterator[str]:
    names = read_table("families")
    for family in Family:
        rows = [_variable_row(each) for each in definitions if each.family is family]
        if rows:
            yield f"### {names[family.value]['en'].capitalize()}\n"
            yield _table(("name", "called", "type", "unit", "means", "is"), rows)


def _variable_row(definition: VariableDefinition) -> tuple[str, ...]:
    text = f"`{write_value(definition.definition)}`" if definition.definition is not None else ""
    marked = definition.sensitivity is not Sensitivity.ORDINARY
    meaning = definition.meaning + (f" *{definition.sensitivity}*" if marked else "")
    if definition.options:
        meaning += " One of: " + ", ".join(f"`{option}`" for option in definition.options) + "."
    return (
        f"`{definition.signature}`",
        definition.label("en"),
        definition.type,
        definition.unit,
        meaning,
        text,
    )


def _group_place(kind: EventKind) -> int:
    return [each.group for each in KINDS].index(kind.group)


def _kind_row(kind: EventKind) -> tuple[str, ...]:
    fields = ", ".join(f"`{name}`" for name in kind.fields)
    return f"`{kind.name}`", kind_label(kind.name, "en", "one"), kind.meaning, fields


def _field_rows() -> Iterator[tuple[str, ...]]:
    labels = read_table("fields")
    for name, facts in FIELDS.items():
        kept = f"column `{facts.column}`" if facts.column else "properties"
        yield f"`{name}`", labels[name]["en"], facts.type, kept


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """A Markdown table; a bar inside a cell is escaped."""
    lines = [head, tuple("---" for _ in head), *rows]
    return (
        "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)
        + "\n"
    )


def main(folder: str) -> None:
    """Write the pages into a folder."""
    for name, text in pages().items():
        Path(folder, name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])

"""Writes every generated page: `make docs`. The tests compare the pages with what is generated here."""

from __future__ import annotations

import json
from pathlib import Path

from clientela.catalog.reference import pages
from clientela.cli.reference import commands_page
from clientela.rules.codec import rule_schema
from clientela.rules.reference import nodes_page, operators_page

DOCS = Path(__file__).resolve().parent


def main() -> None:
    """Write the pages."""
    written = {f"reference/{name}": text for name, text in pages().items()}
    written["reference/operators.md"] = operators_page()
    written["reference/nodes.md"] = nodes_page()
    written["reference/rule.schema.json"] = json.dumps(rule_schema(), indent=2, ensure_ascii=False) + "\n"
    written["commands.md"] = commands_page()
    for name, text in written.items():
        (DOCS / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()

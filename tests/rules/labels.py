"""Labels in six languages for the tests of sentences, as a catalogue would give them."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import yaml

LANGUAGES = ("en", "ca", "es", "pl", "ru", "ro")


@dataclasses.dataclass(frozen=True)
class DictLabels:
    """Labels from plain dictionaries; a name without a label is a mistake in the test and raises."""

    variables: dict[str, dict[str, str]] = dataclasses.field(default_factory=dict)
    kinds: dict[str, dict[str, dict[str, str]]] = dataclasses.field(default_factory=dict)
    field_names: dict[str, dict[str, str]] = dataclasses.field(default_factory=dict)
    options: dict[str, dict[str, dict[str, str]]] = dataclasses.field(default_factory=dict)

    def variable(self, name: str, language: str, entity: str = "customer") -> str:
        return self.variables[name if entity == "customer" else f"{entity}.{name}"][language]

    def event_kind(self, name: str, language: str, category: str) -> str:
        return self.kinds[name][language][category]

    def field(self, name: str, language: str) -> str:
        return self.field_names[name][language]

    def option(self, name: str, value: str, language: str) -> str | None:
        return self.options.get(name, {}).get(value, {}).get(language)


def shop_labels() -> DictLabels:
    """The labels of labels.yaml."""
    data: Any = yaml.safe_load(Path(__file__).with_name("labels.yaml").read_text("utf-8"))
    kinds = {
        name: {
            language: dict(zip(_CATEGORIES[language], forms.split("/"), strict=True))
            for language, forms in row.items()
        }
        for name, row in data["kinds"].items()
    }
    return DictLabels(_rows(data["variables"]), kinds, _rows(data["fields"]), data["options"])


_CATEGORIES = {
    "en": ("one", "other"),
    "ca": ("one", "many", "other"),
    "es": ("one", "many", "other"),
    "pl": ("one", "few", "many", "other"),
    "ru": ("one", "few", "many", "other"),
    "ro": ("one", "few", "other"),
}


def _rows(rows: dict[str, str]) -> dict[str, dict[str, str]]:
    return {
        name: dict(zip(LANGUAGES, [part.strip() for part in row.split("|")], strict=True))
        for name, row in rows.items()
    }

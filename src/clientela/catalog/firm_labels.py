"""The words of one firm's catalogue, as sentences need them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.catalog.definitions import VariableDefinition
from clientela.catalog.labels import field_table, kind_label, kind_table, known_language, option_table
from clientela.catalog.measures import windowed
from clientela.catalog.variables import MEASURES

if TYPE_CHECKING:
    from clientela.catalog.firm import FirmCatalog


class FirmLabels:
    """Labels of variables, event kinds, fields and options in the six languages.

    Everything starts with a small letter. A firm's own names have the one label the firm gave them; a name
    that nothing answers to comes back readable. Only an unknown language is an error.
    """

    def __init__(self, catalog: FirmCatalog) -> None:
        self._catalog = catalog
        self._nouns = {kind.name: kind.noun() for kind in catalog.custom_kinds}
        self._definitions: dict[tuple[str, str], VariableDefinition] = {}
        for definition in catalog.definitions():
            self._definitions[definition.entity, definition.name] = definition

    def variable(self, name: str, language: str, entity: str = "customer") -> str:
        """A noun phrase: "revenue in the last 365 days"."""
        known_language(language)
        found = self._definitions.get((entity, name))
        if found is None and entity == "customer":
            found = windowed(name, MEASURES)
        return found.label(language) if found else readable(name)

    def event_kind(self, name: str, language: str, category: str = "one") -> str:
        """A noun in a plural category of CLDR: "order", "orders"."""
        known_language(language)
        if name in kind_table():
            return kind_label(name, language, category)
        return self._nouns.get(name, readable(name))

    def field(self, name: str, language: str) -> str:
        """A field of an event or an attribute of a deal."""
        known_language(language)
        if name in field_table():
            return field_table()[name][language]
        own = self._definitions.get(("deal", name))
        return own.label(language) if own else readable(name)

    def option(self, name: str, value: str, language: str) -> str | None:
        """One of the values a variable may take; None where the catalogue has no word for it."""
        known_language(language)
        labels = option_table().get(name, {}).get(value)
        return labels[language] if labels else None


def readable(name: str) -> str:
    """A name without its underscores, for want of a label."""
    return name.replace("_", " ")

"""What the sentences ask about the firm's own words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Protocol


class Labels(Protocol):
    """Names as people say them, in the language asked for; unknown names come back readable."""

    def variable(self, name: str, language: str, entity: str = "customer") -> str:
        """A noun phrase that begins in lower case ("revenue in the last 365 days")."""

    def event_kind(self, name: str, language: str, category: str) -> str:
        """A noun in a CLDR plural category ("order", "orders"; "заказ", "заказа", "заказов")."""

    def field(self, name: str, language: str) -> str:
        """A noun phrase for a field of an event, a deal or an answer."""

    def option(self, name: str, value: str, language: str) -> str | None:
        """What one value of a variable or field is called; None where it has no name of its own."""


@dataclass(frozen=True, slots=True)
class TypographicLabels:
    """The same labels with the apostrophe that the sentences use ("d’empresa"), whichever the firm typed."""

    plain: Labels

    def variable(self, name: str, language: str, entity: str = "customer") -> str:
        return _typographic(self.plain.variable(name, language, entity))

    def event_kind(self, name: str, language: str, category: str) -> str:
        return _typographic(self.plain.event_kind(name, language, category))

    def field(self, name: str, language: str) -> str:
        return _typographic(self.plain.field(name, language))

    def option(self, name: str, value: str, language: str) -> str | None:
        label = self.plain.option(name, value, language)
        return None if label is None else _typographic(label)


def _typographic(label: str) -> str:
    return re.sub(r"(?<=\w)'(?=\w)", "’", label)

"""What the sentences ask about the firm's own words."""

from __future__ import annotations

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

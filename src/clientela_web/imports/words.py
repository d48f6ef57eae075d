"""What the parts of an import are called in the reader's language."""

from __future__ import annotations

from functools import cached_property

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clientela.catalog import FirmCatalog
from clientela.catalog.phrasebook import capital
from clientela.collect.mapping.definition import ANSWER, CUSTOM, ENTITY_OF, IDENTITY, IGNORE, QUARANTINE
from clientela.collect.mapping.targets import field_name, targets
from clientela.rules.types import ValueType

KINDS: dict[str, tuple[Promise | str, Promise | str]] = {
    "customers": (_("Customers"), _("People and contacts at companies, a row each")),
    "companies": (_("Companies"), _("Business clients, a row each")),
    "deals": (_("Deals"), _("Offers and opportunities, open, won or lost")),
    "products": (_("Products"), _("What you sell")),
    "orders": (_("Orders"), _("A row an order")),
    "order-lines": (_("Order lines"), _("A row each item of an order")),
    "events": (_("Events"), _("Visits, calls, messages, tickets: anything that happened")),
    "consents": (_("Consents"), _("Who agreed to what, or withdrew it")),
    "surveys": (_("Survey answers"), _("Scores and comments")),
    "reviews": (_("Reviews"), _("What customers write of products")),
}
ENTITIES: dict[str, Promise | str] = {
    "customer": _("customers"),
    "company": _("companies"),
    "deal": _("deals"),
    "product": _("products"),
}
TYPES: dict[str, Promise | str] = {
    ValueType.TEXT.value: _("Text"),
    ValueType.INTEGER.value: _("Whole number"),
    ValueType.NUMBER.value: _("A number"),
    ValueType.DECIMAL.value: _("Exact number"),
    ValueType.MONEY.value: _("Money"),
    ValueType.BOOLEAN.value: _("Yes or no"),
    ValueType.DATE.value: _("Date"),
    ValueType.INSTANT.value: _("Date and time"),
    ValueType.LIST.value: _("List"),
}
SPECIAL: dict[str, Promise | str] = {
    "external_id": _("Number at the firm"),
    "customer": _("Customer (number, e-mail or phone)"),
    "company": _("Company (number or name)"),
    "email": _("E-mail"),
    "phone": _("Phone"),
    "created_at": _("Known since"),
    "at": _("When it happened"),
    "kind": _("What happened"),
    "event_id": _("Number of the event"),
    "ref": _("Number of the order or ticket"),
    "state": _("Given or withdrawn"),
    "purpose": _("Purpose"),
    "wording": _("Wording shown"),
}
LEFT_OUT, NEW_FIELD = _("Leave out"), _("New field")


class Targets:
    """The targets a column of one kind of file can go to, by their names in one language, and back."""

    def __init__(self, catalog: FirmCatalog, kind: str, language: str) -> None:
        self.catalog, self.kind, self.language = catalog, kind, language

    @cached_property
    def labels(self) -> dict[str, str]:
        """Target -> what it is called; no two are called the same."""
        found: dict[str, str] = {}
        for target in targets(self.kind, self.catalog):
            label = self._named(target)
            found[target] = f"{label} ({target})" if label in found.values() else label
        return found

    def label(self, target: str) -> str:
        """What a target is called, also one of the file's own."""
        if target == IGNORE:
            return str(LEFT_OUT)
        if target == QUARANTINE:
            return ""
        for prefix in (CUSTOM, IDENTITY, ANSWER):
            if target.startswith(prefix):
                return f"{NEW_FIELD}: {target.removeprefix(prefix)}" if prefix == CUSTOM else target
        return self.labels.get(target, target)

    def target(self, written: str, column: str) -> str | None:
        """The target somebody chose by its name; None where nothing is called that."""
        text = " ".join(written.split())
        if not text or text.casefold() == str(LEFT_OUT).casefold():
            return IGNORE
        if text.casefold().startswith(str(NEW_FIELD).casefold()):
            own = text[len(str(NEW_FIELD)) :].strip(" :")
            return CUSTOM + field_name(own or column)
        if text.startswith((IDENTITY, ANSWER)):
            return text
        by_name = {label.casefold(): target for target, label in self.labels.items()}
        return by_name.get(text.casefold()) or (text if text in self.labels else None)

    def _named(self, target: str) -> str:
        labels = self.catalog.labels
        if target.startswith("customer."):
            return f"{_('Customer')}: {labels.variable(target[9:], self.language)}"
        if target in SPECIAL and not (target == "company" and self.kind == "products"):
            return str(SPECIAL[target])
        entity = ENTITY_OF.get(self.kind)
        label = (
            labels.variable(target, self.language, entity) if entity else labels.field(target, self.language)
        )
        return capital(label)

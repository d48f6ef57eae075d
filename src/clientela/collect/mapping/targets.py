"""What a file of each kind can fill: targets, their types, and the names people give them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Protocol

import yaml

from clientela.collect.mapping.definition import ENTITY_OF
from clientela.rules.types import ValueType

T = ValueType


class AttributeCatalog(Protocol):
    """What the import asks of a catalogue."""

    def attributes(self, entity: str) -> Mapping[str, ValueType]:
        """Stored attributes of an entity and their types."""


KEYS = {"email": T.TEXT, "phone": T.TEXT}
EVENT_FIELDS: dict[str, ValueType] = {
    "event_id": T.TEXT,
    "at": T.INSTANT,
    "kind": T.TEXT,
    "ref": T.TEXT,
    "item": T.TEXT,
    "item_name": T.TEXT,
    "category": T.TEXT,
    "channel": T.TEXT,
    "amount": T.MONEY,
    "unit_price": T.MONEY,
    "currency": T.TEXT,
    "quantity": T.DECIMAL,
    "score": T.DECIMAL,
    "text": T.TEXT,
    "title": T.TEXT,
    "cart_id": T.TEXT,
    "campaign": T.TEXT,
    "payment_method": T.TEXT,
    "coupon": T.TEXT,
    "discount": T.DECIMAL,
    "survey": T.TEXT,
    "question": T.TEXT,
    "status": T.TEXT,
    "machine": T.BOOLEAN,
}
SHOP_FIELDS = {
    "cart_id",
    "payment_method",
    "coupon",
    "discount",
    "item",
    "item_name",
    "unit_price",
    "quantity",
}
LEFT_OUT: dict[str, set[str]] = {
    "orders": {
        *("kind", "survey", "question", "title", "score", "item", "item_name", "unit_price", "machine")
    },
    "order-lines": {"kind", "survey", "question", "title", "score", "text", "machine"},
    "events": set(),
    "surveys": SHOP_FIELDS | {"kind", "amount", "currency", "status", "title", "discount", "machine"},
    "reviews": (SHOP_FIELDS - {"item", "item_name"})
    | {"kind", "amount", "currency", "status", "survey", "question", "machine"},
}
CONSENT_FIELDS = {
    "channel": T.TEXT,
    "purpose": T.TEXT,
    "state": T.TEXT,
    "at": T.INSTANT,
    "wording": T.TEXT,
}
EVENT_KINDS = {
    "orders": "order_completed",
    "order-lines": "product_bought",
    "surveys": "survey_answered",
    "reviews": "review_written",
}
REQUIRED: dict[str, tuple[str, ...]] = {
    "orders": ("at",),
    "order-lines": ("at", "ref"),
    "events": ("at", "kind"),
    "consents": ("channel", "state"),
}


def targets(kind: str, catalog: AttributeCatalog) -> dict[str, ValueType]:
    """Every target a file of this kind can fill, with its type; the first named are the likeliest."""
    if kind == "customers":
        own = {"external_id": T.TEXT, **KEYS, "created_at": T.INSTANT, "company": T.TEXT}
        return own | _attributes(catalog, "customer")
    if kind in ENTITY_OF:
        own = {"external_id": T.TEXT, "created_at": T.INSTANT, **_attributes(catalog, ENTITY_OF[kind])}
        return own | ({"customer": T.TEXT, "company": T.TEXT} if kind == "deals" else {})
    fields = CONSENT_FIELDS if kind == "consents" else EVENT_FIELDS
    own = {name: typed for name, typed in fields.items() if name not in LEFT_OUT.get(kind, set())}
    of_customer = {f"customer.{n}": t for n, t in _attributes(catalog, "customer").items() if n not in KEYS}
    return own | {"customer": T.TEXT, **KEYS} | of_customer


def _attributes(catalog: AttributeCatalog, entity: str) -> dict[str, ValueType]:
    """Those a file may fill: the store's own numbers are none of them."""
    return {name: typed for name, typed in catalog.attributes(entity).items() if name not in INTERNAL}


INTERNAL = frozenset({"customer_id", "company_id", "created_at"})


def target_type(target: str, kind: str, catalog: AttributeCatalog, otherwise: ValueType) -> ValueType:
    """The type of a target's values; `otherwise` for new fields."""
    return targets(kind, catalog).get(target, otherwise)


def fold(name: str) -> str:
    """A column name as it is compared: lower case words, no accents, camelCase and digits apart."""
    spaced = re.sub(r"(?<=[a-zа-я0-9])(?=[A-ZА-Я])", " ", name)
    plain = unicodedata.normalize("NFKD", spaced.casefold().translate(SPELT))
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(re.findall(r"[^\W_]+", letters.replace("-", "" if "e-" in letters else " ")))


SPELT = str.maketrans({"ł": "l", "đ": "d", "ø": "o", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "№": "nr "})


def field_name(column: str) -> str:
    """A column's name as the name of a new field: lower case ASCII words joined by underscores."""
    latin = "".join(CYRILLIC.get(letter, letter) for letter in fold(column))
    name = re.sub(r"[^a-z0-9]+", "_", latin).strip("_")
    return f"field_{name}" if not name or name[0].isdigit() else name


CYRILLIC = dict(
    zip(
        "абвгдежзийклмнопрстуфхцчшщъыьэюяєіїґ",
        "a b v g d e zh z i i k l m n o p r s t u f kh ts ch sh shch _ y _ e iu ia ie i i g".replace(
            "_", "-"
        ).split(),
        strict=True,
    )
) | {"ъ": "", "ь": ""}


LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast, where libyaml is there


@cache
def _book() -> dict[str, dict[str, dict[str, list[str]]]]:
    text = (files("clientela.collect.mapping") / "synonyms.yaml").read_text(encoding="utf-8")
    book: dict[str, dict[str, dict[str, list[str]]]] = yaml.load(text, Loader=LOADER)  # noqa: S506 - both are safe loaders
    return book


@cache
def synonyms(kind: str) -> dict[str, dict[str, str]]:
    """Target -> folded name -> language, for one kind of import."""
    found: dict[str, dict[str, str]] = {}
    sections = [name for name in _book() if name == "all" or kind in [k.strip() for k in name.split(",")]]
    for section in sections:
        for target, languages in _book()[section].items():
            names = {fold(str(n)): lang for lang, listed in languages.items() for n in listed}
            found[target] = {target.replace("_", " "): "en", **names}
    return found


def names_of(target: str, kind: str) -> dict[str, str]:
    """What people call one target: folded name -> language."""
    book = synonyms(kind)
    if target == "customer" and "customer" not in book:
        return {name: lang for name, lang in book["external_id"].items() if name not in {"id", "external id"}}
    if target.startswith("customer."):
        return synonyms("customers").get(target[9:], {target[9:].replace("_", " "): "en"})
    return book.get(target, {target.replace("_", " "): "en"})

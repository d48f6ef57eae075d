"""Labels in six languages, kept as YAML tables beside this file.

A row of a table is `name: en | ca | es | pl | ru | ro`. Event kinds are nouns with their plural forms, a
line a language. Windowed variables have no row each: the phrase of their base goes into a sentence of
windows.yaml, whose form follows the number of days.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal, cast

import yaml
from babel import Locale

from clientela.errors import UnknownNameError

LANGUAGES = ("en", "ca", "es", "pl", "ru", "ro")

Form = Literal["last", "previous", "trend", "total"]
Table = dict[str, dict[str, str]]  # name -> language -> label

CATEGORIES: dict[str, tuple[str, ...]] = {
    "en": ("one", "other"),
    "ca": ("one", "many", "other"),
    "es": ("one", "many", "other"),
    "pl": ("one", "few", "many", "other"),
    "ru": ("one", "few", "many", "other"),
    "ro": ("one", "few", "other"),
}
"""The plural categories of cardinal numbers, as CLDR has them."""

CUSTOMER_TABLES = (
    "demographic",
    "economic",
    "geographic",
    "psychographic",
    "behavioural",
    "engagement",
    "service",
    "voice",
    "relations",
    "time",
    "estimate",
    "parametric",
)
ENTITY_TABLES: dict[str, tuple[str, ...]] = {
    "customer": CUSTOMER_TABLES,
    "company": ("company",),
    "deal": ("deal",),
    "product": ("product",),
}


@cache
def plural_category(number: float, language: str) -> str:
    """The plural category (`one`, `few`, `many`, `other`) that a number asks for in a language."""
    form: str = _locale(known_language(language)).plural_form(number)
    return form


@cache
def _locale(language: str) -> Locale:
    return Locale(language)


def known_language(language: str) -> str:
    """The language itself; UnknownNameError for any but the six."""
    if language not in LANGUAGES:
        raise UnknownNameError("language", language, LANGUAGES)
    return language


def variable_label(
    name: str, language: str, *, entity: str = "customer", form: Form | None = None, days: int = 0
) -> str:
    """The label of a built-in variable, or of a measure in one of its forms."""
    table = variable_table(entity)
    if name not in table:
        raise UnknownNameError("label", name, table)
    base = table[name][known_language(language)]
    if form is None:
        return base
    of = genitive_table().get(name, {}).get(language)
    phrase = "ratio" if form == "trend" and of is None else form
    return window_phrase(phrase, language, days).format(base=base, of=of, n=days)


def window_phrase(form: Form | Literal["ratio"], language: str, days: int) -> str:
    """The sentence a windowed label is put into, in the plural form its number of days asks for."""
    phrases = _windows()[form][language]
    if isinstance(phrases, str):
        return phrases
    return phrases.get(plural_category(days, language), phrases["other"])


def kind_label(name: str, language: str, category: str) -> str:
    """The noun of a built-in event kind in a plural category."""
    kinds = kind_table()
    if name not in kinds:
        raise UnknownNameError("label", name, kinds)
    forms = kinds[name][known_language(language)]
    return forms.get(category, forms["other"])


@cache
def variable_table(entity: str) -> Table:
    """Every label of an entity's variables and measures."""
    table: Table = {}
    for name in ENTITY_TABLES[entity]:
        table.update(read_table(name))
    return table


@cache
def genitive_table() -> Table:
    """The measures that have a trend, in the case the trend's sentence asks for."""
    return read_table("genitives")


@cache
def field_table() -> Table:
    """Fields of events; the attributes of deals that no event has come from their own table."""
    return read_table("deal") | read_table("fields")


@cache
def option_table() -> Mapping[str, Table]:
    """Variable -> option -> language -> label."""
    loaded = cast(dict[str, dict[str, str]], _load("options"))
    return {variable: _split(rows, f"options.{variable}") for variable, rows in loaded.items()}


@cache
def kind_table() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """Event kind -> language -> plural category -> noun."""
    loaded = cast(dict[str, dict[str, str]], _load("kinds"))
    return {
        kind: {language: _plural_forms(row, language) for language, row in rows.items()}
        for kind, rows in loaded.items()
    }


@cache
def read_table(name: str) -> Table:
    """One YAML table of rows `name: en | ca | es | pl | ru | ro`."""
    return _split(cast(dict[str, str], _load(name)), name)


def _plural_forms(row: str, language: str) -> dict[str, str]:
    forms = [form.strip() for form in row.split("|")]
    written = ("one", "other") if len(forms) == 2 else ("one", "few", "many", "other")[: len(forms)]
    named = dict(zip(written, forms, strict=True))
    # Russian counts fractions like "few"; Romanian, Catalan and Spanish have one plural noun.
    fallback = named.get("other") or named["few"]
    return {category: named.get(category, fallback) for category in CATEGORIES[language]}


def _split(rows: Mapping[str, str], where: str) -> Table:
    table: Table = {}
    for name, row in rows.items():
        labels = [label.strip() for label in row.split("|")]
        if len(labels) != len(LANGUAGES):
            raise ValueError(f"labels of {where}.{name}: {len(LANGUAGES)} wanted, {len(labels)} given")
        table[name] = dict(zip(LANGUAGES, labels, strict=True))
    return table


@cache
def _windows() -> Mapping[str, Mapping[str, str | dict[str, str]]]:
    return cast("Mapping[str, Mapping[str, str | dict[str, str]]]", _load("windows"))


def _load(name: str) -> object:
    text = files(__package__).joinpath(f"{name}.yaml").read_text(encoding="utf-8")
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506

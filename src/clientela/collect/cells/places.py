"""Countries and languages by name or code, in six languages, as ISO codes."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

import pycountry
from babel import Locale

from clientela.collect.cells.outcome import NOTHING, Cell, CellContext, failed, is_empty

LANGUAGES = ("en", "ca", "es", "pl", "ru", "ro")
MORE_COUNTRIES = {
    "uk": "GB", "great britain": "GB", "gran bretana": "GB", "gran bretanya": "GB", "anglia": "GB",
    "wielka brytania": "GB", "marea britanie": "GB", "england": "GB", "scotland": "GB", "wales": "GB",
    "великобритания": "GB", "англия": "GB", "inglaterra": "GB", "anglaterra": "GB", "eire": "IE",
    "usa": "US", "united states of america": "US", "estados unidos de america": "US", "ee uu": "US",
    "eeuu": "US", "eua": "US", "sua": "US", "сша": "US", "rusia": "RU", "federacion rusa": "RU",
    "holanda": "NL", "holland": "NL", "olanda": "NL", "holandia": "NL", "голландия": "NL",
    "рф": "RU", "российская федерация": "RU", "czech republic": "CZ", "republica checa": "CZ",
    "republica txeca": "CZ", "republika czeska": "CZ", "чешская республика": "CZ", "republica ceha": "CZ",
    "moldova": "MD", "молдова": "MD", "молдавия": "MD", "белоруссия": "BY", "turkey": "TR",
    "turquia": "TR", "korea": "KR", "viet nam": "VN", "macedonia": "MK", "d": "DE", "deutschland": "DE",
    "espana": "ES", "catalunya": "ES", "cataluna": "ES", "rfn": "DE", "bielorusia": "BY", "el": "GR",
}  # fmt: skip
MORE_LANGUAGES = {
    "castellano": "es", "castella": "es", "castilian": "es", "valencia": "ca", "valenciano": "ca",
    "moldovan": "ro", "moldovenească": "ro", "молдавский": "ro", "polaco": "pl", "rus": "ru",
}  # fmt: skip


def fold_name(text: str) -> str:
    """Small letters without marks, points or doubled spaces; й and ё stay letters of their own."""
    kept = text.casefold().replace("й", "\ue000").replace("ё", "е").replace("ł", "l")
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", kept) if not unicodedata.combining(sign))
    return re.sub(r"[\W_]+", " ", plain.replace("\ue000", "й").replace("'", " ")).strip()


@cache
def country_names() -> dict[str, str]:
    """Folded names and codes of countries to ISO 3166 alpha-2."""
    names: dict[str, str] = {}
    real = {country.alpha_2: country for country in pycountry.countries}
    for language in LANGUAGES:
        for code, name in Locale.parse(language).territories.items():
            if code in real or code == "XK":
                names.setdefault(fold_name(name), code)
    for code, country in real.items():
        for attribute in ("name", "official_name", "common_name", "alpha_3", "alpha_2"):
            value = getattr(country, attribute, None)
            if value:
                names[fold_name(value)] = code
    return {fold_name(name): code for name, code in MORE_COUNTRIES.items()} | names


@cache
def language_names() -> dict[str, str]:
    """Folded names and codes of languages to ISO 639, two letters where there are two."""
    names: dict[str, str] = {}
    for language in (*LANGUAGES, "de", "fr", "it", "pt"):
        locale = Locale.parse(language)
        for code, name in locale.languages.items():
            if len(code) == 2:
                names.setdefault(fold_name(name), code)
        names.setdefault(fold_name(locale.display_name or ""), language)
    for known in pycountry.languages:
        two = getattr(known, "alpha_2", None)
        if two:
            names |= {two: two, known.alpha_3: two}
            names.setdefault(fold_name(known.name), two)
    return names | {fold_name(name): code for name, code in MORE_LANGUAGES.items()}


def read_country(text: str, context: CellContext) -> Cell:  # noqa: ARG001 - one signature for all kinds
    """The country's ISO 3166 code of two letters."""
    if is_empty(text):
        return NOTHING
    folded = fold_name(text)
    found = country_names().get(folded) or country_names().get(folded.replace(" ", ""))
    if found is None:
        return failed(f"{text!r} is no country known here", "write its name in full or its code, such as RO")
    return Cell(found)


def read_language(text: str, context: CellContext) -> Cell:  # noqa: ARG001
    """The language's ISO 639 code; of pl-PL, en_GB and the like the language alone."""
    if is_empty(text):
        return NOTHING
    names = language_names()
    found = names.get(fold_name(text)) or names.get(re.split(r"[-_]", text.strip().casefold())[0])
    if found is None:
        return failed(f"{text!r} is no language known here", "write its name or its code, such as ro")
    return Cell(found)

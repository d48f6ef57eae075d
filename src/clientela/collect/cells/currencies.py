"""How people write currencies, as ISO 4217 codes."""

from __future__ import annotations

import re

CURRENCY_SIGNS: dict[str, str] = {
    "€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR", "евро": "EUR",
    "zł": "PLN", "zl": "PLN", "zlotych": "PLN", "złotych": "PLN", "złoty": "PLN", "злотых": "PLN",
    "lei": "RON", "leu": "RON", "лей": "RON", "леев": "RON",
    "₽": "RUB", "руб": "RUB", "руб.": "RUB", "р.": "RUB", "rub": "RUB", "рублей": "RUB",
    "£": "GBP", "$": "USD", "us$": "USD", "kč": "CZK", "kc": "CZK", "лв": "BGN", "лв.": "BGN",
    "ft": "HUF", "₴": "UAH", "грн": "UAH", "грн.": "UAH", "₺": "TRY", "chf": "CHF", "r$": "BRL",
    "¥": "JPY", "₸": "KZT", "тг": "KZT", "mdl": "MDL",
}  # fmt: skip

CURRENCY_CODES = frozenset({
    "EUR", "USD", "GBP", "PLN", "RON", "MDL", "RUB", "UAH", "CZK", "HUF", "BGN", "CHF", "SEK", "NOK",
    "DKK", "TRY", "RSD", "BAM", "MKD", "ALL", "GEL", "AMD", "AZN", "KZT", "BYN", "ISK", "BRL", "MXN",
    "ARS", "CLP", "COP", "PEN", "UYU", "CAD", "AUD", "NZD", "JPY", "CNY", "INR", "KRW", "SGD", "HKD",
    "ILS", "ZAR", "AED", "SAR", "EGP", "MAD", "THB",
})  # fmt: skip

AMBIGUOUS_SIGNS = frozenset({"$", "¥", "kr"})

_WORDS = "|".join(sorted(map(re.escape, CURRENCY_SIGNS), key=len, reverse=True))
CURRENCY = re.compile(rf"(?<![^\W\d_])(?:{_WORDS}|[A-Za-z]{{3}})(?![^\W\d_])", re.IGNORECASE)


def currency_of(text: str) -> str | None:
    """The code a sign, word or code stands for, or None where it is not one."""
    folded = text.strip().casefold()
    if folded in CURRENCY_SIGNS:
        return CURRENCY_SIGNS[folded]
    return folded.upper() if folded.upper() in CURRENCY_CODES else None

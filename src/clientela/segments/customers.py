"""Finding customers: by a key somebody was given, or by words of her name, address or firm."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from clientela.errors import ClientelaError, UnknownNameError
from clientela.rules.folding import fold_text
from clientela.store import Engine

SHORTEST_NUMBER = 7  # figures of a phone number that may stand for the whole


@dataclass(frozen=True, slots=True)
class Found:
    """A customer as lists show her."""

    customer_id: int
    external_id: str | None
    name: str | None
    email: str | None
    phone: str | None
    city: str | None
    company: str | None


@dataclass(frozen=True, slots=True)
class Matches:
    """The first customers found, and how many there are."""

    customers: tuple[Found, ...]
    total: int


def customer_id(engine: Engine, key: str) -> int:
    """The customer that a key means: `#12` (our own number), her number at the firm, e-mail or phone.

    Raises UnknownNameError where nobody is meant, and ClientelaError where several are.
    """
    bare = key.strip()
    if re.fullmatch(r"#\d+", bare):
        return _own_number(engine, int(bare[1:]))
    found = _by_identity(engine, bare) or _by_phone(engine, bare)
    if not found:
        raise UnknownNameError("customer", bare)
    if len(found) > 1:
        several = ", ".join(f"#{each}" for each in found)
        raise ClientelaError(f"{bare!r} means several customers: {several}; name one of them")
    return found[0]


def find_customers(engine: Engine, words: Sequence[str], limit: int = 20) -> Matches:
    """The customers in whom every word is found, by name; case and accents (Ł too) are ignored."""
    wanted = [fold_text(word) for text in words for word in text.split()]
    if not wanted:
        raise ClientelaError("say at least one word to look for")
    rows = engine.rows(
        f"SELECT c.customer_id, c.external_id, {NAME}, c.email, c.phone, c.city, co.name, count(*) OVER () "
        f"{_PEOPLE} WHERE {words_condition(len(wanted))} ORDER BY {NAME} NULLS LAST, c.customer_id LIMIT ?",
        [*words_parameters(wanted), limit],
    )
    return Matches(tuple(Found(*row[:-1]) for row in rows), rows[0][-1] if rows else 0)


def words_condition(count: int) -> str:
    """SQL of whether every one of `count` folded words is in what customer `c` is found by."""
    return " AND ".join([f"c.customer_id IN ({_FOUND_BY})"] * count)


def words_parameters(words: Sequence[str]) -> list[str]:
    """The folded words as `words_condition` binds them."""
    return [word for word in words for _ in range(3)]


def found_customer(engine: Engine, number: int) -> Found:
    """One customer as lists show her; raises UnknownNameError where there is none."""
    found = found_customers(engine, [number])
    if number not in found:
        raise UnknownNameError("customer", f"#{number}")
    return found[number]


def found_customers(engine: Engine, numbers: Sequence[int]) -> dict[int, Found]:
    """Customers as lists show them, by our numbers; who is not there is left out."""
    columns = f"c.customer_id, c.external_id, {NAME}, c.email, c.phone, c.city, co.name"
    listed = ", ".join(str(int(number)) for number in numbers)
    rows = engine.rows(f"SELECT {columns} {_PEOPLE} WHERE c.customer_id IN ({listed or 'NULL'})")
    return {row[0]: Found(*row) for row in rows}


NAME = "coalesce(c.full_name, nullif(concat_ws(' ', c.first_name, c.last_name), ''))"
_FOUND_BY = (
    "SELECT customer_id FROM customer_words WHERE contains(words, ?) "
    "UNION ALL SELECT customer_id FROM customers JOIN company_words USING (company_id) "
    "WHERE contains(words, ?) "
    "UNION ALL SELECT customer_id FROM identities WHERE contains(lower(value), ?)"
)
_PEOPLE = "FROM customers c LEFT JOIN companies co ON co.company_id = c.company_id"


def _own_number(engine: Engine, number: int) -> int:
    if engine.rows("SELECT 1 FROM customers WHERE customer_id = ?", [number]):
        return number
    into = engine.rows(
        "SELECT winner FROM merges WHERE loser = ? AND undone_at IS NULL ORDER BY merge_id DESC", [number]
    )
    if into:
        raise ClientelaError(f"customer #{number} was merged into #{into[0][0]}; ask for that one")
    raise UnknownNameError("customer", f"#{number}")


def _by_identity(engine: Engine, key: str) -> list[int]:
    exact = engine.rows(
        "SELECT customer_id FROM identities WHERE value = ? OR kind = 'email' AND lower(value) = lower(?) "
        "UNION SELECT customer_id FROM customers WHERE external_id = ? OR lower(email) = lower(?) ORDER BY 1",
        [key] * 4,
    )
    return [number for (number,) in exact]


def _by_phone(engine: Engine, key: str) -> list[int]:
    """As people write numbers: spaces and brackets are ignored, the country's code may be left out."""
    figures = re.sub(r"[\s().\-/]", "", key)
    figures = re.sub(r"^(\+|00)", "", figures).lstrip("0")
    if not figures.isdigit() or len(figures) < SHORTEST_NUMBER:
        return []
    found = engine.rows(
        "SELECT DISTINCT customer_id FROM identities WHERE kind = 'phone' AND suffix(value, ?) ORDER BY 1",
        [figures],
    )
    return [number for (number,) in found]

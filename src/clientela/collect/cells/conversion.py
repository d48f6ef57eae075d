"""Columns of text to columns of values: whole arrays at a time, the odd cells one distinct text at a time."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, cast

import pyarrow as pa
import pyarrow.compute as pc

from clientela.collect.cells.contacts import PLAIN_ADDRESS
from clientela.collect.cells.readings import Parser, Reading, Unreadable, parser
from clientela.collect.cells.words import gender_words_of
from clientela.rules.types import ValueType

ARROW_TYPES: dict[ValueType, pa.DataType] = {
    ValueType.TEXT: pa.string(),
    ValueType.INTEGER: pa.int64(),
    ValueType.NUMBER: pa.float64(),
    ValueType.DECIMAL: pa.decimal128(18, 4),
    ValueType.MONEY: pa.decimal128(18, 4),
    ValueType.BOOLEAN: pa.bool_(),
    ValueType.DATE: pa.date32(),
    ValueType.INSTANT: pa.timestamp("us", "UTC"),
    ValueType.LIST: pa.list_(pa.string()),
}
# What Arrow reads exactly as we mean it; anything else is read by the slower, wider reader.
PLAIN: dict[ValueType, str] = {
    ValueType.INTEGER: r"^-?\d{1,18}$",
    ValueType.NUMBER: r"^-?\d{1,15}(\.\d{1,15})?$",
    ValueType.DECIMAL: r"^-?\d{1,14}(\.\d{1,4})?$",
    ValueType.MONEY: r"^-?\d{1,14}(\.\d{1,4})?$",
    ValueType.DATE: r"^\d{4}-\d{2}-\d{2}$",
    ValueType.INSTANT: r"^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?)?$",
}

PLAIN_EMAIL = f"^{PLAIN_ADDRESS}$"


@dataclass(frozen=True, slots=True)
class Converted:
    """A typed column, and the cells that could not be read: position -> why."""

    values: pa.Array
    unreadable: dict[int, Unreadable]


def convert(texts: pa.Array, typed: ValueType, reading: Reading, target: str) -> Converted:
    """Read a column of text as values of a type; empty cells are null."""
    parse = parser(typed, reading, target)
    if parse is None:
        return Converted(_blank_to_null(pc.utf8_trim_whitespace(texts)), {})
    fast = _read_whole(texts, typed, reading)
    if fast is not None:
        return Converted(fast, {})
    trimmed = _blank_to_null(pc.utf8_trim_whitespace(texts))
    if target.removeprefix("customer.") == "gender":
        return _read_apart(trimmed, typed, reading, _by_letters(trimmed, parse))
    if target == "email":
        trimmed = pc.utf8_lower(trimmed)  # one mailbox however it is written
    return _read_apart(trimmed, typed, reading, parse, PLAIN_EMAIL if target == "email" else None)


def convert_phones(texts: pa.Array, countries: pa.Array, reading: Reading) -> Converted:
    """Phones in E.164, those without a country code by the country beside them, else by the file's."""
    trimmed = _blank_to_null(pc.utf8_trim_whitespace(texts))
    own = pc.if_else(pc.fill_null(pc.starts_with(trimmed, "+"), True), "", pc.fill_null(countries, ""))  # noqa: FBT003
    encoded = pc.binary_join_element_wise(own, trimmed, "\x1f").dictionary_encode()
    parsers: dict[str, Callable[[str], Any]] = {}
    found: list[str | None] = []
    problems: dict[int, Unreadable] = {}
    for code, both in enumerate(encoded.dictionary.to_pylist()):
        country, _, text = both.partition("\x1f")
        if country not in parsers:
            read = replace(reading, country=country or reading.country)
            parsers[country] = cast(Callable[[str], Any], parser(ValueType.TEXT, read, "phone"))
        value = parsers[country](text)
        if isinstance(value, Unreadable):
            problems[code] = value
        found.append(None if isinstance(value, Unreadable) else value)
    values = pa.array(found, pa.string()).take(encoded.indices)
    return Converted(values, _positions(encoded.indices, problems))


def differing(texts: pa.Array, values: pa.Array, typed: ValueType, reading: Reading) -> pa.Array:
    """The texts that are not the value itself; null where they are, or where there is no value."""
    trimmed = pc.utf8_trim_whitespace(texts)
    if typed is ValueType.TEXT:
        same = pc.equal(trimmed, values.cast(pa.string()))
    elif reading.is_plain(typed) and (typed is not ValueType.INSTANT or reading.zone == "UTC"):
        same = pc.match_substring_regex(trimmed, PLAIN[typed])
    else:
        same = pa.nulls(len(texts), pa.bool_()).fill_null(False)  # noqa: FBT003
    kept = pc.and_(pc.invert(pc.fill_null(same, True)), pc.is_valid(values))  # noqa: FBT003
    return pc.if_else(kept, trimmed, pa.scalar(None, pa.string()))


def _by_letters(texts: pa.Array, parse: Parser) -> Parser:
    """Single letters for genders mean what the other letters of the column say: beside H, M is a woman."""
    letters = gender_words_of(pc.unique(texts).drop_null().to_pylist())

    def read(text: str | None) -> object:
        return letters.get((text or "").casefold()) or parse(text)

    return read if letters else parse


def _blank_to_null(texts: pa.Array) -> pa.Array:
    return pc.if_else(pc.equal(texts, ""), pa.scalar(None, pa.string()), texts)


def _read_whole(texts: pa.Array, typed: ValueType, reading: Reading) -> pa.Array | None:
    """The whole column at once, or None when some cell needs a closer look."""
    if typed not in PLAIN or not reading.is_plain(typed):
        return None
    try:
        return _cast(texts, typed, reading)
    except pa.ArrowInvalid:
        return None


def _cast(texts: pa.Array, typed: ValueType, reading: Reading) -> pa.Array:
    if typed is ValueType.INSTANT:
        local = texts.cast(pa.timestamp("us"))
        if reading.zone == "UTC":
            return local.cast(ARROW_TYPES[typed])
        return pc.assume_timezone(local, reading.zone, ambiguous="earliest", nonexistent="latest").cast(
            ARROW_TYPES[typed]
        )
    if typed is ValueType.NUMBER and not pc.all(pc.match_substring_regex(texts, PLAIN[typed])).as_py():
        raise pa.ArrowInvalid("not a plain number")
    return texts.cast(ARROW_TYPES[typed])


def _read_apart(
    texts: pa.Array, typed: ValueType, reading: Reading, parse: Callable[[str], Any], taken: str | None = None
) -> Converted:
    """Plain cells at once; of others each distinct text once. `taken` matches what to take as it is."""
    arrow = ARROW_TYPES[typed]
    quick, odd = pa.nulls(len(texts), arrow), texts
    pattern = taken or PLAIN.get(typed)
    if pattern and reading.is_plain(typed):
        plain = pc.fill_null(pc.match_substring_regex(texts, pattern), False)  # noqa: FBT003
        nothing = pa.scalar(None, pa.string())
        chosen = pc.if_else(plain, texts, nothing)
        with suppress(pa.ArrowInvalid):
            quick = chosen if taken else _cast(chosen, typed, reading)
            odd = pc.if_else(plain, nothing, texts)
    encoded = odd.dictionary_encode()
    found: list[Any] = []
    problems: dict[int, Unreadable] = {}
    for code, text in enumerate(encoded.dictionary.to_pylist()):
        value = parse(text)
        if isinstance(value, Unreadable):
            problems[code] = value
            value = None
        found.append(value)
    slow = pa.array(found, arrow).take(encoded.indices)
    values = pc.coalesce(quick, slow) if quick.null_count < len(quick) else slow
    return Converted(values, _positions(encoded.indices, problems))


def _positions(indices: pa.Array, problems: dict[int, Unreadable]) -> dict[int, Unreadable]:
    if not problems:
        return {}
    wrong = pc.is_in(indices, pa.array(list(problems), indices.type))
    positions = pc.indices_nonzero(wrong).to_pylist()
    codes = indices.take(pa.array(positions, pa.int64())).to_pylist()
    return {position: problems[code] for position, code in zip(positions, codes, strict=True)}

"""Cells as people write them, in six languages, against the values they mean."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clientela.collect.cells import Cell, CellContext, normalise
from clientela.collect.cells.conversion import convert
from clientela.collect.cells.readings import Reading
from clientela.rules.types import ValueType

NUMBERS = [
    ("1234", None, "1234"),
    ("1.234,56", None, "1234.56"),
    ("1,234.56", None, "1234.56"),
    ("1 234,50", None, "1234.5"),
    ("1\u00a0234\u00a0567,8", None, "1234567.8"),
    ("1'234.50", None, "1234.5"),
    ("12,5", None, "12.5"),
    ("12,5", ".", "12.5"),
    ("1,234", ".", "1234"),
    ("1,234", ",", "1.234"),
    ("1.234", ",", "1234"),
    ("1.234", ".", "1.234"),
    ("0,125", None, "0.125"),
    ("1.234.567", None, "1234567"),
    ("(12.00)", None, "-12"),
    ("12-", None, "-12"),
    ("−3,5", None, "-3.5"),
    ("+7", None, "7"),
    ("1.5e3", None, "1500"),
    ("12 %", None, "12"),
    (".5", None, "0.5"),
    ("n/a", None, None),
    ("  ", None, None),
]


@pytest.mark.parametrize(("text", "decimal", "value"), NUMBERS)
def test_number_in_any_punctuation_is_exact_decimal_text(text, decimal, value):
    cell = normalise(text, "number", CellContext(decimal=decimal))
    assert (cell.value, cell.problem) == (value, None)


@pytest.mark.parametrize("text", ["1,234", "12.345"])
def test_number_that_can_be_read_two_ways_is_a_problem_without_a_decimal_mark(text):
    cell = normalise(text, "number")
    assert cell.value is None
    assert cell.problem.cure == "say which mark stands before the decimals"


@pytest.mark.parametrize("text", ["twelve", "1.2.3", "1,23,4", "12a", "€"])
def test_number_that_is_none_is_a_problem_that_shows_it(text):
    cell = normalise(text, "number")
    assert cell.value is None
    assert repr(text) in cell.problem.reason


MONEY = [
    ("1.234,56 €", "1234.56", "EUR"),
    ("€ 12", "12", "EUR"),
    ("1 234,50 zł", "1234.5", "PLN"),
    ("RON 12,5", "12.5", "RON"),
    ("12,50 lei", "12.5", "RON"),
    ("1 000 руб.", "1000", "RUB"),
    ("99 ₽", "99", "RUB"),
    ("-£3.20", "-3.2", "GBP"),
    ("(12.00) USD", "-12", "USD"),
    ("$5", "5", "USD"),
    ("7", "7", "CZK"),
]


@pytest.mark.parametrize(("text", "value", "currency"), MONEY)
def test_money_has_its_amount_and_its_currency_else_the_column_s(text, value, currency):
    cell = normalise(text, "money", CellContext(currency="CZK"))
    assert (cell.value, cell.currency, cell.problem) == (value, currency, None)


def test_dollar_sign_that_many_countries_use_is_noted():
    assert normalise("$5", "money").note == "$ is read as USD"


def test_integer_with_decimals_is_a_problem():
    assert normalise("3.0", "integer", CellContext(decimal=".")).value == "3"
    assert normalise("3.5", "integer").problem.reason == "'3.5' is not a whole number"


DATES = [
    ("2024-03-05", "DMY", "2024-03-05"),
    ("20240305", "DMY", "2024-03-05"),
    ("2024/3/5", "MDY", "2024-03-05"),
    ("05.03.2024", "DMY", "2024-03-05"),
    ("5/3/2024", "DMY", "2024-03-05"),
    ("3/5/2024", "MDY", "2024-03-05"),
    ("5-3-24", "DMY", "2024-03-05"),
    ("05.03.24", "DMY", "2024-03-05"),
    ("05/03/85", "DMY", "1985-03-05"),
    ("24-03-05", "YMD", "2024-03-05"),
    ("05/03/2024 17:30", "DMY", "2024-03-05"),
    ("5 de març de 2024", "DMY", "2024-03-05"),
    ("5 d’abril de 2024", "DMY", "2024-04-05"),
    ("5 de marzo de 2024", "DMY", "2024-03-05"),
    ("5 mar. 2024", "DMY", "2024-03-05"),
    ("5 marca 2024 r.", "DMY", "2024-03-05"),
    ("5 sty 2024", "DMY", "2024-01-05"),
    ("5 марта 2024 г.", "DMY", "2024-03-05"),
    ("5 мая 2024", "DMY", "2024-05-05"),
    ("5 martie 2024", "DMY", "2024-03-05"),
    ("March 5, 2024", "DMY", "2024-03-05"),
    ("5-Mar-2024", "DMY", "2024-03-05"),
    ("05-Mar-85", "DMY", "1985-03-05"),
    ("", "DMY", None),
]


@pytest.mark.parametrize(("text", "order", "value"), DATES)
def test_date_in_six_languages_is_iso(text, order, value):
    cell = normalise(text, "date", CellContext(date_order=order))
    assert (cell.value, cell.problem) == (value, None)


BAD_DATES = [
    ("31/02/2024", "is no day of the calendar"),
    ("05/25/2024", "has no month 25: the column is read day first"),
    ("soon", "is not a date"),
    ("March 2024", "has no day"),
    ("2024-03-05 25:00", "has a time that no clock shows (25:00)"),
    ("0000-00-00", "has no year that can be meant"),
]


@pytest.mark.parametrize(("text", "reason"), BAD_DATES)
def test_date_that_is_none_says_why_and_is_never_turned_round(text, reason):
    cell = normalise(text, "date")
    assert (cell.value, cell.problem.reason) == (None, f"{text!r} {reason}")


COUNTED = [
    ("45356", "2024-03-05T00:00:00Z", "numbers are read as the days a spreadsheet counts from 1899-12-30"),
    ("45356.5", "2024-03-05T12:00:00Z", "numbers are read as the days a spreadsheet counts from 1899-12-30"),
    ("1709640000", "2024-03-05T12:00:00Z", "numbers are read as seconds since 1970"),
    ("1709640000500", "2024-03-05T12:00:00.500000Z", "numbers are read as milliseconds since 1970"),
]


@pytest.mark.parametrize(("text", "value", "note"), COUNTED)
def test_instant_counted_from_an_epoch_is_read_and_noted(text, value, note):
    assert normalise(text, "instant") == Cell(value, note=note)


INSTANTS = [
    ("2024-03-05T12:00:00Z", "2024-03-05T12:00:00Z"),
    ("2024-03-05T12:00:00+02:00", "2024-03-05T10:00:00Z"),
    ("2024-03-05 12:00:00", "2024-03-05T11:00:00Z"),
    ("2024-07-05 12:00:00", "2024-07-05T10:00:00Z"),
    ("05/03/2024 5:30 p.m.", "2024-03-05T16:30:00Z"),
    ("05.03.2024 17:30:15.25", "2024-03-05T16:30:15.250000Z"),
    ("20240305T173015", "2024-03-05T16:30:15Z"),
    ("2024-03-05", "2024-03-04T23:00:00Z"),
    ("5 марта 2024 г. 17:30", "2024-03-05T16:30:00Z"),
    ("2024-03-05 12:00 UTC", "2024-03-05T12:00:00Z"),
    ("2024-03-31 02:30:00", "2024-03-31T01:30:00Z"),  # a wall time that the clocks skipped
    ("2024-10-27 02:30:00", "2024-10-27T00:30:00Z"),  # one they showed twice: the first
]


@pytest.mark.parametrize(("text", "value"), INSTANTS)
def test_instant_without_offset_is_wall_time_of_the_zone(text, value):
    cell = normalise(text, "instant", CellContext(zone="Europe/Madrid"))
    assert (cell.value, cell.problem) == (value, None)


BOOLEANS = {
    "true": ["yes", "Y", "true", "1", "1.0", "sí", "Si", "tak", "T", "да", "Да", "da", "cert", "✓", "X"],
    "false": ["no", "N", "false", "0", "nie", "нет", "nu", "Fals", "ложь"],
}


@pytest.mark.parametrize(
    ("text", "value"), [(text, value) for value, texts in BOOLEANS.items() for text in texts]
)
def test_boolean_in_six_languages(text, value):
    assert normalise(text, "boolean") == Cell(value)


def test_boolean_that_is_neither_is_a_problem():
    assert normalise("maybe", "boolean").problem.reason == "'maybe' is neither yes nor no"


EMAILS = [
    (" Ana.Lopez@Example.COM ", "Ana.Lopez@example.com"),
    ("mailto:ana@example.com", "ana@example.com"),
    ("Ana López <ana@example.com>", "ana@example.com"),
    ("ana@example.com;", "ana@example.com"),
    ("иван@пример.рф", "иван@пример.рф"),
]


@pytest.mark.parametrize(("text", "value"), EMAILS)
def test_email_is_trimmed_and_its_domain_in_small_letters(text, value):
    assert normalise(text, "email") == Cell(value)


@pytest.mark.parametrize(
    "text", ["ana", "ana@", "a b@example.com", "ana@@example.com", "ana..b@example.com", "a@b"]
)
def test_email_that_is_none_is_a_problem(text):
    cell = normalise(text, "email")
    assert (cell.value, cell.problem.cure) == (None, "correct it, or leave it empty")


PHONES = [
    ("612 34 56 78", "ES", "+34612345678"),
    ("+34 612 345 678", None, "+34612345678"),
    ("0034612345678", None, "+34612345678"),
    ("0722 123 456", "RO", "+40722123456"),
    ("8 (912) 345-67-89", "RU", "+79123456789"),
    ("512-345-678", "PL", "+48512345678"),
    ("612345678.0", "ES", "+34612345678"),
]


@pytest.mark.parametrize(("text", "country", "value"), PHONES)
def test_phone_is_e164_by_country(text, country, value):
    cell = normalise(text, "phone", CellContext(country=country))
    assert (cell.value, cell.problem) == (value, None)


BAD_PHONES = [
    ("612345678", None, "'612345678' has no country code"),
    ("12", "ES", "'12' has too few or too many figures for a phone number in ES"),
    ("3.46E+10", "ES", "'3.46E+10' lost its figures in a spreadsheet"),
    ("call me", "ES", "'call me' is no phone number"),
]


@pytest.mark.parametrize(("text", "country", "reason"), BAD_PHONES)
def test_phone_that_is_none_says_why(text, country, reason):
    assert normalise(text, "phone", CellContext(country=country)).problem.reason == reason


COUNTRIES = {
    "ES": ["Spain", "España", "Espanya", "Hiszpania", "Испания", "Spania", "ES", "esp", "ESPAÑA"],
    "RO": ["Romania", "România", "Rumanía", "Romania", "Rumunia", "Румыния"],
    "GB": ["UK", "United Kingdom", "Reino Unido", "Wielka Brytania", "Великобритания", "Marea Britanie"],
    "US": ["USA", "U.S.A.", "EE. UU.", "Estats Units", "США", "Stany Zjednoczone"],
    "RU": ["Россия", "РФ", "Rusia", "Rosja", "Rússia", "Russian Federation"],
    "DE": ["Germany", "Alemania", "Alemanya", "Niemcy", "Германия", "Germania"],
    "NA": ["NA", "Namibia"],
}


@pytest.mark.parametrize(
    ("text", "code"), [(text, code) for code, texts in COUNTRIES.items() for text in texts]
)
def test_country_in_six_languages_is_its_code(text, code):
    assert normalise(text, "country") == Cell(code)


def test_country_that_is_none_is_a_problem():
    assert normalise("Philipines", "country").problem.reason == "'Philipines' is no country known here"


LANGUAGES = {
    "ca": ["català", "Catalan", "каталанский"],
    "pl": ["polski", "pl-PL", "Polish", "poloneză"],
    "ru": ["ruso", "rus"],
}


@pytest.mark.parametrize(
    ("text", "code"), [(text, code) for code, texts in LANGUAGES.items() for text in texts]
)
def test_language_by_name_or_tag_is_its_code(text, code):
    assert normalise(text, "language") == Cell(code)


GENDERS = [
    (["F", "M"], ["female", "male"]),
    (["H", "M"], ["male", "female"]),
    (["H", "D"], ["male", "female"]),
    (["K", "M"], ["female", "male"]),
    (["ж", "м"], ["female", "male"]),
    (["femeie", "bărbat"], ["female", "male"]),
    (["Mujer", "Hombre"], ["female", "male"]),
]


LISTS = [
    ("a; b, c", '["a","b, c"]'),
    ("a, b, a", '["a","b"]'),
    ("a|b", '["a","b"]'),
    ('["x", 1]', '["x","1"]'),
    ("[a, b]", '["a","b"]'),
    ("one", '["one"]'),
    ("[]", None),
]


@pytest.mark.parametrize(("text", "value"), LISTS)
def test_list_is_split_at_the_first_mark_that_occurs(text, value):
    assert normalise(text, "list").value == value


TEXTS_OF_KIND = {
    "text": [" a ", "b", "c d", "\n"],
    "number": [row[0] for row in NUMBERS] + ["007", "-0", "0", "12.50"],
    "integer": ["1", "01", "-5", "1.0", "x"],
    "money": [row[0] for row in MONEY],
    "date": [row[0] for row in DATES],
    "instant": [row[0] for row in INSTANTS + COUNTED] + ["2024-02-30 10:00:00"],
    "boolean": ["sí", "?"],
    "email": [row[0] for row in EMAILS] + ["a@b.test", "a.b@c.com", ".a@c.com", "a@-c.com"],
    "phone": [row[0] for row in PHONES],
    "country": ["España", "?"],
    "language": ["polski", "?"],
    "list": [row[0] for row in LISTS],
}


ODD_AND_PLAIN = {
    ValueType.INTEGER: ["7", "-12", "1 000", "3.0", "x", " 5", "", None, "12.5"],
    ValueType.MONEY: ["7", "-12.5", "1 000.25", "3,5", "x", " 5", "", None, "12.50 €", "0.12345"],
    ValueType.DECIMAL: ["7", "0.25", "1e3", "abc", "", None, "-3.1"],
    ValueType.NUMBER: ["7", "0.25", "1e3", "abc", "", None, "-3.1", "nan"],
    ValueType.DATE: ["2025-01-31", "31.01.2025", "2025-02-30", "", None, "1 May 2024", "2024-02-29"],
    ValueType.INSTANT: [
        "2025-01-31 10:00:00",
        "2025-01-31T10:00",
        "2025-03-30 02:30:00",
        "31/01/2025",
        "",
        None,
    ],
    ValueType.BOOLEAN: ["yes", "nie", "1", "perhaps", "", None],
}


@pytest.mark.parametrize("zone", ["UTC", "Europe/Madrid"])
@pytest.mark.parametrize("typed", list(ODD_AND_PLAIN))
@settings(deadline=None)
@given(data=st.data())
def test_column_of_any_type_agrees_with_its_cells_read_alone(
    typed: ValueType, zone: str, data: st.DataObject
) -> None:
    texts = data.draw(st.lists(st.sampled_from(ODD_AND_PLAIN[typed]), min_size=1, max_size=8))
    reading = Reading(zone=zone, date_order="DMY")
    found = convert(pa.array(texts, pa.string()), typed, reading, "x")
    alone = [convert(pa.array([text], pa.string()), typed, reading, "x") for text in texts]
    assert found.values.to_pylist() == [one.values[0].as_py() for one in alone]
    assert found.unreadable == {at: one.unreadable[0] for at, one in enumerate(alone) if one.unreadable}

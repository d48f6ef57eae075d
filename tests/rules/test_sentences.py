"""What rules say, against sentences that were read and corrected by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from clientela.errors import UnknownNameError
from clientela.rules import nodes as n
from clientela.rules.sentences import LANGUAGES, clause, noun_phrase, sentence
from clientela.rules.text import parse_rule
from tests.rules.labels import DictLabels, shop_labels

LABELS = shop_labels()
GOLDEN = yaml.safe_load(Path(__file__).with_name("sentences.yaml").read_text("utf-8"))


def orders(number: int) -> n.Happened:
    return n.Happened(("order_completed",), at_least=number)


@pytest.mark.parametrize("case", GOLDEN, ids=lambda case: str(case["name"]))
def test_sentence_of_a_golden_rule(case):
    rule = parse_rule(case["text"])
    assert {code: sentence(rule, code, LABELS) for code in LANGUAGES} == {
        code: case[code] for code in LANGUAGES
    }


def test_golden_rules_all_differ_in_every_language():
    for code in LANGUAGES:
        assert len({case[code] for case in GOLDEN}) == len(GOLDEN)


@pytest.mark.parametrize(
    ("number", "polish", "russian", "romanian"),
    [
        (2, "2 zamówienia", "2 заказа", "2 comenzi"),
        (5, "5 zamówień", "5 заказов", "5 comenzi"),
        (11, "11 zamówień", "11 заказов", "11 comenzi"),
        (12, "12 zamówień", "12 заказов", "12 comenzi"),
        (21, "21 zamówień", "21 заказ", "21 de comenzi"),
        (22, "22 zamówienia", "22 заказа", "22 de comenzi"),
        (25, "25 zamówień", "25 заказов", "25 de comenzi"),
        (101, "101 zamówień", "101 заказ", "101 comenzi"),
        (111, "111 zamówień", "111 заказов", "111 comenzi"),
        (120, "120 zamówień", "120 заказов", "120 de comenzi"),
    ],
)
def test_count_takes_the_plural_of_its_number(number, polish, russian, romanian):
    said = [clause(orders(number), code, LABELS) for code in ("pl", "ru", "ro")]
    assert said == [f"co najmniej {polish}", f"как минимум {russian}", f"cel puțin {romanian}"]


def test_count_of_a_million_takes_de_in_catalan_and_spanish():
    said = [clause(orders(1_000_000), code, LABELS) for code in ("ca", "es")]
    assert said == ["almenys 1.000.000 de comandes", "al menos 1.000.000 de pedidos"]


@pytest.mark.parametrize(
    ("count", "unit", "expected"),
    [
        (1, "week", "за последнюю неделю"),
        (2, "year", "за последние 2 года"),
        (5, "year", "за последние 5 лет"),
        (21, "day", "за последние 21 день"),
        (22, "hour", "за последние 22 часа"),
        (25, "month", "за последние 25 месяцев"),
    ],
)
def test_window_in_russian_agrees_with_its_number(count, unit, expected):
    rule = n.Happened(("order_completed",), window=n.LastPeriod(count, unit))
    assert clause(rule, "ru", LABELS) == f"как минимум 1 заказ {expected}"


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (
            "order_completed",
            ["última comanda", "último pedido", "ostatnie zamówienie", "последний заказ", "ultima comandă"],
        ),
        (
            "call_logged",
            ["última trucada", "última llamada", "ostatnia rozmowa", "последний звонок", "ultimul apel"],
        ),
        (
            "message_opened",
            [
                "última obertura de missatge",
                "última apertura de mensaje",
                "ostatnie otwarcie wiadomości",
                "последнее открытие сообщения",
                "ultima deschidere de mesaj",
            ],
        ),
    ],
)
def test_last_occurrence_agrees_with_the_gender_of_its_noun(kind, expected):
    value = n.Occurrence("last", (kind,))
    assert [noun_phrase(value, code, LABELS) for code in ("ca", "es", "pl", "ru", "ro")] == expected


def test_three_kinds_are_listed_with_commas():
    kinds = ("order_completed", "call_logged", "visit_logged")
    assert clause(n.Happened(kinds), "en", LABELS) == "at least 1 order, call or visit"
    assert (
        clause(n.Happened(kinds, at_least=0, at_most=0), "ru", LABELS)
        == "нет ни заказов, ни звонков, ни визитов"
    )


def test_spanish_joining_words_change_before_the_same_vowel():
    rule = n.All((n.Compare(n.Variable("age"), ">", 18), n.Compare(n.Variable("income"), ">", 1)))
    country = n.Compare(n.Variable("country"), "in", ("RO", "Omán"))
    assert sentence(rule, "es", LABELS) == "Edad: más de 18; e ingresos: más de 1."
    assert sentence(country, "es", LABELS) == "País: «RO» u «Omán»."


def test_text_of_the_user_is_never_changed():
    rule = n.Compare(n.Variable("city"), "=", "vista de el Prat {x} y isla")
    assert sentence(rule, "ca", LABELS) == "Ciutat: «vista de el Prat {x} y isla»."
    assert sentence(rule, "es", LABELS) == "Ciudad: «vista de el Prat {x} y isla»."


def test_group_of_one_reads_as_its_only_part():
    lone = n.Compare(n.Variable("age"), ">", 18)
    assert sentence(n.All((n.AnyOf((lone,)),)), "en", LABELS) == "Age: more than 18."


def test_group_inside_a_group_of_one_keeps_its_parentheses():
    ages = n.AnyOf((n.Compare(n.Variable("age"), "<", 18), n.Compare(n.Variable("age"), ">", 65)))
    rule = n.All((n.All((ages,)), n.Compare(n.Variable("city"), "=", "Vic")))
    assert sentence(rule, "en", LABELS) == "(age: less than 18; or age: more than 65); and city: “Vic”."


def test_numbers_keep_all_their_decimals():
    rule = n.Compare(n.Variable("income"), ">", 1234567.8912)
    said = [sentence(rule, code, LABELS) for code in ("en", "es", "ru")]
    assert said == [
        "Income: more than 1,234,567.8912.",
        "Ingresos: más de 1.234.567,8912.",
        "Доход: больше 1\N{NO-BREAK SPACE}234\N{NO-BREAK SPACE}567,8912.",
    ]


def test_labels_take_the_apostrophe_of_the_sentences_but_literals_keep_theirs():
    labels = DictLabels(variables={"staff": {"ca": "nombre d'empleats"}, "city": {"ca": "ciutat"}})
    rule = n.All((n.Compare(n.Variable("staff"), ">", 5), n.Compare(n.Variable("city"), "=", "l'Escala")))
    assert sentence(rule, "ca", labels) == "Nombre d’empleats: més de 5; i ciutat: «l'Escala»."


def test_sentence_in_an_unknown_language_is_refused():
    with pytest.raises(UnknownNameError, match="no language 'de'"):
        sentence(orders(1), "de", LABELS)

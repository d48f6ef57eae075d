"""Labels: all there, in all languages, told apart, in the right plural."""

from __future__ import annotations

from collections import Counter

import pytest
from babel import Locale

from clientela.catalog import CATEGORIES, KINDS, LANGUAGES, FirmCatalog, plural_category
from clientela.catalog.kinds import FIELDS
from clientela.catalog.labels import field_table, kind_table, option_table, read_table, variable_table
from clientela.catalog.variables import MEASURES
from clientela.errors import UnknownNameError

CATALOG = FirmCatalog()
LABELS = CATALOG.labels
DEFINITIONS = CATALOG.definitions()

# Words that really are the same as in English.
SAME_AS_ENGLISH = {
    ("ca", "cost"),
    ("ro", "cost"),
    ("ca", "material"),
    ("es", "material"),
    ("ro", "material"),
    ("pl", "region"),
    ("pl", "status"),
    ("pl", "newsletter"),
    ("ro", "text"),
    ("ca", "text"),
    ("ca", "variant"),
    ("es", "plan"),
    ("ro", "plan"),
    ("ca", "agent"),
    ("ro", "agent"),
    ("es", "baby boomers"),
    ("ca", "baby boomers"),
    ("pl", "weekend"),
    ("ca", "detractor"),
    ("es", "detractor"),
    ("ro", "detractor"),
}


def rows() -> list[tuple[str, str, str, str]]:
    """(what, name, language, label) of everything that has one."""
    found = [(e.entity, e.name, lang, e.label(lang)) for e in DEFINITIONS for lang in LANGUAGES]
    found += [("field", name, lang, LABELS.field(name, lang)) for name in FIELDS for lang in LANGUAGES]
    found += [
        ("kind", kind.name, lang, LABELS.event_kind(kind.name, lang, category))
        for kind in KINDS
        for lang in LANGUAGES
        for category in CATEGORIES[lang]
    ]
    for name, options in option_table().items():
        found += [
            ("option " + name, value, lang, label)
            for value, of in options.items()
            for lang, label in of.items()
        ]
    families = read_table("families")
    found += [("family", name, lang, label) for name, of in families.items() for lang, label in of.items()]
    return found


def test_no_label_is_empty_or_has_a_hole():
    assert [row for row in rows() if not row[3].strip() or row[3] != row[3].strip() or "{" in row[3]] == []


def test_labels_differ_from_english_but_for_words_that_are_the_same():
    english = {(what, name): label for what, name, lang, label in rows() if lang == "en"}
    same = {
        (lang, label)
        for what, name, lang, label in rows()
        if lang != "en" and label == english[what, name] and what != "kind"
    }
    assert same == SAME_AS_ENGLISH


def test_kind_nouns_differ_from_english():
    english = {kind.name: LABELS.event_kind(kind.name, "en", "one") for kind in KINDS}
    same = {
        (lang, name)
        for name, noun in english.items()
        for lang in LANGUAGES[1:]
        if LABELS.event_kind(name, lang, "one") == noun
    }
    assert same == set()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("entity", ["customer", "company", "deal", "product"])
def test_labels_tell_variables_apart(entity, language):
    counted = Counter(each.label(language) for each in DEFINITIONS if each.entity == entity)
    assert [label for label, times in counted.items() if times > 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_tell_event_kinds_apart(language):
    counted = Counter(LABELS.event_kind(kind.name, language, "one") for kind in KINDS)
    assert [label for label, times in counted.items() if times > 1] == []


@pytest.mark.parametrize("language", ["ru"])
def test_labels_of_russian_are_written_in_cyrillic(language):
    latin = [label for _, _, lang, label in rows() if lang == language and label.isascii()]
    assert latin == []


def test_tables_hold_nothing_unused():
    for entity in ("customer", "company", "deal", "product"):
        used = {each.base or each.name for each in DEFINITIONS if each.entity == entity}
        assert (entity, set(variable_table(entity)) - used) == (entity, set())
    assert set(kind_table()) == {kind.name for kind in KINDS}
    assert set(read_table("fields")) == set(FIELDS)
    assert set(read_table("genitives")) == {name for name, each in MEASURES.items() if each.compared}


def test_every_option_has_a_label_and_no_other():
    options = {each.name: set(each.options) for each in DEFINITIONS if each.options}
    assert {name: set(labels) for name, labels in option_table().items()} == options


def test_plural_categories_are_those_of_the_locale():
    for language in LANGUAGES:
        assert set(CATEGORIES[language]) - {"many"} == set(Locale(language).plural_form.tags | {"other"}) - {
            "many"
        }


@pytest.mark.parametrize(
    ("number", "language", "noun"),
    [
        (1, "en", "order"),
        (2, "en", "orders"),
        (1, "ca", "comanda"),
        (5, "ca", "comandes"),
        (1, "es", "pedido"),
        (1_000_000, "es", "pedidos"),
        (1, "pl", "zamówienie"),
        (3, "pl", "zamówienia"),
        (5, "pl", "zamówień"),
        (22, "pl", "zamówienia"),
        (1.5, "pl", "zamówienia"),
        (1, "ru", "заказ"),
        (21, "ru", "заказ"),
        (3, "ru", "заказа"),
        (11, "ru", "заказов"),
        (1.5, "ru", "заказа"),
        (1, "ro", "comandă"),
        (3, "ro", "comenzi"),
        (20, "ro", "comenzi"),
    ],
)
def test_event_kind_takes_the_plural_its_number_asks_for(number, language, noun):
    assert LABELS.event_kind("order_completed", language, plural_category(number, language)) == noun


@pytest.mark.parametrize(
    ("name", "language", "label"),
    [
        ("revenue_365d", "en", "revenue in the last 365 days"),
        ("revenue_365d", "ca", "ingressos dels darrers 365 dies"),
        ("revenue_365d", "es", "ingresos de los últimos 365 días"),
        ("revenue_365d", "pl", "przychód z ostatnich 365 dni"),
        ("revenue_365d", "ru", "выручка за последние 365 дней"),
        ("revenue_365d", "ro", "venituri în ultimele 365 de zile"),
        ("revenue_1d", "en", "revenue in the last day"),
        ("revenue_21d", "ru", "выручка за последний 21 день"),
        ("revenue_3d", "ru", "выручка за последние 3 дня"),
        ("revenue_7d", "ro", "venituri în ultimele 7 zile"),
        ("orders_total", "pl", "zamówienia z całego okresu"),
        (
            "revenue_trend_90d",
            "es",
            "evolución de los ingresos de los últimos 90 días frente a los 90 anteriores",
        ),
        ("revenue_prev_90d", "ru", "выручка за 90 дней перед последними 90"),
        ("coupons_trend_30d", "pl", "różne użyte kupony, ostatnie 30 dni względem poprzednich 30"),
        ("last_order", "ca", "darrera comanda"),
    ],
)
def test_variable_label_reads_as_a_marketer_says_it(name, language, label):
    assert LABELS.variable(name, language) == label


def test_unknown_names_come_back_readable():
    assert LABELS.variable("no_such_thing", "pl") == "no such thing"
    assert LABELS.event_kind("no_such_thing", "pl", "few") == "no such thing"
    assert LABELS.field("no_such_thing", "pl") == "no such thing"
    assert LABELS.option("lifecycle_stage", "no_such_thing", "pl") is None
    assert LABELS.option("lifecycle_stage", "lost", "pl") == "utracony"


def test_unknown_language_is_an_error():
    with pytest.raises(UnknownNameError, match="no language 'de'"):
        LABELS.variable("income", "de")
    with pytest.raises(UnknownNameError, match="no language 'de'"):
        LABELS.event_kind("order_completed", "de", "one")


def test_field_labels_serve_deals_too():
    assert LABELS.field("expected_close_on", "ro") == "data estimată a închiderii"
    shared = set(read_table("deal")) & set(read_table("fields"))
    assert {name for name in shared if read_table("deal")[name] != field_table()[name]} == set()

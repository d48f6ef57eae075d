"""Recognising special categories, and leaving alone what only looks like one."""

from __future__ import annotations

import pytest

from clientela.catalog import FirmCatalog
from clientela.catalog.special import SPECIAL_WORDS, hinted_category, special_category

HITS = {
    "political_opinion": """
        Political opinion|politics|PoliticalParty|party|ideology|opinió política|partit votat|Partit
        Partido político
        intención de voto|ideología|poglądy polityczne|partia|Partia polityczna|preferencje wyborcze
        политические взгляды|Партия|идеология|partid|Partidul preferat|orientare politică
        opinii politice
    """,
    "religion": """
        religion|Religious belief|faith|denomination|religió|creences|religión|creencias|wyznanie
        Religia|wiara
        религия|вера|вероисповедание|religie|credință|confesiune|cult religios
    """,
    "health": """
        health|health_status|Disability|diagnosis|allergies|blood type|salut|malalties|discapacitat
        salud
        enfermedades|discapacidad|alergias|zdrowie|stan zdrowia|choroby przewlekłe|niepełnosprawność
        grupa krwi
        здоровье|состояние здоровья|инвалидность|диагноз|sănătate|starea de sănătate|boli cronice
        dizabilități
    """,
    "ethnicity": """
        ethnicity|race|ethnic group|ètnia|origen ètnic|raza|etnia|origen étnico|pochodzenie etniczne
        narodowość
        национальность|этническая принадлежность|раса|etnie|origine etnică
    """,
    "union_membership": """
        trade union|Union member|sindicat|afiliació sindical|sindicato|afiliación sindical
        związek zawodowy
        przynależność do związku zawodowego|профсоюз|член профсоюза|membru de sindicat
    """,
    "sexual_orientation": """
        sexual orientation|sex life|orientació sexual|orientación sexual|orientacja seksualna
        сексуальная ориентация|orientare sexuală
    """,
}

MISSES = """
    party size|party_size|third party id|Birthday party|party dress|partida|partidas ganadas
    partida presupuestaria
    partida arancelaria|partidos jugados|numer partii|номер партии|размер партии|department
    departament|partner
    Política de privacidad|privacy policy|polityka prywatności|политика конфиденциальности
    healthy food|health_score|customer health|account health|zdrowa żywność|здоровое питание
    salud y belleza
    race number|race time|raza del perro|rasa psa|sex|sexe|sexo|płeć|пол|gender|gen
    first name|Imię|Фамилия|Correo|Població|Cod poștal|birthday|language|nationality|obywatelstwo|income
    verano|veritable|Верификация|вес|wiek|wersja|wierność|fecha|feedback|fed|confirmation|configuration
    salutation|saludo|saldo|discount|diagram|chronology|allegro|syndication|union square|credit
    crédito|credit_limit
    trace|embrace|grace|terrace|traceability|orientation|ориентация экрана|churn|brand|marca
    product|category|healthcare products category
"""


def listed(text: str) -> list[str]:
    return [name.strip() for line in text.splitlines() for name in line.split("|") if name.strip()]


@pytest.mark.parametrize(
    ("category", "name"), [(key, name) for key, text in HITS.items() for name in listed(text)]
)
def test_name_of_a_special_category_is_recognised(category, name):
    assert special_category(name) == category


@pytest.mark.parametrize("name", listed(MISSES))
def test_harmless_name_is_left_alone(name):
    assert special_category(name) is None


@pytest.mark.parametrize(
    ("name", "values", "category"),
    [
        ("extra 1", ["catòlica", "ortodox", "musulmà", None, ""], "religion"),
        ("поле 7", ["православный", "мусульманин", "атеист"], "religion"),
        ("x", ["diabetes", "asma", "none"], "health"),
        ("x", ["PSD", "PNL", "USR"], "political_opinion"),
        ("x", ["heterosexual", "gay"], "sexual_orientation"),
        ("x", ["Barcelona", "Cluj", "catolica"], None),
        ("product name", ["Diabetes test strips", "Asthma spacer"], None),
        ("comment", ["I am catholic", "islam"], None),
        ("x", [], None),
        ("x", [None, " "], None),
    ],
)
def test_values_tell_what_a_nameless_column_holds(name, values, category):
    assert special_category(name, values) == category


def test_categories_are_the_quarantined_attributes():
    assert {each.name for each in SPECIAL_WORDS} == set(HITS)
    catalog = FirmCatalog()
    assert {name for name in HITS if catalog.variable(name) is not None} == set()
    assert catalog.special_category("wyznanie", ["x"]) == "religion"


def test_no_name_of_the_catalogue_itself_is_taken_for_special():
    catalog = FirmCatalog()
    ordinary = [
        each for each in catalog.definitions() if each.definition is None and each.sensitivity != "special"
    ]
    found = {
        (each.name, language, each.label(language))
        for each in ordinary
        for language in ("en", "ca", "es", "pl", "ru", "ro")
        if special_category(each.label(language)) or special_category(each.name)
    }
    assert found == set()


@pytest.mark.parametrize(
    ("level", "category"),
    [
        ("Farmàcia", "health"),
        ("Apteka", "health"),
        ("аптека", "health"),
        ("kosher wine", "religion"),
        ("Artículos religiosos", "religion"),
        ("Иконы", "religion"),
        ("sex shop", "sexual_orientation"),
        ("shoes", None),
        ("health and beauty", None),
        ("party dress", None),
        ("Race bikes", None),
        ("Santa Fe", None),
        ("бандана", None),
        ("hiking", None),
    ],
)
def test_hinted_category_of_levels(level: str, category: str | None) -> None:
    assert hinted_category(level) == category


def test_hinted_goods_quarantine_no_field() -> None:
    assert special_category("Department", ["pharmacy", "vitamins", "kosher wine"]) is None

"""Forms of words that follow the one spoken to, held against grammars and CLDR."""
# ruff: noqa: E501 - a case stands on its line

import pytest
from babel import Locale

from clientela.act.messages import Writing, compose
from clientela.act.messages.grammar.vocative import vocative_of
from clientela.catalog.labels import LANGUAGES
from clientela.catalog.phrasebook import FORMS

# From the declension tables of Wielki słownik ortograficzny PWN and pl.wiktionary.org.
_CALLED = """
    Anna:Anno Maria:Mario Katarzyna:Katarzyno Małgorzata:Małgorzato Agnieszka:Agnieszko Barbara:Barbaro
    Ewa:Ewo Krystyna:Krystyno Magdalena:Magdaleno Elżbieta:Elżbieto Joanna:Joanno Aleksandra:Aleksandro
    Zofia:Zofio Monika:Moniko Teresa:Tereso Danuta:Danuto Natalia:Natalio Karolina:Karolino Julia:Julio
    Marta:Marto Beata:Beato Dorota:Doroto Halina:Halino Jadwiga:Jadwigo Alicja:Alicjo Jolanta:Jolanto
    Iwona:Iwono Grażyna:Grażyno Kasia:Kasiu Basia:Basiu Zosia:Zosiu Ania:Aniu Hania:Haniu Gosia:Gosiu
    Ola:Olu Ela:Elu Ula:Ulu Maja:Maju Kaja:Kaju Magda:Magdo Nadia:Nadio Lidia:Lidio Kamila:Kamilo
    Urszula:Urszulo Izabela:Izabelo Emilia:Emilio Kinga:Kingo Beatrycze:Beatrycze Karmen:Karmen
    Noemi:Noemi Piotr:Piotrze Krzysztof:Krzysztofie Andrzej:Andrzeju Tomasz:Tomaszu Jan:Janie
    Paweł:Pawle Michał:Michale Marcin:Marcinie Stanisław:Stanisławie Jakub:Jakubie Adam:Adamie
    Marek:Marku Łukasz:Łukaszu Grzegorz:Grzegorzu Mateusz:Mateuszu Wojciech:Wojciechu Mariusz:Mariuszu
    Dariusz:Dariuszu Zbigniew:Zbigniewie Jerzy:Jerzy Maciej:Macieju Rafał:Rafale Robert:Robercie
    Kamil:Kamilu Józef:Józefie Dawid:Dawidzie Szymon:Szymonie Kacper:Kacprze Filip:Filipie Jacek:Jacku
    Ryszard:Ryszardzie Artur:Arturze Antoni:Antoni Franciszek:Franciszku Aleksander:Aleksandrze
    Konrad:Konradzie Henryk:Henryku Karol:Karolu Wiktor:Wiktorze Ernest:Erneście Feliks:Feliksie
    Ignacy:Ignacy Mikołaj:Mikołaju Bartosz:Bartoszu Leszek:Leszku Mieszko:Mieszku Kuba:Kubo
    Bolesław:Bolesławie Zygmunt:Zygmuncie August:Auguście Roman:Romanie Daniel:Danielu
    Sylwester:Sylwestrze
    Wiktoria:Wiktorio Weronika:Weroniko Paulina:Paulino Justyna:Justyno Renata:Renato Bożena:Bożeno
    Ewelina:Ewelino Patrycja:Patrycjo Martyna:Martyno Dominika:Dominiko Sylwia:Sylwio Edyta:Edyto Hanna:Hanno
    Helena:Heleno Zuzanna:Zuzanno Oliwia:Oliwio Gabriela:Gabrielo Łucja:Łucjo Aneta:Aneto Róża:Różo
    Stefania:Stefanio Melania:Melanio Ksenia:Ksenio Eugenia:Eugenio Ewunia:Ewuniu Frania:Franiu Zuzia:Zuziu
    Jadzia:Jadziu Marysia:Marysiu Asia:Asiu Nadzieja:Nadziejo Bogumiła:Bogumiło Wioletta:Wioletto
    Sebastian:Sebastianie Adrian:Adrianie Patryk:Patryku Hubert:Hubercie Przemysław:Przemysławie
    Sławomir:Sławomirze Arkadiusz:Arkadiuszu Edward:Edwardzie Tadeusz:Tadeuszu Kazimierz:Kazimierzu
    Oskar:Oskarze Igor:Igorze Nikodem:Nikodemie Borys:Borysie Gustaw:Gustawie Oliwier:Oliwierze
    Ksawery:Ksawery Marcel:Marcelu Emil:Emilu Norbert:Norbercie Witold:Witoldzie Waldemar:Waldemarze
    Lech:Lechu Zenon:Zenonie Błażej:Błażeju Cezary:Cezary Krystian:Krystianie Teodor:Teodorze Eryk:Eryku
    Wojtek:Wojtku Tomek:Tomku Staś:Stasiu Rysiek:Ryśku Maciek:Maćku Heniek:Heńku Stasiek:Staśku Grześ:Grzesiu
    Zbyszek:Zbyszku Wit:Wicie Barnaba:Barnabo
"""
POLISH = dict(pair.split(":") for pair in _CALLED.split())


@pytest.mark.parametrize("name", POLISH)
def test_polish_names_are_called_as_grammars_have_it(name):
    assert vocative_of(name, "pl") == POLISH[name]


@pytest.mark.parametrize(
    "name",
    [
        "Jean",
        "Chloë",
        "Kevin",
        "Sébastien",
        "Noa",
        "Lea",
        "J.",
        "X",
        "anna1",
        "Matthew",
        "Nataliia",
        "Patricia",
        "Alicia",
        "Carmen",
        "Lavinia",
    ],
)
def test_what_no_polish_rule_covers_is_unknown(name):
    assert vocative_of(name, "pl") is None


def test_pet_forms_and_full_names_in_nia_are_not_told_apart_by_rule():
    """Frania takes -u and Stefania -o; of others nobody knows."""
    assert [vocative_of(name, "pl", "female") for name in ("Dzwinia", "Hania", "Antonia")] == [
        None,
        "Haniu",
        "Antonio",
    ]


def test_capitals_and_several_names_are_kept():
    assert vocative_of("ANNA", "pl") == "ANNO"
    assert vocative_of("Anna Maria", "pl") == "Anno Mario"
    assert vocative_of("Jan-Piotr", "pl") == "Janie-Piotrze"
    assert vocative_of("Jan Wawrzyniec Xenon", "pl") is None


def test_a_woman_whose_name_ends_in_a_consonant_is_called_by_it():
    assert vocative_of("Ingeborg", "pl", "female") == "Ingeborg"
    assert vocative_of("Ingeborg", "pl") is None  # of whom nobody said she is a woman
    assert (vocative_of("Carlos", "pl"), vocative_of("Carlos", "pl", "male")) == (None, "Carlosie")


@pytest.mark.parametrize(
    ("language", "name"),
    [("ro", "Ion"), ("ro", "Ana"), ("ru", "Мария"), ("ca", "Núria"), ("es", "José"), ("en", "Ann")],
)
def test_where_names_do_not_change_they_stay(language, name):
    assert vocative_of(name, language) == name


@pytest.mark.parametrize(
    ("language", "name", "called"),
    [("ro", "Ion", "Ioane"), ("ro", "Radu", "Radule"), ("ru", "Маша", "Маш"), ("ro", "Xenia", None)],
)
def test_the_familiar_style_knows_the_names_of_its_table_only(language, name, called):
    assert vocative_of(name, language, style="familiar") == called


def written(fields, text, values, language):
    return compose(Writing("sms", text=text, language=language), fields).render(values)


def test_an_unknown_vocative_is_told_and_a_default_takes_its_place(fields):
    bare = written(fields, "{{ first_name | vocative }}!", {"first_name": "Jean"}, "pl")
    assert (bare.text, bare.lacking) == ("!", (("unknown_vocative", "first_name"),))
    cured = written(
        fields, "{{ first_name | vocative | default: first_name }}!", {"first_name": "Jean"}, "pl"
    )
    assert (cured.text, cured.lacking) == ("Jean!", ())
    missing = written(fields, "{{ first_name | vocative }}!", {}, "pl")
    assert missing.lacking == (("missing", "first_name"),)


def test_gender_chooses_the_form_and_is_never_guessed(fields):
    text = "{{ gender | gendered: 'Drogi', 'Droga' }}!"
    assert [written(fields, text, {"gender": each}, "pl").text for each in ("male", "female")] == [
        "Drogi!",
        "Droga!",
    ]
    for other in ("other", None):
        assert written(fields, text, {"gender": other}, "pl").lacking == (("unknown_gender", "gender"),)
    with_third = "{{ gender | gendered: 'Drogi', 'Droga', 'Witaj' }}"
    assert written(fields, with_third, {"gender": "other"}, "pl").text == "Witaj"


@pytest.mark.parametrize("language", LANGUAGES)
def test_plural_is_that_of_cldr(language, fields):
    forms = FORMS[language]
    text = "{{ children_count | plural: " + ", ".join(f"'{form}'" for form in forms) + " }}"
    composed = compose(Writing("sms", text=text, language=language), fields)
    rule = Locale(language).plural_form
    for number in (*range(131), 1000, 1_000_000):
        wanted = rule(number) if rule(number) in forms else forms[-1]
        assert composed.render({"children_count": number}).text == wanted, number


@pytest.mark.parametrize(("language", "forms", "words"), [
    ("ru", ("заказ", "заказа", "заказов"), {1: "заказ", 3: "заказа", 11: "заказов", 21: "заказ", 112: "заказов"}),
    ("pl", ("punkt", "punkty", "punktów"), {1: "punkt", 4: "punkty", 12: "punktów", 22: "punkty", 101: "punktów"}),
    ("ro", ("produs", "produse", "de produse"), {1: "produs", 19: "produse", 20: "de produse", 101: "produse"}),
    ("ca", ("comanda", "comandes"), {1: "comanda", 0: "comandes", 1_000_000: "comandes"}),
])  # fmt: skip
def test_words_as_people_say_them(language, forms, words, fields):
    text = "{{ children_count | plural: " + ", ".join(f"'{form}'" for form in forms) + " }}"
    composed = compose(Writing("sms", text=text, language=language), fields)
    assert {number: composed.render({"children_count": number}).text for number in words} == words


def test_another_language_than_the_message_s_can_be_asked_for(fields):
    got = written(fields, "{{ age | plural: 'заказ', 'заказа', 'заказов', lang: 'ru' }}", {"age": 2}, "en")
    assert got.text == "заказа"

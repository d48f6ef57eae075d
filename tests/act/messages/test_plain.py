"""The plain form that people write between braces."""

import pytest

from clientela.act.messages.plain import read_plain

NAMES = [
    ("en", "Dear {first name} of {company name} in {city}"),
    ("ca", "Hola {nom} de {nom de l'empresa} a {ciutat}"),
    ("es", "Hola {nombre} de {nombre de la empresa} en {ciudad}"),
    ("pl", "Cześć {imię} z {nazwa firmy} w {miasto}"),
    ("ru", "Здравствуйте, {имя} из {название компании}, {город}"),
    ("ro", "Dragă {nume} de la {nume companie} din {oraș}"),
]


def liquid(text, fields, language="en", part="text"):
    source = read_plain(part, text, fields, language)
    return source.liquid, [(each.code, each.line, each.column) for each in source.problems]


@pytest.mark.parametrize(("language", "text"), NAMES)
def test_the_same_three_fields_are_named_in_six_languages(language, text, fields):
    made, problems = liquid(text, fields, language)
    assert not problems
    places = [
        made.index(f"{{{{ {path} }}}}") for path in ("customer.first_name", "company.name", "customer.city")
    ]
    assert places == sorted(places)


@pytest.mark.parametrize(("language", "text"), NAMES)
def test_names_of_any_language_are_read_in_a_message_of_another(language, text, fields):
    other = "pl" if language == "ro" else "ro"
    assert liquid(text, fields, other) == liquid(text, fields, language)


def test_the_sentence_of_the_romanian_marketer(fields):
    text = "Dragă {nume}, am văzut că încă folosiți {nume tehnologie} în activitatea {nume companie}."
    assert liquid(text, fields, "ro") == (
        "Dragă {{ customer.first_name }}, am văzut că încă folosiți {{ company.technologies }}"
        " în activitatea {{ company.name }}.",
        [],
    )


@pytest.mark.parametrize("words", ["IMIĘ", "Imie", "imię ", "first_name", "customer.first_name"])
def test_case_accents_and_underscores_do_not_matter(words, fields):
    assert liquid(f"{{{words}}}", fields, "pl") == ("{{ customer.first_name }}", [])


def test_words_after_a_bar_stand_where_the_value_is_missing(fields):
    assert liquid("{name|friend}", fields)[0] == '{{ customer.first_name | default: "friend" }}'
    assert liquid('{name|"friend"}', fields)[0] == "{{ customer.first_name | default: '\"friend\"' }}"


def test_computed_variables_have_their_labels_too(fields):
    assert liquid("{orders in the last 90 days}", fields)[0] == "{{ customer.orders_90d }}"


def test_an_unknown_name_tells_the_nearest_and_its_place(fields):
    source = read_plain("text", "Hello\nDear {fist name}", fields, "en")
    (problem,) = source.problems
    assert (problem.code, problem.line, problem.column) == ("unknown_words_near", 2, 6)
    assert "{first name}" in problem.say("en")
    assert problem.say("ro").startswith("text, rândul 2, coloana 6: {fist name} nu este un câmp")


def test_places_behind_a_merge_field_are_those_of_what_was_written(fields):
    source = read_plain("text", "{first name} and {first name}: {nonsense}", fields, "en")
    assert [(each.line, each.column) for each in source.problems] == [(1, 32)]
    later = source.problem("liquid", source.liquid.index(": "), said="")
    assert later.column == len("{first name} and {first name}") + 1


def test_a_name_of_several_fields_asks_which(fields):
    source = read_plain("text", "{адрес}", fields, "ru")
    paths = fields.find("адрес", "ru")
    if len(paths) > 1:
        assert source.problems[0].code == "ambiguous_words"
        assert all(path in source.problems[0].say("ru") for path in paths)


@pytest.mark.parametrize(
    "text",
    [
        "{{ customer.city }}",
        "{% if customer.city %}{% endif %}",
        "{% raw %}{city}{% endraw %}",
        '{"city": 1}',
        "{ }",
        "{1}",
        "a {\n b } c",
        "price ${city}",
    ],
)
def test_what_is_no_plain_field_stays(text, fields):
    assert liquid(text, fields) == (text, [])


def test_style_sheets_stay_and_attributes_are_read(fields):
    html = '<style>p {color} @media {city}</style><a title="{city}">{city}</a><script>{city}</script>'
    made, problems = liquid(html, fields, part="html")
    assert made == html.replace('"{city}">{city}<', '"{{ customer.city }}">{{ customer.city }}<')
    assert not problems

"""Liquid as people get it wrong: each mistake has its place and its cure, in the writer's language."""

import pytest

from clientela.act.messages import MessageError, Writing, compose
from clientela.catalog.labels import LANGUAGES

# what was written -> what is told of it: code, column
MISTAKES = {
    "a {% if age > 3 %}b": [("unclosed_tag", 3)],
    "{% for each in offers %}{% if age > 3 %}a{% endfor %}": [("unclosed_tag", 25)],
    "{% if age > 3 %}a{% endfor %}": [("closes_nothing", 18), ("unclosed_tag", 1)],
    "a{% endif %}": [("closes_nothing", 2)],
    "{% else %}": [("stray_tag", 1)],
    "{% when 3 %}": [("stray_tag", 1)],
    "{% comment %}x": [("unclosed_tag", 1)],
    "{% raw %}x": [("unclosed_tag", 1)],
    "{% segment 'VIP' %}x": [("unclosed_tag", 1)],
    "{% if age > 3 %}a{% else if age > 2 %}b{% endif %}": [("else_if", 18)],
    "{% if age > 3 %}a{% elseif age > 2 %}b{% endif %}": [("else_if", 18)],
    "hi {{ city": [("unclosed_braces", 4)],
    "hi {{ city } and {{ age }}": [("unclosed_braces", 4)],
    "hi {% if age > 3 % }a{% endif %}": [("unclosed_braces", 4)],
    "{{ }}": [("unfinished", 1)],
    "{% if %}a{% endif %}": [("unfinished", 1)],
    "{% if age > 3 and %}a{% endif %}": [("unfinished", 1)],
    "{% for offers %}a{% endfor %}": [("unfinished", 1)],
    "{% if age = 3 %}a{% endif %}": [("one_equals", 1)],
    "{% if age => 3 %}a{% endif %}": [("one_equals", 1)],
    "{% if not city %}a{% endif %}": [("no_such_logic", 1)],
    "{% if city && age %}a{% endif %}": [("no_such_logic", 1)],
    "{% if (age > 3) %}a{% endif %}": [("no_such_logic", 1)],
    "{{ city or 'x' }}": [("not_understood", 1)],
    "{{ 'a }} {{ }}": [("not_understood", 1), ("unfinished", 10)],
    "{% segment VIP %}a{% endsegment %}": [("unquoted_segment", 1)],
    "{% elsesegment VIP %}": [("stray_tag", 1)],
    "{% tablerow x in offers %}": [("unknown_tag", 1)],
    "hi {{ first name }}": [("words_in_liquid", 4)],
    "hi {{ surname }}": [("words_in_liquid", 7)],
    "{{ age | plural: 'a' }}": [("plural_forms", 1)],
    "{{ gender | gendered: 'a' }}": [("gendered_forms", 1)],
    "{{ birthday | day: 'zzz' }}": [("day_style", 1)],
    "{{ first_name | vocative: style: 'x' }}": [("address_style", 1)],
    "{{ first_name | vocative: lang: 'de' }}": [("other_language", 1)],
    "{% if city > 3 %}a{% endif %}": [("compared", 1)],
    "a\u00a0{{ age | divided_by: 0 }}": [("fails_here", 3)],
}  # fmt: skip


def problems(fields, text, language="en"):
    with pytest.raises(MessageError) as caught:
        compose(Writing("sms", text=text, language=language), fields)
    return caught.value.problems


@pytest.mark.parametrize("text", MISTAKES)
def test_a_mistake_has_its_place(text, fields):
    found = problems(fields, text)
    assert [(each.code, each.column) for each in found] == MISTAKES[text]
    assert {each.line for each in found} == {1}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_mistake_is_told_in_the_writers_language(language, fields):
    """What Liquid itself says of it is in English."""
    told = [
        each.say(language)
        for text, found in MISTAKES.items()
        if found[0][0] not in ("words_in_liquid", "fails_here")
        for each in problems(fields, text, language)
    ]
    assert not [each for each in told if "expected" in each or "missing exp" in each]
    if language != "en":
        english = {each.say("en") for text in MISTAKES for each in problems(fields, text)}
        assert not english & set(told)


def test_all_mistakes_are_told_at_once(fields):
    text = "{nume}\n{{ city | upcase: }}\n{% if age = 3 %}a\n{{ }}"
    assert sorted((each.line, each.code) for each in problems(fields, text, "en")) == [
        (3, "unclosed_tag"),
        (4, "unfinished"),
    ]

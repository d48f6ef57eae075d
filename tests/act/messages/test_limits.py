"""Messages that would take all memory or time are stopped, whatever the trick."""
# ruff: noqa: E501 - a case stands on its line

import time

import pytest

from clientela.act.messages import LimitError, MessageError, WriteError, Writing, compose

LOOP = "{% for i in (1..10000) %}x{% endfor %}"
ATTACKS = {
    "one long loop": "{% for i in (1..1000000000) %}x{% endfor %}",
    "loops in loops": "{% for i in (1..1000) %}{% for j in (1..1000) %}x{% endfor %}{% endfor %}",
    "loops one after the other": LOOP * 300,
    "a far offset": "{% for i in (1..2000000000) offset: 1999999990 limit: 1 %}x{% endfor %}",
    "a long range turned round": "{% for i in (1..2000000000) reversed limit: 1 %}x{% endfor %}",
    "a range of unheard length": "{% for i in (1..99999999999999999999999) %}x{% endfor %}",
    "a body of many pieces": "{% for i in (1..9000) %}" + "{{ i }}{{ city }}" * 2000 + "{% endfor %}",
    "doubling a text": "{% assign s = 'xxxxxxxx' %}" + "{% assign s = s | append: s %}" * 60 + "{{ s }}",
    "doubling in a loop": "{% assign s = 'x' %}{% for i in (1..60) %}{% assign s = s | append: s %}{% endfor %}",
    "replacing nothing by much": "{% assign s = 'x' %}{% for i in (1..15) %}{% assign s = s | append: s %}{% endfor %}"
    "{{ s | replace: '', s }}",
    "joining by much": "{% assign s = 'x' %}{% for i in (1..15) %}{% assign s = s | append: s %}{% endfor %}"
    "{{ s | split: '' | join: s }}",
    "capturing what was captured": "{% capture s %}xxxxxxxxxxxxxxxx{% endcapture %}"
    + "{% capture s %}{{ s }}{{ s }}{{ s }}{{ s }}{% endcapture %}" * 20
    + "{{ s }}",
    "numbers of many digits": "{% assign n = 99999999 %}{% for i in (1..200) %}{% assign n = n | times: n %}{% endfor %}{{ n }}",
    "blocks in blocks": "{% if city %}" * 400 + "x" + "{% endif %}" * 400,
}


@pytest.mark.parametrize("name", ATTACKS)
def test_attack_is_stopped_in_little_time(name, fields):
    begun = time.process_time()
    with pytest.raises((LimitError, MessageError, WriteError)):
        compose(Writing("sms", text=ATTACKS[name]), fields).render({"city": "Vic"})
    assert time.process_time() - begun < 5


def test_the_heaviest_that_is_let_pass_is_bearable(fields):
    composed = compose(
        Writing("sms", text="{% for i in (1..9000) %}{{ i | append: city | upcase }}{% endfor %}"), fields
    )
    begun = time.process_time()
    composed.render({"city": "Vic"})
    assert time.process_time() - begun < 3


@pytest.mark.parametrize(
    "text",
    [
        "{{ 'now' | date: '%Y' }}",
        "{% include 'a' %}",
        "{% render 'a' %}",
        "{% extends 'a' %}",
        "{% tablerow i in (1..3) %}{% endtablerow %}",
    ],
)
def test_neither_clock_nor_files_nor_other_tags(text, fields):
    with pytest.raises(MessageError):
        compose(Writing("sms", text=text), fields)


def test_python_does_not_shine_through(fields):
    composed = compose(
        Writing("sms", text="{{ company.name.__class__ }}{{ tags.append }}{{ city.upper }}-"), fields
    )
    assert composed.render({"company.name": "Vela", "tags": ["a"], "city": "Vic"}).text == "-"


def test_limits_stay_the_same_for_each_recipient(fields):
    composed = compose(Writing("sms", text="{% for i in (1..6000) %}x{% endfor %}"), fields)
    assert [len(composed.render({}).text) for _ in range(3)] == [6000] * 3

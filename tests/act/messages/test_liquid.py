"""What messages make of Liquid is what python-liquid makes of it: the same text for the same values."""
# ruff: noqa: E501 - a case stands on its line

import pytest
from liquid import Environment

from clientela.act.messages import Writing, compose

OFFERS = [
    {"name": "Hat", "price": 5, "because": ""},
    {"name": "Coat & tie", "price": 50, "because": "Hat"},
    {"name": "Sock", "price": 1, "because": None},
]
VALUES = {
    "city": "Vic",
    "first_name": None,
    "age": 31,
    "children_count": 0,
    "tags": ["a", "b"],
    "offers": OFFERS,
    "recent_products": [],
}
TEMPLATES = [
    "{{ city }} {{ customer.city }} {{ age }} {{ children_count }}",
    "{{ first_name | default: 'you' }}{{ customer.first_name | default: city }}{{ age | default: 3 }}",
    "{% for each in offers %}{{ each.name }} {{ each.price }},{% endfor %}",
    "{% for each in offers %}{{ forloop.index }}/{{ forloop.length }}{% if forloop.last %}.{% else %}, {% endif %}{% endfor %}",
    "{% for each in offers limit: 2 offset: 1 %}{{ each.name }};{% endfor %}{% for each in offers reversed %}{{ each.price }} {% endfor %}",
    "{% for each in offers %}{% if each.price > 10 %}{% continue %}{% endif %}{{ each.name }} {% endfor %}",
    "{% for each in offers %}{% if each.price > 10 %}{% break %}{% endif %}{{ each.name }} {% endfor %}",
    "{% for each in recent_products %}x{% else %}none{% endfor %}",
    "{% for each in offers %}{% for i in (1..each.price) %}{% if i > 3 %}{% break %}{% endif %}{{ i }}{{ each.name }} {% endfor %}|{% endfor %}",
    "{% for each in offers %}{% for other in offers %}{{ forloop.parentloop.index }}{{ forloop.index }} {% endfor %}{% endfor %}",
    "{% assign first = offers | first %}{{ first.name }}{% assign n = age | plus: 1 %}{{ n }}",
    "{% capture all %}{% for each in offers %}{{ each.name }}{% endfor %}{% endcapture %}[{{ all }}]{{ all | size }}",
    "{% if city == 'Vic' and age >= 30 %}a{% elsif age %}b{% else %}c{% endif %}{% unless first_name %}d{% endunless %}",
    "{% case city %}{% when 'Reus', 'Vic' %}1{% when 'Olot' %}2{% else %}3{% endcase %}",
    "{{ offers | map: 'name' | join: '/' }} {{ offers.size }} {{ offers[0].name }} {{ offers | where: 'price', 50 | map: 'name' | first }}",
    "{% cycle 'a', 'b' %}{% cycle 'a', 'b' %}{% comment %}{{ nonsense }}{% endcomment %}{% raw %}{{ city }}{% endraw %}",
    "{{- city -}}  {%- if age -%}  x  {%- endif -%}",
    "{{ city | upcase | append: '!' | replace: 'V', 'W' }} {{ 'a b c' | split: ' ' | reverse | join: '' }} {{ 7 | times: 3 | minus: 1 }}",
    "{{ offers[1].name | escape }} {{ '<b>' }} {{ offers[1].name | truncate: 6 }}",
]


@pytest.mark.parametrize("html", [False, True])
@pytest.mark.parametrize("template", TEMPLATES)
def test_the_same_text(template, html, fields):
    reference = Environment(autoescape=html)
    reference.suppress_blank_control_flow_blocks = False
    wanted = reference.from_string(template).render(**VALUES, customer=VALUES)
    if html:
        got = (
            compose(Writing("email", subject="s", html=f"<p>{template}</p>", text="t"), fields)
            .render(VALUES)
            .html
        )
        assert f"<p>{wanted}</p>" in str(got)
    else:
        assert compose(Writing("sms", text=template), fields).render(VALUES).text == wanted

"""Counted links lead where the same message without counting leads: the oracle is that message's own HTML."""

from __future__ import annotations

import re
from decimal import Decimal
from html.parser import HTMLParser

import pytest

from clientela.act.messages import MergeFields, Writing, compose
from clientela.act.tracking import Link, LinkError, find_links, tracked
from clientela.act.tracking.links import CLICKED, OPENED, TRAP
from clientela.catalog import FirmCatalog

FIELDS = MergeFields(FirmCatalog())
BASE = {CLICKED: "https://us.example/c/tok", OPENED: "https://us.example/o/tok"}
LEAVE = {"unsubscribe_url": "https://us.example/u/x", "preferences_url": "https://us.example/p/x"}
SHOES = {"item": "A 1&b", "name": "Red", "price": Decimal(2), "currency": "EUR", "category": "shoes"}
VALUES = {
    "first_name": "Zoë & <Co>",
    "city": 'Ciutat "Vella"/50%',
    "offers": [SHOES, {**SHOES, "item": "Z/9"}, {**SHOES, "item": "ł"}],
    **LEAVE,
}


class Anchors(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        known = dict(attrs)
        if tag in ("a", "area") and "href" in known:
            self.found.append(known["href"])


def composed(html=None, text=None, mjml=None, subject="Hi"):
    return compose(Writing("email", subject, html=html, text=text, mjml=mjml), FIELDS)


def led(link, links, values=VALUES):
    """Where a link of the tracked message leads, by its number and round alone."""
    if not link.startswith(BASE[CLICKED] + "/"):
        return link
    number, *turn = map(int, link.removeprefix(BASE[CLICKED] + "/").split("/"))
    return links[number - 1].destination(values, "en", *turn)


def check(message, values=VALUES):
    """Every anchor of the tracked page leads where that of the plain page does; returns the links."""
    links = find_links(message)
    plain = message.render(values)
    changed = tracked(message, links).render({**values, **BASE})
    assert not changed.lacking
    if plain.html is not None:
        *anchors, trap = Anchors(changed.html).found
        assert trap == f"{BASE[CLICKED]}/{TRAP}"
        assert [led(each, links) for each in anchors] == Anchors(plain.html).found
        assert sum(each.startswith(BASE[CLICKED]) for each in anchors) == sum(
            each.startswith(BASE[CLICKED]) for each in re.findall(r"https?://[^\s)]+", changed.text)
        )
    restored = re.sub(r"https://us\.example/c/tok[/\d]*", lambda at: led(at.group(), links), changed.text)
    assert restored == plain.text
    return links


def test_every_link_leads_where_it_was_written_to():
    links = check(
        composed(
            '<p><a href="https://shop.example/new?a=1&amp;b=2">New</a>'
            "<a class='x' href='https://shop.example/'>Shop</a>"
            '<a title="href=&quot;no&quot;" href="http://other.example">Other</a></p>'
        )
    )
    assert [each.address for each in links] == [
        "https://shop.example/new?a=1&amp;b=2",
        "https://shop.example/",
        "http://other.example",
    ]


def test_one_address_is_one_link_in_html_and_in_text():
    html = (
        '<a href="https://shop.example/?a=1&amp;b=2">One</a> <a href="https://shop.example/?a=1&b=2">Two</a>'
    )
    text = "See https://shop.example/?a=1&b=2, or (https://shop.example/x(1)). https://shop.example/y."
    links = check_text(composed(html, text))
    assert [each.address for each in links] == [
        "https://shop.example/?a=1&amp;b=2",
        "https://shop.example/x(1)",
        "https://shop.example/y",
    ]


def check_text(message):
    links = find_links(message)
    plain, changed = message.render(VALUES), tracked(message, links).render({**VALUES, **BASE})
    restored = re.sub(r"https://us\.example/c/tok[/\d]*", lambda at: led(at.group(), links), changed.text)
    assert restored == plain.text
    assert "https://shop.example" not in changed.text
    return links


def test_merge_fields_of_an_address_are_filled_with_her_values():
    links = check(
        composed(
            '<a href="https://shop.example/{{ customer.city | url_encode }}?n={{ first_name }}">x</a>'
            '<a href="https://shop.example/?q={{ city | default: "none" }}">y</a>'
        )
    )
    assert links[0].destination(VALUES, "en") == (
        "https://shop.example/Ciutat+%22Vella%22%2F50%25?n=Zoë & <Co>"
    )
    assert links[1].destination({}, "en") == "https://shop.example/?q=none"


def test_links_of_a_loop_lead_to_the_thing_of_their_round():
    loop = "{% for product in offers limit: 2 %}"
    links = check(
        composed(
            f'<p>{loop}<a href="https://shop.example/p/{{{{ product.item | url_encode }}}}">x</a>'
            '<a href="https://shop.example/all">all</a>{% endfor %}</p>'
        )
    )
    assert [each.loop for each in links] == [loop, ""]
    assert [links[0].destination(VALUES, "en", turn) for turn in (1, 2)] == [
        "https://shop.example/p/A+1%26b",
        "https://shop.example/p/Z%2F9",
    ]
    for turn in (0, 3, 99):
        with pytest.raises(LinkError):
            links[0].destination(VALUES, "en", turn)


def test_blocks_and_mjml_keep_their_links():
    check(
        composed(
            mjml='<mjml><mj-body><mj-section><mj-column><mj-text>{% if city %}<a href="https://a.example/">a</a>'
            '{% else %}<a href="https://b.example/">b</a>{% endif %}</mj-text>'
            '<mj-button href="https://c.example/{{ first_name | size }}">c</mj-button>'
            "</mj-column></mj-section></mj-body></mjml>"
        )
    )


@pytest.mark.parametrize(
    "address",
    [
        "{{ unsubscribe_url }}",
        "{{ preferences_url }}?x=1",
        "https://shop.example/?back={{ unsubscribe_url }}",
        "mailto:a@shop.example",
        "tel:+34600000000",
        "#top",
        "/relative",
        "javascript:alert(1)",
        # the host must be written out: no value of a customer may choose it
        "https://{{ first_name }}/",
        "https://{{ first_name }}.shop.example/",
        "https://shop.example{{ city }}",
        "https://shop.example:{{ city }}/",
        "https://shop.example@{{ city }}/",
        "https://user@shop.example/",
        r"https://shop.example\{{ city }}",
        "https:///{{ city }}",
        # what such an address says is known while the message is written only
        "https://shop.example/{% if city %}a{% else %}b{% endif %}",
        "https://shop.example/{{ mine }}",
    ],
)
def test_link_that_cannot_be_counted_stays_as_it_is_written(address):
    message = composed(f"{{% assign mine = 'x' %}}<a href='{address}'>x</a>", "Text")
    assert find_links(message) == []
    plain, changed = message.render(VALUES), tracked(message, []).render({**VALUES, **BASE})
    assert Anchors(changed.html).found == Anchors(plain.html).found


def test_loops_in_loops_stay_as_they_are_written():
    message = composed(
        "{% for a in offers %}{% for b in offers %}"
        '<a href="https://shop.example/{{ b.item }}">x</a><a href="https://shop.example/">y</a>'
        "{% endfor %}{% endfor %}"
    )
    assert [each.address for each in find_links(message)] == ["https://shop.example/"]


@pytest.mark.parametrize(
    "value",
    ["//evil.example/", "@evil.example/", "\\evil.example", "\r\nLocation: x", "../../..", "\x00", "?#"],
)
def test_no_value_leads_to_another_host(value):
    (link,) = find_links(composed('<a href="https://shop.example/{{ city }}">x</a>'))
    address = link.destination({"city": value}, "en")
    assert address.startswith("https://shop.example/")
    assert address.isprintable()


def test_what_was_not_frozen_is_not_counted():
    message = composed('<a href="https://a.example/">a</a><a href="https://b.example/">b</a>')
    frozen = [Link("https://b.example/", "", html=True)]
    changed = tracked(message, frozen, opens=False).render({**VALUES, **BASE})
    assert Anchors(changed.html).found[:2] == ["https://a.example/", f"{BASE[CLICKED]}/1"]


def test_openings_are_told_by_a_picture_only_where_they_are_wanted():
    message = composed('<p>Hi <a href="https://a.example/">a</a></p>')
    links = find_links(message)
    with_it, without = (
        tracked(message, links, opens=wanted).render({**VALUES, **BASE}).html for wanted in (True, False)
    )
    assert with_it.count(f'<img src="{BASE[OPENED]}"') == 1
    assert with_it.index("<img") < with_it.index("</body>")
    assert "<img" not in without
    assert tracked(message, [], opens=False).render(VALUES) == message.render(VALUES)


def test_text_message_alone_has_its_links_counted():
    links = check(composed(text="Hello, see https://shop.example/{{ city | url_encode }}!\nBye."))
    assert [each.address for each in links] == ["https://shop.example/{{ city | url_encode }}"]

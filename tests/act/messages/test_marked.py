"""Text with simple marks becomes a letter; CommonMark's own examples say what the marks mean."""

from __future__ import annotations

import re

import pytest

from clientela.act.messages import MessageError, Writing, compose
from clientela.act.messages.fields import MergeFields
from clientela.act.messages.marked import mjml_of
from clientela.catalog import LANGUAGES, FirmCatalog

FIELDS = MergeFields(FirmCatalog([], segments={}, estimates=[]))
CUSTOMER = {"first_name": "Ana & Co", "city": "Vic"}


def composed(markdown: str, language: str = "en"):
    return compose(Writing("email", subject="x", markdown=markdown, language=language), FIELDS)


def rendered(markdown: str, **values: object):
    message = composed(markdown)
    links = {name: f"https://shop.example/{name}" for name in message.links}
    return message.render({**CUSTOMER, **links, **values})


def body(markdown: str) -> str:
    """What stands between the frame's first text and its end, without styles."""
    return re.search(r"<mj-text>(.*?)</mj-text>", mjml_of(markdown), re.DOTALL)[1].strip()


@pytest.mark.parametrize(
    ("marked", "html"),
    [
        ("# foo", "<h1>foo</h1>"),  # example 62 of CommonMark 0.31
        ("*foo bar*", "<p><em>foo bar</em></p>"),  # 350
        ("**foo bar**", "<p><strong>foo bar</strong></p>"),  # 378
        ('say [link](/uri "t")', '<p>say <a href="/uri" title="t">link</a></p>'),  # 482, with a word before
        ("- foo\n- bar", "<ul>\n<li>foo</li>\n<li>bar</li>\n</ul>"),  # 301, shortened
        ("<b>no</b> & 1 < 2", "<p>&lt;b&gt;no&lt;/b&gt; &amp; 1 &lt; 2</p>"),
        ("one\ntwo", "<p>one<br />\ntwo</p>"),
        ("[Shop](https://a.example/)", '<p class="button"><a href="https://a.example/">Shop</a></p>'),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
    ],
)
def test_marks_mean_what_they_mean_elsewhere(marked, html):
    assert body(marked) == html


def test_values_are_words_not_marks():
    said = rendered("Dear **{first name}**, *{city}*", city="*not* [a](https://b.example/) <i>")
    assert "<strong>Ana &amp; Co</strong>" in said.html
    assert "<em>*not* [a](https://b.example/) &lt;i&gt;</em>" in said.html
    assert "b.example" not in re.findall(r'href="([^"]*)"', said.html)


def test_tags_stand_between_paragraphs_and_a_loop_makes_one_list():
    said = rendered(
        "{% if customer.city == 'Vic' %}\nCome in.\n{% else %}\nOrder.\n{% endif %}\n\n"
        "{% for each in recent_products %}\n- **{{ each.name }}**\n{% endfor %}\n",
        recent_products=[{"name": "Hat"}, {"name": "Sock"}],
    )
    assert "Come in.</p>" in said.html
    assert "Order" not in said.html
    assert re.sub(r' style="[^"]*"|\s', "", re.search(r"<ul.*</ul>", said.html, re.DOTALL)[0]) == (
        "<ul><li><strong>Hat</strong></li><li><strong>Sock</strong></li></ul>"
    )
    assert "- Hat" in said.text.splitlines()


def test_fields_stand_in_addresses():
    said = rendered("see [it](https://a.example/{{ customer.city }}?a=1&b=2)")
    assert 'href="https://a.example/Vic?a=1&amp;b=2"' in said.html


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_gets_it_can_unsubscribe_whatever_was_written(language):
    message = composed("Hello", language)
    assert {"unsubscribe_url", "preferences_url"} <= set(message.links)
    assert message.warnings == ()


def test_a_link_of_the_writers_own_takes_the_place_of_ours():
    message = composed("Hello\n\n[no more]({{ unsubscribe_url }})")
    assert message.links == ("unsubscribe_url",)


def test_mistakes_have_their_place():
    with pytest.raises(MessageError) as told:
        composed("Hello\n\nDear {frst name}")
    (problem,) = told.value.problems
    assert (problem.part, problem.line, problem.column) == ("markdown", 3, 6)


def test_a_body_is_written_in_one_way():
    with pytest.raises(MessageError) as told:
        compose(Writing("email", subject="x", markdown="a", html="<p>b</p>"), FIELDS)
    assert [each.code for each in told.value.problems] == ["two_bodies"]
    with pytest.raises(MessageError) as told:
        compose(Writing("sms", text="a", markdown="b"), FIELDS)
    assert [each.code for each in told.value.problems] == ["no_html_here"]

"""A body made into a page: styles in their elements, Liquid where it was."""
# ruff: noqa: E501 - a case stands on its line

import re
from html.parser import HTMLParser

import pytest

from clientela.act.messages import MessageError, Writing, compose

TABLE = """<style>td {color: red} @media (prefers-color-scheme: dark) {td {color: white}}</style>
<table>{% for each in offers %}<tr {% if each.price > 10 %}class="dear"{% endif %}><td>{{ each.name }}</td></tr>{% endfor %}</table>
<p><a href="https://example.com/?c={{ coupon | default: "x" }}">a</a>{% if age > 3 and age < 9 %}<b>b</b>{% endif %}</p>"""


def page(fields, html, values=None, **parts):
    made = compose(Writing("email", subject="Hello {{ city }}", html=html, **parts), fields)
    got = made.render(values or {}).html
    assert got is not None
    return got


class Tags(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.seen = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))

    def all(self, tag):
        return [attrs for name, attrs in self.seen if name == tag]


def test_liquid_in_tables_attributes_and_conditions_stays_where_it_was(fields):
    values = {
        "offers": [{"name": "Hat", "price": 5}, {"name": "Coat", "price": 50}],
        "age": 5,
        "coupon": "A&B",
    }
    got = page(fields, TABLE, values)
    rows = re.findall(r"<tr.*?</tr>", got)
    assert [re.sub(r"<[^>]*>", "", row) for row in rows] == ["Hat", "Coat"]
    assert all('<td style="color: red;">' in row for row in rows)
    assert ['class="dear"' in row for row in rows] == [False, True]
    assert got.index("<table>") < got.index("<tr") < got.index("</table>")
    assert 'href="https://example.com/?c=A&amp;B"' in got
    assert "<b>b</b>" in got
    assert "liquid" not in got


def test_media_queries_stay_and_other_styles_go_into_elements(fields):
    got = page(fields, TABLE)
    assert "prefers-color-scheme: dark" in got
    assert not re.search(r"<style>[^<@]*td \{", got)


def test_the_head_has_what_mail_programs_ask_for_once(fields):
    whole = '<html lang="ca"><head><meta charset="utf-8"><title>Own</title></head><body class="b"><p>a</p></body></html>'
    for html, title in (("<p>a</p>", "Hello Vic"), (whole, "Own")):
        got = page(fields, html, {"city": "Vic"}, preheader="Only {{ city }} & you")
        tags = Tags(got)
        names = [attrs.get("name") for attrs in tags.all("meta")]
        assert sorted(str(name) for name in names) == [
            "None",
            "color-scheme",
            "supported-color-schemes",
            "viewport",
        ]
        assert f"<title>{title}</title>" in got
        assert "Only Vic &amp; you" in got
        assert got.index("Only Vic") < got.index("<p>a</p>")
        assert len(tags.all("html")) == len(tags.all("body")) == 1


def test_values_in_title_and_preheader_are_escaped(fields):
    got = page(fields, "<p>a</p>", {"city": "<script>"}, preheader="{{ city }}")
    assert "<script>" not in got
    assert got.count("&lt;script&gt;") == 2


def test_nothing_is_fetched(fields, tmp_path):
    sheet = tmp_path / "own.css"
    sheet.write_text("p {color: blue}")
    links = (
        f'<link rel="stylesheet" href="file://{sheet}"><link rel="stylesheet" href="http://192.0.2.1/x.css">'
    )
    assert "blue" not in page(fields, f"<html><head>{links}</head><body><p>a</p></body></html>")


def test_a_style_that_cannot_be_read_says_so(fields):
    with pytest.raises(MessageError, match="a style cannot be read"):
        page(fields, '<style>p {color: red}</style><p style="{{ city }}">a</p>')


def test_a_value_in_a_style_stands(fields):
    assert "color: #abc" in page(
        fields, '<style>p {margin: 0}</style><p style="color: {{ city }}">a</p>', {"city": "#abc"}
    )


@pytest.mark.parametrize("part", ["html", "mjml"])
def test_what_a_table_would_throw_out_of_its_loop_is_told(part, fields):
    rows = "{% for each in offers %}<p>{{ each.name }}</p>{% endfor %}"
    bodies = {
        "html": f"<table>{rows}</table>",
        "mjml": "<mjml><mj-body><mj-section><mj-column><mj-raw>"
        f"{rows}</mj-raw></mj-column></mj-section></mj-body></mjml>",
    }
    with pytest.raises(MessageError, match=r"\{\{ each.name \}\} stands in a table"):
        compose(Writing("email", subject="a", **{part: bodies[part]}), fields)


MJML = """<mjml><mj-head><mj-preview>{{ city }}</mj-preview></mj-head><mj-body>
<mj-section><mj-column><mj-text>Hi {{ first_name | default: "you" }}</mj-text>
{% if age > 30 %}<mj-button href="https://example.com/{{ coupon }}">Go</mj-button>{% endif %}
<mj-raw>{% for each in offers %}<tr><td>{{ each.name }}</td></tr>{% endfor %}</mj-raw></mj-column></mj-section></mj-body></mjml>"""


def test_mjml_becomes_a_page_with_its_liquid(fields):
    composed = compose(Writing("email", subject="a", mjml=MJML), fields)
    old = composed.render({"age": 40, "coupon": "C1", "city": "Vic", "offers": [{"name": "Hat"}]})
    young = composed.render({"age": 20, "city": "Vic"})
    assert old.html is not None
    assert young.html is not None
    assert 'href="https://example.com/C1"' in old.html
    assert re.search(r"<tr><td[^>]*>Hat</td></tr>", old.html)
    assert "https://example.com/" not in young.html
    assert "Go (https://example.com/C1)" in old.text
    assert young.text == "Hi you\n"
    assert "fonts.googleapis.com" not in old.html
    assert Tags(old.html).all("html")[0]["lang"] == "en"


@pytest.mark.parametrize(
    ("mjml", "line"),
    [
        ("<mjml>\n<mj-bdy></mj-bdy></mjml>", 2),
        ('<mjml><mj-body><mj-include path="/etc/passwd" /></mj-body></mjml>', 1),
    ],
)
def test_mjml_that_cannot_be_read_says_where(mjml, line, fields):
    with pytest.raises(MessageError) as caught:
        compose(Writing("email", subject="a", mjml=mjml), fields)
    assert [(each.code, each.line) for each in caught.value.problems] == [("mjml", line)]

"""The plain text made from HTML."""
# ruff: noqa: E501 - a case stands on its line

import pytest

from clientela.act.messages import Writing, compose

CASES = {
    "blocks": ("<h1>Title</h1><p>One<br>two</p><div>three</div><div>four</div>", "Title\n\nOne\ntwo\n\nthree\nfour"),
    "blanks": ("<p>  a \n <b>b</b>,  <i>c</i>&nbsp;d</p>", "a b, c d"),
    "links": ('<p><a href="https://e.com/a">see</a> <a href="https://e.com">https://e.com</a> <a href="#x">up</a></p>',
              "see (https://e.com/a) https://e.com up"),
    "a picture that is a link": ('<a href="https://e.com"><img src="x" alt="Logo"></a>', "Logo (https://e.com)"),
    "addresses of mail and telephones, and what leads nowhere": (
        '<a href="mailto:a@e.com?subject=Hi">write</a> <a href="tel:+34 93">call</a> <a href="javascript:x()">js</a>',
        "write (a@e.com) call (+34 93) js"),
    "a picture without words that is a link": ('<p>a</p>b<a href="https://e.com"><img src="x"></a>', "a\n\nb https://e.com"),
    "lists": ("<ul><li>a</li><li><p>b</p></li></ul><ol><li>c<ul><li>d</li></ul></li><li>e</li></ol>",
              "- a\n- b\n\n1. c\n  - d\n2. e"),
    "a table of data": ("<table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr></table>", "A | B\n1 | 2"),
    "a table that lays things out": (
        '<table role="presentation"><tr><td><p>left</p></td><td>right</td></tr></table>', "left\n\nright"),
    "a table of data in one that lays things out": (
        '<table role="presentation"><tr><td><table><tr><td>1</td><td>2</td></tr></table></td></tr></table>', "1 | 2"),
    "tables that lay things out and do not say so": (
        "<table><tr><td><table><tr><td>left</td><td>right</td></tr></table></td></tr></table>", "left\nright"),
    "what is not shown": (
        '<style>p{}</style><div style="display: none"><p>pre<br>header</p></div><p>a</p><!-- b --><script>c</script>', "a"),
    "a quotation": ("<blockquote>wise</blockquote><p>words</p>", "> wise\n\nwords"),
    "a quotation of several lines": (
        "<blockquote><div>one</div><div>two</div><p>three</p></blockquote>z", "> one\n> two\n>\n> three\n\nz"),
    "what stays as it is": ("<pre>a\n  b</pre>", "a\n  b"),
    "a rule": ("<p>a</p><hr><p>b</p>", "a\n\n--------------------\n\nb"),
    "entities": ("<p>a &lt;b&gt; &amp; c</p>", "a <b> & c"),
    "an open end": ("<p>a<ul><li>b", "a\n\n- b"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_text_of(case, fields):
    html, text = CASES[case]
    assert compose(Writing("email", subject="s", html=html), fields).render({}).text == text


def test_liquid_leaves_no_holes_and_values_are_not_escaped(fields):
    html = (
        "<p>a {{ city }}</p>{% if age > 3 %}<p>b</p>{% endif %}<p>c</p>"
        "<ul>{% for each in offers %}<li>{{ each.name }}</li>{% endfor %}</ul><p>d</p>"
    )
    composed = compose(Writing("email", subject="s", html=html), fields)
    offers = [{"name": "Hat"}, {"name": "Coat & tie"}]
    assert composed.render({"city": "<Vic>", "age": 1}).text == "a <Vic>\n\nc\n\nd"
    assert composed.render({"city": "Vic", "age": 5, "offers": offers}).text == (
        "a Vic\n\nb\n\nc\n\n- Hat\n- Coat & tie\n\nd"
    )


def test_a_text_that_was_written_is_kept(fields):
    composed = compose(Writing("email", subject="s", html="<p>a</p>", text="b\n\n\n\nc"), fields)
    assert composed.render({}).text == "b\n\n\n\nc"


def test_what_stands_in_quotes_in_html_is_no_markup_in_the_text(fields):
    html = """<p>{{ city | default: '<b>you</b> &amp; "I"' }} {{ city | default: 'a&#39;s' }}</p>"""
    got = compose(Writing("email", subject="s", html=html), fields).render({})
    assert got.text == """you & "I" a's"""
    assert "<b>you</b> &amp;" in str(got.html)

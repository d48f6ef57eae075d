"""Messages as editors, documents and other programs leave them: what was meant is what is sent."""

import pytest

from clientela.act.messages import MessageError, Rendered, Writing, compose

ANA = {
    "first_name": "Ana",
    "city": "Łódź",
    "loyalty_points": 22,
    "orders_total": 5,
    "company.name": "Vela & Co",
}


def sent(fields, language="ro", **parts) -> Rendered:
    writing = Writing("email", **{"subject": "s", "language": language, **parts})
    return compose(writing, fields).render({**ANA, "unsubscribe_url": "https://u.example/u/x"})


def problems(fields, language="en", **parts):
    with pytest.raises(MessageError) as caught:
        sent(fields, language, **parts)
    return [(each.code, each.line, each.column) for each in caught.value.problems]


# what was written in HTML -> what it says
MEANT = {
    "Word tears a field with spans": ("pl", "Witaj {<span class=SpellE>imię</span>}!", "Witaj Ana!"),
    "half of a field is bold": ("pl", "{<b>imi</b>ę}", "Ana"),
    "letters are entities": ("pl", "{imi&#281;} {imi&eogon;}", "Ana Ana"),
    "a hard blank between the words": ("pl", "{nazwa&nbsp;firmy}", "Vela & Co"),
    "an editor broke the line in the field": ("ro", "{nume\n  companie}", "Vela & Co"),
    "blanks inside of the braces": ("ro", "{ nume }", "Ana"),
    "quotes are entities": ("ro", "{{ first_name | default: &quot;client&quot; }}", "Ana"),
    "more is an entity": ("ro", "{% if orders_total &gt; 3 %}da{% endif %}", "da"),
    "and is an entity": ("ro", "{% if orders_total &lt; 3 or orders_total &gt; 4 %}da{% endif %}", "da"),
    "hard blanks in Liquid": ("ro", "{{&nbsp;city\xa0}}", "Łódź"),
    "a tag in Liquid": ("ro", "{{ <span style='color:red'>city</span> }}", "Łódź"),
    "Polish quotes": ("pl", "{{ interests | default: „Klient” }}", "Klient"),
    "English quotes": ("en", "{{ interests | default: “you” }}", "you"),
    "Russian quotes": ("ru", "{{ interests | default: «клиент» }}", "клиент"),
    "single quotes of print": ("en", "{% if city == ‘Łódź’ %}yes{% endif %}", "yes"),
    "an apostrophe in print quotes": ("ca", "{{ interests | default: “l'amic” }}", "l'amic"),
    "entities in plain quotes are the writer's": ("en", '{{ interests | default: "a &amp; b" }}', "a & b"),
}  # fmt: skip


@pytest.mark.parametrize("case", MEANT)
def test_what_was_meant_is_said(case, fields):
    language, html, text = MEANT[case]
    got = sent(fields, language, html=f"<p>{html}</p>")
    assert (got.text, got.lacking) == (text, ())


def test_tags_that_tear_a_field_stay_in_their_order(fields):
    got = sent(fields, "pl", html="<p>{<b>imię</b>} <i>{im</i>ię}</p>")
    assert "<p><b>Ana</b> <i>Ana</i></p>" in str(got.html)


def test_buttons_for_one_mail_program_have_their_fields_and_keep_their_braces(fields):
    html = '<p>a</p><!--[if mso]><v:rect href="{link de dezabonare}" style="{x}"></v:rect><![endif]-->'
    assert 'href="https://u.example/u/x" style="{x}"' in str(sent(fields, html=html).html)


def test_typographic_quotes_in_a_text_are_quotes_too(fields):
    assert sent(fields, "pl", text="{{ interests | default: „Klient” }} „ok”").text == "Klient „ok”"


@pytest.mark.parametrize(
    "meta",
    [
        '<meta http-equiv=Content-Type content="text/html; charset=windows-1250">',
        "<meta charset='iso-8859-2'>",
    ],
)
def test_a_page_made_with_other_letters_says_those_it_is_sent_with(meta, fields):
    html = str(sent(fields, "pl", html=f"<html><head>{meta}</head><body>ł</body></html>").html)
    assert html.lower().count("charset") == 1
    assert '<meta charset="utf-8">' in html


def test_a_page_says_its_language_where_the_writer_did_not(fields):
    assert '<html lang="pl">' in str(sent(fields, "pl", html="<html><body>a</body></html>").html)
    assert '<html lang="en">' in str(sent(fields, "pl", html='<html lang="en"><body>a</body></html>').html)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("👩‍👩‍👧 {nume}", "👩‍👩‍👧 Ana"),
        ("🏴󠁧󠁢󠁥󠁮󠁧󠁿 ok", "🏴󠁧󠁢󠁥󠁮󠁧󠁿 ok"),
        ("می‌خواهم", "می‌خواهم"),
        ("a\u202eb\u2028c\td", "a b c d"),
    ],
)
def test_pictures_and_letters_that_are_joined_stay_whole_in_a_subject(written, shown, fields):
    assert sent(fields, subject=written, text="a").subject == shown


FOREIGN = {
    "*|FNAME|*": "foreign_field_near",
    "*|UNSUB|*": "foreign_field_near",
    "%%city%%": "foreign_field_near",
    "%LASTNAME%": "foreign_field_near",
    "[[first name]]": "foreign_field_near",
    "*|MC:SUBJECT|*": "foreign_field",
}


@pytest.mark.parametrize("written", FOREIGN)
def test_fields_of_other_programs_are_not_sent(written, fields):
    assert problems(fields, html=f"<p>a {written}</p>") == [(FOREIGN[written], 1, 6)]
    assert problems(fields, text=f"a\n{written}") == [(FOREIGN[written], 2, 1)]


def test_shares_and_brackets_are_no_fields(fields):
    text = "100% ok, -50% and 20% [x] *a* | b | %"
    assert sent(fields, text=text).text == text


def warned(fields, **parts):
    made = compose(Writing("email", **{"subject": "s", "language": "en", **parts}), fields)
    return [(each.code, each.line, each.column) for each in made.warnings if each.code != "no_unsubscribe"]


LOOKED_AT = {
    '<p>a</p>\n<img src="https://e.com/a.png">': [("no_alt", 2, 1)],
    '<img src="https://e.com/a.png" alt=""><img width=1 src="https://e.com/b">': [],
    '<a href="www.e.com">a</a><a href="/b">b</a>': [("leads_nowhere", 1, 1), ("leads_nowhere", 1, 26)],
    '<img alt="" src="file:///C:/a.png"><a href="javascript:x()">a</a>': [
        ("leads_nowhere", 1, 1), ("leads_nowhere", 1, 36)],
    '<a href="mailto:a@e.com">a</a><a href="tel:+34">b</a><a href="#c">c</a><a href="{{ city }}">d</a>': [],
    '<a href="https://e.com/{city}">a</a>{% if orders_total > 3 %}<a href="viber://b">b</a>{% endif %}': [],
    "<p>a</p><form><input></form><script>x</script>": [
        ("not_shown", 1, 9), ("not_shown", 1, 15), ("not_shown", 1, 29)],
    "<p>{a, b} { x: 1 }</p>": [("left_braces", 1, 4), ("left_braces", 1, 11)],
    "<style>p {color: red} a{}</style><p>a</p>": [],
    "<p>city }} and</p>": [("stray_braces", 1, 9)],
}  # fmt: skip


@pytest.mark.parametrize("html", LOOKED_AT)
def test_what_mail_programs_do_not_show_and_what_leads_nowhere_is_pointed_out(html, fields):
    assert warned(fields, html=html) == LOOKED_AT[html]


@pytest.mark.parametrize(
    ("html", "column"),
    [
        ('<p>a</p><a href="https://e.com>b</a><p>c</p>', 9),
        ("<p>a</p><!-- b", 9),
        ("<p>a</p", 5),
        ("<style>p {}", 1),
        ('{{ city }}<a title="{{ city }}', 11),
    ],
)
def test_what_would_swallow_the_rest_of_a_page_is_told(html, column, fields):
    assert problems(fields, html=html) == [("open_tag", 1, column)]

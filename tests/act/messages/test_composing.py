"""A message as written becomes one that is ready, or everything that is wrong with it."""
# ruff: noqa: E501 - a case stands on its line

import datetime as dt
from decimal import Decimal

import pytest

from clientela.act.messages import MessageError, WriteError, Writing, compose
from clientela.catalog.labels import LANGUAGES
from clientela.rules.nodes import Case, Choose, InSegment
from clientela.rules.text import parse_value
from clientela.rules.types import ValueType


def mail(fields, **parts):
    return compose(Writing("email", **{"subject": "Hello", "text": "Hello", **parts}), fields)


def text(fields, text, values=None, language="en"):
    return compose(Writing("sms", text=text, language=language), fields).render(values or {}).text


def problems(fields, **parts):
    with pytest.raises(MessageError) as caught:
        mail(fields, **parts)
    return [(each.part, each.code, each.line, each.column) for each in caught.value.problems]


def test_needs_are_what_the_rules_can_be_asked(fields):
    made = mail(
        fields,
        text="{{ customer.city }} {{ orders_45d }} {{ company.name }} {{ coupon }} {{ unsubscribe_url }}"
        "{% segment 'VIP' %}a{% endsegment %}{% for each in offers %}{{ each.name }}{% endfor %}",
    )
    assert set(made.types) - {need for need in made.needs if need.startswith("case")} == {
        "city",
        "orders_45d",
        "company.name",
    }
    (membership,) = (need for need in made.needs if need.startswith("case"))
    assert parse_value(membership) == Choose((Case(InSegment("VIP"), then=True),), otherwise=False)
    assert made.types[membership] is ValueType.BOOLEAN
    assert (made.types["orders_45d"], made.segments, made.lists, made.given, made.links) == (
        ValueType.INTEGER,
        ("VIP",),
        ("offers",),
        ("coupon",),
        ("unsubscribe_url",),
    )


def test_fields_are_merged_by_their_short_and_long_names(fields):
    made = "{{ city }} {{ customer.city }} {{ company.name | upcase }}"
    assert text(fields, made, {"city": "Vic", "company.name": "Vela"}) == "Vic Vic VELA"


def test_the_default_stands_for_what_is_missing(fields):
    made = '{{ customer.first_name | default: "client" }}'
    assert [text(fields, made, {"first_name": name}) for name in ("Ana", None, "")] == [
        "Ana",
        "client",
        "client",
    ]


def test_values_are_escaped_in_html_and_nowhere_else(fields):
    made = mail(fields, subject="{{ city }}", html='<p title="{{ city }}">{{ city }}</p>', text="{{ city }}")
    got = made.render({"city": '<b>"A" & B\'s</b>'})
    assert got.subject == got.text == '<b>"A" & B\'s</b>'
    assert got.html is not None
    assert "<b>" not in got.html
    assert '<p title="&lt;b&gt;&#34;A&#34; &amp; B&#39;s&lt;/b&gt;">&lt;b&gt;&#34;A&#34;' in got.html


def test_what_the_writer_put_in_quotes_is_markup_and_what_is_joined_to_it_is_not(fields):
    made = mail(fields, html="<p>{{ '<i>' | append: city }}{{ first_name | default: '<b>you</b>' }}</p>")
    assert "<p><i>&lt;u&gt;<b>you</b></p>" in str(made.render({"city": "<u>"}).html)


def test_blocks_per_segment_are_chosen_by_the_first_that_holds(fields):
    made = "{% segment 'VIP' %}gold{% elsesegment 'Young' %}young{% else %}all{% endsegment %}"
    composed = compose(Writing("sms", text=made), fields)
    vip, young = composed.needs

    def got(*members):
        return composed.render({vip: vip in members, young: young in members}).text

    assert [got(), got(vip), got(young), got(vip, young)] == ["all", "gold", "young", "gold"]


def test_what_fields_a_block_reads_is_lacking_only_for_whom_it_is_written(fields):
    composed = compose(Writing("sms", text="Hi{% segment 'VIP' %} {{ city }}{% endsegment %}"), fields)
    vip = next(need for need in composed.needs if need != "city")
    assert composed.render({vip: False}).lacking == ()
    assert composed.render({vip: True}).lacking == (("missing", "city"),)


def test_loops_over_products_have_names_and_prices(fields):
    made = "{% for each in recent_products limit: 2 %}{{ each.name }} {{ each.price | money: each.currency }}; {% endfor %}"
    products = [{"name": name, "price": Decimal("12.5"), "currency": "EUR"} for name in "abc"]
    assert text(fields, made, {"recent_products": products}) == "a €12.50; b €12.50; "


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "May 17, 2026 1234.5 3 a and b"),
        ("ca", "17 de maig del 2026 1234,5 3 a i b"),
        ("es", "17 de mayo de 2026 1234,5 3 a y b"),
        ("pl", "17 maja 2026 1234,5 3 a i b"),
        ("ru", "17 мая 2026 г. 1234,5 3 a и b"),
        ("ro", "17 mai 2026 1234,5 3 a și b"),
    ],
)
def test_values_are_written_as_the_language_writes_them(fields, language, written):
    values = {
        "birthday": dt.date(2026, 5, 17),
        "income": Decimal("1234.5000"),
        "children_count": 3,
        "tags": ["a", "b"],
    }
    got = text(fields, "{{ birthday }} {{ income }} {{ children_count }} {{ tags }}", values, language)
    assert " ".join(got.split()) == written


@pytest.mark.parametrize(
    ("language", "amount", "written"),
    [
        ("en", "1250", "€1,250"),
        ("ro", "1250.5", "1.250,50 EUR"),
        ("pl", "12", "12 EUR"),
        ("es", "1250", "1.250 €"),
    ],
)
def test_money_has_cents_only_where_there_are_some(fields, language, amount, written):
    got = text(fields, "{{ income | money: 'EUR' }}", {"income": Decimal(amount)}, language)
    assert got.replace("\xa0", " ").replace("€", "EUR") == written.replace("€", "EUR")


def test_a_subject_is_one_line(fields):
    got = mail(fields, subject="Hi {{ city }}").render({"city": "Vic\r\nBcc: x@example.com\x00\u2028y"})
    assert got.subject == "Hi Vic Bcc: x@example.com y"


def test_missing_and_empty_are_told_once_each(fields):
    made = mail(fields, subject="{{ city }}", html="<p>{{ city }}{{ company.name }}</p>")
    assert made.render({}).lacking == (("missing", "city"), ("missing", "company.name"), ("empty", "subject"))


def test_an_empty_default_is_meant(fields):
    composed = compose(Writing("sms", text="Hi{{ city | prepend: ' ' | default: '' }}"), fields)
    assert composed.render({}).lacking == ()


@pytest.mark.parametrize(
    ("written", "code", "column"),
    [
        ("a {{ customer.frist_name }}", "unknown_field_near", 6),
        ("a {{ zzqq }}", "unknown_field", 6),
        ("a {{ city | upcas }}", "unknown_filter_near", 13),
        ("a {{ city | qqqqqq }}", "unknown_filter", 13),
        ("a {% include 'x' %}", "unknown_tag", 3),
        ("a {% render 'x' %}", "unknown_tag", 3),
        ("a {% segment 'VIPS' %}{% endsegment %}", "unknown_segment_near", 6),
        ("a {% segment 'Zebra' %}{% endsegment %}", "unknown_segment", 6),
        ("a {% segment city %}{% endsegment %}", "unquoted_segment", 3),
        ("a {% if city = 'Vic' %}{% endif %}", "one_equals", 3),
        ("a {{ customer.health }}", "withheld_field", 6),
        ("a {{ customer }}", "which_field", 6),
        ("a {{ customer[city] }}", "which_field", 6),
        ("a {% for each in offers %}{{ each.nam }}{% endfor %}", "unknown_thing", 30),
        ("a {% assign city = 1 %}", "shadows", 6),
        ("a {% for offers in offers %}{% endfor %}", "shadows", 6),
        ("a {{ (1..3) }}", "range_outside", 3),
    ],
)
def test_each_problem_has_its_line_and_column(fields, written, code, column):
    assert problems(fields, text=f"Hi,\n{written}") == [("text", code, 2, column)]


def test_all_problems_of_all_parts_come_at_once(fields):
    found = problems(
        fields, subject="{{ a1 }}", html="<p>{{ b2 }}</p>", text="{{ c3 }} {{ d4 }}", preheader="{{ e5 }}"
    )
    assert sorted(part for part, *_ in found) == ["html", "preheader", "subject", "text", "text"]


def test_problems_are_told_in_six_languages(fields):
    with pytest.raises(MessageError) as caught:
        mail(fields, text="{{ customer.frist_name }}")
    said = {language: caught.value.problems[0].say(language) for language in LANGUAGES}
    assert len(set(said.values())) == len(LANGUAGES)
    assert all("customer.first_name" in each for each in said.values())


@pytest.mark.parametrize(
    ("writing", "code"),
    [
        (Writing("pigeon", text="a"), "unknown_channel"),
        (Writing("email", text="a"), "no_subject"),
        (Writing("email", subject="a"), "no_body"),
        (Writing("email", subject="a", html="<p>", mjml="<mjml/>"), "two_bodies"),
        (Writing("sms"), "no_text"),
        (Writing("sms", text="a", html="<p>"), "no_html_here"),
        (Writing("sms", text="a" * 500_001), "too_long"),
    ],
)
def test_a_message_needs_what_its_channel_carries(fields, writing, code):
    with pytest.raises(MessageError) as caught:
        compose(writing, fields)
    assert code in [each.code for each in caught.value.problems]


def test_plural_with_the_wrong_number_of_forms_is_found_before_anybody_gets_it(fields):
    with pytest.raises(
        MessageError, match=r"column 1: «plural» takes 3 forms in this language \(ru\): one, few, many"
    ):
        compose(Writing("sms", text="{{ age | plural: 'год', 'года' }}", language="ru"), fields)


def test_a_mail_without_a_way_out_and_one_that_gmail_clips_are_pointed_out(fields):
    made = mail(fields, html="<p>" + "a" * 110_000 + "</p>")
    assert [each.code for each in made.warnings] == ["no_unsubscribe", "clipped"]
    assert mail(fields, text="{{ unsubscribe_url }}").warnings == ()


def test_what_cannot_be_written_for_one_recipient_is_her_fault_only(fields):
    composed = compose(Writing("sms", text="{% if age > 3 %}a{% endif %}b"), fields)
    assert [composed.render({"age": age}).text for age in (5, 1, None)] == ["ab", "b", "b"]
    with pytest.raises(WriteError, match="'<' and '>' are not supported"):
        composed.render({"age": "five"})


def test_a_text_held_against_a_number_is_found_before_anybody_gets_it(fields):
    with pytest.raises(MessageError, match=r"column 1: \{% if city > 3 %\} compares a text with a number"):
        compose(Writing("sms", text="{% if city > 3 %}a{% endif %}b"), fields)

"""What people get wrong, where it is pointed at, and what is said; sentences are compared whole."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clientela.errors import RuleSyntaxError
from clientela.rules.text import parse_rule, parse_value, write_rule
from clientela.rules.vocabulary import EXAMPLES, FOREIGN_SIGNS, FOREIGN_WORDS, FUNCTIONS

WINDOWS = "try 'last 90 days', 'this month' or 'since 2026-01-31'"
CITY = "such as city = 'Barcelona'"
OPERATORS = "such as =, >=, in, between, contains or is set"

MISTAKES: dict[str, tuple[int, str]] = {
    "": (1, f"the rule is empty; write a condition {CITY}"),
    "age beetween 25 and 35": (5, "no keyword 'beetween'; did you mean 'between'?"),
    "interests include 'x'": (11, "no keyword 'include'; did you mean 'includes'?"),
    "nevr order_completed": (1, "no keyword 'nevr'; did you mean 'never'?"),
    "did order_completed at lest 3 times": (24, "no keyword 'lest'; did you mean 'least'?"),
    "last(e).at < 3 dys ago": (16, "no keyword 'dys'; did you mean 'days'?"),
    "cout(order_completed) > 3": (1, "no function 'cout'; did you mean 'count'?"),
    "age >= ": (7, "expected a value after '>='"),
    "age > and b = 3": (7, "expected a value after '>'"),
    "city = Madrid": (
        8,
        "expected a value after '=', found Madrid; a text goes in single quotes, 'Madrid', "
        "and two variables are compared as in a - b > 0",
    ),
    'city = "Madrid"': (
        8,
        "texts go in single quotes, 'Madrid', and names with spaces in backticks, `loyalty card`",
    ),
    "city = 'Madrid": (
        8,
        "the text that begins here has no closing '; a ' inside a text is written twice: ''",
    ),
    "`loyalty card = 3": (1, "the name that begins here has no closing `"),
    "name = 'O'Brien'": (11, "a ' inside a text is written twice, as in 'O''Brien'"),
    "age = 1 and": (12, f"expected a condition after 'and', {CITY}"),
    "age = 1 and and b = 2": (13, "expected a condition here, not 'and'"),
    "(age = 1": (1, "the '(' opened here is never closed"),
    "a = 1 and (b = 2 or (c = 3)": (11, "the '(' opened here is never closed"),
    "age = 1)": (8, "this ')' closes nothing: remove it, or add the '(' it belongs to"),
    "age == 3": (5, "'==' is not used in rules; write '='"),
    "age <> 3": (5, "'<>' is not used in rules; write '!='"),
    "a = 1 && b = 2": (7, "'&&' is not used in rules; write 'and'"),
    "city LIKE 'a%'": (6, "'LIKE' is not used in rules; write contains, starts with or ends with"),
    "city is null": (9, "'null' is not used in rules; write is set or is not set"),
    "age = 1;": (8, "a rule ends without ';'; join conditions with 'and' or 'or'"),
    "age = 1,5": (8, "decimals take a point, as in 1.5"),
    "age = 1 b = 2": (9, "expected 'and', 'or' or the end of the rule after '1'; found 'b'"),
    "is_vip and age = 1": (
        8,
        f"expected an operator after 'is_vip', {OPERATORS}; found 'and'; "
        "if it is true or false, write is_vip = true",
    ),
    "did order_completed in": (23, f"a window is missing after 'in': {WINDOWS}"),
    "did order_completed in 90 days": (24, "a window is missing after 'in': did you mean 'last 90 days'?"),
    "did order_completed in lst 90 days": (24, "no window 'lst'; did you mean 'last'?"),
    "did order_completed in last month": (
        29,
        "write 'last 1 month', counted back from now, or 'previous month', the whole one before this",
    ),
    "did order_completed in last 3 days in this year": (39, "the window is given twice"),
    "did order_completed where a = 1 and b = 2 in last 3 days": (
        21,
        "several filters of 'did' go in parentheses: where (a = 1 and b = 2)",
    ),
    "did 'order_completed'": (
        5,
        "expected a name after 'did'; found 'order_completed'; names stand without quotes, or in backticks",
    ),
    "did and": (5, "expected a name here, not 'and'; a name like that goes in backticks"),
    "did order_completed at least 1.5 times": (30, "a whole number is needed here, not 1.5"),
    "never order_completed at least 2 times": (
        32,
        "'never' takes no number of times; write did … at most 2 times",
    ),
    "first_time(order_completed)": (
        27,
        "a window is missing: write it as in first_time(order_completed, last 30 days)",
    ),
    "stopped(order_completed)": (
        24,
        "this is not finished: write it as in stopped(order_completed, 90 days)",
    ),
    "sequence(a, b)": (
        13,
        "each further step begins with 'then', as in "
        "sequence(product_added, then order_completed within 7 days)",
    ),
    "consents email for marketing": (
        10,
        "'consents' is not followed by 'email'; write it as in consents to email for marketing",
    ),
    "in segment VIP": (12, "expected a text in single quotes after 'segment'; write 'VIP'"),
    "top 10 percent revenue": (16, "expected 'by' after 'percent'; found 'revenue'"),
    "citi.name = 3": (
        5,
        "'citi' has no fields; a dot follows company, customer, deal or a function, "
        "as in last(order_completed).amount; a name that has a dot in it goes in backticks",
    ),
    "compny.name = 3": (1, "'compny' has no fields; did you mean 'company'?"),
    "born = 2026-02-30": (8, "there is no date 2026-02-30; write year-month-day, as in 2026-01-31"),
    "born != 2026-02-03": (
        6,
        "'!=' does not take a moment; use before, after, on, between … and … or within",
    ),
    "age between 3 and 2026-01-01": (19, "between takes two values or two moments, not one of each"),
    "age = 1e999": (7, "1e999 is too large: a rule holds whole numbers of 64 bits and doubles"),
    "share(deal) = 1": (1, "no share over deals; there are count, sum, avg, min, max, distinct"),
    "sum(deal.amount, last 3 days) = 1": (
        23,
        "deals take no window here; filter them: where created_at within …",
    ),
    "nth(order_completed).amount > 3": (
        1,
        "which one? Say it after a comma, as in nth(order_completed, 2).amount",
    ),
    "birthday within this month": (
        17,
        "a yearly return is sought in 'last n days' or 'next n days'; for a month write month(birthday) = 5, "
        "for the date of birth itself date(birthday) within …",
    ),
    "not " * 200 + "age = 1": (
        801,
        "the rule nests deeper than 100 levels; save parts of it as segments and refer to them "
        "with: in segment 'NAME'",
    ),
    "(" * 200 + "age = 1": (200, "the '(' opened here is never closed"),
    "any deal (" * 5000 + "a = 1" + ")" * 5000: (
        1001,
        "the rule nests deeper than 100 levels; save parts of it as segments and refer to them "
        "with: in segment 'NAME'",
    ),
}


@pytest.mark.parametrize("text", MISTAKES, ids=lambda text: text[:40] or "empty")
def test_mistake_is_pointed_at_and_explained(text: str) -> None:
    column, sentence = MISTAKES[text]
    with pytest.raises(RuleSyntaxError) as caught:
        parse_rule(text)
    assert caught.value.reason == sentence
    assert caught.value.line == 1
    assert caught.value.column == column


def test_mistake_on_a_later_line_is_drawn_under_that_line() -> None:
    with pytest.raises(RuleSyntaxError) as caught:
        parse_rule("age > 18\n  and city == 'Madrid'\n  and a = 1")
    assert str(caught.value) == (
        "line 2, column 12: '==' is not used in rules; write '='\n    and city == 'Madrid'\n             ^"
    )


def test_empty_value_is_explained() -> None:
    with pytest.raises(RuleSyntaxError) as caught:
        parse_value("  ")
    assert (
        caught.value.reason
        == "the value is empty; write one such as sum(order_completed.amount, last 90 days)"
    )


@pytest.mark.parametrize("text", ["(" * 200 + "age = 1" + ")" * 200, "(" * 5000 + "age = 1" + ")" * 5000])
def test_superfluous_parentheses_of_any_depth_are_harmless(text: str) -> None:
    assert parse_rule(text) == parse_rule("age = 1")


WRONG_AND_RIGHT = [*list(MISTAKES)[:60], *EXAMPLES.values()]
WORDS = sorted({word for text in WRONG_AND_RIGHT for word in re.findall(r"\w+|\S", text)})


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(WORDS) | st.text(max_size=2), max_size=12).map(" ".join))
def test_any_text_is_a_rule_or_a_mistake_at_a_place_in_it(text: str) -> None:
    mistake = None
    try:
        rule = parse_rule(text)
    except RuleSyntaxError as error:
        mistake = error
    if mistake is None:
        assert parse_rule(write_rule(rule)) == rule
    else:
        assert 1 <= mistake.column <= len(text.split("\n")[mistake.line - 1]) + 1


@pytest.mark.parametrize("example", sorted(set(EXAMPLES.values())))
def test_every_example_in_a_message_parses(example: str) -> None:
    assert parse_rule(example) is not None


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_function_that_is_suggested_exists(function: str) -> None:
    with pytest.raises(RuleSyntaxError) as caught:
        parse_value(f"{function}(")
    assert "is no function" not in caught.value.reason


@pytest.mark.parametrize("sign", FOREIGN_SIGNS)
def test_foreign_sign_gets_its_own_answer(sign: str) -> None:
    with pytest.raises(RuleSyntaxError) as caught:
        parse_rule(f"age {sign} 3")
    assert caught.value.reason == f"'{sign}' is not used in rules; write '{FOREIGN_SIGNS[sign]}'"


@pytest.mark.parametrize("word", FOREIGN_WORDS)
def test_foreign_word_gets_its_own_answer(word: str) -> None:
    with pytest.raises(RuleSyntaxError) as caught:
        parse_rule(f"age {word} 3")
    said = f"'{word}' is not used in rules; write {FOREIGN_WORDS[word]}"
    dates = ", or a date such as 2026-01-31" if word in {"today", "yesterday"} else ""
    assert caught.value.reason == said + dates

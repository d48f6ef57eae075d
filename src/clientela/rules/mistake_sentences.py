"""What is said of a mistake in rule text: the sentences in English, and how one is put together.

Other languages put their own sentences together in the same way (`clientela.catalog.problems`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

_WINDOWS = "try 'last 90 days', 'this month' or 'since 2026-01-31'"
_CITY = "such as city = 'Barcelona'"

ENGLISH: Mapping[str, str] = {
    "after": "after '{word}'",
    "instead": "; found {word}",
    "or": "{most} or {last}",
    "rule_end": "the end of the rule",
    "something_else": "something else",
    "rule_empty": f"the rule is empty; write a condition {_CITY}",
    "value_empty": "the value is empty; write one such as sum(order_completed.amount, last 90 days)",
    "quote_inside": "a ' inside a text is written twice, as in 'O''Brien'",
    "quote_open": "the text that begins here has no closing '; a ' inside a text is written twice: ''",
    "backtick_open": "the name that begins here has no closing `",
    "quotes": "texts go in single quotes, 'Madrid', and names with spaces in backticks, `loyalty card`",
    "foreign": "'{word}' is not used in rules; write '{write}'",
    "foreign_plain": "'{word}' is not used in rules; write {write}",
    "foreign_search": "'{word}' is not used in rules; write contains, starts with or ends with",
    "foreign_known": "'{word}' is not used in rules; write is set or is not set",
    "foreign_day": "'{word}' is not used in rules; write {write}, or a date such as 2026-01-31",
    "decimal_comma": "decimals take a point, as in 1.5",
    "semicolon": "a rule ends without ';'; join conditions with 'and' or 'or'",
    "parenthesis_stray": "this ')' closes nothing: remove it, or add the '(' it belongs to",
    "parenthesis_open": "the '(' opened here is never closed",
    "function_near": "no function '{word}'; did you mean '{near}'?",
    "no_function": "'{word}' is no function; a variable takes values in parentheses: {word}('shoes')",
    "owner_near": "'{word}' has no fields; did you mean '{near}'?",
    "no_owner": (
        "'{word}' has no fields; a dot follows company, customer, deal or a function, "
        "as in last(order_completed).amount; a name that has a dot in it goes in backticks"
    ),
    "filters_loose": "several filters of 'did' go in parentheses: where (a = 1 and b = 2)",
    "window_missing_in": "a window is missing: write it as in {example}",
    "unfinished": "this is not finished: write it as in {example}",
    "last_unit": (
        "write 'last 1 {unit}', counted back from now, or 'previous {unit}', the whole one before this"
    ),
    "then_missing": "each further step begins with 'then', as in {example}",
    "window_last": "a window is missing{after}: did you mean 'last {length}'?",
    "window_near": "no window '{word}'; did you mean '{near}'?",
    "list_or_window": f"expected a list{{after}}, such as (6, 7), or a window: {_WINDOWS}",
    "window_missing": f"a window is missing{{after}}: {_WINDOWS}",
    "keyword_near": "no keyword '{word}'; did you mean '{near}'?",
    "joint_for_condition": "expected a condition here, not '{word}'",
    "not_followed": "'{word}' is not followed by '{next}'; write it as in {example}",
    "value_missing": "expected a value{after}",
    "value_unquoted": (
        "expected a value{after}, found {word}; a text goes in single quotes, '{word}', "
        "and two variables are compared as in a - b > 0"
    ),
    "moment_missing": "expected a moment{after}: a date such as 2026-01-31, '30 days ago' or 'now'",
    "condition_missing": f"expected a condition{{after}}, {_CITY}{{instead}}",
    "variable_missing": "expected a variable or a function{after}, such as age{instead}",
    "operator_missing": (
        "expected an operator{after}, such as =, >=, in, between, contains or is set{instead}"
    ),
    "operator_missing_yes_no": (
        "expected an operator{after}, such as =, >=, in, between, contains or is set{instead}; "
        "if it is true or false, write {word} = true"
    ),
    "name_missing": "expected a name{after}{instead}",
    "name_quoted": "expected a name{after}{instead}; names stand without quotes, or in backticks",
    "number_missing": "expected a number{after}{instead}",
    "text_missing": "expected a text in single quotes{after}{instead}",
    "text_unquoted": "expected a text in single quotes{after}; write '{word}'",
    "expected": "expected {either}{after}{instead}",
    "operator_and_moment": (
        "'{word}' does not take a moment; use before, after, on, between … and … or within"
    ),
    "between_mixed": "between takes two values or two moments, not one of each",
    "yearly_return": (
        "a yearly return is sought in 'last n days' or 'next n days'; for a month write month(birthday) = 5, "
        "for the date of birth itself date(birthday) within …"
    ),
    "changed_no_attribute": "only an attribute can change, as in income changed within last 30 days",
    "bucket_share": "a bucket is a share of all: write bucket('autumn-test') < 10 percent",
    "never_times": "'never' takes no number of times; write did … at most 2 times",
    "filter_twice": "the filter is given (join filters as in where (a = 1 and b = 2)) twice",
    "window_twice": "the window is given twice",
    "times_twice": "the number of times is given twice",
    "said_twice": "this is said twice; name several fields as in same (cart_id, item)",
    "whole_number": "a whole number is needed here, not {word}",
    "joint_for_name": "expected a name here, not '{word}'; a name like that goes in backticks",
    "deal_field_alone": (
        "deal.{word} can only be compared by itself, as in deal.{word} = …; "
        "otherwise write any deal ({word} …), or sum(deal.{word})"
    ),
    "deal_arguments": "a field of a deal takes no arguments",
    "kinds_loose": "put the event kinds in parentheses: ({kinds}).{field}",
    "deal_window": "deals take no window here; filter them: where created_at within …",
    "deal_function": "no {word} over deals; there are {functions}",
    "nth_which": "which one? Say it after a comma, as in nth(order_completed, 2).amount",
    "clock_unit": "'{which} {unit}': take day, week, month, quarter or year",
    "too_deep": (
        "the rule nests deeper than {levels} levels; save parts of it as segments and refer to them "
        "with: in segment 'NAME'"
    ),
    "no_escape": "no escape '{word}'; in a text that begins with e, write \\\\ for \\ and \\n for a line end",
    "too_large": "{word} is too large: a rule holds whole numbers of 64 bits and doubles",
    "no_date": "there is no date {word}; write year-month-day, as in 2026-01-31",
    "no_instant": "there is no instant {word}; write one as in 2026-01-31T10:00:00+01:00",
}


def mistake_in_english(code: str, facts: Mapping[str, object]) -> str:
    """The sentence in English."""
    return mistake_said(code, facts, ENGLISH.__getitem__)


def mistake_said(code: str, facts: Mapping[str, object], phrase: Callable[[str], str]) -> str:
    """The sentence of that code with its facts in place; `phrase` knows the sentences of a language.

    `after` (the word before) and `instead` (the word that stands there) are said only where there is one.
    """
    told = dict(facts)
    after, instead = facts.get("after"), facts.get("instead")
    told["after"] = f" {phrase('after').format(word=after)}" if after else ""
    told["instead"] = phrase("instead").format(word=_in_quotes(str(instead))) if instead else ""
    if "words" in facts:
        told["either"] = _either(facts, phrase)
    return phrase(code).format(**told)


def _in_quotes(word: str) -> str:
    return word if word.startswith("'") else f"'{word}'"


def _either(facts: Mapping[str, object], phrase: Callable[[str], str]) -> str:
    given = facts["words"]
    words = [f"'{word}'" for word in given] if isinstance(given, Iterable) else []
    words += [phrase("rule_end")] if facts.get("at_end") else []
    *most, last = words or [phrase("something_else")]
    return phrase("or").format(most=", ".join(most), last=last) if most else last

"""The words of rule text by the grammar's terminals, and the words other languages use instead."""

from __future__ import annotations

from functools import cache

from lark import Lark
from lark.lexer import PatternStr

UNITS = ("second", "minute", "hour", "day", "week", "month", "quarter", "year")
FUNCTIONS = (
    *("count", "sum", "avg", "min", "max", "distinct", "share", "mode"),
    *("gap_avg", "gap_min", "gap_max", "gap_median", "first", "last", "nth", "answer", "date", "field"),
    *("weekday", "day", "month", "quarter", "year", "hour", "sequence", "regularly", "stopped", "resumed"),
    *("first_time", "bucket", "compare"),
)
OPENING_WORDS = (
    *(
        "did",
        "never",
        "not",
        "any",
        "all",
        "every",
        "none",
        "no",
        "in",
        "entered",
        "left",
        "within",
        "inside",
    ),
    *("top", "bottom", "decile", "got", "opened", "clicked", "answered", "bounced", "unsubscribed"),
    *("complained", "converted", "consents", "anniversary", "estimate", "case", "days", "months", "years"),
    "company",
)
OWNERS = ("company", "customer", "deal")
WINDOW_WORDS = ("last", "next", "this", "previous", "from", "since", "until", "between", "after", "all")

_PATTERNS = {
    "BESIDE": ("before", "after", "on"),
    "STARTS_OR_ENDS": ("starts", "ends"),
    "HOW_MANY": ("any", "all", "none"),
    "ANCHOR": ("any", "first", "last"),
    "BOUND": ("low", "high"),
    "MEASURE": ("percent", "customers"),
    "THIS_OR_PREVIOUS": ("this", "previous"),
    "UNIT": (*UNITS, *(f"{unit}s" for unit in UNITS)),
    "OPERATOR": ("=", "!=", "<", "<=", ">", ">="),
    "ADD": ("+", "-"),
    "MULTIPLY": ("*", "/"),
}

FOREIGN_SIGNS = {
    "==": "=",
    "<>": "!=",
    "&&": "and",
    "&": "and",
    "||": "or",
    "|": "or",
    "!": "not",
    "≥": ">=",
    "≤": "<=",
    "≠": "!=",
    "[": "(",
    "]": ")",
    "{": "(",
    "}": ")",
}
_TEXT_SEARCH = "contains, starts with or ends with"
_KNOWN = "is set or is not set"
_SEARCHING = ("like", "ilike", "rlike", "regexp", "matches")
_KNOWING = ("null", "nil", "empty", "blank", "missing", "unknown", "known")
FOREIGN_WORDS = {
    **dict.fromkeys(_SEARCHING, _TEXT_SEARCH),
    **dict.fromkeys(_KNOWING, _KNOWN),
    "equals": "=",
    "equal": "=",
    "greater": ">",
    "more": ">",
    "less": "<",
    "fewer": "<",
    "but": "and",
    "having": "where",
    "yes": "true",
    "today": "now",
    "yesterday": "1 day ago",
}
FOREIGN_WORDS_SAID = {
    **dict.fromkeys(_SEARCHING, "foreign_search"),
    **dict.fromkeys(_KNOWING, "foreign_known"),
    **dict.fromkeys(("today", "yesterday"), "foreign_day"),
}
"""Which sentence answers those for which the rule language has more than one word."""


_DEALS = "any deal (status = 'lost')"
_MESSAGES = "opened campaign 'Spring' within last 30 days"
_WINDOWS = "did order_completed in last 90 days"
EXAMPLES = {
    "consents": "consents to email for marketing",
    "anniversary": "anniversary of signed_up within next 7 days",
    "estimate": "estimate churn_risk >= 0.6",
    "case": "case when age < 18 then 'young' else 'adult' end = 'young'",
    "first_time": "first_time(order_completed, last 30 days)",
    "stopped": "stopped(order_completed, 90 days)",
    "resumed": "resumed(order_completed, after 90 days)",
    "regularly": "regularly(order_completed, 5 of last 6 months)",
    "sequence": "sequence(product_added, then order_completed within 7 days)",
    **dict.fromkeys(("entered", "left"), "entered segment 'VIP' within last 30 days"),
    **dict.fromkeys(
        ("got", "opened", "clicked", "answered", "converted", "bounced", "unsubscribed", "complained"),
        _MESSAGES,
    ),
    **dict.fromkeys(("top", "bottom"), "top 10 percent by revenue_365d"),
    "decile": "decile 1 by revenue_365d",
    **dict.fromkeys(("any", "all", "every", "none", "no"), _DEALS),
    **dict.fromkeys(("days", "months", "years"), "days since last(order_completed).at > 30"),
    **dict.fromkeys(WINDOW_WORDS[:-1], _WINDOWS),
}


@cache
def words_of(grammar: Lark) -> dict[str, tuple[str, ...]]:
    """How each terminal that is made of fixed words is spelled."""
    fixed = {
        terminal.name: (str(terminal.pattern.value),)
        for terminal in grammar.terminals
        if isinstance(terminal.pattern, PatternStr)
    }
    return fixed | _PATTERNS

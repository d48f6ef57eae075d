"""What people get wrong in rule text, and what to say to them.

The parser knows only which words could have come next. `CHECKS` are tried in order, the surest first;
the first that recognises the mistake words it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from lark import Lark, Token
from lark.exceptions import UnexpectedInput, UnexpectedToken

from clientela.errors import RuleSyntaxError, nearest
from clientela.rules.spelling import JOINTS
from clientela.rules.vocabulary import (
    EXAMPLES,
    FOREIGN_SIGNS,
    FOREIGN_WORDS,
    FUNCTIONS,
    OPENING_WORDS,
    OWNERS,
    UNITS,
    WINDOW_WORDS,
    words_of,
)

_WORD = re.compile(r"[^\W\d]\w*|[0-9][\w.]*|'(?:[^'\n]|'')*'|==|<>|&&|\|\||.", re.DOTALL)
_QUOTES = '"“”„«»‘’'
_TRY_WINDOW = "try 'last 90 days', 'this month' or 'since 2026-01-31'"


@dataclass(frozen=True, slots=True)
class Mistake:
    """Where the text stopped making sense, and what could have stood there."""

    text: str
    offset: int
    before: tuple[Token, ...]
    expected: frozenset[str]
    words: dict[str, tuple[str, ...]]
    is_value: bool

    @property
    def found(self) -> str:
        """The word at the place; empty at the end of the text."""
        match = _WORD.match(self.text, self.offset)
        return match[0].strip() if match else ""

    @property
    def is_name(self) -> bool:
        return bool(re.match(r"[^\W\d]", self.found))

    @property
    def is_keyword(self) -> bool:
        return self.found.lower() in {word for words in self.words.values() for word in words}

    def previous(self, back: int = 1) -> Token | None:
        return self.before[-back] if len(self.before) >= back else None

    def after(self) -> str:
        """` after '>='`, or nothing at the start of the text."""
        return f" after '{self.previous()}'" if self.before else ""

    def expects(self, *terminals: str) -> bool:
        return self.expected.issuperset(terminals)

    def expected_words(self) -> list[str]:
        return [word for name in sorted(self.expected) for word in self.words.get(name, ())]


@dataclass(frozen=True, slots=True)
class Finding:
    """What to say, and where if not at the place itself."""

    message: str
    at: Token | None = None


def explain(grammar: Lark, text: str, start: str, error: UnexpectedInput) -> RuleSyntaxError:
    """The parser's error in the user's words."""
    mistake = _placed(grammar, text, start, error)
    finding = next(found for check in CHECKS if (found := check(mistake)) is not None)
    offset = finding.at.start_pos if finding.at is not None else mistake.offset
    line, column = _line_and_column(text, offset or 0)
    return RuleSyntaxError(finding.message, line=line, column=column, text=text)


def _placed(grammar: Lark, text: str, start: str, error: UnexpectedInput) -> Mistake:
    at_end = isinstance(error, UnexpectedToken) and error.token.type == "$END"
    offset = len(text.rstrip()) if at_end else int(error.pos_in_stream or 0)
    state = grammar.parse_interactive(text, start=start)
    before: list[Token] = []
    try:
        for token in state.iter_parse():
            if (token.start_pos or 0) >= offset:
                break
            before.append(token)
    except UnexpectedInput:
        pass  # the very mistake that is being explained
    expected = frozenset(state.accepts())  # type: ignore[no-untyped-call]
    return Mistake(text, offset, tuple(before), expected, words_of(grammar), start == "value")


def _line_and_column(text: str, offset: int) -> tuple[int, int]:
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def _nothing_written(mistake: Mistake) -> Finding | None:
    if mistake.before or mistake.found:
        return None
    if mistake.is_value:
        return Finding("the value is empty; write one such as sum(order_completed.amount, last 90 days)")
    return Finding("the rule is empty; write a condition such as city = 'Barcelona'")


def _quotes(mistake: Mistake) -> Finding | None:
    found, previous = mistake.found, mistake.previous()
    if (
        previous is not None
        and previous.type == "TEXT"
        and previous.end_pos == mistake.offset
        and mistake.is_name
    ):
        return Finding("a ' inside a text is written twice, as in 'O''Brien'")
    if found == "'":
        return Finding("the text that begins here has no closing '; a ' inside a text is written twice: ''")
    if found == "`":
        return Finding("the name that begins here has no closing `")
    if found and found in _QUOTES:
        return Finding(
            "texts go in single quotes, 'Madrid', and names with spaces in backticks, `loyalty card`"
        )
    return None


def _foreign(mistake: Mistake) -> Finding | None:
    found = mistake.found
    if found in FOREIGN_SIGNS:
        return Finding(f"'{found}' is not used in rules; write '{FOREIGN_SIGNS[found]}'")
    if found == "," and re.match(r"[0-9],[0-9]", mistake.text[mistake.offset - 1 :]):
        return Finding("decimals take a point, as in 1.5")
    if found == ";":
        return Finding("a rule ends without ';'; join conditions with 'and' or 'or'")
    if found.lower() in FOREIGN_WORDS:
        return Finding(f"'{found}' is not used in rules; write {FOREIGN_WORDS[found.lower()]}")
    return None


def _stray_parenthesis(mistake: Mistake) -> Finding | None:
    if mistake.found == ")" and _open_parenthesis(mistake) is None:
        return Finding("this ')' closes nothing: remove it, or add the '(' it belongs to")
    return None


def _open_parenthesis(mistake: Mistake) -> Token | None:
    still_open: list[Token] = []
    for token in mistake.before:
        if token.type == "LPAR":
            still_open.append(token)
        elif token.type == "RPAR" and still_open:
            still_open.pop()
    return still_open[-1] if still_open else None


def _unclosed_parenthesis(mistake: Mistake) -> Finding | None:
    opening = _open_parenthesis(mistake)
    if mistake.found or opening is None or not mistake.expects("RPAR"):
        return None
    return Finding("the '(' opened here is never closed", opening)


def _misspelt_function(mistake: Mistake) -> Finding | None:
    name = mistake.previous(2)
    if (
        name is None
        or name.type != "NAME"
        or mistake.previous() != "("
        or not mistake.expects("TRUE", "RPAR")
    ):
        return None
    close = nearest(name, FUNCTIONS)
    if close:
        return Finding(f"no function '{name}'; did you mean '{close}'?", name)
    return Finding(f"'{name}' is no function; a variable takes values in parentheses: {name}('shoes')", name)


def _wrong_owner(mistake: Mistake) -> Finding | None:
    owner = mistake.previous()
    if mistake.found != "." or owner is None or owner.type != "NAME" or not mistake.expects("CHANGED"):
        return None
    close = nearest(owner, OWNERS)
    if close:
        return Finding(f"'{owner}' has no fields; did you mean '{close}'?", owner)
    return Finding(
        f"'{owner}' has no fields; a dot follows company, customer, deal or a function, "
        "as in last(order_completed).amount; a name that has a dot in it goes in backticks"
    )


def _loose_filter(mistake: Mistake) -> Finding | None:
    filters = [token for token in mistake.before if token.type == "WHERE"]
    if (
        not filters
        or mistake.found.lower() not in {"in", "within", "at", "exactly"}
        or not mistake.expects("AND")
    ):
        return None
    return Finding("several filters of 'did' go in parentheses: where (a = 1 and b = 2)", filters[-1])


def _unfinished_function(mistake: Mistake) -> Finding | None:
    opening = _open_parenthesis(mistake)
    if mistake.found not in {"", ")"} or opening is None or mistake.expects("RPAR"):
        return None
    function = mistake.before[mistake.before.index(opening) - 1] if opening is not mistake.before[0] else ""
    example = EXAMPLES.get(str(function).lower())
    if example is None or not mistake.expects("COMMA"):
        return None
    missing = "a window is missing" if function.lower() == "first_time" else "this is not finished"
    return Finding(f"{missing}: write it as in {example}")


def _ambiguous_last(mistake: Mistake) -> Finding | None:
    unit = mistake.found.lower()
    if mistake.expected != {"NUMBER"} or unit not in UNITS or str(mistake.previous()).lower() != "last":
        return None
    return Finding(
        f"write 'last 1 {unit}', counted back from now, or 'previous {unit}', the whole one before this"
    )


def _missing_window(mistake: Mistake) -> Finding | None:
    if not mistake.expects("LAST", "THIS_OR_PREVIOUS"):
        return None
    if mistake.expects("THEN"):
        return Finding(f"each further step begins with 'then', as in {EXAMPLES['sequence']}")
    length = re.match(r"[0-9]+\s*[^\W\d]\w*", mistake.text[mistake.offset :])
    if length:
        return Finding(f"a window is missing{mistake.after()}: did you mean 'last {length[0]}'?")
    close = nearest(mistake.found, WINDOW_WORDS) if mistake.is_name else None
    if close:
        return Finding(f"no window '{mistake.found}'; did you mean '{close}'?")
    if mistake.expects("LPAR"):
        return Finding(f"expected a list{mistake.after()}, such as (6, 7), or a window: {_TRY_WINDOW}")
    return Finding(f"a window is missing{mistake.after()}: {_TRY_WINDOW}")


def _misspelt_keyword(mistake: Mistake) -> Finding | None:
    if not mistake.is_name or mistake.is_keyword or mistake.expects("NAME"):
        return None
    close = nearest(mistake.found, mistake.expected_words())
    return Finding(f"no keyword '{mistake.found}'; did you mean '{close}'?") if close else None


def _misused_opening(mistake: Mistake) -> Finding | None:
    """A condition began with a word that is (nearly) a keyword, but did not go on as that keyword does."""
    word = mistake.previous()
    if word is None or word.type != "NAME" or not mistake.expects("CHANGED") or not mistake.found:
        return None
    if word.lower() in JOINTS:
        return Finding(f"expected a condition here, not '{word}'", word)
    if word.lower() in EXAMPLES:
        return Finding(
            f"'{word}' is not followed by '{mistake.found}'; write it as in {EXAMPLES[word.lower()]}"
        )
    close = nearest(word, OPENING_WORDS) if mistake.is_name and not mistake.is_keyword else None
    return Finding(f"no keyword '{word}'; did you mean '{close}'?", word) if close else None


def _missing_operand(mistake: Mistake) -> Finding | None:
    if mistake.expects("TEXT", "TRUE") and not mistake.expects("RPAR"):
        said = f"expected a value{mistake.after()}"
        if mistake.is_name and not mistake.is_keyword:
            said += (
                f", found {mistake.found}; a text goes in single quotes, '{mistake.found}', "
                "and two variables are compared as in a - b > 0"
            )
        return Finding(said)
    if mistake.expects("DATE", "NOW"):
        return Finding(
            f"expected a moment{mistake.after()}: a date such as 2026-01-31, '30 days ago' or 'now'"
        )
    return None


def _missing_condition(mistake: Mistake) -> Finding | None:
    if mistake.expects("HAPPENED"):
        return Finding(
            f"expected a condition{mistake.after()}, such as city = 'Barcelona'{_instead(mistake)}"
        )
    if mistake.expects("AGGREGATE"):
        return Finding(f"expected a variable or a function{mistake.after()}, such as age{_instead(mistake)}")
    return None


def _missing_operator(mistake: Mistake) -> Finding | None:
    if not mistake.expects("OPERATOR", "INCLUDES"):
        return None
    yes_or_no = (
        f"; if it is true or false, write {mistake.previous()} = true" if mistake.expects("CHANGED") else ""
    )
    return Finding(
        f"expected an operator{mistake.after()}, such as =, >=, in, between, contains or is set"
        f"{_instead(mistake)}{yes_or_no}"
    )


def _missing_kind_of_word(mistake: Mistake) -> Finding | None:
    if mistake.expects("NAME"):
        quoted = "; names stand without quotes, or in backticks" if mistake.found.startswith("'") else ""
        return Finding(f"expected a name{mistake.after()}{_instead(mistake)}{quoted}")
    if mistake.expected == {"NUMBER"}:
        return Finding(f"expected a number{mistake.after()}{_instead(mistake)}")
    if mistake.expected == {"TEXT"}:
        quoted = f"; write '{mistake.found}'" if mistake.is_name else _instead(mistake)
        return Finding(f"expected a text in single quotes{mistake.after()}{quoted}")
    return None


def _anything_else(mistake: Mistake) -> Finding:
    expected = set(mistake.expected)
    if "AND" in expected:
        expected -= {"UNIT", "MULTIPLY", "ADD"}
    words = [f"'{word}'" for name in sorted(expected) for word in mistake.words.get(name, ())[:8]]
    words += ["the end of the rule"] if "$END" in expected else []
    return Finding(f"expected {_either(words)}{mistake.after()}{_instead(mistake)}")


def _either(words: Iterable[str]) -> str:
    *most, last = words or ["something else"]
    return f"{', '.join(most)} or {last}" if most else last


def _instead(mistake: Mistake) -> str:
    found = mistake.found
    return f"; found {found}" if found.startswith("'") else f"; found '{found}'" if found else ""


CHECKS: tuple[Callable[[Mistake], Finding | None], ...] = (
    _nothing_written,
    _quotes,
    _foreign,
    _stray_parenthesis,
    _unclosed_parenthesis,
    _misspelt_function,
    _wrong_owner,
    _loose_filter,
    _unfinished_function,
    _ambiguous_last,
    _missing_window,
    _misspelt_keyword,
    _misused_opening,
    _missing_operand,
    _missing_condition,
    _missing_operator,
    _missing_kind_of_word,
    _anything_else,
)

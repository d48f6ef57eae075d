"""What people get wrong in rule text, and what to say to them.

The parser knows only which words could have come next. `CHECKS` are tried in order, the surest first;
the first that recognises the mistake words it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from lark import Lark, Token
from lark.exceptions import UnexpectedInput, UnexpectedToken

from clientela.errors import RuleSyntaxError, nearest
from clientela.rules.mistake_sentences import mistake_in_english
from clientela.rules.spelling import JOINTS
from clientela.rules.vocabulary import (
    EXAMPLES,
    FOREIGN_SIGNS,
    FOREIGN_WORDS,
    FOREIGN_WORDS_SAID,
    FUNCTIONS,
    OPENING_WORDS,
    OWNERS,
    UNITS,
    WINDOW_WORDS,
    words_of,
)

_WORD = re.compile(r"[^\W\d]\w*|[0-9][\w.]*|'(?:[^'\n]|'')*'|==|<>|&&|\|\||.", re.DOTALL)
_QUOTES = '"“”„«»‘’'


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

    @property
    def place(self) -> dict[str, str]:
        """The word before, and the word that stands here; empty at the text's ends."""
        return {"after": str(self.previous() or ""), "instead": self.found}

    def expects(self, *terminals: str) -> bool:
        return self.expected.issuperset(terminals)

    def expected_words(self) -> list[str]:
        return [word for name in sorted(self.expected) for word in self.words.get(name, ())]


@dataclass(frozen=True, slots=True)
class Finding:
    """What to say, and where if not at the place itself."""

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)
    at: Token | None = None


def _finding(code: str, at: Token | None = None, /, **facts: object) -> Finding:
    return Finding(code, facts, at)


def explain(grammar: Lark, text: str, start: str, error: UnexpectedInput) -> RuleSyntaxError:
    """The parser's error in the user's words."""
    mistake = _placed(grammar, text, start, error)
    finding = next(found for check in CHECKS if (found := check(mistake)) is not None)
    offset = finding.at.start_pos if finding.at is not None else mistake.offset
    line, column = _line_and_column(text, offset or 0)
    message = mistake_in_english(finding.code, finding.facts)
    return RuleSyntaxError(
        message, line=line, column=column, text=text, code=finding.code, facts=finding.facts
    )


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
    return _finding("value_empty" if mistake.is_value else "rule_empty")


def _quotes(mistake: Mistake) -> Finding | None:
    found, previous = mistake.found, mistake.previous()
    if (
        previous is not None
        and previous.type == "TEXT"
        and previous.end_pos == mistake.offset
        and mistake.is_name
    ):
        return _finding("quote_inside")
    if found == "'":
        return _finding("quote_open")
    if found == "`":
        return _finding("backtick_open")
    return _finding("quotes") if found and found in _QUOTES else None


def _foreign(mistake: Mistake) -> Finding | None:
    found = mistake.found
    if found in FOREIGN_SIGNS:
        return _finding("foreign", word=found, write=FOREIGN_SIGNS[found])
    if found == "," and re.match(r"[0-9],[0-9]", mistake.text[mistake.offset - 1 :]):
        return _finding("decimal_comma")
    if found == ";":
        return _finding("semicolon")
    if found.lower() in FOREIGN_WORDS:
        code = FOREIGN_WORDS_SAID.get(found.lower(), "foreign_plain")
        return _finding(code, word=found, write=FOREIGN_WORDS[found.lower()])
    return None


def _stray_parenthesis(mistake: Mistake) -> Finding | None:
    if mistake.found == ")" and _open_parenthesis(mistake) is None:
        return _finding("parenthesis_stray")
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
    return _finding("parenthesis_open", opening)


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
        return _finding("function_near", name, word=str(name), near=close)
    return _finding("no_function", name, word=str(name))


def _wrong_owner(mistake: Mistake) -> Finding | None:
    owner = mistake.previous()
    if mistake.found != "." or owner is None or owner.type != "NAME" or not mistake.expects("CHANGED"):
        return None
    close = nearest(owner, OWNERS)
    if close:
        return _finding("owner_near", owner, word=str(owner), near=close)
    return _finding("no_owner", word=str(owner))


def _loose_filter(mistake: Mistake) -> Finding | None:
    filters = [token for token in mistake.before if token.type == "WHERE"]
    if (
        not filters
        or mistake.found.lower() not in {"in", "within", "at", "exactly"}
        or not mistake.expects("AND")
    ):
        return None
    return _finding("filters_loose", filters[-1])


def _unfinished_function(mistake: Mistake) -> Finding | None:
    opening = _open_parenthesis(mistake)
    if mistake.found not in {"", ")"} or opening is None or mistake.expects("RPAR"):
        return None
    function = mistake.before[mistake.before.index(opening) - 1] if opening is not mistake.before[0] else ""
    example = EXAMPLES.get(str(function).lower())
    if example is None or not mistake.expects("COMMA"):
        return None
    code = "window_missing_in" if function.lower() == "first_time" else "unfinished"
    return _finding(code, example=example)


def _ambiguous_last(mistake: Mistake) -> Finding | None:
    unit = mistake.found.lower()
    if mistake.expected != {"NUMBER"} or unit not in UNITS or str(mistake.previous()).lower() != "last":
        return None
    return _finding("last_unit", unit=unit)


def _missing_window(mistake: Mistake) -> Finding | None:
    if not mistake.expects("LAST", "THIS_OR_PREVIOUS"):
        return None
    if mistake.expects("THEN"):
        return _finding("then_missing", example=EXAMPLES["sequence"])
    length = re.match(r"[0-9]+\s*[^\W\d]\w*", mistake.text[mistake.offset :])
    if length:
        return _finding("window_last", length=length[0], **mistake.place)
    close = nearest(mistake.found, WINDOW_WORDS) if mistake.is_name else None
    if close:
        return _finding("window_near", word=mistake.found, near=close)
    return _finding("list_or_window" if mistake.expects("LPAR") else "window_missing", **mistake.place)


def _misspelt_keyword(mistake: Mistake) -> Finding | None:
    if not mistake.is_name or mistake.is_keyword or mistake.expects("NAME"):
        return None
    close = nearest(mistake.found, mistake.expected_words())
    return _finding("keyword_near", word=mistake.found, near=close) if close else None


def _misused_opening(mistake: Mistake) -> Finding | None:
    """A condition began with a word that is (nearly) a keyword, but did not go on as that keyword does."""
    word = mistake.previous()
    if word is None or word.type != "NAME" or not mistake.expects("CHANGED") or not mistake.found:
        return None
    if word.lower() in JOINTS:
        return _finding("joint_for_condition", word, word=str(word))
    if word.lower() in EXAMPLES:
        example = EXAMPLES[word.lower()]
        return _finding("not_followed", word=str(word), next=mistake.found, example=example)
    close = nearest(word, OPENING_WORDS) if mistake.is_name and not mistake.is_keyword else None
    return _finding("keyword_near", word, word=str(word), near=close) if close else None


def _missing_operand(mistake: Mistake) -> Finding | None:
    if mistake.expects("TEXT", "TRUE") and not mistake.expects("RPAR"):
        unquoted = mistake.is_name and not mistake.is_keyword
        code = "value_unquoted" if unquoted else "value_missing"
        return _finding(code, word=mistake.found, **mistake.place)
    if mistake.expects("DATE", "NOW"):
        return _finding("moment_missing", **mistake.place)
    return None


def _missing_condition(mistake: Mistake) -> Finding | None:
    if mistake.expects("HAPPENED"):
        return _finding("condition_missing", **mistake.place)
    if mistake.expects("AGGREGATE"):
        return _finding("variable_missing", **mistake.place)
    return None


def _missing_operator(mistake: Mistake) -> Finding | None:
    if not mistake.expects("OPERATOR", "INCLUDES"):
        return None
    code = "operator_missing_yes_no" if mistake.expects("CHANGED") else "operator_missing"
    return _finding(code, word=str(mistake.previous()), **mistake.place)


def _missing_kind_of_word(mistake: Mistake) -> Finding | None:
    if mistake.expects("NAME"):
        return _finding("name_quoted" if mistake.found.startswith("'") else "name_missing", **mistake.place)
    if mistake.expected == {"NUMBER"}:
        return _finding("number_missing", **mistake.place)
    if mistake.expected == {"TEXT"}:
        code = "text_unquoted" if mistake.is_name else "text_missing"
        return _finding(code, word=mistake.found, **mistake.place)
    return None


def _anything_else(mistake: Mistake) -> Finding:
    expected = set(mistake.expected)
    if "AND" in expected:
        expected -= {"UNIT", "MULTIPLY", "ADD"}
    words = [word for name in sorted(expected) for word in mistake.words.get(name, ())[:8]]
    return _finding("expected", words=tuple(words), at_end="$END" in expected, **mistake.place)


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

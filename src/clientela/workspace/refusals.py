"""What the core refuses, in the language of who asked: every error of `clientela.errors` as a sentence.

Errors that carry facts are said from their facts; all others by what their English sentence is made of.
"""

from __future__ import annotations

from clientela.catalog.phrasebook import Phrasebook, capital
from clientela.catalog.problems import problem_said, text_problem_said
from clientela.catalog.retelling import Retelling
from clientela.collect.wording import RETELLING as OF_IMPORTS
from clientela.discover.thin import thin_said
from clientela.errors import (
    ClientelaError,
    RuleCheckError,
    RuleSyntaxError,
    TooThinError,
    UnknownNameError,
)
from clientela.rules.sentences import Labels

BOOK = Phrasebook("clientela.workspace", "phrases_refusals.yaml")
RETELLING = Retelling(BOOK)


def refusal_said(error: ClientelaError, language: str, labels: Labels) -> str:
    """Why something cannot be done, and its cure, in that language.

    In English where the sentence is about files, engines or folders of this machine and has no translation.
    """
    match error:
        case RuleCheckError():
            return " ".join(problem_said(problem, language, labels) for problem in error.problems)
        case RuleSyntaxError():
            return _sentence(_at_place(error, language))
        case TooThinError() if error.key:
            return thin_said(error, language)
        case UnknownNameError():
            return _sentence(_unknown(error, language))
        case ClientelaError(__cause__=RuleSyntaxError() as cause):
            name = str(error).partition(" is no ")[0]
            said = text_problem_said(cause, language)
            return BOOK.say("no_variable_because", language, a=name, said=said)
    return retold(str(error), language)


def retold(text: str, language: str) -> str:
    """A refusal that was written down in English, in that language; unchanged where it is none of ours."""
    return "\n".join(_line_retold(line, language) for line in text.splitlines())


def _line_retold(line: str, language: str) -> str:
    for retelling in (RETELLING, OF_IMPORTS):
        told = retelling.tell(line, language)
        if told is not None:
            return told if retelling.begins_with_a_value(line) else _sentence(told)
    return _behind_a_name(line, language) or line


def _behind_a_name(line: str, language: str) -> str | None:
    """What was wrong with a row, a column or a segment: the sentence stands behind what it is about."""
    name, colon, said = line.partition(": ")
    told = (RETELLING.tell(said, language) or OF_IMPORTS.tell(said, language)) if colon else None
    if told is None:
        return None
    for key, before in (("row_wrong", "row "), ("column_wrong", "column ")):
        if name.startswith(before):
            return _sentence(BOOK.say(key, language, None, a=name.removeprefix(before), said=told))
    return f"{name}: {told}"


def _at_place(error: RuleSyntaxError, language: str) -> str:
    said = text_problem_said(error, language)
    return BOOK.say("at_place", language, a=error.line, b=error.column, said=said)


def _unknown(error: UnknownNameError, language: str) -> str:
    what = RETELLING.tell(error.what, language) or error.what
    key = "unknown_near" if error.suggestion else "unknown"
    return BOOK.say(key, language, None, said=what, a=repr(error.name), b=repr(error.suggestion))


def _sentence(text: str) -> str:
    return capital(text) + ("" if text.endswith((".", "?", "!", "…")) else ".")

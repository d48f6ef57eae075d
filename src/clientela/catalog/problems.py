"""What is wrong with a rule, said in six languages to the person who edits it.

`check` words its problems in English, in the names a rule is written with; here they are said in a reader's
language, with values called as the sentences call them. So are the mistakes in a rule's text.
"""

from __future__ import annotations

from clientela.catalog.labels import known_language
from clientela.catalog.phrasebook import Phrasebook, capital
from clientela.errors import RuleProblem, RuleSyntaxError
from clientela.rules.mistake_sentences import mistake_said
from clientela.rules.nodes import Node
from clientela.rules.operators import Shape
from clientela.rules.sentences import Labels, language_of, noun_phrase
from clientela.rules.types import ValueType

PHRASES = Phrasebook("clientela.catalog", "phrases_problems.yaml")
TEXT_PHRASES = Phrasebook("clientela.catalog", "phrases_text.yaml")


def text_problem_said(error: RuleSyntaxError, language: str) -> str:
    """Why the text of a rule does not parse, in that language; in English where the error has no code."""
    if error.code not in TEXT_PHRASES.rows:
        return error.reason
    known = known_language(language)
    return mistake_said(error.code, error.facts, lambda key: TEXT_PHRASES.rows[key][known][0])


def problem_said(problem: RuleProblem, language: str, labels: Labels) -> str:
    """The problem and its cure, in that language, as a sentence."""
    key = str(problem.facts.get("phrase", ""))
    if key not in PHRASES.rows:
        return problem.message
    facts = {name: _fact_said(fact, language, labels) for name, fact in problem.facts.items()}
    if "unit" in facts:
        facts["units"] = PHRASES.say(f"unit_{facts['unit']}", language)
    if isinstance(shape := problem.facts.get("shape"), Shape):
        facts["wanted"] = PHRASES.say(f"shape_{shape.name}", language)
    said = PHRASES.say(key, language, None, **facts) + _hint(problem, language, facts)
    return capital(said) + ("" if said.endswith(("?", ".")) else ".")


def _fact_said(fact: object, language: str, labels: Labels) -> object:
    if isinstance(fact, ValueType):
        return PHRASES.say(f"type_{fact.value}", language)
    if isinstance(fact, Node):
        return language_of(language).quoted(noun_phrase(fact, language, labels))  # type: ignore[arg-type]
    return fact


def _hint(problem: RuleProblem, language: str, facts: dict[str, object]) -> str:
    """Where a name was looked for, and the nearest one or another cure."""
    hint = ""
    if facts.get("kind"):
        hint += " " + PHRASES.say("where_kind", language, kind=facts["kind"])
    if facts.get("entity"):
        hint += " " + PHRASES.say("where_entity", language)
    if facts.get("near"):
        return f"{hint}; {PHRASES.say('near', language, near=facts['near'])}"
    if facts.get("cure") and problem.code == "unknown_estimate":
        return f"{hint}; {PHRASES.say('cure_estimate', language)}"
    return hint

"""What an import says, in the six languages.

An import speaks English when it happens: its sentences lie in reports, in files of rejects and in stores of
years ago. They are said again in a reader's language by what they are made of.
"""

from __future__ import annotations

from dataclasses import replace

from clientela.catalog.phrasebook import Phrasebook
from clientela.catalog.retelling import Retelling
from clientela.collect.report import Problem

BOOK = Phrasebook("clientela.collect")
RETELLING = Retelling(BOOK, first={"without_it", "serves_as_key"})


def in_language(text: str, language: str) -> str:
    """A sentence of an import in that language; as it stands where it is none of ours."""
    return RETELLING.tell(text, language) or text


def problem_in(problem: Problem, language: str) -> Problem:
    """The problem with its reason and its cure in that language."""
    reason, cure = (in_language(text, language) for text in (problem.reason, problem.cure))
    return replace(problem, reason=reason, cure=cure)


def is_known(text: str) -> bool:
    """Whether the sentence is one that can be said in every language."""
    return RETELLING.knows(text)

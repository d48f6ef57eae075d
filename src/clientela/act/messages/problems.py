"""What is wrong with a message as written, with its place and the cure, in six languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from clientela.catalog.phrasebook import Phrasebook
from clientela.errors import ClientelaError

PHRASES = Phrasebook("clientela.act.messages")
"""What is wrong with messages and their merge fields."""


def lacking_said(code: str, what: str, language: str) -> str:
    """What is empty or unknown in somebody's text; `what` is a field, or a part of the message."""
    if code == "empty":
        what = PHRASES.say(f"part_{what}", language)
    return PHRASES.say(f"lacking_{code}", language, what=what)


@dataclass(frozen=True, slots=True)
class MessageProblem:
    """One thing wrong: `code` is stable and names a phrase, `line` and `column` count from 1.

    A line of 0 means the whole part.
    """

    part: str
    code: str
    line: int = 0
    column: int = 0
    facts: Mapping[str, str | int] = field(default_factory=dict, compare=False)

    def __str__(self) -> str:
        return self.say("en")

    def say(self, language: str) -> str:
        """The problem with its place, as a sentence with the cure."""
        part = PHRASES.say(f"part_{self.part}", language)
        said = PHRASES.say(self.code, language, number=None, **self.facts)
        if not self.line:
            return f"{part}: {said}"
        place = PHRASES.say("place", language, part=part, line=str(self.line), column=str(self.column))
        return f"{place}: {said}"


class MessageError(ClientelaError):
    """A message cannot be sent as written; `problems` holds everything that is wrong with it."""

    def __init__(self, problems: Iterable[MessageProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class LimitError(ClientelaError):
    """A message asks for more loops, text or work than one message may."""

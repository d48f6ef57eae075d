"""Who says a rule: a language, the firm's labels, and a way back to whole conditions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from clientela.rules.nodes import Condition, Scalar
from clientela.rules.sentences.labels import Labels
from clientela.rules.sentences.language import Language


@dataclass(frozen=True, slots=True)
class Teller:
    """Passed down the tree; `condition` says a condition inside a value (`where`)."""

    language: Language
    labels: Labels
    condition: Callable[[Condition, Teller], str]

    @property
    def code(self) -> str:
        """The language's code."""
        return self.language.code

    def say(self, key: str, *, number: int | None = None, **parts: str) -> str:
        """The phrase of that key, filled in."""
        return self.language.say(key, number=number, **parts)

    def scalar(self, scalar: Scalar, named: str | None = None) -> str:
        """A literal; `named` is the variable or field whose options have labels."""
        if isinstance(scalar, bool):
            return self.say("yes" if scalar else "no")
        if isinstance(scalar, str):
            label = self.labels.option(named, scalar, self.code) if named else None
            return self.language.quoted(scalar if label is None else label)
        return self.language.number(scalar)

"""A filter that is used in a way it cannot answer: told with its cure, in the writer's language."""

from __future__ import annotations

from liquid.exceptions import FilterArgumentError


class MisuseError(FilterArgumentError):
    """`code` names a phrase, `facts` are what it is filled with; the text is for whoever reads a log."""

    def __init__(self, code: str, said: str, **facts: str | int) -> None:
        self.code, self.facts = code, facts
        super().__init__(said, token=None)

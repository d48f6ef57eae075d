"""A rule on the page: what is drawn, said and asked of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from clientela.catalog.firm import FirmCatalog
from clientela.catalog.problems import problem_said
from clientela.errors import RuleProblem
from clientela.rules import nodes as n
from clientela.rules.check import check
from clientela.rules.codec import encode_rule
from clientela.rules.sentences import sentence
from clientela.rules.text import write_rule
from clientela_web.builder.drafts import finished, is_unfinished, plain, unfinished_count
from clientela_web.builder.forms import Desk, Place
from clientela_web.builder.forms.desk import Typed
from clientela_web.builder.paths import part_at, split
from clientela_web.builder.tree import Branch, branch_of
from clientela_web.workspace import firm


@dataclass(frozen=True)
class Sketch:
    """A rule while it is built, in the reader's language."""

    rule: n.Rule
    language: str
    typed: Mapping[str, Typed] = field(default_factory=dict)
    opened: str | None = None

    @property
    def catalog(self) -> FirmCatalog:
        return firm().catalog

    @property
    def text(self) -> str:
        """The rule as text, unfinished conditions included."""
        return write_rule(plain(self.rule))

    @property
    def json(self) -> str:
        return encode_rule(self.rule).decode()

    @cached_property
    def problems(self) -> tuple[RuleProblem, ...]:
        """What is wrong with the rule, apart from what is only unfinished."""
        found = check(self.rule, self.catalog, unsupported=firm().store.engine.unsupported)
        return tuple(each for each in found if not self._is_of_unfinished(each.path))

    def _is_of_unfinished(self, path: str) -> bool:
        """Is it about a condition that still lacks something?"""
        while path:
            part = part_at(self.rule, path)
            if isinstance(part, n.Condition) and not isinstance(part, n.All | n.AnyOf | n.Not):
                return is_unfinished(part)
            path, _, _ = split(path)
        return False

    @cached_property
    def asked(self) -> n.Rule | None:
        """What can be asked, without what is unfinished; None where nothing is left or it is wrong."""
        if self.problems or self.typed:
            return None
        found = finished(self.rule)
        return None if found is None else plain(found)

    @property
    def unfinished(self) -> int:
        """How many conditions still lack something."""
        return unfinished_count(self.rule)

    @property
    def is_empty(self) -> bool:
        """Is there no condition at all?"""
        return self.rule in (n.All(()), n.AnyOf(()))

    @property
    def is_whole(self) -> bool:
        """Can it be saved as it stands?"""
        return self.asked is not None and not self.unfinished and not self.is_empty

    @property
    def sentence(self) -> str:
        """What the finished part of the rule says."""
        return (
            ""
            if self.asked is None or self.is_empty
            else sentence(self.asked, self.language, self.catalog.labels)
        )

    @cached_property
    def desk(self) -> Desk:
        """What drawing needs to know."""
        faults: dict[str, list[str]] = {}
        for problem in self.problems:
            faults.setdefault(problem.path, []).append(
                problem_said(problem, self.language, self.catalog.labels)
            )
        return Desk(self.catalog, self.language, faults, self.typed, self.opened)

    @cached_property
    def tree(self) -> Branch:
        """The rule as a page draws it."""
        return branch_of(self.rule, Place(), self.desk)

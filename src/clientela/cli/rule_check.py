"""What `segment check` finds: mistakes of spelling and of meaning, in one form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clientela.cli.opening import rule_text
from clientela.cli.root import sentence_of
from clientela.errors import RuleCheckError, RuleError, RuleProblem, RuleSyntaxError

if TYPE_CHECKING:
    from clientela.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Checked:
    """The result for machines, and what a person is told when something is wrong."""

    document: dict[str, object]
    complaint: str = ""

    @property
    def is_right(self) -> bool:
        """Whether the rule can be used."""
        return not self.complaint


def checked(firm: Workspace, text: str | None, file: str | None, language: str) -> Checked:
    """Parse and check a rule; nothing that is wrong with it is raised."""
    import msgspec

    written = rule_text(text, file)
    try:
        segment = firm.segment(written)
        if problems := segment.check():
            return _wrong(RuleCheckError(problems), problems)
        rule = msgspec.Raw(segment.json.encode())
        said = {"text": segment.text, "sentence": segment.sentence(language), "rule": rule}
        return Checked({"ok": True, "problems": [], **said})
    except RuleSyntaxError as error:
        place: dict[str, object] = {"line": error.line, "column": error.column}
        return _wrong(error, [RuleProblem("", "syntax", error.reason)], place)
    except RuleError as error:
        return _wrong(error, [RuleProblem("", "format", str(error))])


def _wrong(
    error: RuleError, problems: Sequence[RuleProblem], place: dict[str, object] | None = None
) -> Checked:
    listed = [{"path": p.path, "code": p.code, "message": p.message, **(place or {})} for p in problems]
    return Checked({"ok": False, "problems": listed}, sentence_of(error))

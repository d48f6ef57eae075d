"""Every error Clientela raises on purpose.

::

    ClientelaError                 one clear sentence, in the user's words
    ├── RuleError                  a rule cannot be used as written
    │   ├── RuleSyntaxError        the text does not parse: line, column, suggestion
    │   ├── RuleFormatError        the JSON is not a rule: path, what was expected
    │   └── RuleCheckError         it parses, but `check` found problems (all of them)
    ├── UnknownNameError           no such segment, variable, customer, column …; suggests the nearest
    ├── UnsupportedByEngineError   this engine cannot answer that node
    ├── WorkspaceError             a folder is no workspace, or cannot be opened
    │   ├── WorkspaceBusyError     another process holds it: names the holder
    │   └── WorkspaceVersionError  made by a newer or a foreign program
    ├── ImportFileError            a file cannot be read as what it was said to be
    ├── CannotUndoError            an import stays: says what came later and stands on it
    ├── OutcomesError              rows of an experiment cannot be measured: row, column, cure
    ├── TooThinError               there is too little data for an honest answer
    ├── NotConvergedError          a model found no best fit: the data do not determine it
    ├── BackupError                a backup is incomplete or does not match its checksums
    └── MissingExtraError          an optional library is needed: names the extra to install
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


class ClientelaError(Exception):
    """Root of everything raised on purpose; its text is fit to show to a user."""


@dataclass(frozen=True, slots=True)
class RuleProblem:
    """One thing wrong with a rule.

    `path` leads to the node the way JSON would (``conditions[0].value``; empty for the whole rule),
    `code` is stable and meant for programs, `message` is one sentence with the cure, in English; `facts` are
    what it is about, so that it can be said in other languages (`clientela.catalog.problems`).
    """

    path: str
    code: str
    message: str
    facts: Mapping[str, object] = field(default_factory=dict, compare=False, repr=False)

    def __str__(self) -> str:
        return f"{self.path}: {self.message}" if self.path else self.message


class RuleError(ClientelaError):
    """A rule cannot be used as written."""


class RuleSyntaxError(RuleError):
    """Rule text does not parse; `line` and `column` count from 1.

    `code` and `facts` say the reason in other languages (`clientela.catalog.problems`).
    """

    def __init__(
        self,
        message: str,
        *,
        line: int,
        column: int,
        text: str,
        code: str = "",
        facts: Mapping[str, object] | None = None,
    ) -> None:
        self.line, self.column, self.text = line, column, text
        self.code, self.facts = code, dict(facts or {})
        self.reason = message
        super().__init__(self._drawn(message))

    def _drawn(self, message: str) -> str:
        lines = self.text.splitlines() or [""]
        shown = lines[min(self.line, len(lines)) - 1]
        return f"line {self.line}, column {self.column}: {message}\n  {shown}\n  {' ' * (self.column - 1)}^"


class RuleFormatError(RuleError):
    """JSON that is not a rule; the message carries the path."""


class RuleCheckError(RuleError):
    """`check` found problems; `problems` holds every one of them."""

    def __init__(self, problems: Iterable[RuleProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class UnknownNameError(ClientelaError):
    """A name that nothing answers to; suggests the nearest known one."""

    def __init__(self, what: str, name: str, known: Iterable[str] = ()) -> None:
        self.what, self.name = what, name
        self.suggestion = nearest(name, known)
        super().__init__(
            f"no {what} {name!r}" + (f"; did you mean {self.suggestion!r}?" if self.suggestion else "")
        )


class UnsupportedByEngineError(ClientelaError):
    """The engine in use cannot answer this node."""


class WorkspaceError(ClientelaError):
    """A folder is not a workspace, or it cannot be opened."""


class WorkspaceBusyError(WorkspaceError):
    """Another process holds the workspace; the message names it."""


class WorkspaceVersionError(WorkspaceError):
    """The workspace was made by a newer Clientela or by another program."""


class ImportFileError(ClientelaError):
    """A file cannot be read as what it was said to be."""


class CannotUndoError(ClientelaError):
    """An import cannot be taken back; `reasons` are all there are."""

    def __init__(self, what: str, reasons: Iterable[str]) -> None:
        self.reasons = tuple(reasons)
        super().__init__("\n".join((what, *(f"  - {reason}" for reason in self.reasons))))


class OutcomesError(ClientelaError):
    """Rows of an experiment cannot be measured; the message names row and column, and the cure."""


class TooThinError(ClientelaError):
    """There is too little data for an honest answer; the message says how much there is and is needed.

    Where `key` names a phrase of `discover/phrases_thin.yaml`, it says the same of `facts` in six languages.
    """

    def __init__(self, message: str, key: str = "", **facts: int) -> None:
        self.key, self.facts = key, facts
        super().__init__(message)


class NotConvergedError(ClientelaError):
    """A model found no best fit; the data do not determine its parameters."""


class BackupError(ClientelaError):
    """A backup is incomplete or does not match its checksums."""


class MissingExtraError(ClientelaError):
    """An optional library is not installed."""

    def __init__(self, needed_for: str, extra: str) -> None:
        super().__init__(f"{needed_for} needs an optional part: pip install 'clientela[{extra}]'")


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name most like `name`, or None when nothing is close."""
    folded = {candidate.casefold(): candidate for candidate in known}
    found = difflib.get_close_matches(name.casefold(), folded, n=1, cutoff=0.6)
    return folded[found[0]] if found else None

"""What an import did, or would do: every row accounted for."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import msgspec

SHOWN = 1000  # problems kept in the report itself; the file has them all
REJECTS_HEADER = ("line", "field", "value", "reason", "cure", "row left out")


@dataclass(frozen=True, slots=True)
class Problem:
    """One cell (or row) that cannot be taken; `whole_row` says whether the row is left out with it."""

    row: int
    field: str
    value: str
    reason: str
    cure: str
    whole_row: bool = True


@dataclass(slots=True)
class ImportReport:
    """The result of one import: `read` = `imported` + `unchanged` + `rejected`, always.

    `cells_left_out` counts values that could not be read in rows that were imported without them.
    """

    file: str
    kind: str
    dry_run: bool = False
    read: int = 0
    imported: int = 0
    unchanged: int = 0
    rejected: int = 0
    cells_left_out: int = 0
    created: Counter[str] = field(default_factory=Counter)  # customer, company … -> how many
    changed: Counter[str] = field(default_factory=Counter)
    events: Counter[str] = field(default_factory=Counter)  # new events by kind
    revised_orders: int = 0  # orders whose lines came in more than one import
    merges: list[tuple[int, int, str]] = field(default_factory=list)  # kept, merged into it, why
    conflicts: list[str] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    new_fields: list[str] = field(default_factory=list)
    quarantined: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    preview: list[dict[str, str | None]] = field(default_factory=list)
    rejects_file: str | None = None
    resumed_at: int = 0
    import_id: int = 0  # its number in the list of imports

    def add_problems(self, problems: list[Problem]) -> None:
        """Count problems and keep the first of them."""
        for problem in problems:
            self.reasons[f"{problem.field}: {problem.reason}"] += 1
            self.cells_left_out += not problem.whole_row
        self.problems += problems[: max(0, SHOWN - len(self.problems))]

    def is_balanced(self) -> bool:
        """Whether every row read is accounted for."""
        return self.read == self.imported + self.unchanged + self.rejected

    def as_json(self) -> bytes:
        """The report for machines."""
        return msgspec.json.encode(self)


def decode_report(data: str | bytes) -> ImportReport:
    """A report from its JSON."""
    return msgspec.json.decode(data, type=ImportReport, dec_hook=lambda _, value: Counter(value))


class RejectsFile:
    """The CSV of what could not be taken, safe to open in a spreadsheet; made with the first row."""

    def __init__(self, path: Path | None, size: int) -> None:
        self.path = path
        self._stream: IO[str] | None = None
        if path and path.exists():
            if size:
                with path.open("r+b") as stream:
                    stream.truncate(size)
            else:
                path.unlink()

    def write(self, problems: list[Problem]) -> None:
        """Add problems."""
        if not self.path or not problems:
            return
        if self._stream is None:
            is_new = not self.path.exists()
            self._stream = self.path.open("a", newline="", encoding="utf-8")
            if is_new:
                csv.writer(self._stream).writerow(REJECTS_HEADER)
        rows: list[tuple[Any, ...]] = [
            (p.row, p.field, p.value, p.reason, p.cure, "yes" if p.whole_row else "no") for p in problems
        ]
        csv.writer(self._stream).writerows([spreadsheet_safe(cell) for cell in row] for row in rows)
        self._stream.flush()

    def size(self) -> int:
        """Bytes written so far."""
        return self.path.stat().st_size if self.path and self.path.exists() else 0

    def close(self) -> None:
        """Release the file."""
        if self._stream:
            self._stream.close()


def spreadsheet_safe(cell: object) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = str(cell)
    return "'" + text if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text

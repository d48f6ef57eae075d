"""What the pages of imports show."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from clientela.collect import (
    ColumnMapping,
    FormatOverrides,
    ImportPlan,
    ImportReport,
    PastImport,
    Problem,
    in_language,
)
from clientela.collect.files.file_format import FileFormat
from clientela.collect.mapping.definition import CUSTOM, QUARANTINE
from clientela.collect.mapping.definition import Mapping as ColumnsMapping
from clientela.collect.mapping.storing import parse_mapping
from clientela.collect.report import decode_report
from clientela.errors import ClientelaError
from clientela_web.imports.words import Targets
from clientela_web.models import ImportRun, Upload
from clientela_web.models.job import State
from clientela_web.workspace import firm

PAGE = 50
EXAMPLES = 3


def place_of(upload: Upload) -> Path:
    """Where the file lies."""
    return firm().folder / upload.path


def overrides_of(upload: Upload | ImportRun) -> FormatOverrides:
    """What was said about the file by hand."""
    return FormatOverrides(**upload.overrides)


@dataclass(frozen=True, slots=True)
class Reading:
    """A file as it would be read: its format, its mapping, and the import this one is like."""

    file_format: FileFormat
    proposed: ColumnsMapping
    mapping: ColumnsMapping
    remembered: PastImport | None
    problem: str = ""  # what keeps it from being imported as it is


def read_as(upload: Upload) -> Reading:
    """Format and mapping of an upload: as changed by hand, else as the last file like it, else proposed.

    Raises ImportFileError where no table can be read from the file.
    """
    workspace, place, overrides = firm(), place_of(upload), overrides_of(upload)
    problem = ""
    try:
        plan = workspace.plan_import(place, upload.kind, overrides=overrides)
    except ClientelaError as error:
        plan, problem = _without_check(upload), str(error)
    known = workspace.remembered_mapping(plan.file_format.columns, upload.kind)
    proposed = _with_reasons(known[0], plan.mapping) if known else plan.mapping
    mapping = proposed
    if upload.mapping:
        by_hand = parse_mapping(upload.mapping)
        if by_hand.kind == upload.kind and {c.column for c in by_hand.columns} == set(
            plan.file_format.columns
        ):
            mapping = _with_reasons(by_hand, proposed)
    if mapping is not plan.mapping:
        problem = _problem(upload, mapping)
    return Reading(plan.file_format, proposed, mapping, known[1] if known else None, problem)


def _without_check(upload: Upload) -> ImportPlan:
    """The same where the mapping lacks something: it is shown to be completed."""
    from clientela.collect import detect
    from clientela.collect.importing import proposed_for

    file_format = detect(place_of(upload), overrides=overrides_of(upload))
    proposed = proposed_for(place_of(upload), file_format, upload.kind, firm().catalog)
    return ImportPlan(file_format, proposed)


def _problem(upload: Upload, mapping: ColumnsMapping) -> str:
    try:
        firm().plan_import(place_of(upload), upload.kind, mapping=mapping, overrides=overrides_of(upload))
    except ClientelaError as error:
        return str(error)
    return ""


def _with_reasons(mapping: ColumnsMapping, proposed: ColumnsMapping) -> ColumnsMapping:
    """The same mapping, with the reasons of the proposal where it says the same."""
    from dataclasses import replace

    before = {column.column: column for column in proposed.columns}

    def told(column: ColumnMapping) -> ColumnMapping:
        found = before.get(column.column)
        if found is None or found.target != column.target:
            return column
        return replace(column, reason=found.reason, confidence=found.confidence)

    return replace(mapping, columns=tuple(told(column) for column in mapping.columns))


@dataclass(frozen=True, slots=True)
class ColumnRow:
    """One column of the file on the page of its mapping."""

    place: int
    column: str
    example: str
    target: str
    label: str
    type: str
    is_new: bool
    is_quarantined: bool
    is_left_out: bool
    sure: float
    reason: str


def column_rows(reading: Reading, targets: Targets, language: str) -> list[ColumnRow]:
    """Every column with where it goes and why."""
    return [
        ColumnRow(
            place=place,
            column=column.column,
            example=_example(reading.file_format, column.column),
            target=column.target,
            label=targets.label(column.target),
            type=column.type.value,
            is_new=column.target.startswith(CUSTOM),
            is_quarantined=column.target == QUARANTINE,
            is_left_out=not column.is_kept and column.target != QUARANTINE,
            sure=column.confidence,
            reason=in_language(column.reason, language),
        )
        for place, column in enumerate(reading.mapping.columns)
    ]


def _example(file_format: FileFormat, column: str) -> str:
    if column not in file_format.columns:
        return ""
    place = file_format.columns.index(column)
    values = (row[place] for row in file_format.preview if place < len(row))
    return next((value for value in values if value), "")


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason why values or rows were not taken: how many times, and the first of them."""

    field: str
    text: str
    cure: str
    count: int
    examples: tuple[Problem, ...]


def reasons(report: ImportReport, language: str) -> list[Reason]:
    """What could not be taken, the commonest first, with examples."""
    groups: dict[tuple[str, str], list[Problem]] = {}
    for problem in report.problems:
        groups.setdefault((problem.field, _kind_of(problem)), []).append(problem)
    found = []
    for (field, _), problems in groups.items():
        first = problems[0]
        found.append(
            Reason(
                field,
                in_language(first.reason, language),
                in_language(first.cure, language),
                len(problems),
                tuple(problems[:EXAMPLES]),
            )
        )
    return sorted(found, key=lambda each: -each.count)


def _kind_of(problem: Problem) -> str:
    """The reason without the value it is about."""
    return problem.reason.replace(repr(problem.value), "")


def problem_total(report: ImportReport) -> int:
    """How many values and rows were not taken."""
    return sum(report.reasons.values())


def report_of(run: ImportRun) -> ImportReport | None:
    """What a run did, or would do; None while that is not known."""
    if run.import_id is not None:
        return firm().past_import(run.import_id).report
    return decode_report(json.dumps(run.result)) if run.result else None


@dataclass(frozen=True, slots=True)
class PastRow:
    """One past import in the list, and who asked for it in the browser."""

    past: PastImport
    who: str
    new: int
    changed: int

    @property
    def state(self) -> str:
        """done, undone or broken off."""
        if self.past.undone_at:
            return "undone"
        return "done" if self.past.finished_at else "broken"


def past_rows(beyond: int | None) -> list[PastRow]:
    """A page of the past imports, wherever they were made, with one more where there are more."""
    found = firm().imports(limit=PAGE + 1, beyond=beyond)
    runs = ImportRun.objects.filter(import_id__in=[past.import_id for past in found]).select_related(
        "account"
    )
    who = {run.import_id: str(run.account or "") for run in runs}
    return [_row(past, who.get(past.import_id, "")) for past in found]


def past_row(number: int) -> PastRow:
    """One past import; raises UnknownNameError."""
    past = firm().past_import(number)
    run = ImportRun.objects.filter(import_id=number).select_related("account").first()
    return _row(past, str(run.account or "") if run else "")


def _row(past: PastImport, who: str) -> PastRow:
    report = past.report
    new = sum(report.created.values()) + sum(report.events.values()) if report else 0
    if report and past.kind == "consents":
        new += report.imported
    return PastRow(past, who, new, sum(report.changed.values()) if report else 0)


def open_runs() -> list[ImportRun]:
    """What is waiting or under way."""
    waiting = ImportRun.objects.filter(state__in=(State.WAITING, State.RUNNING)).order_by("pk")
    return list(waiting.select_related("upload", "account"))


def open_uploads() -> list[Upload]:
    """Files that were brought and not imported yet, the latest first."""
    left = Upload.objects.filter(removed_at=None).exclude(runs__dry_run=False)
    return list(left.select_related("account")[:10])


def counts_by_kind(counts: Counter[str] | Mapping[str, int]) -> list[tuple[str, int]]:
    """What was counted, the most first, without what is none."""
    return sorted(((name, count) for name, count in counts.items() if count), key=lambda each: -each[1])

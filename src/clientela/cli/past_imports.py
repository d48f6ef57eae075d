"""`imports`: the imports there were, what they could not take, and taking one back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from clientela.cli.opening import opened
from clientela.cli.options import JsonOption, LanguageOption, WorkspaceOption, checked_language, example
from clientela.cli.output import say, say_json, show_table
from clientela.errors import ClientelaError

if TYPE_CHECKING:
    from clientela.collect import PastImport, UndoPlan

NumberArgument = Annotated[
    int, typer.Argument(metavar="NUMBER", help="Its number, as `clientela imports list` shows it.")
]


def register(app: typer.Typer) -> None:
    """Add `imports`."""
    group = typer.Typer(
        no_args_is_help=True, help="Past imports: list them, see what was rejected, undo one."
    )
    lists = ("clientela imports list", "clientela imports list --limit 5 --json")
    group.command("list", epilog=example(*lists))(list_imports)
    shows = ("clientela imports rejects 1", "clientela imports rejects 1 --language pl --json")
    group.command(epilog=example(*shows))(rejects)
    undoings = ("clientela imports undo 1 --dry-run", "clientela imports undo 1 --dry-run --json")
    group.command(epilog=example(*undoings))(undo)
    app.add_typer(group, name="imports")


def list_imports(
    *,
    limit: Annotated[int, typer.Option(min=1, help="At most so many, the latest first.")] = 20,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the imports there were, the latest first, wherever they were made."""
    with opened(workspace) as firm:
        found = firm.imports(limit=limit)
        if as_json:
            say_json({"imports": [_document(past) for past in found]})
        elif found:
            show_table(
                (">number", "when", "file", "as", ">rows", ">imported", ">rejected", "state"),
                [_row(past, firm.zone) for past in found],
            )
        else:
            say("Nothing was imported yet; `clientela import FILE --as customers` does it.")


def _row(past: PastImport, zone: ZoneInfo) -> tuple[object, ...]:
    report = past.report
    when = f"{past.started_at.astimezone(zone):%Y-%m-%d %H:%M}"
    counts = (report.read, report.imported, report.rejected) if report else (0, 0, 0)
    return (past.import_id, when, past.file, past.kind, *(f"{count:,}" for count in counts), _state(past))


def _state(past: PastImport) -> str:
    if past.undone_at:
        return "undone"
    return "done" if past.finished_at else "broken off"


def _document(past: PastImport) -> dict[str, object]:
    report = past.report
    return {
        "number": past.import_id,
        "file": past.file,
        "kind": past.kind,
        "state": _state(past),
        "started_at": past.started_at,
        "finished_at": past.finished_at,
        "undone_at": past.undone_at,
        "read": report.read if report else 0,
        "imported": report.imported if report else 0,
        "unchanged": report.unchanged if report else 0,
        "rejected": report.rejected if report else 0,
    }


def rejects(
    number: NumberArgument,
    *,
    language: LanguageOption = "en",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what an import could not take: row, field, value, the reason and what helps."""
    from clientela.collect import problem_in

    told = checked_language(language)
    with opened(workspace) as firm:
        problems = [problem_in(problem, told) for problem in firm.rejects(number)]
    if as_json:
        say_json({"number": number, "rejects": problems})
    elif problems:
        rows = [(p.row, p.field, p.value, p.reason, p.cure) for p in problems]
        show_table((">row", "field", "value", "reason", "what helps"), rows)
    else:
        say(f"Import {number} took every row and every value.")


def undo(
    number: NumberArgument,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what it would do, do nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do it without asking.")] = False,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take an import back, whole or not at all: everything is as if the file had never come.

    It stays where something that came later is built on it; what that is, is said.
    """
    with opened(workspace) as firm:
        plan = firm.plan_undo(number)
        if not dry_run and not plan.obstacles:
            if not yes and (as_json or not typer.confirm(f"Undo import {number} of {plan.past.file}?")):
                raise ClientelaError("nothing was undone; say --yes to undo it without being asked")
            plan = firm.undo_import(number)
    if plan.obstacles and not dry_run:
        raise ClientelaError("\n".join([f"import {number} cannot be undone:", *plan.reasons()]))
    if as_json:
        say_json(_undo_document(plan, is_done=not dry_run))
    else:
        _show(plan, is_done=not dry_run)


def _undo_document(plan: UndoPlan, *, is_done: bool) -> dict[str, object]:
    undone = plan.undone
    return {
        "number": plan.past.import_id,
        "file": plan.past.file,
        "done": is_done,
        "reasons_against": plan.reasons(),
        "events": undone.events,
        "removed": undone.removed,
        "restored": undone.restored,
        "consents": undone.consents,
        "merges": undone.merges,
        "fields": undone.fields,
        "import_again": [past.import_id for past in plan.later],
    }


def _show(plan: UndoPlan, *, is_done: bool) -> None:
    undone, would = plan.undone, "" if is_done else "would be "
    say(f"Import {plan.past.import_id} of {plan.past.file}{' is undone' if is_done else ''}")
    for reason in plan.reasons():
        say(f"  cannot be undone: {reason}")
    lines = [
        *((f"{would}removed", f"{count:,} {name}") for name, count in undone.removed.items()),
        *((f"{would}removed", f"{count:,} events {name}") for name, count in undone.events.items()),
        *((f"{would}as before", f"{count:,} {name}") for name, count in undone.restored.items()),
        *([(f"{would}removed", f"{undone.consents:,} consents")] if undone.consents else []),
        *([(f"{would}taken apart", f"{undone.merges:,} merged customers")] if undone.merges else []),
        *((f"{would}removed", f"the field {name}") for name in undone.fields),
    ]
    for what, whom in lines:
        say(f"  {what}: {whom}")
    if not lines:
        say("  it changed nothing")
    if plan.later and not plan.obstacles:
        say(f"  import again afterwards: {', '.join(dict.fromkeys(past.file for past in plan.later))}")

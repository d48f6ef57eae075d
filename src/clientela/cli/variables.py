"""`variables`: what a rule may ask about."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clientela.cli.options import JsonOption, LanguageOption, WorkspaceOption, checked_language, example
from clientela.cli.output import say, say_json, show_table

if TYPE_CHECKING:
    from clientela.catalog import VariableDefinition


def register(app: typer.Typer) -> None:
    """Add `variables`."""
    lines = (
        "clientela variables",
        "clientela variables revenue days",
        "clientela variables --family voice --json",
    )
    app.command(epilog=example(*lines))(variables)


def variables(
    words: Annotated[list[str] | None, typer.Argument(metavar="WORD...", help="Words to look for.")] = None,
    *,
    family: Annotated[
        str | None, typer.Option(metavar="FAMILY", help="Only this family, such as voice.")
    ] = None,
    language: LanguageOption = "en",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """List or find the variables a rule may ask about."""
    from clientela.catalog.definitions import Family
    from clientela.errors import UnknownNameError

    checked_language(language)
    if family is not None and family not in list(Family):
        raise UnknownNameError("family", family, [each.value for each in Family])
    found = [each for each in _definitions(words or [], language, workspace) if family in (None, each.family)]
    if as_json:
        say_json([each.as_json(language) for each in found])
    elif len(found) == 1 or (words and len(words) == 1 and found and found[0].name == words[0]):
        _show_one(found[0], language)
    elif found:
        rows = [(_full_name(each), each.type, each.unit, each.label(language)) for each in found]
        show_table(("variable", "type", "unit", "is"), rows)
        say(f"\n{len(found):,} variables.")
    else:
        say("No variable is called so or means that; try fewer words.")


def _definitions(words: list[str], language: str, folder: Path | None) -> list[VariableDefinition]:
    """The workspace's variables, or those built in where there is no workspace yet."""
    from clientela.catalog import FirmCatalog
    from clientela.cli.opening import opened
    from clientela.workspace import FILE, find_folder

    if folder is None and not (find_folder(Path.cwd()) / FILE).exists():
        catalog = FirmCatalog()
        return catalog.search(words, language) if words else list(catalog.definitions())
    with opened(folder) as firm:
        return firm.variables(*words, language=language)


def _full_name(each: VariableDefinition) -> str:
    return each.signature if each.entity == "customer" else f"{each.entity}.{each.signature}"


def _show_one(each: VariableDefinition, language: str) -> None:
    from clientela.rules.text import write_value

    say(f"{_full_name(each)}: {each.label(language)}")
    say(each.meaning)
    facts = {
        "family": each.family,
        "type": each.type,
        "unit": each.unit,
        "is": write_value(each.definition) if each.definition else "an attribute, with its history",
        "one of": ", ".join(each.options),
        "sensitivity": each.sensitivity,
    }
    for name, value in facts.items():
        if value:
            say(f"  {name}: {value}")

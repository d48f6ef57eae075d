"""`segment save`, `list`, `show`, `overlap`, `refresh`, `rename`, `restore` and `delete`: saved segments."""

from __future__ import annotations

from typing import Annotated

import typer

from clientela.cli.opening import opened, rule_text
from clientela.cli.options import (
    AsOfOption,
    JsonOption,
    LanguageOption,
    RuleArgument,
    RuleFileOption,
    WorkspaceOption,
    checked_language,
    example,
    instant,
)
from clientela.cli.output import say, say_json, show_table

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="Name of a segment.")]
NamesArgument = Annotated[
    list[str] | None, typer.Argument(metavar="NAME...", help="Names of segments; by default all.")
]


def register(group: typer.Typer) -> None:
    """Add the commands of saved segments."""
    add = group.command
    saves = ("clientela segment save Regulars 'orders_total >= 3' --note 'three orders or more'",)
    add(epilog=example(*saves))(save)
    add("list", epilog=example("clientela segment list"))(list_saved)
    add(epilog=example("clientela segment show Regulars --language es"))(show)
    add(epilog=example("clientela segment overlap", "clientela segment overlap Regulars 'Cart left behind'"))(
        overlap
    )
    add(epilog=example("clientela segment refresh Regulars"))(refresh)
    add(epilog=example("clientela segment rename Regulars Habituals --name es=Habituales"))(rename)
    add(epilog=example("clientela segment restore Habituals 1"))(restore)
    add(epilog=example("clientela segment delete 'Birthday this week'"))(delete)


def save(
    name: NameArgument,
    text: RuleArgument = None,
    *,
    file: RuleFileOption = None,
    note: Annotated[str | None, typer.Option("--note", metavar="TEXT", help="Why it is as it is.")] = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Save a rule under a name.

    It becomes the next version of that segment, and who is in it now is recorded.
    """
    with opened(workspace) as firm:
        saved = firm.save_segment(name, rule_text(text, file), note=note)
        size = firm.segment(name).count()
    if as_json:
        say_json(
            {"name": saved.name, "version": saved.version, "count": size.count, "population": size.population}
        )
    else:
        said = f"{size.count:,} of {size.population:,} customers"
        say(f"{saved.name!r} is saved as version {saved.version}: {said}.")


def list_saved(
    *, as_of: AsOfOption = None, workspace: WorkspaceOption = None, as_json: JsonOption = False
) -> None:
    """List the saved segments and their sizes."""
    with opened(workspace) as firm:
        sizes = firm.sizes(as_of=instant(as_of, firm.zone))
        found = [(saved, sizes[saved.name]) for saved in firm.segments()]
    if as_json:
        facts = [
            {
                "name": s.name,
                "version": s.version,
                "count": n.count,
                "population": n.population,
                "note": s.note,
            }
            for s, n in found
        ]
        say_json(facts)
    elif found:
        rows = [(s.name, s.version, n.count, f"{n.share:.1%}", s.note) for s, n in found]
        show_table(("segment", ">version", ">members", ">share", "note"), rows)
    else:
        say("No segment is saved yet; clientela segment save NAME TEXT saves one.")


def show(
    name: NameArgument,
    *,
    language: LanguageOption = "en",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show a saved segment and its versions."""
    import msgspec

    from clientela.rules.text import write_rule

    checked_language(language)
    with opened(workspace) as firm:
        versions = firm.versions(name)
        segment = firm.segment(name)
        sentence, zone = segment.sentence(language), firm.zone
    if as_json:
        past = [
            {
                "version": each.version,
                "text": write_rule(each.rule),
                "note": each.note,
                "created_at": each.created_at,
            }
            for each in versions
        ]
        facts = {"name": name, "version": versions[-1].version, "text": segment.text, "sentence": sentence}
        say_json({**facts, "rule": msgspec.Raw(segment.json.encode()), "versions": past})
        return
    say(f"{name}\n\n{sentence}\n\n  {segment.text}\n")
    rows = [(v.version, v.created_at, v.note, write_rule(v.rule)) for v in versions]
    show_table((">version", "saved", "note", "rule"), rows, zone)


def rename(
    name: NameArgument,
    new_name: Annotated[str, typer.Argument(metavar="NEW", help="What it is called from now on.")],
    *,
    names: Annotated[
        list[str] | None,
        typer.Option(
            "--name", metavar="LANGUAGE=NAME", help="What it is called in a language; nothing takes it away."
        ),
    ] = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Call a segment otherwise, also in the rules that ask for it."""
    wanted = dict(_named(each) for each in names or ())
    with opened(workspace) as firm:
        saved = firm.rename_segment(name, new_name, names=wanted)
    if as_json:
        say_json({"name": saved.name, "names": dict(saved.names)})
    else:
        say(f"{name!r} is now called {saved.name!r}.")


def _named(text: str) -> tuple[str, str | None]:
    language, equals, name = text.partition("=")
    if not equals:
        raise typer.BadParameter(f"{text!r} says no name; write it like ro=Tineri", param_hint="--name")
    return checked_language(language), name or None


def restore(
    name: NameArgument,
    version: Annotated[int, typer.Argument(min=1, help="Which version to bring back.")],
    *,
    note: Annotated[str | None, typer.Option("--note", metavar="TEXT", help="Why it comes back.")] = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Save the rule of an older version again, as the newest.

    The versions between stay, and who is in it now is recorded.
    """
    with opened(workspace) as firm:
        saved = firm.restore_segment(name, version, note=note)
        size = firm.segment(saved.rule).count()
    if as_json:
        say_json(
            {"name": saved.name, "version": saved.version, "count": size.count, "population": size.population}
        )
    else:
        said = f"{size.count:,} of {size.population:,} customers"
        say(f"{saved.name!r} has the rule of version {version} again, as version {saved.version}: {said}.")


def delete(name: NameArgument, *, workspace: WorkspaceOption = None, as_json: JsonOption = False) -> None:
    """Take a segment out of use; its record stays."""
    with opened(workspace) as firm:
        firm.delete_segment(name)
    if as_json:
        say_json({"deleted": name})
    else:
        say(f"{name!r} is no longer in use.")


def overlap(
    names: NamesArgument = None,
    *,
    as_of: AsOfOption = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show how much saved segments share."""
    with opened(workspace) as firm:
        found = firm.overlaps(*(names or ()), as_of=instant(as_of, firm.zone))
    if as_json:
        facts = [
            {
                "left": each.left,
                "right": each.right,
                "left_count": each.left_count,
                "right_count": each.right_count,
                "both": each.both,
                "jaccard": each.jaccard,
            }
            for each in found
        ]
        say_json(facts)
    else:
        rows = [(o.left, o.right, o.left_count, o.right_count, o.both, f"{o.jaccard:.1%}") for o in found]
        show_table(("one", "other", ">in one", ">in other", ">in both", ">both of either"), rows)


def refresh(
    names: NamesArgument = None,
    *,
    as_of: AsOfOption = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Record who is in the saved segments now.

    Says how many entered and left since the last time; `entered segment` and `left segment` read the record.
    """
    with opened(workspace) as firm:
        changes = firm.refresh_segments(*(names or ()), as_of=instant(as_of, firm.zone))
    if as_json:
        say_json(
            [{"name": name, "entered": entered, "left": left} for name, (entered, left) in changes.items()]
        )
    else:
        rows = [(name, entered, left) for name, (entered, left) in changes.items()]
        show_table(("segment", ">entered", ">left"), rows)

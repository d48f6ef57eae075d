"""`strategy propose`, `set` and `show`: what is planned for the customers of a segment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from clientela.cli.opening import opened, read_text
from clientela.cli.options import (
    AsOfOption,
    JsonOption,
    LanguageOption,
    WorkspaceOption,
    checked_language,
    example,
    instant,
)
from clientela.cli.output import say, say_json, show_table
from clientela.errors import ClientelaError, UnknownNameError

if TYPE_CHECKING:
    from clientela.act.keeping import SavedStrategy
    from clientela.act.proposing import Proposal
    from clientela.act.strategy import Strategy
    from clientela.workspace import Workspace

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="Name of a segment.")]
OptionalNameArgument = Annotated[
    str | None, typer.Argument(metavar="NAME", help="Name of a segment; by default all.")
]
_FIELDS = ("aim", "tone", "message", "offer", "cadence", "budget", "owner", "starts_on", "ends_on", "notes")


def register(app: typer.Typer) -> None:
    """Add the group of commands."""
    group = typer.Typer(no_args_is_help=True, help="Plan what to do with a segment's customers.")
    add = group.command
    add(epilog=example("clientela strategy propose 'Cart left behind' --language es"))(propose)
    sets = "clientela strategy set 'Cart left behind' --file strategy.json --note 'first draft'"
    add("set", epilog=example(sets))(set_strategy)
    add(epilog=example("clientela strategy show", "clientela strategy show 'Cart left behind' --json"))(show)
    app.add_typer(group, name="strategy")


def propose(
    name: NameArgument,
    *,
    as_of: AsOfOption = None,
    language: LanguageOption = "en",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Propose strategies from the segment's own figures, each part with its evidence.

    Without evidence, or with too few customers, nothing is proposed.
    """
    checked_language(language)
    with opened(workspace) as firm:
        proposals = firm.propose_strategies(name, instant(as_of, firm.zone), language)
    if as_json:
        found = [_facts(each) for each in proposals.found]
        say_json({"segment": name, "count": proposals.size.count, "said": proposals.sentence, "plays": found})
        return
    say(proposals.sentence)
    for each in proposals.found:
        _tell(each)


def set_strategy(
    name: NameArgument,
    *,
    file: Annotated[
        str | None,
        typer.Option("--file", metavar="FILE", help="The strategy as JSON; - is standard input."),
    ] = None,
    play: Annotated[
        str | None,
        typer.Option("--play", metavar="PLAY", help="Accept this play of `strategy propose`, as a draft."),
    ] = None,
    note: Annotated[str | None, typer.Option("--note", metavar="TEXT", help="Why it is as it is.")] = None,
    author: Annotated[str | None, typer.Option("--author", metavar="NAME", help="Who writes it.")] = None,
    language: LanguageOption = "en",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write the strategy of a segment, as its next version."""
    if (file is None) == (play is None):
        raise typer.BadParameter("give a file with --file, or a play with --play", param_hint="--file")
    checked_language(language)
    with opened(workspace) as firm:
        wanted = read_text(file) if file is not None else _played(firm, name, str(play), language)
        saved = firm.set_strategy(name, wanted, author=author, note=note)
    if as_json:
        say_json({"segment": name, "version": saved.version, "strategy": saved.strategy})
    else:
        say(f"The strategy of {name!r} is version {saved.version}.")


def show(
    name: OptionalNameArgument = None,
    *,
    language: LanguageOption = "en",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the strategy of a segment and how far its targets have come, or list all strategies."""
    checked_language(language)
    with opened(workspace) as firm:
        if name is None:
            _list(firm, language, as_json)
        else:
            _show(firm, name, language, as_json)


def _list(firm: Workspace, language: str, as_json: bool) -> None:  # noqa: FBT001
    from clientela.workspace import now

    today = now().astimezone(firm.zone).date()
    found = [(saved, saved.strategy) for saved in firm.strategies().values() if saved.strategy is not None]
    if as_json:
        say_json([{"segment": saved.segment, "version": saved.version, "strategy": s} for saved, s in found])
    elif found:
        rows = [
            (saved.segment, s.state(today).said(language), s.aim, s.owner, s.starts_on, s.ends_on)
            for saved, s in found
        ]
        show_table(("segment", "state", "aim", "owner", "from", "to"), rows)
    else:
        say("No segment has a strategy yet; clientela strategy propose NAME proposes one.")


def _show(firm: Workspace, name: str, language: str, as_json: bool) -> None:  # noqa: FBT001
    saved = firm.strategy(name)
    if saved is None or saved.strategy is None:
        raise ClientelaError(f"segment {name!r} has no strategy; clientela strategy propose proposes one")
    progress = firm.target_progress(name, language=language)
    versions = firm.strategy_versions(name)
    if as_json:
        say_json(
            {
                "segment": name,
                "version": saved.version,
                "strategy": saved.strategy,
                "today": [
                    {
                        "metric": p.target.metric,
                        "value": p.measured.value,
                        "low": p.measured.low,
                        "high": p.measured.high,
                        "n": p.measured.n,
                    }
                    for p in progress
                ],
            }
        )
        return
    _describe(name, saved, language)
    metrics = [
        (
            each.measured.metric.label,
            *(
                each.measured.metric.said(value, language)
                for value in (each.target.start, each.measured.value, each.target.goal)
            ),
            each.target.until,
        )
        for each in progress
    ]
    if metrics:
        show_table(("target", ">from", ">today", ">to", "until"), metrics)
    show_table(
        (">version", "saved", "by", "note"),
        [(v.version, v.created_at, v.author, v.note) for v in versions],
        firm.zone,
    )


def _describe(name: str, saved: SavedStrategy, language: str) -> None:
    from clientela.act.channels import channel_said
    from clientela.act.wording import PHRASES

    strategy = saved.strategy
    if strategy is None:
        return
    say(f"{name}: {PHRASES.say(f'objective_{strategy.objective}', language)}")
    for field in _FIELDS:
        if value := getattr(strategy, field):
            say(f"  {field.replace('_', ' ')}: {value}{f' {strategy.currency}' if field == 'budget' else ''}")
    for each in strategy.channels:
        say(f"  - {channel_said(each.channel, language)}{f': {each.reason}' if each.reason else ''}")


def _played(firm: Workspace, name: str, play: str, language: str) -> Strategy:
    found = {each.play: each for each in firm.propose_strategies(name, language=language).found}
    if play not in found:
        raise UnknownNameError(f"proposal for {name!r} called", play, found)
    return found[play].strategy(currency=firm.store.settings().get("currency", ""))


def _facts(each: Proposal) -> dict[str, object]:
    return {
        "play": each.play,
        "strategy": each.strategy(),
        "why": [evidence.said(each.language) for evidence in each.why],
        "figures": each.why,
        "targets": [target.sentence for target in each.targets],
    }


def _tell(each: Proposal) -> None:
    say(f"\n{each.play}: {each.title}")
    for evidence in each.why:
        say(f"    {evidence.said(each.language)}")
    say(f"  {each.message}\n  {each.offer}\n  {each.cadence}")
    for advice in each.channels:
        say(f"  - {advice.label}: {advice.reason}")
    for target in each.targets:
        say(f"  > {target.sentence}")

"""`segment check`, `count`, `explain`, `trend` and `profile`: questions about a rule."""

from __future__ import annotations

import time
from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from clientela.cli.opening import asked, opened
from clientela.cli.options import (
    AsOfOption,
    JsonOption,
    LanguageOption,
    RuleArgument,
    RuleFileOption,
    WorkspaceOption,
    checked_language,
    day,
    example,
    instant,
    last_instant,
    listed,
)
from clientela.cli.output import note, say, say_json, show_table
from clientela.cli.results import ChartOption

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from clientela.segments.base import Size


class Step(StrEnum):
    """How far apart the instants of a trend are."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


def register(group: typer.Typer) -> None:
    """Add the commands that ask."""
    add = group.command
    checks = ("clientela segment check \"city = 'Barcelona' and age between 25 and 35\"",)
    counts = (
        "clientela segment count \"city = 'Barcelona'\" --as-of 2026-03-01 --json",
        "clientela segment count --file rule.json",
    )
    trends = ("clientela segment trend 'did order_completed in last 90 days' --from 2026-01 --every month",)
    explains = ("clientela segment explain 'orders_total >= 3' C0000007",)
    profiles = ("clientela segment profile 'orders_total >= 3' --variables age,revenue_365d",)
    add(epilog=example(*checks))(check)
    add(epilog=example(*counts))(count)
    add(epilog=example(*explains))(explain)
    add(epilog=example(*trends))(trend)
    add(epilog=example(*profiles))(profile)


def check(
    text: RuleArgument = None,
    *,
    file: RuleFileOption = None,
    language: LanguageOption = "en",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say what a rule means, or what is wrong with it.

    Everything that is wrong is said at once, and the command exits with 1.
    """
    from clientela.cli.rule_check import checked

    with opened(workspace) as firm:
        result = checked(firm, text, file, checked_language(language))
    if as_json:
        say_json(result.document)
    elif result.is_right:
        say(str(result.document["sentence"]))
        say(f"  {result.document['text']}")
    else:
        note(f"error: {result.complaint}")
    if not result.is_right:
        raise typer.Exit(1)


def count(
    text: RuleArgument = None,
    *,
    file: RuleFileOption = None,
    as_of: AsOfOption = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Count the members of a rule."""
    with opened(workspace) as firm:
        segment = asked(firm, text, file)
        started = time.perf_counter()
        size = segment.count(instant(as_of, firm.zone))
        ms = round(1000 * (time.perf_counter() - started), 1)
    if as_json:
        say_json({"count": size.count, "population": size.population, "as_of": size.as_of, "ms": ms})
    else:
        say(f"{size.count:,} of {size.population:,} customers ({size.share:.1%})")


def explain(
    text: RuleArgument = None,
    customer: Annotated[
        str | None, typer.Argument(metavar="CUSTOMER", help="Number, e-mail, phone, or #12.")
    ] = None,
    *,
    file: RuleFileOption = None,
    as_of: AsOfOption = None,
    language: LanguageOption = "en",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say why a customer is in, or not.

    Each condition is true, false or unknown, with the value seen and the events that are its evidence, and
    the smallest change that would flip the whole.
    """
    checked_language(language)
    if file is not None and customer is None:
        text, customer = None, text
    if customer is None:
        raise typer.BadParameter("say which customer, after the rule", param_hint="CUSTOMER")
    with opened(workspace) as firm:
        explanation = asked(firm, text, file).explain(customer, instant(as_of, firm.zone), language)
        if as_json:
            say_json(explanation.as_json())
        else:
            say(explanation.as_text(language))


def trend(
    text: RuleArgument = None,
    *,
    first: Annotated[
        str, typer.Option("--from", metavar="DAY", help="From when: 2025, 2025-01 or 2025-01-15.")
    ],
    every: Annotated[Step, typer.Option("--every", help="How far apart.")] = Step.MONTH,
    until: Annotated[
        str | None, typer.Option("--until", metavar="WHEN", help="Until when; by default now.")
    ] = None,
    file: RuleFileOption = None,
    chart: ChartOption = None,
    language: LanguageOption = "en",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the size of a rule through time.

    Also a rule made a minute ago has a past: nothing later than an instant is read for it.
    """
    checked_language(language)
    with opened(workspace) as firm:
        segment = asked(firm, text, file)
        end = last_instant(until, firm.zone, "--until")
        sizes = segment.trend(day(first, "--from"), every=every.value, until=end)
        if chart is not None:
            from clientela.charts import trend_chart, write_chart

            title = segment.name or segment.sentence(language)
            write_chart(trend_chart(sizes, title, language, firm.zone), chart)
        if as_json:
            say_json([_size(size) for size in sizes])
        else:
            _show_trend(sizes, firm.zone)


def _size(size: Size) -> dict[str, object]:
    return {"as_of": size.as_of, "count": size.count, "population": size.population, "share": size.share}


def in_zone(sizes: list[Size], zone: ZoneInfo) -> list[Size]:
    """The same sizes, their instants as the workspace's clocks show them."""
    return [replace(size, as_of=size.as_of.astimezone(zone)) for size in sizes]


def _show_trend(sizes: list[Size], zone: ZoneInfo) -> None:
    from clientela.charts import text_chart

    rows = [(size.as_of, size.count, f"{size.share:.1%}", size.population) for size in sizes]
    show_table(("as of", ">members", ">share", ">of"), rows, zone)
    say(f"\n{text_chart(in_zone(sizes, zone))}")


def profile(
    text: RuleArgument = None,
    *,
    file: RuleFileOption = None,
    variables: Annotated[
        str | None, typer.Option("--variables", metavar="A,B,…", help="Only these; by default all.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many rows to print.")] = 25,
    chart: ChartOption = None,
    as_of: AsOfOption = None,
    language: LanguageOption = "en",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Hold a segment against everybody.

    What differs most comes first, with its index (100 is everybody's) and its interval.
    """
    from clientela.cli.profile_view import show_profile

    checked_language(language)
    with opened(workspace) as firm:
        segment = asked(firm, text, file)
        found = segment.profile(instant(as_of, firm.zone), listed(variables) or None, language)
        if chart is not None:
            from clientela.charts import profile_chart, write_chart

            write_chart(profile_chart(found, segment.name or segment.sentence(language), language), chart)
        if as_json:
            say_json(found.as_json())
        else:
            show_profile(found, limit)

"""`voice`: what customers say, in themes, tone and scores."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
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
    listed,
)
from clientela.cli.output import note, progress, say_json
from clientela.cli.results import (
    ChartOption,
    OutOption,
    SeedOption,
    checked_files,
    write_output,
    write_picture,
)
from clientela.errors import TooThinError

if TYPE_CHECKING:
    from clientela.charts.theme import Spec
    from clientela.discover.voice import Voice
    from clientela.discover.voice.surveys import SurveyScores
    from clientela.workspace import Workspace


class By(StrEnum):
    """What a table or a picture has a row for."""

    THEME = "theme"
    SEGMENT = "segment"
    MONTH = "month"


TextArgument = Annotated[
    str | None,
    typer.Argument(metavar="TEXT", help="Of whom: a rule, or a saved segment's name; by default all."),
]
SegmentsOption = Annotated[
    str | None, typer.Option("--segments", metavar="A,B,…", help="Compare the scores of these segments.")
]
SinceOption = Annotated[
    str | None,
    typer.Option("--since", metavar="DAY", help="Only what was said after this; changes compare it with the"
                 " same time before."),
]  # fmt: skip
ByOption = Annotated[By, typer.Option("--by", help="Show and draw themes, or scores by segment or month.")]
ThemesOption = Annotated[
    str | None,
    typer.Option("--themes", metavar="FILE", help="Publish the themes of a YAML file, then read with them."),
]
ExportOption = Annotated[
    Path | None,
    typer.Option("--export-themes", metavar="FILE", help="Write the themes in force as YAML, to be edited."),
]


def register(app: typer.Typer) -> None:
    """Add `voice`."""
    app.command(
        epilog=example(
            "clientela voice",
            "clientela voice \"country = 'ES'\" --since 2025-01-01 --json",
            "clientela voice --export-themes themes.yaml",
            "clientela voice --themes themes.yaml --by month",
            "clientela voice -o voice.html --language ca",
        )
    )(voice)


def voice(
    text: TextArgument = None,
    *,
    segments: SegmentsOption = None,
    since: SinceOption = None,
    by: ByOption = By.THEME,
    themes: ThemesOption = None,
    export_themes: ExportOption = None,
    output: OutOption = None,
    chart: ChartOption = None,
    seed: SeedOption = 0,
    as_of: AsOfOption = None,
    language: LanguageOption = "en",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say what customers say: themes, tone and scores.

    Read are surveys, reviews, replies and tickets, each in its own language. Figures come with intervals,
    tone with its accuracy on this firm's own comments; where there is too little, it says so.
    """
    checked_language(language)
    checked_files(output, chart)
    with opened(workspace) as firm:
        if themes is not None:
            published = firm.set_themes(read_text(themes))
            note(f"published {len(published.themes)} themes")
        if export_themes is not None:
            _export(firm, export_themes, as_json=as_json)
            return
        with progress("reading") as advance:
            found = firm.voice(
                text,
                compare=listed(segments),
                since=instant(since, firm.zone, "--since"),
                as_of=instant(as_of, firm.zone),
                seed=seed,
                progress=advance,
            )
    _write(found, output, language)
    write_picture(chart, lambda: _drawn(found, by, language))
    if as_json:
        say_json(found.as_json())
    else:
        _show(found, by, language)


def _export(firm: Workspace, file: Path, *, as_json: bool) -> None:
    from clientela.cli.voice_view import show_themes

    themes = firm.themes()
    file.write_text(themes.as_yaml(), encoding="utf-8")
    if as_json:
        say_json({"file": str(file), "themes": [theme.key for theme in themes.themes]})
    else:
        show_themes(themes, file)


def _show(found: Voice, by: By, language: str) -> None:
    from clientela.cli.voice_view import show_months, show_segments, show_voice

    if by is By.MONTH:
        show_months(found, language)
    elif by is By.SEGMENT:
        show_segments(found, language)
    else:
        show_voice(found, language)


def _first_scores(found: Voice) -> SurveyScores:
    """The scores a picture shows: NPS before others, whatever has one before what is hidden."""
    if not found.scores:
        raise TooThinError("nothing was scored, so there are no scores to draw")
    return min(found.scores, key=lambda each: (each.score.value is None, each.measure != "nps"))


def _write(found: Voice, output: Path | None, language: str) -> None:
    from clientela.reports.voice import report_title, sections

    write_output(
        output,
        language,
        lambda: (report_title(language), sections(found, language)),
        lambda: found.frame(language).reader(),
    )


def _drawn(found: Voice, by: By, language: str) -> Spec:
    from clientela.charts.voice import month_chart, score_chart, theme_chart
    from clientela.reports.voice import report_title

    title = report_title(language)
    if by is By.THEME:
        return theme_chart(found, title, language)
    draw = month_chart if by is By.MONTH else score_chart
    return draw(_first_scores(found), title, language)

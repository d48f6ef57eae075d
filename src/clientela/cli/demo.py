"""`demo`: the whole of it on a shop that never was: files, import, quality, segments, discovery, exports."""

from __future__ import annotations

import datetime as dt
import time
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clientela.cli.demo_segments import EXPORTED, PROFILED, QUESTIONS, TREND_OF
from clientela.cli.options import JsonOption, WorkspaceOption, day, example, listed
from clientela.cli.output import progress, say, say_json, show_table
from clientela.cli.sampling import today, written
from clientela.errors import MissingExtraError, TooThinError, WorkspaceError

if TYPE_CHECKING:
    from clientela.sample import SampleReport
    from clientela.segments.profile import Profile
    from clientela.workspace import Workspace

DEFAULT = Path("clientela-demo")
ZONE = "Europe/Madrid"
FINDINGS_SHOWN = 5
MONTHS = 12
LOSING = "estimate churn_risk >= 0.5 and orders_total >= 3"


def register(app: typer.Typer) -> None:
    """Add `demo`."""
    app.command(epilog=example("clientela demo trial --customers 400"))(demo)


def demo(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder for all of it.")] = DEFAULT,
    *,
    customers: Annotated[int, typer.Option(min=1, help="How many customers.")] = 5_000,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same shop.")] = 7,
    until: Annotated[
        str | None, typer.Option(metavar="DAY", help="Everything happened before that day; by default today.")
    ] = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show everything at work on a sample shop.

    Files, import, quality, a dozen segments, their past, their profiles, segments found in the data, who will
    buy again, and exports for a spreadsheet.
    """
    from clientela.workspace import FILE, create

    place = workspace or folder / "clientela-data"
    if (place / FILE).exists():
        raise WorkspaceError(f"there is a workspace in {place} already; remove it, or name another folder")
    started = time.perf_counter()
    last_day = day(until, "--until") if until else today()
    sample = written(folder / "files", customers, seed, last_day)
    with create(place, time_zone=ZONE, country="ES") as firm:
        show = _Show(
            firm,
            sample,
            folder / "exports",
            _instant(firm, last_day if until else None),
            seed=seed,
            quiet=as_json,
        )
        show.run()
    seconds = round(time.perf_counter() - started, 1)
    added = _added_by_others(place)
    if as_json:
        found = {"workspace": str(place), **show.found, "seconds": seconds}
        say_json(found | {name: document for name, document, _lines in added})
    else:
        _show_next(place, folder, seconds)
        for _name, _document, lines in added:
            say("\n" + "\n".join(lines))


def _added_by_others(place: Path) -> list[tuple[str, object, list[str]]]:
    """What other packages add to the end: a name, a document for machines and lines for people."""
    found = []
    for entry in entry_points(group="clientela.demo"):
        document, lines = entry.load()(place)
        found.append((entry.name, document, lines))
    return found


def _instant(firm: Workspace, last_day: dt.date | None) -> dt.datetime:
    from clientela.workspace import now

    return now() if last_day is None else dt.datetime.combine(last_day, dt.time(), firm.zone)


def _show_next(place: Path, folder: Path, seconds: float) -> None:
    say(f"\nDone in {seconds:.0f} seconds. Go on with your own questions:")
    for line in (
        f"clientela segment count \"city = 'Barcelona' and orders_365d >= 3\" --workspace {place}",
        f"clientela segment members 'Families' -o families.csv --workspace {place}",
        f"clientela customers find garcia --workspace {place}",
    ):
        say(f"  {line}")
    say(f"The files that were imported are in {folder / 'files'}, with a README.")


class _Show:
    """The steps of the demonstration; `found` gathers what each came to."""

    def __init__(
        self,
        firm: Workspace,
        sample: SampleReport,
        exports: Path,
        as_of: dt.datetime,
        *,
        seed: int,
        quiet: bool,
    ) -> None:
        self.firm, self.sample, self.exports, self.as_of = firm, sample, exports, as_of
        self.seed, self.quiet = seed, quiet
        self.found: dict[str, object] = {}

    def run(self) -> None:
        """Take every step, in order."""
        for step in (
            self.files,
            self.imports,
            self.quality,
            self.segments,
            self.trend,
            self.profiles,
            self.discovery,
            self.lifetime,
            self.export,
        ):
            try:
                step()
            except (MissingExtraError, TooThinError) as reason:
                self.say(str(reason))

    def say(self, text: str) -> None:
        """Print a line, unless a machine is listening."""
        if not self.quiet:
            say(text)

    def table(self, headings: tuple[str, ...], rows: list[tuple[object, ...]]) -> None:
        """Print a table, unless a machine is listening."""
        if not self.quiet:
            show_table(headings, rows, self.firm.zone)

    def files(self) -> None:
        """What was written."""
        sample = self.sample
        self.found["files"] = len(sample.files)
        self.say(
            f"1. {len(sample.files)} files of a clothing shop with {sample.customers:,} customers"
            f" ({sample.rows:,} rows) are in {sample.folder}"
        )

    def imports(self) -> None:
        """Every file, in the order of the index."""
        rows: list[tuple[object, ...]] = []
        with progress("Importing") as advance:
            for place, file in enumerate(self.sample.files):
                advance(place, len(self.sample.files), f"Importing {file.file}")
                report = self.firm.import_file(self.sample.folder / file.file, file.kind)
                rows.append(
                    (file.file, file.kind, report.read, report.imported, report.unchanged, report.rejected)
                )
        self.found["rows"] = sum(int(str(row[2])) for row in rows)
        self.found["rejected"] = sum(int(str(row[5])) for row in rows)
        self.say(f"\n2. Imported: {self.firm.population(self.as_of):,} customers, every row accounted for\n")
        self.table(("file", "as", ">rows", ">imported", ">known", ">rejected"), rows)

    def quality(self) -> None:
        """What looks wrong in the data."""
        report = self.firm.quality(self.as_of)
        self.found["suspicions"] = len(report.suspicions)
        self.say(
            f"\n3. Quality: {len(report.columns)} columns hold something, {len(report.suspicions)} findings,"
            f" {len(report.doubles)} customers who may be there twice\n"
        )
        worst = sorted(report.suspicions, key=lambda one: -one.count)[:FINDINGS_SHOWN]
        self.table(
            ("where", "finding", ">values", "why"),
            [(f"{one.entity}.{one.column}", one.finding, one.count, one.why) for one in worst],
        )

    def segments(self) -> None:
        """A dozen questions, saved and counted."""
        for question in QUESTIONS:
            self.firm.save_segment(question.name, question.rule, note=question.asks, at=self.as_of)
        sizes = self.firm.sizes(as_of=self.as_of)
        self.found["segments"] = {question.name: sizes[question.name].count for question in QUESTIONS}
        self.say(f"\n4. {len(QUESTIONS)} segments\n")
        rows: list[tuple[object, ...]] = [
            (question.name, sizes[question.name].count, f"{sizes[question.name].share:.1%}", question.asks)
            for question in QUESTIONS
        ]
        self.table(("segment", ">members", ">share", "who"), rows)

    def trend(self) -> None:
        """The past of a segment that was made a minute ago."""
        from clientela.charts import text_chart
        from clientela.cli.segment_asking import in_zone

        first = (self.as_of - dt.timedelta(days=30 * MONTHS)).date().replace(day=1)
        sizes = self.firm.segment(TREND_OF).trend(first, every="month", until=self.as_of)
        self.found["trend"] = [size.count for size in sizes]
        self.say(f"\n5. {TREND_OF!r} at the beginning of each month, though the rule is a minute old\n")
        self.say(text_chart(in_zone(sizes, self.firm.zone)))

    def profiles(self) -> None:
        """What makes a segment differ from everybody."""
        from clientela.cli.profile_view import show_profile

        self.say("\n6. What makes them different")
        for name in PROFILED:
            profile = self.firm.segment(name).profile(self.as_of)
            if not self.quiet:
                say(f"\n{name}")
                show_profile(profile, FINDINGS_SHOWN)
            self._draw(profile, name)

    def discovery(self) -> None:
        """Segments that the data themselves propose."""
        from clientela.cli.discovery_view import show_discovery
        from clientela.reports.discovery import report_title, sections
        from clientela.reports.page import write_report

        self.say("\n7. Segments found in the data, each as a short rule\n")
        with progress("Discovering") as advance:
            found = self.firm.discover(seed=self.seed, as_of=self.as_of, progress=advance)
        self.found["discovered"] = {each.name("en"): each.size.count for each in found.proposals}
        if not self.quiet:
            show_discovery(found, "en")
        report = self._report("discovery.html")
        write_report(report, report_title("en"), sections(found, "en", self.firm.catalog), "en")

    def lifetime(self) -> None:
        """Who will buy again, and how sure that is."""
        from clientela.reports.lifetime import report_title, sections, summary
        from clientela.reports.page import write_report

        self.say("\n8. Who will buy again\n")
        with progress("Estimating") as advance:
            run = self.firm.lifetime(seed=self.seed, as_of=self.as_of, progress=advance)
        self.found["estimates"] = list(run.estimates)
        for sentence in summary(run, "en"):
            self.say(sentence)
        losing = self.firm.segment(LOSING).count(self.as_of)
        self.say(f"\nAs a rule: {losing.count:,} customers meet  {LOSING}")
        write_report(self._report("lifetime.html"), report_title("en"), sections(run, "en"), "en")

    def _report(self, name: str) -> Path:
        self.exports.mkdir(parents=True, exist_ok=True)
        return self.exports / name

    def export(self) -> None:
        """The members of every segment as files for a spreadsheet."""
        from clientela.segments.exports import write_file

        self.exports.mkdir(parents=True, exist_ok=True)
        for question in QUESTIONS:
            members = self.firm.segment(question.name).members(listed(EXPORTED), self.as_of)
            write_file(members.reader(), self.exports / f"{_file_name(question.name)}.csv")
        self.found["exports"] = str(self.exports)
        self.say(
            f"\n9. The members of each are in {self.exports}, as CSV for a spreadsheet,"
            " with the profiles as charts and two reports to open in a browser"
        )

    def _draw(self, profile: Profile, name: str) -> None:
        """The profile as a picture, or as its specification where nothing here can draw."""
        from clientela.charts import profile_chart, write_chart

        self.exports.mkdir(parents=True, exist_ok=True)
        spec = profile_chart(profile, name)
        try:
            write_chart(spec, self.exports / f"{_file_name(name)}-profile.svg")
        except MissingExtraError:
            write_chart(spec, self.exports / f"{_file_name(name)}-profile.json")


def _file_name(name: str) -> str:
    return name.lower().replace(" ", "-")

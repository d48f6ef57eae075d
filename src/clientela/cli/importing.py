"""`import`: files in, every row accounted for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer.models import OptionInfo

from clientela.cli.opening import opened
from clientela.cli.options import JsonOption, WorkspaceOption, example
from clientela.cli.output import progress, say, say_json
from clientela.errors import ImportFileError

if TYPE_CHECKING:
    from clientela.collect import FormatOverrides, ImportPlan, ImportReport, Mapping
    from clientela.workspace import Workspace

_DELIMITERS = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "bar": "|"}


class Kind(StrEnum):
    """What the rows of a file are."""

    CUSTOMERS = "customers"
    COMPANIES = "companies"
    DEALS = "deals"
    PRODUCTS = "products"
    EVENTS = "events"
    ORDERS = "orders"
    ORDER_LINES = "order-lines"
    CONSENTS = "consents"
    SURVEYS = "surveys"
    REVIEWS = "reviews"


class Container(StrEnum):
    """What a file is on the outside."""

    DELIMITED = "delimited"
    WHITESPACE = "whitespace"
    FIXED = "fixed"
    JSON_LINES = "json-lines"
    JSON = "json"
    XLSX = "xlsx"
    PARQUET = "parquet"


class DateOrder(StrEnum):
    """How dates are written."""

    DMY = "DMY"
    MDY = "MDY"
    YMD = "YMD"


def register(app: typer.Typer) -> None:
    """Add `import`."""
    lines = (
        "clientela import files/companies.csv --as companies --dry-run",
        "clientela import files/clients_catalunya.csv --as customers --save-mapping clients.yaml",
        "clientela import files/klienci_polska.csv --as customers --encoding cp1250 --country PL",
        "clientela import files/orders.csv --as orders --rejects rejects.csv --json",
    )
    app.command("import", epilog=example(*lines))(import_files)


def _option(help_text: str, metavar: str | None = None, *names: str) -> OptionInfo:
    option: OptionInfo = typer.Option(*names, metavar=metavar, help=help_text)
    return option


FilesArgument = Annotated[
    list[Path], typer.Argument(metavar="FILE...", help="CSV, TSV, XLSX, JSON lines, Parquet; .gz too.")
]
DryRunOption = Annotated[
    bool, _option("Try everything, say what would happen, keep nothing.", None, "--dry-run")
]
RejectsOption = Annotated[
    Path | None,
    _option("Where rows go that cannot be taken; by default to the folder rejects of the workspace.", "FILE"),
]
EncodingOption = Annotated[str | None, _option("Such as utf-8, cp1250, cp1251, cp1252, iso-8859-2.", "NAME")]
HeaderOption = Annotated[
    bool | None, _option("Whether the first row names the columns.", None, "--header/--no-header")
]
ResumeOption = Annotated[bool, _option("Go on where an import was broken off.", None, "--resume/--no-resume")]


def import_files(
    files: FilesArgument,
    *,
    kind: Annotated[Kind, _option("What the rows are.", None, "--as")],
    mapping: Annotated[Path | None, _option("Read the columns as this file says.", "FILE")] = None,
    save_mapping: Annotated[Path | None, _option("Write how the columns are read, to edit.", "FILE")] = None,
    dry_run: DryRunOption = False,
    rejects: RejectsOption = None,
    container: Annotated[Container | None, _option("What the file is.")] = None,
    encoding: EncodingOption = None,
    delimiter: Annotated[str | None, _option("One letter, or tab.", "LETTER")] = None,
    quote: Annotated[str | None, _option("The quoting letter; '' for none.", "LETTER")] = None,
    escape: Annotated[str | None, _option("The escaping letter.", "LETTER")] = None,
    header: HeaderOption = None,
    decimal: Annotated[str | None, _option("The decimal mark: , or .", "MARK")] = None,
    date_order: Annotated[DateOrder | None, _option("How dates are written.")] = None,
    currency: Annotated[str | None, _option("Of amounts without one, such as PLN.", "CUR")] = None,
    country: Annotated[str | None, _option("Of phone numbers without a code, such as PL.", "CC")] = None,
    sheet: Annotated[str | None, _option("The sheet of a workbook.", "NAME")] = None,
    resume: ResumeOption = True,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Import files, and account for every row.

    What was decided about a file is shown, and every decision can be overridden. Nothing is imported twice:
    an import may be repeated, and one that was broken off goes on.
    """
    from clientela.collect import FormatOverrides

    if save_mapping is not None and len(files) > 1:
        raise typer.BadParameter(
            "a mapping is of one file; import the others after it", param_hint="--save-mapping"
        )
    overrides = FormatOverrides(
        container=container.value if container else None,
        encoding=encoding,
        delimiter=_DELIMITERS.get(delimiter, delimiter) if delimiter else None,
        quote=quote,
        escape=escape,
        header=header,
        decimal=decimal,
        date_order=date_order.value if date_order else None,
        currency=currency,
        sheet=sheet,
    )
    with opened(workspace) as firm:
        work = _Import(firm, kind.value, overrides, _mapping(mapping), country, dry_run, resume, as_json)
        results = [
            work.run(path, save_mapping, _rejects(firm, path, rejects, files, dry_run=dry_run))
            for path in files
        ]
    if as_json:
        say_json({"files": results})


def _mapping(path: Path | None) -> Mapping | None:
    from clientela.collect import load_mapping

    return load_mapping(path) if path else None


def _rejects(
    firm: Workspace, path: Path, chosen: Path | None, files: list[Path], *, dry_run: bool
) -> Path | None:
    """One file of rejects an import; a dry run leaves none behind unless it was asked for."""
    if chosen is not None and len(files) == 1:
        return chosen
    if chosen is None and dry_run:
        return None
    folder = chosen or firm.folder / "rejects"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{path.name}.rejects.csv"


@dataclass(frozen=True, slots=True)
class _Import:
    """The same import for every file that was named."""

    firm: Workspace
    kind: str
    overrides: FormatOverrides
    mapping: Mapping | None
    country: str | None
    dry_run: bool
    resume: bool
    as_json: bool

    def run(self, path: Path, save_mapping: Path | None, rejects: Path | None) -> dict[str, object]:
        """Import one file, saying what was decided before and what came of it after."""
        from clientela.cli.import_view import format_document, mapping_document, show_plan, show_report
        from clientela.collect import save_mapping as write_mapping

        if not path.is_file():
            raise ImportFileError(f"there is no file {path}")
        plan = self.firm.plan_import(path, self.kind, mapping=self.mapping, overrides=self.overrides)
        if save_mapping:
            write_mapping(plan.mapping, save_mapping)
        if not self.as_json:
            show_plan(path, plan)
        report = self._import(path, plan, rejects)
        if not self.as_json:
            show_report(report)
            if save_mapping:
                say(f"  the mapping is in {save_mapping}; edit it and import with --mapping {save_mapping}")
        facts = {"file": str(path), "format": format_document(plan.file_format)}
        return {**facts, "mapping": mapping_document(plan.mapping), "report": report}

    def _import(self, path: Path, plan: ImportPlan, rejects: Path | None) -> ImportReport:
        with progress(f"Importing {path.name}") as advance:
            return self.firm.import_file(
                path,
                self.kind,
                mapping=plan.mapping,
                overrides=self.overrides,
                dry_run=self.dry_run,
                country=self.country,
                progress=lambda _, done, total: advance(done, total),
                resume=self.resume,
                rejects=rejects,
            )

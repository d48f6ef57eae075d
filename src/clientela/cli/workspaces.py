"""`init`, `backup` and `restore`: workspaces as wholes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clientela.cli.opening import opened
from clientela.cli.options import JsonOption, WorkspaceOption, example
from clientela.cli.output import say, say_json

if TYPE_CHECKING:
    from clientela.store.manifests import BackupTable

DEFAULT = Path("clientela-data")


def register_init(app: typer.Typer) -> None:
    """Add `init`."""
    app.command(epilog=example("clientela init shop --time-zone Europe/Madrid --country ES"))(init)


def register_backup(app: typer.Typer) -> None:
    """Add `backup` and `restore`."""
    app.command(epilog=example("clientela backup safe-copy"))(backup)
    app.command(epilog=example("clientela restore safe-copy --workspace again"))(restore)


def init(
    folder: Annotated[
        Path | None, typer.Argument(metavar="DIR", help="The folder; else --workspace.")
    ] = None,
    *,
    time_zone: Annotated[
        str, typer.Option(metavar="ZONE", help="In which days and months begin, such as Europe/Madrid.")
    ] = "UTC",
    country: Annotated[
        str | None, typer.Option(metavar="CC", help="Country of phone numbers without a code, such as ES.")
    ] = None,
    currency: Annotated[str, typer.Option(metavar="CUR", help="Currency of amounts without one.")] = "EUR",
    language: Annotated[str, typer.Option(metavar="LANG", help="Language of the firm.")] = "en",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a workspace for one firm's customers."""
    from clientela.workspace import create

    place = folder or workspace or DEFAULT
    create(place, time_zone=time_zone, country=country, currency=currency, language=language).close()
    if as_json:
        settings = {"time_zone": time_zone, "country": country, "currency": currency, "language": language}
        say_json({"workspace": str(place), **settings})
    else:
        say(
            f"A workspace is ready in {place}. Next: clientela import FILE --as customers --workspace {place}"
        )


def backup(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="An empty or new folder.")],
    *,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write everything to Parquet files with checksums."""
    with opened(workspace) as firm:
        manifest = firm.backup(folder)
    if as_json:
        say_json(
            {
                "backup": str(folder),
                "at": manifest.at,
                "rows": manifest.rows,
                "tables": _rows(manifest.tables),
            }
        )
    else:
        say(f"{manifest.rows:,} rows in {len(manifest.tables)} tables are saved in {folder}.")


def restore(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A backup: its folder, or the zip file.")],
    *,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a workspace from a backup, verified first."""
    from clientela.workspace import restore_workspace

    place = workspace or DEFAULT
    manifest = restore_workspace(folder, place)
    if as_json:
        say_json({"workspace": str(place), "rows": manifest.rows, "tables": _rows(manifest.tables)})
    else:
        size = f"{manifest.rows:,} rows in {len(manifest.tables)} tables"
        say(f"{size} are back in {place}; every checksum is right.")


def _rows(tables: Mapping[str, BackupTable]) -> dict[str, int]:
    return {name: table.rows for name, table in tables.items()}

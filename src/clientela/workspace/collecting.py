"""Files brought in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from clientela.rules.codec import encode_rule
from clientela.segments.library import list_segments
from clientela.workspace.clock import now
from clientela.workspace.looking import Looking

# The readers of files load much that no question needs, so they are imported where they are used.
if TYPE_CHECKING:
    from clientela.collect import (
        FormatOverrides,
        ImportPlan,
        ImportReport,
        Mapping,
        OnProgress,
        PastImport,
        Problem,
        QualityReport,
        UndoPlan,
    )


class Collecting(Looking):
    """What brings data in and says how good they are."""

    def plan_import(
        self,
        path: str | Path,
        kind: str,
        *,
        mapping: Mapping | None = None,
        overrides: FormatOverrides | None = None,
    ) -> ImportPlan:
        """What an import would read the file and its columns as; nothing is imported."""
        from clientela.collect import plan_import

        return plan_import(self.catalog, Path(path), kind, mapping, overrides)

    def import_file(
        self,
        path: str | Path,
        kind: str,
        *,
        mapping: Mapping | None = None,
        overrides: FormatOverrides | None = None,
        dry_run: bool = False,
        country: str | None = None,
        currency: str | None = None,
        progress: OnProgress | None = None,
        resume: bool = True,
        rejects: Path | None = None,
        as_of: dt.datetime | None = None,
    ) -> ImportReport:
        """Import a file as customers, orders … and account for every row; see `collect.importing`."""
        from clientela.collect import import_file

        settings = self.store.settings()
        try:
            return import_file(
                self.store,
                self.catalog,
                path,
                kind,
                as_of=as_of or now(),
                mapping=mapping,
                overrides=overrides,
                dry_run=dry_run,
                zone=settings.get("time_zone", "UTC"),
                country=country or settings.get("country") or None,
                currency=currency or settings.get("currency") or None,
                progress=progress,
                resume=resume,
                rejects=rejects,
            )
        finally:
            self.reload()

    def propose_kinds(self, path: str | Path, overrides: FormatOverrides | None = None) -> list[str]:
        """What the rows of a file may be, the likeliest first."""
        from clientela.collect import FormatOverrides, detect, propose_kinds

        file_format = detect(path, overrides=overrides or FormatOverrides())
        return propose_kinds(Path(path), file_format, self.catalog)

    def remembered_mapping(
        self, columns: Collection[str], kind: str | None = None
    ) -> tuple[Mapping, PastImport] | None:
        """How the latest file of exactly these columns was read, and the import of it; None without one."""
        from clientela.collect import remembered_mapping

        return remembered_mapping(self.store.engine, columns, kind)

    def imports(self, *, limit: int | None = None, beyond: int | None = None) -> list[PastImport]:
        """Every import there was, the latest first; those before number `beyond`."""
        from clientela.collect import past_imports

        return past_imports(self.store.engine, limit=limit, beyond=beyond)

    def past_import(self, number: int) -> PastImport:
        """One import by its number."""
        from clientela.collect import past_import

        return past_import(self.store.engine, number)

    def rejects(self, number: int) -> Iterator[Problem]:
        """What an import could not take, with reason and cure: all of it while its file is there."""
        from clientela.collect import rejects_of

        return rejects_of(self.past_import(number))

    def plan_undo(self, number: int) -> UndoPlan:
        """What undoing an import would take back, and what stands in the way; nothing is changed."""
        from clientela.collect import plan_undoing

        return plan_undoing(self.store.engine, number, self._segments_asking_for)

    def undo_import(self, number: int) -> UndoPlan:
        """Take an import back as if it had never been; raises CannotUndoError, all or nothing."""
        from clientela.collect import undo

        try:
            return undo(self.store, number, at=now(), users=self._segments_asking_for)
        finally:
            self.reload()

    def _segments_asking_for(self, entity: str, name: str) -> tuple[str, ...]:
        """The saved segments that ask for a field of the firm's own."""
        spelled = f'"{name}"'.encode()
        del entity  # one name may be a field of several; a segment that names it is asked about
        return tuple(
            each.name for each in list_segments(self.store.engine) if spelled in encode_rule(each.rule)
        )

    def quality(self, as_of: dt.datetime | None = None) -> QualityReport:
        """What is filled, fresh, double and suspicious."""
        from clientela.collect import quality

        return quality(self.store, self.catalog, as_of or now())

    def unmerge(self, customer: str | int) -> int:
        """Undo the latest merge into a customer; returns our number of the one who is back."""
        from clientela.collect import unmerge

        number = customer if isinstance(customer, int) else self.customer_id(customer)
        return unmerge(self.store.engine, number, at=now())

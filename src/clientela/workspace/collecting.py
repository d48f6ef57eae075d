"""Files brought in."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

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
        QualityReport,
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

    def quality(self, as_of: dt.datetime | None = None) -> QualityReport:
        """What is filled, fresh, double and suspicious."""
        from clientela.collect import quality

        return quality(self.store, self.catalog, as_of or now())

    def unmerge(self, customer: str | int) -> int:
        """Undo the latest merge into a customer; returns our number of the one who is back."""
        from clientela.collect import unmerge

        number = customer if isinstance(customer, int) else self.customer_id(customer)
        return unmerge(self.store.engine, number, at=now())

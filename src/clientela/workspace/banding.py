"""Cut-points, and the bands and stages they make."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from clientela.catalog.cut_points import CutPoints, changed
from clientela.discover.rfm.versions import (
    PublishedCutPoints,
    cut_point_versions,
    publish_cut_points,
)
from clientela.workspace.asking import Asking
from clientela.workspace.clock import now

# Statistics load much that no plain question needs, so they are imported where they are used.
if TYPE_CHECKING:
    from clientela.discover.progress import OnProgress as Watcher
    from clientela.discover.rfm.fitting import Fit
    from clientela.discover.rfm.grid import Rfm
    from clientela.discover.rfm.moves import CutPointChange


class Banding(Asking):
    """Recency, frequency, money, lifecycle, and the numbers they are built on."""

    def cut_points(self) -> CutPoints:
        """The numbers that scores, stages and bands are built on: the firm's own, or the defaults."""
        return self.catalog.cut_points

    def cut_point_versions(self) -> list[PublishedCutPoints]:
        """Every version the firm published, oldest first."""
        return cut_point_versions(self.store.engine)

    def compare_cut_points(self, cut_points: CutPoints, as_of: dt.datetime | None = None) -> CutPointChange:
        """Who would move from which band to which; nothing is published."""
        from clientela.discover.rfm.moves import compare_cut_points

        segments = {saved.name: saved.rule for saved in self.segments()}
        return compare_cut_points(self.base, self.catalog, cut_points, as_of or now(), segments)

    def set_cut_points(
        self,
        cut_points: CutPoints | None = None,
        *,
        note: str | None = None,
        at: dt.datetime | None = None,
        **changes: object,
    ) -> PublishedCutPoints:
        """Publish the next version: all of `cut_points`, or those in force with some changed by name.

        >>> shop.set_cut_points(active_days=60, note="we are a coffee shop")  # doctest: +SKIP
        """
        wanted = changed(cut_points or self.cut_points(), changes)
        published = publish_cut_points(self.store.engine, wanted, at=at or now(), note=note)
        self.reload()
        return published

    def fit_cut_points(
        self,
        as_of: dt.datetime | None = None,
        *,
        start: CutPoints | None = None,
        readable: bool = True,
        seed: int = 0,
        progress: Watcher | None = None,
    ) -> Fit:
        """Cut-points from this firm's own customers, as a proposal: publish `.cut_points`, or not.

        `start` says the period, and what is not estimated; by default the cut-points in force. Raises
        TooThinError below 100 buyers.
        """
        from clientela.discover.progress import unwatched
        from clientela.discover.rfm.fitting import fit_cut_points

        return fit_cut_points(
            self.base,
            start or self.cut_points(),
            as_of or now(),
            readable=readable,
            seed=seed,
            progress=progress or unwatched,
        )

    def rfm(self, as_of: dt.datetime | None = None, *, seed: int = 0, progress: Watcher | None = None) -> Rfm:
        """Recency, frequency, money and lifecycle: a grid in which every cell and stage is a rule."""
        from clientela.discover.progress import unwatched
        from clientela.discover.rfm.asking import rfm

        versions = self.cut_point_versions()
        return rfm(
            self.base,
            self.cut_points(),
            as_of or now(),
            version=versions[-1].version if versions else 0,
            seed=seed,
            progress=progress or unwatched,
        )

"""The five steps, and what each holds today."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from clientela.act.strategy import State
from clientela.collect import PastImport
from clientela.store.estimates import read_runs
from clientela.workspace import now
from clientela_web.home.queries.figures import last_imports
from clientela_web.workspace import firm


@dataclass(frozen=True, slots=True)
class Loop:
    """Numbers of the five steps that are there at once."""

    customers: int
    last_import: PastImport | None
    variables: int
    estimates: int
    segments: int
    active: int
    without: int
    targets: int
    next_due: dt.date | None

    @property
    def is_first_day(self) -> bool:
        """Whether nothing is there yet."""
        return not self.customers and not self.segments and self.last_import is None


def loop() -> Loop:
    """What each step holds: cheap questions only."""
    workspace, at = firm(), now()
    today = at.astimezone(workspace.zone).date()
    segments, strategies = workspace.segments(), workspace.strategies()
    written = [each.strategy for each in strategies.values() if each.strategy is not None]
    active = [each for each in written if each.state(today) is State.ACTIVE]
    targets = [target for each in active for target in each.targets]
    due = [target.until for target in targets if target.until is not None and target.until >= today]
    imports = last_imports(1)
    return Loop(
        customers=workspace.population(at),
        last_import=imports[0] if imports else None,
        variables=len(workspace.catalog.definitions()),
        estimates=len({run.name for run in read_runs(workspace.store.engine)}),
        segments=len(segments),
        active=len(active),
        without=sum(each.name not in strategies for each in segments),
        targets=len(targets),
        next_due=min(due, default=None),
    )

"""Searches of the data: asked for, carried out, cancelled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from django.db import transaction

from clientela.discover.progress import OnProgress
from clientela.workspace import now
from clientela_web.models import Account
from clientela_web.models.discovery_run import DiscoveryRun, Search
from clientela_web.models.job import State
from clientela_web.workspace import firm

# Statistics load much that no page needs, so only a search that is carried out imports them.
if TYPE_CHECKING:
    from clientela.discover.lifetime.result import Lifetime
    from clientela.discover.patterns.asking import Patterns
    from clientela.discover.proposals import Discovery

    Found: TypeAlias = Discovery | Lifetime | Patterns


def ask_for(search: Search, parameters: Mapping[str, Any], account: Account) -> DiscoveryRun:
    """Put a search into the queue; where one with the same question waits or runs, that one is given back."""
    asked = dict(parameters)
    with transaction.atomic():
        open_ones = DiscoveryRun.objects.filter(search=search, state__in=(State.WAITING, State.RUNNING))
        for each in open_ones.filter(cancel_asked=False):
            if each.parameters == asked:
                return each
        return DiscoveryRun.objects.create(search=search, parameters=asked, account=account, as_of=now())


def cancel(run: DiscoveryRun) -> None:
    """Stop it, or take it out of the queue; what is over stays as it is."""
    waiting = DiscoveryRun.objects.filter(pk=run.pk, state=State.WAITING)
    if not waiting.update(state=State.CANCELLED, finished_at=now()):
        DiscoveryRun.objects.filter(pk=run.pk, state=State.RUNNING).update(cancel_asked=True)


def found_by(run: DiscoveryRun, progress: OnProgress) -> Found:
    """Carry it out as of the instant it was asked for; raises TooThinError where there is too little."""
    asked, as_of = run.parameters, run.as_of or now()
    match run.search:
        case Search.LIFETIME:
            return firm().lifetime(asked.get("horizon_days", 365), as_of=as_of, progress=progress)
        case Search.PATTERNS:
            return firm().patterns(
                as_of,
                things=asked.get("things", "category"),
                outcome=asked.get("outcome") or None,
                progress=progress,
            )
        case _:
            return firm().discover(
                asked.get("variables") or None,
                within=asked.get("within") or None,
                k=asked.get("k"),
                as_of=as_of,
                progress=progress,
            )

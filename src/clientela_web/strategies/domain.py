"""Strategies written and taken away, and who did it."""

from __future__ import annotations

from django.http import HttpRequest

from clientela.act.keeping import SavedStrategy
from clientela.act.strategy import Strategy
from clientela.segments.library import Saved
from clientela_web.auditing import record
from clientela_web.models import Account
from clientela_web.workspace import firm


def save_strategy(
    request: HttpRequest, account: Account, segment: Saved, strategy: Strategy, note: str
) -> SavedStrategy:
    """Make it the next version and write down who did; raises StrategyError with everything that is wrong."""
    saved = firm().set_strategy(segment.name, strategy, author=str(account), note=note)
    record(request, "changed", "strategy", segment.name, version=saved.version, play=strategy.play)
    return saved


def remove_strategy(request: HttpRequest, account: Account, segment: Saved) -> None:
    """Take the strategy away; its versions stay."""
    firm().remove_strategy(segment.name, author=str(account))
    record(request, "removed", "strategy", segment.name)

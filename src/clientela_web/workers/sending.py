"""Sending: a thread of the site, or a process of its own that has the control database alone."""

from __future__ import annotations

import signal
import threading
from functools import partial
from types import FrameType

from django.conf import settings
from django.db import close_old_connections

from clientela_web.channels.carrying import Carrier
from clientela_web.channels.composing import composed_alone
from clientela_web.receipts.domain import take

PAUSE_SECONDS = 1.0
_carriers: list[Carrier] = []


def begin() -> None:
    """Nothing is left behind: what a dead sender had is taken over by whoever sends."""
    _carriers.clear()


def work() -> bool:
    """Send for a while; whether anything went out."""
    if not _carriers:
        _carriers.append(new_carrier(with_data=True))
    return _carriers[0].turn()


def new_carrier(*, with_data: bool = False) -> Carrier:
    """A sender under the site's settings; `with_data` in the process that has the data open."""
    return Carrier(composed_alone, settings.SITE_URL, partial(take, with_data=with_data))


def send_until_told(*, until_idle: bool = False) -> int:
    """Send until a signal ends it, or until there is nothing to send: how many turns sent something.

    What is on its way at the signal is waited for, and what was claimed is given back.
    """
    carrier, ending, turns = new_carrier(), threading.Event(), 0

    def end(_number: int, _frame: FrameType | None) -> None:
        carrier.is_ending = True
        ending.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    try:
        while not ending.is_set():
            close_old_connections()
            if carrier.turn():
                turns += 1
            elif until_idle:
                break
            else:
                ending.wait(PAUSE_SECONDS)
    finally:
        carrier.close()
    return turns

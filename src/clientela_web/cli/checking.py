"""A campaign checked from the terminal: here where the data are free, by the site where it has them."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from clientela.cli.output import note, progress
from clientela.workspace import now
from clientela_web.auditing import record_at_terminal
from clientela_web.campaigns import domain
from clientela_web.ledger.freezing import ask_freeze
from clientela_web.workers import freezing

if TYPE_CHECKING:
    from clientela.workspace import Workspace
    from clientela_web.models import AudienceFreeze, Campaign

PAUSE_SECONDS = 0.5


def check_here(campaign: Campaign, firm: Workspace) -> AudienceFreeze:
    """Carry the check out, and what a killed one left before it; the job, which is over."""
    freezing.begin()
    job = domain.check(campaign, firm)
    record_at_terminal("asked_for", "audience", campaign.name)
    while not job.is_over:
        freezing.work()
        job.refresh_from_db()
    return job


def check_there(campaign: Campaign) -> AudienceFreeze:
    """Have the site carry it out, and wait for it; the job, which is over."""
    job = ask_freeze(campaign, now())
    record_at_terminal("asked_for", "audience", campaign.name)
    note("The site has the data open and carries the check out; Ctrl-C ends the waiting, not the check.")
    with progress("checking") as advance:
        while not job.is_over:
            time.sleep(PAUSE_SECONDS)
            job.refresh_from_db()
            advance(job.done, job.total or 1)
    return job

"""Imports in the background, one after the other."""

from __future__ import annotations

from time import monotonic

from clientela.errors import ClientelaError
from clientela_web.imports.domain import GivenUpError, carry_out, tidy
from clientela_web.models import ImportRun
from clientela_web.models.job import State

TIDY_SECONDS = 3_600.0
_tidied = [float("-inf")]


def begin() -> None:
    """Let what a killed process was at be taken up."""
    ImportRun.release_all()


def work() -> bool:
    """Carry out the oldest import that was asked for; whether there was one."""
    run = ImportRun.claim()
    if run is None:
        if monotonic() - _tidied[0] > TIDY_SECONDS:
            _tidied[0] = monotonic()
            tidy()
        return False
    try:
        carry_out(run)
    except GivenUpError:
        run.finish(State.CANCELLED)
    except (ClientelaError, OSError) as error:
        run.finish(State.FAILED, str(error))
    except Exception:
        run.finish(State.FAILED, UNEXPECTED)
        raise
    else:
        run.finish(State.DONE)
    return True


UNEXPECTED = "something went wrong that should not have; the server's log says what. Try again"

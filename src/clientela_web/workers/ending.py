"""How a piece of work ended is written into its row, whatever happened."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from clientela.errors import ClientelaError
from clientela_web.models.job import Job, State

UNEXPECTED = "it failed for a reason of ours, which has been written down"


@contextmanager
def ending(
    job: Job, *, given_up: tuple[type[Exception], ...] = (), passing: tuple[type[Exception], ...] = ()
) -> Iterator[None]:
    """Done, unless the work raises.

    It is cancelled by what is `given_up`, and failed by anything else: with what a ClientelaError or the
    system says, or with a sentence about the log, into which it then goes. What is `passing` is raised on,
    and the row stays as it is; a row that has ended already stays, too.
    """
    try:
        yield
    except passing:
        raise
    except given_up:
        job.finish(State.CANCELLED)
    except (ClientelaError, OSError) as error:
        job.finish(State.FAILED, str(error))
    except Exception:
        job.finish(State.FAILED, UNEXPECTED)
        raise
    else:
        job.finish(State.DONE)

"""One message, now, over a line of its own: its answer is waited for, and told in one of four ways."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from clientela.errors import ClientelaError
from clientela_web.channels.lines import Answer, Line, LineBrokenError, Lines, ProviderError, R, Verdict
from clientela_web.ledger.claiming import Claimed

PATIENCE = 60.0
LOOK_SECONDS = 0.5


class RefusedError(ClientelaError):
    """The other side does not take that message, and never will."""


class NobodyKnowsError(ClientelaError):
    """The connection broke while the other side had the message: it may have been taken or not."""


def row_to(address: str) -> Claimed:
    """What stands for the ledger's row of a message that is in no ledger."""
    return Claimed(0, 0, address, None, "", "", "{}", 0)


def carry_alone(
    lines: Lines[R], ready: R, begin: Callable[[], None] | None = None, *, seconds: float = PATIENCE
) -> str:
    """Send one message and close the lines; what the other side said of it.

    `begin` is called before the message is on the wire, once everything else is settled; whatever it raises
    stops it. Raises ProviderError where the message surely was not taken and may be later, RefusedError,
    and NobodyKnowsError.
    """
    try:
        line = next(iter(lines.free(1)))
        answer = _answered(lines, line, ready, begin, monotonic() + seconds)
        return _told(answer, lines.name)
    finally:
        lines.close()


def _answered(
    lines: Lines[R], line: Line[R], ready: R, begin: Callable[[], None] | None, until: float
) -> Answer:
    try:
        line.offer(ready)
        while not line.is_open:
            if (refused := _heard(lines, line, until)) is not None:
                return refused
        if begin is not None:
            begin()
        line.carry()
        while (answer := _heard(lines, line, until)) is None:
            pass
    except LineBrokenError as error:
        may_have_been_taken = line.may_have_been_taken
        lines.drop(line)
        if may_have_been_taken:
            raise NobodyKnowsError(f"nobody knows whether {lines.name} took the message: {error}") from error
        raise ProviderError(f"{lines.name} did not take the message: {error}") from error
    except BaseException:
        lines.drop(line)  # an open body is broken off, so that nothing of it is taken
        raise
    return answer


def _heard(lines: Lines[R], line: Line[R], until: float) -> Answer | None:
    """The answer, where it comes within a moment; raises LineBrokenError where it took too long."""
    line.write()
    lines.wait(LOOK_SECONDS)
    answer = next(line.read(), None)
    if answer is None and monotonic() > until:
        raise LineBrokenError("no answer in time")
    return answer


def _told(answer: Answer, name: str) -> str:
    refused = f"{name} did not take the message: {answer.said}"
    match answer.verdict:
        case Verdict.TAKEN | Verdict.HANDED_OVER:
            return answer.provider_id or answer.said or name
        case Verdict.LATER | Verdict.UNUSABLE:
            raise ProviderError(refused, answer.pause)
        case Verdict.REFUSED | Verdict.STOPS:
            raise RefusedError(refused)

"""Claimed messages are written, go out over the lines of a provider, and are settled: a round a commit.

A round commits what was answered and which messages are about to be on the wire, hands these over, and offers
the next. So at any instant at most one message a line is committed to be on its way and not answered for:
that is all a kill can leave unknown.
"""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Callable
from time import monotonic
from typing import Generic

from django.utils import timezone

from clientela_web.channels.limits import Limits, receiving_domain
from clientela_web.channels.lines import (
    Answer,
    Line,
    LineBrokenError,
    Lines,
    NotWritableError,
    ProviderError,
    R,
    Verdict,
    Writer,
)
from clientela_web.ledger.claiming import Claimed, give_back
from clientela_web.ledger.errors import CampaignError
from clientela_web.ledger.outcomes import (
    Outcome,
    commit_round,
    delivered,
    handed_over,
    never_said,
    put_off,
    refused,
)
from clientela_web.ledger.reasons import Cause, state_for
from clientela_web.ledger.refusing import suppress_key
from clientela_web.ledger.senders import renew
from clientela_web.models import Campaign, CampaignState, DeliveryState, Sender, SuppressionReason

RENEW_SECONDS = 5.0
LONGEST_WAIT = 1.0
LINGER = 0.002
"""Seconds that an answer waits for those of other lines: one commit then serves them all."""
FUSE = 50
"""So many refusals for good, one after the other, stop a campaign: it is not the recipients' fault then."""


class PostingStoppedError(CampaignError):
    """The other side refuses everything; the campaign must be looked at by somebody."""


class Posting(Generic[R]):
    """Sends the messages of one campaign."""

    def __init__(
        self, sender: Sender, campaign: Campaign, writer: Writer[R], lines: Lines[R], limits: Limits
    ) -> None:
        self._sender, self._campaign = sender, campaign
        self._writer, self._lines, self._limits = writer, lines, limits
        self._queue: deque[Claimed] = deque()
        self._outcomes: list[Outcome] = []
        self._suppressed: list[tuple[str, SuppressionReason]] = []
        self._slots: dict[str, dt.datetime] = {}  # when a domain takes the next that is put off
        self._lost = self._refused = 0
        self._fault: PostingStoppedError | ProviderError | None = None
        self._is_halted = False
        self._renewed = monotonic()
        self.delivered = 0

    def send(self, source: Callable[[], list[Claimed]]) -> None:
        """Send what `source` claims until it claims nothing more, and settle all of it.

        Raises ProviderError where the provider cannot be used and PostingStoppedError where it refuses
        everything, once what was on its way is answered for; LeaseLostError where others took this sender
        for dead. What is not begun is given back.
        """
        is_dry = False
        try:
            while not is_dry or self._is_busy():
                if not is_dry and not self._queue:
                    self._queue.extend(source())
                    is_dry = not self._queue
                self._offer()
                self._listen()
                self._commit()
                is_dry = is_dry or self._fault is not None or self._is_halted
        finally:
            self._leave()
        if self._fault is not None:
            raise self._fault

    def _is_busy(self) -> bool:
        """Whether something is on its way, or waits to be and may."""
        if self._fault is not None or self._is_halted:
            return any(line.carried for line in self._lines)
        return bool(self._queue) or any(line.carried or line.offered for line in self._lines)

    def _offer(self) -> None:
        """Write messages and offer them, one a free line."""
        if not self._queue or self._fault is not None:
            return
        try:
            for line in self._lines.free(len(self._queue)):
                ready = self._next_ready()
                if ready is None:
                    return
                line.offer(ready)
        except ProviderError as error:
            self._fault = error

    def _next_ready(self) -> R | None:
        """The next message that may go now; what may not is put off, what cannot be written is settled."""
        while self._queue and not self._limits.wait(now := monotonic()):
            row = self._queue.popleft()
            domain = receiving_domain(row.address)
            if seconds := self._limits.wait_for(domain, now):
                self._put_in_line(row, domain, seconds)
                continue
            try:
                ready = self._writer.write(row, self._second())
            except NotWritableError as error:
                reply = str(error)
                self._outcomes.append(Outcome(row.pk, DeliveryState.SKIPPED, str(Cause.NOT_WRITABLE), reply))
                continue
            self._limits.spend(domain, now)
            return ready
        return None

    def _second(self) -> dt.datetime:
        """Now, to the second: mails of one second are dated alike."""
        return timezone.now().replace(microsecond=0)

    def _put_in_line(self, row: Claimed, domain: str, seconds: float) -> None:
        """Each that a domain does not take yet has a time of its own, one after the other."""
        pause = dt.timedelta(seconds=seconds)
        slot = max(self._slots.get(domain, timezone.now()), timezone.now()) + pause
        self._slots[domain] = slot
        self._outcomes.append(Outcome(row.pk, DeliveryState.PENDING, not_before=slot, counts=False))

    def _listen(self) -> None:
        """Write, wait for answers, and take what else has come by then, so that one commit serves many."""
        for line in self._lines:
            self._write(line)
        seconds = self._patience()
        while ready := self._lines.wait(seconds):
            for line in ready:
                self._read(line)
            seconds = LINGER if len(ready) < len(self._lines) else 0.0
        for line in self._lines:
            if not line.is_idle:
                self._read(line)  # notices a silence that is too long

    def _patience(self) -> float:
        if self._outcomes or any(self._is_ready(line) for line in self._lines):
            return 0.0
        return min(LONGEST_WAIT, self._limits.wait(monotonic()) or LONGEST_WAIT)

    def _commit(self) -> None:
        ready = [line for line in self._lines if self._is_ready(line)]
        if self._fault is not None:
            ready = []
        starting = [line.offered.row.pk for line in ready if line.offered is not None]
        if self._outcomes or starting:
            begun = commit_round(self._sender, self._outcomes, starting)
            self._outcomes = []
            for line, pk in zip(ready, starting, strict=True):
                if pk in begun:
                    line.carry()
                else:
                    self._lines.take_back(line)
            if len(begun) < len(starting):
                self._look_whether_halted()
        self._suppress()
        if monotonic() - self._renewed > RENEW_SECONDS:
            renew(self._sender)
            self._renewed = monotonic()

    def _look_whether_halted(self) -> None:
        """A row that is not ours any more: one customer said no, or the whole campaign was stopped."""
        self._campaign.refresh_from_db(fields=["state"])
        if self._campaign.state != CampaignState.SENDING:
            self._is_halted = True
            self._queue.clear()

    def _suppress(self) -> None:
        while self._suppressed:
            key, reason = self._suppressed.pop()
            suppress_key(self._campaign.channel, key, reason, campaign=self._campaign)

    def _is_ready(self, line: Line[R]) -> bool:
        return line.is_open and line.carried is None

    def _write(self, line: Line[R]) -> None:
        try:
            line.write()
        except LineBrokenError as broken:
            self._mourn(line, broken)

    def _read(self, line: Line[R]) -> None:
        try:
            for answer in line.read():
                self._settle(answer)
            line.write()
        except LineBrokenError as broken:
            self._mourn(line, broken)

    def _settle(self, answer: Answer) -> None:
        row, said = answer.row, answer.said
        self._lost = 0
        match answer.verdict:
            case Verdict.TAKEN | Verdict.HANDED_OVER:
                taken = answer.verdict is Verdict.TAKEN
                self._outcomes.append(
                    delivered(row.pk) if taken else handed_over(row.pk, answer.provider_id, answer.parts)
                )
                self.delivered += 1
                self._refused = 0
            case Verdict.LATER:
                self._outcomes.append(put_off(row.pk, row.tries, said, timezone.now(), answer.pause))
            case Verdict.REFUSED:
                self._refuse(answer)
            case Verdict.UNUSABLE | Verdict.STOPS:
                # nobody's failure: it waits as before, and is not counted as a try
                self._outcomes.append(Outcome(row.pk, DeliveryState.PENDING, reply=said, counts=False))
                stops = answer.verdict is Verdict.STOPS
                self._fault = PostingStoppedError(said) if stops else ProviderError(said, answer.pause)

    def _refuse(self, answer: Answer) -> None:
        row = answer.row
        if answer.suppress is SuppressionReason.UNSUBSCRIBED:
            reason = str(answer.suppress)
            self._outcomes.append(Outcome(row.pk, state_for(reason), reason, answer.said))
        else:
            self._outcomes.append(refused(row.pk, answer.said))
        if answer.suppress is not None and row.address_key:
            self._suppressed.append((row.address_key, answer.suppress))
        self._refused += 1
        if self._refused >= FUSE:
            told = f"the last {FUSE} messages were all refused for good: {answer.said}"
            self._fault = PostingStoppedError(told)

    def _lay_down(self, line: Line[R], why: str) -> None:
        """Give a line up: what it had is settled as far as it can be known."""
        if line.carried is not None:
            row = line.carried.row
            if line.may_have_been_taken:
                self._outcomes.append(never_said(row.pk, row.tries, self._campaign, why, timezone.now()))
            else:
                self._outcomes.append(Outcome(row.pk, DeliveryState.PENDING, reply=why))
        if line.offered is not None:
            self._queue.appendleft(line.offered.row)
        self._lines.drop(line)

    def _mourn(self, line: Line[R], broken: LineBrokenError) -> None:
        """A line is gone; where that happens again and again, the provider is not usable."""
        self._lay_down(line, str(broken))
        self._lost += 1
        if self._lost > 2 * len(self._lines) + 2:
            self._fault = ProviderError(f"{self._lines.name} breaks off again and again: {broken}")

    def _leave(self) -> None:
        """Settle what is known and give back what is not begun; the rest is left to the lease."""
        for line in self._lines:
            if line.carried is not None or line.offered is not None:
                self._lay_down(line, "broken off by us")
        commit_round(self._sender, self._outcomes, [])
        self._outcomes = []
        give_back(self._sender, self._queue)
        self._queue.clear()

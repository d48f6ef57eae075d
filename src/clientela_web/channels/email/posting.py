"""Claimed messages become letters, go out over the wires, and are settled: a round for each commit.

A round commits what was answered and which letters are about to be on the wire, writes these, and offers
the envelopes of the next behind them. So at any instant at most one message a connection is committed to be
on its way and not answered for: that is all a kill can leave unknown.
"""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Callable
from time import monotonic

from django.utils import timezone

from clientela_web.channels.email.letters import Letter, LetterWriter, NotWritableError
from clientela_web.channels.email.limits import Limits
from clientela_web.channels.email.server import ServerError
from clientela_web.channels.email.wire import Answered, Step, Wire, WireBrokenError
from clientela_web.channels.email.wires import Wires
from clientela_web.ledger.claiming import Claimed, give_back
from clientela_web.ledger.errors import CampaignError
from clientela_web.ledger.outcomes import Outcome, commit_round, delivered, never_said, put_off, refused
from clientela_web.ledger.reasons import Cause
from clientela_web.ledger.refusing import suppress_key
from clientela_web.ledger.senders import renew
from clientela_web.models import Campaign, CampaignState, DeliveryState, Sender, SuppressionReason

RENEW_SECONDS = 5.0
LONGEST_WAIT = 1.0
LINGER = 0.002
"""Seconds that an answer waits for those of other connections: one commit then serves them all."""
FUSE = 50
"""So many refusals for good, one after the other, stop a campaign: it is not the recipients' fault then."""

_NOBODY_THERE = ("5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10")


class PostingStoppedError(CampaignError):
    """The mail server refuses everything; the campaign must be looked at by somebody."""


class Posting:
    """Sends the messages of one campaign."""

    def __init__(
        self, sender: Sender, campaign: Campaign, writer: LetterWriter, wires: Wires, limits: Limits
    ) -> None:
        self._sender, self._campaign = sender, campaign
        self._writer, self._wires, self._limits = writer, wires, limits
        self._queue: deque[Claimed] = deque()
        self._outcomes: list[Outcome] = []
        self._bounced: list[str] = []
        self._slots: dict[str, dt.datetime] = {}  # when a domain takes the next that is put off
        self._lost = self._refused = 0
        self._fault: PostingStoppedError | ServerError | None = None
        self._is_halted = False
        self._renewed = monotonic()
        self.delivered = 0

    def send(self, source: Callable[[], list[Claimed]]) -> None:
        """Send what `source` claims until it claims nothing more, and settle all of it.

        Raises ServerError where the server cannot be used and PostingStoppedError where it refuses
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
            return any(wire.carried for wire in self._wires)
        return bool(self._queue) or any(wire.carried or wire.offered for wire in self._wires)

    def _offer(self) -> None:
        """Write letters and offer them, one a free connection."""
        if not self._queue or self._fault is not None:
            return
        try:
            for wire in self._wires.free(len(self._queue)):
                letter = self._next_letter()
                if letter is None:
                    return
                wire.offer(letter)
        except ServerError as error:
            self._fault = error

    def _next_letter(self) -> Letter | None:
        """The next letter that may go now; what may not is put off, what cannot be written is settled."""
        while self._queue and not self._limits.wait(now := monotonic()):
            row = self._queue.popleft()
            domain = row.address.rpartition("@")[2]
            if seconds := self._limits.wait_for(domain, now):
                self._put_in_line(row, domain, seconds)
                continue
            try:
                letter = self._writer.write(row, self._second())
            except NotWritableError as error:
                reply = str(error)
                self._outcomes.append(Outcome(row.pk, DeliveryState.SKIPPED, str(Cause.NOT_WRITABLE), reply))
                continue
            self._limits.spend(domain, now)
            return letter
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
        for wire in self._wires:
            self._write(wire)
        seconds = self._patience()
        while ready := self._wires.wait(seconds):
            for wire in ready:
                self._read(wire)
            seconds = LINGER if len(ready) < len(self._wires) else 0.0
        for wire in self._wires:
            if not wire.is_idle:
                self._read(wire)  # notices a silence that is too long

    def _patience(self) -> float:
        if self._outcomes or any(self._is_ready(wire) for wire in self._wires):
            return 0.0
        return min(LONGEST_WAIT, self._limits.wait(monotonic()) or LONGEST_WAIT)

    def _commit(self) -> None:
        ready = [wire for wire in self._wires if self._is_ready(wire)]
        if self._fault is not None:
            ready = []
        starting = [wire.offered.row.pk for wire in ready if wire.offered is not None]
        if self._outcomes or starting:
            begun = commit_round(self._sender, self._outcomes, starting)
            self._outcomes = []
            for wire, pk in zip(ready, starting, strict=True):
                if pk in begun:
                    wire.carry()
                else:
                    self._wires.drop(wire)  # there is no other way back from an open body
            if len(begun) < len(starting):
                self._look_whether_halted()
        self._suppress_bounced()
        if monotonic() - self._renewed > RENEW_SECONDS:
            renew(self._sender)
            self._renewed = monotonic()

    def _look_whether_halted(self) -> None:
        """A row that is not ours any more: one customer said no, or the whole campaign was stopped."""
        self._campaign.refresh_from_db(fields=["state"])
        if self._campaign.state != CampaignState.SENDING:
            self._is_halted = True
            self._queue.clear()

    def _suppress_bounced(self) -> None:
        while self._bounced:
            key = self._bounced.pop()
            suppress_key("email", key, SuppressionReason.BOUNCED, campaign=self._campaign)

    def _is_ready(self, wire: Wire) -> bool:
        return wire.is_open_for_body and wire.carried is None

    def _write(self, wire: Wire) -> None:
        try:
            wire.write()
        except WireBrokenError as broken:
            self._mourn(wire, broken)

    def _read(self, wire: Wire) -> None:
        try:
            for answered in wire.read():
                self._settle(answered)
            wire.write()
        except WireBrokenError as broken:
            self._mourn(wire, broken)

    def _settle(self, answered: Answered) -> None:
        row, reply = answered.letter.row, answered.reply
        self._lost = 0
        if not reply.is_bad:
            self._outcomes.append(delivered(row.pk))
            self.delivered += 1
            self._refused = 0
        elif reply.is_temporary:
            self._outcomes.append(put_off(row.pk, row.tries, str(reply), timezone.now()))
        elif answered.step is Step.MAIL:
            self._queue.appendleft(row)
            self._fault = PostingStoppedError(f"the mail server does not take our return path: {reply}")
        else:
            self._refuse(answered)

    def _refuse(self, answered: Answered) -> None:
        row, reply = answered.letter.row, answered.reply
        self._outcomes.append(refused(row.pk, str(reply)))
        if answered.step is Step.RCPT and reply.text.split(" ", 1)[0] in _NOBODY_THERE and row.address_key:
            self._bounced.append(row.address_key)
        self._refused += 1
        if self._refused >= FUSE:
            self._fault = PostingStoppedError(f"the last {FUSE} messages were all refused for good: {reply}")

    def _lay_down(self, wire: Wire, why: str) -> None:
        """Give a connection up: what it had is settled as far as it can be known."""
        if wire.carried is not None:
            row = wire.carried.row
            if wire.may_have_been_taken:
                self._outcomes.append(never_said(row.pk, row.tries, self._campaign, why, timezone.now()))
            else:
                self._outcomes.append(Outcome(row.pk, DeliveryState.PENDING, reply=why))
        if wire.offered is not None:
            self._queue.appendleft(wire.offered.row)
        self._wires.drop(wire)

    def _mourn(self, wire: Wire, broken: WireBrokenError) -> None:
        """A connection is gone; where that happens again and again, the server is not usable."""
        self._lay_down(wire, str(broken))
        self._lost += 1
        if self._lost > 2 * len(self._wires) + 2:
            self._fault = ServerError(f"{self._wires.server.host} breaks off again and again: {broken}")

    def _leave(self) -> None:
        """Settle what is known and give back what is not begun; the rest is left to the lease."""
        for wire in self._wires:
            if wire.carried is not None or wire.offered is not None:
                self._lay_down(wire, "broken off by us")
        commit_round(self._sender, self._outcomes, [])
        self._outcomes = []
        give_back(self._sender, self._queue)
        self._queue.clear()

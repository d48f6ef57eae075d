"""One connection to a mail server, with at most one message on it that is not answered for.

The envelope of the next message goes out behind the body of the one before (RFC 2920), so that a message
costs one round trip. An envelope commits nobody to anything: the server takes a message on with its last
byte only, and that is not written before the ledger says that it will be.
"""

from __future__ import annotations

import smtplib
import ssl
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from enum import Enum, auto
from time import monotonic

from clientela_web.channels.email.letters import Letter
from clientela_web.channels.email.replies import Replies, Reply
from clientela_web.channels.email.server import MailServer
from clientela_web.channels.lines import Answer, LineBrokenError, Verdict
from clientela_web.models import SuppressionReason

READ_BYTES = 65_536
_NOBODY_THERE = ("5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10")


class Step(Enum):
    """What an answer is expected to."""

    RESET = auto()
    MAIL = auto()
    RCPT = auto()
    DATA = auto()
    EMPTY = auto()  # the end of a body that is not sent
    BODY = auto()


def answer_of(letter: Letter, reply: Reply, step: Step = Step.BODY) -> Answer:
    """What a reply to that step means for a letter."""
    if not reply.is_bad:
        return Answer(letter.row, Verdict.TAKEN)
    if reply.is_temporary:
        return Answer(letter.row, Verdict.LATER, str(reply))
    if step is Step.MAIL:
        told = f"the mail server does not take our return path: {reply}"
        return Answer(letter.row, Verdict.STOPS, told)
    is_gone = step is Step.RCPT and reply.text.split(" ", 1)[0] in _NOBODY_THERE
    suppress = SuppressionReason.BOUNCED if is_gone else None
    return Answer(letter.row, Verdict.REFUSED, str(reply), suppress=suppress)


class Wire:
    """An open connection; never blocks once it is open."""

    def __init__(self, server: MailServer) -> None:
        """Connect and log in; raises ServerError."""
        self._smtp: smtplib.SMTP = server.connect()
        if self._smtp.sock is None:
            raise LineBrokenError("closed by the mail server")
        self._sock = self._smtp.sock
        self._sock.settimeout(0)
        self._pipelines = self._smtp.has_extn("pipelining")
        self._silence = server.seconds
        self._replies = Replies()
        self._out = bytearray()
        self._held: deque[tuple[Step, bytes]] = deque()  # commands that wait for the answer before
        self._body_left = 0  # bytes of the carried letter that have not left us
        self._expected: deque[Step] = deque()
        self._fault: tuple[Reply, Step] | None = None  # the first refusal of the envelope
        self._must_reset = False
        self._heard = monotonic()
        self.offered: Letter | None = None  # its envelope is out
        self.is_open = False
        self.carried: Letter | None = None  # its body is out, and not answered for

    def fileno(self) -> int:
        """For a selector."""
        return self._sock.fileno()

    @property
    def is_idle(self) -> bool:
        """Whether there is nothing to wait for."""
        return not self._expected and not self._out and not self._held

    @property
    def wants_to_write(self) -> bool:
        """Whether bytes wait to go out."""
        return bool(self._out)

    @property
    def may_have_been_taken(self) -> bool:
        """Whether the last byte of the carried letter has left us."""
        return self.carried is not None and self._body_left <= 0

    def offer(self, letter: Letter) -> None:
        """Send the envelope; only where none is out yet."""
        if self._must_reset:
            self._say(Step.RESET, b"RSET\r\n")
            self._must_reset = False
        self._say(Step.MAIL, b"MAIL FROM:<%b>\r\n" % letter.return_path)
        self._say(Step.RCPT, b"RCPT TO:<%b>\r\n" % letter.recipient)
        self._say(Step.DATA, b"DATA\r\n")
        self.offered, self._fault = letter, None

    def carry(self) -> None:
        """Send the body of the offered letter, which is committed to be on its way."""
        if self.offered is None or not self.is_open:
            raise ValueError("the server has not asked for a body")
        self.carried, self.offered, self.is_open = self.offered, None, False
        self._say(Step.BODY, self.carried.data)
        self._body_left = len(self._out)

    def write(self) -> None:
        """Hand as many bytes over as the system takes; raises LineBrokenError."""
        try:
            while self._out:
                sent = self._sock.send(self._out)
                del self._out[:sent]
                self._body_left -= sent
        except (BlockingIOError, ssl.SSLWantWriteError, ssl.SSLWantReadError):
            return
        except OSError as error:
            raise LineBrokenError(str(error)) from error

    def read(self) -> Iterator[Answer]:
        """What the server has answered for by now; raises LineBrokenError."""
        for data in self._received():
            self._heard = monotonic()
            try:
                replies = self._replies.feed(data)
            except ValueError as error:
                raise LineBrokenError("what answers does not speak SMTP") from error
            for reply in replies:
                yield from self._answer(reply)
        if self._expected and monotonic() - self._heard > self._silence:
            raise LineBrokenError(f"no answer for {self._silence:g} seconds")

    def close(self) -> None:
        """Break off; a body that is not wholly out is not taken by any server."""
        self._smtp.close()

    def say_goodbye(self) -> None:
        """End politely, without waiting for the answer."""
        with suppress(OSError):  # the other side was quicker
            self._sock.send(b"QUIT\r\n")
        self._smtp.close()

    def _say(self, step: Step, data: bytes) -> None:
        if self._expected and not self._pipelines:
            self._held.append((step, data))
            return
        if not self._expected:
            self._heard = monotonic()
        self._expected.append(step)
        self._out += data

    def _received(self) -> Iterator[bytes]:
        while True:
            try:
                data = self._sock.recv(READ_BYTES)
            except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
                return
            except OSError as error:
                raise LineBrokenError(str(error)) from error
            if not data:
                raise LineBrokenError("closed by the mail server")
            yield data

    def _answer(self, reply: Reply) -> Iterator[Answer]:
        if not self._expected:
            raise LineBrokenError(str(reply))  # 421 out of the blue
        step = self._expected.popleft()
        if step is Step.BODY and self.carried is not None:
            letter, self.carried = self.carried, None
            yield answer_of(letter, reply)
        elif step in (Step.MAIL, Step.RCPT):
            if reply.is_bad and self._fault is None:
                self._fault = (reply, step)
        elif step is Step.DATA:
            yield from self._answer_data(reply)
        if self._held and not self._expected:
            self._say(*self._held.popleft())

    def _answer_data(self, reply: Reply) -> Iterator[Answer]:
        refused = self._fault or ((reply, Step.DATA) if reply.is_bad else None)
        if refused is None:
            self.is_open = True
            return
        if not reply.is_bad:
            self._say(Step.EMPTY, b".\r\n")
        self._must_reset = True
        letter, self.offered = self.offered, None
        if letter is not None:
            yield answer_of(letter, *refused)

"""A mail server on loopback, in its own process, that writes down every message before it says it has it.

`python -m tests.web.channels.mail_sink LOG [--keep FOLDER] [--plain]` prints its port. A line of the log is
`recipient return-path` and is in the file when the client hears 250. What the local part of a recipient
begins with decides what happens to it:

    gone      no such user, at RCPT          later     451 at RCPT
    spam      554 after the body             full      452 after the body
    takes     taken, then the connection breaks without an answer
    breaks    the connection breaks without an answer, and nothing is taken
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from pathlib import Path

EHLO = b"250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SIZE 50000000\r\n"
PLAIN = b"250-sink\r\n250 SIZE 50000000\r\n"


class Session(asyncio.Protocol):
    """One connection."""

    def __init__(self, sink: Sink) -> None:
        self.sink = sink
        self.buffer = bytearray()
        self.in_data = False
        self.path = self.recipient = b""

    def connection_made(self, transport):
        self.transport = transport
        self.sink.connections += 1
        self.sink.most = max(self.sink.most, self.sink.connections)
        transport.write(b"220 sink\r\n")

    def connection_lost(self, error):
        self.sink.connections -= 1

    def data_received(self, data):
        self.buffer += data
        answers = []
        while True:
            if self.in_data:
                end = 0 if self.buffer.startswith(b".\r\n") else self.buffer.find(b"\r\n.\r\n")
                if end < 0:
                    break
                body = bytes(self.buffer[:end])
                del self.buffer[: end + (3 if end == 0 else 5)]
                self.in_data = False
                answers.append(self.take(body))
            else:
                end = self.buffer.find(b"\r\n")
                if end < 0:
                    break
                line = bytes(self.buffer[:end])
                del self.buffer[: end + 2]
                answers.append(self.command(line))
            if answers[-1] is None:
                self.transport.write(b"".join(answers[:-1]))
                self.transport.close()
                return
        if answers:
            self.transport.write(b"".join(answers))

    def command(self, line):
        verb = line[:4].upper()
        if verb == b"MAIL":
            if self.path:
                return b"503 5.5.1 nested MAIL\r\n"
            self.path = line.split(b"<", 1)[1].split(b">", 1)[0]
            return b"501 5.1.7 bad sender\r\n" if self.path.startswith(b"forged") else b"250 2.1.0 Ok\r\n"
        if verb == b"RCPT":
            return self.rcpt(line.split(b"<", 1)[1].split(b">", 1)[0])
        if verb == b"DATA":
            if not self.recipient:
                return b"554 5.5.1 no valid recipients\r\n"
            self.in_data = True
            return b"354 go on\r\n"
        if verb == b"EHLO":
            return self.sink.ehlo
        if verb == b"RSET":
            self.path = self.recipient = b""
            return b"250 Ok\r\n"
        return b"221 bye\r\n" if verb == b"QUIT" else b"500 5.5.2 what?\r\n"

    def rcpt(self, recipient):
        if recipient.startswith(b"gone"):
            return b"550 5.1.1 no such user\r\n"
        if recipient.startswith(b"later"):
            return b"451 4.7.1 try again later\r\n"
        self.recipient = recipient
        return b"250 2.1.5 Ok\r\n"

    def take(self, body):
        recipient, path = self.recipient, self.path
        self.recipient = self.path = b""
        if recipient.startswith(b"spam"):
            return b"554 5.7.1 we do not want this\r\n"
        if recipient.startswith(b"full"):
            return b"452 4.2.2 mailbox full\r\n"
        if recipient.startswith(b"breaks"):
            return None
        self.sink.write(recipient, path, body)
        return None if recipient.startswith(b"takes") else b"250 2.0.0 Ok: queued\r\n"


class Sink:
    """What all connections share."""

    def __init__(self, log: Path, keep: Path | None, ehlo: bytes) -> None:
        self.log = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self.keep, self.ehlo = keep, ehlo
        self.connections = self.most = self.taken = 0

    def write(self, recipient: bytes, path: bytes, body: bytes) -> None:
        self.taken += 1
        if self.keep:
            (self.keep / f"{self.taken:06d}.eml").write_bytes(body.replace(b"\r\n..", b"\r\n."))
        os.write(self.log, b"%b %b\n" % (recipient, path))


async def serve(sink: Sink, port: int) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Session(sink), "127.0.0.1", port, backlog=256)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    async with server:
        await server.serve_forever()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("log", type=Path)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--plain", action="store_true", help="without PIPELINING")
    parser.add_argument("--port", type=int, default=0)
    told = parser.parse_args()
    asyncio.run(serve(Sink(told.log, told.keep, PLAIN if told.plain else EHLO), told.port))


if __name__ == "__main__":
    main()

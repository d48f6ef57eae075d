"""A receiver of webhooks on loopback, in its own process, that writes each down before it says it has it.

`python -m tests.web.channels.http_sink LOG [--keep FOLDER]` prints its port. A line of the log is the
customer of a request, and is in the file when the client hears 200. What the customer's name begins with
decides:

    gone      422          later     500          busy     429 with Retry-After: 7
    takes     taken, then the connection breaks without an answer
    breaks    the connection breaks without an answer, and nothing is taken
    moved     302          closed    410          locked   401
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

STATUSES = {"gone": 422, "later": 500, "busy": 429, "moved": 302, "closed": 410, "locked": 401}


class Receiver(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        customer = json.loads(body)["data"]["customer"]
        kind = "".join(letter for letter in customer.partition("@")[0] if letter.isalpha())
        if kind in STATUSES:
            self.answer(STATUSES[kind], b"what you asked for")
        elif kind == "breaks":
            self.close_connection = True
        else:
            self.server.take(customer, dict(self.headers), body)
            if kind == "takes":
                self.close_connection = True
            else:
                self.answer(200, b"{}")

    def answer(self, status, body):
        self.send_response(status)
        if status == 429:
            self.send_header("Retry-After", "7")
        if status == 302:
            self.send_header("Location", "https://elsewhere.example/")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_told):
        """Say nothing."""


class Sink(ThreadingHTTPServer):
    """What all connections share."""

    daemon_threads = True

    def __init__(self, log: Path, keep: Path | None) -> None:
        super().__init__(("127.0.0.1", 0), Receiver)
        self.log = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self.keep, self.taken, self.lock = keep, 0, threading.Lock()

    def take(self, customer, headers, body):
        with self.lock:
            self.taken += 1
            if self.keep:
                told = {"headers": headers, "body": body.decode()}
                (self.keep / f"{self.taken:06d}.json").write_text(json.dumps(told))
            os.write(self.log, f"{customer} \n".encode())


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("log", type=Path)
    parser.add_argument("--keep", type=Path)
    told = parser.parse_args()
    sink = Sink(told.log, told.keep)
    sys.stdout.write(f"{sink.server_address[1]}\n")
    sys.stdout.flush()
    sink.serve_forever()


if __name__ == "__main__":
    main()

"""Mailgun and Postmark on loopback, as far as sending goes, by the address a mail is for."""

from __future__ import annotations

import json
import threading
from email import message_from_bytes
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

from clientela_web.channels.sealing import seal
from clientela_web.models import Provider

SIGNING = "mailgun-signing-key"
REPORTS = "reports:geheim"
STATUSES = {"gone": 400, "later": 500, "busy": 429, "locked": 401, "forbidden": 403}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        told = self.fields(body)
        to = str(told.get("to") or told.get("To"))
        kind = next((each for each in (*STATUSES, "takes") if to.startswith(each)), "")
        if kind in STATUSES:
            self.answer(STATUSES[kind], {"message": f"{kind} for you", "Message": "no", "ErrorCode": 9})
            return
        number = self.server.take(told, dict(self.headers), self.path)
        if kind == "takes":
            self.close_connection = True
        elif self.path.endswith("/messages"):
            self.answer(200, {"id": f"<{number}@mailgun.example>", "message": "Queued. Thank you."})
        else:
            refused = to.startswith("inactive")
            said = {"To": to, "MessageID": f"pm-{number}", "ErrorCode": 0, "Message": "OK"}
            if refused:
                found = f"Found inactive addresses: {to}.\nInactive recipients are ones that bounced."
                said = {"ErrorCode": 406, "Message": f"You tried to send to an inactive recipient.\n{found}"}
            self.answer(422 if refused else 200, said)

    def fields(self, body):
        kind = self.headers["Content-Type"]
        if kind.startswith("application/json"):
            return json.loads(body)
        if kind.startswith("multipart/"):
            whole = message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + body, policy=HTTP)
            return {
                part.get_param("name", header="Content-Disposition"): part.get_payload(decode=True).decode()
                for part in whole.iter_parts()
            }
        return {name: values[0] for name, values in parse_qs(body.decode()).items()}

    def answer(self, status, body):
        data = json.dumps(body).encode()
        self.send_response(status)
        if status == 429:
            self.send_header("Retry-After", "9")
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_told):
        """Say nothing."""


class EspServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.taken, self.lock, self.port = [], threading.Lock(), self.server_address[1]
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def take(self, told, headers, path):
        with self.lock:
            self.taken.append((told, headers, path))
            return len(self.taken)


def mailgun_at(port: int = 9, **fields: object) -> Provider:
    return Provider.objects.create(
        name="Mailgun",
        channel="email",
        kind="mailgun",
        settings={"api_url": f"http://127.0.0.1:{port}/v3"},
        sealed=seal({"api_key": "mailgun-key", "webhook_signing_key": SIGNING}),
        **fields,
    )


def postmark_at(port: int = 9, **fields: object) -> Provider:
    return Provider.objects.create(
        name="Postmark",
        channel="email",
        kind="postmark",
        settings={"api_url": f"http://127.0.0.1:{port}/"},
        sealed=seal({"server_token": "postmark-token", "webhook_secret": REPORTS}),
        **fields,
    )

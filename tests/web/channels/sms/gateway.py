"""Gateways on loopback that answer as their documentation says, by the number a message is for."""

from __future__ import annotations

import base64
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

from clientela_web.channels.sealing import seal
from clientela_web.models import Provider

ACCOUNT, TOKEN = "AC" + "0" * 32, "twilio-token"
VONAGE = {"api_secret": "vonage-secret", "signature_secret": "vonage-signing"}
# the end of a number decides: (status, body of Twilio, status of Vonage)
TWILIO_ERRORS = {
    "11": (400, 21211, "Invalid 'To' Phone Number"),
    "10": (400, 21610, "Attempt to send to unsubscribed recipient"),
    "06": (400, 21606, "The 'From' phone number is not valid"),
    "08": (403, 21408, "Permission to send an SMS has not been enabled for the region"),
    "29": (429, 20429, "Too many requests"),
    "50": (503, 20503, "Service unavailable"),
    "03": (401, 20003, "Authenticate"),
}
VONAGE_ERRORS = {
    "11": ("6", "Unroutable message - rejected"),
    "33": ("33", "Number de-activated"),
    "06": ("15", "Illegal Sender Address - rejected"),
    "29": ("1", "Throughput Rate Exceeded"),
    "50": ("5", "Internal Error"),
    "03": ("4", "Bad Credentials"),
}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        told = self.twilio(form) if self.path.startswith("/2010-04-01/") else self.vonage(form)
        status, answer = told
        data = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def twilio(self, form):
        wanted = "Basic " + base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
        assert self.headers["Authorization"] == wanted
        assert self.path == f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
        if found := TWILIO_ERRORS.get(form["To"][-2:]):
            return found[0], {"code": found[1], "message": found[2], "more_info": "", "status": found[0]}
        number = self.server.take(form)
        return 201, {"sid": f"SM{number:032d}", "status": "queued", "error_code": None}

    def vonage(self, form):
        assert (form["api_key"], form["api_secret"]) == ("key1", VONAGE["api_secret"])
        if found := VONAGE_ERRORS.get(form["to"][-2:]):
            parts = [{"status": found[0], "error-text": found[1]}]
        else:
            # as many as the text takes; the second of a number that ends so is not taken
            parts = [self.part(form) for _ in range(-(-len(form["text"]) // 153))]
            if form["to"].endswith("44") and len(parts) > 1:
                parts[1] = {"status": "9", "error-text": "Quota Exceeded"}
        return 200, {"message-count": str(len(parts)), "messages": parts}

    def part(self, form):
        return {"to": form["to"], "message-id": f"0A{self.server.take(form):014d}", "status": "0"}

    def log_message(self, *_told):
        """Say nothing."""


class GatewayServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.taken, self.lock = [], threading.Lock()
        self.port = self.server_address[1]
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def take(self, form):
        with self.lock:
            self.taken.append(form)
            return len(self.taken)


def twilio_at(port: int = 9, **fields: object) -> Provider:
    settings = {"account_sid": ACCOUNT, "sender": "+48500600700", "host": f"http://127.0.0.1:{port}"}
    sealed = seal({"auth_token": TOKEN})
    return Provider.objects.create(
        name="Twilio", channel="sms", kind="twilio", settings=settings, sealed=sealed, **fields
    )


def vonage_at(port: int = 9, method: str = "sha256", **fields: object) -> Provider:
    settings = {
        "api_key": "key1",
        "sender": "Shop",
        "signature_method": method,
        "host": f"http://127.0.0.1:{port}",
    }
    return Provider.objects.create(
        name="Vonage", channel="sms", kind="vonage", settings=settings, sealed=seal(VONAGE), **fields
    )

"""A message centre on loopback, written from the specification (SMPP 3.4): octets by hand, no library."""

from __future__ import annotations

import socket
import struct
import threading
from contextlib import suppress

from clientela_web.channels.sealing import seal
from clientela_web.models import Provider

BIND_TRANSCEIVER, SUBMIT_SM, DELIVER_SM, UNBIND, ENQUIRE_LINK = 0x09, 0x04, 0x05, 0x06, 0x15
RESPONSE = 0x80000000
PASSWORD = "geheim"
# the end of a number decides the state that its message is answered with
STATES = {"11": 0x0B, "58": 0x58, "08": 0x08, "0a": 0x0A, "45": 0x45}


def text_in(body: bytes, at: int) -> tuple[str, int]:
    end = body.index(b"\0", at)
    return body[at:end].decode("latin-1"), end + 1


class Centre:
    """Takes messages, and delivers what it is told to."""

    def __init__(self, password: str = PASSWORD) -> None:
        self.password = password
        self.taken, self.bound, self.acknowledged, self.lost = [], [], [], 0
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]
        self.number, self.lock = 0, threading.Lock()
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        with suppress(OSError):
            while True:
                connection, _ = self.listening.accept()
                threading.Thread(target=self.talk, args=(connection,), daemon=True).start()

    def talk(self, connection):
        with suppress(OSError, struct.error), connection:
            while True:
                length, command, _status, sequence = struct.unpack(">LLLL", self.exactly(connection, 16))
                body = self.exactly(connection, length - 16)
                if not self.answer(connection, command, sequence, body):
                    return

    def exactly(self, connection, count):
        found = b""
        while len(found) < count:
            if not (more := connection.recv(count - len(found))):
                raise OSError
            found += more
        return found

    def say(self, connection, command, sequence, body=b"", status=0):
        connection.sendall(struct.pack(">LLLL", 16 + len(body), command, status, sequence) + body)

    def answer(self, connection, command, sequence, body):
        if command == BIND_TRANSCEIVER:
            _system_id, at = text_in(body, 0)
            password, at = text_in(body, at)
            good = password == self.password
            self.say(connection, RESPONSE | command, sequence, b"CENTRE\0", 0 if good else 0x0E)
            if good:
                self.bound.append(connection)
            return good
        if command == SUBMIT_SM:
            return self.submitted(connection, sequence, body)
        if command == RESPONSE | DELIVER_SM:
            self.acknowledged.append(sequence)
        elif command in (ENQUIRE_LINK, UNBIND):
            self.say(connection, RESPONSE | command, sequence)
        return command != UNBIND

    def submitted(self, connection, sequence, body):
        message = self.read(body)
        to = message["to"]
        if to.endswith("77") and self.lost == 0:
            self.lost += 1  # taken, and the connection breaks without an answer
            self.keep(message)
            return False
        if to.endswith("99"):
            self.say(connection, RESPONSE | 0x999, sequence)  # no such command
        elif state := STATES.get(to[-2:]):
            self.say(connection, RESPONSE | SUBMIT_SM, sequence, b"", state)
        else:
            # what it delivers by itself may come between a message and its answer
            self.say(connection, ENQUIRE_LINK, 900 + self.number)
            self.say(connection, RESPONSE | SUBMIT_SM, sequence, f"{self.keep(message):X}\0".encode())
        return True

    def keep(self, message):
        with self.lock:
            self.number += 1
            self.taken.append(message)
            return self.number

    def read(self, body):
        _service, at = text_in(body, 0)
        source_ton, source_npi = body[at : at + 2]
        source, at = text_in(body, at + 2)
        ton, npi = body[at : at + 2]
        to, at = text_in(body, at + 2)
        esm, _protocol, _priority = body[at : at + 3]
        _scheduled, at = text_in(body, at + 3)
        _validity, at = text_in(body, at)
        registered, _replace, coding, _default, length = body[at : at + 5]
        octets = body[at + 5 : at + 5 + length]
        return {
            "source": (source_ton, source_npi, source),
            "ton": (ton, npi),
            "to": to,
            "esm": esm,
            "registered": registered,
            "coding": coding,
            "octets": octets,
        }

    def deliver(self, source, octets, esm=0, coding=0, optional=b""):
        body = b"\0" + b"\1\1" + source.encode() + b"\0" + b"\1\1" + b"48500600700\0"
        body += bytes((esm, 0, 0)) + b"\0\0" + bytes((0, 0, coding, 0, len(octets))) + octets + optional
        self.say(self.bound[-1], DELIVER_SM, 7000 + len(octets), body)

    def receipt(self, name, state, error="000"):
        text = f"id:{name} sub:001 dlvrd:001 submit date:2611221200 done date:2611221201 stat:{state}"
        self.deliver("48600000140", f"{text} err:{error} text:Hello".encode(), esm=0x04)

    def close(self):
        self.listening.close()
        for connection in self.bound:
            connection.close()


def centre_at(port: int, password: str = PASSWORD, **fields: object) -> Provider:
    settings = {
        "host": "127.0.0.1",
        "port": port,
        "security": "none",
        "system_id": "shop",
        "sender": "Shop",
    }
    sealed = seal({"password": password})
    return Provider.objects.create(
        name="Centre", channel="sms", kind="smpp", settings=settings, sealed=sealed, **fields
    )

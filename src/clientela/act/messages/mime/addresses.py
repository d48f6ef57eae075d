"""Addresses as headers and envelopes want them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.utils import parseaddr

from clientela.act.messages.mime.headers import phrase
from clientela.errors import ClientelaError

# No blanks, no controls, none of the marks that headers and commands of SMTP are built with.
_LOCAL = r"[^\s\x00-\x20\x7f-\x9f<>()\[\],;:\"\\@]{1,64}"
_DOMAIN = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*"
_ADDRESS = re.compile(rf"{_LOCAL}@{_DOMAIN}")
_LONGEST = 254


class AddressError(ClientelaError):
    """An address nobody can be written to."""


def wire_address(address: str) -> str:
    """The address with its domain in ASCII (IDNA); raises AddressError."""
    local, _, domain = address.strip().rpartition("@")
    if not domain.isascii():
        try:
            domain = domain.encode("idna").decode("ascii")
        except UnicodeError as error:
            raise AddressError(f"{address!r} has a domain that cannot be written; correct it") from error
    made = f"{local}@{domain}"
    if len(made) > _LONGEST or not _ADDRESS.fullmatch(made):
        raise AddressError(f"{address!r} is no e-mail address; write it as name@example.com")
    return made


@dataclass(frozen=True, slots=True)
class Mailbox:
    """An address and the name shown beside it."""

    address: str
    name: str = ""

    @classmethod
    def read(cls, written: str) -> Mailbox:
        """`Shop <shop@example.com>`, or an address alone; raises AddressError."""
        name, address = parseaddr(written)
        return cls(wire_address(address or written), name)

    @property
    def domain(self) -> str:
        """What stands behind the @."""
        return self.address.rpartition("@")[2]

    def header(self, name: str) -> bytes:
        """The value of a header of that name."""
        if not self.name:
            return self.address.encode()
        between = b"\r\n <" if len(self.name) > 30 else b" <"
        return phrase(self.name, len(name) + 2) + between + self.address.encode() + b">"

"""Signatures of DKIM (RFC 6376; Ed25519 by RFC 8463), relaxed for headers and body."""

from __future__ import annotations

import re
from binascii import b2a_base64
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING

from clientela.errors import ClientelaError, MissingExtraError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

LEAST_BITS = 1024
_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")
_BLANKS = re.compile(rb"[ \t]+")
_LINE = 72

Header = tuple[bytes, bytes]
"""Name and value; the value may be folded."""


class DkimKeyError(ClientelaError):
    """A key that no signature can be made with."""


@dataclass(frozen=True, slots=True)
class DkimKey:
    """A private key, and the domain and selector its public half is published under."""

    domain: str
    selector: str
    key: RSAPrivateKey | Ed25519PrivateKey = field(repr=False)

    @classmethod
    def from_pem(cls, domain: str, selector: str, pem: str | bytes) -> DkimKey:
        """The key in a PEM file without a password; raises DkimKeyError, MissingExtraError."""
        try:
            from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
            from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
            from cryptography.hazmat.primitives.serialization import load_pem_private_key
        except ImportError as error:
            raise MissingExtraError("signing mail", "mail") from error
        for name in (domain, selector):
            if not _NAME.fullmatch(name):
                raise DkimKeyError(f"{name!r} is no name in the DNS; write it as in the published record")
        try:
            key = load_pem_private_key(pem.encode() if isinstance(pem, str) else pem, password=None)
        except (ValueError, TypeError) as error:
            raise DkimKeyError("this is no private key in PEM without a password") from error
        if isinstance(key, RSAPrivateKey) and key.key_size < LEAST_BITS:
            raise DkimKeyError(f"the key has {key.key_size} bits; receivers ask for {LEAST_BITS} and more")
        if not isinstance(key, RSAPrivateKey | Ed25519PrivateKey):
            raise DkimKeyError("signatures are made with a key of RSA or Ed25519; this is another")
        return cls(domain, selector, key)

    @property
    def algorithm(self) -> str:
        """Its name in a signature."""
        return "rsa-sha256" if hasattr(self.key, "key_size") else "ed25519-sha256"

    def sign(self, headers: Sequence[Header], body_hash: bytes, seconds: int) -> bytes:
        """The field DKIM-Signature over these headers, in their order, and a body of that hash."""
        value = self._value(headers, body_hash, seconds)
        signed = b"".join(relaxed(header) for header in headers)
        signed += relaxed((b"DKIM-Signature", value))[:-2]
        letters = b2a_base64(self._signature(signed), newline=False)
        lines = [letters[at : at + _LINE] for at in range(0, len(letters), _LINE)]
        return b"DKIM-Signature: " + value + b"\r\n ".join(lines) + b"\r\n"

    def _value(self, headers: Sequence[Header], body_hash: bytes, seconds: int) -> bytes:
        # From is named once more than it occurs: nobody can add a second one behind the signature.
        names = [name.lower() for name, _ in headers] + [b"from"]
        return b"\r\n ".join(
            (
                b"v=1; a=%b; c=relaxed/relaxed; d=%b; s=%b;"
                % (self.algorithm.encode(), self.domain.encode(), self.selector.encode()),
                b"t=%d; h=%b;" % (seconds, b":\r\n ".join(_lines(names))),
                b"bh=%b;" % b2a_base64(body_hash, newline=False),
                b"b=",
            )
        )

    def _signature(self, signed: bytes) -> bytes:
        from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
        from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
        from cryptography.hazmat.primitives.hashes import SHA256

        if isinstance(self.key, RSAPrivateKey):
            return self.key.sign(signed, PKCS1v15(), SHA256())
        return self.key.sign(sha256(signed).digest())


def relaxed(header: Header) -> bytes:
    """A field in the relaxed form of RFC 6376, 3.4.2."""
    name, value = header
    return name.lower() + b":" + _BLANKS.sub(b" ", value.replace(b"\r\n", b"")).strip() + b"\r\n"


def _lines(names: list[bytes]) -> list[bytes]:
    return [b":".join(names[at : at + 5]) for at in range(0, len(names), 5)]

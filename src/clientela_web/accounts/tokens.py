"""Secrets that are shown once and kept as digests."""

from __future__ import annotations

import hashlib
import secrets

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is read as something else


def new_token() -> str:
    """256 random bits that fit into a link."""
    return secrets.token_urlsafe(32)


def new_words(groups: int = 4, letters: int = 4) -> str:
    """A code to write down, such as `h4kq-9wme-c7tr-xa2p`: 79 random bits by default."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(letters)) for _ in range(groups))


def digest(secret: str) -> str:
    """What is kept of a secret. It is random and long, so one plain hash cannot be turned back."""
    return hashlib.sha256(secret.encode()).hexdigest()

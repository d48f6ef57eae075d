"""Addresses as keyed hashes: to be recognised, not to be read."""

from __future__ import annotations

import hashlib
import hmac
from functools import lru_cache

from django.conf import settings

LENGTH = 32


def address_key(channel: str, address: str) -> str:
    """The keyed hash of an address; upper and lower case are the same address."""
    told = f"{channel}:{address.strip().casefold()}".encode()
    return hmac.digest(_key(settings.SECRET_KEY), told, "sha256").hex()[:LENGTH]


def secret_for(use: str) -> bytes:
    """A key of 32 bytes for one use, made of the site's own: what signs one thing cannot sign another."""
    return hashlib.sha256(f"clientela {use} {settings.SECRET_KEY}".encode()).digest()


@lru_cache(maxsize=8)
def _key(_site_key: str) -> bytes:
    return secret_for("addresses")

"""Passwords of providers, readable with the site's key alone."""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken

from clientela.errors import ClientelaError
from clientela_web.ledger.keys import secret_for


class SealError(ClientelaError):
    """Something was sealed with another key."""


def seal(text: str) -> str:
    """The text as nobody without the site's key can read it."""
    return _box().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """What was sealed; raises SealError where the site's key has changed since."""
    try:
        return _box().decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise SealError("the site's secret key has changed; enter the provider's password anew") from error


def _box() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(secret_for("sealing")))

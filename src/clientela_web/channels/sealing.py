"""Secrets of providers, readable with the site's key alone."""

from __future__ import annotations

import base64
from collections.abc import Mapping

import msgspec
from cryptography.fernet import Fernet, InvalidToken

from clientela.errors import ClientelaError
from clientela_web.ledger.keys import secret_for
from clientela_web.models import Provider


class SealError(ClientelaError):
    """Something was sealed with another key."""


def seal(secrets: Mapping[str, str]) -> str:
    """The secrets by name, as nobody without the site's key can read them."""
    return _box().encrypt(msgspec.json.encode(dict(secrets))).decode()


def unseal(sealed: str) -> dict[str, str]:
    """What was sealed; raises SealError where the site's key has changed since."""
    try:
        return msgspec.json.decode(_box().decrypt(sealed.encode()), type=dict[str, str])
    except InvalidToken as error:
        raise SealError("the site's secret key has changed; enter the provider's secrets anew") from error


def secrets_of(provider: Provider) -> dict[str, str]:
    """What of a provider is sealed, by name; raises SealError."""
    return unseal(provider.sealed) if provider.sealed else {}


def _box() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(secret_for("sealing")))

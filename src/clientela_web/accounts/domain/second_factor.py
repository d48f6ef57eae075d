"""The second factor: codes of an authenticator app that change every 30 seconds, and recovery codes."""

from __future__ import annotations

import datetime as dt
import hmac

import pyotp
from django.db import transaction

from clientela_web.accounts.tokens import digest, new_words
from clientela_web.models.account import Account

STEP = 30
DRIFT = 1  # steps that a telephone's clock may be wrong
RECOVERY_CODES = 10


def new_secret() -> str:
    """A secret to share with an authenticator app."""
    return pyotp.random_base32()


def app_address(account: Account, secret: str, issuer: str) -> str:
    """What the app reads from the picture."""
    return pyotp.TOTP(secret).provisioning_uri(name=account.email, issuer_name=issuer)


def matching_step(secret: str, code: str, *, at: dt.datetime) -> int | None:
    """The time step whose code it is, now or one step beside; None for a wrong code."""
    totp, now = pyotp.TOTP(secret, interval=STEP), int(at.timestamp()) // STEP
    typed = "".join(code.split())
    found = None
    for step in range(now - DRIFT, now + DRIFT + 1):
        if hmac.compare_digest(totp.generate_otp(step).encode(), typed.encode()):
            found = step
    return found


def switch_on(account: Account, secret: str, step: int) -> list[str]:
    """Ask for codes from now on; the recovery codes, which cannot be shown again.

    `step` is that of the code that showed the app to be ready: it is not taken once more.
    """
    account.totp_secret, account.totp_used_at = secret, step
    codes = _renew(account)
    account.save(update_fields=["totp_secret", "totp_used_at", "recovery_codes"])
    return codes


def switch_off(account: Account) -> None:
    """Ask for the password alone."""
    account.totp_secret, account.totp_used_at, account.recovery_codes = "", 0, []
    account.save(update_fields=["totp_secret", "totp_used_at", "recovery_codes"])


def new_recovery_codes(account: Account) -> list[str]:
    """Fresh recovery codes in the place of all older ones."""
    codes = _renew(account)
    account.save(update_fields=["recovery_codes"])
    return codes


def accept_code(account: Account, code: str, *, at: dt.datetime) -> bool:
    """Whether the code opens the account, now and never again: each is taken once."""
    step = matching_step(account.totp_secret, code, at=at)
    if step is None:
        return _take_recovery_code(account, code)
    fresh = Account.objects.filter(pk=account.pk, totp_used_at__lt=step)
    return fresh.update(totp_used_at=step) == 1


def _renew(account: Account) -> list[str]:
    codes = [new_words() for _ in range(RECOVERY_CODES)]
    account.recovery_codes = [_kept(account, code) for code in codes]
    return codes


def _take_recovery_code(account: Account, code: str) -> bool:
    wanted = _kept(account, code)
    with transaction.atomic():
        held = Account.objects.select_for_update().get(pk=account.pk)
        if wanted not in held.recovery_codes:
            return False
        held.recovery_codes.remove(wanted)
        held.save(update_fields=["recovery_codes"])
    return True


def _kept(account: Account, code: str) -> str:
    letters = "".join(letter for letter in code.lower() if letter.isalnum())
    return digest(f"{account.pk}:{letters}")

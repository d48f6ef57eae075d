"""Ending sessions: one, all others, or all."""

from __future__ import annotations

from clientela_web.models.account import Account
from clientela_web.models.session import AccountSession


def end_session(account: Account, key_digest: str) -> bool:
    """End the account's session of that name; whether there was one."""
    for session in AccountSession.objects.filter(account=account):
        if session.name == key_digest:
            session.delete()
            return True
    return False


def end_sessions(account: Account, *, but: str | None = None) -> int:
    """End all sessions of the account, `but` the one with that key; how many there were."""
    ended, _ = AccountSession.objects.filter(account=account).exclude(session_key=but or "").delete()
    return ended

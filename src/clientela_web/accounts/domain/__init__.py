"""What is done with accounts, sessions, invitations and keys."""

from __future__ import annotations

from clientela_web.accounts.domain.keys import key_holder

__all__ = ["key_holder"]

"""Keys of programs."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from clientela_web.accounts.tokens import digest, new_token
from clientela_web.models.account import Account
from clientela_web.models.api_key import ApiKey

HEAD = "clientela_"
SHOWN = 12  # letters by which a person recognises a key
NOTICED_EVERY = dt.timedelta(minutes=1)


def make_key(name: str, role: str, *, by: Account) -> tuple[ApiKey, str]:
    """A new key and what the program sends; the latter is not kept and cannot be shown again."""
    raw = HEAD + new_token()
    made = ApiKey.objects.create(
        name=name, role=role, prefix=raw[len(HEAD) :][:SHOWN], digest=digest(raw), created_by=by
    )
    return made, raw


def revoke_key(key: ApiKey, *, at: dt.datetime) -> None:
    """From now on the key opens nothing."""
    ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=at)


def key_holder(raw: str) -> ApiKey | None:
    """The key that `raw` is, if it is one and has not been revoked; notes that it was used."""
    if not raw.startswith(HEAD):
        return None
    key = ApiKey.objects.filter(digest=digest(raw), revoked_at=None).first()
    if key is not None:
        _notice(key)
    return key


def _notice(key: ApiKey) -> None:
    at = timezone.now()
    if key.used_at is None or at - key.used_at >= NOTICED_EVERY:  # a busy program costs one write a minute
        ApiKey.objects.filter(pk=key.pk).update(used_at=at)
        key.used_at = at

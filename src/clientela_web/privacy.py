"""What a viewer does not see: who a customer is, and how few of them there are."""

from __future__ import annotations

from clientela_web.models.account import Account
from clientela_web.models.permission import Permission

PERSONAL = frozenset(
    {
        "full_name",
        "first_name",
        "last_name",
        "middle_name",
        "email",
        "phone",
        "mobile",
        "address",
        "street",
        "postal_code",
        "external_id",
        "date_of_birth",
        "text",
        "note",
    }
)
MASK = "•••"
SMALL = 5


def is_personal(name: str) -> bool:
    """Whether values of that attribute or variable could tell who a customer is."""
    return name in PERSONAL


def shown(account: Account, name: str, value: object) -> object:
    """The value as the account may see it."""
    if value in (None, "") or account.may(Permission.SEE_PERSONS) or not is_personal(name):
        return value
    return MASK


def shown_count(account: Account, count: int) -> int | None:
    """The count as the account may see it: None for one that is small, but not nought."""
    return None if 0 < count < SMALL and not account.may(Permission.SEE_PERSONS) else count

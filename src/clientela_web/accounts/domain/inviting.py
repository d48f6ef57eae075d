"""Invitations by link."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import QuerySet

from clientela_web.accounts.tokens import digest, new_token
from clientela_web.models.account import Account
from clientela_web.models.invitation import Invitation

VALID_FOR = dt.timedelta(days=7)


class InvitationOverError(Exception):
    """The link was used, revoked, or is too old."""


def invite(email: str, role: str, *, by: Account, at: dt.datetime) -> tuple[Invitation, str]:
    """A new invitation and the token of its link, which is not kept; older ones to that e-mail end."""
    token, address = new_token(), email.strip().lower()
    with transaction.atomic():
        open_invitations(at=at).filter(email=address).update(revoked_at=at)
        made = Invitation.objects.create(
            digest=digest(token), email=address, role=role, created_by=by, expires_at=at + VALID_FOR
        )
    return made, token


def revoke(invitation: Invitation, *, at: dt.datetime) -> None:
    """The link opens nothing any more."""
    Invitation.objects.filter(pk=invitation.pk, accepted_at=None, revoked_at=None).update(revoked_at=at)


def open_invitations(*, at: dt.datetime) -> QuerySet[Invitation]:
    """Those that can still be accepted."""
    return Invitation.objects.filter(accepted_at=None, revoked_at=None, expires_at__gt=at)


def invitation_of(token: str, *, at: dt.datetime) -> Invitation | None:
    """The open invitation whose link it is."""
    return open_invitations(at=at).filter(digest=digest(token)).first()


def accept(invitation: Invitation, name: str, password: str, language: str, *, at: dt.datetime) -> Account:
    """Make the account it is for; raises InvitationOverError, also for the second of two at once."""
    with transaction.atomic():
        taken = open_invitations(at=at).filter(pk=invitation.pk).update(accepted_at=at)
        if not taken or Account.objects.filter(email=invitation.email).exists():
            raise InvitationOverError
        return Account.objects.create_account(
            invitation.email, password, role=invitation.role, name=name, language=language
        )

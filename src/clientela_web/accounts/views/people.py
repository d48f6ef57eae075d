"""Who may come in, and as what: for administrators."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from clientela_web.access import Asked, Permission, allowed
from clientela_web.accounts import queries
from clientela_web.accounts.domain import inviting
from clientela_web.accounts.domain import people as domain
from clientela_web.accounts.domain.ending import end_sessions
from clientela_web.accounts.forms_administration import InviteForm, RoleForm
from clientela_web.auditing import record
from clientela_web.models.account import Account
from clientela_web.models.invitation import Invitation
from clientela_web.ui.pages import page


@allowed(Permission.ADMINISTER)
def users(request: Asked) -> HttpResponse:
    at = timezone.now()
    context = {
        "people": queries.people(at=at),
        "invitations": inviting.open_invitations(at=at).order_by("-created_at"),
        "is_required": queries.second_factor_required(),
    }
    return page(request, "accounts/users.html", context)


@allowed(Permission.ADMINISTER)
@never_cache
def invite(request: Asked) -> HttpResponse:
    form = InviteForm(request.POST or None)
    context = {"form": form}
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        invitation, token = inviting.invite(
            given["email"], given["role"], by=request.account, at=timezone.now()
        )
        record(request, "invited", "account", invitation.email, role=invitation.role)
        link = cast(HttpRequest, request).build_absolute_uri(reverse("accounts:accept", args=[token]))
        return page(request, "accounts/invited.html", {"invitation": invitation, "link": link})
    return page(request, "accounts/invite.html", context, status=422 if form.errors else 200)


@allowed(Permission.ADMINISTER)
@require_POST
def revoke_invitation(request: Asked, invitation_id: int) -> HttpResponse:
    invitation = get_object_or_404(Invitation, pk=invitation_id)
    inviting.revoke(invitation, at=timezone.now())
    record(request, "revoked", "invitation", invitation.email)
    messages.success(request, _("The link opens nothing any more."))
    return redirect("accounts:users")


@allowed(Permission.ADMINISTER)
def user(request: Asked, account_id: int) -> HttpResponse:
    person = get_object_or_404(Account, pk=account_id)
    form = RoleForm(request.POST or None, initial={"role": person.role})
    if request.method == "POST" and form.is_valid():
        before = person.role
        try:
            domain.change_role(person, form.cleaned_data["role"])
        except domain.LastAdministratorError:
            form.add_error("role", _last_administrator())
        else:
            record(request, "changed", "role", person.email, before=before, after=person.role)
            messages.success(request, _("Saved."))
            return redirect("accounts:user", account_id)
    context = {"person": person, "form": form, "is_self": person == request.account}
    return page(request, "accounts/user.html", context, status=422 if form.errors else 200)


@allowed(Permission.ADMINISTER)
@require_POST
def set_active(request: Asked, account_id: int) -> HttpResponse:
    person = get_object_or_404(Account, pk=account_id)
    if request.POST.get("active") == "yes":
        domain.activate(person)
        record(request, "activated", "account", person.email)
        messages.success(request, _("The account may log in again."))
        return redirect("accounts:user", account_id)
    try:
        domain.deactivate(person)
    except domain.LastAdministratorError:
        messages.error(request, _last_administrator())
        return redirect("accounts:user", account_id)
    record(request, "deactivated", "account", person.email)
    messages.success(request, _("The account is shut. What it did stays in the audit log."))
    return redirect("accounts:user", account_id)


@allowed(Permission.ADMINISTER)
@require_POST
def reset_factor(request: Asked, account_id: int) -> HttpResponse:
    person = get_object_or_404(Account, pk=account_id)
    domain.reset_second_factor(person)
    record(request, "switched_off", "second_factor", person.email)
    messages.success(request, _("The second factor is taken away; the password alone opens the account now."))
    return redirect("accounts:user", account_id)


@allowed(Permission.ADMINISTER)
@require_POST
def end_all(request: Asked, account_id: int) -> HttpResponse:
    person = get_object_or_404(Account, pk=account_id)
    ended = end_sessions(person, but=request.session.session_key)
    record(request, "ended", "session", person.email, count=ended)
    messages.success(request, _("The sessions have ended."))
    return redirect("accounts:user", account_id)


@allowed(Permission.ADMINISTER)
@require_POST
def require_factor(request: Asked) -> HttpResponse:
    required = request.POST.get("required") == "on"
    domain.require_second_factor(required=required)
    record(request, "switched_on" if required else "switched_off", "second_factor_for_all", "")
    messages.success(request, _("Saved."))
    return redirect("accounts:users")


def _last_administrator() -> str:
    return _("This is the only administrator. Make somebody else an administrator first.")

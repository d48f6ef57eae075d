"""One's own account: name, language, look, password, second factor, sessions."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from clientela_web.access import Asked, Permission, allowed
from clientela_web.accounts import queries
from clientela_web.accounts.domain.ending import end_session, end_sessions
from clientela_web.accounts.domain.people import change_password
from clientela_web.accounts.forms import AccountForm, PasswordForm
from clientela_web.auditing import record
from clientela_web.models.account import Account
from clientela_web.ui.pages import page


@allowed(Permission.LOOK)
def account(request: Asked) -> HttpResponse:
    own = Account.objects.get(pk=request.account.pk)  # a form writes into it even when it is not valid
    form = AccountForm(request.POST or None, instance=own)
    if request.method == "POST" and form.is_valid():
        form.save()
        record(request, "changed", "account", own.email, fields=form.changed_data)
        with translation.override(own.language):
            messages.success(request, _("Saved."))
        return redirect("accounts:account")
    context = {
        "form": form,
        "sessions": queries.sessions_of(own, request.session.session_key, at=timezone.now()),
        "is_required": queries.second_factor_required(),
    }
    return page(request, "accounts/account.html", context, status=422 if form.errors else 200)


@allowed(Permission.LOOK)
@never_cache
@sensitive_post_parameters("old", "password")
def password(request: Asked) -> HttpResponse:
    form = PasswordForm(request.POST or None, account=request.account)
    if request.method == "POST" and form.is_valid():
        change_password(request.account, form.cleaned_data["password"], keep=request.session.session_key)
        update_session_auth_hash(request, request.account)
        record(request, "changed", "password", request.account.email)
        messages.success(request, _("Your password is changed. All your other sessions have ended."))
        return redirect("accounts:account")
    return page(request, "accounts/password.html", {"form": form}, status=422 if form.errors else 200)


@allowed(Permission.LOOK)
@require_POST
def end_one(request: Asked, name: str) -> HttpResponse:
    if not end_session(request.account, name):
        raise Http404
    record(request, "ended", "session", request.account.email)
    messages.success(request, _("The session has ended."))
    return redirect("accounts:account")


@allowed(Permission.LOOK)
@require_POST
def end_others(request: Asked) -> HttpResponse:
    ended = end_sessions(request.account, but=request.session.session_key)
    record(request, "ended", "session", request.account.email, count=ended)
    messages.success(request, _("All your other sessions have ended."))
    return redirect("accounts:account")

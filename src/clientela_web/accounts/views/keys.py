"""Keys of programs: for administrators."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from clientela_web.access import Asked, Permission, allowed
from clientela_web.accounts import queries
from clientela_web.accounts.domain.keys import make_key, revoke_key
from clientela_web.accounts.forms_administration import KeyForm
from clientela_web.auditing import record
from clientela_web.models.api_key import ApiKey
from clientela_web.ui.pages import page


@allowed(Permission.ADMINISTER)
def keys(request: Asked) -> HttpResponse:
    return page(request, "accounts/keys.html", {"keys": queries.keys()})


@allowed(Permission.ADMINISTER)
@never_cache
def new_key(request: Asked) -> HttpResponse:
    form = KeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        key, raw = make_key(form.cleaned_data["name"], form.cleaned_data["role"], by=request.account)
        record(request, "made", "key", key.name, role=key.role)
        return page(request, "accounts/key_made.html", {"key": key, "raw": raw})
    context = {"form": form}
    return page(request, "accounts/key_new.html", context, status=422 if form.errors else 200)


@allowed(Permission.ADMINISTER)
@require_POST
def revoke(request: Asked, key_id: int) -> HttpResponse:
    key = get_object_or_404(ApiKey, pk=key_id)
    revoke_key(key, at=timezone.now())
    record(request, "revoked", "key", key.name)
    messages.success(request, _("The key opens nothing any more."))
    return redirect("accounts:keys")

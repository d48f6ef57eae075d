"""Setting a second factor up, and taking it away."""

from __future__ import annotations

import io

import segno
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from clientela_web.access import Asked, Permission, allowed
from clientela_web.accounts import queries
from clientela_web.accounts.domain import second_factor as factor
from clientela_web.accounts.forms import NewCodeForm, OwnPasswordForm
from clientela_web.auditing import record
from clientela_web.ui.pages import page
from clientela_web.workspace import firm

PENDING = "totp_pending"


@allowed(Permission.LOOK)
@never_cache
@sensitive_post_parameters("password", "code")
def second_factor(request: Asked) -> HttpResponse:
    return _settled(request) if request.account.totp_secret else _set_up(request)


def _set_up(request: Asked) -> HttpResponse:
    """The picture to scan, until a code shows that the app has it."""
    secret = request.session.setdefault(PENDING, factor.new_secret())
    form = NewCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        step = factor.matching_step(secret, form.cleaned_data["code"], at=timezone.now())
        if step is not None:
            del request.session[PENDING]
            codes = factor.switch_on(request.account, secret, step)
            record(request, "switched_on", "second_factor", request.account.email)
            return page(request, "accounts/recovery_codes.html", {"codes": codes})
        form.add_error("code", _("That is not the code of this moment. Type the one that the app shows now."))
    issuer = str(firm().store.settings().get("firm_name") or "Clientela")
    context = {
        "form": form,
        "secret": " ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        "picture": _picture(factor.app_address(request.account, secret, issuer)),
        "is_required": queries.second_factor_required(),
    }
    return page(request, "accounts/second_factor_new.html", context, status=422 if form.errors else 200)


def _settled(request: Asked) -> HttpResponse:
    """New recovery codes, or none of it any more; either wants the password again."""
    form = OwnPasswordForm(request.POST or None, account=request.account)
    required = queries.second_factor_required()
    if request.method == "POST" and form.is_valid():
        if request.POST.get("wish") == "codes":
            codes = factor.new_recovery_codes(request.account)
            record(request, "changed", "second_factor", request.account.email)
            return page(request, "accounts/recovery_codes.html", {"codes": codes})
        if not required:
            factor.switch_off(request.account)
            record(request, "switched_off", "second_factor", request.account.email)
            messages.success(request, _("You log in with your password alone from now on."))
            return redirect("accounts:account")
    context = {"form": form, "is_required": required, "left": len(request.account.recovery_codes)}
    return page(request, "accounts/second_factor.html", context, status=422 if form.errors else 200)


def _picture(address: str) -> SafeString:
    """A QR code as SVG; dark on light whatever the theme, for apps that read no other."""
    drawn = io.BytesIO()
    segno.make(address, error="m").save(
        drawn,
        kind="svg",
        scale=5,
        border=4,
        dark="#000",
        light="#fff",
        xmldecl=False,
        svgclass="qr",
        lineclass=None,
    )
    return mark_safe(drawn.getvalue().decode())  # noqa: S308  # drawn here, of dots

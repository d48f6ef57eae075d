"""One's own account."""

from __future__ import annotations

from django.http import HttpResponse

from clientela_web.access import Asked, Permission, allowed
from clientela_web.ui.pages import page


@allowed(Permission.LOOK)
def account(request: Asked) -> HttpResponse:
    return page(request, "accounts/account.html")

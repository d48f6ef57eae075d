"""The addresses: a line a feature."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from clientela_web.ui import faults
from clientela_web.ui.vega import health, vega

# address → feature; a longer address stands before the shorter one it begins with
FEATURES = (
    ("", "accounts"),
    ("", "home"),
    ("customers/", "cards"),
    ("imports/", "imports"),
    ("", "builder"),
    ("", "strategies"),
    ("", "reports"),
    ("segments/", "segments"),
    ("explore/", "explore"),
    ("campaigns/coupons/", "coupons"),
    ("campaigns/", "campaigns"),
    ("settings/", "providers"),
    ("settings/", "firm"),
    ("", "preferences"),
    ("", "tracking"),
    ("", "receipts"),
    ("mailbox/", "mailbox"),
    ("", "confirmations"),
    ("api/v1/", "api"),
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("assets/vega.js", vega, name="vega"),
    path("health", health, name="health"),
    path("language/", set_language, name="set_language"),
    *(
        path(address, include(f"clientela_web.{feature}.urls"))
        for address, feature in FEATURES
        if find_spec(f"clientela_web.{feature}.urls")
    ),
]

handler400 = faults.refused
handler403 = faults.forbidden
handler404 = faults.not_found
handler500 = faults.broken

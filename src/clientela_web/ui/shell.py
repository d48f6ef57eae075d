"""What stands around every page."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_noop

from clientela_web.channels import mail_folder
from clientela_web.models.account import Account
from clientela_web.models.permission import Permission
from clientela_web.ui.reader import offered_languages
from clientela_web.workspace import firm

# key, name, icon, address: the loop, in its order
PLACES = (
    ("home", gettext_noop("Home"), "house", "home:home"),
    ("customers", gettext_noop("Customers"), "users", "cards:list"),
    ("imports", gettext_noop("Imports"), "file-down", "imports:list"),
    ("explore", gettext_noop("Explore"), "compass", "explore:index"),
    ("segments", gettext_noop("Segments"), "shapes", "segments:list"),
    ("strategies", gettext_noop("Strategies"), "target", "strategies:list"),
    ("campaigns", gettext_noop("Campaigns"), "send", "campaigns:list"),
    ("mailbox", gettext_noop("Mailbox"), "mailbox", "mailbox:list"),
    ("settings", gettext_noop("Settings"), "settings", "firm:settings"),
)


def shell(request: HttpRequest) -> dict[str, object]:
    """The account, the firm and the way around, for every template."""
    account = request.user if isinstance(getattr(request, "user", None), Account) else None
    return {
        "account": account,
        "theme": getattr(account, "theme", "system"),
        "firm_name": firm().store.settings().get("firm_name", ""),
        "places": _places(request, account) if isinstance(account, Account) else [],
        "languages": offered_languages(),
    }


def _places(request: HttpRequest, account: Account) -> list[tuple[str, str, str, str, str]]:
    """Each place with its address and, where the reader is in it, what `aria-current` says of that."""
    here, found = _space(request), []
    shows_mailbox = account.may(Permission.EDIT_CAMPAIGNS) and mail_folder.is_in_use()
    for key, name, icon, view in PLACES:
        try:
            address = reverse(view)
        except NoReverseMatch:  # while a part of the site is not there
            continue
        if key == "mailbox" and not shows_mailbox:
            continue
        current = "page" if request.path == address else "true" if view.startswith(f"{here}:") else ""
        found.append((key, name, icon, address, current))
    return found


def _space(request: HttpRequest) -> str:
    """The part of the site that answers: a strategy is one wherever its address stands."""
    space = request.resolver_match.namespace if request.resolver_match else ""
    if space == "accounts":  # one's own account is in no place, those of others are in the settings
        return "firm" if request.path.startswith("/settings/") else ""
    return {
        "builder": "segments",
        "home": "",
        "providers": "firm",
        "confirmations": "firm",
        "coupons": "campaigns",
    }.get(space, space)

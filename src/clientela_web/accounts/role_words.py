"""What each role may do, said to who gives it."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from clientela_web.models.permission import Role


def explained_roles() -> list[tuple[str, SafeString]]:
    """The roles to choose from, each with a sentence."""
    sentences = {
        Role.VIEWER: _(
            "Sees figures and segments; no names, e-mails, phones, and no groups of fewer than five."
        ),
        Role.ANALYST: _("Also sees customers, imports and exports them, and makes segments."),
        Role.MARKETER: _("Also changes customers and writes strategies."),
        Role.ADMINISTRATOR: _("Also erases customers, changes settings, and decides who may come in."),
    }
    return [
        (role.value, format_html("{}<br><small>{}</small>", role.label, sentence))
        for role, sentence in sentences.items()
    ]

"""Ways out in the reader's words."""

from __future__ import annotations

from django.utils.translation import get_language

from clientela.act.channels import channel_said


def channel_label(channel: str) -> str:
    """A channel in the reader's language."""
    return channel_said(channel, (get_language() or "en").split("-", maxsplit=1)[0])

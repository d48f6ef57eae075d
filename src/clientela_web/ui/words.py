"""What things are called in the reader's language."""

from __future__ import annotations

from clientela.act.channels import channel_said
from clientela_web.ui.writing import language


def channel_label(channel: str) -> str:
    """A channel."""
    return channel_said(channel, language())

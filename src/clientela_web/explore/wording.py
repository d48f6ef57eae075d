"""Words of exploring that the core has no phrase for."""

from __future__ import annotations

from clientela.errors import TooThinError


def thin_said(error: TooThinError, language: str) -> str:
    """How much there is and how much is needed."""
    return str(error)

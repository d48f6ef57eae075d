"""What is too little for an honest answer, said in six languages."""

from __future__ import annotations

from clientela.catalog.phrasebook import Phrasebook
from clientela.errors import TooThinError

PHRASES = Phrasebook("clientela.discover", "phrases_thin.yaml")


def thin_said(error: TooThinError, language: str) -> str:
    """How much there is and how much is needed; the error's own words where no phrase is for it."""
    if error.key not in PHRASES.rows:
        return str(error)
    return PHRASES.say(error.key, language, None, **error.facts)

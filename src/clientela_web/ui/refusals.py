"""Why the core would not, in the reader's language."""

from __future__ import annotations

from django.utils.translation import get_language

from clientela.errors import ClientelaError, WorkspaceError
from clientela.workspace import refusals
from clientela_web.workspace import firm


def refusal(error: ClientelaError) -> str:
    """The error as a sentence for the page that is being answered."""
    if isinstance(error, WorkspaceError):
        return retold(str(error))  # there may be no firm to ask for its names
    return refusals.refusal_said(error, _language(), firm().catalog.labels)


def retold(text: str) -> str:
    """What work in the background wrote down of its failure, likewise."""
    return refusals.retold(text, _language())


def _language() -> str:
    return get_language() or "en"

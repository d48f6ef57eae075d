"""Discovery stands on statistics libraries that a plain installation leaves out."""

from __future__ import annotations

from importlib.util import find_spec

from clientela.errors import MissingExtraError

NEEDED = ("scipy", "sklearn")


def require_discovery(what: str) -> None:
    """Raise MissingExtraError, which names what to install, where the libraries are missing."""
    if any(find_spec(library) is None for library in NEEDED):
        raise MissingExtraError(what, "discover")

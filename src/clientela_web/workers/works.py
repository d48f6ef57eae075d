"""All kinds of background work."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from clientela_web.workers.loop import Work, Workers

# each module has `work() -> bool`, and `begin()` for what a fresh start must mend
KINDS = (
    "imports",
    "discovering",
    "refreshing",
    "backups",
    "freezing",
    "sending",
    "recording",
    "confirming",
    "reporting",
)


def workers() -> Workers:
    """One thread for each kind; what a killed process left behind is taken up again."""
    found: list[Work] = []
    for kind in KINDS:
        name = f"clientela_web.workers.{kind}"
        if find_spec(name):
            module = import_module(name)
            module.begin()
            found.append(module.work)
    return Workers(found)

"""Kinds of providers: each folder of this one says in its `kind.py` which it has, and what they ask for.

`KINDS` there is a tuple of `ProviderKind`. Pages make their forms of it, and a channel can be chosen for a
campaign as soon as there is a provider of a kind that carries it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules
from typing import Literal

from django.utils.functional import Promise

import clientela_web.channels as room
from clientela_web.models import Provider

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing that a kind of provider asks for.

    `name` is its name in `settings` (`dkim.domain` lies one deeper), or among what is sealed where it is a
    `secret` (a line) or a `key` (many lines). A text stays as it was typed, a number is whole.
    """

    name: str
    label: Text
    kind: Literal["text", "number", "choice", "switch", "secret", "key"] = "text"
    required: bool = True
    initial: str | int | bool = ""
    choices: tuple[tuple[str, Text], ...] = ()
    help: Text = ""

    @property
    def is_sealed(self) -> bool:
        """Whether it is kept sealed and never shown again."""
        return self.kind in ("secret", "key")


@dataclass(frozen=True, slots=True)
class ProviderKind:
    """A kind of provider.

    `check` raises ClientelaError for settings that cannot be right, without asking anybody. `try_out` sends
    one message to an address from an address (empty where the channel has none), and answers with what the
    other side said; it raises ClientelaError.
    """

    key: str
    channel: str
    label: Text
    settings: tuple[Setting, ...]
    check: Callable[[Provider], object] | None = None
    try_out: Callable[[Provider, str, str], str] | None = None


@cache
def kinds() -> dict[str, ProviderKind]:
    """All kinds there are, by their keys."""
    names = sorted(each.name for each in iter_modules(room.__path__, f"{room.__name__}.") if each.ispkg)
    modules = [import_module(f"{name}.kind") for name in names if find_spec(f"{name}.kind")]
    return {each.key: each for module in modules for each in module.KINDS}


def usable_channels() -> list[str]:
    """The channels a campaign can go by: e-mail, and each that some provider carries."""
    carried = Provider.objects.order_by("channel").values_list("channel", flat=True).distinct()
    return list(dict.fromkeys(["email", *carried]))

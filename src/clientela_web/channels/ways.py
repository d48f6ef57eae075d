"""From a provider to its connections: which folder knows it, and what is kept open."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, Generic

from clientela.act.messages import Composed
from clientela_web.channels.kinds import kinds
from clientela_web.channels.lines import Lines, ProviderError, R, Writer
from clientela_web.channels.tokens import Links
from clientela_web.models import Campaign, Provider

if TYPE_CHECKING:
    from clientela_web.channels.hearing import Heard
    from clientela_web.channels.house import HouseMail

TALKING = ("smpp",)
"""Kinds that tell over our own connections, which are therefore kept also when there is nothing to send."""


@dataclass(frozen=True, slots=True)
class Way(Generic[R]):
    """The connections to one provider, and who writes what goes over them.

    `listen` returns at once what the provider has told over the same connections. `house` makes a mail of
    the house ready for them, where they carry mail.
    """

    lines: Lines[R]
    writer: Callable[[Campaign, Mapping[str, Composed], Links], Writer[R]]
    listen: Callable[[], Sequence[Heard]] = tuple
    house: Callable[[HouseMail], R] | None = None


# What a way carries is known to its own folder alone: a letter, a text, a request.
def open_way(provider: Provider) -> Way[Any]:
    """The way out by a provider, with nothing connected yet; raises ProviderError for what it lacks."""
    if provider.kind not in kinds():
        raise ProviderError(f"provider {provider.name!r} is of a kind nobody knows: {provider.kind!r}")
    way: Way[Any] = import_module(f"clientela_web.channels.{folder_of(provider)}.way").open_way(provider)
    return way


def folder_of(provider: Provider) -> str:
    """The folder that knows the provider's kind."""
    if provider.channel == "email" and provider.kind != "smtp":
        return "anymail"
    return provider.channel

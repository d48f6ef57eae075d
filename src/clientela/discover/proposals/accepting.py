"""Proposals on their way to being saved segments."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from clientela.discover.proposals.discovery import Discovery
from clientela.discover.proposals.proposal import Proposal
from clientela.rules.nodes import Rule


@dataclass(frozen=True, slots=True)
class NewSegment:
    """A name that is free, and what is to be saved under it."""

    name: str
    rule: Rule
    note: str
    names: Mapping[str, str]


def new_segments(
    proposals: Discovery | Iterable[Proposal],
    taken: Collection[str],
    *,
    prefix: str = "",
    language: str = "en",
    in_order: bool = False,
) -> list[NewSegment]:
    """What saving these proposals means, none called as one of `taken` or as another.

    Of a discovery everyone else is left out: nobody would write to them. With `in_order` each rule excludes
    those before it.
    """
    if isinstance(proposals, Discovery):
        proposals = [each for each in proposals.proposals if each.kind != "rest"]
    used = {name.casefold() for name in taken}
    found = []
    for each in proposals:
        name = free_name(f"{prefix}{each.name(language)}", used)
        used.add(name.casefold())
        found.append(NewSegment(name, each.in_order if in_order else each.rule, note_of(each), each.names))
    return found


def free_name(name: str, taken: Collection[str]) -> str:
    """The name, with a number behind it where it is taken, in whatever letters."""
    used = {each.casefold() for each in taken}
    number, free = 1, name
    while free.casefold() in used:
        number += 1
        free = f"{name} ({number})"
    return free


def note_of(proposal: Proposal) -> str:
    """Where the segment comes from, and how well it agreed with its cluster."""
    found = f"proposed by discovery as of {proposal.size.as_of:%Y-%m-%d}"
    if proposal.agreement is None:
        return found
    return f"{found}; agrees with its cluster to {proposal.agreement.f1:.0%} (F1)"

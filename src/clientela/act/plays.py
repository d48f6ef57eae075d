"""The playbook as data: situations and what is done in them, read from playbook.yaml."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.resources import files

import msgspec
import yaml

from clientela.act.wording import PLAYS

WORTH = "worth"
"""Stands for the money of all time, or the orders where a firm is paid in several currencies."""


class Sign(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing a figure must say; playbook.yaml tells what each field asks."""

    variable: str
    above: float | None = None
    below: float | None = None
    index_above: float | None = None
    index_below: float | None = None
    levels: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    but_words: tuple[str, ...] = ()
    dominant: bool = False
    known: float | None = None


class Goal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What should move, and the least step worth aiming at."""

    metric: str
    step: float
    relative: bool = False


class Play(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One situation and what is done in it."""

    key: str
    objective: str
    when: tuple[tuple[Sign, ...], ...]
    channels: tuple[str, ...]
    every: int
    times: int
    targets: tuple[Goal, ...]
    also: tuple[str, ...] = ()
    personal: bool = False

    def says(self, part: str, language: str) -> str:
        """Its `title`, `message` or `offer`."""
        return PLAYS.say(f"{self.key}_{part}", language)

    def variables(self) -> Iterable[str]:
        """Every variable it looks at."""
        yield from (sign.variable for alternative in self.when for sign in alternative)
        yield from self.also


@cache
def plays() -> tuple[Play, ...]:
    """Every play, in the order of care."""
    text = files("clientela.act").joinpath("playbook.yaml").read_text(encoding="utf-8")
    read = yaml.safe_load(text)
    return tuple(msgspec.convert({"key": key, **play}, Play) for key, play in read.items())

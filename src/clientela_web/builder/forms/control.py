"""What a page draws: one control, its choices and the controls inside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from clientela_web.builder.words import part_said


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that can be chosen."""

    value: str
    label: str
    chosen: bool = False
    group: str = ""


@dataclass(frozen=True, slots=True)
class Control:
    """A control of the page; `kind` names its template, `path` the part of the rule it is for."""

    kind: str
    path: str
    label: str = ""
    value: str = ""
    choices: Sequence[Choice] = ()
    parts: Sequence[Control] = ()
    faults: Sequence[str] = ()
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What the browser posts it as."""
        return form_name(self.path)

    @property
    def id(self) -> str:
        """Its id on the page: the same as long as it stands at the same place."""
        return re.sub(r"\W+", "-", self.name).strip("-")

    @property
    def template(self) -> str:
        return f"builder/controls/{self.kind}.html"

    @property
    def holder(self) -> str:
        """The path of the node it is a part of."""
        return self.path.rpartition(".")[0]

    @property
    def spoken(self) -> str:
        """What a screen reader calls a control without a label."""
        return part_said(self.path)

    @property
    def names(self) -> Sequence[str]:
        """Names the data can offer, where the control is for one."""
        found = self.facts.get("names", ())
        return found if isinstance(found, list) else ()

    def groups(self) -> list[tuple[str, list[Choice]]]:
        """The choices by their group, in order."""
        found: dict[str, list[Choice]] = {}
        for choice in self.choices:
            found.setdefault(choice.group, []).append(choice)
        return list(found.items())

    def walk(self) -> Iterator[Control]:
        """It and everything inside it."""
        yield self
        for part in self.parts:
            yield from part.walk()


def form_name(path: str) -> str:
    """The posted name of a part of the rule."""
    return f"r.{path}" if path else "r"


def chosen(pairs: Sequence[tuple[str, str]], value: str, group: str = "") -> tuple[Choice, ...]:
    """Choices of which one is chosen; a value that is none of them is offered too, so that it is not lost."""
    choices = [Choice(key, str(label), key == value, group) for key, label in pairs]
    if value and value not in dict(pairs):
        choices.append(Choice(value, value, chosen=True, group=group))
    return tuple(choices)

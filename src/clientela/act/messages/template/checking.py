"""What is wrong with a template as read, and what it needs to be written for somebody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from liquid.builtin.expressions.filtered import Filter

from clientela.act.messages.fields import MergeFields
from clientela.act.messages.plain import Source
from clientela.act.messages.problems import MessageProblem
from clientela.act.messages.template.environment import MessageLiquid
from clientela.act.messages.template.names import ENTITIES, GIVEN, LINKS, LISTS, ROOTS, need_of, segment_need
from clientela.act.messages.template.reading import Read, Said
from clientela.errors import ClientelaError, UnknownNameError, nearest
from clientela.rules.types import ValueType


@dataclass(slots=True)
class Needs:
    """What all parts together need: variables and segments by the names they are frozen under."""

    types: dict[str, ValueType] = field(default_factory=dict)
    segments: list[str] = field(default_factory=list)
    lists: list[str] = field(default_factory=list)
    given: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)

    def take(self, name: str) -> None:
        """Remember something that is no variable."""
        for known, kept in ((LINKS, self.links), (LISTS, self.lists), (GIVEN, self.given)):
            if name in known and name not in kept:
                kept.append(name)


@dataclass(frozen=True, slots=True)
class Check:
    """One part of a message held against the fields of a firm; what it needs is added to `needs`."""

    source: Source
    read: Read
    liquid: MessageLiquid
    fields: MergeFields
    needs: Needs

    def problems(self) -> Iterator[MessageProblem]:
        """Everything that is wrong with the part."""
        for said in self.read.paths:
            yield from self._path(said)
        for each in self.read.filters:
            yield from self._filter(each)
        for name, index in self.read.segments:
            yield from self._segment(name, index)
        for name, index in self.read.own:
            if name in ROOTS or self.fields.catalog.variable(name):
                yield self.source.problem("shadows", index, name=name)
        for index in self.read.ranges:
            yield self.source.problem("range_outside", index)

    def _path(self, said: Said) -> Iterator[MessageProblem]:
        first = said.path[0]
        if first in said.things:
            yield from self._thing(said)
        elif first in ENTITIES:
            yield from self._field(said)
        elif first in ROOTS:
            self.needs.take(str(first))
        elif not any(first == name for name, _ in self.read.own):
            yield from self._variable(said, "customer", str(first), str(first))

    def _thing(self, said: Said) -> Iterator[MessageProblem]:
        shape = said.things[str(said.path[0])]
        if shape is not None and len(said.path) > 1 and said.path[1] not in shape:
            yield self.source.problem(
                "unknown_thing",
                said.index,
                name=".".join(str(each) for each in said.path),
                has=", ".join(shape),
            )

    def _field(self, said: Said) -> Iterator[MessageProblem]:
        entity = str(said.path[0])
        if len(said.path) < 2 or not isinstance(said.path[1], str):
            yield self.source.problem("which_field", said.index, name=entity)
        else:
            yield from self._variable(said, entity, said.path[1], f"{entity}.{said.path[1]}")

    def _variable(self, said: Said, entity: str, name: str, shown: str) -> Iterator[MessageProblem]:
        try:
            kind = self.fields.type_of(entity, name)
        except UnknownNameError:
            meant = self.fields.find(shown, self.liquid.language)
            if len(meant) == 1:
                yield self.source.problem("words_in_liquid", said.index, name=shown, path=meant[0])
            else:
                yield self._unknown("field", shown, said.index, self._known(shown))
        except ClientelaError as error:
            yield self.source.problem("withheld_field", said.index, name=shown, said=str(error))
        else:
            self.needs.types[need_of((entity, name)) or name] = kind

    def _known(self, shown: str) -> Iterable[str]:
        if "." not in shown:
            return [*self.fields.catalog.variable_names(), *sorted(ROOTS)]
        return [f"{each}.{name}" for each in ENTITIES for name in self.fields.catalog.variable_names(each)]

    def _filter(self, used: Filter) -> Iterator[MessageProblem]:
        if used.name not in self.liquid.filters:
            yield self._unknown("filter", used.name, used.token.start_index, self.liquid.filters)

    def _segment(self, name: str, index: int) -> Iterator[MessageProblem]:
        known = self.fields.segments()
        if name not in known:
            yield self._unknown("segment", name, index, known)
        elif segment_need(name) not in self.needs.types:
            self.needs.types[segment_need(name)] = ValueType.BOOLEAN
            self.needs.segments.append(name)

    def _unknown(self, what: str, name: str, index: int, known: Iterable[str]) -> MessageProblem:
        near = nearest(name, known)
        if near is None:
            return self.source.problem(f"unknown_{what}", index, name=name)
        return self.source.problem(f"unknown_{what}_near", index, name=name, near=near)

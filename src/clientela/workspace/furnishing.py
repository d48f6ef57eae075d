"""What a firm sets up for itself: its name and habits, fields and event kinds of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

from clientela.catalog import LANGUAGES, CustomField, CustomKind, FirmCatalog
from clientela.errors import ClientelaError, UnknownNameError
from clientela.rules.check import check
from clientela.rules.codec import encode_rule
from clientela.rules.types import ValueType
from clientela.segments import library
from clientela.store import own_fields
from clientela.workspace.clock import now
from clientela.workspace.room import Room

if TYPE_CHECKING:
    from clientela.rules.nodes import Rule

_KEPT_AS = {"name": "firm_name"}
SETTINGS = ("name", "time_zone", "country", "currency", "language", "languages")


@dataclass(frozen=True, slots=True)
class FirmSettings:
    """How a firm wants things; `country` is empty where numbers and dates have no home."""

    name: str
    time_zone: str
    country: str
    currency: str
    language: str
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OwnField:
    """A field of the firm's own: how many rows have a value of it, and which segments ask for it."""

    field: CustomField
    filled: int
    rows: int
    segments: tuple[str, ...]

    @property
    def share(self) -> float:
        """The share that is filled; 0 where there is nobody."""
        return self.filled / self.rows if self.rows else 0.0


@dataclass(frozen=True, slots=True)
class OwnKind:
    """An event kind of the firm's own: how many events there are of it, and which segments ask for it."""

    kind: CustomKind
    events: int
    segments: tuple[str, ...]


class Furnishing(Room):
    """Settings, fields and event kinds."""

    def settings(self) -> FirmSettings:
        """The firm's name, time zone, country, currency, own language, and the languages offered."""
        found = self.store.settings()
        return FirmSettings(
            found.get("firm_name", ""),
            found.get("time_zone", "UTC"),
            found.get("country", ""),
            found.get("currency", "EUR"),
            found.get("language", "en"),
            tuple(found["languages"].split()) if found.get("languages") else LANGUAGES,
        )

    def change_settings(self, *, languages: Iterable[str] | None = None, **changes: str) -> FirmSettings:
        """Change the settings that are named, all of them or, where one is wrong, none.

        >>> shop.change_settings(name="La Botiga", country="ES")  # doctest: +SKIP
        """
        told = dict(changes)
        if languages is not None:
            told["languages"] = " ".join(
                _languages(languages, told.get("language", self.settings().language))
            )
        checked = {name: checked_setting(name, value) for name, value in told.items()}
        with self.store.engine.transaction():
            for name, value in checked.items():
                self.store.set_setting(_KEPT_AS.get(name, name), value)
        return self.settings()

    def own_fields(self) -> list[OwnField]:
        """The fields of the firm's own with how far they are filled, as the catalogue orders them."""
        found: list[OwnField] = []
        fields = self.catalog.custom_fields
        for entity in dict.fromkeys(field.entity for field in fields):
            of_it = [field for field in fields if field.entity == entity]
            kept = [field.name for field in of_it if field.name in self.store.attributes[entity]]
            rows, filled = own_fields.count_filled(self.store.engine, entity, kept)
            found += [
                OwnField(field, filled.get(field.name, 0), rows, self._users_of_field(field))
                for field in of_it
            ]
        return found

    def label_field(self, name: str, label: str, *, entity: str = "customer") -> None:
        """Change what a field of the firm's own is called; rules go on naming it `name`."""
        field = self._own_field(name, entity)
        own_fields.label_field(self.store.engine, field.entity, name, label.strip())
        self.reload()

    def remove_field(self, name: str, *, entity: str = "customer") -> None:
        """Remove a field of the firm's own with all its values; refused while a segment asks for it."""
        field = self._own_field(name, entity)
        _refuse_used(f"field {name!r}", self._users_of_field(field))
        own_fields.drop_field(self.store.engine, field.entity, name)
        self.store.forget_attribute(field.entity, name)
        self.reload()

    def own_kinds(self) -> list[OwnKind]:
        """The event kinds of the firm's own, or to which it added fields, with how many events there are."""
        kinds = self.catalog.custom_kinds
        events = own_fields.count_events_of(self.store.engine, [kind.name for kind in kinds])
        return [OwnKind(kind, events[kind.name], self._users_of_kind(kind)) for kind in kinds]

    def add_kind(
        self, name: str, *, label: str = "", fields: Mapping[str, ValueType | str] | None = None
    ) -> CustomKind:
        """Add an event kind, or new fields to one that is there; a field that is there keeps its type."""
        known = {kind.name: kind for kind in self.catalog.custom_kinds}.get(name)
        told = {each: ValueType(kind) for each, kind in (fields or {}).items()}
        before = dict(known.fields) if known else {}
        _refuse_other_types(name, before, told)
        kind = CustomKind(name, label or (known.label if known else ""), {**before, **told})
        others = [each for each in self.catalog.custom_kinds if each.name != name]
        self.catalog.furnished(self.catalog.custom_fields, [*others, kind])  # raises where they disagree
        types = {each: value.value for each, value in kind.fields.items()}
        own_fields.write_kind(self.store.engine, name, kind.label, types, created_at=now())
        self.reload()
        return kind

    def remove_kind(self, name: str) -> None:
        """Remove an event kind of the firm's own; refused while events are of it or segments ask for it."""
        found = {own.kind.name: own for own in self.own_kinds()}
        if name not in found:
            raise UnknownNameError("event kind of your own", name, found)
        if found[name].events:
            raise ClientelaError(f"there are {found[name].events:,} events of the kind {name!r}; it stays")
        _refuse_used(f"event kind {name!r}", found[name].segments)
        own_fields.drop_kind(self.store.engine, name)
        self.reload()

    def _own_field(self, name: str, entity: str) -> CustomField:
        known = {field.name: field for field in self.catalog.custom_fields if field.entity == entity}
        if name not in known:
            raise UnknownNameError(f"field of your own of a {entity}", name, known)
        return known[name]

    def _users_of_field(self, field: CustomField) -> tuple[str, ...]:
        left = [each for each in self.catalog.custom_fields if each != field]
        return self._broken_without((field.name,), left, self.catalog.custom_kinds)

    def _users_of_kind(self, kind: CustomKind) -> tuple[str, ...]:
        left = [each for each in self.catalog.custom_kinds if each != kind]
        names = (kind.name, *kind.fields)
        return self._broken_without(names, self.catalog.custom_fields, left)

    def _broken_without(
        self, names: Iterable[str], fields: Sequence[CustomField], kinds: Sequence[CustomKind]
    ) -> tuple[str, ...]:
        """The saved segments that have more wrong with them where only those fields and kinds are known."""
        spelled = [f'"{name}"'.encode() for name in names]
        saved = library.list_segments(self.store.engine)
        naming = [each for each in saved if any(name in encode_rule(each.rule) for name in spelled)]
        if not naming:
            return ()
        left = self.catalog.furnished(fields, kinds)
        return tuple(
            each.name for each in naming if _wrong(each.rule, left) > _wrong(each.rule, self.catalog)
        )


def checked_setting(name: str, value: str) -> str:
    """The value as it is kept; raises ClientelaError, with the cure, for one that cannot be."""
    import pycountry

    text = value.strip()
    match name:
        case "name" | "languages":
            return text
        case "time_zone":
            known: Iterable[str] = available_timezones()
        case "country":
            known = ["", *(each.alpha_2 for each in pycountry.countries)]
            text = text.upper()
        case "currency":
            known = [each.alpha_3 for each in pycountry.currencies]
            text = text.upper()
        case "language":
            known = LANGUAGES
        case _:
            raise UnknownNameError("setting", name, SETTINGS)
    if text not in set(known):
        raise UnknownNameError(name.replace("_", " "), text, known)
    return text


def _languages(wanted: Iterable[str], own: str) -> list[str]:
    """Those of the six that are wanted, in their usual order, and the firm's own among them."""
    told = set(wanted)
    for each in told:
        if each not in LANGUAGES:
            raise UnknownNameError("language", each, LANGUAGES)
    return [each for each in LANGUAGES if each in told or each == own]


def _refuse_used(what: str, segments: tuple[str, ...]) -> None:
    if segments:
        raise ClientelaError(f"{what} is asked for by {', '.join(segments)}; change those segments first")


def _refuse_other_types(kind: str, before: Mapping[str, ValueType], told: Mapping[str, ValueType]) -> None:
    for name, wanted in told.items():
        if before.get(name, wanted) is not wanted:
            raise ClientelaError(
                f"field {name!r} of {kind} holds {before[name]} already, not {wanted}; choose another name"
            )


def _wrong(rule: Rule, catalog: FirmCatalog) -> int:
    return len(check(rule, catalog))

"""Rules asked, segments saved."""

from __future__ import annotations

import datetime as dt

from clientela.catalog import CustomField, Sensitivity, VariableDefinition
from clientela.compile import Question
from clientela.errors import ClientelaError
from clientela.rules.codec import decode_rule
from clientela.rules.nodes import Rule
from clientela.rules.text import parse_rule
from clientela.rules.types import ValueType
from clientela.segments import evaluation, library, renaming, trend
from clientela.segments.base import Size
from clientela.segments.library import Saved
from clientela.segments.overlap import Overlap, overlaps
from clientela.workspace.clock import now
from clientela.workspace.room import Room
from clientela.workspace.segment import Segment


class Asking(Room):
    """What rules and segments answer."""

    def population(self, as_of: dt.datetime | None = None) -> int:
        """How many customers exist."""
        return evaluation.count_population(self.base, as_of or now())

    def variables(self, *words: str, language: str = "en") -> list[VariableDefinition]:
        """The variables that the words find, best first; all of them without words."""
        return self.catalog.search(words, language) if words else list(self.catalog.definitions())

    def add_field(
        self,
        name: str,
        value_type: ValueType | str,
        *,
        entity: str = "customer",
        label: str = "",
        sensitivity: Sensitivity = Sensitivity.ORDINARY,
    ) -> None:
        """Add a field of the firm's own: a typed column from now on."""
        field = CustomField(entity, name, ValueType(value_type), label, sensitivity)  # type: ignore[arg-type]
        if self.catalog.variable(name, entity) is not None:
            raise ClientelaError(f"there is a variable {name!r} of a {entity} already; choose another name")
        self.store.engine.execute(
            "INSERT INTO custom_fields VALUES (?, ?, ?, ?, ?, ?)",
            (field.entity, field.name, field.type.value, field.label, field.sensitivity.value, now()),
        )
        self.reload()

    def segment(self, rule: str | Rule) -> Segment:
        """A segment to ask: a saved one by name, rule text, JSON (it starts with a brace), or a tree."""
        if not isinstance(rule, str):
            return Segment(self, rule)
        saved = {each.name: each for each in self.segments()}
        if rule in saved:
            return Segment(self, saved[rule].rule, rule)
        return Segment(self, decode_rule(rule) if rule.lstrip().startswith("{") else parse_rule(rule))

    def segments(self) -> list[Saved]:
        """The saved segments, by name."""
        return library.list_segments(self.store.engine)

    def versions(self, name: str) -> list[Saved]:
        """Every version of a saved segment, oldest first."""
        return library.versions(self.store.engine, name)

    def sizes(self, *names: str, as_of: dt.datetime | None = None) -> dict[str, Size]:
        """The sizes of the named segments, or of all that are saved, counted in one shared pass."""
        base, instant = self.base, as_of or now()
        wanted = names or tuple(saved.name for saved in self.segments())
        questions = [Question(library.find_segment(base.engine, name).rule, instant) for name in wanted]
        counts = evaluation.count_many(base, questions)
        population = evaluation.count_population(base, instant)
        return {
            name: Size(count, population, base.in_utc(instant))
            for name, count in zip(wanted, counts, strict=True)
        }

    def trends(
        self,
        *names: str,
        first: dt.date,
        every: trend.Every = "month",
        until: dt.datetime | None = None,
    ) -> dict[str, list[Size]]:
        """The past sizes of the named segments, or of all that are saved, at the same instants."""
        base = self.base
        wanted = [library.find_segment(base.engine, name) for name in names] or self.segments()
        instants = trend.instants(base, first, until or now(), every)
        return trend.trends(base, {saved.name: saved.rule for saved in wanted}, instants)

    def save_segment(
        self,
        name: str,
        rule: str | Rule,
        *,
        note: str | None = None,
        names: dict[str, str] | None = None,
        at: dt.datetime | None = None,
    ) -> Saved:
        """Save a rule as the next version of a segment, and record who is in it now.

        `names` is what it is called in some of the six languages, by their codes.
        """
        instant = at or now()
        saved = library.save_segment(
            self.base, name, self.segment(rule).rule, instant, note=note, names=names
        )
        self.reload()
        library.refresh_segment(self.base, name, instant)
        return saved

    def rename_segment(
        self, name: str, new_name: str, *, names: dict[str, str | None] | None = None
    ) -> Saved:
        """Call a segment otherwise from now on, also in the rules that ask for it.

        `names` is what it is called in some of the six languages; None takes such a name away.
        """
        saved = renaming.rename_segment(self.store.engine, name, new_name, names=names)
        self.reload()
        return saved

    def restore_segment(self, name: str, version: int, *, note: str | None = None) -> Saved:
        """Save the rule of an older version again, as the newest, and record who is in it now."""
        instant = now()
        saved = renaming.restore_version(self.base, name, version, instant, note=note)
        self.reload()
        library.refresh_segment(self.base, name, instant)
        return saved

    def delete_segment(self, name: str) -> None:
        """Take a segment out of use."""
        library.delete_segment(self.store.engine, name, now())
        self.reload()

    def refresh_segments(self, *names: str, as_of: dt.datetime | None = None) -> dict[str, tuple[int, int]]:
        """Record who is in each segment now: how many entered and left since the last time."""
        instant = as_of or now()
        wanted = names or tuple(saved.name for saved in self.segments())
        return {name: library.refresh_segment(self.base, name, instant) for name in wanted}

    def overlaps(self, *names: str, as_of: dt.datetime | None = None) -> list[Overlap]:
        """How much every pair of saved segments shares, most first."""
        wanted = [library.find_segment(self.store.engine, name) for name in names] or self.segments()
        return overlaps(self.base, {saved.name: saved.rule for saved in wanted}, as_of or now())

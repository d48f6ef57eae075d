"""The catalogue of one firm: everything built in, and what the firm added."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from clientela.catalog.custom import CustomField, CustomKind
from clientela.catalog.cut_points import DEFAULT, CutPoints
from clientela.catalog.definitions import ENTITIES, Family, Sensitivity, VariableDefinition
from clientela.catalog.firm_labels import FirmLabels
from clientela.catalog.kinds import built_in_kinds
from clientela.catalog.measures import windowed
from clientela.catalog.parametric import PARAMETRIC
from clientela.catalog.search import search_definitions
from clientela.catalog.special import special_category
from clientela.catalog.variables import MEASURES, built_in
from clientela.errors import ClientelaError, UnknownNameError
from clientela.rules.nodes import Condition, Scalar
from clientela.rules.types import EventKindFacts, FieldFacts, ValueType, VariableFacts

KEPT_BY_THE_STORE = frozenset({"created_at", "external_id"})


class FirmCatalog:
    """What can be known in one workspace; implements `clientela.rules.types.Catalog`.

    `estimates` are the names that have been computed; the other estimates are listed but do not resolve.
    `released` are special-category attributes an administrator released, as names or `entity.name`; the
    others are listed, marked and quarantined: they do not resolve and have no column.
    `cut_points` are the numbers that scores, stages and bands are built on.
    """

    def __init__(
        self,
        custom_fields: Iterable[CustomField] = (),
        custom_kinds: Iterable[CustomKind] = (),
        segments: Mapping[str, Condition] | None = None,
        estimates: Iterable[str] = (),
        *,
        released: Iterable[str] = (),
        cut_points: CutPoints = DEFAULT,
    ) -> None:
        self.custom_fields = tuple(custom_fields)
        self.custom_kinds = tuple(custom_kinds)
        self._segments = dict(segments or {})
        self._estimates = tuple(estimates)
        self._released = frozenset(released)
        self.cut_points = cut_points
        self._by_name = self._named_definitions()
        self._kinds = dict(built_in_kinds()) | self._own_kinds()

    def __repr__(self) -> str:
        return (
            f"FirmCatalog({len(self._by_name)} variables, {len(self._kinds)} event kinds,"
            f" {len(self._segments)} segments)"
        )

    def with_cut_points(self, cut_points: CutPoints) -> FirmCatalog:
        """The same catalogue with its bands built on other cut-points."""
        return FirmCatalog(
            self.custom_fields,
            self.custom_kinds,
            self._segments,
            self._estimates,
            released=self._released,
            cut_points=cut_points,
        )

    def furnished(
        self, custom_fields: Iterable[CustomField], custom_kinds: Iterable[CustomKind]
    ) -> FirmCatalog:
        """The same catalogue with other fields and event kinds of the firm's own."""
        return FirmCatalog(
            custom_fields,
            custom_kinds,
            self._segments,
            self._estimates,
            released=self._released,
            cut_points=self.cut_points,
        )

    # the port of the rules

    def variable(
        self, name: str, entity: str = "customer", arguments: Sequence[Scalar] = ()
    ) -> VariableFacts | None:
        """The variable as the rules see it; None where `resolve` would raise."""
        try:
            return self.resolve(name, entity, arguments).facts()
        except ClientelaError:
            return None

    def variable_names(self, entity: str = "customer") -> Iterable[str]:
        """Every listed name that resolves as it stands, without arguments."""
        return [
            definition.name
            for definition in self._by_name.values()
            if definition.entity == entity and not self._why_withheld(definition)
        ]

    def event_kind(self, name: str) -> EventKindFacts | None:
        return self._kinds.get(name)

    def event_kind_names(self) -> Iterable[str]:
        return self._kinds.keys()

    def deal_field(self, name: str) -> FieldFacts | None:
        facts = self.variable(name, "deal")
        return FieldFacts(name, facts.type, name) if facts else None

    def deal_field_names(self) -> Iterable[str]:
        return self.variable_names("deal")

    def segment(self, name: str) -> Condition | None:
        return self._segments.get(name)

    def segment_names(self) -> Iterable[str]:
        return self._segments.keys()

    def estimate_names(self) -> Iterable[str]:
        return self._estimates

    # what lists, pages and the store ask

    @cached_property
    def labels(self) -> FirmLabels:
        """The labels of everything here, as `clientela.rules.sentences` asks for them."""
        return FirmLabels(self)

    def resolve(
        self, name: str, entity: str = "customer", arguments: Sequence[Scalar] = ()
    ) -> VariableDefinition:
        """The definition of a name, of a windowed name (`revenue_45d`) or of one with arguments.

        Raises UnknownNameError for what nothing answers to, and ClientelaError, with the cure, for wrong
        arguments, a quarantined field and an estimate that has not been computed.
        """
        if entity == "customer" and name in PARAMETRIC:
            return PARAMETRIC[name].resolve(arguments, self._kinds)
        found = self._by_name.get((entity, name))
        if found is None and entity == "customer":
            found = windowed(name, MEASURES)
        if found is None:
            raise UnknownNameError("variable", name, self._known(entity))
        if arguments:
            raise ClientelaError(f"{name} takes no arguments; write it without brackets")
        withheld = self._why_withheld(found)
        if withheld:
            raise ClientelaError(withheld)
        return found

    def attributes(self, entity: str) -> dict[str, ValueType]:
        """The attributes an entity's table must have as columns, by name."""
        if entity not in ENTITIES:
            raise UnknownNameError("entity", entity, ENTITIES)
        return {
            definition.name: definition.type
            for definition in self._by_name.values()
            if definition.entity == entity
            and definition.definition is None
            and definition.name not in KEPT_BY_THE_STORE
            and not self._why_withheld(definition)
        }

    def definitions(self) -> tuple[VariableDefinition, ...]:
        """Every variable and attribute: the parametric with placeholders, the quarantined marked."""
        return self._listed

    @cached_property
    def _listed(self) -> tuple[VariableDefinition, ...]:
        return (*self._by_name.values(), *(entry.listed() for entry in PARAMETRIC.values()))

    def search(self, words: Sequence[str] | str, language: str = "en") -> list[VariableDefinition]:
        """The definitions in which every word occurs, in any language, best first."""
        return search_definitions(self.definitions(), words, language)

    def special_category(self, column: str, values: Iterable[str | None] = ()) -> str | None:
        """The special category a column of a file seems to hold, by its name or values; None for none."""
        return special_category(column, values)

    def is_quarantined(self, definition: VariableDefinition) -> bool:
        """Whether it is a special-category field that has not been released."""
        names = {definition.name, f"{definition.entity}.{definition.name}"}
        return definition.sensitivity is Sensitivity.SPECIAL and not names & self._released

    def _why_withheld(self, definition: VariableDefinition) -> str:
        if self.is_quarantined(definition):
            return (
                f"{definition.name} is a special category of personal data and is quarantined;"
                " an administrator may release it with a legal basis"
            )
        if definition.family is Family.ESTIMATE and definition.name not in self._estimates:
            return f"estimate {definition.name} has not been computed yet; run discovery first"
        return ""

    def _known(self, entity: str) -> list[str]:
        names = list(self.variable_names(entity))
        return names + list(PARAMETRIC) if entity == "customer" else names

    def _named_definitions(self) -> dict[tuple[str, str], VariableDefinition]:
        named: dict[tuple[str, str], VariableDefinition] = {}
        for definition in built_in(self.cut_points):
            named[definition.entity, definition.name] = definition
        for field in self.custom_fields:
            key = (field.entity, field.name)
            if key in named:
                kind = "custom" if named[key].own_label else "built-in"
                raise ClientelaError(
                    f"field {field.name!r} of {field.entity} clashes with the {kind} {field.name};"
                    " choose another name"
                )
            if field.entity == "customer" and (windowed(field.name, MEASURES) or field.name in PARAMETRIC):
                raise ClientelaError(
                    f"field {field.name!r} is the name of a computed variable; choose another name"
                )
            named[key] = field.definition()
        return named

    def _own_kinds(self) -> dict[str, EventKindFacts]:
        own: dict[str, EventKindFacts] = {}
        types: dict[str, ValueType] = {}
        for kind in self.custom_kinds:
            if kind.name in own:
                raise ClientelaError(f"event kind {kind.name!r} exists already; choose another name")
            for name, wanted in kind.fields.items():
                if types.setdefault(name, wanted) is not wanted:
                    raise ClientelaError(
                        f"field {name!r} of {kind.name} is {wanted}, but {types[name]} in another kind;"
                        " take one type"
                    )
            own[kind.name] = kind.facts()
        return own

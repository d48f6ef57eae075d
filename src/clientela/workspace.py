"""A workspace: one firm's data in a folder. Everything a notebook does hangs from it.

>>> import clientela
>>> with clientela.create("shop", time_zone="Europe/Madrid") as shop:  # doctest: +SKIP
...     shop.segment("city = 'Barcelona'").count()
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, available_timezones

import pyarrow as pa

from clientela.catalog import CustomField, CustomKind, FirmCatalog, Sensitivity, VariableDefinition
from clientela.catalog.cut_points import CutPoints, changed
from clientela.compile import Question
from clientela.discover.rfm.versions import (
    PublishedCutPoints,
    current_cut_points,
    cut_point_versions,
    publish_cut_points,
)
from clientela.errors import ClientelaError, RuleProblem, UnknownNameError, WorkspaceError
from clientela.rules.check import check
from clientela.rules.codec import decode_rule, encode_rule
from clientela.rules.nodes import Rule
from clientela.rules.sentences import sentence
from clientela.rules.text import parse_rule, write_rule
from clientela.rules.types import ValueType
from clientela.segments import evaluation, library, trend
from clientela.segments.base import Base, Size
from clientela.segments.cards import Card, card
from clientela.segments.customers import Matches, customer_id, find_customers
from clientela.segments.explaining import Explanation, explain
from clientela.segments.frames import Frame
from clientela.segments.histories import EventFilter, KindCount, count_events, list_events
from clientela.segments.library import Saved
from clientela.segments.overlap import Overlap, overlaps
from clientela.segments.profile import Profile, profile
from clientela.store import Manifest, Store, backup, restore
from clientela.store.definitions import read_definitions, write_definition
from clientela.store.estimates import read_runs

# The readers of files load much that no question needs, so they are imported where they are used.
if TYPE_CHECKING:
    from clientela.collect import (
        FormatOverrides,
        ImportPlan,
        ImportReport,
        Mapping,
        OnProgress,
        QualityReport,
    )
    from clientela.discover.clusters.solution import Method
    from clientela.discover.lifetime.contracts import Contracts
    from clientela.discover.lifetime.result import Lifetime
    from clientela.discover.patterns.asking import Patterns
    from clientela.discover.patterns.baskets import Over, Things
    from clientela.discover.progress import OnProgress as Watcher
    from clientela.discover.proposals import Discovery, Proposal
    from clientela.discover.rfm.fitting import Fit
    from clientela.discover.rfm.grid import Rfm
    from clientela.discover.rfm.moves import CutPointChange
    from clientela.discover.voice import ThemeSet, Voice

FILE = "clientela.duckdb"
DEFAULT_FOLDER = "clientela-data"
_ENTITIES = ("customer", "company", "deal", "product")


def create(
    folder: str | Path,
    *,
    time_zone: str = "UTC",
    country: str | None = None,
    currency: str = "EUR",
    language: str = "en",
) -> Workspace:
    """Make a workspace in a folder and open it; raises WorkspaceError where there is one already."""
    if time_zone not in available_timezones():
        raise UnknownNameError("time zone", time_zone, available_timezones())
    path = Path(folder) / FILE
    if path.exists():
        raise WorkspaceError(f"there is a workspace in {folder} already")
    settings = {"time_zone": time_zone, "country": country or "", "currency": currency, "language": language}
    Store.create(path, _attributes(FirmCatalog()), settings, opened_at=now()).close()
    return open_workspace(folder)


def open_workspace(folder: str | Path) -> Workspace:
    """Open the workspace in a folder; raises WorkspaceError where there is none, or who holds it."""
    path = Path(folder) / FILE
    if not path.exists():
        raise WorkspaceError(f"no workspace in {folder}; make one with `clientela init {folder}`")
    return Workspace(Store.open(path, _attributes(FirmCatalog()), opened_at=now()))


def find_folder(start: Path) -> Path:
    """The nearest workspace: `start` or a folder above it, or its `clientela-data`; else that default."""
    for folder in (start, *start.parents):
        for candidate in (folder, folder / DEFAULT_FOLDER):
            if (candidate / FILE).exists():
                return candidate
    return start / DEFAULT_FOLDER


def restore_workspace(backup_folder: str | Path, folder: str | Path) -> Manifest:
    """Make a workspace from a backup, verified by its checksums before anything is created."""
    return restore(Path(backup_folder), Path(folder) / FILE)


def now() -> dt.datetime:
    """The only clock: everything below takes its instant as an argument."""
    return dt.datetime.now(dt.UTC)


class Workspace:
    """An open workspace; close it, or use it in a `with` block."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.catalog = self._read_catalog()
        self.store.ensure_attributes(_attributes(self.catalog))

    def __repr__(self) -> str:
        return f"Workspace({str(self.folder)!r}, {self.population():,} customers)"

    def __enter__(self) -> Workspace:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Release the data file."""
        self.store.close()

    @property
    def folder(self) -> Path:
        """Where it lies."""
        return self.store.path.parent if self.store.path else Path()

    @property
    def zone(self) -> ZoneInfo:
        """The time zone that "today" and "this month" are meant in."""
        return ZoneInfo(self.store.settings().get("time_zone", "UTC"))

    @property
    def base(self) -> Base:
        """What rules are asked of."""
        return Base(self.store.engine, self.catalog, self.zone)

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

    def cut_points(self) -> CutPoints:
        """The numbers that scores, stages and bands are built on: the firm's own, or the defaults."""
        return self.catalog.cut_points

    def cut_point_versions(self) -> list[PublishedCutPoints]:
        """Every version the firm published, oldest first."""
        return cut_point_versions(self.store.engine)

    def compare_cut_points(self, cut_points: CutPoints, as_of: dt.datetime | None = None) -> CutPointChange:
        """Who would move from which band to which; nothing is published."""
        from clientela.discover.rfm.moves import compare_cut_points

        segments = {saved.name: saved.rule for saved in self.segments()}
        return compare_cut_points(self.base, self.catalog, cut_points, as_of or now(), segments)

    def set_cut_points(
        self,
        cut_points: CutPoints | None = None,
        *,
        note: str | None = None,
        at: dt.datetime | None = None,
        **changes: object,
    ) -> PublishedCutPoints:
        """Publish the next version: all of `cut_points`, or those in force with some changed by name.

        >>> shop.set_cut_points(active_days=60, note="we are a coffee shop")  # doctest: +SKIP
        """
        wanted = changed(cut_points or self.cut_points(), changes)
        published = publish_cut_points(self.store.engine, wanted, at=at or now(), note=note)
        self.reload()
        return published

    def fit_cut_points(
        self,
        as_of: dt.datetime | None = None,
        *,
        start: CutPoints | None = None,
        readable: bool = True,
        seed: int = 0,
        progress: Watcher | None = None,
    ) -> Fit:
        """Cut-points from this firm's own customers, as a proposal: publish `.cut_points`, or not.

        `start` says the period, and what is not estimated; by default the cut-points in force. Raises
        TooThinError below 100 buyers.
        """
        from clientela.discover.progress import unwatched
        from clientela.discover.rfm.fitting import fit_cut_points

        return fit_cut_points(
            self.base,
            start or self.cut_points(),
            as_of or now(),
            readable=readable,
            seed=seed,
            progress=progress or unwatched,
        )

    def rfm(self, as_of: dt.datetime | None = None, *, seed: int = 0, progress: Watcher | None = None) -> Rfm:
        """Recency, frequency, money and lifecycle: a grid in which every cell and stage is a rule."""
        from clientela.discover.progress import unwatched
        from clientela.discover.rfm.asking import rfm

        versions = self.cut_point_versions()
        return rfm(
            self.base,
            self.cut_points(),
            as_of or now(),
            version=versions[-1].version if versions else 0,
            seed=seed,
            progress=progress or unwatched,
        )

    def discover(
        self,
        variables: Sequence[str] | None = None,
        *,
        k: int | None = None,
        method: Method | None = None,
        seed: int = 0,
        as_of: dt.datetime | None = None,
        progress: Watcher | None = None,
    ) -> Discovery:
        """Propose segments: clusters of the customers, told as short rules, with how far to trust them.

        `k` is the number of clusters and `method` `k-means` or `latent class`; without them both are chosen.
        Nothing is saved: `accept` does that. Raises TooThinError where there are too few customers.
        """
        from clientela.discover.progress import unwatched
        from clientela.discover.proposals import discover

        return discover(
            self.base,
            self.catalog,
            as_of or now(),
            variables=variables,
            k=k,
            method=method,
            seed=seed,
            progress=progress or unwatched,
        )

    def accept(
        self,
        proposals: Discovery | Iterable[Proposal],
        *,
        prefix: str = "",
        language: str = "en",
        in_order: bool = False,
        at: dt.datetime | None = None,
    ) -> list[Saved]:
        """Save proposals (of a discovery all but everyone else) as segments, named in all six languages.

        Each is called `prefix` and its name in `language`, with a number where that name is taken. With
        `in_order` the rules exclude those before them, so that no two segments share a customer.
        """
        from clientela.discover.proposals import new_segments

        instant = at or now()
        taken = [saved.name for saved in self.segments()]
        return [
            self.save_segment(each.name, each.rule, note=each.note, names=dict(each.names), at=instant)
            for each in new_segments(proposals, taken, prefix=prefix, language=language, in_order=in_order)
        ]

    def lifetime(
        self,
        horizon_days: int = 365,
        *,
        seed: int = 0,
        as_of: dt.datetime | None = None,
        save: bool = True,
        progress: Watcher | None = None,
    ) -> Lifetime:
        """Who will buy, how much, and who is being lost, by the model that did best in a test.

        With `save` the scores become estimates that rules can ask (`estimate churn_risk >= 0.6`), all or
        none. Raises TooThinError below 200 customers who bought on two days, or 12 weeks of purchases.
        """
        from clientela.discover.extras import require_discovery

        require_discovery("estimating what customers will buy")
        from clientela.discover.lifetime.running import lifetime
        from clientela.discover.lifetime.saving import save_lifetime
        from clientela.discover.progress import unwatched

        run = lifetime(
            self.base, as_of or now(), horizon_days=horizon_days, seed=seed, progress=progress or unwatched
        )
        if save:
            save_lifetime(self.store.engine, run, now())
            self.reload()
        return run

    def themes(self) -> ThemeSet:
        """The themes comments are read for: the firm's own, or the built-in ones."""
        from clientela.discover.voice.themes import KIND, chosen_themes

        return chosen_themes(each.body for each in read_definitions(self.store.engine, KIND))

    def set_themes(
        self, themes: ThemeSet | str | Path, *, note: str | None = None, at: dt.datetime | None = None
    ) -> ThemeSet:
        """Publish the firm's own themes, as the next version: a set, its YAML, or a file of it."""
        from clientela.discover.voice.themes import KIND, ThemeSet, read_themes

        if isinstance(themes, Path):
            themes = themes.read_text(encoding="utf-8-sig")
        chosen = themes if isinstance(themes, ThemeSet) else read_themes(themes)
        write_definition(self.store.engine, KIND, chosen.as_json(), at=at or now(), note=note)
        return chosen

    def voice(
        self,
        segment: str | Rule | None = None,
        *,
        compare: Sequence[str] = (),
        since: dt.datetime | None = None,
        as_of: dt.datetime | None = None,
        seed: int = 0,
        progress: Watcher | None = None,
    ) -> Voice:
        """What customers said: themes, tone and scores, of a segment or all; scores of others beside it.

        Raises TooThinError where fewer than ten customers said or scored anything.
        """
        from clientela.discover.progress import unwatched
        from clientela.discover.voice import listen

        asked = self.segment(segment) if segment is not None else None
        return listen(
            self.base,
            self.themes(),
            as_of or now(),
            within=asked.rule if asked else None,
            name=(asked.name or asked.text) if asked else None,
            segments={name: self.segment(name).rule for name in compare},
            since=since,
            seed=seed,
            progress=progress or unwatched,
        )

    def patterns(
        self,
        as_of: dt.datetime | None = None,
        *,
        since: dt.datetime | None = None,
        things: Things = "category",
        over: Over | None = None,
        outcome: str | Rule | None = None,
        variables: Sequence[str] | None = None,
        seed: int = 0,
        progress: Watcher | None = None,
    ) -> Patterns:
        """What is bought together, what changed since another instant, who is new and who differs.

        `since` is 90 days before `as_of` unless given. Baskets are orders, or customers where few orders
        hold several `things`, or as `over` says. With an `outcome` (rule text, or a variable's name) the
        customers in whom it differs are sought.
        """
        from clientela.discover.patterns.asking import Wanted, find_patterns
        from clientela.discover.progress import unwatched

        names = None if variables is None else tuple(variables)
        wanted = Wanted(things, over, names, outcome, seed)
        return find_patterns(
            self.base, self.catalog, as_of or now(), wanted, since=since, progress=progress or unwatched
        )

    def contract_survival(
        self,
        horizon_days: int = 365,
        *,
        seed: int = 0,
        as_of: dt.datetime | None = None,
        save: bool = True,
    ) -> Contracts:
        """How long contracts last, and which customers with one are likely to be lost.

        With `save` the chances within 365 days become the estimate `churn_risk`. Raises TooThinError below
        50 contracts that have ended.
        """
        from clientela.discover.extras import require_discovery

        require_discovery("telling how long contracts last")
        from clientela.discover.lifetime.contracts import contract_survival, save_contracts

        found = contract_survival(self.base, as_of or now(), horizon_days=horizon_days, seed=seed)
        if save:
            save_contracts(self.store.engine, found, now())
            self.reload()
        return found

    def plan_import(
        self,
        path: str | Path,
        kind: str,
        *,
        mapping: Mapping | None = None,
        overrides: FormatOverrides | None = None,
    ) -> ImportPlan:
        """What an import would read the file and its columns as; nothing is imported."""
        from clientela.collect import plan_import

        return plan_import(self.catalog, Path(path), kind, mapping, overrides)

    def import_file(
        self,
        path: str | Path,
        kind: str,
        *,
        mapping: Mapping | None = None,
        overrides: FormatOverrides | None = None,
        dry_run: bool = False,
        country: str | None = None,
        currency: str | None = None,
        progress: OnProgress | None = None,
        resume: bool = True,
        rejects: Path | None = None,
        as_of: dt.datetime | None = None,
    ) -> ImportReport:
        """Import a file as customers, orders … and account for every row; see `collect.importing`."""
        from clientela.collect import import_file

        settings = self.store.settings()
        try:
            return import_file(
                self.store,
                self.catalog,
                path,
                kind,
                as_of=as_of or now(),
                mapping=mapping,
                overrides=overrides,
                dry_run=dry_run,
                zone=settings.get("time_zone", "UTC"),
                country=country or settings.get("country") or None,
                currency=currency or settings.get("currency") or None,
                progress=progress,
                resume=resume,
                rejects=rejects,
            )
        finally:
            self.reload()

    def quality(self, as_of: dt.datetime | None = None) -> QualityReport:
        """What is filled, fresh, double and suspicious."""
        from clientela.collect import quality

        return quality(self.store, self.catalog, as_of or now())

    def unmerge(self, customer: str | int) -> int:
        """Undo the latest merge into a customer; returns our number of the one who is back."""
        from clientela.collect import unmerge

        number = customer if isinstance(customer, int) else self.customer_id(customer)
        return unmerge(self.store.engine, number, at=now())

    def customer_id(self, key: str) -> int:
        """Our number of the customer meant by `#12`, her number at the firm, an e-mail or a phone."""
        return customer_id(self.store.engine, key)

    def card(self, customer: str | int, *, as_of: dt.datetime | None = None, limit: int = 20) -> Card:
        """Everything known of one customer, with the newest `limit` entries of her timeline."""
        number = customer if isinstance(customer, int) else self.customer_id(customer)
        return card(self.base, self.store.attributes, number, as_of or now(), limit)

    def find_customers(self, *words: str, limit: int = 20) -> Matches:
        """The customers in whose name, addresses or firm every word is found; accents are ignored."""
        return find_customers(self.store.engine, words, limit)

    def events(self, wanted: EventFilter | None = None, *, limit: int = 20) -> pa.Table:
        """The newest events, of all customers or as filtered."""
        return list_events(self.store.engine, wanted or EventFilter(), limit)

    def event_counts(self, wanted: EventFilter | None = None) -> list[KindCount]:
        """How many events there are of each kind."""
        return count_events(self.store.engine, wanted or EventFilter())

    def backup(self, folder: str | Path) -> Manifest:
        """Write everything as Parquet files with checksums."""
        return backup(self.store, Path(folder), at=now())

    def reload(self) -> None:
        """Read the firm's own fields, kinds and segments again."""
        self.catalog = self._read_catalog()
        if (attributes := _attributes(self.catalog)) != self.store.attributes:
            self.store.ensure_attributes(attributes)

    def _read_catalog(self) -> FirmCatalog:
        rows = self.store.engine.rows
        fields = [
            CustomField(entity, name, ValueType(kind), label or "", Sensitivity(sensitivity))
            for entity, name, kind, label, sensitivity in rows(
                "SELECT entity, name, type, label, sensitivity FROM custom_fields ORDER BY entity, name"
            )
        ]
        kinds = [
            CustomKind(name, label or "", {field: ValueType(kind) for field, kind in json.loads(own).items()})
            for name, label, own in rows("SELECT name, label, fields FROM custom_event_kinds ORDER BY name")
        ]
        segments = {saved.name: saved.rule for saved in library.list_segments(self.store.engine)}
        estimates = {run.name for run in read_runs(self.store.engine)}
        cut_points = current_cut_points(self.store.engine)
        return FirmCatalog(fields, kinds, segments, sorted(estimates), cut_points=cut_points)


class Segment:
    """A rule asked of a workspace; `as_of` is now unless an instant is given."""

    def __init__(self, workspace: Workspace, rule: Rule, name: str | None = None) -> None:
        self.workspace, self.rule, self.name = workspace, rule, name

    def __repr__(self) -> str:
        return f"Segment({self.text!r})"

    @property
    def text(self) -> str:
        """The rule as text."""
        return write_rule(self.rule)

    @property
    def json(self) -> str:
        """The rule as JSON."""
        return encode_rule(self.rule).decode()

    def sentence(self, language: str = "en") -> str:
        """The rule as a sentence in one of the six languages."""
        return sentence(self.rule, language, self.workspace.catalog.labels)

    def check(self) -> list[RuleProblem]:
        """Everything that is wrong with the rule; empty when nothing is."""
        return check(self.rule, self.workspace.catalog, unsupported=self.workspace.store.engine.unsupported)

    def count(self, as_of: dt.datetime | None = None) -> Size:
        """How many members."""
        return evaluation.count_members(self.workspace.base, self.rule, as_of or now())

    def members(self, columns: Sequence[str] = ("external_id",), as_of: dt.datetime | None = None) -> Frame:
        """The members, with the named variables as columns."""
        return Frame(evaluation.members(self.workspace.base, self.rule, as_of or now(), columns))

    def ids(self, as_of: dt.datetime | None = None) -> pa.Array:
        """The members' `customer_id`, sorted."""
        found = evaluation.member_ids(self.workspace.base, self.rule, as_of or now()).read_all()
        return found.sort_by("customer_id").column("customer_id").combine_chunks()

    def explain(
        self, customer: int | str, as_of: dt.datetime | None = None, language: str = "en"
    ) -> Explanation:
        """Why a customer is in or not, and the smallest change that would flip it.

        The customer is our number, or a key: her number at the firm, an e-mail, a phone.
        """
        base, labels = self.workspace.base, self.workspace.catalog.labels
        found = customer_id(base.engine, f"#{customer}" if isinstance(customer, int) else customer)
        return explain(base, self.rule, found, as_of or now(), labels=labels, language=language)

    def trend(
        self, first: dt.date, *, every: trend.Every = "month", until: dt.datetime | None = None
    ) -> list[Size]:
        """Its size at each past instant, asked in one shared pass."""
        base = self.workspace.base
        return trend.trend(base, self.rule, trend.instants(base, first, until or now(), every))

    def profile(
        self,
        as_of: dt.datetime | None = None,
        variables: Sequence[str] | None = None,
        language: str = "en",
    ) -> Profile:
        """Its members against everybody, by the named variables or all; what differs most comes first."""
        base, catalog = self.workspace.base, self.workspace.catalog
        return profile(base, catalog, self.rule, as_of or now(), variables=variables, language=language)


def _attributes(catalog: FirmCatalog) -> dict[str, dict[str, ValueType]]:
    return {entity: catalog.attributes(entity) for entity in _ENTITIES}

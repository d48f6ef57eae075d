"""Everything this room finds, asked at once; what is too thin for an answer does not stop the rest."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import TypeVar

from clientela.catalog import FirmCatalog
from clientela.compile import Question
from clientela.discover.features import Feature, FeatureTable, read_features
from clientela.discover.patterns.alarms import Alarm, find_new_segments
from clientela.discover.patterns.baskets import Baskets, Over, Things, find_baskets
from clientela.discover.patterns.drift import Drift, find_drift
from clientela.discover.patterns.needs import Needs, find_needs
from clientela.discover.patterns.reading import read_purchases
from clientela.discover.patterns.subgroups import Subgroups, find_subgroups
from clientela.discover.progress import OnProgress, part, unwatched
from clientela.errors import ClientelaError, TooThinError, UnknownNameError
from clientela.rules.nodes import Rule
from clientela.rules.text import write_rule, write_value
from clientela.segments.base import Base
from clientela.segments.evaluation import count_many

MOST_SHOWN = 20
"""Of each part, so many rules are listed and counted."""

USUAL_DAYS = 90
"""Without another instant, what is now is held against so many days ago."""

_RATES = frozenset({"share", "probability", "ratio", "per cent", "stars", "points", "days", "band"})
_MEANS = ("avg_", "basket_", "largest_")
_AGES = frozenset({"days_since_first_order", "days_since_created", "tenure_days"})
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Patterns:
    """What was found; where something could not be asked, `reasons` says why, by its name.

    `members` has how many customers meet each of the rules that lists show, by the rule's key.
    """

    as_of: dt.datetime
    since: dt.datetime
    baskets: Baskets | None
    drift: Drift | None
    alarm: Alarm | None
    subgroups: Subgroups | None
    needs: Needs | None
    members: dict[str, int]
    reasons: dict[str, str]
    catalog: FirmCatalog = field(repr=False)

    def __repr__(self) -> str:
        parts = (self.baskets, self.drift, self.alarm, self.subgroups, self.needs)
        return f"Patterns({', '.join(repr(each) for each in parts if each is not None) or 'nothing'})"

    def rules(self) -> dict[str, Rule]:
        """Every rule by a short key: `b1` … baskets, `n1` … new segments, `s1` … subgroups, `u1` … needs."""
        found: dict[str, Rule] = {}
        groups: tuple[tuple[str, Sequence[Rule]], ...] = (
            ("b", [each.rule for each in self.baskets.patterns] if self.baskets else ()),
            ("n", [each.rule for each in self.alarm.proposals] if self.alarm else ()),
            ("s", [each.rule for each in self.subgroups.rows] if self.subgroups else ()),
            ("u", [each.rule for each in self.needs.rows] if self.needs else ()),
        )
        for letter, rules in groups:
            found |= {f"{letter}{place}": rule for place, rule in enumerate(rules, 1)}
        return found

    def rule(self, key: str) -> Rule:
        """The rule of that key; raises UnknownNameError."""
        rules = self.rules()
        if key not in rules:
            raise UnknownNameError("pattern", key, rules)
        return rules[key]

    def as_json(self) -> dict[str, object]:
        """Plain data."""
        return {
            "as_of": self.as_of.isoformat(),
            "since": self.since.isoformat(),
            "baskets": None if self.baskets is None else baskets_json(self.baskets),
            "drift": None if self.drift is None else drift_json(self.drift),
            "alarm": None if self.alarm is None else alarm_json(self.alarm),
            "subgroups": None if self.subgroups is None else self.subgroups.as_json(),
            "needs": None if self.needs is None else self.needs.as_json(),
            "reasons": self.reasons,
            "rules": {key: write_rule(rule) for key, rule in self.rules().items()},
            "members": self.members,
        }


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to look at: `over` None means orders, or customers where too few orders hold several things."""

    things: Things = "category"
    over: Over | None = None
    variables: tuple[str, ...] | None = None
    outcome: str | Rule | None = None
    seed: int = 0


def find_patterns(
    base: Base,
    catalog: FirmCatalog,
    as_of: dt.datetime,
    wanted: Wanted,
    *,
    since: dt.datetime | None = None,
    progress: OnProgress = unwatched,
) -> Patterns:
    """Baskets up to the instant; drift, and the alarm, against `since` (by default 90 days earlier)."""
    until = base.in_utc(as_of)
    start = until - dt.timedelta(days=USUAL_DAYS) if since is None else base.in_utc(since)
    if start >= until:
        raise ClientelaError("the instant to compare with must lie before the one that is asked for")
    asking = _Asking(base, catalog, until, wanted, {})
    baskets = asking.tried("baskets", asking.baskets)
    before, after = asking.tables(start, part(progress, 0.1, 0.4))
    drift = asking.tried("drift", lambda: find_drift(before, after))
    alarm = asking.tried("alarm", lambda: _alarm(before, after, wanted.seed))
    needs = asking.tried("needs", lambda: asking.needs(part(progress, 0.6, 0.2)))
    subgroups = None
    if wanted.outcome is not None:
        subgroups = asking.tried("subgroups", lambda: asking.subgroups(part(progress, 0.8, 0.2)))
    progress(1.0, 1.0)
    found = Patterns(
        as_of=until.astimezone(base.zone),
        since=start.astimezone(base.zone),
        baskets=baskets,
        drift=drift,
        alarm=alarm,
        subgroups=subgroups,
        needs=needs,
        members={},
        reasons=asking.reasons,
        catalog=catalog,
    )
    return replace(found, members=asking.sizes(found.rules()))


@dataclass(frozen=True, slots=True)
class _Asking:
    """One asking of everything; `reasons` grows by what is too thin."""

    base: Base
    catalog: FirmCatalog
    as_of: dt.datetime
    wanted: Wanted
    reasons: dict[str, str]

    def tried(self, name: str, ask: Callable[[], T]) -> T | None:
        """The answer, or None with its reason kept."""
        try:
            return ask()
        except TooThinError as error:
            self.reasons[name] = str(error)
            return None

    def baskets(self) -> Baskets:
        """Of orders, or of customers where too few orders hold several things."""
        if self.wanted.over is not None:
            return self._baskets(self.wanted.over)
        try:
            return self._baskets("orders")
        except TooThinError:
            return self._baskets("customers")

    def tables(self, since: dt.datetime, progress: OnProgress) -> tuple[FeatureTable, FeatureTable]:
        """The same features at both instants: those that are known of customers now."""
        after = self._features(self.as_of, self.wanted.variables, part(progress, 0.0, 0.5))
        names = tuple(dict.fromkeys(write_value(each.variable) for each in after.features))
        return self._features(since, names or None, part(progress, 0.5, 0.5)), after

    def needs(self, progress: OnProgress) -> Needs:
        """Unmet needs."""
        variables, seed = self.wanted.variables, self.wanted.seed
        return find_needs(
            self.base, self.catalog, self.as_of, variables=variables, seed=seed, progress=progress
        )

    def subgroups(self, progress: OnProgress) -> Subgroups:
        """In whom the outcome differs."""
        return find_subgroups(
            self.base,
            self.catalog,
            self.wanted.outcome or "",
            self.as_of,
            variables=self.wanted.variables,
            seed=self.wanted.seed,
            progress=progress,
        )

    def sizes(self, rules: Mapping[str, Rule]) -> dict[str, int]:
        """How many customers meet the rules that are shown, counted in one shared pass."""
        shown = [key for key in rules if int(key[1:]) <= MOST_SHOWN]
        counts = count_many(self.base, [Question(rules[key], self.as_of) for key in shown])
        return dict(zip(shown, counts, strict=True))

    def _baskets(self, over: Over) -> Baskets:
        return find_baskets(read_purchases(self.base, self.as_of, self.wanted.things, over))

    def _features(
        self, as_of: dt.datetime, names: Sequence[str] | None, progress: OnProgress
    ) -> FeatureTable:
        return read_features(self.base, self.catalog, as_of, variables=names, progress=progress)[0]


def _alarm(before: FeatureTable, after: FeatureTable, seed: int) -> Alarm:
    known = {each.key for each in after.features}
    steady = {each.key for each in before.features if each.key in known and not _grows(each)}
    return find_new_segments(_only(before, steady), _only(after, steady), seed=seed)


def _only(table: FeatureTable, keys: Collection[str]) -> FeatureTable:
    """The same customers with some features."""
    features = tuple(each for each in table.features if each.key in keys)
    return replace(table, features=features)


def _grows(feature: Feature) -> bool:
    """Whether it grows for everybody as time passes: amounts and counts since the beginning, and age."""
    name = feature.variable.name
    counted = name.endswith("_total") and feature.unit not in _RATES and not name.startswith(_MEANS)
    return counted or name in _AGES


def baskets_json(baskets: Baskets) -> dict[str, object]:
    """Plain data."""
    return {
        "things": baskets.things_are,
        "over": baskets.over,
        "count": baskets.count,
        "several": baskets.several,
        "least": baskets.least,
        "tried": baskets.tried,
        "left_out": baskets.left_out,
        "patterns": [
            {**asdict(each), "support": each.support, "rule": write_rule(each.rule)}
            for each in baskets.patterns
        ],
    }


def drift_json(drift: Drift) -> dict[str, object]:
    """Plain data."""
    return {
        "before": drift.before,
        "after": drift.after,
        "features": [
            {
                "feature": each.feature.key,
                "psi": each.psi,
                "cut": each.cut,
                "band": each.band,
                "flagged": each.flagged,
                "bins": [{"bin": name, "before": old, "after": new} for name, old, new in each.bins],
            }
            for each in drift.shifts
        ],
    }


def alarm_json(alarm: Alarm) -> dict[str, object]:
    """Plain data."""
    return {
        "segments": alarm.segments,
        "customers": alarm.customers,
        "beyond": alarm.beyond,
        "share": alarm.share,
        "p": alarm.p,
        "rings": alarm.rings,
        "least": alarm.least,
        "proposals": [
            {
                "rule": write_rule(each.rule),
                "members": each.members,
                "rule_members": each.rule_members,
                "precision": each.precision,
                "recall": each.recall,
                "jaccard": each.jaccard,
            }
            for each in alarm.proposals
        ],
    }

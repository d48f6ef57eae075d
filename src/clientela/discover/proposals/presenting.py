"""Rules become proposals: counted by the compiler, held against everybody, named and said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from clientela.catalog import FirmCatalog
from clientela.catalog.labels import LANGUAGES
from clientela.catalog.phrasebook import Phrasebook
from clientela.discover.clusters import Clustering
from clientela.discover.features.table import FeatureTable, Prepared
from clientela.discover.naming import names
from clientela.discover.progress import OnProgress, part, unwatched
from clientela.discover.proposals.agreement import Agreement
from clientela.discover.proposals.negation import Nature
from clientela.discover.proposals.partition import Memberships, everyone_else, in_order, memberships
from clientela.discover.proposals.proposal import Kind, Proposal, Shared
from clientela.discover.proposals.routes import Draft
from clientela.discover.proposals.scope import Scope
from clientela.discover.proposals.shortening import joined
from clientela.discover.quality import QualityCard, cards
from clientela.discover.quality.judging import Judged
from clientela.rules.nodes import Rule
from clientela.rules.sentences import sentence
from clientela.rules.text import write_value
from clientela.segments.base import Base, Size
from clientela.segments.profile import Profile, profiles

PHRASES = Phrasebook("clientela.discover.proposals")
EVERYONE_ELSE = "everyone_else"


@dataclass(frozen=True, slots=True)
class Planned:
    """A segment before anybody was counted."""

    key: str
    kind: Kind
    rule: Rule
    in_order: Rule
    cluster: int | None = None
    agreement: Agreement | None = None
    stability: float | None = None


def planned(
    whom: Scope,
    draft: Draft,
    nature: Nature,
    agreed: Sequence[Agreement],
    stable: Sequence[float],
) -> list[Planned]:
    """Strata, rules of clusters, everyone else: in order, they share everybody out."""
    found = [Planned(each.key, "stratum", each.rule, each.rule) for each in whom.strata]
    ordered = draft.rules if draft.route == "tree" else in_order(draft.rules, nature)
    for place, (rule, alone) in enumerate(zip(draft.rules, ordered, strict=True)):
        found.append(
            Planned(
                f"segment_{place + 1}",
                "cluster",
                _within(whom, rule),
                _within(whom, alone),
                draft.clusters[place],
                agreed[place],
                stable[place],
            )
        )
    rest = _within(whom, everyone_else(draft.rules, nature))
    return [*found, Planned(EVERYONE_ELSE, "rest", rest, rest)]


def _within(whom: Scope, rule: Rule) -> Rule:
    """The rule for the customers that were clustered."""
    return joined([rule, whom.within]) if whom.within is not None else rule


@dataclass(frozen=True, slots=True, eq=False)
class Presenter:
    """Asks a store about planned segments of one clustering."""

    base: Base
    catalog: FirmCatalog
    table: FeatureTable
    prepared: Prepared
    clustering: Clustering
    among: Rule | None = None

    def proposals(
        self, plans: Sequence[Planned], progress: OnProgress = unwatched
    ) -> tuple[tuple[Proposal, ...], Memberships]:
        """Those with members, and who is in which; the rows of the memberships are the proposals."""
        as_of = self.table.as_of
        found = memberships(self.base, [each.rule for each in plans], as_of, self.among)
        kept = [place for place, size in enumerate(found.masks.sum(axis=1)) if size]
        plans = [plans[place] for place in kept]
        found = Memberships(found.customer_ids, found.masks[kept])
        profiled = self._profiles(plans, part(progress, 0, 0.6))
        judged = self._cards(plans, found, profiled, part(progress, 0.6, 0.4))
        named = self._names(plans, profiled)
        sizes = _Sizes(found, [each.key for each in plans], as_of)
        return tuple(
            self._proposal(plan, sizes, place, (profiled[place], judged[place], named[place]))
            for place, plan in enumerate(plans)
        ), found

    def _profiles(self, plans: Sequence[Planned], progress: OnProgress) -> list[Profile]:
        variables = list(dict.fromkeys(write_value(each.variable) for each in self.table.features))
        progress(0, 1, "profiles")
        rules = [plan.rule for plan in plans]
        return profiles(self.base, self.catalog, rules, self.table.as_of, variables=variables)

    def _cards(
        self,
        plans: Sequence[Planned],
        found: Memberships,
        profiles: Sequence[Profile],
        progress: OnProgress,
    ) -> list[QualityCard]:
        chosen = self.clustering.chosen
        clustered = np.searchsorted(found.customer_ids, self.table.customer_ids)
        judged = []
        for plan, mask, its_profile in zip(plans, found.masks, profiles, strict=True):
            stable: tuple[float | None, float | None] = (None, None)
            if plan.cluster is not None:
                stable = chosen.jaccards[plan.cluster], chosen.slsa[plan.cluster]
            judged.append(Judged(plan.rule, mask[clustered], its_profile, *stable))
        return cards(
            self.base,
            self.catalog,
            judged,
            self.table.as_of,
            prepared=self.prepared,
            seed=self.clustering.seed,
            progress=progress,
        )

    def _names(self, plans: Sequence[Planned], profiles: Sequence[Profile]) -> list[Mapping[str, str]]:
        """Clusters are named after what sets them apart, the others after what they are."""
        clusters = [place for place, plan in enumerate(plans) if plan.kind == "cluster"]
        named = names([profiles[place] for place in clusters], self.catalog)
        by_place = dict(zip(clusters, named, strict=True))
        return [by_place.get(place) or _fixed(plan.key) for place, plan in enumerate(plans)]

    def _proposal(
        self,
        plan: Planned,
        sizes: _Sizes,
        place: int,
        told: tuple[Profile, QualityCard, Mapping[str, str]],
    ) -> Proposal:
        labels = self.catalog.labels
        sentences = {language: sentence(plan.rule, language, labels) for language in LANGUAGES}
        return Proposal(
            plan.key,
            plan.kind,
            plan.rule,
            plan.in_order,
            sizes.size(place),
            sizes.first_met(place),
            plan.cluster,
            plan.agreement,
            plan.stability,
            sizes.overlaps(place),
            *told,
            sentences,
        )


class _Sizes:
    """How many are in each proposal, in two at once, and in each when the first met counts."""

    def __init__(self, found: Memberships, keys: Sequence[str], as_of: dt.datetime) -> None:
        self._keys, self._as_of, self._population = keys, as_of, len(found)
        self._both = found.both()
        self._first = np.bincount(found.cells, minlength=len(keys))

    def size(self, place: int) -> Size:
        """Its members."""
        return Size(int(self._both[place, place]), self._population, self._as_of)

    def first_met(self, place: int) -> int:
        """Its members who are in none before it."""
        return int(self._first[place])

    def overlaps(self, place: int) -> tuple[Shared, ...]:
        """Those it shares members with, most first."""
        shared = [
            Shared(key, int(both))
            for at, (key, both) in enumerate(zip(self._keys, self._both[place], strict=True))
            if at != place and both
        ]
        return tuple(sorted(shared, key=lambda each: -each.both))


def _fixed(key: str) -> dict[str, str]:
    return {language: PHRASES.say(key, language) for language in LANGUAGES}

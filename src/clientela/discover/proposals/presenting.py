"""Rules become proposals: counted by the compiler, held against everybody, named and said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clientela.catalog import FirmCatalog
from clientela.catalog.labels import LANGUAGES
from clientela.catalog.phrasebook import Phrasebook
from clientela.discover.features.table import FeatureTable
from clientela.discover.naming import names
from clientela.discover.progress import OnProgress, unwatched
from clientela.discover.proposals.agreement import Agreement
from clientela.discover.proposals.negation import Nature
from clientela.discover.proposals.partition import Memberships, everyone_else, in_order, memberships
from clientela.discover.proposals.proposal import Kind, Proposal, Shared
from clientela.discover.proposals.routes import Draft
from clientela.discover.proposals.scope import Scope
from clientela.discover.proposals.shortening import joined
from clientela.rules.nodes import Rule
from clientela.rules.sentences import sentence
from clientela.rules.text import write_value
from clientela.segments.base import Base, Size
from clientela.segments.profile import Profile, profile

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


@dataclass(frozen=True, slots=True)
class Presenter:
    """Asks a store about planned segments."""

    base: Base
    catalog: FirmCatalog
    as_of: dt.datetime

    def proposals(
        self, plans: Sequence[Planned], table: FeatureTable, progress: OnProgress = unwatched
    ) -> tuple[tuple[Proposal, ...], Memberships]:
        """Those with members, and who is in which; the rows of the memberships are the proposals."""
        found = memberships(self.base, [each.rule for each in plans], self.as_of)
        kept = np.flatnonzero(found.masks.any(axis=1))
        plans = [plans[place] for place in kept]
        found = Memberships(found.customer_ids, found.masks[kept])
        profiles = self._profiles(plans, table, progress)
        named = self._names(plans, profiles)
        both, first = found.both(), np.bincount(found.cells, minlength=len(plans))
        return tuple(
            self._proposal(place, plans, found, both, int(first[place]), profiles[place], named[place])
            for place in range(len(plans))
        ), found

    def _profiles(self, plans: Sequence[Planned], table: FeatureTable, progress: OnProgress) -> list[Profile]:
        variables = list(dict.fromkeys(write_value(each.variable) for each in table.features))
        found = []
        for place, plan in enumerate(plans):
            progress(place, len(plans), "profiles")
            found.append(profile(self.base, self.catalog, plan.rule, self.as_of, variables=variables))
        progress(1, 1, "profiles")
        return found

    def _names(self, plans: Sequence[Planned], profiles: Sequence[Profile]) -> list[Mapping[str, str]]:
        """Clusters are named after what sets them apart, the others after what they are."""
        clusters = [place for place, plan in enumerate(plans) if plan.kind == "cluster"]
        named = names([profiles[place] for place in clusters], self.catalog)
        by_place = dict(zip(clusters, named, strict=True))
        return [by_place.get(place) or _fixed(plan.key) for place, plan in enumerate(plans)]

    def _proposal(
        self,
        place: int,
        plans: Sequence[Planned],
        found: Memberships,
        both: NDArray[np.int64],
        first_met: int,
        its_profile: Profile,
        named: Mapping[str, str],
    ) -> Proposal:
        plan = plans[place]
        overlaps = [
            Shared(other.key, int(both[place, at]))
            for at, other in enumerate(plans)
            if at != place and both[place, at]
        ]
        labels = self.catalog.labels
        return Proposal(
            plan.key,
            plan.kind,
            plan.rule,
            plan.in_order,
            Size(int(both[place, place]), len(found), self.as_of),
            first_met,
            plan.cluster,
            plan.agreement,
            plan.stability,
            tuple(sorted(overlaps, key=lambda each: -each.both)),
            its_profile,
            named,
            {language: sentence(plan.rule, language, labels) for language in LANGUAGES},
        )


def _fixed(key: str) -> dict[str, str]:
    return {language: PHRASES.say(key, language) for language in LANGUAGES}

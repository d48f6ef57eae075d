"""What discovery found: proposals, and how far to trust them."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass, field

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from clientela.discover.clusters import Clustering
from clientela.discover.features.proxies import Proxy
from clientela.discover.features.table import Exclusion, Numbers
from clientela.discover.proposals.drafting import RouteFigures
from clientela.discover.proposals.proposal import Proposal
from clientela.discover.proposals.routes import Costs
from clientela.errors import UnknownNameError
from clientela.rules.nodes import Rule
from clientela.rules.text import write_rule
from clientela.segments.frames import Frame


@dataclass(frozen=True, slots=True, eq=False)
class Assignment:
    """A row a customer: the place of her proposal, her cluster (-1: not clustered) and outlier score."""

    customer_ids: NDArray[np.int64]
    places: NDArray[np.int32]
    clusters: NDArray[np.int32]
    outlier_scores: Numbers


@dataclass(frozen=True, slots=True, eq=False)
class Discovery:
    """The segments found at an instant, in order: strata, rules of clusters, everyone else.

    `population` is how many were asked about, `variables` are the features clustered, `within` is the rule of
    the customers clustered (None: everybody), `clustered` how many they are. `exclusions` says what was
    left out and why, `proxies` what may stand for a special category. `routes` are both ways from clusters
    to rules, the one taken first.
    """

    as_of: dt.datetime
    population: int
    clustered: int
    least: int
    seed: int
    within: Rule | None
    variables: tuple[str, ...]
    proposals: tuple[Proposal, ...]
    routes: tuple[RouteFigures, ...]
    clustering: Clustering = field(repr=False)
    exclusions: tuple[Exclusion, ...] = field(repr=False)
    proxies: tuple[Proxy, ...] = field(repr=False)
    assignment: Assignment = field(repr=False)

    def __repr__(self) -> str:
        verdict = self.clustering.verdict.label
        lines = [
            f"Discovery({self.clustered:,} of {self.population:,} customers in {self.clustering.chosen.k}"
            f" clusters, {verdict}; {len(self.proposals)} proposals)"
        ]
        lines += [f"  {each.size.share:5.1%}  {each.name()}  [{each.text}]" for each in self.proposals]
        return "\n".join(lines)

    @property
    def costs(self) -> Costs:
        """What the rules cost beside k-means."""
        return self.routes[0].costs

    @property
    def coverage(self) -> float:
        """The share of the clustered customers who meet a rule of a cluster."""
        return self.routes[0].coverage

    @property
    def outliers(self) -> int:
        """How many fit nowhere: far from every cluster, and from their like."""
        return int((self.assignment.outlier_scores > 1).sum())

    def summary(self, language: str = "en") -> str:
        """In one paragraph what was found and how sure it is."""
        from clientela.discover.findings import paragraph  # it reads discoveries, so it stands above them

        return paragraph(self, language)

    def proposal(self, key: str) -> Proposal:
        """The proposal of that key."""
        for each in self.proposals:
            if each.key == key:
                return each
        raise UnknownNameError("proposal", key, [each.key for each in self.proposals])

    def frame(self) -> Frame:
        """A row a customer: `customer_id`, `cluster` (from 0), `segment` (the key), `outlier_score`.

        The segment is the first whose rule she meets; cluster and score are null for who was not clustered.
        """
        found = self.assignment
        apart = found.clusters < 0
        keys = pa.array([each.key for each in self.proposals], pa.string())
        table = pa.table(
            {
                "customer_id": found.customer_ids,
                "cluster": pa.array(found.clusters, pa.int32(), mask=apart),
                "segment": keys.take(pa.array(found.places, pa.int32())),
                "outlier_score": pa.array(found.outlier_scores, pa.float64(), mask=apart),
            }
        )
        return Frame(table.to_reader())

    def as_json(self) -> dict[str, object]:
        """Everything but the rows and the profiles as plain data."""
        return {
            "as_of": self.as_of.isoformat(),
            "population": self.population,
            "clustered": self.clustered,
            "within": None if self.within is None else write_rule(self.within),
            "least": self.least,
            "seed": self.seed,
            "variables": list(self.variables),
            "proposals": [each.as_json() for each in self.proposals],
            "routes": [asdict(each) for each in self.routes],
            "clustering": self.clustering.as_json(),
            "outliers": self.outliers,
            "exclusions": [asdict(each) for each in self.exclusions],
            "proxies": [asdict(each) for each in self.proxies],
        }

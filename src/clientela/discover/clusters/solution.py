"""What clustering answers: solutions by number of segments, the chosen one, and how far to trust it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from clientela.discover.clusters.famd import Famd
from clientela.discover.clusters.kmeans import nearest
from clientela.discover.clusters.latent import Items, LatentClasses, LatentFigures
from clientela.discover.clusters.outliers import Outliers
from clientela.discover.features.table import Numbers, Prepared
from clientela.errors import UnknownNameError

Labels: TypeAlias = NDArray[np.int32]
Method: TypeAlias = Literal["k-means", "latent class"]
Label: TypeAlias = Literal["natural", "reproducible", "constructive"]
Reason: TypeAlias = Literal["strength", "stability", "forced"]
Plain: TypeAlias = "dict[str, object]"


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """The customers cut into `k` segments, the largest first.

    `labels` has one segment a customer, 0 to k - 1; `centres` is k × components. `inertia` is the sum of
    squared distances to the own centre. `silhouette` is the average width on a sample (Rousseeuw 1987),
    `prediction_strength` that of Tibshirani and Walther (2005), `pair_aris` the adjusted Rand indices of
    pairs of bootstrap solutions (Dolnicar and Leisch 2010). By segment: `jaccards`, how well it is found
    again in bootstraps (SLSw; Hennig 2007: >= .85 very stable, .75 valid, .6 a pattern, below it dissolves),
    and `slsa`, how much of it came whole out of the solution with one segment less (Dolnicar and Leisch 2017;
    1 is from one segment only).
    """

    k: int
    labels: Labels = field(repr=False)
    centres: Numbers = field(repr=False)
    inertia: float
    sizes: tuple[int, ...]
    silhouette: float
    silhouettes: tuple[float, ...] = field(repr=False)
    prediction_strength: float
    pair_aris: tuple[float, ...] = field(repr=False)
    jaccards: tuple[float, ...]
    slsa: tuple[float, ...]
    classes: LatentClasses | None = field(default=None, repr=False)

    @property
    def latent(self) -> LatentFigures | None:
        """The likelihood and its criteria, where segments are latent classes."""
        return None if self.classes is None else self.classes.figures

    @property
    def stability(self) -> float:
        """The median adjusted Rand index of two bootstraps."""
        return float(np.median(self.pair_aris))

    def as_json(self) -> Plain:
        """Everything but the rows."""
        return {
            "k": self.k,
            "sizes": list(self.sizes),
            "inertia": self.inertia,
            "silhouette": self.silhouette,
            "silhouettes": list(self.silhouettes),
            "prediction_strength": self.prediction_strength,
            "stability": self.stability,
            "jaccards": list(self.jaccards),
            "slsa": list(self.slsa),
            "latent": None if self.latent is None else asdict(self.latent),
        }


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the customers fall into groups, or a continuum was cut.

    `natural`: customers without groups, but with the same margins and correlations, would hardly ever part
    this well (p <= .05), and the segments predict each other (strength >= .8). `reproducible`: no natural
    groups, but a new sample would be cut at the same places (stability >= .8). `constructive`: neither;
    the segments are a convenience, and their borders may be moved freely.

    `statistic` is the highest average silhouette over the numbers of segments (reached at `statistic_k`), and
    `null` the same of data drawn without groups, in the order drawn.
    """

    label: Label
    p: float
    statistic: float
    statistic_k: int
    null: tuple[float, ...] = field(repr=False)
    prediction_strength: float
    stability: float

    def as_json(self) -> Plain:
        """Plain data."""
        return {
            "label": self.label,
            "p": self.p,
            "statistic": self.statistic,
            "statistic_k": self.statistic_k,
            "null": list(self.null),
            "prediction_strength": self.prediction_strength,
            "stability": self.stability,
        }


@dataclass(frozen=True, slots=True, eq=False)
class Clustering:
    """All that was found; rows are those of the `Prepared` it was made from.

    `chosen` is one of `solutions` (one a number of segments, ascending) and `reason` says why: the largest
    number with prediction strength >= .8 and no segment under `least` ("strength"); where none has that, a
    stable one ("stability"; see `choose`); or it was asked for ("forced"). `runners_up` are the others, best
    first.
    `coordinates` is customers × components of the FAMD map; `items` says how latent classes read answers.
    """

    method: Method
    solutions: tuple[Solution, ...] = field(repr=False)
    chosen: Solution
    reason: Reason
    verdict: Verdict
    famd: Famd = field(repr=False)
    coordinates: Numbers = field(repr=False)
    outliers: Outliers = field(repr=False)
    least: int
    seed: int
    items: Items | None = field(default=None, repr=False)

    def __len__(self) -> int:
        return len(self.chosen.labels)

    @property
    def outlier_score(self) -> Numbers:
        """A customer's distance from everyone; beyond 1 she fits nowhere (`Outliers.score`)."""
        return self.outliers.score

    @property
    def runners_up(self) -> tuple[Solution, ...]:
        """The solutions not chosen: those without a segment under `least` first, then by stability."""
        others = [each for each in self.solutions if each.k != self.chosen.k]
        return tuple(sorted(others, key=lambda each: (min(each.sizes) < self.least, -each.stability, each.k)))

    def solution(self, k: int) -> Solution:
        """The one with `k` segments."""
        for each in self.solutions:
            if each.k == k:
                return each
        raise UnknownNameError(
            "solution with", f"{k} segments", [f"{one.k} segments" for one in self.solutions]
        )

    def project(self, prepared: Prepared) -> Numbers:
        """Where customers lie on this map: customers × components."""
        return self.famd.project(prepared)

    def assign(self, prepared: Prepared) -> Labels:
        """The segment of the chosen solution for customers prepared the same way.

        That with the nearest centre, or the most likely latent class.
        """
        if self.items is not None and self.chosen.classes is not None:
            return self.chosen.classes.labels(self.items.read(prepared))
        return nearest(self.project(prepared), self.chosen.centres)[0]

    def as_json(self) -> Plain:
        """Everything but the rows."""
        return {
            "method": self.method,
            "customers": len(self),
            "chosen": self.chosen.k,
            "reason": self.reason,
            "least": self.least,
            "seed": self.seed,
            "verdict": self.verdict.as_json(),
            "solutions": [each.as_json() for each in self.solutions],
            "components": self.famd.as_json(),
            "outliers": self.outliers.as_json(),
        }

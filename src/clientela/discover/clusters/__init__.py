"""Segments of customers that are alike, and how far to trust them."""

from clientela.discover.clusters.finding import find_clusters
from clientela.discover.clusters.latent import LatentClasses, LatentFigures
from clientela.discover.clusters.matching import Fate, Matching, match
from clientela.discover.clusters.outliers import Outliers, Residue, residue, residue_of
from clientela.discover.clusters.rating import Effort
from clientela.discover.clusters.solution import Clustering, Solution, Verdict

__all__ = [
    "Clustering",
    "Effort",
    "Fate",
    "LatentClasses",
    "LatentFigures",
    "Matching",
    "Outliers",
    "Residue",
    "Solution",
    "Verdict",
    "find_clusters",
    "match",
    "residue",
    "residue_of",
]

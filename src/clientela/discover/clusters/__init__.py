"""Segments of customers that are alike, and how far to trust them."""

from clientela.discover.clusters.finding import Effort, find_clusters
from clientela.discover.clusters.outliers import Outliers, Residue, residue, residue_of
from clientela.discover.clusters.solution import Clustering, LatentFigures, Solution, Verdict

__all__ = [
    "Clustering",
    "Effort",
    "LatentFigures",
    "Outliers",
    "Residue",
    "Solution",
    "Verdict",
    "find_clusters",
    "residue",
    "residue_of",
]

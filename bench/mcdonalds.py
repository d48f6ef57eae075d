"""All published figures of McDonald's data, with enough starts: likelihoods, sums of squares,
stability.

python bench/mcdonalds.py --file <folder of reference data>/mcdonalds/mcdonalds.csv
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

import numpy as np

from clientela.discover.clusters.cutting import KMeansCutter
from clientela.discover.clusters.kmeans import k_means
from clientela.discover.clusters.latent import answers, fit_classes
from clientela.discover.clusters.stability import bootstraps, pair_aris, segment_jaccards

WORDS = 11


def read(file: Path) -> np.ndarray:
    with file.open(encoding="utf-8") as lines:
        rows = list(csv.reader(lines))[1:]
    return np.array([[cell == "Yes" for cell in row[:WORDS]] for row in rows], np.float64)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--file", type=Path, required=True)
    parser.add_argument("--starts", type=int, default=200)
    parser.add_argument("--pairs", type=int, default=50)
    arguments = parser.parse_args()
    said = read(arguments.file)
    data = answers(said.astype(np.int32), (2,) * WORDS)
    print(f"{'k':>2}{'logLik':>11}{'AIC':>11}{'BIC':>11}{'ICL':>11}{'SSE':>9}{'pair ARI':>10}  SLSw, sizes")
    for k in range(2, 9):
        figures = fit_classes(data, k, seed=1, starts=arguments.starts).figures
        labels, _, inertia = k_means(said, k, seed=1, starts=arguments.starts)
        refit = KMeansCutter(said).refit_on(np.arange(len(said)), starts=10)
        found = bootstraps(len(said), k, refit, pairs=arguments.pairs, seed=1)
        stable = " ".join(f"{each:.2f}" for each in segment_jaccards(labels, k, found))
        sizes = " ".join(str(each) for each in np.bincount(labels))
        print(
            f"{k:2}{figures.log_likelihood:11.2f}{figures.aic:11.2f}{figures.bic:11.2f}{figures.icl:11.2f}"
            f"{inertia:9.1f}{np.median(pair_aris(found)):10.2f}  {stable}, {sizes}",
            flush=True,
        )


if __name__ == "__main__":
    main()

"""Factor analysis of mixed data: numbers and categories on one map (Pagès 2004).

A number is used as prepared (mean 0, deviation 1). A category of m levels becomes m indicators, each centred
and divided by the root of its share; without the principal components this makes a category weigh m - 1
against 1 of a number, spread over its levels so that no single direction is above 1. The components are those
of one covariance matrix, which is summed over chunks: memory does not grow with customers × levels.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
from scipy import sparse

from clientela.discover.features.table import Codes, Numbers, Prepared
from clientela.discover.progress import OnProgress, unwatched

CHUNK = 50_000
SAMPLE = 20_000
FEWEST, MOST = 4, 10
SHUFFLES = 10
TOO_SMALL = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Famd:
    """A fitted map.

    `axes` is columns × components and orthonormal: the numbers first, then every category's levels.
    Each component's sign is such that its largest loading is positive.
    """

    number_keys: tuple[str, ...]
    code_keys: tuple[str, ...]
    code_levels: tuple[tuple[str, ...], ...]
    means: Numbers = field(repr=False)
    shares: tuple[Numbers, ...] = field(repr=False)
    axes: Numbers = field(repr=False)
    eigenvalues: Numbers
    total: float

    @property
    def explained(self) -> Numbers:
        """The share of all variance on each component."""
        return self.eigenvalues / self.total

    def project(self, prepared: Prepared) -> Numbers:
        """Customers × components. A level that was not there when the map was made lies in its middle."""
        if prepared.number_keys != self.number_keys or prepared.code_keys != self.code_keys:
            raise ValueError("these customers were prepared with other features than the map was made of")
        tables = self._tables(prepared)
        result = np.empty((len(prepared), self.axes.shape[1]))
        for rows in _chunks(len(prepared)):
            scores = (prepared.numbers[rows] - self.means) @ self.axes[: len(self.means)]
            for column, table in enumerate(tables):
                scores += table[prepared.codes[rows, column]]
            result[rows] = scores
        return result

    def _tables(self, prepared: Prepared) -> list[Numbers]:
        """For each category, what each of the new customers' levels adds to the scores."""
        tables, start = [], len(self.means)
        for ours, theirs, shares in zip(self.code_levels, prepared.code_levels, self.shares, strict=True):
            axes = self.axes[start : start + len(ours)]
            start += len(ours)
            roots = np.sqrt(shares)
            middle = roots @ axes
            with np.errstate(divide="ignore"):
                known = np.where(shares > 0, 1 / roots, 0.0)[:, None] * axes - middle
            place = {level: at for at, level in enumerate(ours) if shares[at] > 0}
            table = np.zeros((len(theirs), axes.shape[1]))
            for code, level in enumerate(theirs):
                if level in place:
                    table[code] = known[place[level]]
            tables.append(table)
        return tables

    def loadings(self) -> Mapping[str, Numbers]:
        """How each feature goes with each component.

        For a number its correlation with the component; for a category the correlation ratio (the share of
        the component's variance between its levels), as FAMD's map of variables has both (Pagès 2004).
        """
        scaled = self.axes * np.sqrt(self.eigenvalues)
        found = {key: scaled[at] for at, key in enumerate(self.number_keys)}
        start = len(self.number_keys)
        for key, levels in zip(self.code_keys, self.code_levels, strict=True):
            found[key] = np.sum(scaled[start : start + len(levels)] ** 2, axis=0)
            start += len(levels)
        return found

    def as_json(self) -> dict[str, object]:
        """The loadings of every feature and the share each component explains."""
        loadings = {key: [float(each) for each in values] for key, values in self.loadings().items()}
        return {"explained": [float(each) for each in self.explained], "loadings": loadings}


def fit_famd(
    prepared: Prepared, *, seed: int, components: int | None = None, progress: OnProgress = unwatched
) -> Famd:
    """The map of these customers, with `components` components or as many as exceed parallel analysis."""
    means, shares, covariance = _covariance(prepared, progress)
    values, axes = np.linalg.eigh(covariance)
    values, axes = values[::-1], axes[:, ::-1]
    rank = int(np.sum(values > TOO_SMALL * max(values[0], TOO_SMALL)))
    kept = components if components is not None else components_to_keep(prepared, seed=seed)
    kept = max(1, min(kept, rank))
    axes = axes[:, :kept]
    largest = np.abs(axes).argmax(axis=0)
    axes = axes * np.where(axes[largest, np.arange(kept)] < 0, -1.0, 1.0)
    return Famd(
        prepared.number_keys,
        prepared.code_keys,
        prepared.code_levels,
        means,
        shares,
        axes,
        values[:kept],
        float(np.trace(covariance)),
    )


def components_to_keep(prepared: Prepared, *, seed: int) -> int:
    """How many components exceed those of the same columns shuffled (Horn 1965), from 4 to 10.

    Compared with the 95th percentile of the shuffled (Glorfeld 1995), on at most 20,000 customers.
    """
    rng = np.random.default_rng([seed, 1])
    if len(prepared) > SAMPLE:
        prepared = prepared.rows(np.sort(rng.choice(len(prepared), SAMPLE, replace=False)))
    observed = _eigenvalues(prepared)
    shuffled = np.array([_eigenvalues(_shuffled(prepared, rng)) for _ in range(SHUFFLES)])
    above = observed > np.quantile(shuffled, 0.95, axis=0)
    exceeding = len(above) if above.all() else int(above.argmin())
    return min(max(exceeding, FEWEST), MOST)


def _eigenvalues(prepared: Prepared) -> Numbers:
    """All of them, largest first."""
    values: Numbers = np.linalg.eigvalsh(_covariance(prepared, unwatched)[2]).astype(np.float64)
    return values[::-1]


def _shuffled(prepared: Prepared, rng: np.random.Generator) -> Prepared:
    """Each feature in an order of its own: the same margins, no relations."""
    numbers, codes = prepared.numbers.copy(), prepared.codes.copy()
    for columns in (numbers, codes):
        rng.permuted(columns, axis=0, out=columns)
    return Prepared(numbers, prepared.number_keys, codes, prepared.code_keys, prepared.code_levels)


def _covariance(prepared: Prepared, progress: OnProgress) -> tuple[Numbers, tuple[Numbers, ...], Numbers]:
    """Means of the numbers, shares of the levels, and the covariance of the scaled columns (n - 1)."""
    rows, numbers = prepared.numbers.shape
    sizes = [len(levels) for levels in prepared.code_levels]
    width = numbers + sum(sizes)
    means = prepared.numbers.mean(axis=0)
    products, sums = np.zeros((width, width)), np.zeros(width)
    for chunk in _chunks(rows):
        centred = prepared.numbers[chunk] - means
        levels = indicators(prepared.codes[chunk], sizes)
        products[:numbers, :numbers] += centred.T @ centred
        products[numbers:, :numbers] += levels.T @ centred
        products[numbers:, numbers:] += (levels.T @ levels).toarray()
        sums += np.concatenate([centred.sum(axis=0), np.asarray(levels.sum(axis=0)).ravel()])
        progress(chunk.stop, rows, "map")
    products[:numbers, numbers:] = products[numbers:, :numbers].T
    shares = sums[numbers:] / rows
    scale = np.ones(width)
    scale[numbers:] = np.where(shares > 0, 1 / np.sqrt(np.where(shares > 0, shares, 1)), 0)
    covariance = (products - np.outer(sums, sums) / rows) / (rows - 1) * np.outer(scale, scale)
    return means, tuple(np.split(shares, np.cumsum(sizes)[:-1])) if sizes else (), covariance


def indicators(codes: Codes, sizes: list[int]) -> sparse.csr_array:
    """One column a level of each category, 1 where the customer has it."""
    rows, categories = codes.shape
    offsets = np.concatenate([[0], np.cumsum(sizes)])[:categories]
    columns = (codes + offsets).astype(np.int32).ravel()
    starts = np.arange(0, rows * categories + 1, categories) if categories else np.zeros(rows + 1, int)
    return sparse.csr_array((np.ones(len(columns)), columns, starts), shape=(rows, sum(sizes)))


def _chunks(rows: int) -> Iterator[slice]:
    for start in range(0, rows, CHUNK):
        yield slice(start, min(start + CHUNK, rows))

"""Latent classes of yes-no answers and categories, by maximum likelihood (Lazarsfeld and Henry 1968).

Within a class the items are independent. What is missing says nothing: it is left out of the likelihood
(missing at random). The EM steps are our own, over distinct patterns of answers with their counts: a fit
takes milliseconds where StepMix takes half a second, so that halves and bootstraps can be refitted; StepMix
is what the tests hold it against.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from clientela.discover.clusters.famd import indicators
from clientela.discover.features.table import MISSING, Codes, Numbers, Prepared

STARTS = 50
SAMPLE = 20_000
SHORT, LONG = 15, 3_000
FOLLOWED = 0.1  # of the starts, the share that is followed to the end
GAIN = 1e-7
NEVER = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """Customers × items as distinct patterns: one-hot rows, and the pattern of each customer."""

    shown: Numbers = field(repr=False)  # patterns × all levels; no 1 at a missing item
    pattern: NDArray[np.intp] = field(repr=False)
    sizes: tuple[int, ...]

    def counts(self, rows: NDArray[np.intp]) -> Numbers:
        """How often each pattern occurs among these customers."""
        return np.bincount(self.pattern[rows], minlength=len(self.shown)).astype(np.float64)


def answers(codes: Codes, sizes: tuple[int, ...]) -> Answers:
    """Distinct patterns of items with so many levels each; MISSING is no answer."""
    found, pattern = np.unique(codes, axis=0, return_inverse=True)
    known = indicators(np.maximum(found, 0).astype(np.int32), list(sizes)).toarray()
    known *= np.repeat(found != MISSING, sizes, axis=1)
    return Answers(known, pattern.ravel(), sizes)


@dataclass(frozen=True, slots=True)
class LatentFigures:
    """How well a model with so many classes describes the answers of `customers`.

    Of the information criteria, smaller is better. ICL (Biernacki, Celeux and Govaert 2000) is BIC less twice
    the sum of log posteriors of everyone's most likely class.
    """

    customers: int
    log_likelihood: float
    parameters: int
    aic: float
    bic: float
    icl: float


@dataclass(frozen=True, slots=True, eq=False)
class LatentClasses:
    """A fitted model: shares of the classes, and log probabilities of every level in each (k × levels)."""

    shares: Numbers
    logs: Numbers = field(repr=False)
    sizes: tuple[int, ...] = field(repr=False)
    figures: LatentFigures

    def posterior(self, shown: Numbers) -> Numbers:
        """Patterns × classes: the probability of each class given the answers."""
        return _expected(shown, self.shares, self.logs)[0]

    def labels(self, data: Answers) -> NDArray[np.int32]:
        """Everyone's most likely class."""
        likely: NDArray[np.int32] = self.posterior(data.shown).argmax(axis=1).astype(np.int32)
        return likely[data.pattern]

    def in_order(self, order: NDArray[np.intp]) -> LatentClasses:
        """The same classes, numbered otherwise."""
        return LatentClasses(self.shares[order], self.logs[order], self.sizes, self.figures)


def fit_classes(
    data: Answers, k: int, *, seed: int, starts: int = STARTS, counts: Numbers | None = None
) -> LatentClasses:
    """The most likely model with `k` classes.

    Many short runs from random memberships, of which the best tenth is followed to the end (Biernacki, Celeux
    and Govaert 2003). `counts` says how often each pattern occurred, if not as in the data.
    """
    counts = data.counts(np.arange(len(data.pattern))) if counts is None else counts
    here = counts > 0
    shown, counts = data.shown[here], counts[here]
    rng = np.random.default_rng([seed, k, 8])
    begun = [
        _run(shown, counts, data.sizes, rng.dirichlet(np.full(k, 0.3), len(shown)), SHORT)
        for _ in range(starts)
    ]
    begun.sort(key=lambda each: -each[0])
    followed = begun[: max(1, round(FOLLOWED * starts))]
    ended = [_run(shown, counts, data.sizes, run[1], LONG) for run in followed]
    _, _, shares, logs = max(ended, key=lambda each: each[0])
    return LatentClasses(shares, logs, data.sizes, _figures(shown, counts, data.sizes, shares, logs))


def _run(
    shown: Numbers, counts: Numbers, sizes: tuple[int, ...], posterior: Numbers, rounds: int
) -> tuple[float, Numbers, Numbers, Numbers]:
    """EM from these memberships: log-likelihood, memberships, shares, log probabilities."""
    block = np.repeat(np.eye(len(sizes)), sizes, axis=0)
    before = -np.inf
    for _ in range(rounds):
        weighted = posterior * counts[:, None]
        shares = weighted.sum(axis=0) / counts.sum()
        sums = weighted.T @ shown + NEVER
        logs = np.log(sums / (sums @ block @ block.T))
        posterior, likelihoods = _expected(shown, shares, logs)
        total = float(counts @ likelihoods)
        if total - before < GAIN * abs(total) / 1_000:
            break
        before = total
    return total, posterior, shares, logs


def _expected(shown: Numbers, shares: Numbers, logs: Numbers) -> tuple[Numbers, Numbers]:
    """Posterior of the classes, and the log-likelihood, of each pattern."""
    joint = shown @ logs.T + np.log(np.maximum(shares, NEVER))
    highest = joint.max(axis=1, keepdims=True)
    relative = np.exp(joint - highest)
    sums = relative.sum(axis=1, keepdims=True)
    return relative / sums, (highest + np.log(sums)).ravel()


def _figures(
    shown: Numbers, counts: Numbers, sizes: tuple[int, ...], shares: Numbers, logs: Numbers
) -> LatentFigures:
    posterior, likelihoods = _expected(shown, shares, logs)
    customers, total = float(counts.sum()), float(counts @ likelihoods)
    k = len(shares)
    parameters = k - 1 + k * (sum(sizes) - len(sizes))
    bic = -2 * total + parameters * float(np.log(customers))
    unsure = float(counts @ np.log(posterior.max(axis=1)))
    return LatentFigures(
        int(customers), total, parameters, -2 * total + 2 * parameters, bic, bic - 2 * unsure
    )


@dataclass(frozen=True, slots=True, eq=False)
class Items:
    """How prepared customers are read as answers: flags above their middle, and categories by level."""

    number_keys: tuple[str, ...]
    middles: Numbers = field(repr=False)
    code_keys: tuple[str, ...]
    code_levels: tuple[tuple[str, ...], ...]

    @property
    def sizes(self) -> tuple[int, ...]:
        """Levels of each item."""
        return (2,) * len(self.number_keys) + tuple(len(levels) for levels in self.code_levels)

    def read(self, prepared: Prepared) -> Answers:
        """Their answers; a level that is not known here is none."""
        flags = (prepared.numbers > self.middles).astype(np.int32)
        columns = [flags]
        for at, (ours, theirs) in enumerate(zip(self.code_levels, prepared.code_levels, strict=True)):
            place = {level: code for code, level in enumerate(ours)}
            codes = np.array([place.get(level, MISSING) for level in theirs], np.int32)
            columns.append(codes[prepared.codes[:, at]][:, None])
        return answers(np.hstack(columns), self.sizes)


def items_of(prepared: Prepared) -> Items | None:
    """The items, where every number has at most two values; None where latent classes do not suit."""
    low, high = prepared.numbers.min(axis=0), prepared.numbers.max(axis=0)
    if not np.all((prepared.numbers == low) | (prepared.numbers == high)):
        return None
    return Items(prepared.number_keys, (low + high) / 2, prepared.code_keys, prepared.code_levels)

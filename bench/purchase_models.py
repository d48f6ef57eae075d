"""Purchase models: grouped against raw likelihoods, and against the `lifetimes` package where it runs.

python bench/purchase_models.py --customers 1000000 --cdnow ../shared/data/cdnow --coverage

`lifetimes` (0.11.3, 2020) is no dependency. To set beside it: `pip install --no-deps --target DIR lifetimes
autograd dill`, and name it with --lifetimes DIR. Seconds are of the processor.
"""

from __future__ import annotations

import argparse
import dataclasses
import importlib
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numpy as np

from clientela.discover.purchases import (
    MODELS,
    Fitted,
    Histories,
    ModelName,
    expected_bounds,
    fit,
    fit_values,
    from_orders,
    p_buy_bounds,
)
from clientela.discover.purchases.histories import Coded, Levels
from clientela.discover.purchases.maximising import maximum
from clientela.discover.purchases.simulate import simulate, simulate_values

Result = TypeVar("Result")
TRUTH: dict[ModelName, tuple[float, ...]] = {
    "bgnbd": (0.3, 4.4, 0.8, 2.5),
    "mbgnbd": (0.5, 6.2, 0.9, 1.6),
    "paretonbd": (0.55, 10.6, 0.6, 11.7),
}
THEIRS = {"bgnbd": "BetaGeoFitter", "mbgnbd": "ModifiedBetaGeoFitter", "paretonbd": "ParetoNBDFitter"}


def seconds(run: Callable[[], Result]) -> tuple[float, Result]:
    """Processor seconds of a call, and its result."""
    started = time.process_time()
    result = run()
    return time.process_time() - started, result


def customers(name: ModelName, n: int, unit: str) -> Histories:
    """n customers who came over two years, of whole days or weeks."""
    per_week = 7 if unit == "day" else 1
    watched = np.random.default_rng(1).integers(1, 104 * per_week + 1, n).astype(float)
    values = list(TRUTH[name])
    values[1] *= per_week
    if name == "paretonbd":
        values[3] *= per_week
    rows = simulate(name, values, watched, t=0.0, seed=1, unit=unit).histories
    return dataclasses.replace(rows, t_x=np.ceil(rows.t_x))


def fitted_raw(name: ModelName, rows: Histories) -> np.ndarray:
    """The same search on ungrouped rows, whose logs and gammas are worked out row by row."""
    model, every = MODELS[name], np.arange(len(rows))
    coded = Coded(rows, *(Levels(each, every) for each in (rows.x, rows.t_x, rows.T)))

    def objective(logs: np.ndarray) -> tuple[float, np.ndarray]:
        values = np.exp(logs)
        each, slope = model.log_likelihood(values, coded)
        return float(each.sum()), slope.sum(axis=1) * values

    best = maximum(objective, model.starts(float(rows.T.mean())), what=model.title, n=len(rows))
    return np.exp(best.log_parameters)


def grouping(n: int) -> None:
    print(f"\n{n:,} customers over two years, fitted with and without grouping")
    for unit in ("week", "day"):
        for name in MODELS:
            rows = customers(name, n, unit)
            ours, fitted = seconds(lambda name=name, rows=rows: fit(name, rows))
            line = f"{MODELS[name].title:10} by {unit}: {fitted.groups:8,} groups {ours:7.2f} s"
            if name == "paretonbd":  # 40 points for each customer: an hour
                part = rows.rows(np.arange(0, n, 100))
                theirs, values = seconds(lambda name=name, part=part: fitted_raw(name, part))
                print(f"{line}, raw {theirs:7.1f} s for a 100th, {100 * theirs / ours:5.0f}×")
                continue
            theirs, values = seconds(lambda name=name, rows=rows: fitted_raw(name, rows))
            gap = float(np.abs(values / fitted.values - 1).max())
            print(f"{line}, raw {theirs:7.1f} s, {theirs / ours:5.0f}×, parameters within {gap:.0e}")


def cdnow(folder: Path) -> Histories:
    """The published tenth of customers at the end of September 1997, in weeks."""
    rows = [line.split() for line in (folder / "CDNOW_sample.txt").read_text().splitlines()]
    days = np.array([f"{row[2][:4]}-{row[2][4:6]}-{row[2][6:]}" for row in rows], "datetime64[D]").astype(int)
    until = int(np.datetime64("1997-09-30").astype(int))
    made = from_orders([int(row[1]) for row in rows], days, [float(row[4]) for row in rows], until)
    return made.in_unit("week")


def beside(rows: Histories, label: str) -> None:
    """All four models, ours and theirs."""
    print(f"\n{label}: {len(rows):,} customers")
    for name in MODELS:
        ours, fitted = seconds(lambda name=name: fit(name, rows))
        print(f"{MODELS[name].title:12} ours      {ours:7.2f} s  {said(fitted.parameters)}")
        print(f"{'':12} lifetimes {theirs_said(THEIRS[name], (rows.x, rows.t_x, rows.T))}")
    ours, spending = seconds(lambda: fit_values(rows))
    print(f"{'Gamma-Gamma':12} ours      {ours:7.2f} s  {said(spending.parameters)}")
    paid = (rows.x > 0) & (rows.m > 0)
    print(f"{'':12} lifetimes {theirs_said('GammaGammaFitter', (rows.x[paid], rows.m[paid]))}")


def theirs_said(fitter: str, columns: tuple[np.ndarray, ...]) -> str:
    try:
        library = importlib.import_module("lifetimes")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            spent, fitted = seconds(lambda: getattr(library, fitter)().fit(*columns))
    except Exception as reason:  # noqa: BLE001  whatever keeps an old package from running is the finding
        return f"does not run here: {type(reason).__name__}: {reason}"
    return f"{spent:7.2f} s  {said(dict(fitted.params_))}"


def said(parameters: dict[str, float]) -> str:
    return ", ".join(f"{name} {float(value):.4f}" for name, value in parameters.items())


def coverage(runs: int) -> None:
    """How often 90 % bounds hold the true score, of 1,000 customers' histories."""
    print(f"\ncoverage of 90 % bounds in {runs} runs of 1,000 customers (x = 0, 1, 3, 12)")
    x, t_x = np.array([0.0, 1.0, 3.0, 12.0]), np.array([0.0, 6.0, 25.0, 29.0])
    asked = Histories(np.arange(4), x, t_x, np.full(4, 30.0), np.full(4, np.nan), "week")
    for name in MODELS:
        truth = Fitted(MODELS[name], np.array(TRUTH[name]), np.zeros((4, 4)), 0.0, 0, 0, "week")
        held = np.zeros((2, 4))
        for seed in range(runs):
            watched = 10.0 + np.arange(1_000) % 30
            fitted = fit(name, simulate(name, TRUTH[name], watched, t=0.0, seed=seed, unit="week").histories)
            for row, (bounds, exact) in enumerate(
                (
                    (p_buy_bounds(fitted, asked, 20, seed=1), truth.p_buy(asked, 20)),
                    (expected_bounds(fitted, asked, 20, seed=1), truth.expected(asked, 20)),
                )
            ):
                held[row] += (bounds.low <= exact) & (exact <= bounds.high)
        buys, orders = np.round(held / runs, 3)
        print(f"{MODELS[name].title:10} P(buy) {buys}, orders {orders}")


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--customers", type=int, default=1_000_000, help="0 leaves grouping out")
    options.add_argument("--cdnow", type=Path, help="folder with CDNOW_sample.txt")
    options.add_argument("--lifetimes", type=Path, help="where the lifetimes package was installed")
    options.add_argument("--coverage", type=int, default=0, help="runs of the proof of the bounds")
    chosen = options.parse_args()
    if chosen.lifetimes:
        sys.path.insert(0, str(chosen.lifetimes))
    if chosen.cdnow:
        beside(cdnow(chosen.cdnow), "CDNOW, a tenth")
    rows = simulate(
        "bgnbd", TRUTH["bgnbd"], 1 + np.arange(20_000) % 104.0, t=0.0, seed=3, unit="week"
    ).histories
    rows = dataclasses.replace(
        rows, t_x=np.ceil(rows.t_x), m=simulate_values((6.0, 4.0, 15.0), rows.x, seed=4)
    )
    beside(rows, "simulated")
    if chosen.coverage:
        coverage(chosen.coverage)
    if chosen.customers:
        grouping(chosen.customers)


if __name__ == "__main__":
    main()

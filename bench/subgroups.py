"""How often chance alone gives a subgroup or a need, and how often a planted one is found.

python bench/subgroups.py --runs 400
"""

from __future__ import annotations

import argparse
import datetime as dt
import time

import numpy as np

from clientela.discover.features.table import Feature, FeatureTable
from clientela.discover.patterns.demand import Demand
from clientela.discover.patterns.needs import confirmed, search_needs
from clientela.discover.patterns.subgroups import search
from clientela.rules.nodes import Variable
from clientela.rules.text import parse_rule
from clientela.rules.types import ValueType
from clientela.segments.intervals import share_interval

SIZE = 2_000
WISH = Demand("searched_in_vain", parse_rule("did search_performed where results = 0 in last 90 days"))


def drawn_table(rng: np.random.Generator) -> FeatureTable:
    """Ten features, some of them correlated."""
    common = rng.normal(0, 1, SIZE)
    columns = {
        "age": rng.integers(18, 80, SIZE).astype(float),
        "revenue_total": np.exp(4 + common + rng.normal(0, 0.5, SIZE)).round(2),
        "orders_total": rng.poisson(np.exp(1 + 0.5 * common)).astype(float),
        "visits_90d": rng.poisson(np.exp(0.5 + 0.3 * common)).astype(float),
        "open_rate_total": rng.beta(2, 5, SIZE),
        "days_since_last_order": rng.geometric(0.01, SIZE).astype(float),
        "loyalty_card": (rng.random(SIZE) < 0.4).astype(float),
    }
    features = [
        Feature(Variable(name), Variable(name), ValueType.NUMBER, "number", unit)
        for name, unit in zip(columns, ("years", "money", "", "", "share", "days"), strict=False)
    ]
    features.append(
        Feature(Variable("loyalty_card"), Variable("loyalty_card"), ValueType.BOOLEAN, "flag", "share")
    )
    texts = {
        name: rng.integers(0, levels, SIZE).astype(np.int32) for name, levels in (("city", 8), ("style", 4))
    }
    features += [
        Feature(Variable(name), Variable(name), ValueType.TEXT, "category", "share") for name in texts
    ]
    levels = {"city": tuple("abcdefgh"), "style": tuple("wxyz")}
    as_of = dt.datetime(2026, 10, 1, tzinfo=dt.UTC)
    return FeatureTable(as_of, np.arange(SIZE), tuple(features), {**columns, **texts}, levels)


def said(count: int, runs: int) -> str:
    low, high = share_interval(count, runs)
    return f"{count} of {runs} ({count / runs:.1%}; 95 % interval {low:.1%} to {high:.1%})"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=400)
    runs = parser.parse_args().runs
    false = {"share": 0, "mean": 0, "need": 0}
    found = exact = covered = 0
    started = time.process_time()
    for run in range(runs):
        rng = np.random.default_rng(run)
        table = drawn_table(rng)
        keys = [feature.key for feature in table.features]
        share = (rng.random(SIZE) < 0.2).astype(float)
        false["share"] += bool(search(table, share, is_share=True, keys=keys, seed=run).rows)
        mean = rng.lognormal(3, 1, SIZE)
        false["mean"] += bool(search(table, mean, is_share=False, keys=keys, seed=run).rows)
        wish, happy = (rng.random(SIZE) < 0.2).astype(float), (rng.random(SIZE) < 0.7).astype(float)
        happy[rng.random(SIZE) < 0.6] = np.nan
        tests = search_needs(table, WISH, wish, happy, keys=keys, seed=run)
        false["need"] += bool(confirmed(tests, run))
        planted = (table.columns["city"] == 2) | (table.columns["city"] == 5)
        truth = (rng.random(SIZE) < np.where(planted, 0.4, 0.15)).astype(float)
        rows = search(table, truth, is_share=True, keys=keys, seed=run).rows
        found += any("city" in row.text for row in rows)
        hits = [row for row in rows if row.text == "city in ('c', 'f')"]
        exact += len(hits)
        covered += sum(row.low <= 0.25 <= row.high for row in hits)
    print(f"{runs} runs of {SIZE:,} customers, {time.process_time() - started:.0f} CPU s")
    print(f"runs with a false subgroup, shares: {said(false['share'], runs)}; at most 5 % are promised")
    print(f"runs with a false subgroup, means:  {said(false['mean'], runs)}")
    print(f"runs with a false need:             {said(false['need'], runs)}")
    print(f"planted subgroup (15 % → 40 % in a quarter): named by its variable in {said(found, runs)},")
    print(f"exactly in {said(exact, runs)}; then its interval holds the true difference in")
    print(said(covered, exact))


if __name__ == "__main__":
    main()

"""Features of many customers: seconds and peak memory; the preparation against scikit-learn's pipeline.

python bench/features.py --customers 1000000 --events 10000000 --folder /tmp/bench

Reading and each preparation run in processes of their own, so that each has its own peak. scikit-learn gets
the columns our preparation keeps, with the same transform for each: SimpleImputer, clipping at the same
quantiles, log1p or PowerTransformer (Yeo-Johnson), StandardScaler, OneHotEncoder for the texts.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import FunctionTransformer, OneHotEncoder, PowerTransformer, StandardScaler

from clientela.discover.features import FeatureTable, learn, prepare, read_features
from clientela.discover.features.preparing import MOST_MISSING, WINSOR
from data import UNTIL, big_workspace

VARIABLES = [
    *(f"revenue_{window}" for window in ("30d", "90d", "180d", "365d", "total")),
    *(f"orders_{window}" for window in ("90d", "365d", "total")),
    *(f"page_views_{window}" for window in ("30d", "90d", "365d", "total")),
    *(f"product_views_{window}" for window in ("30d", "90d", "365d")),
    *(f"cart_additions_{window}" for window in ("30d", "90d")),
    "messages_opened_90d",
    "messages_opened_total",
    "messages_clicked_90d",
    "messages_clicked_total",
    "avg_order_value_total",
    "largest_order_total",
    "discounts_365d",
    "discounts_total",
    "days_since_first_order",
    "days_since_last_order",
    "order_gap_median",
    "order_gap_max",
    "days_since_last_visit",
    "days_since_last_opened",
    "days_since_last_clicked",
    "days_since_last_cart",
    "weekend_share",
    "evening_share",
    "year_end_share",
    "has_bought",
    "age",
    "income",
    "city",
]


class Measured:
    """Peak memory above what the process held when it began, wall and CPU seconds."""

    def __init__(self) -> None:
        self.wall, self.cpu = time.perf_counter(), time.process_time()

    def row(self, name: str) -> str:
        wall, cpu = time.perf_counter() - self.wall, time.process_time() - self.cpu
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        return f"{name:34}{wall:9.1f}{cpu:9.1f}{peak:12,.0f}"


def read(folder: Path, customers: int, events: int) -> None:
    with big_workspace(folder, customers, events) as workspace:
        measured = Measured()
        table, _ = read_features(workspace.base, workspace.catalog, UNTIL, variables=VARIABLES)
        print(measured.row(f"read {len(table):,} x {len(table.features)}"), flush=True)
    np.savez(
        folder / "columns.npz",
        **{f"c{place}": table.columns[feature.key] for place, feature in enumerate(table.features)},
    )
    np.save(folder / "ids.npy", table.customer_ids)
    pd.to_pickle((table.features, table.levels), folder / "features.pickle")


def kept(folder: Path) -> FeatureTable:
    features, levels = pd.read_pickle(folder / "features.pickle")  # noqa: S301
    with np.load(folder / "columns.npz") as columns:
        by_key = {feature.key: columns[f"c{place}"] for place, feature in enumerate(features)}
    return FeatureTable(UNTIL, np.load(folder / "ids.npy"), features, by_key, levels)


def prepare_ours(folder: Path) -> None:
    table = kept(folder)
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    measured = Measured()
    prepared = prepare(table)
    print(measured.row("prepare"), f"   ({held:,.0f} MiB held before)", flush=True)
    print(f"  kept {prepared.numbers.shape[1]} numbers, {prepared.codes.shape[1]} texts; left out", end=" ")
    print(", ".join(f"{each.variable} ({each.reason})" for each in prepared.exclusions), flush=True)


def clip(frame: np.ndarray) -> np.ndarray:
    return np.clip(frame, *np.nanquantile(frame, WINSOR, axis=0))


def scikit(table: FeatureTable) -> tuple[ColumnTransformer, pd.DataFrame]:
    """Its pipeline for the columns and transforms that ours chose (unmeasured)."""
    preparation, _ = learn(table.rows(np.arange(0, len(table), 10)))
    by_transform: dict[str, list[str]] = {"none": [], "log1p": [], "yeo-johnson": []}
    for plan in preparation.numbers:
        by_transform[plan.transform].append(plan.key)
    makers: dict[str, Callable[[], list[object]]] = {
        "none": list,
        "log1p": lambda: [FunctionTransformer(np.log1p)],
        "yeo-johnson": lambda: [PowerTransformer(standardize=False)],
    }

    def numeric(name: str) -> Pipeline:
        start = [SimpleImputer(strategy="median"), FunctionTransformer(clip)]
        return make_pipeline(*start, *makers[name](), StandardScaler())

    texts = [plan.key for plan in preparation.codes]
    encoder = OneHotEncoder(min_frequency=0.01, handle_unknown="infrequent_if_exist", sparse_output=False)
    steps = [(name, numeric(name), keys) for name, keys in by_transform.items() if keys]
    frame = {key: table.columns[key] for keys in by_transform.values() for key in keys}
    for key in texts:
        frame[key] = np.array([*table.levels[key], None], object)[table.columns[key]]
    return ColumnTransformer([*steps, ("texts", encoder, texts)]), pd.DataFrame(frame)


def prepare_scikit(folder: Path) -> None:
    pipeline, frame = scikit(kept(folder))
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    measured = Measured()
    found = pipeline.fit_transform(frame)
    print(measured.row("the same by scikit-learn"), f"   ({held:,.0f} MiB held before)", flush=True)
    print(f"  {found.shape[1]} columns; it looks for no constants, doubles or missing > {MOST_MISSING:.0%}")


def alone(step: Callable[..., None], *arguments: object) -> None:
    process = multiprocessing.get_context("spawn").Process(target=step, args=arguments)
    process.start()
    process.join()
    if process.exitcode:
        raise SystemExit(process.exitcode)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=200_000)
    parser.add_argument("--events", type=int, default=2_000_000)
    parser.add_argument("--folder", type=Path, required=True)
    arguments = parser.parse_args()
    big_workspace(arguments.folder, arguments.customers, arguments.events).close()
    print(f"{'':34}{'wall s':>9}{'CPU s':>9}{'peak MiB':>12}", flush=True)
    alone(read, arguments.folder, arguments.customers, arguments.events)
    alone(prepare_ours, arguments.folder)
    alone(prepare_scikit, arguments.folder)


if __name__ == "__main__":
    main()

"""What hints at a special category, by words and by association."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from scipy.stats.contingency import association

from clientela.catalog import FirmCatalog
from clientela.catalog.definitions import ENTITIES
from clientela.discover.features import Proxy, proxies, read_features
from clientela.discover.features.associations import correlation_ratio, cramers_v
from clientela.discover.features.proxies import worded_proxies
from clientela.segments.base import Base
from clientela.store import Store
from tests.discover.features.drawn import AS_OF, category, number, table_of


def test_cramers_v_is_scipys_where_the_table_is_large() -> None:
    rng = np.random.default_rng(3)
    one = rng.integers(0, 4, 50_000)
    other = np.where(rng.random(50_000) < 0.4, one, rng.integers(0, 4, 50_000))
    table = pd.crosstab(one, other).to_numpy()
    assert cramers_v(one, other) == pytest.approx(association(table, "cramer"), abs=2e-4)
    assert cramers_v(one, one) == pytest.approx(1)
    assert cramers_v(one, np.zeros_like(one)) == 0


def test_correction_takes_chance_away() -> None:
    """Twenty levels and a hundred customers: the plain V of independent columns is large."""
    rng = np.random.default_rng(4)
    pairs = [(rng.integers(0, 20, 100), rng.integers(0, 5, 100)) for _ in range(40)]
    plain = np.mean([association(pd.crosstab(*pair).to_numpy(), "cramer") for pair in pairs])
    assert plain > 0.4
    assert np.mean([cramers_v(*pair) for pair in pairs]) < 0.1


def test_correlation_ratio_is_the_root_of_explained_variance() -> None:
    groups = np.array([0, 0, 0, 1, 1, 1], np.int32)
    numbers = np.array([1.0, 2, 3, 5, 6, 7])
    assert correlation_ratio(groups, numbers) == pytest.approx(np.sqrt(1 - 4 / 28))  # 4 within, 28 in all
    assert correlation_ratio(groups, np.ones(6)) == 0


def test_words_of_levels_hint_and_ordinary_ones_do_not() -> None:
    codes = np.array([0, 0, 1, 2, -1])
    table = table_of(
        {category("favourite_category"): codes, number("age", "years"): np.arange(5)},
        {"favourite_category": ("farmàcia", "shoes", "kosher wine")},
    )
    assert list(worded_proxies(table)) == [
        Proxy("favourite_category", "health", "words", 0.4, "farmàcia"),
        Proxy("favourite_category", "religion", "words", 0.2, "kosher wine"),
    ]


def test_association_with_a_released_field_is_reported() -> None:
    rng = np.random.default_rng(8)
    size = 600
    faith = rng.choice(["a", "b"], size)
    income = np.where(faith == "a", 900, 2000) + rng.normal(0, 200, size)
    catalog = FirmCatalog(released=["religion"])
    attributes = {entity: catalog.attributes(entity) for entity in ENTITIES}
    with Store.in_memory(attributes) as store:
        store.write_entities(
            "customer",
            pa.table(
                {
                    "customer_id": np.arange(1, size + 1),
                    "religion": faith,
                    "style": np.where(rng.random(size) < 0.9, faith, "c"),
                    "occupation": rng.choice(["cook", "clerk"], size),
                    "income": [f"{value:.2f}" for value in income],
                }
            ),
            source="test",
            received_at=AS_OF,
        )
        base = Base(store.engine, catalog, ZoneInfo("UTC"))
        table, _ = read_features(base, catalog, AS_OF, variables=["style", "occupation", "income"])
        groups = {"VIP": faith == "b", "Rest": rng.random(size) < 0.5}
        found = proxies(base, catalog, table, groups)
    assert [(each.feature, each.category, each.why) for each in found] == [
        ("style", "religion", "association"),
        ("income", "religion", "association"),
        ("VIP", "religion", "association"),
    ]
    assert found[2].strength == pytest.approx(1, abs=0.01)

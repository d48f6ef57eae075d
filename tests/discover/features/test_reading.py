"""Features read from a store against what single questions and pandas say of the same customers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import numpy as np
import pandas as pd
import pytest

from clientela.compile import Question
from clientela.discover.features import FeatureTable, prepare, read_features, rest, strata
from clientela.rules.text import parse_rule, parse_value
from clientela.segments.evaluation import count_many, count_population, values
from clientela.workspace import Workspace
from tests.segments.profiled_shop import AS_OF, profiled_shop


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with profiled_shop(tmp_path_factory.mktemp("profiled")) as opened:
        yield opened


def table_of(shop: Workspace, *variables: str, as_of: dt.datetime = AS_OF) -> FeatureTable:
    return read_features(shop.base, shop.catalog, as_of, variables=variables)[0]


def frame_of(shop: Workspace, *names: str) -> pd.DataFrame:
    wanted = {name: parse_value(name) for name in names}
    found: pd.DataFrame = values(shop.base, wanted, AS_OF).read_all().to_pandas()
    return found.sort_values("customer_id").reset_index(drop=True)


def test_numbers_equal_what_the_compiler_says(drawn: Workspace) -> None:
    names = (
        "revenue_total",
        "income",
        "weight",
        "days_since_last_order",
        "loyalty_card",
        "avg_order_value_total",
    )
    table = table_of(drawn, *names)
    frame = frame_of(drawn, *names)
    assert len(table) == count_population(drawn.base, AS_OF)
    np.testing.assert_array_equal(table.customer_ids, frame["customer_id"])
    for name in names:
        expected = pd.to_numeric(frame[name].astype(object)).to_numpy(float, na_value=np.nan)
        np.testing.assert_array_equal(table.columns[name], expected)


def test_dates_become_days_since(drawn: Workspace) -> None:
    table = table_of(drawn, "loyalty_since")
    expected = frame_of(drawn, "days since loyalty_since")["days since loyalty_since"]
    np.testing.assert_array_equal(table.columns["loyalty_since"], expected)
    assert table.feature("loyalty_since").unit == "days"


def test_texts_become_codes_and_lists_flags(drawn: Workspace) -> None:
    table = table_of(drawn, "loyalty_tier", "interests")
    frame = frame_of(drawn, "loyalty_tier", "interests")
    levels = np.array([*table.levels["loyalty_tier"], None], object)
    assert (
        levels[table.columns["loyalty_tier"]].tolist()
        == frame["loyalty_tier"].replace({np.nan: None}).tolist()
    )
    items = [each.item for each in table.features if each.item]
    assert sorted(items) == ["chess", "hiking", "opera"]
    for item in items:
        expected = [np.nan if have is None else float(item in have) for have in frame["interests"]]
        np.testing.assert_array_equal(table.columns[f"interests: {item}"], expected)


def test_bands_are_numbers_in_their_order(drawn: Workspace) -> None:
    table = table_of(drawn, "age_band", "age")
    feature = table.feature("age_band")
    assert (feature.role, feature.unit) == ("number", "band")
    assert list(table.levels["age_band"]) == sorted(table.levels["age_band"])
    order = np.argsort(table.columns["age"], kind="stable")
    assert np.all(np.diff(table.columns["age_band"][order]) >= 0)


def test_default_choice_drops_silently_what_the_store_knows_nothing_of(drawn: Workspace) -> None:
    table, exclusions = read_features(drawn.base, drawn.catalog, AS_OF)
    keys = {feature.key for feature in table.features}
    assert {"revenue_365d", "orders_365d", "age", "city", "weight", "interests: opera"} <= keys
    assert not keys & {"company.employees", "tickets_365d", "nps_last", "gender", "visits_90d"}
    assert exclusions == ()


def test_named_variable_without_a_value_is_an_exclusion(drawn: Workspace) -> None:
    table, (exclusion,) = read_features(drawn.base, drawn.catalog, AS_OF, variables=["age", "nps_last"])
    assert [feature.key for feature in table.features] == ["age"]
    assert (exclusion.variable, exclusion.reason) == ("nps_last", "mostly missing")


def test_within_reads_the_members_only(drawn: Workspace) -> None:
    rule = parse_rule("city = 'Barcelona'")
    table, _ = read_features(drawn.base, drawn.catalog, AS_OF, variables=["age"], within=rule)
    frame = frame_of(drawn, "city", "age")
    there = frame[frame["city"] == "Barcelona"]
    np.testing.assert_array_equal(table.customer_ids, there["customer_id"])
    np.testing.assert_array_equal(table.columns["age"], there["age"].astype(float))


def test_nothing_later_is_read(drawn: Workspace) -> None:
    earlier = AS_OF - dt.timedelta(days=200)
    table = table_of(drawn, "orders_total", as_of=earlier)
    frame = values(drawn.base, {"n": parse_value("orders_total")}, earlier).read_all().to_pandas()
    assert table.as_of == earlier
    assert table.columns["orders_total"].sum() == frame["n"].sum()
    assert table.columns["orders_total"].sum() < table_of(drawn, "orders_total").columns["orders_total"].sum()


def test_nobody_is_an_empty_table(drawn: Workspace) -> None:
    nobody = parse_rule("age > 200")
    names = ["age", "city", "interests"]
    table, exclusions = read_features(drawn.base, drawn.catalog, AS_OF, variables=names, within=nobody)
    assert (len(table), table.features) == (0, ())
    assert [each.variable for each in exclusions] == names
    assert len(prepare(table)) == 0


def test_progress_reaches_its_end_and_may_stop_the_work(drawn: Workspace) -> None:
    told: list[tuple[float, float, str]] = []
    read_features(
        drawn.base, drawn.catalog, AS_OF, variables=["age"], progress=lambda *each: told.append(each)
    )
    assert told[-1] == (1.0, 1.0, "reading features")
    assert [done for done, _, _ in told] == sorted(done for done, _, _ in told)

    def stop(done: float, total: float, text: str = "") -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read_features(drawn.base, drawn.catalog, AS_OF, variables=["age"], progress=stop)


def test_sample_shop_is_prepared_without_any_help(sample_workspace: Workspace) -> None:
    shop = sample_workspace
    as_of = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
    table, exclusions = read_features(shop.base, shop.catalog, as_of)
    prepared = prepare(table, exclusions)
    assert len(prepared) == len(table) == count_population(shop.base, as_of)
    assert not np.isnan(prepared.numbers).any()
    np.testing.assert_allclose(prepared.numbers.mean(axis=0), 0, atol=1e-9)
    np.testing.assert_allclose(prepared.numbers.std(axis=0), 1, atol=1e-9)
    assert prepared.codes.min() >= 0
    used = {*prepared.number_keys, *prepared.code_keys, *(each.variable for each in prepared.exclusions)}
    assert {feature.key for feature in table.features} == used


def test_strata_and_the_rest_divide_everyone(drawn: Workspace) -> None:
    never, once = apart = strata(drawn.catalog)
    assert (never.key, once.key) == ("never_bought", "bought_once")
    orders = table_of(drawn, "orders_total").columns["orders_total"]
    rules = [never.rule, once.rule, rest(apart), rest(())]
    counts = count_many(drawn.base, [Question(rule, AS_OF) for rule in rules])
    assert counts == [(orders == 0).sum(), (orders == 1).sum(), (orders > 1).sum(), len(orders)]

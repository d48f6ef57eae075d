"""Pictures of clusters: their figures are the discovery's, they draw, and names are only text."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
import vl_convert

from clientela.catalog.labels import LANGUAGES
from clientela.charts import write_chart
from clientela.charts.clusters import PHRASES, axis_meaning, cluster_names, map_chart
from clientela.charts.evaluation import evaluation_chart
from clientela.charts.profile_plot import is_marker, marker_chart, markers_chart, shown_markers
from clientela.charts.silhouette import null_chart, silhouette_chart
from clientela.charts.stability import stability_chart
from clientela.charts.words import word
from clientela.charts.writing import svg
from clientela.discover.quality.evaluation import Evaluated, evaluate
from clientela.errors import ClientelaError, UnknownNameError
from clientela.segments.profile_language import profile_in
from tests.discover.discovered import CATALOG, HOSTILE, PROFILES, card, discovery, profile_of, row


def specs(language):
    found = discovery()
    return {
        "map": map_chart(found, language, CATALOG),
        "stability": stability_chart(found.clustering, language),
        "silhouette": silhouette_chart(found, language),
        "null": null_chart(found.clustering, language),
        "markers": markers_chart(found, language, CATALOG),
        "marker": marker_chart(profile_in(PROFILES[2], CATALOG, language), HOSTILE, language),
        "evaluation": evaluation_chart(
            evaluate({each.name(language): each.card for each in found.proposals}), language
        ),
    }


def drawn_texts(spec):
    return [
        text.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">")
        for text in re.findall(r"<(?:text|tspan)[^>]*>([^<]+)<", svg(spec))
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_picture_compiles_and_says_its_title(language):
    for name, spec in specs(language).items():
        compiled = vl_convert.vegalite_to_vega(spec)
        assert compiled["config"]["locale"] == spec["config"]["locale"]
        title = HOSTILE if name == "marker" else PHRASES.say(f"{name}.title", language)
        assert "".join(spec["title"]["text"]).casefold().startswith(title[:20].casefold())


@pytest.mark.parametrize("name", list(specs("en")))
def test_every_picture_draws(name, tmp_path):
    for suffix in (".svg", ".png", ".vl.json"):
        assert write_chart(specs("ru")[name], tmp_path / f"picture{suffix}").stat().st_size > 1_000


def points(spec):
    return spec["layer"][0]["data"]["values"]


def test_map_draws_each_customer_in_her_cluster_but_the_outermost():
    found = discovery()
    spec = map_chart(found, "en", CATALOG)
    names = cluster_names(found, "en")
    scores, labels = found.clustering.coordinates, found.clustering.chosen.labels
    expected = {
        (round(float(x), 4), round(float(y), 4), names[label])
        for (x, y, *_), label in zip(scores, labels, strict=True)
    }
    drawn = points(spec)
    assert {(each["x"], each["y"], each["cluster"]) for each in drawn} <= expected
    assert 0.97 * len(scores) <= len(drawn) <= len(scores)
    assert f"{len(drawn)} are drawn" in spec["title"]["subtitle"][0]
    centres = spec["layer"][1]["data"]["values"]
    assert [(each["x"], each["y"], each["number"]) for each in centres] == [
        (pytest.approx(x), pytest.approx(y), str(place + 1))
        for place, (x, y, *_) in enumerate(found.clustering.chosen.centres)
    ]


def test_map_draws_two_thousand_at_most_and_the_same_again():
    found = discovery()
    many = replace(
        found.clustering,
        coordinates=np.tile(found.clustering.coordinates, (8, 1)),
        chosen=replace(found.clustering.chosen, labels=np.tile(found.clustering.chosen.labels, 8)),
    )
    spec = map_chart(replace(found, clustering=many), "en", CATALOG)
    assert 1_950 <= len(points(spec)) <= 2_000
    assert points(map_chart(replace(found, clustering=many), "en", CATALOG)) == points(spec)


def test_clusters_are_called_after_the_rules_made_from_them():
    found = discovery()
    assert cluster_names(found, "en") == [
        f"{place + 1}  {found.proposals[place + 1].name()}" for place in range(3)
    ]
    alone = replace(found, proposals=())
    assert cluster_names(alone, "ru") == ["1  Группа 1", "2  Группа 2", "3  Группа 3"]


def test_axes_are_explained_by_what_goes_with_them():
    found = discovery().clustering
    numbers = found.famd.loadings()
    for axis in (0, 1):
        more, less, other = axis_meaning(found, axis, CATALOG, "en")
        labels = {"revenue in the last 365 days": "revenue_365d", "age": "age"}
        labels |= {
            "days since the latest order": "days_since_last_order",
            "interests: hiking": "interests: hiking",
        }
        assert more or less
        assert all(numbers[labels[name]][axis] >= 0.3 for name in more)
        assert all(numbers[labels[name]][axis] <= -0.3 for name in less)
        assert other in ([], ["city"])


def test_stability_boxes_are_the_quantiles_and_one_is_taken():
    found = discovery().clustering
    values = stability_chart(found, "en")["data"]["values"]
    for value, solution in zip(values, found.solutions, strict=True):
        quantiles = np.quantile(solution.pair_aris, [0, 0.25, 0.5, 0.75, 1])
        assert [value[name] for name in ("low", "first", "median", "third", "high")] == pytest.approx(
            quantiles
        )
        assert value["strength"] == solution.prediction_strength
    assert [value["k"] for value in values if value["taken"]] == [found.chosen.k]


def test_silhouettes_are_those_of_the_solutions_and_of_the_groups():
    found = discovery()
    upper, lower = silhouette_chart(found, "en")["vconcat"]
    assert [value["silhouette"] for value in upper["data"]["values"]] == [
        each.silhouette for each in found.clustering.solutions
    ]
    assert [value["silhouette"] for value in lower["data"]["values"]] == list(
        found.clustering.chosen.silhouettes
    )


def test_null_holds_every_draw_and_the_customers():
    verdict = discovery().clustering.verdict
    values = [value["value"] for value in null_chart(discovery().clustering, "en")["data"]["values"]]
    assert values == [*verdict.null, verdict.statistic]


@pytest.mark.parametrize(
    ("one", "marked"),
    [
        (row("age", 51, 40, 0.9), True),
        (row("age", 49, 40, 0.9), False),
        (row("age", 29, 40, -0.9), True),
        (row("age", 80, 40, 2.0, p=0.06), False),
        (row("city", 0.66, 0.4, 0.5, level="Reus"), True),
        (row("city", 0.12, 0.04, 0.5, level="Reus"), False),
        (replace(row("age", 51, 40, 0.9), segment_value=None), False),
    ],
)
def test_markers_are_a_quarter_away_and_more_than_chance(one, marked):
    assert is_marker(one) == marked


def test_marker_bars_are_relative_to_all_and_end_at_three_times():
    one = profile_of(
        row("age", 60, 40, 0.9), row("orders_365d", 50, 5, 0.8), row("visits_90d", 4.1, 4, 0.1, p=0.5)
    )
    values = marker_chart(one, "x", "en")["data"]["values"]
    assert [(each["variable"], each["relative"], each["drawn"], each["marked"]) for each in values] == [
        ("age", pytest.approx(0.5), pytest.approx(0.5), True),
        ("orders_365d", pytest.approx(9), 2.0, True),
    ]


def test_markers_stand_side_by_side_over_the_same_variables():
    found = discovery()
    chosen, rows = shown_markers(found, "es", CATALOG)
    assert [each.key for each in chosen] == ["segment_1", "segment_2", "segment_3"]
    assert rows[0] == ("Ingresos de los últimos 365 días", "900,00", "120,00", "290,00")
    labels = {row[0] for row in rows}
    drawn = markers_chart(found, "es", CATALOG)["data"]["values"]
    assert {each["label"].replace("\n", " ") for each in drawn} == labels


def test_pictures_without_anything_to_show_say_so():
    found = discovery()
    line = replace(found.clustering, coordinates=found.clustering.coordinates[:, :1])
    nowhere = map_chart(replace(found, clustering=line), "en")
    for spec in (marker_chart(profile_of(), "x", "en"), evaluation_chart([], "en"), nowhere):
        assert word("nothing", "en") in drawn_texts(spec)


def test_hostile_names_are_drawn_as_text():
    texts = " ".join(drawn_texts(specs("en")["map"]))
    assert "<img src=x" in texts
    assert "<img" not in svg(specs("en")["map"])


def test_evaluation_weighs_what_the_user_weighs():
    cards = {"large": card(200, 0.6, attraction=0.1), "rich": card(60, 0.9, attraction=0.5)}
    by_size = evaluate(cards, attraction={"size": 1}, fit={"accessible": 1})
    assert [(each.name, each.attraction, each.fit) for each in by_size] == [
        ("large", 1.0, 0.0),
        ("rich", 0.0, 1.0),
    ]
    mixed = evaluate(cards, attraction={"size": 1, "value": 2, "stability": 1})
    assert [each.attraction for each in mixed] == [pytest.approx(0.25), pytest.approx(0.75)]
    assert [each.revenue_share for each in mixed] == [0.1, 0.5]


def test_evaluation_leaves_out_what_is_not_known_and_who_is_hidden():
    cards = {"few": card(7, None), "known": card(60, 0.9), "open": replace(card(80, None), accessible=None)}
    found = evaluate(cards, attraction={"stability": 1}, fit={"accessible": 1, "buying": 1})
    assert found == (Evaluated("known", 0.5, 0.5, 0.3), Evaluated("open", None, 0.5, 0.3))
    assert len(evaluation_chart(found, "en")["data"]["values"]) == 1


def test_evaluation_refuses_unknown_criteria_and_no_weight():
    with pytest.raises(UnknownNameError, match="did you mean 'size'"):
        evaluate({}, attraction={"sise": 1})
    with pytest.raises(ClientelaError, match="weights"):
        evaluate({}, fit={"buying": 0})

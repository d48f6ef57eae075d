"""Charts: their numbers are the data's, their words those of the language, and they draw."""

from __future__ import annotations

import datetime as dt
import json
import re
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import vl_convert

from clientela.charts import overlap_chart, profile_chart, sizes_chart, trend_chart, write_chart
from clientela.charts.trend import is_so_far
from clientela.charts.words import word
from clientela.charts.writing import svg
from clientela.errors import ClientelaError, MissingExtraError, UnknownNameError
from clientela.rules.sentences import LANGUAGES
from clientela.rules.types import ValueType
from clientela.segments.base import Size
from clientela.segments.overlap import Overlap
from clientela.segments.profile import Profile, ProfileRow

MADRID = ZoneInfo("Europe/Madrid")
TITLE = "Clients fidels"
AS_OF = dt.datetime(2026, 10, 1, tzinfo=dt.UTC)
MONTHS = [dt.datetime(2026, month, 1, tzinfo=MADRID).astimezone(dt.UTC) for month in range(1, 10)]
TREND = [Size(1200 + 37 * place, 4800, at) for place, at in enumerate(MONTHS)]
SO_FAR = [*TREND, Size(1555, 5000, dt.datetime(2026, 9, 17, 13, 5, tzinfo=dt.UTC))]
SIZES = {"VIP": Size(12, 400, AS_OF), "Молодые специалисты с городским вкусом": Size(120, 400, AS_OF)}
OVERLAPS = [Overlap("VIP", "Lapsed", 100, 40, 10), Overlap("VIP", "New", 100, 0, 0)]


def row(variable: str, value: float | None, base: float, reach: float = 0.1, **changed: Any) -> ProfileRow:
    """A row of a mean, its interval `reach` times the value to either side."""
    found = ProfileRow(
        variable=variable,
        level=None,
        statistic="mean",
        label=f"label of {variable}",
        type=ValueType.NUMBER,
        unit="orders",
        segment_value=value,
        base_value=base,
        index=None if value is None else 100 * value / base,
        low=None if value is None else value * (1 - reach),
        high=None if value is None else value * (1 + reach),
        difference=None,
        difference_low=None,
        difference_high=None,
        effect=None,
        p=None,
        known_share=0.83,
        base_known_share=0.9,
        n=90,
        base_n=400,
    )
    return replace(found, **changed)


def profile_of(*rows: ProfileRow, language: str = "en") -> Profile:
    return Profile(AS_OF, language, 100, 1400, rows, ())


PROFILE = profile_of(
    row("a", 30, 10), row("b", 5, 10), row("thin", None, 10), row("c", 10.5, 10, unit="money")
)


def specs(language: str) -> dict[str, dict[str, Any]]:
    return {
        "trend": trend_chart(SO_FAR, TITLE, language, MADRID),
        "profile": profile_chart(PROFILE, TITLE, language),
        "sizes": sizes_chart(SIZES, TITLE, language),
        "overlap": overlap_chart(OVERLAPS, TITLE, language),
        "empty": sizes_chart({}, TITLE, language),
    }


def drawn_texts(spec: dict[str, Any]) -> list[str]:
    return [text.replace("&amp;", "&") for text in re.findall(r"<(?:text|tspan)[^>]*>([^<]+)<", svg(spec))]


def marks(spec: dict[str, Any], role: str) -> int:
    return len(re.findall(f'aria-roledescription="{role}"', svg(spec)))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("chart", ["trend", "profile", "sizes", "overlap", "empty"])
def test_every_chart_compiles_to_vega_in_every_language(chart: str, language: str) -> None:
    spec = specs(language)[chart]
    compiled = vl_convert.vegalite_to_vega(spec)
    assert compiled["config"]["locale"] == spec["config"]["locale"]
    assert TITLE in drawn_texts(spec)


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_of_a_picture_are_of_its_language(language: str) -> None:
    charts = specs(language)
    assert word("so_far", language) in drawn_texts(charts["trend"])
    assert word("index", language) in drawn_texts(charts["profile"])
    assert word("nothing", language) in drawn_texts(charts["empty"])
    members = word("members", language)
    assert members[0].upper() + members[1:] in drawn_texts(charts["sizes"])


@pytest.mark.parametrize(
    ("language", "month", "thousand"),
    [
        ("en", "May", "1,000"),
        ("ca", "maig", "1.000"),
        ("es", "mayo", "1.000"),
        ("pl", "maj", "1\xa0000"),
        ("ru", "май", "1\xa0000"),
        ("ro", "mai", "1.000"),
    ],
)
def test_numbers_and_months_on_the_axes_are_written_as_in_the_language(
    language: str, month: str, thousand: str
) -> None:
    texts = drawn_texts(specs(language)["trend"])
    assert {month, thousand} <= set(texts)


def test_trend_holds_the_sizes() -> None:
    rows = trend_chart(SO_FAR, TITLE, "en", MADRID)["data"]["values"]
    assert [(each["count"], each["population"], each["share"]) for each in rows] == [
        (size.count, size.population, size.share) for size in SO_FAR
    ]
    assert [each["wall"] for each in rows[:2]] == ["2026-01-01T00:00:00.000Z", "2026-02-01T00:00:00.000Z"]
    assert [each["so_far"] for each in rows] == [False] * 9 + [True]


def test_trend_draws_a_point_an_instant_and_a_line() -> None:
    spec = specs("en")["trend"]
    assert (marks(spec, "point"), marks(spec, "line mark")) == (len(SO_FAR), 1)


def test_trend_of_one_instant_draws() -> None:
    spec = trend_chart(TREND[:1], TITLE)
    assert marks(spec, "point") == 1


def test_long_trend_draws_the_line_without_points() -> None:
    days = [Size(day, 100, AS_OF + dt.timedelta(days=day)) for day in range(90)]
    assert marks(trend_chart(days, TITLE), "point") == 0


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (["2026-01-01", "2026-02-01", "2026-03-01"], False),
        (["2026-01-01", "2026-02-01", "2026-03-02"], True),
        (["2026-01-31", "2026-02-28", "2026-03-31"], False),
        (["2025-01-01", "2025-04-01", "2025-07-01"], False),
        (["2025-01-01", "2025-04-01", "2025-06-01"], True),
        (["2026-01-05", "2026-01-12", "2026-01-19"], False),
        (["2026-01-05", "2026-01-12", "2026-01-16"], True),
        (["2024-01-01", "2025-01-01", "2026-01-01"], False),
        (["2026-01-01", "2026-02-01"], False),
    ],
)
def test_last_instant_is_so_far_when_it_breaks_the_step(days: list[str], *, expected: bool) -> None:
    assert is_so_far([dt.datetime.fromisoformat(day) for day in days]) == expected


def test_profile_holds_the_rows_with_an_index() -> None:
    values = profile_chart(PROFILE, TITLE)["data"]["values"]
    found = [(each["variable"], each["index"], each["low"], each["high"], each["n"]) for each in values]
    assert found == [
        ("a", 300, pytest.approx(270), pytest.approx(330), 90),
        ("b", 50, pytest.approx(45), pytest.approx(55), 90),
        ("c", 105, pytest.approx(94.5), pytest.approx(115.5), 90),
    ]
    assert [each["said"] for each in values] == ["30.0 | 10.0", "5.00 | 10.0", "10.50 | 10.00"]


def test_profile_draws_a_dot_and_a_bar_a_row_and_the_base() -> None:
    spec = profile_chart(PROFILE, TITLE)
    layers = dict(re.findall(r'<g class="mark-rule role-mark (layer_\d)_marks"[^>]*>(.*?)</g>', svg(spec)))
    assert {name: drawn.count("<line") for name, drawn in layers.items()} == {"layer_0": 1, "layer_1": 3}
    assert marks(spec, "circle") == 3


def test_profile_draws_what_lies_beyond_the_axis_at_its_ends() -> None:
    far = profile_of(row("none", 0.0, 10), row("huge", 900.0, 10), row("near", 11.0, 10))
    spec = profile_chart(far, TITLE)
    values = {each["variable"]: each for each in spec["data"]["values"]}
    assert {name: each["beyond"] for name, each in values.items()} == {
        "none": "below",
        "huge": "above",
        "near": "",
    }
    assert (values["none"]["index"], values["huge"]["index"]) == (0.0, 9000.0)
    assert values["none"]["drawn"] < 100 < values["huge"]["drawn"]
    assert (marks(spec, "circle"), marks(spec, "point")) == (1, 2)


def test_profile_shows_the_first_fifteen_rows() -> None:
    many = profile_of(*(row(f"v{place:02}", 20, 10) for place in range(30)))
    names = [each["variable"] for each in profile_chart(many, TITLE)["data"]["values"]]
    assert names == [f"v{place:02}" for place in range(15)]
    assert marks(profile_chart(many, TITLE), "circle") == 15


def test_rows_of_one_label_stay_apart() -> None:
    twins = profile_of(row("a", 20, 10, label="city"), row("b", 5, 10, label="city"))
    labels = [each["label"] for each in profile_chart(twins, TITLE)["data"]["values"]]
    assert labels == ["City (a)", "City (b)"]


def test_profile_of_thin_rows_says_there_is_nothing() -> None:
    assert word("nothing", "pl") in drawn_texts(profile_chart(profile_of(row("a", None, 10)), TITLE, "pl"))


def test_long_label_is_drawn_whole() -> None:
    label = "средняя стоимость заказа за последние 365 дней по сравнению с предыдущими 365 днями"
    texts = drawn_texts(profile_chart(profile_of(row("a", 20, 10, label=label)), TITLE, "ru"))
    pieces = [text for text in texts if text.lower() in label.lower()]
    assert " ".join(pieces).lower() == label.lower()


def test_sizes_are_bars_from_the_largest() -> None:
    spec = sizes_chart(SIZES, TITLE)
    found = [(each["name"], each["count"], each["share"], each["said"]) for each in spec["data"]["values"]]
    assert found == [
        ("Молодые специалисты с городским вкусом", 120, 0.3, "120 · 30.0%"),
        ("VIP", 12, 0.03, "12 · 3.0%"),
    ]
    assert marks(spec, "bar") == 2


def test_overlap_has_both_shares_of_a_pair() -> None:
    spec = overlap_chart(OVERLAPS, TITLE)
    assert {(each["row"], each["column"]): each["share"] for each in spec["data"]["values"]} == {
        ("VIP", "Lapsed"): 0.1,
        ("Lapsed", "VIP"): 0.25,
        ("VIP", "New"): 0.0,
        ("New", "VIP"): 0.0,
    }
    assert marks(spec, "rect mark") == 4


def test_unknown_language_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="language 'de'"):
        trend_chart(TREND, TITLE, "de")


def test_chart_is_written_as_its_suffix_says(tmp_path: Path) -> None:
    spec = specs("ro")["profile"]
    assert write_chart(spec, tmp_path / "new" / "a.svg").read_text(encoding="utf-8").startswith("<svg")
    assert write_chart(spec, tmp_path / "a.PNG").read_bytes().startswith(b"\x89PNG")
    assert json.loads(write_chart(spec, tmp_path / "a.vl.json").read_text(encoding="utf-8")) == spec


def test_unknown_suffix_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ClientelaError, match=r"'a\.gif'.*\.svg, \.png"):
        write_chart(specs("en")["empty"], tmp_path / "a.gif")


def test_without_the_drawing_library_only_the_specification_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    spec = specs("en")["empty"]
    for name in ("a.svg", "a.png"):
        with pytest.raises(MissingExtraError, match=r"clientela\[charts\]"):
            write_chart(spec, tmp_path / name)
    assert write_chart(spec, tmp_path / "a.vl.json").exists()


@pytest.mark.parametrize("letter", ["\0", "\x1b", "\u2028", "\x85"])
def test_letters_that_stop_the_drawing_library_are_drawn_as_a_mark(letter: str, tmp_path: Path) -> None:
    spec = sizes_chart({f"VIP{letter}club": Size(1, 2, AS_OF)}, f"A{letter}b", "en")
    spec["encoding"]["x"]["title"] = f"x{letter}y"
    assert {"VIP�club", "A�b", "x�y"} <= set(drawn_texts(spec))
    assert write_chart(spec, tmp_path / "chart.png").stat().st_size > 0

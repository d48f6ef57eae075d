"""`voice` on a firm of two hundred: what it prints, writes and refuses."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from tests.cli.running import answer, run
from tests.discover.voice.firm import make_firm as make
from tests.discover.voice.firm import said

AS_OF = "2026-06-01"


@pytest.fixture(scope="module")
def talking(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("talking") / "firm"
    events = []
    for number in range(1, 101):
        late = number % 4 == 0
        text = "The parcel came ten days late." if late else "I love what you do, thank you."
        events.append(said(number, text, score=2 if late else 10, kind="survey_answered", survey="nps"))
    people = [{"customer_id": number, "country": "ES" if number % 2 else "PL"} for number in range(1, 101)]
    with make(folder, events, people) as firm:
        firm.save_segment("Spain", "country = 'ES'")
        firm.save_segment("Poland", "country = 'PL'")
    return folder


def test_voice_prints_themes_scores_and_how_tone_stands(talking: Path):
    ran = run("voice", "--workspace", talking, "--as-of", AS_OF)
    assert ran.code == 0, ran.err
    assert "100 comments by 100 customers, up to Jun 1, 2026." in ran.out
    assert "in 25.0% of comments" in ran.out
    assert "NPS: 50.0" in ran.out
    assert "tone is not measured; there are 100 comments with a clear score" in ran.out


def test_json_has_everything(talking: Path):
    found = answer(
        "voice", "country = 'ES'", "--workspace", talking, "--as-of", AS_OF, "--segments", "Spain,Poland"
    )
    assert (found["comments"], found["segment"]) == (50, "country = 'ES'")
    assert [each["segment"] for each in found["scores"][0]["segments"]] == ["Spain", "Poland"]


def test_by_segment_ranks_only_what_differs(talking: Path):
    ran = run(
        "voice", "--by", "segment", "--segments", "Spain,Poland", "--workspace", talking, "--as-of", AS_OF
    )
    assert ran.code == 0, ran.err
    assert "“Spain” scores higher than “Poland”, by 100.0" in ran.out
    assert (
        run("voice", "--by", "month", "--workspace", talking, "--as-of", AS_OF, "--language", "ro").out.count(
            "2026"
        )
        == 1
    )


def test_report_table_and_pictures_are_written(talking: Path, tmp_path: Path):
    for name, by in (("t.svg", "theme"), ("s.svg", "segment"), ("m.json", "month")):
        ran = run("voice", "--by", by, "--chart", tmp_path / name, "--workspace", talking, "--as-of", AS_OF)
        assert ran.code == 0, ran.err
        assert (tmp_path / name).stat().st_size > 1000
    run("voice", "-o", tmp_path / "voice.html", "--language", "ru", "--workspace", talking, "--as-of", AS_OF)
    assert "Что говорят клиенты" in (tmp_path / "voice.html").read_text(encoding="utf-8")
    run("voice", "-o", tmp_path / "voice.csv", "--workspace", talking, "--as-of", AS_OF)
    with (tmp_path / "voice.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert (rows[0]["theme"], rows[0]["comments"], rows[0]["share"]) == ("delivery", "25", "0.25")
    assert run("voice", "-o", tmp_path / "voice.doc", "--workspace", talking, "--as-of", AS_OF).code == 2


def test_themes_are_exported_edited_and_published(talking: Path, tmp_path: Path):
    own = tmp_path / "firm"
    shutil.copytree(talking, own)
    file = tmp_path / "themes.yaml"
    assert run("voice", "--export-themes", file, "--workspace", own).code == 0
    text = file.read_text(encoding="utf-8")
    assert "delivery:" in text
    assert "entregar" in text
    file.write_text("devotion:\n  name: {en: Devotion}\n  en: love*\n", encoding="utf-8")
    ran = run("voice", "--themes", file, "--workspace", own, "--as-of", AS_OF)
    assert "Devotion" in ran.out
    assert "75.0%" in ran.out
    assert [each["key"] for each in answer("voice", "--workspace", own, "--as-of", AS_OF)["themes"]] == [
        "devotion"
    ]
    file.write_text("faith:\n  en: church\n", encoding="utf-8")
    refused = run("voice", "--themes", file, "--workspace", own)
    assert refused.code == 1
    assert "special category of personal data" in refused.err


def test_too_little_is_refused_in_plain_words(firm: Path):
    ran = run("voice", "--workspace", firm)
    assert ran.code == 1
    assert "0 customers have said or scored anything here; figures need at least 10" in ran.err

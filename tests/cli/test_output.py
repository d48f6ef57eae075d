"""Tables for people: nothing is cut, whatever the width of the terminal."""

from __future__ import annotations

import pytest

from clientela.cli.output import show_table


def test_a_table_wider_than_the_terminal_loses_no_cell(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    headings = ("Метод", ">Оценка Брайера", ">Среднее по прогнозу", ">Ожидалось заказов", ">Было заказов")
    show_table(headings, [("логистическая регрессия", "0,1274 (0,1215–0,1336)", "26,5 %", "1 243", "1 287")])
    words = capsys.readouterr().out.split()
    told = [
        word
        for text in (*headings, "логистическая регрессия 0,1274 (0,1215–0,1336)")
        for word in text.split()
    ]
    assert sorted(words) == sorted(
        [word.lstrip(">") for word in told]
        + ["26,5", "%", "1", "243", "1", "287"]
        + [w for w in words if set(w) == {"─"}]
    )

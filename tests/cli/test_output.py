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


def test_a_table_narrowed_to_the_terminal_keeps_the_numbers_of_its_last_column(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    headings = ("Метод", ">Оценка Брайера", ">AUC", ">Среднее по прогнозу", ">Ожидалось заказов")
    row = (
        "логистическая регрессия",
        "0,1361 (0,1299–0,1419)",
        "0,827 (0,812–0,840)",
        "22,4\xa0%",
        "1\xa0246",
    )
    show_table(headings, [row])
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 80
    text = "\n".join(lines).replace("\xa0", " ")
    assert [each for each in ("22,4 %", "1 246", "Ожидалось", "заказов") if each not in text] == []

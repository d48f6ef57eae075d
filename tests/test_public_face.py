"""The public face: what is exported, that it is described, and that the page about it runs."""

from __future__ import annotations

import doctest
import inspect
from pathlib import Path

import pytest

import clientela
from clientela.segments.frames import Frame
from clientela.workspace import Segment, Workspace
from tests.cases.shop import make_shop

PAGE = Path(__file__).parent.parent / "docs" / "notebook.md"
CLASSES = (Workspace, Segment, Frame)
PUBLIC = [(owner, name) for owner in CLASSES for name in vars(owner) if not name.startswith("_")]


def test_exported_names_are_these():
    assert clientela.__all__ == [
        "ClientelaError",
        "Segment",
        "Workspace",
        "create",
        "open",
        "restore_workspace",
    ]


@pytest.mark.parametrize("name", clientela.__all__)
def test_exported_name_is_there_and_described(name: str):
    found = getattr(clientela, name)
    assert inspect.getdoc(found)
    assert found.__module__.startswith("clientela.")


def test_name_that_is_not_exported_is_refused():
    with pytest.raises(AttributeError, match="'clientela' has no attribute 'opne'"):
        clientela.opne  # noqa: B018


@pytest.mark.parametrize(("owner", "name"), PUBLIC, ids=lambda part: getattr(part, "__name__", part))
def test_public_method_is_described_and_on_the_page(owner: type, name: str):
    assert inspect.getdoc(getattr(owner, name))
    assert f".{name}" in PAGE.read_text("utf-8")


def test_page_runs_as_it_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    make_shop(Path("shop")).close()
    Path("people.csv").write_text("Client;Nom;Població\nP1;Mercè;Vic\nP2;Jordi;Reus\n", encoding="utf-8")
    test = doctest.DocTestParser().get_doctest(PAGE.read_text("utf-8"), {}, "notebook", PAGE.name, 0)
    said: list[str] = []
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE, verbose=False)
    failed, tried = runner.run(test, out=said.append)
    assert (failed, tried > 40) == (0, True), "".join(said)

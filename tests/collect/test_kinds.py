"""What the rows of a file are, and what is no table."""

from __future__ import annotations

import os
import shutil
import zipfile
from pathlib import Path

import pytest

from clientela.catalog.firm import FirmCatalog
from clientela.collect import detect, propose_kinds
from clientela.errors import ImportFileError
from clientela.sample import SampleReport

CATALOG = FirmCatalog()


def test_kind_of_every_sample_file_is_proposed_by_its_columns_alone(
    sample_report: SampleReport, tmp_path: Path
) -> None:
    wrong = {}
    for file in sample_report.files:
        source = sample_report.folder / file.file
        nameless = tmp_path / f"export{''.join(source.suffixes)}"
        shutil.copy(source, nameless)
        for place in (source, nameless):
            proposed = propose_kinds(place, detect(place), CATALOG)
            if proposed[0] != file.kind:
                wrong[place.name, file.file] = proposed[:2]
    assert not wrong


def test_binary_file_is_refused(tmp_path: Path) -> None:
    program = tmp_path / "program.csv"
    program.write_bytes(b"\x7fELF\x02\x01\x01" + os.urandom(5_000))
    with pytest.raises(ImportFileError, match="is no text and no table"):
        detect(program)


def test_text_of_every_width_is_no_binary(tmp_path: Path) -> None:
    for encoding in ("utf-8", "utf-16", "utf-16-le", "cp1251", "iso-8859-2"):
        file = tmp_path / f"{encoding}.csv"
        file.write_text("id,name\n" + "1,Anna\n2,Zoe\n" * 100, encoding=encoding)
        assert detect(file).columns == ("id", "name")


def test_workbook_that_swells_is_refused_before_it_is_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("clientela.collect.files.typed_sources.MOST_UNPACKED", 50_000_000)
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)
    assert bomb.stat().st_size < 100_000
    with pytest.raises(ImportFileError, match="when it is unpacked"):
        detect(bomb)

"""Reads a sample's files with the standard library alone, as an oracle of what was written."""

from __future__ import annotations

import csv
import gzip
import json
from dataclasses import dataclass, field
from pathlib import Path

import fastexcel

Row = dict[str, str]

CUSTOMER_FILES = {  # file -> encoding, delimiter
    "clients_catalunya.csv": ("utf-8-sig", ","),
    "clientes_espana.csv": ("cp1252", ";"),
    "klienci_polska.csv": ("cp1250", ";"),
    "clienti_romania.csv": ("utf-8", ","),
    "klienty_kazakhstan.csv": ("cp1251", ";"),
    "klienty_baltiki.tsv": ("utf-16", "\t"),
}
WORKBOOK = "clienti_moldova.xlsx"
FIELDS = (
    *("id", "first", "last", "email", "phone", "birthday", "gender", "city", "region", "postcode", "country"),
    *("language", "zone", "income", "band", "children", "interests", "company", "job", "joined"),
    *("latitude", "longitude"),
)


@dataclass
class Sample:
    """One written sample."""

    folder: Path
    _read: dict[str, list[Row]] = field(default_factory=dict)

    def rows(self, name: str, encoding: str = "utf-8", delimiter: str = ",") -> list[Row]:
        if name not in self._read:
            data = (self.folder / name).read_bytes()
            text = (gzip.decompress(data) if name.endswith(".gz") else data).decode(encoding)
            self._read[name] = list(csv.DictReader(text.splitlines(), delimiter=delimiter))
        return self._read[name]

    def objects(self, name: str) -> list[dict[str, str]]:
        if name not in self._read:
            data = (self.folder / name).read_bytes()
            lines = (gzip.decompress(data) if name.endswith(".gz") else data).decode().splitlines()
            self._read[name] = [json.loads(line) for line in lines]
        return self._read[name]

    def workbook(self) -> list[Row]:
        sheet = fastexcel.read_excel(self.folder / WORKBOOK).load_sheet(0, dtypes="string")
        return [{k: v or "" for k, v in row.items()} for row in sheet.to_arrow().to_pylist()]

    def customers(self) -> dict[str, Row]:
        """Every customer once (her first row), under the names of FIELDS, with her `file`."""
        found: dict[str, Row] = {}
        files = {name: self.rows(name, *how) for name, how in CUSTOMER_FILES.items()}
        files[WORKBOOK] = self.workbook()
        for name, rows in files.items():
            for row in rows:
                plain = dict(zip(FIELDS, row.values(), strict=True)) | {"file": name}
                found.setdefault(plain["id"], plain)
        return found

    def planted(self) -> dict[str, Row]:
        return {row["customer_id"]: row for row in self.rows("truth/planted.csv")}

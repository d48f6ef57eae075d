"""The copy: rows as they are kept, and a page to read them on."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pyarrow as pa

from clientela.catalog.phrasebook import Phrasebook
from clientela.errors import ClientelaError
from clientela.reports.page import report_markup
from clientela.reports.section import Section, Table
from clientela.rules.sentences import Labels

PHRASES = Phrasebook("clientela.reports.person")
ENCODER = msgspec.json.Encoder(decimal_format="number", enc_hook=str)
# Ours alone: they tell a person nothing.
_INNER = frozenset({"seq", "assumed", "received_at", "first_event_at", "entity", "loser_row", "winner_row"})


@dataclass(frozen=True)
class PersonCopy:
    """Everything kept about one customer, at an instant; `rows` are its tables, whole."""

    customer: int
    as_of: dt.datetime
    segments: tuple[str, ...]
    rows: Mapping[str, pa.Table] = field(repr=False)
    labels: Labels = field(repr=False, compare=False)
    zone: ZoneInfo = field(repr=False)

    def as_json(self) -> str:
        """One JSON document: every row of every table, and the segments she is in."""
        document = {
            "customer": self.customer,
            "as_of": self.as_of,
            "segments": list(self.segments),
            **{name: [_without_empty(row) for row in table.to_pylist()] for name, table in self.rows.items()},
        }
        return msgspec.json.format(ENCODER.encode(document), indent=2).decode()

    def as_html(self, language: str = "en") -> str:
        """A page to read, in one of the six languages; it needs nothing else."""
        title = PHRASES.say("title", language, customer=f"#{self.customer}")
        told = PHRASES.say("as_of", language, at=f"{self.as_of.astimezone(self.zone):%Y-%m-%d %H:%M}")
        sections = [self._segments(language)] if self.segments else []
        sections += [self._section(name, table, language) for name, table in self.rows.items() if len(table)]
        return report_markup(title, sections, language, subtitle=[told, PHRASES.say("promise", language)])

    def as_zip(self, language: str = "en") -> bytes:
        """Both, in one archive."""
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in (("person.json", self.as_json()), ("person.html", self.as_html(language))):
                archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), text)
        return made.getvalue()

    def write(self, path: str | Path, language: str = "en") -> Path:
        """Write it as the file's name says: .json, .html or .zip."""
        target = Path(path)
        makers: dict[str, Callable[[], str]] = {
            ".json": self.as_json,
            ".html": lambda: self.as_html(language),
        }
        if target.suffix.lower() == ".zip":
            target.write_bytes(self.as_zip(language))
        elif target.suffix.lower() in makers:
            target.write_text(makers[target.suffix.lower()](), encoding="utf-8")
        else:
            raise ClientelaError(f"{target.name} does not say its format; end it in .json, .html or .zip")
        return target

    def _segments(self, language: str) -> Section:
        return Section(PHRASES.say("segments", language), (", ".join(self.segments),))

    def _section(self, name: str, table: pa.Table, language: str) -> Section:
        title = PHRASES.say(f"table_{name}", language)
        if name in {"customers", "deals"}:
            return Section(title, tables=tuple(self._card(row, name, language) for row in table.to_pylist()))
        return Section(title, tables=(self._table(table, language),))

    def _card(self, row: Mapping[str, Any], name: str, language: str) -> Table:
        """One wide row, told from top to bottom."""
        entity = name.removesuffix("s")
        lines = [
            (self.labels.variable(each, language, entity), self._said(value))
            for each, value in row.items()
            if value is not None and each not in _INNER
        ]
        return Table((PHRASES.say("what", language), PHRASES.say("value", language)), lines)

    def _table(self, table: pa.Table, language: str) -> Table:
        names = [name for name in table.column_names if name not in _INNER]
        kept = [name for name in names if table.column(name).null_count < len(table)]
        heads = tuple(self.labels.field(name, language) for name in kept)
        return Table(
            heads,
            [tuple(self._told(name, row[name], language) for name in kept) for row in table.to_pylist()],
        )

    def _told(self, name: str, value: object, language: str) -> str:
        if name == "kind" and isinstance(value, str):
            return self.labels.event_kind(value, language, "one")
        if name == "attribute" and isinstance(value, str):
            return self.labels.variable(value, language)
        return self._said(value)

    def _said(self, value: object) -> str:
        match value:
            case None:
                return ""
            case dt.datetime():
                return f"{value.astimezone(self.zone):%Y-%m-%d %H:%M}"
            case list() | tuple():
                return ", ".join(map(str, value))
        return str(value)


def _without_empty(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value is not None}

"""Writes the customers, country by country, as their shops would have exported them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pyarrow.compute as pc

from clientela.sample.columns import DAY, Text, days, instants, joined, numbers, taken, where
from clientela.sample.draws import Ints, chance, stream
from clientela.sample.firms import JOB_TITLES, Firms
from clientela.sample.layouts import FIELDS, LAYOUTS, WORKBOOK_ROWS, Layout
from clientela.sample.markets import MARKETS
from clientela.sample.people import LANGUAGE_NAMES, People, joined_at
from clientela.sample.personas import INTERESTS
from clientela.sample.wording import (
    company_ids,
    customer_ids,
    emails,
    first_names,
    last_names,
    phones,
    places,
    postcodes,
    towns,
)
from clientela.sample.writing import DelimitedFile, Dialect, Workbook

TWIN_SHARE = 0.012  # customers with a second row: names without accents, no telephone
NEWSLETTER_SHARE = 0.03  # customers who are in the newsletter's list too, under no number
BANDS = ("low", "mid", "high")


class CustomerFiles:
    """Every file of customers, open for writing."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._folder, self._stack = folder, stack
        self._files: dict[str, DelimitedFile | Workbook] = {}
        for layout in LAYOUTS:
            self._open(layout.file, layout.dialect)
        self._open("newsletter.csv", Dialect())

    def _open(self, name: str, dialect: Dialect) -> None:
        path = self._folder / name
        if path.suffix == ".xlsx":
            self._files[name] = self._stack.enter_context(Workbook(path))
        else:
            self._files[name] = self._stack.enter_context(DelimitedFile(path, dialect))

    def write(self, seed: int, chunk: int, crowd: People, company: Firms) -> None:
        """Add the chunk's customers to the files of their markets."""
        rng = stream(seed, "twins", chunk)
        twins = chance(rng, TWIN_SHARE, crowd.size)
        firm = company_numbers(crowd, company)
        for layout in LAYOUTS:
            codes = [code for code, market in enumerate(MARKETS) if market.code in layout.markets]
            rows = np.flatnonzero(np.isin(crowd.market, codes))
            for each, plain in ((rows, False), (rows[twins[rows]], True)):
                if each.size:
                    self._put(layout, _columns(crowd, each, firm[each], layout, plain=plain))
        listed = np.flatnonzero(
            chance(rng, NEWSLETTER_SHARE, crowd.size) & (crowd.mail == 0) & (crowd.company < 0)
        )
        self._files["newsletter.csv"].write(_newsletter(crowd, listed))

    def _put(self, layout: Layout, columns: dict[str, Text]) -> None:
        book = self._files[layout.file]
        if not isinstance(book, Workbook):
            book.write(columns)
            return
        room = max(0, WORKBOOK_ROWS - book.rows)
        size = len(next(iter(columns.values())))
        if room:
            book.write({name: column.slice(0, room) for name, column in columns.items()})
        if size > room:
            name = overflow(layout.file)
            if name not in self._files:
                self._open(name, layout.dialect)
            self._files[name].write({key: column.slice(room) for key, column in columns.items()})

    def rows(self) -> dict[str, int]:
        """File -> rows written."""
        return {name: made.rows for name, made in self._files.items()}


def overflow(file: str) -> str:
    """The CSV that takes what a workbook has no room for."""
    return file.replace(".xlsx", "_2.csv")


def company_numbers(crowd: People, company: Firms) -> Ints:
    """The number of each one's company, 0 for none."""
    return np.asarray(np.append(company.number, 0)[crowd.company])


def _columns(crowd: People, rows: Ints, firm: Ints, layout: Layout, *, plain: bool) -> dict[str, Text]:
    made = _who(crowd, rows, firm, layout, plain=plain) | _about(crowd, rows, firm, layout)
    return {header: made[field] for header, field in zip(layout.headers, FIELDS, strict=True)}


def _who(crowd: People, rows: Ints, firm: Ints, layout: Layout, *, plain: bool) -> dict[str, Text]:
    names: Callable[[Text], Text] = _without_accents if plain else (lambda column: column)
    city, region = towns(crowd.market[rows], crowd.city[rows])
    hidden_gender = crowd.hidden["gender"][rows]
    return {
        "id": customer_ids(crowd.number[rows]),
        "first_name": names(first_names(crowd, rows)),
        "last_name": names(last_names(crowd, rows)),
        "email": pc.utf8_upper(emails(crowd, rows, firm)) if plain else emails(crowd, rows, firm),
        "phone": taken(("",), np.full(rows.size, -1)) if plain else phones(crowd, rows, firm),
        "birthday": days(crowd.born[rows], layout.dates, crowd.hidden["birthday"][rows]),
        "gender": taken(layout.genders, np.where(hidden_gender, -1, crowd.male[rows] * 1)),
        "city": names(city),
        "region": region,
        "postcode": postcodes(crowd, rows),
        "country": taken([layout.countries.get(m.code, "") for m in MARKETS], crowd.market[rows]),
        "language": taken(LANGUAGE_NAMES, crowd.language[rows]),
        "time_zone": taken([market.zone for market in MARKETS], crowd.market[rows]),
    }


def _about(crowd: People, rows: Ints, firm: Ints, layout: Layout) -> dict[str, Text]:
    hidden = crowd.hidden["income"][rows]
    income = crowd.income[rows]
    latitude, longitude = places(crowd, rows, layout.mark)
    cents = f"{layout.mark}00" if layout.mark == "," else ""
    return {
        "income": where(hidden, None, joined(numbers(income), cents)),
        "income_band": taken(BANDS, np.where(hidden, -1, income_bands(crowd.market[rows], income))),
        "children": numbers(crowd.children[rows]),
        "interests": where(crowd.hidden["interests"][rows], None, _interests(crowd, rows)),
        "company": where(firm > 0, company_ids(firm), None),
        "job_title": taken(JOB_TITLES, np.where(firm > 0, crowd.drift[rows] % len(JOB_TITLES), -1)),
        "created_at": days(crowd.joined[rows], layout.dates),
        "latitude": latitude,
        "longitude": longitude,
    }


def income_bands(market: Ints, income: Ints) -> Ints:
    """0 low, 1 middling, 2 high, against the market's median."""
    percent = income * 100 // np.array([each.income for each in MARKETS])[market]
    return np.asarray((percent >= 60) * 1 + (percent >= 120))


def _interests(crowd: People, rows: Ints) -> Text:
    """The names of what each holds, joined; every combination is spelt once."""
    bits = crowd.interests[rows] @ (1 << np.arange(len(INTERESTS)))
    spelt, codes = np.unique(bits, return_inverse=True)
    words = [
        ";".join(name for place, name in enumerate(INTERESTS) if mask >> place & 1) for mask in spelt.tolist()
    ]
    return taken(words, np.where(bits > 0, codes, -1))


def _without_accents(column: Text) -> Text:
    folded = pc.utf8_normalize(column, form="NFD")
    return pc.replace_substring_regex(folded, r"\p{Mn}", "")


def _newsletter(crowd: People, rows: Ints) -> dict[str, Text]:
    none = np.zeros(rows.size, dtype=np.int64)
    return {
        "email": pc.utf8_capitalize(emails(crowd, rows, none)),
        "first name": first_names(crowd, rows),
        "language": taken(LANGUAGE_NAMES, crowd.language[rows]),
        "signup date": instants(joined_at(crowd)[rows] // DAY * DAY + 43_200),
    }

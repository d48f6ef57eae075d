"""Writes business clients: companies, deals, and what sellers did."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import numpy as np

from clientela.sample.cities import CITIES
from clientela.sample.columns import DAY, Text, amounts, days, instants, joined, numbers, taken, where
from clientela.sample.draws import Flags, Ints
from clientela.sample.firms import (
    CALL_RESULTS,
    INDUSTRIES,
    LOST_REASONS,
    PROCESSES,
    SELLERS,
    STAGES,
    STATUSES,
    TECHNOLOGIES,
    Contacts,
    Deals,
    Firms,
)
from clientela.sample.goods import PRODUCTS
from clientela.sample.markets import MARKETS
from clientela.sample.names import CULTURES
from clientela.sample.people import People
from clientela.sample.wording import company_ids, customer_ids, towns
from clientela.sample.writing import DelimitedFile, Dialect

POLISH = "firmy_polska.csv"
FIELDS = (
    "company_id",
    "company_name",
    "industry",
    "employees",
    "annual_revenue",
    "currency",
    "country",
    "city",
    "website",
    "founded_year",
    "technologies",
    "buying_process",
    "created_at",
)
POLISH_HEADERS = (
    "ID firmy",
    "Nazwa firmy",
    "Branża",
    "Liczba pracowników",
    "Przychody",
    "currency",
    "Kraj",
    "Miasto",
    "Strona www",
    "Rok założenia",
    "technologies",
    "buying_process",
    "created_at",
)
TRADES = {  # by market: what a firm calls itself, by industry
    "CAT": ("Modes", "Hotels", "Clínica", "Transports", "Indústries", "Escola", "Construccions"),
    "ES": ("Modas", "Hoteles", "Clínica", "Transportes", "Industrias", "Colegio", "Construcciones"),
    "PL": ("Moda", "Hotele", "Klinika", "Spedycja", "Zakłady", "Szkoła", "Budowa"),
    "RO": ("Moda", "Hoteluri", "Clinica", "Transport", "Industria", "Școala", "Construcții"),
    "MD": ("Moda", "Hoteluri", "Clinica", "Transport", "Industria", "Școala", "Construcții"),
    "KZ": ("Мода", "Отель", "Клиника", "Логистика", "Завод", "Школа", "Строй"),
    "LV": ("Moda", "Hotel", "Klinika", "Transports", "Fabrika", "Skola", "Buve"),
    "EE": ("Mood", "Hotell", "Kliinik", "Transport", "Tehas", "Kool", "Ehitus"),
}
FORMS = {
    "CAT": "SL",
    "ES": "SL",
    "PL": "Sp. z o.o.",
    "RO": "SRL",
    "MD": "SRL",
    "KZ": "ТОО",
    "LV": "SIA",
    "EE": "OÜ",
}


class FirmFiles:
    """The files of companies, deals and sellers' work, open for writing."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        def opened(name: str, encoding: str = "utf-8", delimiter: str = ",") -> DelimitedFile:
            return stack.enter_context(DelimitedFile(folder / name, Dialect(encoding, delimiter)))

        self._companies = opened("companies.csv")
        self._polish = opened(POLISH, "iso8859-2", ";")
        self._deals = opened("deals.csv")
        self._calls = opened("calls_and_visits.csv")

    def rows(self) -> dict[str, int]:
        """File -> rows written."""
        files = (self._companies, self._polish, self._deals, self._calls)
        return {made.path.name: made.rows for made in files}

    def write(self, crowd: People, company: Firms, traded: Deals, spoken: Contacts) -> None:
        """Add the chunk's companies, deals, calls and visits."""
        polish = np.array([market.code == "PL" for market in MARKETS])[company.market]
        self._companies.write(dict(zip(FIELDS, _company_columns(company, ~polish), strict=True)))
        self._polish.write(dict(zip(POLISH_HEADERS, _company_columns(company, polish), strict=True)))
        self._deals.write(_deal_columns(crowd, company, traded))
        self._calls.write(_contact_columns(crowd, spoken))


def _company_columns(company: Firms, mask: Flags) -> list[Text]:
    rows = np.flatnonzero(mask)
    market, number = company.market[rows], company.number[rows]
    counts = np.array([len(CITIES[each.code]) for each in MARKETS])
    towns_of, _ = towns(market, company.name[rows] % counts[market])
    return [
        company_ids(number),
        _names(company, rows),
        taken(INDUSTRIES, company.industry[rows]),
        numbers(company.employees[rows]),
        numbers(company.revenue[rows]),
        taken([each.currency for each in MARKETS], market),
        taken([each.country for each in MARKETS], market),
        towns_of,
        joined("www.f", numbers(number), ".example"),
        numbers(company.founded[rows]),
        _technologies(company.technology[rows]),
        taken(PROCESSES, company.process[rows]),
        days(company.known[rows]),
    ]


def _technologies(codes: Ints) -> Text:
    """One or two technologies."""
    count = len(TECHNOLOGIES)
    first, second = codes % count, codes // count
    other = taken(TECHNOLOGIES, np.where(first == second, -1, second))
    return joined(taken(TECHNOLOGIES, first), where(first == second, "", "|"), other)


def _names(company: Firms, rows: Ints) -> Text:
    words = [trade for market in MARKETS for trade in TRADES[market.code]]
    trade = taken(words, company.market[rows] * len(INDUSTRIES) + company.industry[rows])
    families: list[str] = []
    starts = []
    counts = []
    for market in MARKETS:
        culture = "pl" if market.code in ("LV", "EE") else market.cultures[0][0]
        starts.append(len(families))
        families += CULTURES[culture].surnames
        counts.append(len(CULTURES[culture].surnames))
    family = taken(
        families,
        np.array(starts)[company.market[rows]] + company.name[rows] % np.array(counts)[company.market[rows]],
    )
    form = taken([FORMS[market.code] for market in MARKETS], company.market[rows])
    return joined(trade, " ", family, " ", numbers(company.number[rows]), " ", form)


def _deal_columns(crowd: People, company: Firms, traded: Deals) -> dict[str, Text]:
    market = company.market[traded.company]
    named = traded.contact >= 0
    closed = traded.closed >= 0
    return {
        "deal_id": joined("D", numbers(traded.number, 7)),
        "company_id": company_ids(company.number[traded.company]),
        "contact_id": where(named, customer_ids(crowd.number[np.maximum(traded.contact, 0)]), None),
        "deal_name": joined(taken([each.garment.names[0] for each in PRODUCTS], traded.product), " order"),
        "status": taken(STATUSES, traded.status),
        "stage": taken(STAGES, traded.stage),
        "amount": amounts(traded.amount),
        "currency": taken([each.currency for each in MARKETS], market),
        "product": taken([each.sku for each in PRODUCTS], traded.product),
        "created_at": instants(traded.opened * DAY + 9 * 3600),
        "closed_at": where(closed, instants(np.maximum(traded.closed, 0) * DAY + 15 * 3600), None),
        "lost_reason": taken(LOST_REASONS, traded.reason),
        "owner": taken(SELLERS, _seller(market)),
    }


def _seller(market: Ints) -> Ints:
    return np.array([0, 0, 1, 2, 2, 3, 3, 3])[market]


def _contact_columns(crowd: People, spoken: Contacts) -> dict[str, Text]:
    return {
        "event": taken(("call_logged", "visit_logged"), spoken.visit.astype(np.int64)),
        "customer_id": customer_ids(crowd.number[spoken.owner]),
        "timestamp": instants(spoken.at),
        "duration": numbers(spoken.minutes),
        "outcome": taken(CALL_RESULTS, np.where(spoken.visit, -1, spoken.result)),
        "agent": taken(SELLERS, _seller(crowd.market[spoken.owner])),
    }

"""Writes a whole sample: customers in chunks, each drawn from its own random numbers, in constant memory."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa

from clientela.errors import WorkspaceError
from clientela.sample import firms, mailing, orders, voice, web
from clientela.sample.customer_files import CustomerFiles
from clientela.sample.event_files import EventFiles
from clientela.sample.firm_files import FirmFiles
from clientela.sample.goods import BRAND, LANGUAGES, PRODUCTS
from clientela.sample.index import SampleFile, listed, write_index
from clientela.sample.people import people
from clientela.sample.seasons import Seasons, seasons
from clientela.sample.truth import PLANTED, Truth
from clientela.sample.writing import DelimitedFile, Dialect

CHUNK = 20_000
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class SampleReport:
    """What was written: the files in the order of their import, and how many were planted as what."""

    folder: Path
    customers: int
    seed: int
    until: date
    files: tuple[SampleFile, ...]
    planted: dict[str, int]

    @property
    def rows(self) -> int:
        """Rows over all files."""
        return sum(file.rows for file in self.files)


def write_sample(
    folder: Path | str,
    *,
    customers: int = 20_000,
    seed: int = 7,
    until: date,
    progress: Progress | None = None,
) -> SampleReport:
    """Write the files of a clothing shop that never was into `folder`, which is made, or was a sample before.

    The same arguments give the same files. Everything in them lies before `until`. `progress` is told, after
    every chunk, how many customers are done, of how many. Raises ValueError for fewer than one customer, a
    negative seed or a day outside 2000 to 2050, and WorkspaceError where the folder holds something else.
    """
    target = Path(folder)
    _check(target, customers, seed, until)
    target.mkdir(parents=True, exist_ok=True)
    for old in target.glob("*_2.csv"):
        old.unlink()
    calendar, past = seasons(until), mailing.campaigns(until)
    with ExitStack() as stack:
        shop = _Shop(target, stack, calendar, past)
        for chunk, first in enumerate(range(0, customers, CHUNK)):
            size = min(CHUNK, customers - first)
            shop.write(seed, chunk, first + 1, size)
            if progress:
                progress(first + size, customers)
    files = listed(target, shop.rows() | {"products.csv": _write_products(target)})
    shop.truth.explain()
    write_index(target, files, customers=customers, seed=seed, until=until)
    return SampleReport(target, customers, seed, until, files, shop.truth.counts)


def _check(folder: Path, customers: int, seed: int, until: date) -> None:
    if customers < 1:
        raise ValueError(f"a sample needs at least one customer, not {customers}")
    if seed < 0:
        raise ValueError(f"the seed must not be negative; it is {seed}")
    if not 2000 <= until.year <= 2050:
        raise ValueError(f"the day must lie between 2000 and 2050; it is {until.isoformat()}")
    if folder.exists() and not (folder.is_dir() and _is_sample_or_empty(folder)):
        raise WorkspaceError(f"{folder} holds something that is not a sample; name a new or an empty folder")


def _is_sample_or_empty(folder: Path) -> bool:
    """Also a sample whose writing was cut short may be written again."""
    return (folder / PLANTED).exists() or not any(folder.iterdir())


class _Shop:
    """The open files of a sample and what fills them."""

    def __init__(
        self, folder: Path, stack: ExitStack, calendar: Seasons, past: tuple[mailing.Campaign, ...]
    ) -> None:
        self._calendar, self._past = calendar, past
        self.truth = Truth(folder, stack)
        self._customers = CustomerFiles(folder, stack)
        self._firms = FirmFiles(folder, stack)
        self._events = EventFiles(folder, stack, past)

    def rows(self) -> dict[str, int]:
        """File -> rows written."""
        return self._customers.rows() | self._firms.rows() | self._events.rows()

    def write(self, seed: int, chunk: int, first: int, size: int) -> None:
        """Draw and write the customers numbered from `first`."""
        calendar, files = self._calendar, self._events
        crowd = people(seed, chunk, first, size, calendar)
        company = firms.firms(seed, chunk, crowd, calendar)
        firms.join_with_company(crowd, company)
        self._customers.write(seed, chunk, crowd, company)
        self.truth.write(crowd, company)
        traded = firms.deals(seed, chunk, crowd, company)
        spoken = firms.contacts(seed, chunk, crowd, company, calendar)
        self._firms.write(crowd, company, traded, spoken)
        agreed = mailing.consents(seed, chunk, crowd)
        ledger, response = mailing.messages(
            seed, chunk, crowd, company=company, agreed=agreed, calendar=calendar, past=self._past
        )
        files.consents(crowd, agreed)
        files.messages(crowd, ledger)
        planned = orders.order_days(seed, chunk, crowd, calendar)
        made, lines = orders.orders(seed, chunk, crowd, calendar=calendar, planned=planned, response=response)
        files.orders(crowd, made, lines)
        files.visits(crowd, web.visits(seed, chunk, crowd, made, lines=lines, calendar=calendar))
        files.tickets(crowd, voice.tickets(seed, chunk, made, calendar))
        files.reactions(crowd, voice.reactions(seed, chunk, crowd, calendar))
        reviewed = voice.reviews(seed, chunk, crowd, made, lines=lines, calendar=calendar)
        files.opinions(crowd, reviewed, voice.surveys(seed, chunk, crowd, made, calendar))


def _write_products(folder: Path) -> int:
    """The range: 160 articles with their names in six languages."""

    def column(values: list[str]) -> pa.Array:
        return pa.array(values, pa.string())

    columns = {
        "sku": column([product.sku for product in PRODUCTS]),
        "name": column([product.name("en") for product in PRODUCTS]),
        "category": column([product.garment.category for product in PRODUCTS]),
        "price": column([_euros(product.garment.euros * product.percent) for product in PRODUCTS]),
        "currency": column(["EUR"] * len(PRODUCTS)),
        "brand": column([BRAND] * len(PRODUCTS)),
    }
    columns |= {f"name_{lang}": column([p.name(lang) for p in PRODUCTS]) for lang in LANGUAGES[1:]}
    with DelimitedFile(folder / "products.csv", Dialect()) as made:
        made.write(columns)
        return made.rows


def _euros(hundredths: int) -> str:
    return f"{hundredths // 100}.{hundredths % 100:02d}"

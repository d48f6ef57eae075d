"""The list of a sample's files: what each is, how it is written, in which order it is imported."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from clientela.sample.customer_files import overflow
from clientela.sample.goods import BRAND
from clientela.sample.layouts import LAYOUTS, WORKBOOK_ROWS

INDEX, README = "files.json", "README.md"


@dataclass(frozen=True, slots=True)
class SampleFile:
    """One file to import: its name, the `--as` of the import, its rows, its size, what it is."""

    file: str
    kind: str
    rows: int
    bytes: int
    about: str


_FIRST = (
    ("products.csv", "products", "the range, with names in six languages"),
    ("companies.csv", "companies", "business clients"),
    ("firmy_polska.csv", "companies", "business clients in Poland: ISO 8859-2, semicolons"),
)
_THEN = (
    ("newsletter.csv", "customers", "subscribers of the newsletter: e-mail only; all are customers already"),
    ("deals.csv", "deals", "offers to business clients, with reasons for losing"),
    ("consents.csv", "consents", "who agreed to what"),
    ("orders.csv", "orders", "orders, cancelled ones included"),
    (
        "order_lines.csv.gz",
        "order-lines",
        "lines of the orders that were not cancelled; they add up to the orders",
    ),
    ("returns.csv", "events", "refunds"),
    ("web.jsonl.gz", "events", "visits and carts of web shop and app, JSON lines"),
    ("messages.csv.gz", "events", "past campaigns: sent, delivered, opened, clicked, bounced, unsubscribed"),
    ("tickets.csv", "events", "questions and complaints"),
    ("calls_and_visits.csv", "events", "sellers' calls and visits"),
    ("social.csv", "events", "reactions on social networks"),
    ("surveys.csv", "surveys", "NPS (0 to 10) and satisfaction (1 to 5), by e-mail address"),
    ("reviews.csv", "reviews", "reviews of products, 1 to 5 stars"),
)


def listed(folder: Path, rows: Mapping[str, int]) -> tuple[SampleFile, ...]:
    """The files that were written, in the order of their import."""
    people = [(layout.file, "customers", layout.about) for layout in LAYOUTS]
    people += [
        (overflow(x.file), "customers", "the same, further rows") for x in LAYOUTS if ".xlsx" in x.file
    ]
    return tuple(
        SampleFile(file, kind, rows[file], (folder / file).stat().st_size, about)
        for file, kind, about in (*_FIRST, *people, *_THEN)
        if file in rows
    )


def write_index(
    folder: Path, files: tuple[SampleFile, ...], *, customers: int, seed: int, until: date
) -> None:
    """Write the list for programs and for people."""
    facts = {"brand": BRAND, "customers": customers, "seed": seed, "until": until.isoformat()}
    entries = [
        {("as" if key == "kind" else key): value for key, value in asdict(file).items()} for file in files
    ]
    _write(folder / INDEX, json.dumps(facts | {"files": entries}, ensure_ascii=False, indent=2) + "\n")
    table = [f"| `{f.file}` | `{f.kind}` | {f.rows:,} | {f.about} |" for f in files]
    _write(
        folder / README,
        "\n".join(
            [
                f"# {BRAND}, a clothing shop that never was",
                "",
                f"{customers:,} customers, seed {seed}, everything before {until.isoformat()}.",
                "All of it is invented: names and addresses are drawn from lists, mail domains are reserved",
                "and belong to nobody, telephone numbers have the right form but are random: call none.",
                f"Excel files hold at most {WORKBOOK_ROWS:,} rows. `files.json` says the same to programs.",
                "`truth/` says who was planted as what; it is not for import.",
                "",
                "| file | import as | rows | what |",
                "|---|---|---|---|",
                *table,
                "",
            ]
        ),
    )


def _write(path: Path, text: str) -> None:
    path.write_bytes(text.encode())

"""What the rows of a file are, judged by its columns and its name: a proposal, for a person to correct."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from clientela.collect.files.file_format import FileFormat
from clientela.collect.mapping.definition import KINDS
from clientela.collect.mapping.targets import REQUIRED, AttributeCatalog, fold, names_of, targets

# Targets that tell one kind from the others: kind -> those that speak for it, those that speak against it.
SIGNS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "customers": (
        ("first_name", "last_name", "full_name", "birthday", "gender", "email", "phone", "company"),
        (),
    ),
    "companies": (("name", "industry", "employees", "annual_revenue", "website", "founded_year"), ()),
    "deals": (("status", "stage", "closed_at", "lost_reason", "amount", "owner"), ()),
    "products": (("price", "category", "brand", "name"), ()),
    "events": (("kind",), ()),
    "orders": (("ref", "amount", "payment_method", "coupon", "status"), ("unit_price", "item", "kind")),
    "order-lines": (("ref", "item", "unit_price", "quantity", "item_name"), ("kind",)),
    "consents": (("channel", "state", "purpose", "wording"), ()),
    "surveys": (("survey", "question", "score"), ("ref", "kind")),
    "reviews": (("score", "text", "item", "title"), ("ref", "kind")),
}
# Folded beginnings of words in the names of files.
WORDS: dict[str, tuple[str, ...]] = {
    "customers": ("customer", "client", "klient", "contact", "people", "newsletter", "subscri", "klienty"),
    "companies": ("compan", "empres", "firm", "organi", "kompani", "account"),
    "deals": ("deal", "oportuni", "szans", "pipeline", "sdelk", "offer", "opportun"),
    "products": ("product", "produ", "catalog", "tovar", "articul", "artyku", "sku"),
    "events": ("event", "zdarz", "evenim", "esdeven", "sobyt", "web", "log"),
    "orders": ("order", "pedido", "comand", "comenz", "zamow", "zakaz", "sales", "invoice"),
    "order-lines": ("line", "linea", "pozycj", "item", "detail"),
    "consents": ("consent", "consim", "zgod", "sogla", "optin"),
    "surveys": ("survey", "encuest", "enquest", "ankiet", "opros", "sondaj", "nps", "answer"),
    "reviews": ("review", "resen", "opini", "recenz", "otzyv", "ressen"),
}


def propose_kinds(path: Path, file_format: FileFormat, catalog: AttributeCatalog) -> list[str]:
    """All kinds of import, the likeliest for this file first."""
    words = fold(path.name.split(".")[0]).split()
    names = [fold(column) for column in file_format.columns]
    is_log = _CALLED_KIND & set(names)  # a column of what happened makes it a file of events
    scores = {kind: _score(kind, names, catalog, words) for kind in KINDS}
    scores["events"] += 2.0 * bool(is_log)
    return sorted(KINDS, key=lambda kind: (-scores[kind], KINDS.index(kind)))


_CALLED_KIND = set(names_of("kind", "events"))


def _score(kind: str, columns: Sequence[str], catalog: AttributeCatalog, words: Sequence[str]) -> float:
    """How well a kind's own names and its signs fit; the words are those of the file's name."""
    known = {target: names_of(target, kind) for target in targets(kind, catalog) if "." not in target}
    sure = {target for target, names in known.items() if any(_is_called(name, names) for name in columns)}
    telling, against = SIGNS[kind]
    score = len(sure) / max(len(columns), 1)
    score += 0.25 * len(sure.intersection(telling)) - 0.4 * len(sure.intersection(against))
    score -= 1.5 * sum(target not in sure for target in REQUIRED.get(kind, ()))
    if kind in {"surveys", "reviews"}:
        score -= 0.8 * ("score" not in sure)
    return score + 1.0 * any(word.startswith(start) for word in words for start in WORDS[kind])


def _is_called(name: str, names: Collection[str]) -> bool:
    return name in names or name.replace(" ", "") in names

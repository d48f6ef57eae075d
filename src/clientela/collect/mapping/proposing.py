"""A mapping proposed from the names and the values of a file's columns."""

from __future__ import annotations

import difflib
from collections.abc import Mapping as Pairs
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast

from clientela.catalog.custom import CustomField
from clientela.catalog.definitions import EntityName
from clientela.collect.cells.readings import OTHERWISE
from clientela.collect.mapping.definition import (
    ANSWER,
    CUSTOM,
    ENTITY_OF,
    IDENTITY,
    IGNORE,
    KINDS,
    QUARANTINE,
    ColumnMapping,
    KindRule,
    Mapping,
)
from clientela.collect.mapping.event_fields import property_of
from clientela.collect.mapping.looks import Look, look_at
from clientela.collect.mapping.targets import (
    EVENT_KINDS,
    AttributeCatalog,
    field_name,
    fold,
    names_of,
    targets,
)
from clientela.collect.mapping.unnamed import unnamed_targets
from clientela.errors import ClientelaError, UnknownNameError
from clientela.rules.types import TEMPORAL, ValueType

Sample = Pairs[str, Sequence[str | None]]
ENOUGH = 0.6
LANGUAGES = {
    "en": "English",
    "es": "Spanish",
    "ca": "Catalan",
    "pl": "Polish",
    "ro": "Romanian",
    "ru": "Russian",
}
PERSON = ("external_id", "customer", "email", "phone")


@dataclass(frozen=True, slots=True)
class _Match:
    score: float
    column: str
    target: str
    reason: str


def propose_mapping(
    columns: Sequence[str], sample: Sample, kind: str, catalog: AttributeCatalog, *, name: str = ""
) -> Mapping:
    """Say where each column goes, how sure that is and why; no column is left out silently.

    `name` (of the file) becomes the name of the survey where answers stand in columns.
    """
    if kind not in KINDS:
        raise UnknownNameError("kind of import", kind, KINDS)
    looks = {column: look_at(sample.get(column, ())) for column in columns}
    special = {column: _special(catalog, column, sample.get(column, ())) for column in columns}
    taken = _assign([column for column in columns if not special[column]], looks, kind, catalog)
    mapped = [
        _quarantined(column, special[column])
        or _mapped(column, taken.get(column), looks[column], kind, catalog)
        for column in columns
    ]
    proposed = Mapping(kind=kind, columns=tuple(mapped), event_kind=EVENT_KINDS.get(kind))
    return _completed(proposed, sample, name)


def _special(catalog: AttributeCatalog, column: str, values: Sequence[str | None]) -> str | None:
    ask = getattr(catalog, "special_category", None)
    filled = [value for value in values if value]
    category: str | None = ask(column, filled[:200]) if ask else None
    return None if category in catalog.attributes("customer") else category  # released: an ordinary target


def _quarantined(column: str, category: str | None) -> ColumnMapping | None:
    if not category:
        return None
    reason = f"special category of personal data ({category}): not imported"
    return ColumnMapping(column, QUARANTINE, confidence=0.9, reason=reason)


def _assign(
    columns: Sequence[str], looks: Pairs[str, Look], kind: str, catalog: AttributeCatalog
) -> dict[str, _Match]:
    """The best target of each column, each target once, the surest first."""
    found: list[_Match] = []
    for target, typed in targets(kind, catalog).items():
        for column in columns:
            match = _match(column, target, kind)
            if match:
                found.append(replace(match, score=match.score * looks[column].suits(target, typed)))
    found.extend(_by_value(columns, looks, kind))
    for column, (target, why) in unnamed_targets(columns, looks, kind).items():
        found.append(_Match(ENOUGH, column, target, why))
    order = {column: position for position, column in enumerate(columns)}
    found.sort(key=lambda m: (-round(m.score, 3), "unique" not in fold(m.column), order[m.column]))
    taken: dict[str, _Match] = {}
    used: set[str] = set()
    for match in found:
        if match.score < ENOUGH or match.column in taken:
            continue
        if match.target in used:
            if match.target == "external_id" and kind == "customers" and match.score >= 0.9:
                alias = IDENTITY + field_name(match.column)
                taken[match.column] = replace(match, target=alias, reason="another id of the same person")
            continue
        taken[match.column] = match
        used.add(match.target)
    return taken


def _match(column: str, target: str, kind: str) -> _Match | None:
    """How like the names of a target a column's name is."""
    name = fold(column)
    names = names_of(target, kind)
    penalty = 0.93 if target.startswith("customer.") else 1.0
    language = names.get(name) or names.get(name.replace(" ", ""))
    if language:
        return _Match(0.95 * penalty, column, target, f"{column!r} is {_word(target, language)}")
    best = max(((_likeness(name, known), known) for known in names), default=(0.0, ""))
    if best[0] <= 0:
        return None
    return _Match(best[0] * penalty, column, target, f"{column!r} is like {best[1]!r}")


def _word(target: str, language: str) -> str:
    plain = target.removeprefix("customer.").replace("_", " ")
    return f"{LANGUAGES[language]} for {plain}" if language != "en" else f"a usual name of {plain}"


def _likeness(name: str, known: str) -> float:
    have, want = set(name.split()), set(known.split())
    if have == want:
        return 0.93
    if want < have:
        return 0.95 * len(want) / len(have)
    if len(name) >= 5 and len(known) >= 5 and abs(len(name) - len(known)) <= 2:
        ratio = difflib.SequenceMatcher(None, name, known).ratio()
        return 0.8 * ratio if ratio >= 0.87 else 0.0
    return 0.0


def _by_value(columns: Sequence[str], looks: Pairs[str, Look], kind: str) -> list[_Match]:
    """Columns whose values speak for themselves whatever their name."""
    if kind in {"products", "companies"}:
        return []
    return [
        _Match(0.7, column, "email", "its values are e-mail addresses")
        for column in columns
        if looks[column].email > 0.9
    ]


def _mapped(
    column: str, match: _Match | None, look: Look, kind: str, catalog: AttributeCatalog
) -> ColumnMapping:
    if match:
        typed = targets(kind, catalog).get(match.target, ValueType.TEXT)
        return ColumnMapping(column, match.target, typed, round(min(match.score, 0.99), 2), match.reason)
    if not look.filled and not fold(column):
        return ColumnMapping(column, IGNORE, confidence=0.9, reason="no name and no values")
    if not any(c.isalpha() for c in column) or column.startswith("column_"):
        return ColumnMapping(column, IGNORE, confidence=0.6, reason="a column without a name")
    if kind == "surveys":
        return ColumnMapping(column, ANSWER + column, look.type, 0.5, "one question of the survey")
    if kind in ENTITY_OF:
        name = free_name(column, kind, catalog)
        typed = look.type if look.type not in TEMPORAL or look.date > 0.99 else ValueType.TEXT
        return ColumnMapping(column, CUSTOM + name, typed, 0.5, f"new field: {typed.value} by its values")
    name, typed = property_of(column, catalog, look.type)
    return ColumnMapping(column, CUSTOM + name, typed, 0.5, f"kept with the event as {name}")


def free_name(column: str, kind: str, catalog: AttributeCatalog) -> str:
    """A name for a new field that rules can spell and nothing else has."""
    name = field_name(column)[:50]
    variable = getattr(catalog, "variable", None)
    try:
        CustomField(cast(EntityName, ENTITY_OF[kind]), name, ValueType.TEXT)
        taken = variable is not None and variable(name, ENTITY_OF[kind]) is not None
    except ClientelaError:
        taken = True
    return f"own_{name}" if taken else name


def _completed(proposed: Mapping, sample: Sample, name: str) -> Mapping:
    """Add what follows from all columns together: whose rows these are, and which kinds of event."""
    proposed = _with_distinct_fields(proposed)
    if proposed.kind == "deals":
        return _with_status(proposed, sample)
    if proposed.kind in {"companies", "products"}:
        return _named_by_name(proposed)
    if proposed.kind == "events" and proposed.target("kind") is None:
        paid = proposed.target("payment_method") and proposed.target("amount")
        proposed = replace(proposed, event_kind="order_paid" if paid else field_name(name or "event"))
    if proposed.kind == "surveys" and proposed.target("survey") is None:
        proposed = replace(proposed, constants={"survey": name or "survey"})
    if proposed.kind in {"orders", "order-lines"}:
        proposed = replace(proposed, kinds=_refund_rules(proposed, sample))
    if not any(proposed.target(key) for key in PERSON):
        by_order = proposed.target("ref") and proposed.kind != "customers"
        proposed = replace(proposed, people="ref" if by_order else "row")
    return proposed


def _with_distinct_fields(proposed: Mapping) -> Mapping:
    seen: dict[str, int] = {}
    columns = []
    for column in proposed.columns:
        count = seen[column.target] = seen.get(column.target, 0) + 1
        double = count > 1 and column.is_kept
        columns.append(replace(column, target=f"{column.target}_{count}") if double else column)
    return replace(proposed, columns=tuple(columns))


def _named_by_name(proposed: Mapping) -> Mapping:
    """A list of firms or goods without numbers is known by its names."""
    number, name = proposed.target("external_id"), proposed.target("name")
    if number:
        is_name = name is None and fold(number.column) in names_of("name", proposed.kind)
        return replace(proposed, constants={"name": f"={number.column}"}) if is_name else proposed
    if name is None:
        return replace(proposed, people="row")
    key = replace(name, target="external_id", reason=f"{name.reason}; it also serves as the key")
    columns = tuple(key if column is name else column for column in proposed.columns)
    return replace(proposed, columns=columns, constants={"name": f"={name.column}"})


def _with_status(proposed: Mapping, sample: Sample) -> Mapping:
    """Words for won and lost in six languages become won and lost; the words themselves stay as the stage."""
    status = proposed.target("status") or proposed.target("stage")
    if status is None:
        return proposed
    words = list(dict.fromkeys(value for value in sample.get(status.column, ()) if value))
    found = {word: _status(word) for word in words} | {"won": "won", "lost": "lost"}
    known = {word: to for word, to in found.items() if to != "open"} | {"open": "open", OTHERWISE: "open"}
    read = replace(status, target="status", values=known)
    columns = tuple(read if column is status else column for column in proposed.columns)
    constants = {} if proposed.target("stage") not in (None, status) else {"stage": f"={status.column}"}
    return replace(proposed, columns=columns, constants=constants)


def _status(word: str) -> str:
    folded = fold(word)
    if any(mark in folded for mark in LOST):
        return "lost"
    return "won" if any(mark in folded for mark in WON) else "open"


WON = ("won", "gana", "guanya", "wygran", "castiga", "выигр", "успеш", "success")
LOST = ("lost", "perdid", "perdut", "przegr", "utracon", "pierdut", "проигр", "потеря", "отказ", "unsuccess")


def _refund_rules(proposed: Mapping, sample: Sample) -> tuple[KindRule, ...]:
    """Invoice numbers that begin with C among plain numbers are cancellations."""
    ref, status = proposed.target("ref"), proposed.target("status")
    rules = []
    if ref:
        values = [value for value in sample.get(ref.column, ()) if value]
        plain = sum(value.isdigit() for value in values)
        if values and plain > 0.8 * len(values):
            rules.append(KindRule(ref.column, "order_refunded", prefix="C"))
    if status:
        rules.append(KindRule(status.column, "order_refunded", values=REFUNDED))
        rules.append(KindRule(status.column, "order_cancelled", values=CANCELLED))
    return tuple(rules)


REFUNDED = (
    "refunded",
    "returned",
    "refund",
    "return",
    "devuelto",
    "retornat",
    "zwrot",
    "zwrócone",
    "returnat",
    "возврат",
)
CANCELLED = (
    *("canceled", "cancelled", "cancelado", "cancelada", "anulado", "anul·lat", "cancel·lat", "anulowane"),
    *("anulat", "anulată", "отменен", "отменён", "отменено"),
)

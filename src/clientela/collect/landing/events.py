"""Prepared rows as rows of the events table."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc

from clientela.collect.landing.preparing import KIND
from clientela.collect.mapping.definition import ANSWER, CUSTOM, Mapping
from clientela.rules.types import NUMERIC

TEXTS = (
    *("ref", "item", "category", "channel", "currency", "text"),
    *("cart_id", "campaign", "payment_method", "coupon", "survey"),
)
MONEY = pa.decimal128(18, 4)
IN_PROPERTIES = ("item_name", "title", "question", "status", "unit_price")
SENDS_BACK = {"order_completed": "order_refunded", "product_bought": "product_returned"}
LINE_OF = {"order_completed": "product_bought", "order_refunded": "product_returned"}
LINES = ("product_bought", "product_returned")


def event_rows(
    table: pa.Table,
    mapping: Mapping,
    ids: pa.Array,
    customers: pa.Array,
    *,
    source: str,
    received_at: dt.datetime,
    currency: str | None,
) -> pa.Table:
    """One event a row."""
    columns: dict[str, pa.Array] = {"event_id": ids, "customer_id": customers}
    columns["at"] = _column(table, "at")
    columns["kind"] = _column(table, KIND)
    for name in TEXTS:
        if name in table.column_names:
            columns[name] = _column(table, name).cast(pa.string())
    for name in ("amount", "quantity", "score", "discount"):
        if name in table.column_names:
            columns[name] = _column(table, name).cast(MONEY)
    if "machine" in table.column_names:
        columns["machine"] = _column(table, "machine")
    _price_lines(table, columns)
    _turn_returns(columns, mapping)
    if "amount" in columns and "currency" not in columns and currency:
        columns["currency"] = pa.repeat(pa.scalar(currency), table.num_rows)
    columns["properties"] = properties(table, mapping)
    columns["source"] = pa.repeat(pa.scalar(source), table.num_rows)
    columns["received_at"] = pa.repeat(pa.scalar(received_at, pa.timestamp("us", "UTC")), table.num_rows)
    return pa.table(columns)


def _column(table: pa.Table, name: str) -> pa.Array:
    column = table.column(name)
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _price_lines(table: pa.Table, columns: dict[str, pa.Array]) -> None:
    """The amount of a line is its quantity (one, where the file has none) times its unit price."""
    if "unit_price" not in table.column_names:
        return
    price = _column(table, "unit_price").cast(MONEY)
    if "quantity" not in columns:
        columns["quantity"] = pa.repeat(pa.scalar(Decimal(1), MONEY), table.num_rows)
    product = pc.multiply(price, columns["quantity"])
    total = pc.round(product, 4).cast(MONEY)
    columns["amount"] = pc.coalesce(columns["amount"], total) if "amount" in columns else total


def _turn_returns(columns: dict[str, pa.Array], mapping: Mapping) -> None:
    """What came back is a return with positive figures."""
    lines = LINE_OF if mapping.kind == "order-lines" else {}
    encoded = columns["kind"].dictionary_encode()
    forth = [lines.get(kind, kind) for kind in encoded.dictionary.to_pylist()]
    kinds = pa.array(forth, pa.string()).take(encoded.indices)
    figure = columns.get("quantity", columns.get("amount"))
    if figure is not None:
        zero = pa.scalar(Decimal(0), MONEY)
        negative = pc.fill_null(pc.less(figure, zero), False)  # noqa: FBT003
        if pc.any(negative).as_py():
            back = pa.array([SENDS_BACK.get(kind, kind) for kind in forth], pa.string()).take(encoded.indices)
            kinds = pc.if_else(negative, back, kinds)
    columns["kind"] = kinds
    if not set(pc.unique(kinds).to_pylist()).isdisjoint(SENDS_BACK.values()):
        returned = pc.is_in(kinds, pa.array(list(SENDS_BACK.values())))
        for name in {"quantity", "amount"} & columns.keys():
            columns[name] = pc.if_else(returned, pc.abs(columns[name]), columns[name])


def properties(table: pa.Table, mapping: Mapping) -> pa.Array:
    """What has no column of its own, as a JSON object; null where there is nothing."""
    parts = []
    numeric = {column.target for column in mapping.kept if column.type in NUMERIC} | {"unit_price"}
    for target in table.column_names:
        if target in IN_PROPERTIES or target.startswith(CUSTOM):
            values = _column(table, target)
            parts.append(_json_member(target.removeprefix(CUSTOM), values, bare=target in numeric))
    if not parts:
        return pa.nulls(table.num_rows, pa.string())
    if len(parts) == 1:
        return pc.binary_join_element_wise("{", parts[0], "}", "")
    # Arrow's join that skips nulls drops rows where every part is null, so the commas come first.
    texts = [pc.fill_null(pc.binary_join_element_wise("", part, ","), "") for part in parts]
    inner = pc.utf8_slice_codeunits(pc.binary_join_element_wise(*texts, ""), 1)
    full = pc.binary_join_element_wise("{", inner, "}", "")
    return pc.if_else(pc.equal(inner, ""), pa.scalar(None, pa.string()), full)


def _json_member(name: str, values: pa.Array, *, bare: bool) -> pa.Array:
    """A member of a JSON object for each value; each distinct value is written once."""
    encoded = values.dictionary_encode()
    return _json_texts(name, encoded.dictionary, bare=bare).take(encoded.indices)


def _json_texts(name: str, values: pa.Array, *, bare: bool) -> pa.Array:
    if pa.types.is_boolean(values.type):
        texts, bare = values.cast(pa.string()), True
    elif pa.types.is_decimal(values.type):
        texts = _short(values)
    elif pa.types.is_timestamp(values.type):
        texts = pc.strftime(values, "%Y-%m-%dT%H:%M:%SZ")
    else:
        texts = values.cast(pa.string())
    if not bare:
        texts = _escaped(texts)
    mark = "" if bare else '"'
    return pc.binary_join_element_wise(f'"{name}":{mark}', texts, mark, "")


def _escaped(texts: pa.Array) -> pa.Array:
    if not pc.any(pc.match_substring_regex(texts, '[\\\\"\\x00-\\x1f]')).as_py():
        return texts
    for plain, escaped in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t")):
        texts = pc.replace_substring(texts, plain, escaped)
    return pc.replace_substring_regex(texts, "[\\x00-\\x1f]", " ")


def answer_rows(events: pa.Table, table: pa.Table, mapping: Mapping) -> pa.Table:
    """One event for each answered question of a wide survey table."""
    parts = []
    for column in mapping.kept:
        if not column.target.startswith(ANSWER):
            continue
        values = _column(table, column.target)
        question = column.target.removeprefix(ANSWER)
        part = events.set_column(
            0, "event_id", pc.binary_join_element_wise(_column(events, "event_id"), pa.scalar(question), ":")
        )
        part = _with(
            part, "properties", _json_member("question", pa.repeat(question, len(values)), bare=False)
        )
        part = _with(
            part, "properties", pc.binary_join_element_wise("{", _column(part, "properties"), "}", "")
        )
        part = _with(part, "text", _answer_text(values))
        if column.type in NUMERIC:
            part = _with(part, "score", _exact(values))
        elif pa.types.is_boolean(values.type):
            part = _with(part, "score", _exact(values.cast(pa.int64())))
        parts.append(part.filter(pc.is_valid(values)))
    return pa.concat_tables(parts, promote_options="default")


def _exact(values: pa.Array) -> pa.Array:
    """Numbers of any type as decimals."""
    return values.cast(pa.decimal128(38, 4)).cast(MONEY)


def _answer_text(values: pa.Array) -> pa.Array:
    if pa.types.is_boolean(values.type):
        return pc.if_else(values, "yes", "no")
    return _short(values) if pa.types.is_decimal(values.type) else values.cast(pa.string())


def _short(values: pa.Array) -> pa.Array:
    """Decimals without the zeros at their end."""
    texts = pc.replace_substring_regex(values.cast(pa.string()), r"(\.\d*?)0+$", r"\1")
    return pc.replace_substring_regex(texts, r"\.$", "")


def _with(table: pa.Table, name: str, values: pa.Array) -> pa.Table:
    if name in table.column_names:
        return table.set_column(table.column_names.index(name), name, values)
    return table.append_column(name, values)


def count_kinds(events: pa.Table) -> Counter[str]:
    """How many events of each kind."""
    found = pc.value_counts(events["kind"])
    return Counter({entry["values"]: entry["counts"] for entry in found.to_pylist()})

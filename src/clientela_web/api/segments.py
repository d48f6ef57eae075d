"""Saved segments: kept, counted, listed, explained."""

from __future__ import annotations

import base64
import datetime as dt
import json
from collections.abc import Iterator
from typing import Any, Literal

import pyarrow as pa
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from ninja import Router, Status
from ninja.params.functions import Query

from clientela.catalog.withholding import why_withheld
from clientela.errors import ClientelaError
from clientela.segments.exports import file_chunks, json_lines
from clientela.segments.library import Saved
from clientela.segments.listing import BY_NUMBER, Order, Wanted
from clientela.segments.overlap import Overlap as FoundOverlap
from clientela.workspace import Segment, now
from clientela_web.api.keys import Key, asking
from clientela_web.api.knowing import size_of
from clientela_web.api.plain import answered
from clientela_web.api.shapes import (
    Day,
    Instant,
    Language,
    Members,
    Name,
    Number,
    Overlap,
    SegmentSize,
    Text,
    ToSave,
)
from clientela_web.api.shapes import Segment as SegmentShape
from clientela_web.api.shapes import Size as SizeShape
from clientela_web.auditing import record
from clientela_web.models import ApiKey, Permission
from clientela_web.models.segment_change import SegmentChange
from clientela_web.privacy import (
    check_may_ask,
    may_ask,
    shown_both,
    shown_count,
    shown_explanation,
    shown_row,
)
from clientela_web.segments.domain import DELETED
from clientela_web.workspace import firm, saved_segment

router = Router(tags=["segments"])
MOST_INSTANTS = 400
STREAMED = {"description": "OK", "content": {"text/csv": {}, "application/x-ndjson": {}}}
Every = Literal["day", "week", "month", "quarter", "year"]


@router.get("", response=list[SegmentSize], summary="List the saved segments")
def listed(request: HttpRequest, sizes: bool = False, language: Language = "en") -> list[dict[str, Any]]:
    saved = firm().segments()
    right = [each.name for each in saved if sizes and not Segment(firm(), each.rule).check()]
    found = firm().sizes(*right) if right else {}
    return [
        {
            **_document(request, each, language),
            "size": size_of(request, found[each.name]) if _has_size(request, each, found) else None,
        }
        for each in saved
    ]


def _has_size(request: HttpRequest, saved: Saved, found: dict[str, Any]) -> bool:
    return saved.name in found and may_ask(asking(request), saved.rule)


@router.post(
    "",
    response={201: SegmentShape},
    auth=Key(Permission.EDIT_SEGMENTS),
    summary="Save a rule under a name: the next version of that segment",
)
def save(request: HttpRequest, wanted: ToSave) -> Status[dict[str, Any]]:
    names = {str(language): name for language, name in wanted.names.items()}
    saved = firm().save_segment(wanted.name, wanted.rule, note=wanted.note, names=names)
    record(request, "saved", "segment", saved.name, version=saved.version)
    SegmentChange.keep(saved, asking(request).created_by)
    return Status(201, _document(request, saved, "en"))


@router.get("/overlaps", response=list[Overlap], summary="Say how much pairs of saved segments share")
def overlaps(request: HttpRequest, name: list[Name] = Query([])) -> list[dict[str, Any]]:
    for saved in firm().segments():
        if not name or saved.name in name:
            check_may_ask(asking(request), saved.rule)
    found = firm().overlaps(*name)
    key = asking(request)
    return [
        {
            "left": each.left,
            "right": each.right,
            "left_count": shown_count(key, each.left_count),
            "right_count": shown_count(key, each.right_count),
            "both": shown_both(key, each.both, each.left_count, each.right_count),
            "jaccard": each.jaccard if _may_know(key, each) else None,
        }
        for each in found
    ]


def _may_know(key: ApiKey, each: FoundOverlap) -> bool:
    """Whether nothing of the pair is hidden: the index tells what is in both."""
    both = shown_both(key, each.both, each.left_count, each.right_count)
    return None not in (both, shown_count(key, each.left_count), shown_count(key, each.right_count))


@router.get("/{segment_id}", response=SegmentShape, summary="Show a saved segment")
def shown(request: HttpRequest, segment_id: Number, language: Language = "en") -> dict[str, Any]:
    return _document(request, saved_segment(segment_id), language)


@router.get("/{segment_id}/versions", response=list[SegmentShape], summary="Show every version, oldest first")
def versions(request: HttpRequest, segment_id: Number, language: Language = "en") -> list[dict[str, Any]]:
    found = firm().versions(saved_segment(segment_id).name)
    return [_document(request, each, language) for each in found]


@router.delete(
    "/{segment_id}",
    response={204: None},
    auth=Key(Permission.EDIT_SEGMENTS),
    summary="Take a segment out of use",
)
def delete(request: HttpRequest, segment_id: Number) -> Status[None]:
    saved = saved_segment(segment_id)
    firm().delete_segment(saved.name)
    record(request, "removed", "segment", saved.name)
    SegmentChange.keep(saved, asking(request).created_by, DELETED)
    return Status(204, None)


@router.get("/{segment_id}/count", response=SizeShape, summary="Count its members")
def count(request: HttpRequest, segment_id: Number, as_of: Instant | None = None) -> dict[str, Any]:
    return size_of(request, _asked(request, segment_id).count(as_of))


@router.get("/{segment_id}/members", response=Members, summary="List its members, page by page")
def members(
    request: HttpRequest,
    segment_id: Number,
    columns: Text = "external_id",
    limit: int = Query(100, ge=1, le=1000),
    cursor: Text = "",
    as_of: Instant | None = None,
) -> dict[str, Any]:
    """Pages belong together: the cursor carries the instant that the first was asked at."""
    key, segment, names = asking(request), _asked(request, segment_id), _columns(columns)
    instant, offset = _place(cursor) if cursor else (firm().base.in_utc(as_of or now()), 0)
    wanted, order = Wanted(rule=segment.rule), Order(BY_NUMBER)
    found = firm().list_customers(wanted, names, order=order, limit=limit + 1, offset=offset, as_of=instant)
    rows = [
        {"customer_id": each.customer.customer_id, **shown_row(key, each.values)} for each in found[:limit]
    ]
    return {
        "as_of": instant,
        "members": rows,
        "next": _cursor(instant, offset + limit) if len(found) > limit else None,
    }


@router.get(
    "/{segment_id}/members/export",
    auth=Key(Permission.EXPORT),
    openapi_extra={"responses": {200: STREAMED}},
    summary="Stream all of its members as CSV, or as one JSON object a line",
)
def export(
    request: HttpRequest,
    segment_id: Number,
    columns: Text = "external_id",
    file_format: Literal["csv", "ndjson"] = Query("csv", alias="format"),
    as_of: Instant | None = None,
) -> StreamingHttpResponse:
    segment, names = _asked(request, segment_id), _columns(columns)
    reader = segment.members(names, as_of).reader()
    record(
        request, "exported", "segment", segment.name or segment_id, columns=list(names), format=file_format
    )
    if file_format == "csv":
        chunks = (chunk for chunk, _rows in file_chunks(reader, "csv"))
        return StreamingHttpResponse(chunks, content_type="text/csv; charset=utf-8")
    return StreamingHttpResponse(_lines(reader), content_type="application/x-ndjson")


@router.get("/{segment_id}/explain/{customer}", response=dict, summary="Say why a customer is in it, or not")
def explain(
    request: HttpRequest,
    segment_id: Number,
    customer: Number,
    as_of: Instant | None = None,
    language: Language = "en",
) -> HttpResponse:
    found = _asked(request, segment_id).explain(customer, as_of, language)
    return answered(shown_explanation(asking(request), found).as_json())


@router.get("/{segment_id}/trend", response=list[SizeShape], summary="Show its size through time")
def trend(
    request: HttpRequest,
    segment_id: Number,
    first: Day = Query(..., alias="from"),
    every: Every = "month",
    until: Instant | None = None,
) -> list[dict[str, Any]]:
    end = firm().base.in_utc(until or now())
    days = {"day": 1, "week": 7, "month": 28, "quarter": 90, "year": 365}[every]
    if (end.date() - first).days / days > MOST_INSTANTS:
        raise ClientelaError(f"that would be more than {MOST_INSTANTS} instants; begin later or go wider")
    sizes = _asked(request, segment_id).trend(first, every=every, until=end)
    return [size_of(request, each) for each in sizes]


@router.get("/{segment_id}/profile", response=dict, summary="Hold its members against everybody")
def profile(
    request: HttpRequest,
    segment_id: Number,
    variables: Text = "",
    as_of: Instant | None = None,
    language: Language = "en",
) -> HttpResponse:
    found = _asked(request, segment_id).profile(as_of, _columns(variables) or None, language)
    return answered(found.as_json())


def _asked(request: HttpRequest, segment_id: int) -> Segment:
    saved = saved_segment(segment_id)
    check_may_ask(asking(request), saved.rule)
    return Segment(firm(), saved.rule, saved.name)


def _document(request: HttpRequest, saved: Saved, language: str) -> dict[str, Any]:
    """A segment as the key may see it: the rule of one about persons is left out for viewers."""
    segment = Segment(firm(), saved.rule, saved.name)
    open_to = may_ask(asking(request), saved.rule)
    return {
        "segment_id": saved.segment_id,
        "name": saved.name,
        "version": saved.version,
        "text": segment.text if open_to else None,
        "sentence": segment.sentence(language) if open_to else None,
        "note": saved.note,
        "created_at": saved.created_at,
        "names": dict(saved.names),
    }


def _columns(text: str) -> tuple[str, ...]:
    """The variables between commas; raises ClientelaError for one twice and for a special category."""
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    if len(set(names)) < len(names):
        raise ClientelaError("name each column once")
    for name in names:
        if why_withheld(firm().catalog.resolve(name)) == "special":
            raise ClientelaError(f"{name} is a special category of personal data and is never exported")
    return names


def _cursor(as_of: dt.datetime, offset: int) -> str:
    return base64.urlsafe_b64encode(json.dumps([as_of.isoformat(), offset]).encode()).decode()


def _place(cursor: str) -> tuple[dt.datetime, int]:
    try:
        at, offset = json.loads(base64.urlsafe_b64decode(cursor.encode()))
        instant = dt.datetime.fromisoformat(at)
        if instant.tzinfo is None or not 0 <= int(offset) < 2**40:
            raise ValueError
    except (ValueError, TypeError) as error:
        raise ClientelaError(
            "the cursor is not one that a page of members gave; begin without one"
        ) from error
    return instant, int(offset)


def _lines(reader: pa.RecordBatchReader) -> Iterator[bytes]:
    for line in json_lines(reader):
        yield line + b"\n"

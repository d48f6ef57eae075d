"""The saved segments, to hold something beside or to look within."""

from __future__ import annotations

from dataclasses import dataclass

from clientela.segments.library import Saved
from clientela_web.workspace import firm


@dataclass(frozen=True, slots=True)
class SegmentChoice:
    """A saved segment, called as the reader calls it."""

    segment_id: int
    name: str
    label: str


def saved_segments(language: str) -> list[SegmentChoice]:
    """All of them, by what the reader calls them."""
    found = [SegmentChoice(each.segment_id, each.name, each.name_in(language)) for each in firm().segments()]
    return sorted(found, key=lambda each: each.label.casefold())


def segment_numbered(number: str) -> Saved | None:
    """The segment of that number as it stands in an address; None for none, or one that is gone."""
    if not number.isdigit():
        return None
    return next((saved for saved in firm().segments() if saved.segment_id == int(number)), None)

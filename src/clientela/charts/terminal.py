"""A chart of block letters for a terminal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from clientela.segments.base import Size

_BLOCKS = " ▁▂▃▄▅▆▇█"
_EIGHTHS = len(_BLOCKS) - 1


def text_chart(sizes: Sequence[Size], width: int = 80, height: int = 6, zone: dt.tzinfo = dt.UTC) -> str:
    """Columns from zero, with the largest size at the left and the first and last day below.

    No line is wider than `width`. More instants than fit are thinned evenly; the last one always stays.
    """
    if not sizes:
        return ""
    most = max(size.count for size in sizes)
    margin = len(f"{most:,}") + 2
    room = max(width - margin, 1)
    shown = _thinned(sizes, room)
    column = max(1, min(room // len(shown), 8))
    lines = [_line(shown, most, level, height, column) for level in range(height, 0, -1)]
    labels = [f"{most:,}", *[""] * (height - 2), "0"] if height > 1 else [f"{most:,}"]
    drawn = [f"{label:>{margin - 2}} │{line}" for label, line in zip(labels, lines, strict=True)]
    return "\n".join([*drawn, _days(shown, margin, column * len(shown), width, zone)])


def _thinned(sizes: Sequence[Size], room: int) -> list[Size]:
    if len(sizes) <= room:
        return list(sizes)
    return [sizes[(place + 1) * len(sizes) // room - 1] for place in range(room)]


def _line(sizes: Sequence[Size], most: int, level: int, height: int, column: int) -> str:
    return "".join(_block(size.count, most, level, height, column) for size in sizes).rstrip()


def _block(count: int, most: int, level: int, height: int, column: int) -> str:
    eighths = -(-count * height * _EIGHTHS // most) if most else 0  # rounded up: any member shows
    block = _BLOCKS[min(max(eighths - (level - 1) * _EIGHTHS, 0), _EIGHTHS)]
    return block if column == 1 else block * (column - 1) + " "


def _days(sizes: Sequence[Size], margin: int, drawn: int, width: int, zone: dt.tzinfo) -> str:
    first, last = (f"{sizes[end].as_of.astimezone(zone):%Y-%m-%d}" for end in (0, -1))
    both = f"{first}{last:>{max(drawn - len(first), len(last) + 1)}}"
    line = " " * margin + (both if len(sizes) > 1 else first)
    return line if len(line) <= width else last[:width]

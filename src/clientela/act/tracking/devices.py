"""What somebody holds in her hand, by what her program says of itself."""

from __future__ import annotations

import re

_DEVICES = (
    ("tablet", re.compile(r"iPad|Tablet|Android(?!.*\bMobile\b)|Kindle|Silk/")),
    ("phone", re.compile(r"iPhone|iPod|Mobile|Android|Windows Phone")),
    ("computer", re.compile(r"Windows NT|Macintosh|X11|CrOS|Linux")),
)


def device_of(agent: str) -> str | None:
    """phone, tablet or computer; None where the program does not say."""
    return next((device for device, pattern in _DEVICES if pattern.search(agent)), None)

"""What a bare name in rule text stands for."""

from __future__ import annotations

from enum import Enum


class NameScope(Enum):
    """It depends on where the name stands; both the reader and the writer carry this down the tree."""

    CUSTOMER = "a variable"
    EVENT = "a field of the event"
    DEAL = "a field of the deal"

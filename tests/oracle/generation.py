"""Random cases for Hypothesis: its own choices steer the same generator that long runs use."""

from __future__ import annotations

import datetime as dt
from typing import TypeAlias

from hypothesis import strategies as st

from clientela.rules import nodes as n
from tests.oracle.random_rules import random_case
from tests.oracle.world import World

Case: TypeAlias = tuple[World, dt.datetime, list[n.Rule]]


def cases(rules: int = 3) -> st.SearchStrategy[Case]:
    """Worlds, each with an instant and so many valid rules to ask."""
    return st.randoms(use_true_random=False, note_method_calls=False).map(lambda rng: random_case(rng, rules))

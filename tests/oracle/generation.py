"""Random cases for Hypothesis, from the same generator that long runs use.

Hypothesis chooses seeds only: a case takes thousands of draws, and steering each costs seconds a case.
`tests.oracle.shrinking` makes cases small, since it knows what may be left out.
"""

from __future__ import annotations

import datetime as dt
from random import Random
from typing import TypeAlias

from hypothesis import strategies as st

from clientela.rules import nodes as n
from tests.oracle.random_rules import random_case
from tests.oracle.world import World

Case: TypeAlias = tuple[World, dt.datetime, list[n.Rule]]


def cases(rules: int = 3) -> st.SearchStrategy[Case]:
    """Worlds, each with an instant and so many valid rules to ask."""
    return st.integers(0, 2**63).map(lambda seed: random_case(Random(seed), rules))

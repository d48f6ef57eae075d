"""The compiler as an evaluator that the oracle can be compared with."""

from __future__ import annotations

from tests.oracle.agreement import Asked, Truths
from tests.oracle.world import World


def compiled_truths(world: World, questions: Asked) -> list[Truths]:
    """The truth of each rule at its instant, for every customer of the population."""
    raise NotImplementedError("the compiler is not connected yet")

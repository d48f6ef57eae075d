"""Many comparisons at once.

Segments are held to a false discovery rate (Benjamini and Hochberg, JRSS B 1995;
`segments.intervals.adjusted`): of those called different, one in twenty may be chance. Where one error spoils
the decision, as in choosing the winner among variants, Holm's correction holds the chance of any error to one
in twenty.
"""

from __future__ import annotations

from collections.abc import Sequence


def holm(probabilities: Sequence[float]) -> list[float]:
    """Each p after Holm (Scand. J. Stat. 1979), in the order given."""
    order = sorted(range(len(probabilities)), key=probabilities.__getitem__)
    found, most = [0.0] * len(probabilities), 0.0
    for place, index in enumerate(order):
        most = max(most, min(1.0, probabilities[index] * (len(order) - place)))
        found[index] = most
    return found

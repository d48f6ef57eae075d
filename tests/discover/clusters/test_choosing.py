"""Which number of segments is offered first."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from clientela.discover.clusters.choosing import choose


@dataclass(frozen=True)
class Made:
    k: int
    prediction_strength: float
    stability: float
    jaccard: float = 0.9
    smallest: int = 100

    @property
    def sizes(self) -> tuple[int, ...]:
        return (500,) * (self.k - 1) + (self.smallest,)

    @property
    def jaccards(self) -> tuple[float, ...]:
        return (0.95,) * (self.k - 1) + (self.jaccard,)


@pytest.mark.parametrize(
    ("made", "chosen", "strong"),
    [
        # the largest strong one
        ([Made(2, 0.95, 0.9), Made(3, 0.85, 0.9), Made(4, 0.81, 0.7), Made(5, 0.6, 0.9)], 4, True),
        # a strong one with a segment too small does not count
        ([Made(2, 0.95, 0.9), Made(3, 0.85, 0.9), Made(4, 0.9, 0.9, smallest=49)], 3, True),
        # two stand behind what is reproducible with every segment valid
        (
            [Made(2, 0.9, 0.95), Made(3, 0.6, 0.85), Made(5, 0.7, 0.85), Made(7, 0.7, 0.9, jaccard=0.7)],
            5,
            False,
        ),
        # and before what is not
        ([Made(2, 0.9, 0.95), Made(3, 0.6, 0.7), Made(5, 0.7, 0.85, jaccard=0.5)], 2, True),
        # two that every sample cuts elsewhere are not offered, however well halves predict each other
        ([Made(2, 0.87, 0.1), Made(3, 0.6, 0.4), Made(4, 0.5, 0.6)], 4, False),
        # failing all, the most stable of more than two
        ([Made(2, 0.7, 0.9), Made(3, 0.6, 0.7), Made(4, 0.5, 0.6)], 3, False),
        # where nothing else was tried, or all others are too small
        ([Made(2, 0.7, 0.5)], 2, False),
        ([Made(2, 0.7, 0.5), Made(3, 0.7, 0.9, smallest=10)], 2, False),
        ([Made(2, 0.7, 0.5, smallest=10), Made(3, 0.7, 0.9, smallest=10)], 3, False),
    ],
)
def test_number_that_is_offered(made: list[Made], chosen: int, strong: bool):
    found, is_strong = choose(made, least=50)
    assert (found.k, is_strong) == (chosen, strong)

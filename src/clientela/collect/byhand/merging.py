"""Two customers seen side by side before they are made one."""

from __future__ import annotations

import json
from dataclasses import dataclass

from clientela.collect.byhand.hand import Hand
from clientela.collect.identity.merging import KEPT, MOVED, merge, owner_of, row_of
from clientela.errors import ClientelaError


@dataclass(frozen=True, slots=True)
class Both:
    """One attribute of the two, and what the one who stays will have; texts as the store keeps them."""

    attribute: str
    winner: str | None
    loser: str | None
    after: str | None

    @property
    def differs(self) -> bool:
        """Whether both know something, and not the same."""
        return self.winner is not None and self.loser is not None and self.winner != self.loser


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a merge would do: attribute by attribute, and how many rows would move, by table."""

    winner: int
    loser: int
    attributes: tuple[Both, ...]
    moves: dict[str, int]


def compare(hand: Hand, winner: int, loser: int) -> Comparison:
    """What merging `loser` into `winner` would do; nothing is changed."""
    if winner == loser:
        raise ClientelaError("these are the same customer already; choose another one")
    for number in (winner, loser):
        hand.need("customer", number)
    engine = hand.store.engine
    hers, theirs = (json.loads(row_of(engine, number)) for number in (winner, loser))
    names = [name for name in ("external_id", *hand.catalog.attributes("customer")) if name not in KEPT]
    known = [name for name in names if name in hers or name in theirs]
    moves = {table: _count(hand, table, loser) for table in MOVED}
    return Comparison(
        winner,
        loser,
        tuple(
            Both(name, hers.get(name), theirs.get(name), hers.get(name, theirs.get(name))) for name in known
        ),
        {table: count for table, count in moves.items() if count},
    )


def merge_customers(hand: Hand, winner: int, loser: int, reason: str | None = None) -> int:
    """Make `loser` part of `winner`; returns the number of the merge, which can be undone."""
    for number in (winner, loser):
        hand.need("customer", number)
    said = f"{hand.source}: {reason}" if reason else hand.source
    return merge(hand.store.engine, winner, loser, at=hand.now, reason=said)


def _count(hand: Hand, table: str, customer: int) -> int:
    owner, only = owner_of(table)
    ((count,),) = hand.store.engine.rows(f"SELECT count(*) FROM {table} WHERE {owner} = ?{only}", [customer])
    return int(count)

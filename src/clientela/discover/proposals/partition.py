"""Who meets which rule, by the compiler, and what the set of rules makes of everybody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from clientela.compile import Question
from clientela.discover.features.table import Mask
from clientela.discover.proposals.negation import Nature, opposite, plainly
from clientela.discover.proposals.routes import first_met
from clientela.discover.proposals.shortening import joined
from clientela.rules.nodes import All, Rule
from clientela.segments.base import Base
from clientela.segments.evaluation import truths


@dataclass(frozen=True, slots=True, eq=False)
class Memberships:
    """Everybody at an instant by `customer_ids`, and who meets which rule (rules × customers)."""

    customer_ids: NDArray[np.int64] = field(repr=False)
    masks: NDArray[np.bool_] = field(repr=False)

    def __len__(self) -> int:
        return len(self.customer_ids)

    @property
    def cells(self) -> NDArray[np.int32]:
        """The first rule each customer meets; the number of rules for those who meet none."""
        return first_met(self.masks)

    def both(self) -> NDArray[np.int64]:
        """Rules × rules: how many customers meet both."""
        found = self.masks.astype(np.float64)
        return (found @ found.T).astype(np.int64)


def memberships(
    base: Base, rules: Sequence[Rule], as_of: dt.datetime, among: Rule | None = None
) -> Memberships:
    """One shared pass over the store for all rules; of those who meet `among`, or of everybody."""
    # the first question has all who are asked about: her row says that a customer exists
    questions = [Question(rule, as_of) for rule in (All(()) if among is None else among, *rules)]
    ids, masks = [], []
    for batch in truths(base, questions):
        exists = _truth(batch, "e0") & _truth(batch, "q0")
        ids.append(np.asarray(batch.column("customer_id"), np.int64)[exists])
        rows = [_truth(batch, f"q{place}") for place in range(1, len(questions))]
        masks.append(np.array(rows, np.bool_).reshape(len(rules), -1)[:, exists])
    found = np.concatenate(ids) if ids else np.empty(0, np.int64)
    order = np.argsort(found, kind="stable")
    together = np.concatenate(masks, axis=1) if masks else np.zeros((len(rules), 0), np.bool_)
    return Memberships(found[order], together[:, order])


def _truth(batch: pa.RecordBatch, name: str) -> Mask:
    """True where it is, not where it is unknown."""
    return np.asarray(pc.fill_null(batch.column(name), fill_value=False), np.bool_)


def in_order(rules: Sequence[Rule], nature: Nature) -> list[Rule]:
    """Each rule for those who meet none before it."""
    opposites = [opposite(rule, nature) for rule in rules]
    return [plainly(joined([rule, *opposites[:place]]), nature) for place, rule in enumerate(rules)]


def everyone_else(rules: Sequence[Rule], nature: Nature) -> Rule:
    """Those who meet none of the rules."""
    return plainly(joined([opposite(rule, nature) for rule in rules]), nature)

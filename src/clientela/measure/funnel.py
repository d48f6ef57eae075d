"""From targeted to converted, stage by stage, as far as people did it.

Machines open and click too: scanners of links, privacy proxies. What they did is counted aside and is in no
share. Who clicked has opened, who replied has opened, and what was opened was delivered, even where a blocked
picture or a lost notice says nothing of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from clientela.errors import UnknownNameError
from clientela.measure.lines import LEAST, Bools, Ints, Line
from clientela.measure.outcomes import Outcomes
from clientela.measure.rates import rate

STAGES = ("targeted", "delivered", "opened", "clicked", "replied", "converted")
_KINDS = {
    "message_delivered": "delivered",
    "message_opened": "opened",
    "message_clicked": "clicked",
    "message_replied": "replied",
}
# who converts need not have opened anything: that share is of the targeted alone
_BEFORE = {"delivered": "targeted", "opened": "delivered", "clicked": "opened", "replied": "opened"}


@dataclass(frozen=True, slots=True)
class Reached:
    """For each customer whether she reached each stage, and whether only a machine opened or clicked."""

    stages: Mapping[str, Bools]
    by_machine: Mapping[str, Bools]


@dataclass(frozen=True, slots=True)
class FunnelStage:
    """How many reached a stage, of the targeted and of those who reached the stage before it.

    Shares are None below ten targeted customers; `by_machine` were opened or clicked by machines alone.
    """

    stage: str
    count: int
    of_targeted: Line | None
    of_previous: Line | None
    by_machine: int = 0


@dataclass(frozen=True, slots=True)
class Funnel:
    """The stages of one group; `group` is None for all."""

    group: str | None
    targeted: int
    stages: tuple[FunnelStage, ...]


def reached(customers: pa.Array, events: pa.Table, converted: Bools) -> Reached:
    """What became of the messages: `events` has customer, kind and machine (true, false or unknown).

    Kinds are those of the catalogue, such as message_opened; others are left out. `customers` are the
    targeted, in the order of `converted`. Unknown is taken for a person.
    """
    for name in ("customer", "kind", "machine"):
        if name not in events.schema.names:
            raise UnknownNameError("column of an event", name, events.schema.names)
    machine = np.asarray(pc.fill_null(events.column("machine"), False).to_numpy(), dtype=bool)  # noqa: FBT003
    places = pc.index_in(events.column("customer"), customers).fill_null(-1)
    place = np.asarray(places.to_numpy(), dtype=np.int64)
    found: dict[str, Bools] = {"targeted": np.ones(len(customers), dtype=bool)}
    machines: dict[str, Bools] = {}
    for kind, stage in _KINDS.items():
        mine = np.asarray(pc.equal(events.column("kind"), kind).to_numpy(), dtype=bool) & (place >= 0)
        found[stage] = _at(place[mine & ~machine], len(customers))
        machines[stage] = _at(place[mine & machine], len(customers))
    found["opened"] |= found["clicked"] | found["replied"]
    found["delivered"] |= found["opened"] | machines["delivered"] | machines["opened"] | machines["clicked"]
    found["converted"] = np.asarray(converted, dtype=bool)
    alone = {stage: machines[stage] & ~found[stage] for stage in ("opened", "clicked")}
    return Reached(found, alone)


def funnels(outcomes: Outcomes, found: Reached, by: str | None = None) -> tuple[Funnel, ...]:
    """The funnel of all who were to get a message, and of each segment, arm or level of a trait (`by`)."""
    sent = ~outcomes.in_arm(outcomes.design.holdout)
    groups: list[tuple[str | None, Bools]] = [(None, sent)]
    if by is not None:
        levels, codes = _grouping(outcomes, by)
        groups += [(level, sent & (codes == place)) for place, level in enumerate(levels)]
    return tuple(_funnel(name, rows, found) for name, rows in groups if rows.any())


def _grouping(outcomes: Outcomes, by: str) -> tuple[Sequence[str], Ints]:
    if by == outcomes.columns.arm:
        return outcomes.arms, outcomes.arm_codes
    if by == outcomes.columns.segment:
        return outcomes.segments, outcomes.segment_codes
    return outcomes.trait(by)


def counted_stages(
    counts: Mapping[str, int], by_machine: Mapping[str, int] | None = None
) -> tuple[FunnelStage, ...]:
    """The stages with these counts, in the order of `STAGES`; `targeted` must be among them."""
    targeted, machines = counts["targeted"], by_machine or {}
    return tuple(
        FunnelStage(
            stage,
            counts[stage],
            _share(counts[stage], targeted),
            _share(counts[stage], counts[before]) if (before := _BEFORE.get(stage, "")) in counts else None,
            machines.get(stage, 0),
        )
        for stage in STAGES
        if stage in counts
    )


def _funnel(group: str | None, rows: Bools, found: Reached) -> Funnel:
    counts = {stage: int((found.stages[stage] & rows).sum()) for stage in STAGES if stage in found.stages}
    machines = {stage: int((alone & rows).sum()) for stage, alone in found.by_machine.items()}
    return Funnel(group, int(rows.sum()), counted_stages(counts, machines))


def _share(count: int, n: int) -> Line | None:
    return rate(count, n) if n >= LEAST else None


def _at(places: Ints, size: int) -> Bools:
    there = np.zeros(size, dtype=bool)
    there[places] = True
    return there

"""What a run says: the model and how it did in the test, the totals, what could not be said, the scores."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Literal, TypeAlias

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from clientela.catalog.phrasebook import Phrasebook
from clientela.catalog.variables import estimate
from clientela.discover.lifetime.accuracy import Figure
from clientela.discover.lifetime.categories import CategoryTest
from clientela.discover.lifetime.trials import TITLES, MethodName, Trial
from clientela.segments.frames import Frame

Phase: TypeAlias = Literal["learnt", "tested", "ahead"]
KNOWN = frozenset(definition.name for definition in estimate.DEFINITIONS)
PHRASES = Phrasebook("clientela.discover.lifetime")


@dataclass(frozen=True, slots=True, eq=False)
class Score:
    """One estimate of every customer, in the order of `Lifetime.customer_ids`.

    NaN, NaT and None: she has no such estimate.
    """

    name: str
    values: NDArray[np.float64] | NDArray[np.datetime64] | NDArray[np.object_]
    low: NDArray[np.float64] | None = None
    high: NDArray[np.float64] | None = None

    @property
    def column(self) -> str:
        """Which column of the store's estimates it fills."""
        return {"f": "value", "M": "day", "O": "text"}[self.values.dtype.kind]

    def arrow(self) -> pa.Array:
        """The values; what is missing is null."""
        return pa.array(self.values, from_pandas=True)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of the model with its standard error."""

    name: str
    value: float
    error: float


@dataclass(frozen=True, slots=True)
class Model:
    """The model that counts orders, fitted to everything known; times are weeks."""

    name: str
    parameters: tuple[Parameter, ...]
    log_likelihood: float

    @property
    def title(self) -> str:
        """As the literature writes it."""
        return TITLES.get(self.name, self.name)


@dataclass(frozen=True, slots=True)
class Totals:
    """What the customers of today are expected to do in the horizon; ranges hold it with probability 0.8.

    `buyers` are those expected to buy at all; `revenue` is None where amounts cannot be estimated.
    """

    horizon_days: int
    buyers: float
    orders: Figure
    revenue: Figure | None
    currency: str | None


@dataclass(frozen=True, slots=True)
class TrackingPoint:
    """Repeat orders up to the end of a day, of the customers known at the day of the test, in running total.

    The model had seen what it is asked for (`learnt`), had not (`tested`), or nobody has (`ahead`).
    """

    day: dt.date
    phase: Phase
    actual: float | None
    expected: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Tracking:
    """How the model followed what happened to some customers.

    Until `learnt` it knew it, until `known` it was tested, from then on it foretells.
    """

    learnt: dt.date
    known: dt.date
    customers: int
    points: tuple[TrackingPoint, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """Something to know before using the figures; `say` puts it in words."""

    key: str
    number: int | None = None
    values: Mapping[str, object] = field(default_factory=dict)

    def say(self, language: str = "en") -> str:
        """The note in one of the six languages."""
        from clientela.discover.lifetime.wording import said_values

        return PHRASES.say(f"note.{self.key}", language, self.number, **said_values(self.values, language))


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Lifetime:
    """A run at an instant. `customers` have bought, `repeaters` on two days or more, within `span_days`.

    `methods` says which method scored "buys within so many days"; `trials` how all of them did.
    """

    as_of: dt.datetime
    horizon_days: int
    customers: int
    repeaters: int
    span_days: int
    model: Model
    methods: Mapping[int, MethodName]
    trials: tuple[Trial, ...]
    spending: tuple[Model, ...]
    correlation: float | None
    totals: Totals
    overdue: int
    categories: CategoryTest | None
    tracking: Tracking
    notes: tuple[Note, ...]
    customer_ids: NDArray[np.int64]
    scores: tuple[Score, ...]
    external_ids: pa.Array | None = None

    def __repr__(self) -> str:
        tested = max(self.trials, key=lambda trial: trial.horizon_days, default=None)
        proof = "not tested"
        if tested:
            best = tested.best.accuracy
            proof = (
                f"{TITLES[tested.best.method]} told {tested.horizon_days} days ahead with AUC "
                f"{best.auc.value:.2f}, Brier {best.brier.value:.3f} (base rate alone {best.baseline:.3f})"
            )
        return (
            f"<Lifetime of {self.customers:,} customers by {self.model.title}: "
            f"{self.totals.orders.value:,.0f} orders expected in {self.horizon_days} days, "
            f"{self.overdue:,} overdue; {proof}>"
        )

    @property
    def estimates(self) -> tuple[str, ...]:
        """The names of the estimates that rules can ask once they are kept."""
        return tuple(score.name for score in self.scores if score.name in KNOWN)

    @property
    def trial(self) -> Trial | None:
        """The trial of the horizon, or the nearest that was possible."""
        return min(self.trials, key=lambda trial: abs(trial.horizon_days - self.horizon_days), default=None)

    def score(self, name: str) -> Score:
        """One estimate; KeyError where it was not made."""
        return {score.name: score for score in self.scores}[name]

    def frame(self) -> Frame:
        """A row a customer: `customer_id`, `external_id`, each estimate, and its bounds where it has them."""
        columns: dict[str, pa.Array] = {"customer_id": pa.array(self.customer_ids)}
        if self.external_ids is not None:
            columns["external_id"] = self.external_ids
        for score in self.scores:
            columns[score.name] = score.arrow()
            if score.low is not None and score.high is not None:
                columns[f"{score.name}_low"] = pa.array(score.low, from_pandas=True)
                columns[f"{score.name}_high"] = pa.array(score.high, from_pandas=True)
        return Frame(pa.table(columns).to_reader(max_chunksize=65_536))

    def as_json(self) -> dict[str, object]:
        """Everything but the rows of customers, as plain data."""
        return {
            "as_of": self.as_of.isoformat(),
            "horizon_days": self.horizon_days,
            "customers": self.customers,
            "repeaters": self.repeaters,
            "span_days": self.span_days,
            "model": asdict(self.model),
            "methods": {str(days): method for days, method in self.methods.items()},
            "trials": [_plain_trial(trial) for trial in self.trials],
            "spending": [asdict(model) for model in self.spending],
            "correlation": self.correlation,
            "totals": asdict(self.totals),
            "overdue": self.overdue,
            "categories": asdict(self.categories) if self.categories else None,
            "tracking": _days_as_text(asdict(self.tracking)),
            "notes": [note.say("en") for note in self.notes],
            "estimates": list(self.estimates),
        }


def _plain_trial(trial: Trial) -> dict[str, object]:
    plain = _days_as_text(asdict(trial))
    plain["baseline_brier"] = trial.best.accuracy.baseline
    return plain


def _days_as_text(plain: dict[str, object]) -> dict[str, object]:
    def said(value: object) -> object:
        match value:
            case dt.date():
                return value.isoformat()
            case dict():
                return {key: said(each) for key, each in value.items()}
            case list() | tuple():
                return [said(each) for each in value]
        return value

    return {key: said(value) for key, value in plain.items()}

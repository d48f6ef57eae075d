"""The features of all customers at one instant, as columns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from clientela.rules.nodes import Value, Variable
from clientela.rules.text import write_value
from clientela.rules.types import ValueType

if TYPE_CHECKING:
    from clientela.discover.features.preparation import Preparation

Role: TypeAlias = Literal["number", "flag", "category"]
Numbers: TypeAlias = NDArray[np.float64]
Codes: TypeAlias = NDArray[np.int32]
Mask: TypeAlias = NDArray[np.bool_]

MISSING = -1
"""The code of a category that is not known."""


@dataclass(frozen=True, slots=True)
class Feature:
    """One thing known of each customer.

    A number is a number in the user's own unit (a date is the days since then); a flag is true or false, and
    `item` is set where it says whether a list has that item; a category is one of few texts.
    """

    variable: Variable
    value: Value  # what is asked of the store: the variable, or the days since it
    type: ValueType
    role: Role
    unit: str = ""
    item: str | None = None

    @property
    def key(self) -> str:
        """Its name: as a rule spells the variable, with the item of a list after a colon."""
        text = write_value(self.variable)
        return text if self.item is None else f"{text}: {self.item}"


@dataclass(frozen=True, slots=True)
class FeatureTable:
    """Columns by `Feature.key`, all of the same length and order of customers.

    Numbers and flags (0 and 1) are float64 with NaN where missing; categories are int32 codes into
    `levels[key]`, MISSING where missing.
    """

    as_of: dt.datetime
    customer_ids: NDArray[np.int64]
    features: tuple[Feature, ...]
    columns: Mapping[str, Numbers | Codes]
    levels: Mapping[str, tuple[str, ...]]
    currency: Codes | None = None  # where there are several: each customer's, as codes into `currencies`
    currencies: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.customer_ids)

    def feature(self, key: str) -> Feature:
        """The feature of that key."""
        return next(each for each in self.features if each.key == key)

    def rows(self, chosen: Mask | NDArray[np.intp]) -> FeatureTable:
        """The same features of some customers."""
        columns = {key: column[chosen] for key, column in self.columns.items()}
        currency = None if self.currency is None else self.currency[chosen]
        return replace(self, customer_ids=self.customer_ids[chosen], columns=columns, currency=currency)


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A variable that was left out, and why."""

    variable: str
    reason: Literal[
        "identifier",
        "contact",
        "special",
        "child",
        "free text",
        "constant",
        "mostly missing",
        "duplicate",
        "too many levels",
    ]
    detail: str = ""  # the variable it doubles, the share that is missing …


@dataclass(frozen=True, slots=True)
class Prepared:
    """Features made comparable: what clustering measures distances over.

    `numbers` is customers × number features (flags among them), transformed and with mean 0 and deviation 1;
    `codes` is customers × category features, every cell a level (missing and rare ones have levels of their
    own). Rows are those of the table it was made from.
    """

    numbers: Numbers
    number_keys: tuple[str, ...]
    codes: Codes
    code_keys: tuple[str, ...]
    code_levels: tuple[tuple[str, ...], ...]
    exclusions: tuple[Exclusion, ...] = ()
    preparation: Preparation | None = None  # what was learnt, to be applied to other customers

    def __len__(self) -> int:
        return len(self.numbers)

    def rows(self, chosen: Mask | NDArray[np.intp]) -> Prepared:
        """The same of some customers."""
        return replace(self, numbers=self.numbers[chosen], codes=self.codes[chosen])

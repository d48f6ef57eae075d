"""Measures: what can be taken over any window, and the variables they make by name.

`revenue` is a measure. It makes `revenue_90d`, `revenue_45d` or any other number of days, `revenue_total`,
`revenue_prev_90d` (the 90 days before the last 90) and `revenue_trend_90d` (the ratio of the two).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from clientela.catalog.definitions import Family, VariableDefinition
from clientela.catalog.expressions import ALWAYS, days_before_those, last_days
from clientela.catalog.labels import Form
from clientela.rules.nodes import Arithmetic, Value, Variable, Window
from clientela.rules.types import NUMERIC, ValueType

LONGEST = 36_500  # days
_NAME = re.compile(r"(?P<base>[a-z][a-z0-9_]*?)_(?:(?P<form>prev|trend)_)?(?P<days>[1-9][0-9]{0,4})d")
_SPELLING: dict[Form, str] = {
    "last": "_{}d",
    "previous": "_prev_{}d",
    "trend": "_trend_{}d",
    "total": "_total",
}
_MEANING: dict[Form, str] = {
    "last": "{} in the last {} days.",
    "previous": "{} in the {} days before the last {} days.",
    "trend": "{}: the last {} days divided by the {} days before; missing when those had none.",
    "total": "{} from the beginning.",
}


@dataclass(frozen=True, slots=True)
class Measure:
    """Something counted over a window; lists show the windows named here, any other works too."""

    name: str
    family: Family
    type: ValueType
    unit: str
    meaning: str  # a phrase that " in the last 90 days." can follow
    over: Callable[[Window], Value]
    windows: tuple[int, ...] = (30, 90, 180, 365)
    total: bool = True
    compared: tuple[int, ...] = ()  # the windows whose previous twin and trend are listed

    def variable(self, form: Form, days: int = 0) -> VariableDefinition:
        """The variable this measure makes in a form; a trend of what is not a number is refused."""
        if form == "trend" and self.type not in NUMERIC:
            raise ValueError(f"{self.name} is not a number and has no trend")
        return VariableDefinition(
            name=self.name + _SPELLING[form].format(days),
            family=self.family,
            type=ValueType.NUMBER if form == "trend" else self.type,
            meaning=_MEANING[form].format(self.meaning, days, days),
            unit="ratio" if form == "trend" else self.unit,
            definition=self._definition(form, days),
            base=self.name,
            form=form,
            days=days,
        )

    def listed(self) -> Iterator[VariableDefinition]:
        """The variables shown in lists and the reference."""
        for days in self.windows:
            yield self.variable("last", days)
        if self.total:
            yield self.variable("total")
        for days in self.compared:
            yield self.variable("previous", days)
            yield self.variable("trend", days)

    def _definition(self, form: Form, days: int) -> Value:
        match form:
            case "total":
                return self.over(ALWAYS)
            case "last":
                return self.over(last_days(days))
            case "previous":
                return self.over(days_before_those(days))
            case "trend":
                return Arithmetic(
                    "/", Variable(f"{self.name}_{days}d"), Variable(f"{self.name}_prev_{days}d")
                )


def windowed(name: str, measures: Mapping[str, Measure]) -> VariableDefinition | None:
    """The variable a name such as `revenue_45d` stands for, or None where it is no such name."""
    if name.endswith("_total"):
        measure = measures.get(name.removesuffix("_total"))
        return measure.variable("total") if measure else None
    match = _NAME.fullmatch(name)
    measure = measures.get(match["base"]) if match else None
    if match is None or measure is None or int(match["days"]) > LONGEST:
        return None
    form: Form = {"prev": "previous", "trend": "trend"}.get(match["form"], "last")  # type: ignore[assignment]
    if form == "trend" and measure.type not in NUMERIC:
        return None
    return measure.variable(form, int(match["days"]))

"""Words of the builder that come from no template: operators, groups, units."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

UNITS: tuple[tuple[str, Promise], ...] = (
    ("second", _("seconds")),
    ("minute", _("minutes")),
    ("hour", _("hours")),
    ("day", _("days")),
    ("week", _("weeks")),
    ("month", _("months")),
    ("quarter", _("quarters")),
    ("year", _("years")),
)
CALENDAR_UNITS: tuple[tuple[str, Promise], ...] = (
    ("day", _("day")),
    ("week", _("week")),
    ("month", _("month")),
    ("quarter", _("quarter")),
    ("year", _("year")),
)

OPERATOR_WORDS: dict[str, Promise] = {
    "=": _("is exactly"),
    "!=": _("is not (or not known)"),
    "<": _("is less than"),
    "<=": _("is at most"),
    ">": _("is more than"),
    ">=": _("is at least"),
    "between": _("is between"),
    "in": _("is one of"),
    "not in": _("is none of (or not known)"),
    "contains": _("contains"),
    "not contains": _("does not contain (or not known)"),
    "starts with": _("starts with"),
    "ends with": _("ends with"),
    "includes any": _("includes at least one of"),
    "includes all": _("includes all of"),
    "includes none": _("includes none of (or not known)"),
    "before": _("is before"),
    "after": _("is after"),
    "on": _("is on"),
    "within": _("lies in the period"),
    "is set": _("is known"),
    "is not set": _("is not known"),
}
"""What people call the operators; the test goes over every one."""

_KIND_GROUPS: dict[str, Promise] = {
    "account": _("Account"),
    "browsing": _("On the site"),
    "ordering": _("Orders and carts"),
    "voice": _("Reviews and surveys"),
    "messages": _("Messages"),
    "service": _("Service and contact"),
    "deals": _("Deals and contracts"),
    "consent": _("Consent"),
    "own": _("Your own events"),
}


def kind_group_said(group: str) -> str:
    """What people call a group of event kinds."""
    return str(_KIND_GROUPS.get(group, _KIND_GROUPS["own"]))


_PARTS: dict[str, Promise] = {
    "operator": _("Comparison"),
    "operand": _("Value"),
    "value": _("What is compared"),
    "by": _("What is compared"),
    "left": _("First value"),
    "right": _("Second value"),
    "unit": _("Unit of time"),
    "count": _("How many"),
    "kinds": _("Event"),
    "which": _("Which"),
    "window": _("When"),
    "date": _("Day"),
    "amount": _("How many"),
    "measure": _("Measured in"),
    "side": _("Side"),
    "quantifier": _("How many of them"),
    "change": _("A change"),
    "action": _("Reaction"),
    "bound": _("Which end"),
    "part": _("Part of the date"),
    "negated": _("Happened or not"),
    "same": _("Field"),
    "name": _("Name"),
    "at_least": _("At least"),
    "at_most": _("At most"),
    "corners": _("Corner"),
}


def part_said(path: str) -> str:
    """What a part is called by a screen reader where nothing beside it says so."""
    name = path.rpartition(".")[2].partition("[")[0]
    return str(_PARTS.get(name, _PARTS["value"]))

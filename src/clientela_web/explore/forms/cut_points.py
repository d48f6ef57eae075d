"""The numbers that scores and stages are built on, as people type them."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeAlias

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clientela.catalog.cut_points import BANDS, LONGEST_DAYS, CutPoints, changed
from clientela.errors import ClientelaError
from clientela_web.ui.refusals import refusal

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    Text: TypeAlias = StrOrPromise

_ORDERED = (("new_days", "active_days"), ("active_days", "cooling_days"), ("cooling_days", "lapsed_days"))


class NumbersField(forms.CharField):
    """Rising numbers with commas or spaces between them, at most four."""

    def __init__(self, *, whole: bool, label: Text, help_text: Text) -> None:
        super().__init__(required=False, max_length=80, label=label, help_text=help_text)
        self.whole = whole

    def to_python(self, value: object) -> tuple[float, ...]:  # type: ignore[override]
        parts = [part for part in re.split(r"[\s,;]+", str(value or "")) if part]
        try:
            numbers = tuple(int(part) if self.whole or part.isdigit() else float(part) for part in parts)
        except ValueError as error:
            raise forms.ValidationError(
                gettext("Write numbers with commas between them, such as 30, 90, 180.")
            ) from error
        if any(low >= high for low, high in pairwise(numbers)) or any(number < 0 for number in numbers):
            raise forms.ValidationError(gettext("Each number must be larger than the one before."))
        if len(numbers) >= BANDS:
            raise forms.ValidationError(gettext("At most four numbers: they make five bands."))
        return numbers

    def validate(self, value: object) -> None:
        """All of it is checked above."""

    def run_validators(self, value: object) -> None:
        """All of it is checked above."""


def _days(label: Text, help_text: Text = "") -> forms.IntegerField:
    return forms.IntegerField(label=label, help_text=help_text, min_value=1, max_value=LONGEST_DAYS)


class CutPointsForm(forms.Form):
    """Where bands and stages begin."""

    recency_days = NumbersField(
        whole=True,
        label=_("Recency: up to so many days since the last order"),
        help_text=_("The first band is the best."),
    )
    frequency_orders = NumbersField(
        whole=True, label=_("Frequency: from so many orders on"), help_text=_("The last band is the best.")
    )
    monetary_amounts = NumbersField(
        whole=False, label=_("Money: from so much paid on"), help_text=_("The last band is the best.")
    )
    period_days = forms.IntegerField(
        label=_("Orders and money are counted over so many days"),
        help_text=_("Leave it empty to count from the beginning."),
        required=False,
        min_value=1,
        max_value=LONGEST_DAYS,
    )
    net_of_refunds = forms.BooleanField(label=_("Take refunds off"), required=False)
    new_days = _days(_("New: for so many days after the first order"))
    active_days = _days(_("Active: up to so many days since the last order"))
    cooling_days = _days(_("Cooling: then up to so many days"))
    lapsed_days = _days(_("Lapsed: then up to so many days"), _("After that a customer is lost."))
    reactivated_after_days = _days(_("Reactivated: an order after a pause of so many days"))
    note = forms.CharField(label=_("Why"), required=False, max_length=200)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for low, high in _ORDERED:
            one, other = cleaned.get(low), cleaned.get(high)
            if one is not None and other is not None and one > other - (low != "new_days"):
                self.add_error(high, gettext("This must be more than the number before it."))
        return cleaned

    def cut_points(self, start: CutPoints) -> CutPoints | None:
        """The cut-points with these numbers; None, and an error of the form, where they cannot stand."""
        numbers = {name: value for name, value in self.cleaned_data.items() if name != "note"}
        try:
            return changed(start, numbers)
        except ClientelaError as error:
            self.add_error(None, refusal(error))
            return None

"""How a report is to be read."""

from __future__ import annotations

from dataclasses import replace

from django import forms
from django.utils.translation import gettext_lazy as _

from clientela.measure.campaigns import Reading
from clientela.workspace import now

GOALS = (
    ("order_completed", _("Orders")),
    ("deal_won", _("Deals won")),
    ("contract_signed", _("Contracts signed")),
    ("signed_up", _("Sign-ups")),
)
WINDOWS = (
    (3, _("3 days")),
    (7, _("7 days")),
    (14, _("14 days")),
    (30, _("30 days")),
    (60, _("60 days")),
)


class SegmentReadingForm(forms.Form):
    days = forms.TypedChoiceField(label=_("Window"), coerce=int, choices=WINDOWS)
    goal = forms.ChoiceField(label=_("Conversion"), choices=GOALS)
    cost = forms.FloatField(
        label=_("Cost of a message"), min_value=0, max_value=1_000, required=False, initial=0
    )

    def reading(self) -> Reading:
        """As it was chosen; where something is wrong with it, as usual."""
        usual = Reading(now())
        if not self.is_valid():
            return usual
        told = self.cleaned_data
        return replace(usual, days=told["days"], goal=told["goal"], cost=told["cost"] or 0.0)


class ReadingForm(SegmentReadingForm):
    margin = forms.FloatField(
        label=_("Margin, in percent"),
        help_text=_("What of the sales stays with you; without it no return is told."),
        min_value=0.1,
        max_value=100,
        required=False,
    )

    def reading(self) -> Reading:
        """The same with the margin."""
        margin = self.cleaned_data.get("margin") if self.is_valid() else None
        return replace(super().reading(), margin=margin / 100 if margin else None)

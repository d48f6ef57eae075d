"""How a search of the data is asked for, in plain words."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clientela.errors import ClientelaError, RuleCheckError
from clientela_web.explore.queries.segments import saved_segments
from clientela_web.explore.queries.telling import TELLING_FAMILIES, telling_in
from clientela_web.ui.refusals import refusal
from clientela_web.workspace import firm

GROUPS = (("", _("As many as the data support")), *((str(k), str(k)) for k in range(2, 11)))
HORIZONS = (
    (30, _("30 days")),
    (90, _("90 days")),
    (180, _("half a year")),
    (365, _("a year")),
)


class ClustersForm(forms.Form):
    """Which customers, by what, into how many groups."""

    within = forms.ChoiceField(label=_("Which customers"), required=False)
    by = forms.MultipleChoiceField(
        label=_("Alike in what"),
        choices=TELLING_FAMILIES,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Without a choice the most telling of all are taken."),
    )
    variables = forms.CharField(
        label=_("Or by these variables"),
        required=False,
        max_length=2000,
        help_text=_("Their names as in rules, with commas: age, income, orders_365d."),
    )
    k = forms.ChoiceField(label=_("How many groups"), choices=GROUPS, required=False)

    def __init__(self, data: QueryDict | None = None, *, language: str) -> None:
        super().__init__(data)
        segments = [(each.name, each.label) for each in saved_segments(language)]
        self.fields["within"].choices = [("", _("All customers")), *segments]  # type: ignore[attr-defined]

    def clean_variables(self) -> list[str]:
        names = [name.strip() for name in self.cleaned_data["variables"].split(",") if name.strip()]
        for name in names:
            try:
                firm().filled(name)
            except ClientelaError as error:
                raise forms.ValidationError(gettext("%(name)s is no variable.") % {"name": name}) from error
        return names

    def parameters(self) -> dict[str, Any]:
        """The search as it is kept."""
        asked = self.cleaned_data
        variables = asked["variables"] or [name for family in asked["by"] for name in telling_in(family)]
        k = int(asked["k"]) if asked["k"] else None
        return {"within": asked["within"], "variables": variables, "k": k, "by": asked["by"]}


class LifetimeForm(forms.Form):
    """How far to look ahead."""

    horizon_days = forms.TypedChoiceField(label=_("How far ahead"), choices=HORIZONS, coerce=int, initial=365)

    def parameters(self) -> dict[str, Any]:
        """The search as it is kept."""
        return {"horizon_days": self.cleaned_data["horizon_days"]}


class PatternsForm(forms.Form):
    """What is bought together, and in whom something differs."""

    things = forms.ChoiceField(
        label=_("What is bought together"),
        choices=(("category", _("categories")), ("item", _("single products"))),
        widget=forms.RadioSelect,
        initial="category",
    )
    outcome = forms.CharField(
        label=_("In whom does this differ?"),
        required=False,
        max_length=1000,
        help_text=_("A variable or a rule, such as nps_last <= 6 or did order_completed in last 90 days."),
    )

    def clean_outcome(self) -> str:
        text: str = self.cleaned_data["outcome"].strip()
        if text and firm().catalog.variable(text) is None:
            try:
                problems = firm().segment(text).check()
            except ClientelaError as error:
                raise forms.ValidationError(refusal(error)) from error
            if problems:
                raise forms.ValidationError(refusal(RuleCheckError(problems)))
        return text

    def parameters(self) -> dict[str, Any]:
        """The search as it is kept."""
        return {"things": self.cleaned_data["things"], "outcome": self.cleaned_data["outcome"]}

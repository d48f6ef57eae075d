"""A strategy as a form: nothing typed is lost, and every mistake is told at its field."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clientela.act.checking import StrategyProblem
from clientela.act.metrics import metric_of
from clientela.act.strategy import CHANNELS, PlannedChannel, Strategy, Target
from clientela.errors import ClientelaError
from clientela_web.models import Account
from clientela_web.strategies import queries
from clientela_web.strategies.numbers import shown_amount, shown_value, typed_decimal, typed_value
from clientela_web.ui.refusals import refusal
from clientela_web.workspace import firm

LEAST_TARGETS = 2
_PLACE = re.compile(r"(targets|channels)\[(\d+)\]\.(\w+)")
_PLAIN = ("objective", "aim", "tone", "message", "offer", "cadence", "currency", "owner", "notes", "play")


class Day(forms.DateInput):
    """A day as browsers pick it."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class StrategyForm(forms.Form):
    """Everything a strategy says, with as many rows of targets as are there and one more."""

    objective = forms.ChoiceField(label=gettext_lazy("Objective"))
    aim = forms.CharField(label=gettext_lazy("In your own words"), required=False, max_length=300)
    message = forms.CharField(
        label=gettext_lazy("Message"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("What these people should hear from you."),
    )
    tone = forms.CharField(label=gettext_lazy("Tone"), required=False, max_length=300)
    offer = forms.CharField(
        label=gettext_lazy("Offer"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    cadence = forms.CharField(label=gettext_lazy("How often"), required=False, max_length=500)
    budget = forms.CharField(
        label=gettext_lazy("Budget"), required=False, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    currency = forms.CharField(label=gettext_lazy("Currency"), required=False, max_length=3)
    starts_on = forms.DateField(label=gettext_lazy("First day"), required=False, widget=Day())
    ends_on = forms.DateField(label=gettext_lazy("Last day"), required=False, widget=Day())
    owner = forms.CharField(
        label=gettext_lazy("Owner"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"list": "owners"}),
    )
    notes = forms.CharField(
        label=gettext_lazy("Notes"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    decided = forms.ChoiceField(
        label=gettext_lazy("State"),
        widget=forms.RadioSelect,
        choices=[
            ("draft", gettext_lazy("Draft: still being thought about")),
            ("decided", gettext_lazy("Decided: it is carried out between its first and last day")),
        ],
    )
    note = forms.CharField(
        label=gettext_lazy("Why this change"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Kept with the version."),
    )
    play = forms.CharField(required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: object, language: str, targets: int = 0, used: Iterable[str] = (), **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.language = language
        self.rows = max(_rows_in(self.data) if self.is_bound else targets + 1, LEAST_TARGETS)
        self.fields["objective"].choices = queries.objectives(language)  # type: ignore[attr-defined]
        self.fields["currency"].widget.attrs["size"] = 4
        for channel, label in queries.channels(language):
            self.fields[f"channel_{channel}"] = forms.BooleanField(label=label, required=False)
            self.fields[f"reason_{channel}"] = forms.CharField(
                label=_("Why"),
                required=False,
                max_length=2000,
                widget=forms.TextInput(attrs={"placeholder": _("Why")}),
            )
        chosen = [
            ("", _("No target")),
            *queries.offered_metrics(language, used),
            ("other", _("Something else …")),
        ]
        for place in range(self.rows):
            self._add_target(place, chosen)

    def _add_target(self, place: int, metrics: list[tuple[str, str]]) -> None:
        number = forms.TextInput(attrs={"inputmode": "decimal"})
        self.fields[f"metric_{place}"] = forms.ChoiceField(
            label=_("Measured by"), required=False, choices=metrics
        )
        self.fields[f"own_{place}"] = forms.CharField(
            label=_("Variable or rule"), required=False, help_text=_("Such as orders_90d >= 2")
        )
        self.fields[f"start_{place}"] = forms.CharField(label=_("Start"), required=False, widget=number)
        self.fields[f"goal_{place}"] = forms.CharField(label=_("Goal"), required=False, widget=number)
        self.fields[f"until_{place}"] = forms.DateField(label=_("Until"), required=False, widget=Day())

    def channel_rows(self) -> Iterator[tuple[forms.BoundField, forms.BoundField]]:
        """The box and the reason of each channel."""
        for channel in CHANNELS:
            yield self[f"channel_{channel}"], self[f"reason_{channel}"]

    def target_rows(self) -> Iterator[dict[str, forms.BoundField]]:
        """The controls of each target."""
        for place in range(self.rows):
            yield {name: self[f"{name}_{place}"] for name in ("metric", "own", "start", "goal", "until")}

    def owners(self) -> list[str]:
        """Who may be chosen with a click; anybody else may be typed."""
        return [str(each) for each in Account.objects.filter(is_active=True)]

    def clean_budget(self) -> object:
        text = self.cleaned_data["budget"]
        if text.strip() and typed_decimal(text, self.language) is None:
            raise forms.ValidationError(
                _("“%(text)s” is no amount; write a number such as 1500.") % {"text": text}
            )
        return typed_decimal(text, self.language)

    def clean_currency(self) -> str:
        return str(self.cleaned_data["currency"]).strip().upper()

    def clean(self) -> dict[str, Any]:
        self._places: list[int] = []
        targets = [target for place in range(self.rows) if (target := self._target(place))]
        self.cleaned_data["targets"] = tuple(targets)
        return self.cleaned_data

    def _target(self, place: int) -> Target | None:
        """The target of a row; None for an empty row, or one with a mistake that was told."""
        said = {
            name: self.cleaned_data.get(f"{name}_{place}") or ""
            for name in ("metric", "own", "start", "goal")
        }
        text = said["own"].strip() if said["metric"] == "other" else said["metric"]
        if not text:
            if said["goal"].strip() or said["metric"] == "other":
                where = "own" if said["metric"] == "other" else "metric"
                self.add_error(f"{where}_{place}", _("Say what is measured, or leave the row empty."))
            return None
        try:
            metric = metric_of(firm().catalog, text, self.language)
        except ClientelaError as error:
            where = "own" if said["metric"] == "other" else "metric"
            self.add_error(f"{where}_{place}", refusal(error))
            return None
        values = {}
        for name in ("start", "goal"):
            values[name] = typed_value(said[name], metric, self.language)
            if said[name].strip() and values[name] is None:
                self.add_error(f"{name}_{place}", _("“%(text)s” is no number.") % {"text": said[name]})
        self._places.append(place)
        return Target(text, values["goal"], values["start"], self.cleaned_data.get(f"until_{place}"))

    def strategy(self) -> Strategy:
        """What was typed, as a strategy."""
        data = self.cleaned_data
        channels = tuple(
            PlannedChannel(channel, data[f"reason_{channel}"])
            for channel in CHANNELS
            if data[f"channel_{channel}"]
        )
        return Strategy(
            **{name: data[name] for name in _PLAIN},
            channels=channels,
            budget=data["budget"],
            targets=data["targets"],
            starts_on=data["starts_on"],
            ends_on=data["ends_on"],
            is_draft=data["decided"] == "draft",
        )

    def tell(self, problems: Iterable[StrategyProblem]) -> None:
        """Show each problem of the core at the control it is about."""
        for problem in problems:
            self.add_error(self._control(problem.field), problem.said(self.language))

    def _control(self, field: str) -> str | None:
        inside = _PLACE.fullmatch(field)
        if inside and inside[1] == "targets":
            name = {"goal": "goal", "start": "start", "until": "until"}.get(inside[3], "metric")
            return f"{name}_{self._places[int(inside[2])]}"
        return field if field in self.fields else None


def initial_of(strategy: Strategy, language: str) -> dict[str, object]:
    """The form's first content for a strategy."""
    found: dict[str, object] = {name: getattr(strategy, name) for name in _PLAIN}
    found |= {"starts_on": strategy.starts_on, "ends_on": strategy.ends_on}
    found["budget"] = shown_amount(strategy.budget, language)
    found["decided"] = "draft" if strategy.is_draft else "decided"
    for each in strategy.channels:
        found |= {f"channel_{each.channel}": True, f"reason_{each.channel}": each.reason}
    for place, target in enumerate(strategy.targets):
        metric = queries.metric(target.metric, language)
        found |= {
            f"metric_{place}": target.metric,
            f"start_{place}": shown_value(target.start, metric, language),
            f"goal_{place}": shown_value(target.goal, metric, language),
            f"until_{place}": target.until,
        }
    return found


def _rows_in(data: Mapping[str, Any]) -> int:
    """How many targets were sent, at most fifty."""
    places = [int(name.removeprefix("metric_")) for name in data if re.fullmatch(r"metric_\d{1,2}", name)]
    return min(max(places, default=-1) + 1, 50)

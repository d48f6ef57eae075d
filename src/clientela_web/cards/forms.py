"""Forms of the card."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import MutableMapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from django import forms
from django.forms.renderers import BaseRenderer
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clientela.catalog import VariableDefinition
from clientela.rules.types import NUMERIC, ValueType
from clientela_web.cards.queries import saying
from clientela_web.ui import writing
from clientela_web.workspace import firm

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Data: TypeAlias = QueryDict | None
Initial: TypeAlias = MutableMapping[str, Any] | None
HOUR = "%Y-%m-%dT%H:%M"
EDITABLE_OF_DEALS = ("title", "stage", "amount", "currency", "product", "competitor", "expected_close_on")


def posted(request: HttpRequest) -> Data:
    """What was sent, also where that is nothing; None where the form is only asked for."""
    return request.POST if request.method == "POST" else None


class Moment(forms.DateTimeInput):
    """Day and hour, in the firm's zone."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format=HOUR, attrs={"autocomplete": "off"})


class Suggesting(forms.TextInput):
    """A text with suggestions, free to be anything else."""

    def __init__(self, options: Sequence[str] = ()) -> None:
        super().__init__()
        self.options = list(options)

    def render(
        self,
        name: str,
        value: Any,  # noqa: ANN401 - as the base class has it
        attrs: dict[str, Any] | None = None,
        renderer: BaseRenderer | None = None,
    ) -> SafeString:
        listed = f"{(attrs or {}).get('id', name)}_options"
        control = super().render(
            name, value, {**(attrs or {}), "list": listed, "autocomplete": "off"}, renderer
        )
        options = format_html_join("", '<option value="{}"></option>', ((option,) for option in self.options))
        return format_html('{}<datalist id="{}">{}</datalist>', control, listed, options)


def _moment(label: _StrPromise, help_text: _StrPromise) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        help_text=help_text,
        required=False,
        widget=Moment(),
        input_formats=[HOUR, "%Y-%m-%d %H:%M"],
    )


class LogForm(forms.Form):
    """A note, a call or a visit."""

    text = forms.CharField(
        label=gettext_lazy("Text"), widget=forms.Textarea(attrs={"rows": 4}), max_length=10_000
    )
    outcome = forms.CharField(label=gettext_lazy("Outcome"), required=False, max_length=200)
    duration = forms.DecimalField(
        label=gettext_lazy("Minutes"), required=False, min_value=Decimal(0), max_value=Decimal(1440)
    )
    place = forms.CharField(label=gettext_lazy("Place"), required=False, max_length=200)
    at = _moment(gettext_lazy("When"), gettext_lazy("Empty: now."))
    once = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    asks: ClassVar[dict[str, tuple[str, ...]]] = {
        "note_added": (),
        "call_logged": ("outcome", "duration"),
        "visit_logged": ("outcome", "place"),
    }

    def __init__(self, kind: str, data: Data = None, *, initial: Initial = None) -> None:
        super().__init__(data, initial=initial)
        for name in ("outcome", "duration", "place"):
            if name not in self.asks[kind]:
                del self.fields[name]
        self.fields["once"].initial = uuid.uuid4().hex

    def told(self) -> dict[str, object]:
        """The fields of the event."""
        return {name: value for name, value in self.cleaned_data.items() if name not in {"at", "once"}}


class AttributeForm(forms.Form):
    """One attribute, in the control of its type."""

    value = forms.CharField(required=False)
    at = _moment(
        gettext_lazy("Since"), gettext_lazy("Empty: from now on. What held before stays in the history.")
    )

    def __init__(self, definition: VariableDefinition, data: Data = None, *, initial: Initial = None) -> None:
        super().__init__(data, initial=initial)
        field = self.fields["value"]
        field.label = saying.label(definition.name)
        field.help_text = _help(definition)
        field.widget = _control(definition)
        field.widget.is_required = False


def initial_text(value: object) -> str:
    """The value as its control holds it."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case list() | tuple():
            return ", ".join(map(str, value))
        case dt.datetime():
            return timezone.localtime(value).strftime(HOUR)
        case Decimal():
            return f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"
    return str(value)


def _control(definition: VariableDefinition) -> forms.Widget:
    kind = definition.type
    if kind is ValueType.BOOLEAN:
        return forms.Select(choices=[("", "–"), ("true", _("yes")), ("false", _("no"))])
    if definition.options:
        language, labels = writing.language(), firm().catalog.labels
        named = [
            (each, labels.option(definition.name, each, language) or each) for each in definition.options
        ]
        return forms.Select(choices=[("", "–"), *named])
    if kind is ValueType.DATE:
        return forms.DateInput(attrs={"type": "date"})
    if kind is ValueType.INSTANT:
        return Moment()
    if kind in NUMERIC:
        return forms.TextInput(attrs={"inputmode": "decimal"})
    if definition.name == "email":
        return forms.EmailInput()
    if definition.name in {"notes"}:
        return forms.Textarea(attrs={"rows": 4})
    return forms.TextInput()


def _help(definition: VariableDefinition) -> str:
    if definition.type is ValueType.LIST:
        return _("Several, with commas between them. Empty: not known.")
    return _("Empty: not known.")


class ConsentForm(forms.Form):
    """A consent given or withdrawn."""

    channel = forms.CharField(label=gettext_lazy("Channel"), max_length=40)
    purpose = forms.CharField(label=gettext_lazy("Purpose"), max_length=60, initial="marketing")
    state = forms.ChoiceField(
        label=gettext_lazy("She"),
        choices=[
            ("given", gettext_lazy("gave her consent")),
            ("withdrawn", gettext_lazy("withdrew her consent")),
            ("asked", gettext_lazy("is asked by e-mail, and confirms it herself")),
        ],
        widget=forms.RadioSelect,
        initial="given",
    )
    wording = forms.CharField(
        label=gettext_lazy("Wording shown"),
        help_text=gettext_lazy("The words she agreed to. Needed for a consent that is given."),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=4_000,
    )
    at = _moment(gettext_lazy("When"), gettext_lazy("Empty: now."))

    def __init__(
        self, channels: Sequence[str], purposes: Sequence[str], data: Data = None, *, initial: Initial = None
    ) -> None:
        super().__init__(data, initial=initial)
        self.fields["channel"].widget = Suggesting(channels)
        self.fields["purpose"].widget = Suggesting(purposes)

    def clean(self) -> dict[str, Any] | None:
        told = super().clean()
        if self.cleaned_data.get("state") in ("given", "asked") and not self.cleaned_data.get("wording"):
            self.add_error(
                "wording", _("Write down the words she agreed to: a consent is worth as much as they are.")
            )
        return told


class DealForm(forms.Form):
    """A deal: what it is called, where it stands, what it is worth."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    stage = forms.CharField(label=gettext_lazy("Stage"), required=False, max_length=100)
    amount = forms.CharField(label=gettext_lazy("Amount"), required=False, max_length=30)
    currency = forms.CharField(label=gettext_lazy("Currency"), required=False, max_length=3)
    product = forms.CharField(label=gettext_lazy("Product"), required=False, max_length=200)
    competitor = forms.CharField(label=gettext_lazy("Competitor"), required=False, max_length=200)
    expected_close_on = forms.CharField(
        label=gettext_lazy("Decision expected on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def __init__(self, data: Data = None, *, initial: Initial = None) -> None:
        super().__init__(data, initial=initial)
        for name in ("stage", "product", "competitor"):
            self.fields[name].widget = Suggesting(firm().deal_values(name))
        self.fields["amount"].widget.attrs["inputmode"] = "decimal"

    def told(self) -> dict[str, str]:
        """What was filled in, or differs from what was there."""
        return {
            name: self.cleaned_data[name]
            for name in EDITABLE_OF_DEALS
            if (self.cleaned_data[name] or "") != str(self.initial.get(name) or "")
        }


class LoseForm(forms.Form):
    """Why a deal was lost."""

    lost_reason = forms.CharField(
        label=gettext_lazy("Why was it lost?"),
        help_text=gettext_lazy("Pick one that was used before, so that segments find it, or write another."),
        max_length=200,
    )
    competitor = forms.CharField(label=gettext_lazy("Lost to"), required=False, max_length=200)

    def __init__(self, data: Data = None, *, initial: Initial = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["lost_reason"].widget = Suggesting(firm().deal_values("lost_reason"))
        self.fields["competitor"].widget = Suggesting(firm().deal_values("competitor"))


class EraseForm(forms.Form):
    """The number of the customer, typed by whoever means it."""

    number = forms.CharField(label=gettext_lazy("Type the number of the customer to confirm"), max_length=20)

    def __init__(self, customer_id: int, data: Data = None, *, initial: Initial = None) -> None:
        super().__init__(data, initial=initial)
        self.customer_id = customer_id
        self.fields["number"].widget.attrs["autocomplete"] = "off"

    def clean_number(self) -> str:
        typed: str = self.cleaned_data["number"].strip()
        if typed.removeprefix("#") != str(self.customer_id):
            raise forms.ValidationError(
                _("This is not the number of this customer; hers is %(number)s.")
                % {"number": f"#{self.customer_id}"}
            )
        return typed

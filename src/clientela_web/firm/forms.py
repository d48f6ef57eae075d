from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from clientela.collect.mapping.targets import field_name
from clientela_web.firm.choices import (
    ENTITIES,
    EVENT_TYPES,
    SENSITIVITIES,
    TYPES,
    countries,
    currencies,
    time_zones,
)
from clientela_web.ui.selects import LongSelect

LONGEST = 120
FIELDS_OF_A_KIND = 4  # rows to fill in at once; the page can be opened again for more


class SettingsForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Name of the firm"),
        max_length=LONGEST,
        required=False,
        help_text=gettext_lazy("Stands at the head of every page."),
    )
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        widget=LongSelect,
        help_text=gettext_lazy(
            "In which days and months begin: what “today” and “this month” mean in rules."
        ),
    )
    country = forms.ChoiceField(
        label=gettext_lazy("Country"),
        required=False,
        widget=LongSelect,
        help_text=gettext_lazy("Of phone numbers and addresses that are written without one."),
    )
    currency = forms.ChoiceField(
        label=gettext_lazy("Currency"),
        widget=LongSelect,
        help_text=gettext_lazy("Of amounts that are written without one."),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the firm"),
        choices=settings.LANGUAGES,
        help_text=gettext_lazy("For whoever has not chosen another."),
    )
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages offered"),
        choices=settings.LANGUAGES,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy("The language of the firm is always among them."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        language = (get_language() or "en").split("-")[0]
        self._offer("time_zone", time_zones())
        self._offer("country", [("", _("None")), *countries(language)])
        self._offer("currency", currencies(language))

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        """The choices, and what is set now even where it is no usual one."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  (for the type checker)
        now = str(self.initial.get(name) or "")
        known = {value for value, _label in choices}
        field.choices = choices if not now or now in known else [(now, now), *choices]


class NamedForm(forms.Form):
    """Something of the firm's own, with a name in rules that is made where none is given."""

    label = forms.CharField(label=gettext_lazy("What it is called"), max_length=LONGEST)
    name = forms.CharField(
        label=gettext_lazy("Name in rules"),
        max_length=60,
        required=False,
        help_text=gettext_lazy(
            "Small letters, digits and underscores; made from the above where left empty."
        ),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("name") and cleaned.get("label"):
            cleaned["name"] = field_name(cleaned["label"])[:60]
        return cleaned


class FieldForm(NamedForm):
    label = forms.CharField(
        label=gettext_lazy("What it is called"),
        max_length=LONGEST,
        help_text=gettext_lazy("As people say it, such as “shoe size”."),
    )
    entity = forms.ChoiceField(label=gettext_lazy("Belongs to"), choices=ENTITIES)
    type = forms.ChoiceField(
        label=gettext_lazy("What it holds"),
        choices=TYPES,
        help_text=gettext_lazy("It cannot be changed once there are values."),
    )
    sensitivity = forms.ChoiceField(
        label=gettext_lazy("How careful we must be with it"),
        choices=SENSITIVITIES,
        help_text=gettext_lazy(
            "What names or reaches a person is hidden from viewers and never enters findings."
        ),
    )


class LabelForm(forms.Form):
    label = forms.CharField(label=gettext_lazy("What it is called"), max_length=LONGEST)


class KindForm(NamedForm):
    label = forms.CharField(
        label=gettext_lazy("What one of them is called"),
        max_length=LONGEST,
        help_text=gettext_lazy("As people say it, such as “fitting”."),
    )


class EventFieldForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Field"), max_length=60, required=False)
    type = forms.ChoiceField(label=gettext_lazy("What it holds"), choices=EVENT_TYPES)

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        return field_name(name) if name.strip() else ""


EventFields = forms.formset_factory(EventFieldForm, extra=FIELDS_OF_A_KIND, max_num=50, validate_max=True)

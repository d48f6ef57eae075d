"""What people fill in about segments."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from clientela.errors import ClientelaError
from clientela.segments.library import Saved
from clientela_web.segments.queries.columns import Column, columns_of, usual_columns
from clientela_web.ui.moment import moment_of
from clientela_web.ui.refusals import refusal

FORMATS = (
    ("csv", _("CSV, for any spreadsheet")),
    ("xlsx", _("XLSX, for Excel")),
    ("parquet", _("Parquet, for data tools")),
)


class NamesForm(forms.Form):
    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        help_text=_("Rules ask for the segment by this name; they follow when it changes."),
    )

    def __init__(self, data: Mapping[str, Any] | None, *, saved: Saved) -> None:
        names = {f"name_{code}": said for code, said in saved.names.items()}
        super().__init__(data, initial={"name": saved.name, **names})
        for code, language in settings.LANGUAGES:
            self.fields[f"name_{code}"] = forms.CharField(
                label=language, max_length=120, required=False, widget=forms.TextInput(attrs={"lang": code})
            )

    def names(self) -> dict[str, str]:
        return {code: self.cleaned_data[f"name_{code}"] for code, _language in settings.LANGUAGES}


class ColumnsForm(forms.Form):
    """Which variables stand beside the members: those ticked, then those typed."""

    columns = forms.MultipleChoiceField(
        label=_("Columns"), required=False, widget=forms.CheckboxSelectMultiple
    )
    others = forms.CharField(
        label=_("Other variables"),
        required=False,
        max_length=2000,
        help_text=_("Names of variables with commas between them; the list helps you to find them."),
        widget=forms.TextInput(attrs={"list": "every-variable", "autocomplete": "off"}),
    )
    as_of = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        language: str,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        self.language = language
        choices = [(column.name, column.label) for column in usual_columns(language)]
        self.fields["columns"].choices = choices  # type: ignore[attr-defined]

    def clean_others(self) -> list[str]:
        return [name.strip() for name in self.cleaned_data["others"].split(",") if name.strip()]

    def clean_as_of(self) -> str:
        try:
            return moment_of(self.cleaned_data["as_of"]).spelled
        except ClientelaError as error:
            raise forms.ValidationError(refusal(error)) from error

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        try:
            wanted = [*found.get("columns", ()), *found.get("others", ())]
            found["chosen"] = columns_of(wanted, self.language)
        except ClientelaError as error:
            self.add_error("others", refusal(error))
        return found

    def chosen(self) -> list[Column]:
        columns: list[Column] = self.cleaned_data["chosen"]
        return columns


class ExportForm(ColumnsForm):
    format = forms.ChoiceField(label=_("File"), choices=FORMATS, initial="csv", widget=forms.RadioSelect)
    field_order = ("format", "columns", "others", "as_of")

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clientela_web.coupons.domain import LONGEST_NAME, CouponsError, checked_name
from clientela_web.coupons.reading import CodesError, read_codes, text_of
from clientela_web.ui.refusals import refusal

LARGEST = 40_000_000


class CodesForm(forms.Form):
    """Codes typed, or in a file."""

    codes = forms.CharField(
        label=gettext_lazy("Codes"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, "class": "mono", "spellcheck": "false"}),
        help_text=gettext_lazy("A line each."),
    )
    file = forms.FileField(
        label=gettext_lazy("Or a file"),
        required=False,
        help_text=gettext_lazy("Text or CSV; of several columns the first counts."),
    )

    def clean(self) -> dict[str, Any]:
        said, file = self.cleaned_data, self.cleaned_data.get("file")
        if file and file.size > LARGEST:
            self.add_error("file", _("The file is too large for a list of codes."))
            return said
        found: dict[str, None] = {}
        texts = {"codes": said.get("codes") or "", "file": text_of(file.read()) if file else ""}
        for name, text in texts.items():
            try:
                found |= dict.fromkeys(read_codes(text)) if text.strip() or not any(texts.values()) else {}
            except CodesError as error:
                self.add_error(name, refusal(error))
                break
        said["read"] = list(found)
        return said


class ListForm(CodesForm):
    """A new list."""

    name = forms.CharField(
        label=gettext_lazy("Name of the list"),
        max_length=LONGEST_NAME,
        help_text=gettext_lazy("What campaigns choose it by."),
    )
    field_order = ("name", "codes", "file")

    def clean_name(self) -> str:
        try:
            return checked_name(str(self.cleaned_data["name"]))
        except CouponsError as error:
            raise forms.ValidationError(refusal(error)) from error

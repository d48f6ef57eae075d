"""The themes comments are read for, as a text people edit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from clientela.errors import ClientelaError
from clientela_web.ui.refusals import refusal

if TYPE_CHECKING:
    from clientela.discover.voice import ThemeSet


class ThemesForm(forms.Form):
    """A set of themes with their words by language."""

    themes = forms.CharField(
        label=_("Themes"),
        widget=forms.Textarea(attrs={"rows": 24, "class": "mono", "spellcheck": "false"}),
        max_length=200_000,
        help_text=_(
            "Under each theme its name and, by language, the words it is known by. A word stands for all its"
            " forms; deliver* finds every word that begins so; several words find themselves in a row."
        ),
    )
    note = forms.CharField(label=_("Why"), required=False, max_length=200)

    def clean_themes(self) -> ThemeSet:
        from clientela.discover.voice.themes import read_themes

        try:
            return read_themes(self.cleaned_data["themes"])
        except ClientelaError as error:
            raise forms.ValidationError(refusal(error)) from error

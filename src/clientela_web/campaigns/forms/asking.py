"""Small forms beside a campaign."""

from __future__ import annotations

from django import forms

from clientela_web.campaigns.queries.recipients import Wanted
from clientela_web.campaigns.trying import Trial


class ApprovalForm(forms.Form):
    fingerprint = forms.CharField(max_length=96, widget=forms.HiddenInput)


class TrialForm(forms.Form):
    to = forms.CharField(max_length=320)
    variant = forms.CharField(required=False, max_length=60)
    customer = forms.IntegerField(required=False, min_value=1)

    def trial(self) -> Trial:
        """What is asked for, of a form that is valid."""
        return Trial(**self.cleaned_data)


class WantedForm(forms.Form):
    state = forms.CharField(required=False, max_length=10)
    reason = forms.CharField(required=False, max_length=40)
    segment = forms.CharField(required=False, max_length=200)
    variant = forms.CharField(required=False, max_length=60)
    page = forms.IntegerField(required=False, min_value=1)

    def wanted(self) -> Wanted:
        """What is asked for; nothing of what cannot be read."""
        self.is_valid()
        said = {name: value for name, value in self.cleaned_data.items() if value}
        return Wanted(**said)

"""How a report is to be read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clientela.errors import ClientelaError
from clientela.measure.campaigns import Reading
from clientela.workspace import now
from clientela_web.channels.house import mail_providers
from clientela_web.models import Account, Campaign, Every, Provider, ReportSubscription
from clientela_web.reports.mailing import first_at, usual_sender
from clientela_web.reports.queries.campaigns import NOW
from clientela_web.ui.moment import moment_of
from clientela_web.ui.refusals import refusal

GOALS = (
    ("order_completed", _("Orders")),
    ("deal_won", _("Deals won")),
    ("contract_signed", _("Contracts signed")),
    ("signed_up", _("Sign-ups")),
)
OFTEN = (
    (Every.DAY, _("Every day")),
    (Every.WEEK, _("Every week")),
    (Every.MONTH, _("Every four weeks")),
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

    as_of = forms.CharField(
        label=_("As of"),
        required=False,
        help_text=_("Nothing later is read. Left empty, it is now."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def clean_as_of(self) -> dt.datetime | None:
        try:
            return moment_of(self.cleaned_data["as_of"]).as_of
        except ClientelaError as error:
            raise forms.ValidationError(refusal(error)) from error

    def reading(self) -> Reading:
        """As it was chosen; where something is wrong with it, as usual."""
        usual = Reading(NOW)
        if not self.is_valid():
            return usual
        told = self.cleaned_data
        return replace(
            usual, as_of=told["as_of"] or NOW, days=told["days"], goal=told["goal"], cost=told["cost"] or 0.0
        )


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


class MailForm(forms.Form):
    account = forms.ModelChoiceField(label=_("To whom"), queryset=Account.objects.none())
    every = forms.ChoiceField(label=_("How often"), choices=OFTEN, initial=Every.WEEK)
    provider = forms.ModelChoiceField(label=_("By which mail server"), queryset=Provider.objects.none())
    sender_address = forms.EmailField(label=_("Address of the sender"))

    def __init__(self, data: Mapping[str, Any] | None, reader: Account) -> None:
        super().__init__(data)
        accounts, providers = self.fields["account"], self.fields["provider"]
        accounts.queryset = Account.objects.filter(is_active=True).order_by("email")  # type: ignore[attr-defined]
        providers.queryset = mail_providers()  # type: ignore[attr-defined]
        self.initial = {
            "account": reader.pk,
            "provider": mail_providers().first(),
            "sender_address": usual_sender(),
        }

    def subscribe(self, reader: Account, campaign: Campaign | None, segment_id: int | None) -> None:
        """Keep what was chosen; who gets this report already gets it as was chosen last."""
        told = self.cleaned_data
        ReportSubscription.objects.update_or_create(
            account=told["account"],
            campaign=campaign,
            segment_id=segment_id,
            defaults={
                "every": told["every"],
                "provider": told["provider"],
                "sender_address": told["sender_address"],
                "next_at": first_at(now()),
                "created_by": reader,
            },
        )

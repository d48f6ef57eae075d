"""How a report is to be read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from clientela.errors import ClientelaError
from clientela.measure.campaigns import Reading
from clientela.workspace import now
from clientela_web.channels.house import mail_providers
from clientela_web.models import Account, Campaign, Every, Provider, ReportSubscription
from clientela_web.reports.goals import goals
from clientela_web.reports.mailing import first_at, usual_sender
from clientela_web.reports.queries.campaigns import NOW, as_declared
from clientela_web.ui.moment import moment_of
from clientela_web.ui.refusals import refusal

OFTEN = (
    (Every.DAY, _("Every day")),
    (Every.WEEK, _("Every week")),
    (Every.MONTH, _("Every four weeks")),
)
WINDOWS = (3, 7, 14, 30, 60)


class SegmentReadingForm(forms.Form):
    days = forms.TypedChoiceField(label=_("Window"), coerce=int)
    goal = forms.ChoiceField(label=_("Conversion"))
    cost = forms.FloatField(label=_("Cost of a message"), min_value=0, max_value=1_000, required=False)
    as_of = forms.CharField(
        label=_("As of"),
        required=False,
        help_text=_("Nothing later is read. Left empty, it is now."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def __init__(self, asked: Mapping[str, str], usual: Reading | None = None) -> None:
        """What is not asked is as usual."""
        self.usual = usual or Reading(NOW)
        super().__init__({"days": str(self.usual.days), "goal": self.usual.goal, **_plain(asked)})
        windows = sorted({*WINDOWS, self.usual.days})
        self.fields["days"].choices = [(each, _days(each)) for each in windows]  # type: ignore[attr-defined]
        self.fields["goal"].choices = goals(self.usual.goal)  # type: ignore[attr-defined]

    def clean_as_of(self) -> dt.datetime | None:
        try:
            return moment_of(self.cleaned_data["as_of"]).as_of
        except ClientelaError as error:
            raise forms.ValidationError(refusal(error)) from error

    def reading(self) -> Reading:
        """As it was chosen; where something is wrong with it, as usual."""
        if not self.is_valid():
            return self.usual
        told = self.cleaned_data
        return replace(
            self.usual, as_of=told["as_of"] or NOW, days=told["days"], goal=told["goal"], cost=told["cost"]
        )


class CampaignReadingForm(SegmentReadingForm):
    margin = forms.FloatField(
        label=_("Margin, in percent"),
        help_text=_("What of the sales stays with you; without it no return is told."),
        min_value=0.1,
        max_value=100,
        required=False,
    )

    def __init__(self, campaign: Campaign, asked: Mapping[str, str]) -> None:
        """What is not asked is as the campaign said before it was sent."""
        margin = campaign.margin_percent
        told = {"margin": f"{margin:g}", **_plain(asked)} if margin else asked
        super().__init__(told, as_declared(campaign))
        self.fields["cost"].help_text = _("Left empty, what the campaign said before it was sent.")

    def reading(self) -> Reading:
        """The same with the margin."""
        if not self.is_valid():
            return self.usual
        margin = self.cleaned_data["margin"]
        return replace(super().reading(), margin=margin / 100 if margin else None)


class MailForm(forms.Form):
    account = forms.ModelChoiceField(label=_("To whom"), queryset=Account.objects.none())
    every = forms.ChoiceField(label=_("How often"), choices=OFTEN, initial=Every.WEEK)
    provider = forms.ModelChoiceField(label=_("By which provider"), queryset=Provider.objects.none())
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


def _plain(asked: Mapping[str, str]) -> dict[str, str]:
    return {name: asked[name] for name in asked}


def _days(number: int) -> str:
    return ngettext("%(n)s day", "%(n)s days", number) % {"n": number}

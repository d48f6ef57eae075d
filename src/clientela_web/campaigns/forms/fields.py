"""What can be typed of a campaign, control by control."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from clientela_web.campaigns.forms.choices import AFTER_CRASH, KINDS_OF_BODY
from clientela_web.campaigns.judging import MOST_DAYS


class Percent(forms.CharField):
    """A share in per cent, with a comma or a point."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401  (as Django has it)
        widget = forms.TextInput(attrs={"inputmode": "decimal", "size": 6})
        super().__init__(required=False, widget=widget, **kwargs)

    def clean(self, value: object) -> float:
        text = str(super().clean(value)).replace("%", "").replace(",", ".").strip()
        try:
            return float(text or 0)
        except ValueError as error:
            raise forms.ValidationError(
                _("“%(text)s” is no share; write a number such as 10.") % {"text": text}
            ) from error


def area(rows: int, *, code: bool = True) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "spellcheck": "true", **({"class": "mono"} if code else {})})


class CampaignFields(forms.Form):
    """The controls that every campaign has once; those with rows are added by the form."""

    name = forms.CharField(
        label=pgettext_lazy("of a thing", "Name"),
        max_length=200,
        help_text=gettext_lazy("Only you and your colleagues see it."),
    )
    channel = forms.ChoiceField(label=gettext_lazy("Channel"))
    purpose = forms.CharField(
        label=gettext_lazy("Purpose"),
        max_length=60,
        initial="marketing",
        widget=forms.TextInput(attrs={"list": "purposes"}),
        help_text=gettext_lazy("Only who gave consent to this channel and purpose gets it."),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the message"),
        help_text=gettext_lazy("Of dates, numbers and names in braces."),
    )
    subject = forms.CharField(label=gettext_lazy("Subject"), required=False, max_length=1_000)
    preheader = forms.CharField(
        label=gettext_lazy("Preview text"),
        required=False,
        max_length=1_000,
        help_text=gettext_lazy("What a list of mails shows beside the subject."),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Written as"), widget=forms.RadioSelect, choices=KINDS_OF_BODY, initial="markdown"
    )
    body = forms.CharField(
        label=pgettext_lazy("of a campaign", "Message"),
        required=False,
        widget=area(14),
        help_text=gettext_lazy(
            "Formatted: # heading, **bold**, - item, [words](https://…);"
            " a link alone in its paragraph is a button."
        ),
    )
    text = forms.CharField(
        label=gettext_lazy("Plain text beside it"),
        required=False,
        widget=area(6),
        help_text=gettext_lazy("Left empty, it is made from the HTML."),
    )
    holdout_percent = Percent(
        label=gettext_lazy("Held out, %"),
        help_text=gettext_lazy("This share gets nothing, so that you can see what the campaign caused."),
    )
    universal_percent = Percent(
        label=gettext_lazy("Held out of all campaigns, %"),
        help_text=gettext_lazy("The same people in every campaign that says the same share."),
    )
    send_at = forms.DateTimeField(
        label=gettext_lazy("Send at"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=gettext_lazy("Left empty, it waits until you press “Send now”."),
    )
    quiet_from = forms.TimeField(
        label=gettext_lazy("Quiet from"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    quiet_until = forms.TimeField(
        label=gettext_lazy("until"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=gettext_lazy("By the clock where each recipient lives; what may not go now waits."),
    )
    sender_name = forms.CharField(label=gettext_lazy("From: name"), required=False, max_length=120)
    sender_address = forms.CharField(label=gettext_lazy("From: address"), required=False, max_length=254)
    reply_to = forms.CharField(
        label=gettext_lazy("Replies go to"),
        required=False,
        max_length=254,
        help_text=gettext_lazy("Left empty, to the address it comes from."),
    )
    provider = forms.ChoiceField(label=gettext_lazy("Provider"), required=False)
    after_crash = forms.ChoiceField(
        label=gettext_lazy("If a sender stops in the middle of a message"),
        widget=forms.RadioSelect,
        choices=AFTER_CRASH,
        initial="mark_unknown",
    )

    coupon_code = forms.CharField(
        label=gettext_lazy("Coupon, the same for everybody"), required=False, max_length=60
    )
    coupon_list = forms.ChoiceField(label=gettext_lazy("Coupons, one for each, from"), required=False)
    track_opens = forms.BooleanField(label=gettext_lazy("Count openings"), required=False, initial=True)
    track_clicks = forms.BooleanField(
        label=gettext_lazy("Count clicks, by links that lead over this site"), required=False, initial=True
    )
    goal = forms.ChoiceField(
        label=gettext_lazy("Conversion"),
        required=False,
        help_text=gettext_lazy("What the campaign is for."),
    )
    window_days = forms.IntegerField(
        label=gettext_lazy("Window, in days"), required=False, min_value=1, max_value=MOST_DAYS, initial=14
    )
    message_cost = forms.FloatField(
        label=gettext_lazy("Cost of a message"),
        required=False,
        min_value=0,
        widget=forms.NumberInput(attrs={"step": "any"}),
        help_text=gettext_lazy("Left empty, by the provider's price."),
    )
    margin_percent = forms.FloatField(
        label=gettext_lazy("Margin, in percent"),
        required=False,
        max_value=100,
        widget=forms.NumberInput(attrs={"step": "any"}),
        help_text=gettext_lazy("What of the sales stays with you; without it no return is told."),
    )

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clientela.act.audience import address_of
from clientela_web.channels.house import mail_providers
from clientela_web.models import ConfirmationRules

MOST_DAYS = 60


class RulesForm(forms.ModelForm):  # type: ignore[type-arg]  # it is generic for the type checker alone
    """Who asks for confirmations, and how long a link is good for."""

    class Meta:
        model = ConfirmationRules
        fields = ("provider", "sender_name", "sender_address", "days")
        labels: ClassVar = {
            "provider": gettext_lazy("Sent by"),
            "sender_name": gettext_lazy("Sender's name"),
            "sender_address": gettext_lazy("Sender's address"),
            "days": gettext_lazy("Days that a link works"),
        }
        help_texts: ClassVar = {"provider": gettext_lazy("One of your providers of e-mail.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        chosen = self.fields["provider"]
        carrying = mail_providers()
        self.has_providers = carrying.exists()
        chosen.queryset = carrying  # type: ignore[attr-defined]
        self.fields["days"].widget.attrs |= {"min": 1, "max": MOST_DAYS}

    def clean_days(self) -> int:
        days = int(self.cleaned_data["days"])
        if not 1 <= days <= MOST_DAYS:
            raise forms.ValidationError(_("Between 1 and %(most)s days.") % {"most": MOST_DAYS})
        return days

    def clean_sender_address(self) -> str:
        address = address_of(str(self.cleaned_data["sender_address"]))
        if address is None:
            raise forms.ValidationError(_("This is no e-mail address."))
        return address

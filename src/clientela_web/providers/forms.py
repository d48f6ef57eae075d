"""Forms of providers: one that any kind of provider fills with what it asks for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from clientela.act.audience import ADDRESSES, address_of
from clientela_web.channels.kinds import ProviderKind, Setting
from clientela_web.models import Provider
from clientela_web.providers.domain import flat, kept_secrets
from clientela_web.ui.words import channel_label


class ProviderForm(forms.Form):
    name = forms.CharField(label=pgettext_lazy("of a thing", "Name"), max_length=120)
    connections = forms.IntegerField(
        label=gettext_lazy("Connections at once"), min_value=1, max_value=200, initial=8
    )
    per_second = forms.FloatField(
        label=gettext_lazy("Messages a second, at most"),
        required=False,
        min_value=0.01,
        help_text=gettext_lazy("Left empty, as fast as it takes them."),
    )
    price = forms.DecimalField(
        label=gettext_lazy("Price of a message"),
        required=False,
        min_value=0,
        max_digits=10,
        decimal_places=5,
        widget=forms.NumberInput(attrs={"step": "any"}),
        help_text=gettext_lazy("In your currency; campaigns count their cost by it."),
    )
    per_domain = forms.CharField(
        label=gettext_lazy("Messages a minute to one receiving domain"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "class": "mono"}),
        help_text=gettext_lazy("A line each, such as gmail.com 60; * stands for any other domain."),
    )

    def __init__(
        self, *args: object, kind: ProviderKind, provider: Provider | None = None, **kwargs: object
    ) -> None:
        super().__init__(*args, initial=_initial(provider), **kwargs)  # type: ignore[arg-type, misc]
        self.kind, self.provider = kind, provider
        self.secrets = kept_secrets(provider) if provider else {}
        for setting in kind.settings:
            self.fields[_control(setting)] = self._field(setting)
        if kind.channel != "email":
            del self.fields["per_domain"]
        if kind.channel == "sms":
            self.fields["price"].label = _("Price of a part of a text message")

    def setting_rows(self) -> list[forms.BoundField]:
        """The controls of what this kind asks for."""
        return [self[_control(setting)] for setting in self.kind.settings]

    def settings_typed(self) -> dict[str, object]:
        """What was typed of what is kept openly."""
        typed = self.cleaned_data
        return {each.name: typed[_control(each)] for each in self.kind.settings if not each.is_sealed}

    def secrets_typed(self) -> dict[str, str]:
        """What was typed of what is sealed; empty where it stays as it is."""
        typed = self.cleaned_data
        return {each.name: typed[_control(each)] for each in self.kind.settings if each.is_sealed}

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"]).strip()
        others = Provider.objects.filter(name=name)
        if self.provider is not None and self.provider.pk:
            others = others.exclude(pk=self.provider.pk)
        if others.exists():
            raise forms.ValidationError(_("There is a provider of this name already."))
        return name

    def clean_per_domain(self) -> dict[str, float]:
        found: dict[str, float] = {}
        for line in str(self.cleaned_data["per_domain"]).splitlines():
            domain, _blank, number = line.strip().rpartition(" ")
            if not line.strip():
                continue
            try:
                found[domain.strip().lower()] = float(number)
            except ValueError:
                domain = ""
            if not domain.strip() or found[domain.strip().lower()] <= 0:
                raise forms.ValidationError(
                    _("“%(line)s” is no limit; write it such as gmail.com 60.") % {"line": line.strip()}
                )
        return found

    def _field(self, setting: Setting) -> forms.Field:
        told: dict[str, Any] = {
            "label": setting.label,
            "required": setting.required,
            "help_text": setting.help,
        }
        if setting.is_sealed and setting.name in self.secrets:
            told |= {
                "required": False,
                "help_text": _("It is kept, and not shown. Leave it empty to keep it."),
            }
        kept = flat(self.provider.settings) if self.provider else {}
        told["initial"] = None if setting.is_sealed else kept.get(setting.name, setting.initial)
        match setting.kind:
            case "number":
                return forms.IntegerField(min_value=0, **told)
            case "choice":
                return forms.ChoiceField(choices=setting.choices, **told)
            case "switch":
                return forms.BooleanField(**{**told, "required": False})
            case "secret":
                password = forms.PasswordInput(attrs={"autocomplete": "new-password"})
                return forms.CharField(max_length=1_000, strip=False, widget=password, **told)
            case "key":
                area = forms.Textarea(attrs={"rows": 4, "class": "mono", "autocomplete": "off"})
                return forms.CharField(max_length=20_000, widget=area, **told)
        return forms.CharField(max_length=500, **told)


class TryForm(forms.Form):
    to = forms.CharField(label=gettext_lazy("Send a test message to"), max_length=254)
    sender = forms.CharField(label=pgettext_lazy("sender", "From"), max_length=254, required=False)


class CapForm(forms.Form):
    channel = forms.ChoiceField(label=gettext_lazy("Channel"))
    most = forms.IntegerField(label=gettext_lazy("At most"), min_value=1, max_value=1_000, initial=3)
    days = forms.IntegerField(label=gettext_lazy("in so many days"), min_value=1, max_value=366, initial=7)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["channel"].choices = _channels()  # type: ignore[attr-defined]


class AddressForm(forms.Form):
    channel = forms.ChoiceField(label=gettext_lazy("Channel"))
    address = forms.CharField(
        label=gettext_lazy("Address"),
        max_length=320,
        help_text=gettext_lazy("It is kept as a keyed hash: nobody can read it from the list."),
    )
    note = forms.CharField(label=gettext_lazy("Why"), required=False, max_length=300)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["channel"].choices = _channels()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if said.get("channel") == "email" and said.get("address"):
            wire = address_of(said["address"].strip())
            if wire is None:
                self.add_error("address", _("This is no e-mail address; write it as name@example.com."))
            else:
                said["address"] = wire
        return said


def _channels() -> list[tuple[str, str]]:
    return [(each, channel_label(each)) for each in ADDRESSES]


def _initial(provider: Provider | None) -> dict[str, object]:
    if provider is None:
        return {}
    lines = [f"{domain} {number:g}" for domain, number in provider.per_domain.items()]
    return {
        "name": provider.name,
        "connections": provider.connections,
        "per_second": provider.per_second,
        "price": provider.price.normalize() if provider.price is not None else None,
        "per_domain": "\n".join(lines),
    }


def _control(setting: Setting) -> str:
    return f"setting_{setting.name.replace('.', '_')}"

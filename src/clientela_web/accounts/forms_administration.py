"""What administrators type about people, keys and the log."""

from __future__ import annotations

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from clientela_web.accounts.forms import email_field
from clientela_web.accounts.role_words import explained_roles
from clientela_web.models.account import Account
from clientela_web.models.permission import Role


def role_field() -> forms.ChoiceField:
    """A role, each said with what it may do."""
    return forms.ChoiceField(
        label=_("Role"), choices=explained_roles, widget=forms.RadioSelect, initial=Role.VIEWER
    )


class InviteForm(forms.Form):
    """Whom to invite, and as what."""

    email = email_field()
    role = role_field()

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).lower()
        if Account.objects.filter(email=email).exists():
            raise forms.ValidationError(_("There is an account with this e-mail already."))
        return email


class RoleForm(forms.Form):
    """What somebody may do from now on."""

    role = role_field()


class KeyForm(forms.Form):
    """A key for a program."""

    name = forms.CharField(
        label=_("What it is for"),
        max_length=120,
        help_text=_("The name of the program or report that will use the key."),
    )
    role = role_field()


class AuditFilter(forms.Form):
    """Which entries of the log to show."""

    person = forms.ChoiceField(label=_("Person or key"), required=False)
    action = forms.ChoiceField(label=_("What was done"), required=False)
    first = forms.DateField(
        label=_("From"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    last = forms.DateField(
        label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, data: QueryDict, *, actors: list[str], actions: list[tuple[str, str]]) -> None:
        super().__init__(data)
        everybody, everything = ("", _("Everybody")), ("", _("Everything"))
        self.fields["person"].choices = [everybody, *((each, each) for each in actors)]  # type: ignore[attr-defined]
        self.fields["action"].choices = [everything, *actions]  # type: ignore[attr-defined]

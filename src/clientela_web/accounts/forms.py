"""What people type to come in and to look after their account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.http import QueryDict
from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from clientela_web.models.account import Account, Theme
from clientela_web.ui.reader import offered_languages

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LONGEST_PASSWORD = 256


def _what_it_must_be() -> str:
    return " ".join(password_validators_help_texts())


def email_field() -> forms.EmailField:
    """An e-mail to log in with."""
    attributes = {"autocomplete": "username", "inputmode": "email", "spellcheck": "false"}
    return forms.EmailField(label=_("E-mail"), max_length=254, widget=forms.EmailInput(attrs=attributes))


def password_field(label: StrOrPromise, *, new: bool = False) -> forms.CharField:
    """A password; a new one tells what it must be."""
    attributes = {"autocomplete": "new-password" if new else "current-password"}
    return forms.CharField(
        label=label,
        max_length=LONGEST_PASSWORD,
        strip=False,
        widget=forms.PasswordInput(attrs=attributes),
        help_text=lazy(_what_it_must_be, str)() if new else "",
    )


def name_field() -> forms.CharField:
    """What somebody is called on pages and in the audit log."""
    return forms.CharField(
        label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )


def language_field() -> forms.ChoiceField:
    """The language of somebody's pages, of those the firm offers."""
    return forms.ChoiceField(label=_("Language"), choices=offered_languages)


class LogInForm(forms.Form):
    email = email_field()
    password = password_field(_("Password"))


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("Six figures from your authenticator app, or one of your recovery codes."),
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "text",
                "autofocus": True,
                "spellcheck": "false",
            }
        ),
    )


class NewCodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code that the app shows"),
        max_length=10,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class OwnPasswordForm(forms.Form):
    password = password_field(_("Your password"))

    def __init__(self, data: QueryDict | None = None, *, account: Account) -> None:
        super().__init__(data)
        self.account = account

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        if not self.account.check_password(password):
            raise forms.ValidationError(_("This is not the password you have now."))
        return password


class StartForm(forms.Form):
    name = name_field()
    email = email_field()
    password = password_field(_("Password"), new=True)
    language = language_field()

    def clean(self) -> dict[str, Any]:
        return _with_good_password(self, Account(email=self.cleaned_data.get("email", "")))


class AcceptForm(forms.Form):
    name = name_field()
    password = password_field(_("Password"), new=True)
    language = language_field()

    def __init__(self, data: QueryDict | None = None, *, email: str, language: str) -> None:
        super().__init__(data, initial={"language": language})
        self.email = email

    def clean(self) -> dict[str, Any]:
        return _with_good_password(self, Account(email=self.email))


class AccountForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for the type checker only
    name = name_field()
    language = language_field()
    theme = forms.ChoiceField(label=_("Light or dark"), choices=Theme.choices, widget=forms.RadioSelect)

    class Meta:
        model = Account
        fields = ("name", "language", "theme")

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> object:
        """Who has chosen no language sees the one of the page: to change the look is not to change that."""
        found = super().get_initial_for_field(field, field_name)
        return get_language() if field_name == "language" and not found else found


class PasswordForm(forms.Form):
    old = password_field(_("Password so far"))
    password = password_field(_("New password"), new=True)

    def __init__(self, data: QueryDict | None = None, *, account: Account) -> None:
        super().__init__(data)
        self.account = account

    def clean(self) -> dict[str, Any]:
        old = self.cleaned_data.get("old")
        if old and not self.account.check_password(old):
            self.add_error("old", _("This is not the password you have now."))
        return _with_good_password(self, self.account)


def _with_good_password(form: forms.Form, account: Account) -> dict[str, Any]:
    """The form's values; what is wrong with a new password is said at its field."""
    account.name = form.cleaned_data.get("name", account.name)
    password = form.cleaned_data.get("password")
    if password:
        try:
            validate_password(password, account)
        except forms.ValidationError as error:
            form.add_error("password", error)
    return form.cleaned_data

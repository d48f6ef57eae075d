"""Starting, logging in and out, accepting an invitation."""

from __future__ import annotations

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from clientela_web.accounts.domain import entering, inviting, starting
from clientela_web.accounts.domain.throttle import TooManyTriesError
from clientela_web.accounts.forms import AcceptForm, CodeForm, LogInForm, StartForm
from clientela_web.accounts.going_on import next_of, onwards
from clientela_web.accounts.wording import wait_for
from clientela_web.auditing import record
from clientela_web.models.account import Account
from clientela_web.ui.pages import page
from clientela_web.ui.reader import language_of


@never_cache
@sensitive_post_parameters("password")
def start(request: HttpRequest) -> HttpResponse:
    if starting.is_started():
        return redirect("home:home")
    form = StartForm(request.POST or None, initial={"language": language_of(request)})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            owner = starting.start(
                given["email"], given["password"], name=given["name"], language=given["language"]
            )
        except starting.AlreadyStartedError:
            return redirect("accounts:log_in")
        entering.let_in(request, owner)
        record(request, "made", "account", owner.email, role=owner.role)
        return redirect("home:home")
    return page(request, "accounts/start.html", {"form": form}, status=_status(form))


@never_cache
@sensitive_post_parameters("password")
def log_in(request: HttpRequest) -> HttpResponse:
    if isinstance(request.user, Account):
        return redirect(onwards(request))
    form = LogInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = _try_password(request, form.cleaned_data["email"], form.cleaned_data["password"])
        if isinstance(said, HttpResponse):
            return said
        form.add_error(None, said)
    return page(
        request, "accounts/log_in.html", {"form": form, "next": next_of(request)}, status=_status(form)
    )


@never_cache
def code(request: HttpRequest) -> HttpResponse:
    account = entering.half_in(request)
    if account is None:
        return redirect("accounts:log_in")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = _try_code(request, account, form.cleaned_data["code"])
        if isinstance(said, HttpResponse):
            return said
        form.add_error("code", said)
    return page(request, "accounts/code.html", {"form": form, "next": next_of(request)}, status=_status(form))


@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    if isinstance(request.user, Account):
        record(request, "logged_out", "account", request.user.email)
    logout(request)
    response = redirect("accounts:log_in")
    response.headers["Clear-Site-Data"] = '"cache"'  # whoever sits down next finds nothing by going back
    return response


@never_cache
@sensitive_post_parameters("password")
def accept(request: HttpRequest, token: str) -> HttpResponse:
    at = timezone.now()
    invitation = inviting.invitation_of(token, at=at)
    if invitation is None:
        return page(request, "accounts/invitation_over.html", status=410)
    form = AcceptForm(request.POST or None, email=invitation.email, language=language_of(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            account = inviting.accept(invitation, given["name"], given["password"], given["language"], at=at)
        except inviting.InvitationOverError:
            return page(request, "accounts/invitation_over.html", status=410)
        entering.let_in(request, account)
        record(request, "made", "account", account.email, role=account.role)
        return redirect("home:home")
    return page(
        request, "accounts/accept.html", {"form": form, "invitation": invitation}, status=_status(form)
    )


def _try_password(request: HttpRequest, email: str, password: str) -> HttpResponse | str:
    """Where to go on, or what is wrong."""
    try:
        account = entering.enter(request, email, password)
    except TooManyTriesError as error:
        return wait_for(error.until)
    except entering.NotRecognisedError:
        _record_failure(request, email)
        return _("That e-mail and password do not belong together. Check both and try again.")
    if not isinstance(request.user, Account):
        return redirect(onwards(request, through="accounts:code"))
    record(request, "logged_in", "account", account.email)
    return redirect(onwards(request))


def _try_code(request: HttpRequest, account: Account, typed: str) -> HttpResponse | str:
    try:
        entering.enter_code(request, account, typed)
    except TooManyTriesError as error:
        return wait_for(error.until)
    except entering.NotRecognisedError:
        _record_failure(request, account.email)
        return _("This code is not right, or was used already. Wait for the next one and type that.")
    record(request, "logged_in", "account", account.email)
    return redirect(onwards(request))


def _record_failure(request: HttpRequest, email: str) -> None:
    """Write down what was typed only where it is an account's e-mail: it may be a password, too."""
    known = Account.objects.filter(email=email.strip().lower()).first()
    record(request, "failed_to_log_in", "account", known.email if known else "?")


def _status(form: LogInForm | CodeForm | StartForm | AcceptForm) -> int:
    return 422 if form.errors else 200

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from clientela_web.channels.lines import NotWritableError
from clientela_web.channels.tokens import PREFERENCES, is_trial, token_of
from clientela_web.preferences import domain, queries, wording
from clientela_web.preferences.forms import ChoiceForm
from clientela_web.preferences.queries import Recipient
from clientela_web.preferences.showing import message_of

ONE_CLICK = ("List-Unsubscribe", "One-Click")
"""What a mail program posts (RFC 8058, 3.1)."""
HEADERS = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex", "Cache-Control": "no-store"}
_POLICY = (
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    "img-src 'self' https: data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "sandbox allow-popups allow-popups-to-escape-sandbox",
)
View = Callable[[HttpRequest, Recipient], HttpResponse]


def for_recipients(view: View) -> Callable[[HttpRequest, str], HttpResponse]:
    """Find out who holds the link, and answer in her language; to anybody else say nothing of anybody.

    The token is what lets her in, so there is neither a log-in nor a cookie that a form could be guarded by.
    """

    @csrf_exempt
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def answered(request: HttpRequest, token: str) -> HttpResponse:
        recipient = queries.recipient_of(token)
        language = queries.language_of(request, recipient)
        with translation.override(language):
            response = view(request, recipient) if recipient else _to_nobody(token)
        for name, value in (*HEADERS.items(), ("Content-Language", language)):
            response.headers[name] = value
        return response

    return answered


@for_recipients
def unsubscribe(request: HttpRequest, recipient: Recipient) -> HttpResponse:
    wish = wording.unsubscribing(recipient.topic)
    asked, done = request.method == "POST", False
    if asked and request.POST.getlist(ONE_CLICK[0]) == [ONE_CLICK[1]]:
        domain.unsubscribe(recipient, "=".join(ONE_CLICK), way="one-click")
        done = True
    elif asked and "unsubscribe" in request.POST:
        domain.unsubscribe(recipient, wish, way="unsubscribe page")
        done = True
    link = f"{PREFERENCES}{token_of(recipient.delivery_id)}"
    said = wording.unsubscribed(recipient.topic) if done else wish
    context = {"said": said, "done": done, "preferences": link}
    return _page("unsubscribe", recipient, context, status=400 if asked and not done else 200)


@for_recipients
def preferences(request: HttpRequest, recipient: Recipient) -> HttpResponse:
    choices = queries.choices_of(recipient)
    form = ChoiceForm(choices, request.POST if request.method == "POST" else None)
    said = ""
    if form.is_bound:
        said = _save(request, recipient, form)
        form = ChoiceForm(queries.choices_of(recipient))
    context = {"form": form, "said": said, "stopping": wording.stopping()}
    return _page("preferences", recipient, context, status=503 if said == "failed" else 200)


@for_recipients
def message(request: HttpRequest, recipient: Recipient) -> HttpResponse:
    """What she got, in a browser; it may draw itself and lead on, and do nothing else."""
    if request.method == "POST":
        return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
    try:
        said = message_of(recipient.delivery_id)
    except NotWritableError:
        return _page("nothing", status=404)
    context = {"subject": said.subject, "text": said.text, "language": translation.get_language()}
    html = said.html or render_to_string("preferences/message.html", context)
    return HttpResponse(html, headers={"Content-Security-Policy": "; ".join(_POLICY)})


def _save(request: HttpRequest, recipient: Recipient, form: ChoiceForm) -> str:
    """What became of it: stopped, saved, or failed."""
    way = "preference page"
    if "stop" in request.POST:
        topics = queries.choices_of(recipient)
        domain.stop_everything(recipient, topics, wording.stopping(), way=way)
        return "stopped"
    if not form.is_valid():
        return "failed"
    changes = form.changes()
    try:
        domain.choose(recipient, changes, {each: wording.agreed_to(each) for each in changes}, way=way)
    except domain.NotStoredError:
        return "failed"
    return "saved"


def _to_nobody(token: str) -> HttpResponse:
    """A test's link says that it is one; any other tells nothing of anybody."""
    return _page("trial") if is_trial(token) else _page("nothing", status=404)


def _page(
    name: str,
    recipient: Recipient | None = None,
    context: dict[str, object] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """A page without a request behind it: nothing of whoever happens to be logged in gets into it."""
    firm = queries.firm_name()
    told = {"firm_name": firm or (recipient.sender if recipient else ""), **(context or {})}
    if recipient:
        told["address"] = queries.masked(recipient.address)
    return HttpResponse(render_to_string(f"preferences/{name}.html", told), status=status)

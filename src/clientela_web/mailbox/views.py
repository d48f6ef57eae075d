from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from clientela_web.access import Asked, Permission, allowed
from clientela_web.channels import mail_folder
from clientela_web.mailbox import queries
from clientela_web.mailbox.queries import Opened
from clientela_web.ui.framing import framed
from clientela_web.ui.pages import page
from clientela_web.ui.paging import numbered
from clientela_web.ui.writing import number as written

ROWS = 50
LOOKS = ("html", "text", "headers", "raw")


@allowed(Permission.EDIT_CAMPAIGNS)
def listed(request: Asked) -> HttpResponse:
    if not mail_folder.is_in_use():
        raise Http404("no mailbox is in use")
    rows = Paginator(mail_folder.numbers(), ROWS).get_page(request.GET.get("page"))
    pager = numbered(rows.number, rows.paginator.num_pages)
    context = {"rows": queries.page_of(list(rows)), "pager": pager, "total": rows.paginator.count}
    return page(request, "mailbox/list.html", context, part="rows")


@allowed(Permission.EDIT_CAMPAIGNS)
def message(request: Asked, number: int) -> HttpResponse:
    opened = _opened(number)
    looks = [each for each in LOOKS if each != "html" or opened.html]
    look = request.GET.get("as", "")
    context = {"opened": opened, "looks": looks, "look": look if look in looks else looks[0]}
    return page(request, "mailbox/message.html", context)


@allowed(Permission.EDIT_CAMPAIGNS)
def html(_request: Asked, number: int) -> HttpResponse:
    return framed(_opened(number).html)


@require_POST
@allowed(Permission.EDIT_CAMPAIGNS)
def empty(request: Asked) -> HttpResponse:
    gone = mail_folder.empty()
    told = ngettext("%(count)s message is gone.", "%(count)s messages are gone.", gone)
    messages.success(request, told % {"count": written(gone)})
    return redirect("mailbox:list" if mail_folder.is_in_use() else "home:home")


def _opened(number: int) -> Opened:
    found = queries.opened(number)
    if found is None:
        raise Http404(f"no message {number}")
    return found

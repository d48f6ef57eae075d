"""All imports, and where a file is dropped."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from clientela_web.access import Asked, Permission, allowed
from clientela_web.imports import queries
from clientela_web.imports.forms import UploadForm
from clientela_web.imports.uploading import LIMIT_BYTES
from clientela_web.imports.words import KINDS
from clientela_web.models.import_run import KEPT
from clientela_web.ui.pages import page


@allowed(Permission.LOOK)
def all_imports(request: Asked) -> HttpResponse:
    return list_page(request)


def list_page(request: Asked, *, problem: str = "", status: int = 200) -> HttpResponse:
    """The page with the list; `problem` is why a file was not taken."""
    told = request.GET.get("before", "")
    beyond = int(told) if told.isdecimal() else None
    rows = queries.past_rows(beyond)
    shown, further = rows[: queries.PAGE], len(rows) > queries.PAGE
    address = reverse("imports:list")
    pager = {
        "next": f"{address}?before={shown[-1].past.import_id}" if further else "",
        "previous": address if beyond else "",
        "text": "",
    }
    context = {
        "rows": shown,
        "runs": queries.open_runs(),
        "uploads": queries.open_uploads() if request.account.may_import and not beyond else [],
        "form": UploadForm(),
        "problem": problem,
        "kinds": KINDS,
        "pager": pager,
        "limit_bytes": LIMIT_BYTES,
        "kept_days": KEPT.days,
        "is_first_page": not beyond,
        "empty_title": _("Nothing imported yet"),
    }
    return page(request, "imports/list.html", context, part="runs", status=status)

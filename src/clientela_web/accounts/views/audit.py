"""The audit log: for administrators."""

from __future__ import annotations

import datetime as dt

from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from clientela_web.access import Asked, Permission, allowed
from clientela_web.accounts import queries
from clientela_web.accounts.audit_words import action_word, told
from clientela_web.accounts.forms_administration import AuditFilter
from clientela_web.models.audit_entry import AuditEntry
from clientela_web.ui.pages import page
from clientela_web.ui.writing import number

ROWS = 50


@allowed(Permission.ADMINISTER)
def audit(request: Asked) -> HttpResponse:
    actions = [(each, action_word(each)) for each in queries.actions()]
    form = AuditFilter(request.GET, actors=queries.actors(), actions=actions)
    chosen = form.cleaned_data if form.is_valid() else {}
    found = queries.log_entries(
        chosen.get("person", ""),
        chosen.get("action", ""),
        _beginning(chosen.get("first")),
        _beginning(chosen.get("last"), days=1),
    )
    rows = Paginator(found, ROWS).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "entries": [told(entry) for entry in rows],
        "pager": _pager(request, rows),
        "total": rows.paginator.count,
        "is_filtered": any(chosen.values()),
    }
    return page(request, "accounts/audit.html", context, part="entries")


def _beginning(day: dt.date | None, days: int = 0) -> dt.datetime | None:
    """The beginning of that day in the firm's zone, or of the one some `days` later."""
    if day is None:
        return None
    later = day + dt.timedelta(days=days)
    return timezone.make_aware(dt.datetime.combine(later, dt.time.min))


def _pager(request: Asked, rows: Page[AuditEntry]) -> dict[str, str]:
    def address(number: int) -> str:
        query = request.GET.copy()
        query["page"] = str(number)
        return f"?{query.urlencode()}"

    return {
        "previous": address(rows.previous_page_number()) if rows.has_previous() else "",
        "next": address(rows.next_page_number()) if rows.has_next() else "",
        "text": _("Page %(page)s of %(pages)s")
        % {"page": number(rows.number), "pages": number(rows.paginator.num_pages)},
    }

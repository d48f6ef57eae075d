"""The page of a company."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from clientela_web.access import Asked, Permission, allowed
from clientela_web.auditing import record
from clientela_web.cards.queries.companies import company_of
from clientela_web.ui.pages import page


@allowed(Permission.LOOK)
@require_GET
def company(request: Asked, company_id: int) -> HttpResponse:
    found = company_of(company_id, request.account)
    if found is None:
        raise Http404
    record(request, "saw", "company", f"#{company_id}")
    return page(request, "cards/company.html", {"company": found})

"""What all reports recommend, on one page."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from clientela_web.access import Asked, Permission, allowed
from clientela_web.reports.queries.waiting import told_advice, waiting
from clientela_web.ui.pages import page


@require_GET
@allowed(Permission.LOOK)
def advice(request: Asked) -> HttpResponse:
    answer = waiting(wait=0.4)
    context: dict[str, object] = {"answer": answer}
    if answer is not None:
        context["groups"] = told_advice(answer.value, request.account, request.LANGUAGE_CODE)
    return page(request, "reports/advice_page.html", context, part="report")

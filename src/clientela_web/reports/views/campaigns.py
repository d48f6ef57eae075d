"""A campaign's report as a page and as files."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from clientela.measure.campaigns import CampaignResults
from clientela.measure.campaigns.naming import named
from clientela.reports.campaign import report_title, sections
from clientela_web.access import Asked, Permission, allowed
from clientela_web.auditing import record
from clientela_web.models import Campaign
from clientela_web.reports.deciding import advice
from clientela_web.reports.files import ENDINGS, sent_as_file
from clientela_web.reports.forms import CampaignReadingForm
from clientela_web.reports.queries.campaigns import measured, results_of
from clientela_web.reports.queries.seeing import check_sees_figures
from clientela_web.reports.seen import seen
from clientela_web.reports.views.mails import mail_context
from clientela_web.ui.pages import page
from clientela_web.ui.sections import shown


@require_GET
@allowed(Permission.LOOK)
def campaign(request: Asked, pk: int) -> HttpResponse:
    found = get_object_or_404(Campaign, pk=pk)
    check_sees_figures(request.account, found)
    form = CampaignReadingForm(found, request.GET)
    answer = results_of(found, form.reading())
    context: dict[str, object] = {
        "campaign": found,
        "form": form,
        "answer": answer,
        "endings": ENDINGS,
        "query": request.GET.urlencode(),
        **mail_context(request, campaign=found),
    }
    if answer is not None:
        visible = seen(answer.value, request.account)
        context |= _told(visible, request, found) if visible else {}
        context["is_part"] = visible != answer.value
    return page(request, "reports/campaign.html", context, part="report")


@require_GET
@allowed(Permission.EXPORT)
def file(request: Asked, pk: int, ending: str) -> HttpResponse:
    if ending not in ENDINGS:
        raise Http404(f"no report as {ending}")
    found = get_object_or_404(Campaign, pk=pk)
    results = measured(found, CampaignReadingForm(found, request.GET).reading())
    record(request, "exported", "campaign", found.name, format=ending)
    language = request.LANGUAGE_CODE
    told = report_title(results, language), sections(results, language)
    return sent_as_file(found.name, ending, told, results.rows, language)


def _told(results: CampaignResults, request: Asked, found: Campaign) -> dict[str, object]:
    """The parts of the page; advice stands apart from the others, for it has buttons."""
    language = request.LANGUAGE_CODE
    told = named(results, language).recommendations
    first, *others = shown(sections(results, language))
    advised = others.pop(0) if others else None
    return {
        "summary": first,
        "advice": advice(told, request.account, language, found.pk),
        "advice_title": advised.title if advised else "",
        "no_advice": advised.paragraphs[0] if advised and not told else "",
        "parts": others,
    }

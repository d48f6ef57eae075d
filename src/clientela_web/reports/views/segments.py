"""A segment's report as a page and as files."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from clientela.measure.campaigns.naming import named_advice
from clientela.measure.segments import SegmentResults
from clientela.reports.segment import report_title, sections
from clientela.segments.library import Saved
from clientela_web.access import Asked, Permission, allowed
from clientela_web.auditing import record
from clientela_web.privacy import check_may_ask
from clientela_web.reports.deciding import advice
from clientela_web.reports.files import ENDINGS, sent_as_file
from clientela_web.reports.forms import SegmentReadingForm
from clientela_web.reports.queries.segments import measured_segment, segment_results
from clientela_web.reports.seen import seen_segment
from clientela_web.reports.views.mails import mail_context
from clientela_web.ui.pages import page
from clientela_web.ui.sections import shown
from clientela_web.workspace import saved_segment


@require_GET
@allowed(Permission.LOOK)
def segment(request: Asked, segment_id: int) -> HttpResponse:
    saved = _opened(request, segment_id)
    form = SegmentReadingForm(request.GET)
    answer = segment_results(saved, form.reading())
    context: dict[str, object] = {
        "saved": saved,
        "name": saved.name_in(request.LANGUAGE_CODE),
        "form": form,
        "answer": answer,
        "endings": ENDINGS,
        "query": request.GET.urlencode(),
        **mail_context(request, segment_id=segment_id),
    }
    if answer is not None:
        visible = seen_segment(answer.value, request.account)
        context |= _told(visible, request) if visible else {}
        context["is_part"] = visible != answer.value
    return page(request, "reports/segment.html", context, part="report")


@require_GET
@allowed(Permission.EXPORT)
def file(request: Asked, segment_id: int, ending: str) -> HttpResponse:
    if ending not in ENDINGS:
        raise Http404(f"no report as {ending}")
    saved, language = _opened(request, segment_id), request.LANGUAGE_CODE
    results = measured_segment(saved.name, SegmentReadingForm(request.GET).reading())
    record(request, "exported", "segment", saved.name, format=ending)
    name = saved.name_in(language)
    told = report_title(results, language, name), sections(results, language)
    return sent_as_file(name, ending, told, results.rows, language)


def _opened(request: Asked, segment_id: int) -> Saved:
    """The segment; who may not ask its rule is not told what it comes to."""
    saved = saved_segment(segment_id)
    check_may_ask(request.account, saved.rule)
    return saved


def _told(results: SegmentResults, request: Asked) -> dict[str, object]:
    language = request.LANGUAGE_CODE
    found = named_advice(results.recommendations, language)
    advised, *others = shown(sections(results, language))
    return {
        "advice": advice(found, request.account, language),
        "advice_title": advised.title,
        "no_advice": "" if found else advised.paragraphs[0],
        "parts": others,
    }

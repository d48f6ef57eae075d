"""Pages of strategies."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clientela.act.channels import channel_said
from clientela.act.checking import StrategyError
from clientela.act.keeping import SavedStrategy
from clientela.act.strategy import Strategy
from clientela.segments.library import Saved
from clientela_web.access import Asked, Permission, allowed
from clientela_web.strategies import accepting, domain, queries
from clientela_web.strategies.accepting import ProposalShown
from clientela_web.strategies.forms import StrategyForm, initial_of
from clientela_web.ui.pages import page
from clientela_web.workspace import firm, saved_segment


@allowed(Permission.LOOK)
def overview(request: Asked) -> HttpResponse:
    title = _("When the strategies are at work")
    found = queries.overview(request.account, request.LANGUAGE_CODE, title)
    table = [
        (each.name, each.state_said, each.strategy.starts_on, each.strategy.ends_on) for each in found.planned
    ]
    headings = (_("Segment"), _("State"), _("First day"), _("Last day"))
    context = {"found": found, "table": table, "headings": headings}
    return page(request, "strategies/list.html", context, part="segments")


@allowed(Permission.LOOK)
def strategy(request: Asked, segment_id: int) -> HttpResponse:
    segment = saved_segment(segment_id)
    saved = _asked_version(request, segment)
    if saved is None or saved.strategy is None:
        context = {**_around(request, segment), "proposes": queries.sees_proposals(request.account)}
        return page(request, "strategies/none.html", context)
    written = saved.strategy
    day = queries.today()
    context = {
        **_around(request, segment),
        "saved": saved,
        "strategy": written,
        "state": written.state(day),
        "objective": queries.objective_said(written.objective, request.LANGUAGE_CODE),
        "channels": [
            (channel_said(each.channel, request.LANGUAGE_CODE), each.reason) for each in written.channels
        ],
        "days_left": written.days_left(day),
        "is_old": saved.version != _newest(segment),
    }
    return page(request, "strategies/strategy.html", context)


@allowed(Permission.LOOK)
def progress(request: Asked, segment_id: int) -> HttpResponse:
    segment = saved_segment(segment_id)
    answer = queries.progress_of(segment, request.LANGUAGE_CODE)
    found = queries.seen_progress(request.account, segment, answer.value) if answer else []
    rows = [accepting.told(each, request.LANGUAGE_CODE) for each in found]
    context = {"segment": segment, "answer": answer, "rows": rows}
    return page(request, "strategies/progress.html", context)


@allowed(Permission.SEE_PERSONS)
def proposals(request: Asked, segment_id: int) -> HttpResponse:
    segment = saved_segment(segment_id)
    answer = queries.proposals_of(segment, request.LANGUAGE_CODE)
    found = answer.value.found if answer else ()
    context = {
        **_around(request, segment),
        "answer": answer,
        "cards": [
            (ProposalShown(each), initial_of(each.strategy(), request.LANGUAGE_CODE)) for each in found
        ],
        "editing": "editing" in request.GET,
    }
    return page(request, "strategies/proposals.html", context, part="found")


@allowed(Permission.EDIT_STRATEGIES)
def edit(request: Asked, segment_id: int) -> HttpResponse:
    segment = saved_segment(segment_id)
    if request.method == "POST":
        form = _posted(request)
        if form.is_valid() and _saves(request, segment, form):
            messages.success(request, _("The strategy is saved."))
            return redirect("strategies:strategy", segment_id)
        return _form_page(request, segment, form, status=422)
    saved = _asked_version(request, segment)
    current = saved.strategy if saved else None
    proposed = accepting.accepted(request, segment, current)
    begun = (
        proposed or current or Strategy(objective="keep", currency=_currency(), owner=str(request.account))
    )
    initial = initial_of(begun, request.LANGUAGE_CODE) | {"version": _newest(segment) or ""}
    used = [target.metric for target in begun.targets]
    form = StrategyForm(
        initial=initial, language=request.LANGUAGE_CODE, targets=len(begun.targets), used=used
    )
    return _form_page(request, segment, form)


@require_POST
@allowed(Permission.EDIT_STRATEGIES)
def remove(request: Asked, segment_id: int) -> HttpResponse:
    domain.remove_strategy(request, request.account, saved_segment(segment_id))
    messages.success(request, _("The segment has no strategy any more. Its versions are kept."))
    return redirect("strategies:strategy", segment_id)


def _posted(request: Asked) -> StrategyForm:
    used = [
        str(value) for name, value in request.POST.items() if name.startswith("metric_") and value != "other"
    ]
    return StrategyForm(request.POST, language=request.LANGUAGE_CODE, used=used)


def _saves(request: Asked, segment: Saved, form: StrategyForm) -> bool:
    """Save what was typed; False where it cannot be, and the form says why."""
    if (form.cleaned_data["version"] or None) != _newest(segment):
        form.data = {**request.POST.dict(), "version": str(_newest(segment) or "")}
        form.add_error(
            None,
            _("Somebody else has saved this strategy meanwhile. Look at it, then save again to replace it."),
        )
        return False
    try:
        written = accepting.with_starts(segment, form.strategy(), request.LANGUAGE_CODE)
        domain.save_strategy(request, request.account, segment, written, form.cleaned_data["note"])
    except StrategyError as error:
        form.tell(error.problems)
        return False
    return True


def _form_page(request: Asked, segment: Saved, form: StrategyForm, *, status: int = 200) -> HttpResponse:
    context = {**_around(request, segment), "form": form}
    return page(request, "strategies/edit.html", context, status=status)


def _around(request: Asked, segment: Saved) -> dict[str, object]:
    """What every page about one strategy shows."""
    return {
        "segment": segment,
        "name": segment.name_in(request.LANGUAGE_CODE),
        "versions": list(reversed(firm().strategy_versions(segment.name))),
    }


def _asked_version(request: Asked, segment: Saved) -> SavedStrategy | None:
    text = request.GET.get("version", "")
    if text and not text.isdecimal():
        raise Http404(f"no version {text}")
    found = queries.version_of(segment, int(text) if text else None)
    if text and found is None:
        raise Http404(f"no version {text}")
    return found


def _newest(segment: Saved) -> int | None:
    found = queries.version_of(segment, None)
    return found.version if found else None


def _currency() -> str:
    return firm().store.settings().get("currency", "")

"""Campaigns looked at: all of them, one, its check, its recipients."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from clientela.measure.campaigns.before import Past
from clientela_web.access import Asked, Permission, allowed
from clientela_web.auditing import record
from clientela_web.campaigns.drafts import draft_of
from clientela_web.campaigns.forms.asking import WantedForm
from clientela_web.campaigns.judging import readiness_of
from clientela_web.campaigns.queries import listing, opened, power, recipients
from clientela_web.campaigns.queries.bill import Bill, bill_of
from clientela_web.campaigns.words import REASONS, STATE_BADGES
from clientela_web.ledger.tally import tally
from clientela_web.models import Campaign, CampaignState, DeliveryState
from clientela_web.privacy import sees_persons, shown_count, shown_part
from clientela_web.reports.goals import goal_label
from clientela_web.reports.queries.seeing import check_sees_figures, sees_figures
from clientela_web.ui.pages import page
from clientela_web.ui.paging import numbered
from clientela_web.ui.words import channel_label
from clientela_web.workspace import firm

OPEN_STATES = (CampaignState.DRAFT, CampaignState.CHECKED)
MOVING = (CampaignState.APPROVED, CampaignState.SENDING, CampaignState.PAUSED)


@allowed(Permission.LOOK)
def campaigns(request: Asked) -> HttpResponse:
    words, state = request.GET.get("q", "").strip()[:200], request.GET.get("state", "")
    text = request.GET.get("page", "1")
    found = listing.listed(words, state, int(text) if text.isdecimal() else 1, request.account)
    context = {
        "found": found,
        "words": words,
        "state": state,
        "states": CampaignState.choices,
        "pager": numbered(found.page, found.pages, {"q": words, "state": state}),
    }
    return page(request, "campaigns/list.html", context, part="rows")


@allowed(Permission.LOOK)
def campaign(request: Asked, pk: int) -> HttpResponse:
    found = _found(pk)
    is_begun = found.state not in OPEN_STATES
    counted = tally(found)
    context = {
        **around(request, found),
        "readiness": None if is_begun else readiness_of(found, firm(), request.LANGUAGE_CODE),
        "is_moving": found.state in MOVING,
        "is_begun": is_begun,
        "sees_figures": sees_figures(request.account, found),
        "tally": counted,
        "states": opened.states_of(counted),
        "reasons": opened.reasons_of(counted),
        "percent": round(100 * (counted.targeted - counted.open) / counted.targeted)
        if counted.targeted
        else 0,
        "draft": draft_of(found),
        "channel": channel_label(found.channel),
        "goal": goal_label(found.goal),
        "currency": firm().settings().currency,
    }
    response = page(request, "campaigns/campaign.html", context, part="progress")
    if request.htmx and request.GET.get("was") != found.state:
        response.headers["HX-Refresh"] = "true"  # what stands around the part has changed as well
    return response


@allowed(Permission.LOOK)
def check(request: Asked, pk: int) -> HttpResponse:
    found = _found(pk)
    check_sees_figures(request.account, found)
    job = opened.freeze_of(found)
    checked = opened.checked(found, request.account, request.LANGUAGE_CODE)
    rate = power.read_percent(request.GET.get("rate", ""), power.usual_rate(found))
    goal = power.read_percent(request.GET.get("goal", ""), min(round(rate * power.MORE, 2), 99.0))
    context = {
        **around(request, found),
        "job": job,
        "is_checking": job is not None and not job.is_over and not checked,
        "checked": checked,
        "rate": rate,
        "goal": goal,
        "power": _power(request, checked, rate, goal),
        "past": _past(request, found),
        "goal_label": goal_label(found.goal),
        "compared": power.compared(checked.tally) if checked else 0,
        "bill": _bill(request, found),
        "readiness": readiness_of(found, firm(), request.LANGUAGE_CODE)
        if found.state in OPEN_STATES
        else None,
    }
    response = page(request, "campaigns/check.html", context, part="found")
    if request.htmx and not context["is_checking"]:
        response.headers["HX-Refresh"] = "true"  # what stands around the part has changed as well
    return response


@allowed(Permission.LOOK)
def recipient_list(request: Asked, pk: int) -> HttpResponse:
    found = _found(pk)
    check_sees_figures(request.account, found)
    wanted = WantedForm(request.GET).wanted()
    shown = recipients.recipients_of(found, wanted, request.account)
    if sees_persons(request.account):
        record(request, "saw", "campaign", found.name, rows=len(shown.rows), **wanted.query())
    counted = tally(found)
    context = {
        **around(request, found),
        "shown": shown,
        "wanted": wanted,
        "states": [(state.value, state.label) for state in DeliveryState if counted.count(state)],
        "reasons": [
            (name, REASONS.get(name, name)) for name in {reason for _state, reason in counted.reasons}
        ],
        "segments": found.segments,
        "variants": [each["name"] for each in found.variants],
        "pager": numbered(shown.page, shown.pages, wanted.query()),
    }
    return page(request, "campaigns/recipients.html", context, part="rows")


def around(request: Asked, found: Campaign) -> dict[str, object]:
    """What every page about one campaign shows."""
    return {
        "campaign": found,
        "badge": STATE_BADGES[CampaignState(found.state)],
        "steps": opened.steps_of(found),
        "may_edit": request.account.may(Permission.EDIT_CAMPAIGNS),
        "may_approve": request.account.may(Permission.APPROVE_CAMPAIGNS),
    }


def _power(request: Asked, checked: opened.Checked | None, rate: float, goal: float) -> power.Power | None:
    """What it can show; nothing where the counts that it says are too small for the reader."""
    if checked is None:
        return None
    held_out = power.compared(checked.tally)
    if None in (shown_count(request.account, checked.waiting), shown_count(request.account, held_out)):
        return None
    return power.power_of(checked.waiting, held_out, rate, goal, request.LANGUAGE_CODE)


def _bill(request: Asked, found: Campaign) -> Bill | None:
    """What it costs; nothing where that would tell of how few the text is wrong, or right."""
    bill = bill_of(found)
    recipients = found.proof.get("recipients", 0)
    may = bill and shown_part(request.account, bill.messages, recipients) is not None
    return bill if may else None


def _past(request: Asked, found: Campaign) -> Past | None:
    past = power.past_of(found)
    may = past and shown_part(request.account, past.converted, past.customers) is not None
    return past if may else None


def _found(pk: int) -> Campaign:
    return get_object_or_404(Campaign.objects.select_related("provider", "approved_by", "account"), pk=pk)

"""One campaign: how far it is, who is in and who is not, whose text would be wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from clientela.act.audience import Fingerprint
from clientela.act.messages.proofing import Fault
from clientela.segments.customers import found_customers
from clientela_web.campaigns.words import DELIVERY_BADGES, reason_said
from clientela_web.ledger.tally import Tally, tally
from clientela_web.models import AudienceFreeze, Campaign, CampaignState, Delivery, DeliveryState
from clientela_web.privacy import Reader, sees_persons, shown_name
from clientela_web.workspace import firm

SHOWN = 10  # customers named beside a fault


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a campaign's way."""

    key: str
    label: str
    is_done: bool
    is_current: bool


@dataclass(frozen=True, slots=True)
class Counted:
    """One line of a count: what, how many, and how it is marked."""

    key: str
    label: str
    count: int
    badge: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A fault of the texts, and some of whom it is about: number and name."""

    sentence: str
    variant: str
    count: int
    customers: list[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found: everybody who was meant is in one of `kept` and `left_out`."""

    tally: Tally
    short: str
    waiting: int
    left_out: list[Counted]
    segments: list[Counted]
    variants: list[Counted]
    held_out: int
    recipients: int
    wrong: int
    faults: list[Told]


def steps_of(campaign: Campaign) -> list[Step]:
    """The way of a campaign, and where it is."""
    order = [
        ("write", pgettext("step of a campaign", "Write"), CampaignState.DRAFT),
        ("check", _("Check"), CampaignState.CHECKED),
        ("approve", _("Approve"), CampaignState.APPROVED),
        ("send", _("Send"), CampaignState.SENDING),
        ("done", _("Sent"), CampaignState.SENT),
    ]
    state = CampaignState(campaign.state)
    if state in (CampaignState.PAUSED, CampaignState.CANCELLED):
        reached = 3 if campaign.started_at else 2 if campaign.approved_at else 1
    else:
        reached = [each[2] for each in order].index(state)
    is_over = state is CampaignState.SENT
    return [
        Step(key, label, place < reached or is_over, place == reached and not is_over)
        for place, (key, label, _state) in enumerate(order)
    ]


def freeze_of(campaign: Campaign) -> AudienceFreeze | None:
    """The newest check of the campaign, under way or over."""
    return AudienceFreeze.objects.filter(campaign=campaign).order_by("-pk").first()


def states_of(counted: Tally) -> list[Counted]:
    """How many are in each state that anybody is in, in the order of their way."""
    return [
        Counted(str(state), str(state.label), counted.count(state), DELIVERY_BADGES.get(state, ""))
        for state in DeliveryState
        if counted.count(state)
    ]


def reasons_of(counted: Tally, states: Sequence[DeliveryState] = tuple(DeliveryState)) -> list[Counted]:
    """Why messages are where they are, the most frequent first; of some states alone."""
    wanted = {str(state) for state in states}
    return [
        Counted(reason, reason_said(reason), count)
        for (state, reason), count in counted.reasons.most_common()
        if state in wanted
    ]


def checked(campaign: Campaign, reader: Reader, language: str) -> Checked | None:
    """What the check found; None for a campaign that is not checked."""
    if not campaign.fingerprint:
        return None
    counted, proof = tally(campaign), campaign.proof
    rows = Delivery.objects.filter(campaign=campaign)
    getting = rows.filter(reason="")
    return Checked(
        tally=counted,
        short=Fingerprint.read(campaign.fingerprint).short,
        waiting=counted.open or getting.count(),
        left_out=reasons_of(counted, (DeliveryState.SKIPPED, DeliveryState.SUPPRESSED)),
        segments=_grouped(getting, "segment"),
        variants=_grouped(getting.exclude(variant=""), "variant"),
        held_out=rows.filter(reason__in=("holdout", "universal_holdout")).count(),
        recipients=proof.get("recipients", 0),
        wrong=proof.get("wrong", 0),
        faults=_faults(proof.get("faults", []), reader, language),
    )


def names_of(customers: Sequence[int], reader: Reader) -> dict[int, str]:
    """What to call these customers; whoever is gone is called by our number."""
    found = found_customers(firm().store.engine, customers) if sees_persons(reader) else {}
    return {each: shown_name(reader, each, found[each].name if each in found else None) for each in customers}


def _grouped(rows: QuerySet[Delivery], field: str) -> list[Counted]:
    counts = rows.order_by().values_list(field).annotate(count=Count("pk"))
    return [Counted(name, name, count) for name, count in sorted(counts, key=lambda each: -each[1])]


def _faults(told: list[dict[str, Any]], reader: Reader, language: str) -> list[Told]:
    found = []
    for each in told:
        fault = Fault(each["code"], each["what"], each["count"], ())
        first = each["first"][:SHOWN] if sees_persons(reader) else []
        names = names_of(first, reader)
        found.append(Told(fault.say(language), each["variant"], fault.count, list(names.items())))
    return found

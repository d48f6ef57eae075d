"""Campaigns as a terminal shows them."""

from __future__ import annotations

import datetime as dt
import shlex
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace as changed
from zoneinfo import ZoneInfo

from django.utils import timezone

from clientela.act.audience import Fingerprint
from clientela.act.messages.proofing import Fault
from clientela.cli.output import say, say_json, show_table
from clientela_web.campaigns.judging import DraftError
from clientela_web.campaigns.queries import power
from clientela_web.campaigns.queries.bill import bill_of
from clientela_web.campaigns.words import reason_said
from clientela_web.ledger.tally import Tally, tally
from clientela_web.models import Campaign, CampaignState, Delivery


def describe(campaign: Campaign) -> None:
    """What it is, who gets it and who does not, and whose text would be wrong."""
    counted = tally(campaign)
    say(f"{campaign.name}: {campaign.get_state_display().lower()}")
    if campaign.trouble:
        say(f"  stands still: {campaign.trouble}")
    for label, value in _facts(campaign):
        if value:
            say(f"  {label}: {value}")
    if not campaign.fingerprint:
        say("  not checked yet")
        return
    say(f"  targeted: {counted.targeted:,}, as of {campaign.as_of:%Y-%m-%d %H:%M} UTC")
    rows = [(state, count) for state, count in sorted(counted.states.items())]
    show_table(("state", ">recipients"), rows)
    if counted.reasons:
        reasons = [(state, reason_said(reason), n) for (state, reason), n in counted.reasons.most_common()]
        show_table(("state", "reason", ">recipients"), reasons)
    _tell_proof(campaign)
    _tell_bill(campaign)
    _tell_power(campaign, counted)
    say(f"  fingerprint: {Fingerprint.read(campaign.fingerprint).short}")


def what_is_next(campaign: Campaign, *, begins: bool = False) -> str:
    """Where the campaign stands, and the command that goes on from there."""
    words = f"Campaign {campaign.name!r}"

    def command(verb: str) -> str:
        return f"clientela campaign {verb} {shlex.quote(campaign.name)}"

    match campaign.state:
        case CampaignState.DRAFT:
            return f"{words} is a draft. Next: {command('check')}"
        case CampaignState.CHECKED:
            return f"{words} is checked. Next: {command('approve')}"
        case CampaignState.APPROVED if begins:
            told = "begins now: the running site sends it, or `clientela worker --send`"
            return f"{words} {told}. How far it is: {command('show')}"
        case CampaignState.APPROVED if campaign.scheduled_at is not None:
            return f"{words} is approved, and goes out {_when(campaign.scheduled_at, campaign.time_zone)}."
        case CampaignState.APPROVED:
            return f"{words} is approved, and waits until it is sent. Next: {command('send')}"
        case CampaignState.SENDING:
            return f"{words} goes on. How far it is: {command('show')}"
        case CampaignState.PAUSED:
            return f"{words} is paused: nothing more goes out. To go on: {command('resume')}"
    return f"{words} is {campaign.state} for good. To write it once more: {command('copy')} NEW_NAME"


def _when(at: dt.datetime, zone: str) -> str:
    if at <= timezone.now():
        return "at once"
    return f"on {at.astimezone(ZoneInfo(zone or 'UTC')):%Y-%m-%d at %H:%M} ({zone or 'UTC'})"


@contextmanager
def how_to_replace(*, replace: bool) -> Iterator[None]:
    """Where a name is taken, the option that changes the campaign which has it is named as well."""
    try:
        yield
    except DraftError as error:
        told = (
            changed(each, text=f"{each.text} --replace changes it.")
            if each.campaign and not replace
            else each
            for each in error.faults
        )
        raise DraftError(tuple(told)) from error


def list_rows(rows: Iterable[Delivery], as_json: bool) -> None:  # noqa: FBT001
    """Rows of the ledger."""
    if as_json:
        say_json(
            [
                {
                    "customer_id": row.customer_id,
                    "address": row.address,
                    "segment": row.segment,
                    "variant": row.variant,
                    "state": row.state,
                    "reason": row.reason,
                    "reply": row.reply,
                    "finished_at": row.finished_at,
                }
                for row in rows
            ]
        )
        return
    shown = [
        (f"#{row.customer_id}", row.address, row.segment, row.variant, row.state, row.reason, row.finished_at)
        for row in rows
    ]
    if not shown:
        say("Nobody is in this.")
        return
    show_table(("customer", "address", "segment", "variant", "state", "reason", "when"), shown)


def _facts(campaign: Campaign) -> list[tuple[str, object]]:
    return [
        ("segments", ", ".join(campaign.segments)),
        ("but not", ", ".join(campaign.without)),
        ("channel", campaign.channel),
        ("purpose", campaign.purpose),
        ("subject", campaign.writing.get("subject", "")),
        ("variants", ", ".join(f"{each['name']} {each['percent']:g} %" for each in campaign.variants)),
        ("held out", f"{campaign.holdout_percent:g} %" if campaign.holdout_percent else ""),
        ("provider", campaign.provider or ""),
        ("measured by", f"{campaign.goal} within {campaign.window_days} days"),
        ("cost of a message", "" if campaign.message_cost is None else f"{campaign.message_cost:g}"),
        ("margin", f"{campaign.margin_percent:g} %" if campaign.margin_percent else ""),
        ("send at", campaign.scheduled_at and f"{campaign.scheduled_at:%Y-%m-%d %H:%M} UTC"),
    ]


def _tell_bill(campaign: Campaign) -> None:
    bill = bill_of(campaign)
    if bill is None:
        return
    if bill.parts:
        say(f"  text message parts in all: {bill.parts:,}")
    if bill.beyond:
        letters = " ".join(bill.letters)
        say(f"  {bill.beyond:,} texts beyond the GSM alphabet, by {letters}: {bill.spared:,} parts more")
    if bill.cost is not None and bill.each is not None:
        say(f"  cost: {bill.cost:,.2f} {bill.currency}, {bill.each:.5g} a message")


def _tell_power(campaign: Campaign, counted: Tally) -> None:
    """What it can show, by how many lately did so of themselves; before it has begun."""
    past = power.past_of(campaign)
    if past is None or campaign.started_at is not None:
        return
    say(f"  {past.converted:,} of {past.customers:,} did so in the {past.days} days before the check")
    getting, held_out = campaign.proof["recipients"], power.compared(counted)
    rate = power.usual_rate(campaign)
    told = power.power_of(getting, held_out, rate, rate * power.MORE, "en")
    for sentence in (told.smallest, told.needed):
        if sentence:
            say(f"  {sentence}")


def _tell_proof(campaign: Campaign) -> None:
    proof = campaign.proof
    if not proof:
        return
    say(f"  texts that would be wrong: {proof['wrong']:,} of {proof['recipients']:,}")
    for each in proof["faults"]:
        first = ", ".join(f"#{number}" for number in each["first"][:5])
        said = Fault(each["code"], each["what"], each["count"], ()).say("en")
        say(f"    {each['count']:,} times: {said} (such as {first})")

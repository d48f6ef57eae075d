"""Reports by mail: subscribed to, due, written as their reader may see them, handed to a provider."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from clientela.act.messages.mime import Mailbox
from clientela.errors import ClientelaError
from clientela.measure.campaigns import Reading
from clientela.reports import campaign as campaign_report
from clientela.reports import segment as segment_report
from clientela.reports.mail import report_mail
from clientela.reports.section import Section
from clientela.workspace import now
from clientela_web.channels.alone import NobodyKnowsError
from clientela_web.channels.house import HouseMail, send_mail
from clientela_web.models import Account, Campaign, ReportMail, ReportSubscription
from clientela_web.models.job import State
from clientela_web.privacy import may_ask
from clientela_web.reports.queries.campaigns import NOW, as_declared, measured
from clientela_web.reports.queries.seeing import sees_figures
from clientela_web.reports.queries.segments import measured_segment
from clientela_web.reports.seen import seen, seen_segment
from clientela_web.workspace import firm

ENDED_MEANWHILE = (
    "it was on its way when the process ended; nobody knows whether it arrived, so it is not sent again"
)


class NotToBeMailedError(ClientelaError):
    """A report that its reader may not see any of, or whose subject is no more."""


@dataclass(frozen=True, slots=True)
class Told:
    """A report in its reader's language: title, sections, and where its page is."""

    title: str
    sections: tuple[Section, ...]
    path: str


def usual_sender() -> str:
    """Who sent the last campaign; empty before the first."""
    last = Campaign.objects.exclude(sender_address="").first()
    return last.sender_address if last else ""


def first_at(at: dt.datetime) -> dt.datetime:
    """Eight in the morning of the next day, by the firm's clock."""
    here = at.astimezone(firm().zone) + dt.timedelta(days=1)
    return here.replace(hour=8, minute=0, second=0, microsecond=0).astimezone(dt.UTC)


def ask_due(at: dt.datetime) -> int:
    """Have every report that is due mailed once, and say when the next is; how many these were.

    A site that stood still for weeks sends one mail, not one for each that was missed.
    """
    due = ReportSubscription.objects.filter(next_at__lte=at, account__is_active=True)
    asked = 0
    for each in due:
        steps = (at - each.next_at) // each.step + 1
        with transaction.atomic():
            mine = ReportSubscription.objects.filter(pk=each.pk, next_at=each.next_at)
            if mine.update(next_at=each.next_at + steps * each.step):
                ReportMail.objects.create(subscription=each, account=each.account)
                asked += 1
    return asked


def send(job: ReportMail) -> None:
    """Write one report and hand it to its provider; never twice, whenever this process is killed.

    Raises what `send_mail` does, and ClientelaError where there is nothing to be sent, or where nobody knows
    whether it went out when an earlier process ended.
    """
    if job.sending_at is not None:
        raise NobodyKnowsError(ENDED_MEANWHILE)
    subscription = job.subscription
    account = subscription.account
    language = account.language or firm().settings().language
    with translation.override(language), timezone.override(firm().zone):
        mail = _mail(job, account, _told(subscription, account, language), language)
    send_mail(subscription.provider, mail, lambda: _commit_sending(job))


def not_taken(job: ReportMail) -> None:
    """The provider surely has not got it: it may be sent again."""
    ReportMail.objects.filter(pk=job.pk, holder=job.holder).update(sending_at=None)


def _commit_sending(job: ReportMail) -> None:
    mine = ReportMail.objects.filter(pk=job.pk, holder=job.holder, state=State.RUNNING, sending_at=None)
    if not mine.update(sending_at=timezone.now()):
        raise NotToBeMailedError("another process has taken this report up")


def _told(subscription: ReportSubscription, account: Account, language: str) -> Told:
    if subscription.campaign is not None:
        campaign = subscription.campaign
        results = seen(measured(campaign, as_declared(campaign)), account)
        if results is None or not sees_figures(account, campaign):
            raise NotToBeMailedError("too few people for the role of its reader")
        path = reverse("reports:campaign", args=[subscription.campaign_id])
        title = campaign_report.report_title(results, language)
        return Told(title, campaign_report.sections(results, language), path)
    saved = next((each for each in firm().segments() if each.segment_id == subscription.segment_id), None)
    if saved is None or not may_ask(account, saved.rule):
        raise NotToBeMailedError("the segment is no more, or not for the role of its reader")
    found = seen_segment(measured_segment(saved.name, Reading(NOW)), account)
    if found is None:
        raise NotToBeMailedError("too few people for the role of its reader")
    path = reverse("reports:segment", args=[saved.segment_id])
    title = segment_report.report_title(found, language, saved.name_in(language))
    return Told(title, segment_report.sections(found, language), path)


def _mail(job: ReportMail, account: Account, told: Told, language: str) -> HouseMail:
    link = (settings.SITE_URL.rstrip("/") + told.path, _("Open the report")) if settings.SITE_URL else None
    written = report_mail(told.title, told.sections, language, link=link)
    return HouseMail(
        key=f"report {job.pk} {job.created_at.isoformat()}",
        sender=Mailbox.read(job.subscription.sender_address),
        to=account.email,
        subject=told.title,
        text=written.text,
        html=written.html,
        pictures=written.pictures,
        at=now(),
    )

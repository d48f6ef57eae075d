"""Reports by mail: subscribed to, due, written as their reader may see them, handed to the mail server."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from clientela.errors import ClientelaError
from clientela.measure.campaigns import Reading
from clientela.reports import campaign as campaign_report
from clientela.reports import segment as segment_report
from clientela.reports.mail import report_mail
from clientela.reports.section import Section
from clientela.workspace import now
from clientela_web.channels.email.server import MailServer
from clientela_web.models import Account, Campaign, Provider, ReportMail, ReportSubscription
from clientela_web.privacy import may_ask
from clientela_web.reports.queries.campaigns import measured
from clientela_web.reports.queries.segments import measured_segment
from clientela_web.reports.seen import seen, seen_segment
from clientela_web.workspace import firm


class NotToBeMailedError(ClientelaError):
    """A report that its reader may not see any of, or whose subject is no more."""


@dataclass(frozen=True, slots=True)
class Told:
    """A report in its reader's language: title, sections, and where its page is."""

    title: str
    sections: tuple[Section, ...]
    path: str


def mail_providers() -> QuerySet[Provider]:
    """The mail servers that reports can go out by."""
    return Provider.objects.filter(channel="email", kind="smtp").order_by("name")


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
    """Write one report and hand it to its mail server.

    Raises ServerError where the server cannot be used, ClientelaError where there is nothing to be sent.
    """
    subscription = job.subscription
    account = subscription.account
    language = account.language or firm().settings().language
    with translation.override(language), timezone.override(firm().zone):
        message = _message(subscription, account, _told(subscription, account, language), language)
    server = MailServer.of(subscription.provider).connect()
    try:
        server.send_message(message, subscription.sender_address, [account.email])
    finally:
        server.close()


def _told(subscription: ReportSubscription, account: Account, language: str) -> Told:
    reading = Reading(now(), days=subscription.days)
    if subscription.campaign is not None:
        results = seen(measured(subscription.campaign, reading), account)
        if results is None:
            raise NotToBeMailedError("too few people for the role of its reader")
        path = reverse("reports:campaign", args=[subscription.campaign_id])
        title = campaign_report.report_title(results, language)
        return Told(title, campaign_report.sections(results, language), path)
    saved = next((each for each in firm().segments() if each.segment_id == subscription.segment_id), None)
    if saved is None or not may_ask(account, saved.rule):
        raise NotToBeMailedError("the segment is no more, or not for the role of its reader")
    found = seen_segment(measured_segment(saved.name, reading), account)
    if found is None:
        raise NotToBeMailedError("too few people for the role of its reader")
    path = reverse("reports:segment", args=[saved.segment_id])
    title = segment_report.report_title(found, language, saved.name_in(language))
    return Told(title, segment_report.sections(found, language), path)


def _message(subscription: ReportSubscription, account: Account, told: Told, language: str) -> EmailMessage:
    link = (settings.SITE_URL.rstrip("/") + told.path, _("Open the report")) if settings.SITE_URL else None
    mail = report_mail(told.title, told.sections, language, link=link)
    message = EmailMessage()
    message["Subject"] = told.title
    message["From"] = subscription.sender_address
    message["To"] = account.email
    message["Date"] = format_datetime(now())
    message["Message-ID"] = make_msgid(domain=subscription.sender_address.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text)
    message.add_alternative(mail.html, subtype="html")
    page = message.get_payload()[1]  # type: ignore[index]
    for name, picture in mail.pictures.items():
        page.add_related(picture, "image", "png", cid=f"<{name}>")  # type: ignore[union-attr]
    return message

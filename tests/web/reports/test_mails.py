"""Reports by mail: subscribed to on the page, sent when due to a real mail server, as readers may see."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clientela.workspace import Workspace
from clientela_web.models import Account, AuditEntry, Campaign, Provider, ReportMail, ReportSubscription
from clientela_web.models.job import State
from clientela_web.reports.mailing import ask_due
from clientela_web.workers import reporting
from tests.web.channels.conftest import RunningSink, sink  # noqa: F401
from tests.web.channels.people import provider_at
from tests.web.reports.conftest import CROWD, in_ledger

pytestmark = pytest.mark.django_db(transaction=True)
Browse = Callable[[Account], Client]
Sink = Callable[..., RunningSink]


def to(account: Account, provider: Provider, **fields: object) -> ReportSubscription:
    due = timezone.now() - dt.timedelta(days=1)
    told = {"sender_address": "news@shop.example", "next_at": due, "provider": provider}
    return ReportSubscription.objects.create(account=account, **{**told, **fields})


def test_due_report_arrives_as_html_with_pictures_and_text(
    shop: Workspace,
    analyst: Account,
    sink: Sink,  # noqa: F811
):
    running = sink()
    analyst.language = "ru"
    analyst.save()
    subscription = to(analyst, provider_at(running.port), campaign=in_ledger(CROWD))
    reporting.begin()
    assert reporting.work()
    assert not reporting.work()
    assert ReportMail.objects.get().state == State.DONE
    (message,) = running.messages()
    assert (message["to"], message["from"]) == (analyst.email, "news@shop.example")
    assert message["subject"] == "Кампания «Spring»"
    page = message.get_body(("html",)).get_content()
    assert "В сравнении с контрольной группой" in page
    named = set(re.findall(r'src="cid:([^"]+)"', page))
    parts = {
        part["content-id"].strip("<>") for part in message.walk() if part.get_content_type() == "image/png"
    }
    assert named == parts != set()
    assert "<script" not in page
    assert "ВОРОНКА" in message.get_body(("plain",)).get_content()
    subscription.refresh_from_db()
    assert timezone.now() < subscription.next_at <= timezone.now() + dt.timedelta(days=7)


def test_viewer_gets_what_a_viewer_sees(shop: Workspace, viewer: Account, sink: Sink):  # noqa: F811
    running = sink()
    few = [each for each in CROWD if each.segment == "Vic"][:400]
    few += [each for each in CROWD if each.segment == "Reus" and each.arm == "plain"][:4]
    to(viewer, provider_at(running.port), campaign=in_ledger(few))
    reporting.begin()
    assert reporting.work()
    (message,) = running.messages()
    assert "Reus" not in message.get_body(("html",)).get_content()
    assert "Funnel" in message.get_body(("html",)).get_content()


def test_segment_that_is_no_more_is_said_and_not_sent(shop: Workspace, analyst: Account, sink: Sink):  # noqa: F811
    running = sink()
    to(analyst, provider_at(running.port), segment_id=4711)
    reporting.begin()
    reporting.work()
    job = ReportMail.objects.get()
    assert (job.state, "no more" in job.error) == (State.FAILED, True)
    assert running.messages() == []


def test_server_that_cannot_be_reached_is_tried_again(shop: Workspace, analyst: Account, sink: Sink):  # noqa: F811
    running = sink()
    running.process.kill()
    running.process.wait()
    to(analyst, provider_at(running.port), campaign=in_ledger(CROWD[:50]))
    reporting.begin()
    assert reporting.work()
    job = ReportMail.objects.get()
    assert (job.state, job.attempts) == (State.RUNNING, 1)
    assert "cannot be used" in job.error
    assert job.lease_until > timezone.now() + dt.timedelta(minutes=4)


def test_what_was_on_its_way_at_a_kill_is_not_sent_again(shop: Workspace, analyst: Account, sink: Sink):  # noqa: F811
    running = sink()
    to(analyst, provider_at(running.port), campaign=in_ledger(CROWD[:50]))
    killed_after = ask_due(timezone.now())
    job = ReportMail.claim()
    ReportMail.objects.filter(pk=job.pk).update(sending_at=timezone.now())
    reporting.begin()
    assert (killed_after, reporting.work()) == (1, True)
    job.refresh_from_db()
    assert (job.state, "not sent again" in job.error) == (State.FAILED, True)
    assert (reporting.work(), running.messages()) == (False, [])


@pytest.mark.parametrize(("local", "again"), [("takes", False), ("full", True)])
def test_what_may_have_been_taken_is_not_sent_again(
    shop: Workspace,
    analyst: Account,
    sink: Sink,  # noqa: F811
    local: str,
    again: bool,
):
    """`takes` has the mail and breaks off without an answer; `full` says that it has not."""
    running = sink()
    analyst.email = f"{local}@x.example"
    analyst.save()
    to(analyst, provider_at(running.port), campaign=in_ledger(CROWD[:50]))
    reporting.begin()
    for _ in range(3):
        ReportMail.objects.update(lease_until=timezone.now())
        reporting.work()
    job = ReportMail.objects.get()
    assert (job.state == State.RUNNING, job.attempts) == ((True, 3) if again else (False, 1))
    assert len(running.taken()) == (0 if again else 1)
    assert (job.sending_at is None) is again


def test_what_was_missed_comes_once(shop: Workspace, analyst: Account):
    at = timezone.now()
    told = {"campaign": in_ledger(CROWD[:10]), "next_at": at - dt.timedelta(days=23)}
    subscription = to(analyst, provider_at(1), **told)
    assert ask_due(at) == 1
    assert ask_due(at) == 0
    subscription.refresh_from_db()
    assert subscription.next_at == told["next_at"] + dt.timedelta(days=28)
    analyst.is_active = False
    analyst.save()
    assert ask_due(at + dt.timedelta(days=60)) == 0


def test_page_subscribes_and_ends_it(shop: Workspace, analyst: Account, viewer: Account, browse: Browse):
    campaign: Campaign = in_ledger(CROWD[:10])
    provider = provider_at(1)
    client = browse(analyst)
    given = {
        "account": viewer.pk,
        "every": "week",
        "provider": provider.pk,
        "sender_address": "news@shop.example",
    }
    address = reverse("reports:mail", args=[campaign.pk])
    client.post(address, given)
    client.post(address, {**given, "every": "day"})
    subscription = ReportSubscription.objects.get()
    assert (subscription.account, subscription.every, subscription.campaign) == (viewer, "day", campaign)
    here = subscription.next_at.astimezone(shop.zone)
    assert (here.hour, here.minute) == (8, 0)
    page = client.get(reverse("reports:campaign", args=[campaign.pk])).content.decode()
    assert viewer.email in page
    assert browse(viewer).post(address, given).status_code == 403
    assert client.post(address, {**given, "sender_address": "nobody"}, follow=True).status_code == 200
    client.post(reverse("reports:remove_mail", args=[subscription.pk]))
    assert not ReportSubscription.objects.exists()
    words = AuditEntry.objects.filter(kind="report").order_by("pk").values_list("action", "what")
    assert list(words) == [(action, f"Spring → {viewer.email}") for action in ("added", "added", "removed")]

"""What needs somebody's decision, each with the page where it is taken."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, ngettext

from clientela.act.strategy import State, Strategy
from clientela.collect import QualityReport
from clientela.errors import ClientelaError
from clientela.rules.text import parse_rule
from clientela.segments.library import Saved
from clientela.segments.record import recorded_until
from clientela.workspace import now
from clientela_web.access import Permission
from clientela_web.answers import Answer, asked
from clientela_web.models import Account, AuditEntry, DiscoveryRun, ImportRun, Search
from clientela_web.models import State as JobState
from clientela_web.reports.queries.waiting import told_advice, waiting
from clientela_web.ui import writing
from clientela_web.workspace import firm

SOON_DAYS, RECENT_DAYS, STALE_DAYS = 30, 30, 30
HOUR = 3600.0
WAITING = ("more", "thin")


@dataclass(frozen=True, slots=True)
class Decision:
    """One thing to decide: a sentence with its number, where to, and a picture for it."""

    key: str
    count: int
    text: str
    address: str
    icon: str


def quality(wait: float = 0.02) -> Answer[QualityReport] | None:
    """What is double and suspicious in the data, worked out in the background."""
    return asked(("home", "quality"), lambda: firm().quality(), wait=wait, max_age=HOUR)


def decisions(account: Account, judged: QualityReport | None) -> list[Decision]:
    """Everything that waits, for those who may decide it; without `judged`, all but what it says."""
    segments = firm().segments()
    found = [
        *(_of_imports() if account.may(Permission.IMPORT) else ()),
        *(_of_quality(judged) if judged and account.may(Permission.EDIT_CUSTOMERS) else ()),
        *(_of_segments(segments) if account.may(Permission.EDIT_SEGMENTS) else ()),
        *(_of_discovery(segments) if account.may(Permission.EDIT_SEGMENTS) else ()),
        *(_of_reports(account) if account.may(Permission.EDIT_STRATEGIES) else ()),
        *(_of_strategies(segments) if account.may(Permission.EDIT_STRATEGIES) else ()),
    ]
    return [each for each in found if each.count]


def _of_imports() -> Iterator[Decision]:
    since = now() - dt.timedelta(days=RECENT_DAYS)
    failed = ImportRun.objects.filter(state=JobState.FAILED, created_at__gte=since).count()
    text = ngettext("%(n)s import did not succeed", "%(n)s imports did not succeed", failed)
    yield _decision("failed", failed, text, "imports:list", "circle-alert")
    seen = AuditEntry.objects.filter(kind="rejects", at__gte=since).values_list("what", flat=True)
    looked_at = set(seen)
    rejected = sum(
        each.report.rejected
        for each in firm().imports()
        if each.report and each.started_at >= since and each.undone_at is None
        if str(each.import_id) not in looked_at
    )
    text = ngettext(
        "%(n)s row of the last imports was rejected and nobody has looked at it",
        "%(n)s rows of the last imports were rejected and nobody has looked at them",
        rejected,
    )
    yield _decision("rejected", rejected, text, "imports:list", "file-warning")


def _of_quality(judged: QualityReport) -> Iterator[Decision]:
    doubles = len(judged.doubles)
    text = ngettext(
        "%(n)s group of customers may be one and the same person",
        "%(n)s groups of customers may each be one and the same person",
        doubles,
    )
    yield _decision("doubles", doubles, text, "cards:list", "users")
    doubtful = len(judged.suspicions)
    text = ngettext("%(n)s doubtful finding in the data", "%(n)s doubtful findings in the data", doubtful)
    yield _decision("suspicions", doubtful, text, "explore:variables", "search-alert")


def _of_segments(segments: list[Saved]) -> Iterator[Decision]:
    recorded, before = recorded_until(firm().store.engine), now() - dt.timedelta(days=STALE_DAYS)
    never = sum(each.segment_id not in recorded for each in segments)
    text = ngettext("%(n)s segment was never recorded", "%(n)s segments were never recorded", never)
    yield _decision("unrecorded", never, text, "segments:list", "history")
    stale = sum(each.segment_id in recorded and recorded[each.segment_id] < before for each in segments)
    text = ngettext(
        "%(n)s segment was not recorded for a month",
        "%(n)s segments were not recorded for a month",
        stale,
    )
    yield _decision("stale", stale, text, "segments:list", "history")


def _of_discovery(segments: list[Saved]) -> Iterator[Decision]:
    done = DiscoveryRun.objects.filter(search=Search.CLUSTERS, state=JobState.DONE).first()
    result = done.result if done else None
    known = {each.rule for each in segments}
    waiting = [
        each for each in (result or {}).get("proposals", ()) if not _is_saved(str(each.get("text")), known)
    ]
    text = ngettext(
        "%(n)s group found in the data is no segment yet",
        "%(n)s groups found in the data are no segments yet",
        len(waiting),
    )
    yield _decision("proposals", len(waiting), text, "explore:clusters", "sparkles")


def _is_saved(text: str, known: Container[object]) -> bool:
    try:
        return parse_rule(text) in known
    except ClientelaError:
        return True


def _of_strategies(segments: list[Saved]) -> Iterator[Decision]:
    strategies = firm().strategies()
    without = sum(each.name not in strategies for each in segments)
    text = ngettext("%(n)s segment has no strategy", "%(n)s segments have no strategy", without)
    yield _decision("without", without, text, "strategies:list", "target", place="#without")
    today = now().astimezone(firm().zone).date()
    written = [each.strategy for each in strategies.values() if each.strategy is not None]
    active = [each for each in written if each.state(today) is State.ACTIVE]
    ending = _within(active, today)
    text = ngettext("%(n)s strategy ends within a month", "%(n)s strategies end within a month", ending)
    yield _decision("ending", ending, text, "strategies:list", "calendar-clock")
    drafts = sum(each.is_draft for each in written)
    text = ngettext("%(n)s strategy is still a draft", "%(n)s strategies are still drafts", drafts)
    yield _decision("drafts", drafts, text, "strategies:list", "pencil")


def _of_reports(account: Account) -> Iterator[Decision]:
    """What reports advise to do; that more is needed to say anything is no decision."""
    answer = waiting()
    told = told_advice(answer.value, account, get_language() or "en") if answer else []
    advised = sum(not each.code.startswith(WAITING) for group in told for each in group.told)
    text = ngettext(
        "%(n)s recommendation stands on the evidence of reports",
        "%(n)s recommendations stand on the evidence of reports",
        advised,
    )
    yield _decision("advice", advised, text, "reports:advice", "lightbulb")


def _within(active: Iterable[Strategy], today: dt.date) -> int:
    left = (each.days_left(today) for each in active)
    return sum(days is not None and days <= SOON_DAYS for days in left)


def _decision(key: str, count: int, text: str, name: str, icon: str, *, place: str = "") -> Decision:
    try:
        address = reverse(name) + place
    except NoReverseMatch:
        address = ""
    return Decision(key, count, text % {"n": writing.number(count)}, address, icon)

"""Searches of the data: asked for, carried out in the background, read, and made into segments."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest
from django.test import Client
from django.utils.html import escape

from clientela.catalog.labels import LANGUAGES
from clientela.discover.proposals import Discovery
from clientela.reports import discovery as report
from clientela.reports.section import Section
from clientela.rules.text import write_rule
from clientela.workspace import Workspace
from clientela_web.explore.domain.searching import ask_for, cancel
from clientela_web.explore.domain.telling import keep
from clientela_web.models import Account, DiscoveryRun, Search
from clientela_web.models.job import State
from clientela_web.workers import discovering
from tests.web.explore.asking import rules_in

Browse = Callable[[Account], Client]
ASKED = {"variables": ["age", "orders_total", "revenue_365d", "country"], "k": 3, "within": "", "by": []}


@pytest.fixture(scope="module")
def discovered(sample_firm: Workspace) -> Discovery:
    """What the core finds when it is asked directly."""
    return sample_firm.discover(ASKED["variables"], k=3)  # type: ignore[arg-type]


@pytest.fixture
def found(copied_firm: Workspace, marketer: Account, discovered: Discovery) -> DiscoveryRun:
    """A search that is over, and found that."""
    run = ask_for(Search.CLUSTERS, ASKED, marketer)
    held = DiscoveryRun.claim()
    assert held == run
    DiscoveryRun.objects.update(as_of=discovered.as_of)
    keep(held, discovered)
    held.finish(State.DONE)
    return held


def test_a_search_keeps_what_the_core_finds(
    copied_firm: Workspace, marketer: Account, discovered: Discovery
) -> None:
    found = ask_for(Search.CLUSTERS, ASKED, marketer)
    DiscoveryRun.objects.update(as_of=discovered.as_of)
    assert discovering.work()
    found.refresh_from_db()
    assert (found.state, found.attempts, found.error) == (State.DONE, 1, "")
    assert found.result is not None
    kept = found.result["proposals"]
    assert [each["text"] for each in kept] == [each.text for each in discovered.proposals]
    assert [each["count"] for each in kept] == [each.size.count for each in discovered.proposals]
    assert found.result["verdict"] == discovered.clustering.verdict.label
    for page in found.pages.all():
        told = report.sections(discovered, page.language, copied_firm.catalog)
        assert msgspec.json.decode(page.body, type=tuple[Section, ...])[0].paragraphs == told[0].paragraphs
    assert sorted(page.language for page in found.pages.all()) == sorted(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_survives_a_restart_in_every_language(
    copied_firm: Workspace, found: DiscoveryRun, marketer: Account, browse: Browse, language: str
) -> None:
    marketer.language = language
    marketer.save()
    text = browse(marketer).get(f"/explore/searches/{found.pk}/").content.decode()
    assert found.result is not None
    for each in found.result["proposals"]:
        assert escape(each["names"][language]) in text
        assert escape(each["sentences"][language]) in text
    rules = list(rules_in(text))
    assert rules == [each["text"] for each in found.result["proposals"] if each["kind"] != "rest"]


def test_a_proposal_becomes_a_segment(
    copied_firm: Workspace, found: DiscoveryRun, marketer: Account, browse: Browse
) -> None:
    assert found.result is not None
    wanted = next(each for each in found.result["proposals"] if each["kind"] == "cluster")
    client = browse(marketer)
    before = len(copied_firm.segments())
    for _ in range(2):  # the second time it is there already
        response = client.post(f"/explore/groups/{found.pk}/segments/", {"key": wanted["key"]})
        assert response.status_code == 302
    assert len(copied_firm.segments()) == before + 1
    (saved,) = [each for each in copied_firm.segments() if write_rule(each.rule) == wanted["text"]]
    assert response.headers["Location"] == f"/segments/{saved.segment_id}/"
    assert dict(saved.names) == wanted["names"]
    assert "proposed by discovery" in (saved.note or "")
    assert copied_firm.segment(saved.name).count(found.as_of).count == wanted["count"]
    assert "A segment of yours" in client.get(f"/explore/searches/{found.pk}/").content.decode()


def test_all_proposals_but_everyone_else_become_segments(
    copied_firm: Workspace, found: DiscoveryRun, marketer: Account, browse: Browse
) -> None:
    browse(marketer).post(f"/explore/groups/{found.pk}/segments/")
    assert found.result is not None
    rules = {write_rule(each.rule) for each in copied_firm.segments()}
    for each in found.result["proposals"]:
        assert (each["text"] in rules) == (each["kind"] != "rest")


def test_the_report_is_one_whole_page(
    copied_firm: Workspace, found: DiscoveryRun, viewer: Account, browse: Browse
) -> None:
    response = browse(viewer).get(f"/explore/searches/{found.pk}/report/")
    text = response.content.decode()
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert text.startswith("<!DOCTYPE html>")
    assert "default-src 'none'" in text
    assert text.count("<figure") >= 5


def test_a_search_is_asked_for_in_the_browser(
    copied_firm: Workspace, marketer: Account, browse: Browse
) -> None:
    segment = copied_firm.segments()[0].name
    asked = {"within": segment, "variables": "age, income", "k": "4"}
    response = browse(marketer).post("/explore/groups/", asked)
    (run,) = DiscoveryRun.objects.all()
    assert response.headers["Location"] == f"/explore/searches/{run.pk}/"
    assert run.parameters == {"within": segment, "variables": ["age", "income"], "k": 4, "by": []}
    assert run.state == State.WAITING
    assert "Waiting for its turn" in browse(marketer).get(f"/explore/searches/{run.pk}/").content.decode()


def test_a_name_that_is_no_variable_is_told(
    copied_firm: Workspace, marketer: Account, browse: Browse
) -> None:
    response = browse(marketer).post("/explore/groups/", {"variables": "age, ageing"})
    assert response.status_code == 422
    text = response.content.decode()
    assert "ageing is no variable." in text
    assert 'value="age, ageing"' in text


def test_the_same_question_is_not_asked_twice(copied_firm: Workspace, marketer: Account) -> None:
    assert ask_for(Search.CLUSTERS, ASKED, marketer) == ask_for(Search.CLUSTERS, ASKED, marketer)
    assert ask_for(Search.CLUSTERS, ASKED | {"k": 4}, marketer) != ask_for(Search.CLUSTERS, ASKED, marketer)


def test_a_waiting_search_is_cancelled_at_once(copied_firm: Workspace, marketer: Account) -> None:
    run = ask_for(Search.CLUSTERS, ASKED, marketer)
    cancel(run)
    run.refresh_from_db()
    assert run.state == State.CANCELLED
    assert not discovering.work()


def test_a_running_search_stops_when_it_is_cancelled(
    copied_firm: Workspace, marketer: Account, browse: Browse
) -> None:
    run = ask_for(Search.CLUSTERS, ASKED, marketer)
    held = DiscoveryRun.claim()
    assert held is not None
    assert held.report(1, 10)
    browse(marketer).post(f"/explore/searches/{run.pk}/cancel/")
    assert not held.report(2, 10)
    DiscoveryRun.release_all()
    assert discovering.work()
    run.refresh_from_db()
    assert run.state == State.CANCELLED


def test_a_search_that_ends_every_server_is_given_up(copied_firm: Workspace, marketer: Account) -> None:
    run = ask_for(Search.CLUSTERS, ASKED, marketer)
    DiscoveryRun.objects.update(attempts=discovering.MOST_ATTEMPTS)
    assert discovering.work()
    run.refresh_from_db()
    assert run.state == State.FAILED
    assert "interrupted" in run.error


def test_too_few_customers_are_told_in_the_readers_language(
    own_firm: Workspace, marketer: Account, browse: Browse
) -> None:
    run = ask_for(Search.CLUSTERS, {"variables": ["age", "orders_total"], "k": 2}, marketer)
    assert discovering.work()
    run.refresh_from_db()
    assert (run.state, run.is_too_thin) == (State.FAILED, True)
    marketer.language = "ru"
    marketer.save()
    text = browse(marketer).get(f"/explore/searches/{run.pk}/").content.decode()
    assert "чтобы найти сегменты, нужно не меньше" in text
    assert "to find segments takes" not in text


@pytest.mark.parametrize("address", ["/explore/groups/", "/explore/buyers/", "/explore/patterns/"])
def test_a_viewer_looks_but_asks_for_nothing(
    firm: Workspace, viewer: Account, browse: Browse, address: str
) -> None:
    client = browse(viewer)
    assert client.get(address).status_code == 200
    assert client.post(address, {"horizon_days": "90", "things": "category"}).status_code == 403
    assert DiscoveryRun.objects.count() == 0


def test_patterns_and_estimates_are_kept_with_their_rules(
    copied_firm: Workspace, marketer: Account, browse: Browse
) -> None:
    patterns = ask_for(Search.PATTERNS, {"things": "category", "outcome": ""}, marketer)
    lifetime = ask_for(Search.LIFETIME, {"horizon_days": 90}, marketer)
    assert discovering.work()
    assert discovering.work()
    for run in (patterns, lifetime):
        run.refresh_from_db()
        assert (run.state, run.error) == (State.DONE, "")
        text = browse(marketer).get(f"/explore/searches/{run.pk}/").content.decode()
        for rule in rules_in(text):
            assert copied_firm.segment(rule).check() == [], rule
    assert patterns.result is not None
    for key, members in patterns.result["members"].items():
        rule = patterns.result["rules"][key]
        assert copied_firm.segment(rule).count(patterns.as_of).count == members
    assert copied_firm.segment("churn_risk >= 0.5").check() == []

"""The first page: its numbers are the core's, each leads somewhere, and viewers see what they may."""

from __future__ import annotations

import datetime as dt
import re
import time

import pytest

import clientela
from clientela.act.strategy import PlannedChannel, Strategy, Target
from clientela.workspace import now
from clientela_web.home.queries import decisions, figures
from clientela_web.models import AuditEntry, DiscoveryRun, Search
from clientela_web.models import State as JobState
from clientela_web.workspace import using

PARTS = ("customers", "events", "moves", "decisions")


def _ready(client, address: str):
    for _ in range(200):
        answer = client.get(address)
        if b'class="waiting"' not in answer.content:
            return answer
        time.sleep(0.05)
    raise AssertionError(f"{address} is still being worked out")


def test_empty_workspace_teaches_three_steps(tmp_path, administrator, browse):
    with clientela.create(tmp_path / "new") as empty, using(empty):
        page = browse(administrator).get("/").content.decode()
    assert page.count('class="step"') == 3
    assert "Make a segment" in page


def test_numbers_of_the_loop_are_the_cores(own_firm, marketer, browse):
    today = now().astimezone(own_firm.zone).date()
    target = Target("repeat_buyer", 0.5, None, today + dt.timedelta(days=20))
    active = Strategy(
        objective="keep",
        message="x",
        channels=(PlannedChannel("sms"),),
        starts_on=today,
        targets=(target,),
        is_draft=False,
    )
    own_firm.set_strategy("VIP", active)
    own_firm.set_strategy("Young", Strategy(objective="learn", targets=(target,)))
    loop = browse(marketer).get("/").context["loop"]
    assert loop.customers == own_firm.population()
    assert loop.variables == len(own_firm.variables())
    assert (loop.segments, loop.without, loop.active) == (len(own_firm.segments()), 1, 1)
    assert (loop.targets, loop.next_due) == (1, target.until)


def test_parts_say_what_the_core_says(firm, marketer, browse):
    client = browse(marketer)
    for name in PARTS:
        _ready(client, f"/home/{name}/")
    sizes = client.get("/home/customers/").context["part"]["answer"].value
    assert sizes[-1].count == firm.population(sizes[-1].as_of)
    assert sizes[0].count == firm.population(sizes[0].as_of)
    assert len(sizes) == 13 or len(sizes) == 14
    events = client.get("/home/events/").context["part"]
    (counted,) = firm.store.engine.rows(
        'SELECT count(*) FROM events WHERE "at" >= ? AND "at" <= ?',
        [
            dt.datetime.combine(events["answer"].value[0].day, dt.time(), firm.zone),
            events["answer"].at,
        ],
    )
    assert (len(events["answer"].value), events["total"]) == (30, counted[0])


@pytest.mark.parametrize(("since", "days"), [("week", 7), ("month", 30)])
def test_moves_are_counts_then_and_now(firm, marketer, browse, since, days):
    answer = _ready(browse(marketer), f"/home/moves/?since={since}")
    rows = answer.context["part"]["rows"]
    assert rows
    for moved, name in rows:
        at = moved.size.as_of
        assert moved.size.count == firm.segment(name).count(at).count
        assert moved.before == firm.segment(name).count(at - dt.timedelta(days=days)).count
        assert moved.change
    larger = [max(m.before, m.size.count) + 5 for m, _ in rows]
    smaller = [min(m.before, m.size.count) + 5 for m, _ in rows]
    ratios = [high / low for high, low in zip(larger, smaller, strict=True)]
    assert ratios == sorted(ratios, reverse=True)


def test_decisions_count_what_waits(own_firm, marketer):
    own_firm.set_strategy("VIP", Strategy(objective="learn"))
    own_firm.store.engine.execute("DELETE FROM refreshes WHERE segment_id = 1")
    DiscoveryRun.objects.create(
        search=Search.CLUSTERS,
        state=JobState.DONE,
        result={"proposals": [{"text": own_firm.segment("VIP").text}, {"text": "age > 1000"}]},
    )
    found = {each.key: each for each in decisions.decisions(marketer, own_firm.quality())}
    segments = own_firm.segments()
    assert found["without"].count == len(segments) - 1
    assert found["drafts"].count == 1
    assert found["unrecorded"].count == 1
    assert found["proposals"].count == 1
    assert "doubles" not in found or found["doubles"].count == len(own_firm.quality().doubles)
    assert found["suspicions"].count == len(own_firm.quality().suspicions)
    assert re.match(r"\d", found["without"].text)
    assert found["without"].address == "/strategies/#without"


def test_rejected_rows_wait_until_somebody_has_looked(own_firm, marketer, tmp_path):
    file = tmp_path / "orders.csv"
    rows = [f"O{number},{'anna' if number else ''},2026-01-0{number + 1},10" for number in range(6)]
    file.write_text("\n".join(["order_id,customer,date,total", *rows]), encoding="utf-8")
    report = own_firm.import_file(file, "orders")
    assert report.rejected == 1
    waiting = {each.key: each.count for each in decisions.decisions(marketer, None)}
    assert waiting["rejected"] == 1
    AuditEntry.objects.create(action="saw", kind="rejects", what=str(own_firm.imports()[0].import_id))
    assert "rejected" not in {each.key for each in decisions.decisions(marketer, None)}


def test_viewer_has_no_decisions_and_sees_no_small_moves(firm, viewer, marketer, browse):
    client = browse(viewer)
    assert client.get("/").status_code == 200
    page = _ready(client, "/home/decisions/").content.decode()
    assert "Nothing waits for you." in page
    rows = _ready(client, "/home/moves/").context["part"]["rows"]
    assert all(abs(moved.change) >= 5 for moved, _ in rows)
    everything = figures.moves(wait=10).value["week"]
    assert {m.segment.name for m, _ in rows} <= {m.segment.name for m in everything}


def test_unknown_part_is_not_found(own_firm, marketer, browse):
    assert browse(marketer).get("/home/nothing/").status_code == 404


@pytest.mark.parametrize("language", ["en", "ca", "es", "pl", "ru", "ro"])
def test_first_page_speaks_every_language(own_firm, marketer, browse, language):
    marketer.language = language
    marketer.save()
    title = {"en": "Today", "ca": "Avui", "es": "Hoy", "pl": "Dzisiaj", "ru": "Сегодня", "ro": "Astăzi"}
    assert f"<h1>{title[language]}</h1>" in browse(marketer).get("/").content.decode()

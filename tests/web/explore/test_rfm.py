"""The grid, its cells as rules, and the numbers it is built on."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client

from clientela.workspace import Workspace
from clientela_web.models import Account, AuditEntry
from tests.web.explore.asking import lines_in, number, page_of, rows_in, rules_in

Browse = Callable[[Account], Client]
NUMBERS = {
    "recency_days": "20, 60",
    "frequency_orders": "2",
    "monetary_amounts": "100, 500.5",
    "period_days": "365",
    "new_days": "10",
    "active_days": "60",
    "cooling_days": "120",
    "lapsed_days": "300",
    "reactivated_after_days": "120",
}


def test_each_cell_leads_to_a_rule_that_counts_the_same(
    firm: Workspace, administrator: Account, browse: Browse
) -> None:
    text = page_of(browse(administrator), "/explore/rfm/")
    grid = firm.rfm()
    rows = {row[1]: (row[0], number(row[2])) for row in rows_in(text) if len(row) == 5}
    parts = [*grid.cells, *grid.stages]
    assert len([part for part in parts if part.rule is not None]) == len(rows)
    for part in grid.cells:
        if part.rule is not None:
            rule, customers = rows[part.key]
            assert customers == part.figures.customers == firm.segment(rule).count().count, part.key
    assert sum(rows[part.key][1] for part in grid.cells if part.rule is not None) == grid.buyers


def test_groups_count_what_their_rules_count(firm: Workspace, administrator: Account, browse: Browse) -> None:
    text = page_of(browse(administrator), "/explore/rfm/")
    groups = [row for row in rows_in(text) if len(row) == 6]
    assert len(groups) >= 10
    for rule, _, _, customers, *_ in groups:
        assert firm.segment(rule).count().count == number(customers)


def test_a_viewer_sees_few_only_as_few(firm: Workspace, viewer: Account, browse: Browse) -> None:
    text = page_of(browse(viewer), "/explore/rfm/")
    few = [part for part in firm.rfm().cells if 0 < part.figures.customers < 5 and part.rule is not None]
    shown = {line[0]: line[1] for line in lines_in(text) if len(line) == 4}
    assert few
    assert not list(rules_in(text))
    for part in few:
        assert shown[part.key] == "< 5"
        assert (
            f'"key": "{part.key}", "name": "{part.key}", "customers": {part.figures.customers},' not in text
        )


def test_who_would_move_is_what_the_core_says(own_firm: Workspace, marketer: Account, browse: Browse) -> None:
    client = browse(marketer)
    client.get("/explore/rfm/cut-points/", NUMBERS)
    address = "/explore/rfm/cut-points/?" + "&".join(f"{key}={value}" for key, value in NUMBERS.items())
    text = page_of(client, address.replace(" ", ""))
    assert "Who would move" in text
    assert "Publish these numbers" in text
    assert own_firm.cut_point_versions() == []


def test_publishing_makes_a_version(own_firm: Workspace, marketer: Account, browse: Browse) -> None:
    response = browse(marketer).post("/explore/rfm/cut-points/", NUMBERS | {"note": "fast goods"})
    assert (response.status_code, response.headers["Location"]) == (302, "/explore/rfm/")
    (version,) = own_firm.cut_point_versions()
    assert version.note == "fast goods"
    assert version.cut_points.recency_days == (20, 60)
    assert version.cut_points.monetary_amounts == (100, 500.5)
    assert AuditEntry.objects.filter(action="published", kind="cut-points").count() == 1


def test_numbers_that_cannot_stand_are_shown_again(
    own_firm: Workspace, marketer: Account, browse: Browse
) -> None:
    response = browse(marketer).post(
        "/explore/rfm/cut-points/", NUMBERS | {"recency_days": "90, 30", "cooling_days": "10"}
    )
    text = response.content.decode()
    assert response.status_code == 422
    assert "Each number must be larger than the one before." in text
    assert "This must be more than the number before it." in text
    assert 'value="90, 30"' in text
    assert own_firm.cut_point_versions() == []


def test_a_viewer_may_not_publish(own_firm: Workspace, viewer: Account, browse: Browse) -> None:
    client = browse(viewer)
    assert client.post("/explore/rfm/cut-points/", NUMBERS).status_code == 403
    assert "Publish" not in page_of(client, "/explore/rfm/cut-points/")
    assert own_firm.cut_point_versions() == []


def test_a_proposal_from_too_few_says_how_many_it_needs(
    own_firm: Workspace, viewer: Account, browse: Browse
) -> None:
    viewer.language = "es"
    viewer.save()
    text = page_of(browse(viewer), "/explore/rfm/cut-points/?fit=1")
    assert "una propuesta a partir de sus clientes necesita 100" in text


def test_a_proposal_fills_the_form(firm: Workspace, marketer: Account, browse: Browse) -> None:
    client = browse(marketer)
    fitted = firm.fit_cut_points()
    wanted = ", ".join(f"{days:g}" for days in fitted.cut_points.recency_days)
    for _ in range(60):
        text = client.get("/explore/rfm/cut-points/?fit=1").content.decode()
        if "being worked out" not in text:
            break
    assert f'value="{wanted}"' in text
    assert firm.cut_point_versions() == []

"""Proposals among the members of one segment."""

from __future__ import annotations

import pytest

from clientela.discover.proposals import Discovery
from clientela.discover.proposals.partition import memberships
from clientela.rules.text import parse_rule
from clientela.workspace import Workspace
from tests.discover.proposals.test_discovering import MORNING, found_in

ASKED = "country in ('ES', 'PL')"


@pytest.fixture(scope="module")
def found(sample_workspace: Workspace) -> Discovery:
    return found_in(sample_workspace, within=parse_rule(ASKED), k=3, ks=[3])


def test_everybody_asked_about_is_in_one_proposal(sample_workspace: Workspace, found: Discovery) -> None:
    inside = sample_workspace.segment(ASKED).ids(MORNING).to_pylist()
    assert found.population == len(inside)
    assert found.assignment.customer_ids.tolist() == inside
    assert sum(each.first_met for each in found.proposals) == len(inside)
    parts = memberships(sample_workspace.base, [each.in_order for each in found.proposals], MORNING)
    assert int(parts.masks.any(axis=0).sum()) == len(inside)
    assert (parts.masks.sum(axis=0) <= 1).all()


def test_every_rule_says_whom_it_is_about(sample_workspace: Workspace, found: Discovery) -> None:
    for each in found.proposals:
        outside = sample_workspace.segment(f"({each.text}) and not {ASKED}").count(MORNING)
        assert outside.count == 0, each.text
        assert each.size.count == sample_workspace.segment(each.rule).count(MORNING).count
        assert each.size.population == found.population


def test_frame_has_a_row_for_each_of_them(found: Discovery) -> None:
    table = found.frame().to_arrow()
    assert table.num_rows == found.population
    assert table.column("segment").null_count == 0

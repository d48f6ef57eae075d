"""The whole way on the sample shop: rules the compiler confirms, everybody once, the planted found again."""

from __future__ import annotations

import csv
import datetime as dt
import json

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from clientela.catalog.labels import LANGUAGES
from clientela.discover.clusters import Effort
from clientela.discover.proposals import Discovery, discover, new_segments
from clientela.discover.proposals.drafting import ALLOWED
from clientela.discover.proposals.partition import memberships
from clientela.discover.proposals.shortening import length
from clientela.errors import ClientelaError, TooThinError, UnknownNameError
from clientela.rules.check import check
from clientela.rules.text import parse_rule
from clientela.sample import SampleReport
from clientela.workspace import Workspace
from tests.cases.shop import AS_OF
from tests.conftest import SAMPLE_UNTIL

MORNING = dt.datetime.combine(SAMPLE_UNTIL, dt.time(6), dt.UTC)
LITTLE = Effort(starts=8, restarts=1, rows=300, splits=1, pairs=2, null_rows=100, null_draws=4)
K = 7


def found_in(workspace: Workspace, **asked: object) -> Discovery:
    arguments = {"k": K, "ks": [K], "effort": LITTLE, "seed": 1} | asked
    return discover(workspace.base, workspace.catalog, MORNING, **arguments)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def found(sample_workspace: Workspace) -> Discovery:
    return found_in(sample_workspace)


def test_every_rule_is_right_short_and_of_enough_customers(
    sample_workspace: Workspace, found: Discovery
) -> None:
    assert [each.key for each in found.proposals[:2]] == ["never_bought", "bought_once"]
    clusters = [each for each in found.proposals if each.kind == "cluster"]
    assert len(clusters) >= K - 1
    for each in found.proposals:
        assert check(each.rule, sample_workspace.catalog) == []
        assert check(each.in_order, sample_workspace.catalog) == []
        assert parse_rule(each.text) == each.rule
        assert {each.name(language) for language in LANGUAGES}
        assert all(each.sentence(language) for language in LANGUAGES)
    for each in clusters:
        assert length(each.rule) <= 3 + 1  # and that she bought twice, of which all were found
        assert each.size.count >= found.least == 50
        assert each.size == sample_workspace.segment(each.rule).count(MORNING)
        assert each.profile.count == each.card.n == each.size.count
    assert len({each.name() for each in found.proposals}) == len(found.proposals)


def test_members_by_the_compiler_are_those_that_were_scored(
    sample_workspace: Workspace, found: Discovery
) -> None:
    """Rules in order share everybody out, and agree with the figures on who was clustered."""
    parts = memberships(sample_workspace.base, [each.in_order for each in found.proposals], MORNING)
    assert (parts.masks.sum(axis=0) == 1).all()
    assert (parts.cells == found.assignment.places).all()
    assert parts.masks.sum(axis=1).tolist() == [each.first_met for each in found.proposals]
    alone = memberships(sample_workspace.base, [each.rule for each in found.proposals], MORNING)
    assert alone.masks.sum(axis=1).tolist() == [each.size.count for each in found.proposals]
    labels = found.assignment.clusters
    for each, mask in zip(found.proposals, alone.masks, strict=True):
        if each.kind == "cluster" and each.agreement is not None:
            inside = labels[mask] == each.cluster
            assert inside.mean() == pytest.approx(each.agreement.precision, abs=0.1)
        for shared in each.overlaps:
            other = [one.key for one in found.proposals].index(shared.key)
            assert shared.both == int((mask & alone.masks[other]).sum())
    assert (labels[parts.masks[0] | parts.masks[1]] == -1).all()
    assert int((labels >= 0).sum()) == found.clustered == len(found.clustering)


def test_rules_cost_at_most_a_fifth_more_than_k_means_on_the_held_out_half(found: Discovery) -> None:
    assert found.costs.in_features <= ALLOWED
    assert found.costs.on_map <= 1.25
    assert {each.route for each in found.routes} == {"tree", "conjunctions"}
    assert 0.7 < found.coverage <= 1


def test_planted_segments_are_found_again(
    sample_workspace: Workspace, sample_report: SampleReport, found: Discovery
) -> None:
    """Among sixty features that nobody chose for it; figures of more shops are in bench/recovery.py."""
    with (sample_report.folder / "truth" / "planted.csv").open(encoding="utf-8") as lines:
        planted = {row["customer_id"]: row for row in csv.DictReader(lines)}
    external = dict(sample_workspace.store.engine.rows("SELECT customer_id, external_id FROM customers"))
    rows = [planted[external[number]] for number in found.assignment.customer_ids.tolist()]
    persona = np.array([row["persona"] for row in rows])
    behaviour = np.array([row["behaviour"] for row in rows])
    clustered = found.assignment.clusters >= 0
    clusters, places = found.assignment.clusters[clustered], found.assignment.places[clustered]
    assert adjusted_rand_score(persona[clustered], clusters) > 0.25
    assert adjusted_rand_score(persona[clustered], places) > 0.15
    rules = memberships(sample_workspace.base, [each.rule for each in found.proposals], MORNING)

    def best_f1(target: np.ndarray) -> float:
        both = (rules.masks & target).sum(axis=1)
        return float((2 * both / (rules.masks.sum(axis=1) + target.sum())).max())

    assert best_f1(behaviour == "never_bought") > 0.85
    assert best_f1(persona == "business_contact") > 0.6
    assert best_f1(persona == "teenager") > 0.4
    assert best_f1(persona == "family") > 0.4


def test_same_seed_gives_the_same_answer(sample_workspace: Workspace) -> None:
    asked = {"variables": ["age", "orders_365d", "days_since_last_order", "favourite_category"], "k": 3}
    steps: list[str] = []
    first = found_in(
        sample_workspace, ks=[3], progress=lambda done, total, text="": steps.append(text), **asked
    )
    second = found_in(sample_workspace, ks=[3], **asked)
    assert json.dumps(first.as_json()) == json.dumps(second.as_json())
    assert first.frame().to_arrow().equals(second.frame().to_arrow())
    assert {"reading features", "stability of the rules", "profiles"} <= set(steps)


def test_frame_has_a_row_for_everybody(sample_workspace: Workspace, found: Discovery) -> None:
    frame = found.frame().to_pandas().set_index("customer_id")
    assert len(frame) == found.population == sample_workspace.population(MORNING)
    sizes = frame.segment.value_counts()
    assert {each.key: each.first_met for each in found.proposals} == sizes.to_dict()
    assert frame.cluster.notna().sum() == frame.outlier_score.notna().sum() == found.clustered


def test_work_that_is_stopped_ends_at_once(sample_workspace: Workspace) -> None:
    class Stopped(Exception):
        pass

    def stop(done: float, total: float, text: str = "") -> None:
        if text == "stability of the rules":
            raise Stopped

    with pytest.raises(Stopped):
        found_in(sample_workspace, variables=["age", "orders_365d", "income"], progress=stop, k=2, ks=[2])


def test_names_of_new_segments_are_free_and_rules_as_asked(found: Discovery) -> None:
    kept = [each for each in found.proposals if each.kind != "rest"]
    taken = [f"A: {kept[0].name('ro')}".upper()]
    new = new_segments(found, taken, prefix="A: ", language="ro")
    assert new[0].name == f"A: {kept[0].name('ro')} (2)"
    assert [each.rule for each in new] == [each.rule for each in kept]
    assert [each.rule for each in new_segments(found, (), in_order=True)] == [each.in_order for each in kept]
    assert "agrees with its cluster" in new[-1].note
    assert dict(new[1].names) == dict(kept[1].names)


def test_repr_and_proposal_by_key(found: Discovery) -> None:
    assert repr(found).startswith(f"Discovery({found.clustered:,} of {found.population:,} customers in {K}")
    assert found.proposal("never_bought").text == "has_bought = false"
    with pytest.raises(UnknownNameError, match="did you mean 'segment_1'"):
        found.proposal("segment1")


@pytest.mark.parametrize(
    ("asked", "error", "message"),
    [
        ({"variables": ["agee"]}, UnknownNameError, "agee"),
        ({"variables": ["email"]}, ClientelaError, "names or reaches"),
    ],
)
def test_variables_that_cannot_be_clustered_are_refused(
    sample_workspace: Workspace, asked: dict[str, object], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        found_in(sample_workspace, **asked)


def test_few_customers_are_refused_with_how_many_it_takes(shop: Workspace) -> None:
    with pytest.raises(TooThinError, match=r"13 customers.* at least 100"):
        discover(shop.base, shop.catalog, AS_OF)

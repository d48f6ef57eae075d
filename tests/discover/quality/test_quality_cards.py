"""Cards of a drawn shop, held against counting in plain Python."""

from __future__ import annotations

import datetime as dt
import json

import numpy as np
import pyarrow as pa
import pytest

import clientela
from clientela.catalog.labels import LANGUAGES
from clientela.discover.features.table import Prepared
from clientela.discover.quality import Judged, QualityCard, Stability, card, cards, sentences
from clientela.rules.text import parse_rule
from clientela.segments.profile import profile

AS_OF = dt.datetime(2026, 10, 1, tzinfo=dt.UTC)
N = 300
IDS = np.arange(1, N + 1)
RNG = np.random.default_rng(17)
INCOME = np.where(RNG.random(N) < 0.2, None, RNG.integers(10, 90, N) * 1000)
TIER = np.where(IDS <= 120, "gold", "blue")
HAS_EMAIL = RNG.random(N) < 0.9
CONSENTS = RNG.random(N) < 0.6
WITHDREW = CONSENTS & (RNG.random(N) < 0.2)
BOUNCED = RNG.random(N) < 0.1
GOT = RNG.random(N) < 0.8
CLICKED = GOT & (RNG.random(N) < np.where(TIER == "gold", 0.6, 0.2))
BOUGHT = RNG.random(N) < 0.7
LATELY = BOUGHT & (RNG.random(N) < 0.5)
COUPON = BOUGHT & (RNG.random(N) < 0.5)
PAID = np.where(BOUGHT, RNG.integers(10, 200, N), 0) * np.where(TIER == "gold", 3, 1)


def event(name, number, kind, days, **fields):
    empty = {"channel": None, "amount": None, "coupon": None, "category": None}
    at = AS_OF - dt.timedelta(days=days, hours=1)
    return {"event_id": f"{name}{number}", "customer_id": number, "at": at, "kind": kind} | empty | fields


def events():
    for place, number in enumerate(IDS.tolist()):
        if GOT[place]:
            yield event("s", number, "message_sent", 40, channel="email")
        if CLICKED[place]:
            yield event("c", number, "message_clicked", 39, channel="email")
        if BOUNCED[place]:
            yield event("b", number, "message_bounced", 100, channel="email")
        if BOUGHT[place]:
            fields = {"amount": f"{PAID[place]}.00", "coupon": "TEN" if COUPON[place] else None}
            yield event(
                "o", number, "order_completed", 10 if LATELY[place] else 90, category="hats", **fields
            )


def consents():
    rows = []
    for place, number in enumerate(IDS.tolist()):
        if CONSENTS[place]:
            rows.append((number, "given", AS_OF - dt.timedelta(days=300)))
        if WITHDREW[place]:
            rows.append((number, "withdrawn", AS_OF - dt.timedelta(days=30)))
    return pa.table(
        {
            "customer_id": [row[0] for row in rows],
            "channel": ["email"] * len(rows),
            "purpose": ["marketing"] * len(rows),
            "state": [row[1] for row in rows],
            "at": pa.array([row[2] for row in rows], pa.timestamp("us", "UTC")),
            "source": ["form"] * len(rows),
        }
    )


@pytest.fixture(scope="module")
def drawn_shop(tmp_path_factory):
    with clientela.create(tmp_path_factory.mktemp("quality"), time_zone="Europe/Madrid") as shop:
        customers = {
            "customer_id": IDS,
            "external_id": [f"C{number}" for number in IDS],
            "email": [
                f"c{number}@example.com" if has else None for number, has in zip(IDS, HAS_EMAIL, strict=True)
            ],
            "income": [None if income is None else f"{income}.00" for income in INCOME],
            "loyalty_tier": TIER.tolist(),
        }
        shop.store.write_entities("customer", pa.table(customers), source="test", received_at=AS_OF)
        table = pa.Table.from_pylist(list(events()))
        shop.store.append_events(table.set_column(2, "at", table["at"].cast(pa.timestamp("us", "UTC"))))
        shop.store.append_consents(consents())
        yield shop


NUMBERS = np.column_stack([RNG.normal(size=N), (TIER == "gold") + RNG.normal(0, 0.5, N)])
PREPARED = Prepared(NUMBERS, ("noise", "signal"), np.zeros((N, 0), np.int32), (), ())
VARIABLES = ["loyalty_tier", "income", "revenue_365d", "favourite_category"]


def judged(shop, text, inside, **stability):
    rule = parse_rule(text)
    found = profile(shop.base, shop.catalog, rule, AS_OF, variables=VARIABLES)
    return Judged(rule, inside, found, **stability)


@pytest.fixture(scope="module")
def gold(drawn_shop):
    one = judged(drawn_shop, "loyalty_tier = 'gold' and income is set", TIER == "gold", slsw=0.9, slsa=0.4)
    return card(drawn_shop.base, drawn_shop.catalog, one, AS_OF, prepared=PREPARED, seed=3)


INSIDE = (TIER == "gold") & np.array([income is not None for income in INCOME])


def test_measurable_is_who_has_every_input(gold):
    known = np.array([income is not None for income in INCOME])
    assert gold.measurable.share.value == known.mean()
    assert gold.measurable.inputs == ("loyalty_tier", "income")
    assert gold.measurable.least_known == "income"


def test_substantial_counts_members_revenue_and_rate(gold):
    part = gold.substantial
    assert (gold.n, gold.population, part.n) == (INSIDE.sum(), N, INSIDE.sum())
    assert part.share.value == pytest.approx(INSIDE.mean())
    assert part.revenue_share.value == pytest.approx(PAID[INSIDE].sum() / PAID.sum())
    assert part.revenue_share.low < part.revenue_share.value < part.revenue_share.high
    assert part.base_rate == pytest.approx(LATELY[INSIDE].mean())
    assert part.detectable > 0
    assert part.is_enough


def test_accessible_is_consented_and_delivering(gold):
    reached = HAS_EMAIL & CONSENTS & ~WITHDREW & ~BOUNCED
    assert gold.accessible.any_channel.value == pytest.approx(reached[INSIDE].mean())
    assert [(each.channel, each.share.value) for each in gold.accessible.by_channel] == [
        ("email", pytest.approx(reached[INSIDE].mean())),
        ("sms", 0.0),
        ("phone", 0.0),
    ]


def test_differentiable_has_the_area_and_the_top_effects(gold):
    assert gold.differentiable.auc.value > 0.85
    assert gold.differentiable.effects[0].variable == "loyalty_tier"


def test_actionable_holds_members_against_all_others(gold):
    found = {(lever.kind, lever.name): lever for lever in gold.actionable.levers}
    clicks = found["channel", "email"]
    assert clicks.inside.value == pytest.approx(CLICKED[INSIDE].sum() / GOT[INSIDE].sum())
    assert clicks.outside.value == pytest.approx(CLICKED[~INSIDE].sum() / GOT[~INSIDE].sum())
    assert clicks.inside.n == GOT[INSIDE].sum()
    coupon = found["coupon", "coupon"]
    assert coupon.inside.value == pytest.approx(COUPON[INSIDE].sum() / BOUGHT[INSIDE].sum())
    assert [(lever.kind, lever.name) for lever in gold.actionable.different] == [("channel", "email")]
    assert ("category", "hats") in found


def test_a_card_is_graded_and_plain(gold):
    assert gold.grades == {
        "measurable": "fair",
        "substantial": "fair",
        "accessible": "fair",
        "differentiable": "good",
        "actionable": "good",
        "stability": "good",
    }
    plain = json.loads(json.dumps(gold.as_json()))
    assert plain["substantial"]["n"] == INSIDE.sum()
    assert (plain["hidden"], plain["too_small"]) == (False, False)
    assert repr(gold).startswith("QualityCard(")


def test_small_and_hidden_segments(drawn_shop):
    few = judged(drawn_shop, "income between 10000 and 15000", np.zeros(N, np.bool_))
    none = judged(drawn_shop, "income > 1000000", np.zeros(N, np.bool_))
    small, hidden = cards(drawn_shop.base, drawn_shop.catalog, [few, none], AS_OF, prepared=PREPARED, seed=3)
    assert 10 <= small.n < 50
    assert small.is_too_small
    assert small.grades["substantial"] == "poor"
    assert small.differentiable.auc is None
    assert hidden.is_hidden
    assert hidden.as_json()["n"] is None
    assert set(hidden.grades.values()) == {"unknown"}
    said = sentences(hidden, drawn_shop.catalog, "en")
    assert [each.text for each in said] == ["Fewer than 10 customers, so nothing is shown."]
    texts = {each.criterion: each.text for each in sentences(small, drawn_shop.catalog, "es")}
    assert "Demasiado pequeño para ser un segmento propio" in texts["substantial"]
    assert "no estaban entre los clientes agrupados" in texts["differentiable"]


def test_without_consents_and_responses_it_says_not_known(tmp_path):
    with clientela.create(tmp_path, time_zone="Europe/Madrid") as shop:
        customers = {"customer_id": IDS, "loyalty_tier": TIER.tolist()}
        shop.store.write_entities("customer", pa.table(customers), source="test", received_at=AS_OF)
        one = judged(shop, "loyalty_tier = 'gold'", TIER == "gold")
        found = card(shop.base, shop.catalog, one, AS_OF, prepared=PREPARED, seed=3)
        assert found.accessible.any_channel is None
        assert found.actionable.levers == ()
        assert found.substantial.revenue_share is None
        texts = {
            each.criterion: (each.grade_said, each.text) for each in sentences(found, shop.catalog, "en")
        }
    assert texts["accessible"] == ("not known", "Not known, because no consents are on record.")
    assert texts["actionable"] == ("not known", "Not known: there are too few responses on record yet.")
    assert texts["stability"][0] == "not known"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_criterion_is_said_in_every_language(gold, drawn_shop, language):
    said = sentences(gold, drawn_shop.catalog, language)
    assert [each.criterion for each in said] == list(gold.grades)
    assert all(each.title and each.grade_said and each.text for each in said)
    assert not any("{" in each.text for each in said)
    assert str(gold.n) in said[1].text


def test_stabilities_are_said_by_hennigs_bands(gold, drawn_shop):
    def said(slsw):
        parts = (gold.measurable, gold.substantial, gold.accessible, gold.differentiable, gold.actionable)
        one = QualityCard(gold.n, gold.population, *parts, Stability(slsw, None))
        return sentences(one, drawn_shop.catalog, "en")[-1].text.split(":")[0]

    assert [said(slsw) for slsw in (0.85, 0.75, 0.6, 0.59)] == [
        "Very stable",
        "Stable",
        "Only a pattern",
        "Dissolves",
    ]

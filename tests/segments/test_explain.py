"""Explanations of hand-made people: exact trees, exact changes, six languages."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from decimal import Decimal

import pyarrow as pa
import pytest

import clientela
from clientela.errors import UnknownNameError
from clientela.rules.sentences import LANGUAGES
from clientela.segments.explaining import EvidenceEvent, ExplainedCondition, Explanation, Origin
from clientela.segments.explaining.changes import AddEvents, RemoveEvents, SetAttribute, SetConsent
from clientela.segments.explaining.phrases import PHRASES
from clientela.workspace import Workspace

AS_OF = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)
EVENTS = pa.schema(
    [
        ("event_id", pa.string()),
        ("customer_id", pa.int64()),
        ("at", pa.timestamp("us", tz="UTC")),
        ("kind", pa.string()),
        ("category", pa.string()),
        ("amount", pa.decimal128(18, 4)),
        ("cart_id", pa.string()),
    ]
)


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def event(name: str, customer: int, instant: str, kind: str = "order_completed", **fields: object) -> dict:
    return {"event_id": name, "customer_id": customer, "at": at(instant), "kind": kind} | fields


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """Ana buys shoes and left a cart; Bea bought a hat long ago, Carl did nothing and came later."""
    with clientela.create(tmp_path_factory.mktemp("explained"), time_zone="Europe/Madrid") as opened:
        opened.store.write_entities("customer", people(), source="list.csv", received_at=AS_OF)
        opened.store.append_events(pa.Table.from_pylist(history(), EVENTS))
        opened.save_segment("Shoes", "did order_completed where category = 'shoes'", at=AS_OF)
        yield opened


def people() -> pa.Table:
    return pa.table(
        {
            "customer_id": [1, 2, 3],
            "external_id": ["A1", "B2", "C3"],
            "city": ["Reus", "Vic", None],
            "income": [1200, 3000, None],
            "birthday": [dt.date(1996, 6, 3), None, None],
            "email": ["ana@example.com", None, None],
            "created_at": [at("2024-01-01"), at("2024-01-01"), at("2026-05-31")],
        }
    )


def history() -> list[dict]:
    return [
        event("o1", 1, "2026-04-01T10:00", category="shoes", amount=Decimal(30)),
        event("o2", 1, "2026-05-03T10:00", category="shoes", amount=Decimal(40)),
        event("c1", 1, "2026-05-20T10:00", "product_added", cart_id="k2"),
        event("h1", 2, "2025-01-01T10:00", category="hats", amount=Decimal(10)),
    ]


def of_ana(shop: Workspace, rule: str) -> Explanation:
    return shop.segment(rule).explain("A1", AS_OF)


def outline(node: ExplainedCondition) -> tuple:
    """Path, text, truth, and the same of those below."""
    return node.path, node.text, node.truth, [outline(child) for child in node.children]


def test_tree_has_every_condition_with_its_truth(shop: Workspace) -> None:
    rule = "city = 'Reus' and (income >= 1500 or not loyalty_tier = 'gold')"
    explained = of_ana(shop, rule)
    assert explained.truth is None
    assert outline(explained.tree) == (
        "",
        rule,
        None,
        [
            ("conditions[0]", "city = 'Reus'", True, []),
            (
                "conditions[1]",
                "income >= 1500 or not loyalty_tier = 'gold'",
                None,
                [
                    ("conditions[1].conditions[0]", "income >= 1500", False, []),
                    (
                        "conditions[1].conditions[1]",
                        "not loyalty_tier = 'gold'",
                        None,
                        [
                            ("conditions[1].conditions[1].condition", "loyalty_tier = 'gold'", None, []),
                        ],
                    ),
                ],
            ),
        ],
    )


def test_attribute_tells_its_value_and_source(shop: Workspace) -> None:
    tree = of_ana(shop, "city = 'Reus'").tree
    assert [seen.value for seen in tree.seen] == ["Reus"]
    assert tree.evidence.origins == (Origin("city", "list.csv", None, assumed=True),)


def test_counted_events_are_the_evidence_newest_first(shop: Workspace) -> None:
    tree = of_ana(shop, "count(order_completed where category = 'shoes', last 90 days) >= 1").tree
    assert [seen.value for seen in tree.seen] == [2]
    assert tree.evidence.total == 2
    assert tree.evidence.events[0] == EvidenceEvent(
        "o2", at("2026-05-03T10:00"), "order_completed", {"category": "shoes", "amount": Decimal("40.0000")}
    )
    assert [each.event_id for each in tree.evidence.events] == ["o2", "o1"]


def test_sequence_tells_the_first_step_and_what_did_not_follow(shop: Workspace) -> None:
    explained = of_ana(
        shop, "sequence(product_added, then not order_completed within 24 hours, same cart_id)"
    )
    assert explained.truth is True
    assert [(each.event_id, each.step) for each in explained.tree.evidence.events] == [("c1", 0)]


def test_segment_is_opened_up_at_its_own_instant(shop: Workspace) -> None:
    explained = of_ana(shop, "in segment 'Shoes' at 2026-04-01")
    (rule,) = explained.tree.children
    assert (rule.path, rule.truth, [each.event_id for each in rule.evidence.events]) == (
        "segment",
        True,
        ["o1"],
    )


def test_rank_tells_place_size_and_border(shop: Workspace) -> None:
    tree = shop.segment("top 1 customers by revenue_total").explain("B2", AS_OF).tree
    assert {seen.key: seen.value for seen in tree.seen} == {
        "value": Decimal(10),
        "place": 2,
        "size": 3,
        "border": Decimal(70),
    }


def test_missing_attribute_is_unknown_and_said_so(shop: Workspace) -> None:
    text = of_ana(shop, "loyalty_tier = 'gold'").as_text()
    assert text.splitlines()[2:4] == ["? loyalty tier: “gold”", "     loyalty tier: not known"]


SENTENCES = {
    "count(order_completed where category = 'shoes', last 90 days) >= 3": (
        "1 more order (category: “shoes”) in the last 90 days"
    ),
    "income >= 1500": "income: at least 1,500 instead of 1,200",
    "not did order_completed in last 30 days": "without the order of May 3, 2026, 12:00",
    "sequence(product_added, then not order_completed within 24 hours, same cart_id)": (
        "1 more order with cart: “k2” on May 20, 2026"
    ),
    "consents to email for marketing": "consent given for the channel “email” and the purpose “marketing”",
    "any deal (status = 'lost')": "one more deal with status: “lost”",
    "avg(order_completed.amount) > 50": "1 more order with amount: 80.03",
    "top 1 customers by revenue_total": "without 2 orders (April 1, 2026, May 3, 2026)",
    "age between 31 and 40": "date of birth: June 1, 1995 instead of June 3, 1996",
    "never order_completed in last 30 days and did order_completed in last 60 days": (
        "without the order of May 3, 2026, 12:00; and 1 more order in the last 60 days on May 2, 2026"
    ),
}


@pytest.mark.parametrize("rule", SENTENCES)
def test_smallest_change_is_said_in_words(shop: Workspace, rule: str) -> None:
    change = of_ana(shop, rule).change
    assert change is not None
    assert change.sentence == SENTENCES[rule]


@pytest.mark.parametrize(
    ("rule", "kind"),
    [
        ("income >= 1500", SetAttribute),
        ("did order_completed in last 7 days", AddEvents),
        ("did order_completed", RemoveEvents),
        ("consents to sms for marketing", SetConsent),
    ],
)
def test_change_is_typed(shop: Workspace, rule: str, kind: type) -> None:
    change = of_ana(shop, rule).change
    assert change is not None
    assert [type(each) for each in change.changes] == [kind]


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        ("bucket('x') < 10 percent", "others"),
        ("all ()", "fixed"),
        ("did order_completed at least 0 times", "not_found"),
    ],
)
def test_no_change_comes_with_its_reason(shop: Workspace, rule: str, why: str) -> None:
    explained = of_ana(shop, rule)
    assert (explained.change, explained.reason) == (None, why)


def test_customer_who_did_not_exist_yet_gets_a_clear_answer(shop: Workspace) -> None:
    explained = shop.segment("never order_completed").explain("C3", at("2026-01-01"))
    assert (explained.exists, explained.truth, explained.change) == (False, False, None)
    assert explained.as_text() == (
        "C3 did not exist yet on Jan 1, 2026, 01:00, so no rule is true of this customer."
    )


@pytest.mark.parametrize("named", ["A1", "ana@example.com", "#1", 1])
def test_customer_is_found_by_any_of_her_keys(shop: Workspace, named: int | str) -> None:
    assert shop.segment("city = 'Reus'").explain(named, AS_OF).customer == 1


@pytest.mark.parametrize("named", ["Z9", 99])
def test_unknown_customer_is_an_error_that_names_her(shop: Workspace, named: int | str) -> None:
    with pytest.raises(UnknownNameError, match=f"no customer '#?{named}'"):
        shop.segment("city = 'Reus'").explain(named, AS_OF)


@pytest.mark.parametrize("language", LANGUAGES)
def test_text_and_data_come_in_every_language(shop: Workspace, language: str) -> None:
    explained = of_ana(shop, "income >= 1500 and top 1 customers by revenue_total")
    text, data = explained.as_text(language), explained.as_json(language)
    assert [line[:4] for line in text.splitlines() if "✓" in line or "✗" in line] == [
        text.splitlines()[2][:4],
        "├─ ✗",
        "└─ ✓",
    ]
    assert json.loads(json.dumps(data)) == data
    assert data["tree"]["children"][0]["sentence"] in text
    assert data["change"]["sentence"] in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_phrase_with_its_parts(language: str) -> None:
    def parts(phrase: object) -> set[str]:
        forms = phrase.values() if isinstance(phrase, dict) else [phrase]
        return {part for form in forms for part in str(form).split("{")[1:] for part in [part.split("}")[0]]}

    english, other = PHRASES["en"], PHRASES[language]
    assert {key: parts(phrase) for key, phrase in other.items()} == {
        key: parts(phrase) for key, phrase in english.items()
    }


def test_repr_says_who_and_whether(shop: Workspace) -> None:
    assert repr(of_ana(shop, "city = 'Reus'")) == (
        "Explanation(customer 1, member, 2026-06-01 12:00 UTC: city = 'Reus')"
    )

"""Lists of customers against the members and values that a rule gives."""

from __future__ import annotations

import pytest

from clientela import ClientelaError, Workspace
from clientela.segments.listing import Order, Wanted, count_customers, stream_customers, values_of
from tests.cases.shop import AS_OF, IDS


def names(shop: Workspace, **asked: object) -> list[str | None]:
    return [each.customer.external_id for each in shop.list_customers(as_of=AS_OF, **asked)]  # type: ignore[arg-type]


def test_list_of_a_rule_is_its_members_with_their_values(shop: Workspace) -> None:
    rule, columns = shop.segment("country = 'ES'"), ("city", "revenue_365d")
    listed = shop.list_customers(Wanted(rule=rule.rule), columns, order=Order("number"), as_of=AS_OF)
    expected = rule.members(columns, AS_OF).to_arrow().sort_by("customer_id").to_pylist()
    assert [{"customer_id": each.customer.customer_id, **each.values} for each in listed] == expected
    assert shop.count_customers(Wanted(rule=rule.rule), as_of=AS_OF) == len(expected)


@pytest.mark.parametrize("descending", [False, True])
def test_sorted_pages_together_are_everybody(shop: Workspace, descending: bool) -> None:
    order = Order("revenue_365d", descending)
    pages = [names(shop, order=order, limit=4, offset=offset) for offset in range(0, 16, 4)]
    values = {
        row["external_id"]: row["revenue_365d"]
        for row in shop.segment("all ()")
        .members(("external_id", "revenue_365d"), AS_OF)
        .to_arrow()
        .to_pylist()
    }
    flat = [name for page in pages for name in page]
    assert sorted(filter(None, flat)) == sorted(filter(None, values))
    told = [values[name] for name in flat]
    assert told == sorted(told, reverse=descending)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("alfa", ["bogdan", "dmitri"]),
        ("EXAMPLE.com anna", ["anna"]),
        ("lodz", []),
        ("alfa dmitri", ["dmitri"]),
    ],
)
def test_words_narrow_the_list(shop: Workspace, words: str, found: list[str]) -> None:
    assert names(shop, wanted=Wanted(words), order=Order("number")) == found
    assert count_customers(shop.base, Wanted(words), AS_OF) == len(found)
    streamed = stream_customers(shop.base, Wanted(words), AS_OF, ["external_id"]).read_all()
    assert sorted(streamed["external_id"].to_pylist()) == sorted(found)


def test_words_and_rule_together(shop: Workspace) -> None:
    wanted = Wanted("alfa", shop.segment("country = 'RO'").rule)
    assert names(shop, wanted=wanted) == ["bogdan"]
    table = stream_customers(shop.base, wanted, AS_OF, ["city"]).read_all()
    assert table.to_pylist() == [{"customer_id": IDS["bogdan"], "city": "București"}]


def test_column_that_is_none_is_refused(shop: Workspace) -> None:
    with pytest.raises(ClientelaError, match="no variable 'ctiy'"):
        shop.list_customers(columns=("ctiy",), as_of=AS_OF)


def test_values_of_one_are_those_of_the_rule(shop: Workspace) -> None:
    (row,) = [
        row
        for row in shop.segment("all ()").members(("orders_total", "city"), AS_OF).to_arrow().to_pylist()
        if row["customer_id"] == IDS["anna"]
    ]
    found = values_of(shop.base, IDS["anna"], AS_OF, ("orders_total", "city"))
    assert {"customer_id": IDS["anna"], **found} == row


def test_card_of_one_in_a_ranked_segment_says_so(shop: Workspace) -> None:
    """A rank has everybody in its answer; the card takes hers."""
    from clientela.segments.cards import segments_of
    from clientela.segments.library import list_segments

    inside = {
        name: set(shop.segment(name).ids(AS_OF).to_pylist())
        for name in (saved.name for saved in list_segments(shop.store.engine))
    }
    for number in IDS.values():
        found = {each.segment for each in segments_of(shop.base, number, AS_OF)}
        assert found == {name for name, members in inside.items() if number in members}

"""Pages of strategies: written, refused in words, kept in versions, proposed with the core's own figures."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from html import unescape

import pytest

from clientela.act.strategy import Strategy, Target
from clientela_web import answers
from clientela_web.models import AuditEntry
from clientela_web.workspace import using
from tests.act.planted import HUNTERS, planted_shop

TYPED = {
    "objective": "keep",
    "aim": "Keep the best",
    "message": "Thank you",
    "channel_email": "on",
    "reason_email": "They read it",
    "budget": "1,250.50",
    "currency": "eur",
    "starts_on": "2026-03-01",
    "ends_on": "2026-06-30",
    "metric_0": "repeat_buyer",
    "start_0": "40",
    "goal_0": "45 %",
    "until_0": "2026-06-30",
    "owner": "Marek Marketer",
    "decided": "decided",
    "note": "agreed on Monday",
}


def segment_id(firm, name: str) -> int:
    return next(each.segment_id for each in firm.segments() if each.name == name)


@pytest.fixture
def address(own_firm) -> str:
    return f"/segments/{segment_id(own_firm, 'VIP')}/strategy/"


def test_what_was_typed_is_what_is_kept(own_firm, marketer, browse, address) -> None:
    client = browse(marketer)
    answer = client.post(f"{address}edit/", TYPED)
    assert (answer.status_code, answer["Location"]) == (302, address)
    saved = own_firm.strategy("VIP")
    assert (saved.version, saved.author, saved.note) == (1, "Marek Marketer", "agreed on Monday")
    assert saved.strategy.budget == Decimal("1250.50")
    assert saved.strategy.currency == "EUR"
    assert saved.strategy.targets == (Target("repeat_buyer", 0.45, 0.4, dt.date(2026, 6, 30)),)
    assert [(each.channel, each.reason) for each in saved.strategy.channels] == [("email", "They read it")]
    assert saved.strategy.is_draft is False
    entry = AuditEntry.objects.get(kind="strategy")
    assert (entry.action, entry.what, entry.facts["version"]) == ("changed", "VIP", 1)


def test_form_shows_what_is_kept_and_saving_it_again_makes_no_version(
    own_firm, marketer, browse, address
) -> None:
    client = browse(marketer)
    client.post(f"{address}edit/", TYPED)
    form = client.get(f"{address}edit/").context["form"]
    again = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in again.items() if value not in (None, "", False)}
    assert client.post(f"{address}edit/", {**sent, "note": ""}).status_code == 302
    assert len(own_firm.strategy_versions("VIP")) == 1


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"ends_on": "2026-02-01"}, "ends_on", "before it starts"),
        ({"budget": "-5"}, "budget", "less than nothing"),
        ({"budget": "plenty"}, "budget", "is no amount"),
        ({"currency": ""}, "currency", "which currency"),
        ({"goal_0": ""}, "goal_0", "needs a number"),
        ({"goal_0": "450"}, "goal_0", "between 0% and 100%"),
        ({"goal_0": "a lot"}, "goal_0", "is no number"),
        ({"metric_0": "other", "own_0": "ordrs_365d"}, "own_0", "ordrs_365d"),
        ({"metric_0": "", "goal_0": "3"}, "metric_0", "Say what is measured"),
        ({"message": ""}, "message", "keep it a draft"),
        ({"starts_on": "soon"}, "starts_on", "valid date"),
    ],
)
def test_mistake_is_told_at_its_field_and_nothing_typed_is_lost(
    own_firm, marketer, browse, address, changes, field, words
) -> None:
    answer = browse(marketer).post(f"{address}edit/", TYPED | changes)
    assert answer.status_code == 422
    form = answer.context["form"]
    assert words in " ".join(form.errors[field])
    assert set(form.errors) <= {field, "goal_0"}
    page = unescape(answer.content.decode())
    assert words in page
    assert "They read it" in page
    assert own_firm.strategy("VIP") is None


def test_of_two_who_write_at_once_the_second_is_asked(own_firm, marketer, browse, address) -> None:
    client = browse(marketer)
    client.post(f"{address}edit/", TYPED)
    late = client.post(f"{address}edit/", TYPED | {"message": "Too late"})
    assert late.status_code == 422
    assert "Somebody else has saved" in late.content.decode()
    assert own_firm.strategy("VIP").strategy.message == "Thank you"
    again = late.context["form"]["version"].value()
    assert (
        client.post(f"{address}edit/", TYPED | {"message": "Too late", "version": again}).status_code == 302
    )
    assert own_firm.strategy("VIP").strategy.message == "Too late"


def test_any_rule_may_be_a_target_and_an_open_start_is_todays_figure(
    own_firm, marketer, browse, address
) -> None:
    typed = TYPED | {"metric_0": "other", "own_0": "orders_total >= 2", "start_0": "", "goal_0": "80"}
    typed |= {"metric_1": "members", "start_1": "", "goal_1": "9", "until_1": ""}
    assert browse(marketer).post(f"{address}edit/", typed).status_code == 302
    rule, members = own_firm.strategy("VIP").strategy.targets
    assert (rule.metric, rule.goal, rule.start) == (
        "orders_total >= 2",
        0.8,
        None,
    )  # of three nothing is told
    assert members.start == own_firm.segment("VIP").count().count


def test_read_view_older_versions_and_taking_away(own_firm, marketer, browse, address) -> None:
    client = browse(marketer)
    client.post(f"{address}edit/", TYPED)
    client.post(f"{address}edit/", TYPED | {"message": "Changed", "version": "1"})
    page = client.get(address).content.decode()
    assert "Changed" in page
    assert "agreed on Monday" in page
    assert "Thank you" in client.get(f"{address}?version=1").content.decode()
    assert client.get(f"{address}?version=7").status_code == 404
    assert client.get(f"{address}?version=x").status_code == 404
    assert client.post(f"{address}remove/").status_code == 302
    assert own_firm.strategy("VIP") is None
    assert "No strategy yet" in client.get(address).content.decode()
    assert len(own_firm.strategy_versions("VIP")) == 3


def test_roles(own_firm, marketer, analyst, viewer, browse, address) -> None:
    for account, read, propose, write in (
        (marketer, 200, 200, 200),
        (analyst, 200, 200, 403),
        (viewer, 200, 403, 403),
    ):
        client = browse(account)
        assert client.get(address).status_code == read
        assert client.get("/strategies/").status_code == read
        assert client.get(f"{address}proposals/").status_code == propose
        assert client.get(f"{address}edit/").status_code == write
        assert client.post(f"{address}edit/", TYPED).status_code == (302 if write == 200 else 403)
        assert client.post(f"{address}remove/").status_code == (302 if write == 200 else 403)


def test_overview_counts_and_sums(own_firm, marketer, browse) -> None:
    client = browse(marketer)
    assert client.get("/strategies/").context["found"].planned == []
    today = dt.datetime.now(own_firm.zone).date()
    soon = today + dt.timedelta(days=10)
    whole = {"message": "x", "channels": ({"channel": "sms"},), "is_draft": False}
    _write(own_firm, "VIP", **whole, starts_on=today, ends_on=soon, budget="100.10", currency="EUR")
    _write(own_firm, "Young", **whole, starts_on=today, budget="200", currency="EUR")
    _write(own_firm, "Young VIP", budget="7", currency="RON")
    found = client.get("/strategies/").context["found"]
    assert [(each.name, each.state) for each in found.planned] == [
        ("VIP", "active"),
        ("Young", "active"),
        ("Young VIP", "draft"),
    ]
    assert (found.active, found.ending, found.without) == (2, 1, [])
    assert sorted(found.budgets) == [(Decimal("7"), "RON"), (Decimal("300.10"), "EUR")]
    names = {row["name"] for row in found.calendar["layer"][0]["data"]["values"]}
    assert names == {"VIP", "Young"}


def test_overview_shows_the_size_of_every_segment_but_no_small_one_to_a_viewer(
    own_firm, marketer, viewer, browse
) -> None:
    _write(own_firm, "VIP")
    own_firm.save_segment("Everybody", "age is set or age is not set")
    sizes = {name: size.count for name, size in own_firm.sizes().items()}
    assert 0 < sizes["VIP"] < 5 < sizes["Everybody"]
    answers.segment_sizes(wait=60)
    page = browse(marketer).get("/strategies/").content.decode()
    assert f'<td class="num nowrap">{sizes["VIP"]}</td>' in page
    assert f"Members: {sizes['Everybody']}<" in page
    page = unescape(browse(viewer).get("/strategies/").content.decode())
    assert '<td class="num nowrap">< 5</td>' in page
    assert f'<td class="num nowrap">{sizes["VIP"]}</td>' not in page
    assert f"Members: {sizes['Everybody']}<" in page


def _write(firm, name: str, **fields) -> None:
    import msgspec

    firm.set_strategy(name, msgspec.convert({"objective": "keep"} | fields, Strategy))


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    with planted_shop(tmp_path_factory.mktemp("planted")) as shop:
        yield shop


def test_proposal_page_says_what_the_core_says(planted, marketer, browse) -> None:
    with using(planted):
        client = browse(marketer)
        place = f"/segments/{segment_id(planted, HUNTERS)}/strategy/"
        page = _ready(client, f"{place}proposals/")
        proposal = planted.propose_strategies(HUNTERS).found[0]
        for told in (
            proposal.title,
            proposal.message,
            proposal.offer,
            *(each.said("en") for each in proposal.why),
        ):
            assert told in page
        form = client.get(f"{place}edit/?play={proposal.play}").context["form"]
        assert form["message"].value() == proposal.message
        assert form["metric_0"].value() == proposal.targets[0].target.metric
        one = client.get(f"{place}edit/?play={proposal.play}&take=offer").context["form"]
        assert (one["offer"].value(), one["message"].value()) == (proposal.offer, "")


def test_too_few_are_told_so_and_get_no_proposal(own_firm, marketer, browse, address) -> None:
    page = _ready(browse(marketer), f"{address}proposals/")
    assert "Too few customers for a proposal" in page
    assert "Use this" not in page


def test_viewer_is_not_told_the_size_of_a_small_segment(own_firm, marketer, viewer, browse, address) -> None:
    typed = TYPED | {"metric_0": "members", "start_0": "2", "goal_0": "9", "decided": "draft"}
    browse(marketer).post(f"{address}edit/", typed)
    page = _ready(browse(viewer), f"{address}progress/")
    assert "Your role does not see these figures." in page


def _ready(client, address: str) -> str:
    for _ in range(100):
        page = unescape(client.get(address).content.decode())
        if 'class="waiting"' not in page:
            return page
    raise AssertionError(f"{address} is still being worked out")

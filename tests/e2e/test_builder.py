"""Building segments in a real browser: by the mouse, by the keyboard, as text, in other languages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import clientela
from clientela.rules.text import parse_rule, write_rule
from clientela.workspace import Workspace
from tests.e2e.looking import rest
from tests.prepared import copy_of, prepared_workspace

Person = Callable[..., Page]
Shot = Callable[[Page, str], Path]
Check = Callable[[Page], None]


@pytest.fixture(scope="session")
def core(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """The same shop as the site's, asked without the site."""
    place = copy_of(prepared_workspace(tmp_path_factory), tmp_path_factory.mktemp("core") / "data")
    with clientela.open(place) as workspace:
        yield workspace


def choose_item(page: Page, words: str, label: str) -> None:
    """In the open palette: search, and click on what is called so."""
    page.locator("#palette-words").fill(words)
    found = page.locator("#palette-items").get_by_role("button", name=re.compile(rf"^{re.escape(label)}\b"))
    found.first.wait_for()
    rest(page)
    found.first.click()
    page.locator("#palette").wait_for(state="detached")
    rest(page)


def add(page: Page, words: str, label: str, group: str = "") -> None:
    """Add a condition to a group."""
    page.locator(f"[data-add='{group}']").click()
    choose_item(page, words, label)


def only_where(page: Page, path: str, words: str, label: str) -> None:
    """Narrow the events of an open condition."""
    page.locator(f'button[value=\'["palette", "{path}", "add"]\']').click()
    choose_item(page, words, label)


def offer(page: Page, path: str, value: str) -> None:
    """Click on a value of the data."""
    page.locator(f'[name=\'op\'][value=\'["put", "{path}", "{value}"]\']').first.click()
    rest(page)


def choose(page: Page, path: str, value: str) -> None:
    page.locator(f"select[name='r.{path}']").select_option(value)
    rest(page)


def type_in(page: Page, path: str, text: str) -> None:
    box = page.locator(f"input[name='r.{path}']")
    box.fill(text)
    box.press("Tab")
    rest(page)


def text_of(page: Page) -> str:
    return page.locator("#rule-text").input_value()


def asserted_count(page: Page, core: Workspace, rule: str) -> int:
    """The rule on the page is that rule, and the count it shows is the core's."""
    assert text_of(page) == write_rule(parse_rule(rule))
    wanted = core.segment(rule).count().count
    expect(page.locator("#count [data-count]")).to_have_attribute("data-count", str(wanted))
    return wanted


def save(page: Page, name: str) -> None:
    page.locator("#save-name").fill(name)
    page.locator("#save button.primary").click()
    page.wait_for_url(re.compile(r"/segments/\d+/$"))


def test_teenagers_who_like_the_street_are_built_by_clicking(person, core, shot, accessible, fits):
    page = person("marketer")
    page.goto("/segments/new/")
    add(page, "age", "age")
    choose(page, "conditions[0].operator", "between")
    type_in(page, "conditions[0].operand[0]", "13")
    type_in(page, "conditions[0].operand[1]", "19")
    add(page, "interests", "interests")
    offer(page, "conditions[1].operand", "urban")
    offer(page, "conditions[1].operand", "sport")
    add(page, "product_bought", "order line")
    choose(page, "conditions[2].window.node", "all_time")
    only_where(page, "conditions[2].where", "category", "category")
    offer(page, "conditions[2].where.operand", "t-shirts")
    offer(page, "conditions[2].where.operand", "sneakers")
    rule = (
        "age between 13 and 19 and interests includes any ('urban', 'sport')"
        " and did product_bought where category in ('t-shirts', 'sneakers')"
    )
    assert asserted_count(page, core, rule) > 0
    shot(page, "builder-teenagers")
    accessible(page)
    fits(page)
    save(page, "Teenagers of the street")
    assert "Teenagers of the street" in page.locator("main").inner_text()


def test_young_professionals_are_built_by_clicking(person, core, shot):
    page = person("marketer")
    page.goto("/segments/new/")
    add(page, "age", "age")
    choose(page, "conditions[0].operator", "between")
    type_in(page, "conditions[0].operand[0]", "25")
    type_in(page, "conditions[0].operand[1]", "35")
    add(page, "income band", "income band")
    offer(page, "conditions[1].operand", "mid")
    offer(page, "conditions[1].operand", "high")
    add(page, "product_bought", "order line")
    type_in(page, "conditions[2].window.count", "180")
    only_where(page, "conditions[2].where", "category", "category")
    offer(page, "conditions[2].where.operand", "shirts")
    rule = (
        "age between 25 and 35 and income_band in ('mid', 'high')"
        " and did product_bought where category in ('shirts') in last 180 days"
    )
    assert asserted_count(page, core, rule) > 0
    shot(page, "builder-professionals")


def test_families_who_buy_in_sales_are_built_by_clicking(person, core, shot, accessible):
    page = person("marketer", width=390)
    page.goto("/segments/new/")
    add(page, "age", "age")
    choose(page, "conditions[0].operator", "between")
    type_in(page, "conditions[0].operand[0]", "35")
    type_in(page, "conditions[0].operand[1]", "50")
    add(page, "children", "number of children")
    type_in(page, "conditions[1].operand", "1")
    add(page, "product_bought", "order line")
    choose(page, "conditions[2].window.node", "all_time")
    only_where(page, "conditions[2].where", "category", "category")
    offer(page, "conditions[2].where.operand", "children")
    only_where(page, "conditions[2].where", "discount", "discount")
    choose(page, "conditions[2].where.conditions[1].operator", ">")
    type_in(page, "conditions[2].where.conditions[1].operand", "0")
    rule = (
        "age between 35 and 50 and children_count >= 1"
        " and did product_bought where (category in ('children') and discount > 0)"
    )
    assert asserted_count(page, core, rule) > 0
    shot(page, "builder-families-390")
    accessible(page)


def test_lost_on_price_is_built_by_clicking_and_shows_who_nearly_belongs(person, core, shot):
    page = person("marketer")
    page.goto("/segments/new/")
    add(page, "status", "deal: status")
    offer(page, "conditions[0].condition.operand", "lost")
    only_where(page, "conditions[0].condition", "loss", "loss reason")
    offer(page, "conditions[0].condition.conditions[1].operand", "price too high")
    add(page, "comparison", "a comparison")
    choose(page, "conditions[1].value.node", "occurrence")
    choose(page, "conditions[1].value.kinds[0]", "call_logged")
    choose(page, "conditions[1].value.kinds[1]", "message_sent")
    choose(page, "conditions[1].value.kinds[2]", "visit_logged")
    choose(page, "conditions[1].operator", "within")
    choose(page, "conditions[1].operand.node", "span")
    rule = (
        "any deal (status in ('lost') and lost_reason in ('price too high'))"
        " and last(call_logged, message_sent, visit_logged).at between 2 years ago and 1 year ago"
    )
    asserted_count(page, core, rule)
    page.get_by_text("Who nearly belongs").click()
    page.locator("ul.near").wait_for()
    misses = core.segment(rule).near_misses()
    shown = page.locator("ul.near li strong").all_inner_texts()
    assert [int(text.replace(",", "")) for text in shown] == [miss.count for miss in misses]
    shot(page, "builder-lost-on-price")


def test_the_keyboard_alone_builds_moves_groups_and_takes_away(person, core, shot):
    page = person("marketer")
    page.goto("/segments/new/")
    page.locator("[data-add='']").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#palette-words")).to_be_focused()
    page.keyboard.type("city")
    page.locator("#palette-items button", has_text="city").first.wait_for()
    rest(page)
    page.keyboard.press("Enter")
    rest(page)
    page.keyboard.type("barc")
    page.locator(".offer", has_text="Barcelona").wait_for()
    rest(page)
    page.keyboard.press("Enter")
    rest(page)
    assert text_of(page) == "city in ('Barcelona')"
    page.locator("[data-add='']").focus()
    page.keyboard.press("Enter")
    rest(page)
    page.keyboard.type("age")
    page.locator("#palette-items li:first-child button", has_text="age").first.wait_for()
    rest(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    rest(page)
    expect(page.locator("input[name='r.conditions[1].operand']")).to_be_focused()
    page.keyboard.type("30")
    page.keyboard.press("Tab")
    rest(page)
    second = page.locator("[data-stop='conditions[1]']")
    second.focus()
    page.keyboard.press("Alt+ArrowUp")
    rest(page)
    expect(page.locator("[data-stop='conditions[0]']")).to_be_focused()
    assert text_of(page).endswith("city in ('Barcelona')")
    page.keyboard.press("ArrowDown")
    expect(page.locator("[data-stop='conditions[1]']")).to_be_focused()
    page.keyboard.press("n")
    rest(page)
    assert text_of(page).endswith("not city in ('Barcelona')")
    page.keyboard.press("Alt+ArrowRight")
    rest(page)
    assert " or not city" in text_of(page)
    asserted_count(page, core, text_of(page))
    shot(page, "builder-keyboard")
    page.keyboard.press("Delete")
    rest(page)
    assert "city" not in text_of(page)


def test_text_goes_both_ways_and_a_mistake_is_shown_at_its_place(person, core, shot):
    page = person("marketer")
    page.goto("/segments/new/")
    page.locator("#text-view summary").click()
    page.locator("#rule-text").fill("age beetween 25 and 35")
    page.locator("#text-view button[type=submit]").click()
    rest(page)
    assert page.locator("#text-mistake mark").inner_text() == "beetween"
    assert "Line 1, column 5" in page.locator("#text-mistake").inner_text()
    assert page.locator("#rule-text").input_value() == "age beetween 25 and 35"
    shot(page, "builder-text-mistake")
    page.locator("#rule-text").fill("age between 25 and 35\n  and did order_completed in last 90 days")
    page.locator("#text-view button[type=submit]").click()
    rest(page)
    assert page.locator(".said").all_inner_texts() == [
        "Age: between 25 and 35",
        "At least 1 order in the last 90 days",
    ]
    asserted_count(page, core, "age between 25 and 35 and did order_completed in last 90 days")
    page.reload()
    rest(page)
    asserted_count(page, core, "age between 25 and 35 and did order_completed in last 90 days")
    page.go_back()
    rest(page)
    assert "rule=" not in page.url


def test_an_error_stands_at_its_condition_in_the_readers_language(person, core, shot, accessible):
    page = person("marketer", language="ro")
    page.goto("/segments/new/?rule=city = 'Vic' and age contains 'x'")
    rest(page)
    conditions = page.locator(".branch.leaf")
    assert conditions.nth(0).locator(".error").count() == 0
    assert "este un număr întreg și nu se compară cu" in conditions.nth(1).locator(".error").inner_text()
    assert page.locator("#count [data-count]").count() == 0
    shot(page, "builder-error-ro")
    accessible(page)
    page.locator("[data-stop='conditions[1]']").click()
    rest(page)
    choose(page, "conditions[1].operator", ">=")
    type_in(page, "conditions[1].operand", "30")
    asserted_count(page, core, "city = 'Vic' and age >= 30")


@pytest.mark.parametrize(
    ("language", "said"),
    [("ro", "Vârsta: între 25 și 35"), ("ru", "Возраст: от 25 до 35")],
)
def test_the_builder_speaks_the_readers_language(person, core, shot, fits, language, said):
    page = person("marketer", language=language, width=390)
    page.goto("/segments/new/?rule=age between 25 and 35&open=conditions[0]")
    rest(page)
    sentence = core.segment("age between 25 and 35").sentence(language)
    assert page.locator("#sentence p").first.inner_text() == sentence
    asserted_count(page, core, "age between 25 and 35")
    shot(page, f"builder-{language}-390")
    fits(page)


def test_a_changed_rule_shows_who_would_come_and_go_and_becomes_the_next_version(person, core, shot):
    page = person("marketer")
    page.goto("/segments/")
    address = page.get_by_role("link", name="Young professionals").first.get_attribute("href") or ""
    number = re.findall(r"\d+", address)[0]
    page.goto(f"/segments/{number}/rule/")
    rest(page)
    page.locator("[data-stop='conditions[0]']").click()
    rest(page)
    type_in(page, "conditions[0].operand[1]", "40")
    after = "age between 25 and 40 and income_band in ('mid', 'high') and interests includes any ('urban')"
    wanted = asserted_count(page, core, after)
    before = core.segment("Young professionals").count().count
    assert f"+{wanted - before}" in page.locator("#count .change").inner_text()
    page.get_by_text("Who would enter and leave").click()
    page.locator("details.panel h3").first.wait_for()
    assert f"{wanted - before} customers would enter" in page.locator("details.panel").first.inner_text()
    shot(page, "builder-moves")
    page.locator("#save-note").fill("A little older")
    page.locator("#save button.primary").click()
    page.wait_for_url(re.compile(rf"/segments/{number}/$"))

"""The builder's pages: what they show is what the core says, and nothing typed is lost."""

from __future__ import annotations

import json
import threading
import time

import pytest
from django.urls import reverse

from clientela.rules.codec import encode_rule
from clientela.rules.text import parse_rule, write_rule
from clientela_web.builder import counting, queries
from clientela_web.builder.drafts import rooted
from tests.web.builder.browsing import form_of

pytestmark = pytest.mark.django_db
NEW = "/segments/new/"


def at(client, rule, **more):
    return client.get(NEW, {"rule": rule, **more}).content.decode()


def change(client, html, *op, address=NEW, **more):
    """The page after a button was pressed, with other fields filled in before."""
    fields = form_of(html).fields | more | {"op": json.dumps(op)}
    return client.post(address, fields, headers={"HX-Request": "true"})


def text_of(html):
    return form_of(html).fields["text"]


def state(rule):
    return encode_rule(rooted(parse_rule(rule))).decode()


def test_a_viewer_builds_nothing(firm, browse, viewer):
    assert browse(viewer).get(NEW).status_code == 403


@pytest.mark.parametrize("role", ["analyst", "marketer", "administrator"])
def test_whoever_may_edit_segments_may_build(firm, browse, request, role):
    assert browse(request.getfixturevalue(role)).get(NEW).status_code == 200


def test_the_page_says_the_rule_of_its_address_in_the_readers_language(firm, browse, marketer):
    marketer.language = "ro"
    marketer.save()
    html = at(browse(marketer), "age between 25 and 35")
    assert firm.segment("age between 25 and 35").sentence("ro") in html


def test_a_mistake_in_the_text_is_explained_in_the_readers_language(firm, browse, marketer):
    marketer.language = "ru"
    marketer.save()
    html = at(browse(marketer), "age beetween 25 and 35")
    assert "нет ключевого слова &#x27;beetween&#x27;; может быть, &#x27;between&#x27;?" in html


def test_a_condition_is_added_filled_and_counted(firm, browse, marketer):
    client = browse(marketer)
    response = change(client, client.get(NEW).content.decode(), "add", "", "variable:city")
    assert text_of(response.content.decode()) == "city in ()"
    response = change(client, response.content.decode(), "put", "conditions[0].operand", "Barcelona")
    html = response.content.decode()
    assert text_of(html) == "city in ('Barcelona')"
    assert "open=conditions%5B0%5D" in response["HX-Push-Url"]
    counted = client.post(reverse("builder:new_count"), {"state": form_of(html).fields["state"], "page": "x"})
    wanted = firm.segment("city in ('Barcelona')").count().count
    assert f'data-count="{wanted}"' in counted.content.decode()


def test_an_unfinished_condition_is_kept_and_does_not_count(firm, browse, marketer):
    client = browse(marketer)
    html = at(client, "age >= 30 and city in ()")
    assert text_of(html) == "age >= 30 and city in ()"
    assert "1 condition is not finished yet" in html
    counted = client.post(
        reverse("builder:new_count"), {"state": state("age >= 30 and city in ()"), "page": "x"}
    )
    assert f'data-count="{firm.segment("age >= 30").count().count}"' in counted.content.decode()


def test_a_problem_stands_at_its_condition_and_nowhere_else(firm, browse, marketer):
    html = at(browse(marketer), "city = 'Vic' and age contains 'x'")
    first, second = html.split('data-handle="conditions[1]"')
    assert "is a whole number and cannot be asked" not in first
    assert "“age” is a whole number and cannot be asked &#x27;contains&#x27;" in second


def test_what_cannot_be_read_as_a_number_stays_as_it_was_typed(firm, browse, marketer):
    client = browse(marketer)
    html = at(client, "did order_completed in last 90 days", open="conditions[0]")
    fields = form_of(html).fields | {"r.conditions[0].window.count": "many"}
    after = client.post(NEW, fields, headers={"HX-Request": "true"}).content.decode()
    assert form_of(after).fields["r.conditions[0].window.count"] == "many"
    assert "Write a whole number." in after
    assert form_of(after).fields["typed"] == "wrong"


def test_without_script_a_change_leads_to_an_address(firm, browse, marketer):
    client = browse(marketer)
    fields = form_of(at(client, "age = 1 and age = 2")).fields | {
        "op": json.dumps(["remove", "conditions[0]"])
    }
    response = client.post(NEW, fields)
    assert response.status_code == 302
    assert text_of(client.get(response["Location"]).content.decode()) == "age = 2"


def test_text_that_does_not_parse_is_marked_and_kept(firm, browse, marketer):
    client = browse(marketer)
    html = client.get(NEW).content.decode()
    after = change(client, html, "text", "", text="age beetween 25 and 35").content.decode()
    assert "<mark>beetween</mark>" in after
    assert text_of(after) == "age beetween 25 and 35"
    right = change(client, after, "text", "", text="age between 25 and 35").content.decode()
    assert form_of(right).fields["text"] == "age between 25 and 35"
    assert "<mark>" not in right


def test_text_typed_and_not_used_survives_other_changes(firm, browse, marketer):
    client = browse(marketer)
    html = at(client, "age = 1 and age = 2")
    after = change(client, html, "remove", "conditions[0]", text="something else").content.decode()
    assert text_of(after) == "something else"


def test_an_address_that_does_not_parse_says_so(firm, browse, marketer):
    html = at(browse(marketer), "age beetween 3")
    assert "<mark>beetween</mark>" in html


def test_the_change_against_the_saved_version_is_exact(firm, browse, marketer):
    saved = next(each for each in firm.segments() if each.name == "Young professionals")
    after = write_rule(saved.rule).replace("35", "40")
    address = reverse("builder:edit_count", args=[saved.segment_id])
    counted = browse(marketer).post(address, {"state": state(after), "page": "y"}).content.decode()
    known = firm.segment(after).difference(firm.segment(saved.rule))
    assert f'data-count="{known.after}"' in counted
    assert f"+{known.enter}<" in counted
    assert f"−{known.leave}<" in counted


def waited(client, address, fields):
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        html = client.post(address, fields).content.decode()
        if 'class="waiting"' not in html:
            return html
        time.sleep(0.2)
    raise AssertionError("still being worked out")


def test_near_misses_are_the_cores(firm, browse, marketer):
    rule = "age between 25 and 35 and income_band in ('mid', 'high')"
    html = waited(browse(marketer), reverse("builder:new_near"), {"state": state(rule)})
    for miss in firm.segment(rule).near_misses():
        assert f"<strong>{miss.count}</strong>" in html


def test_the_sample_shows_members_and_what_the_rule_asks(firm, browse, marketer):
    rule = "city = 'Barcelona' and age >= 30"
    html = waited(browse(marketer), reverse("builder:new_sample"), {"state": state(rule)})
    ids = set(firm.segment(rule).ids().to_pylist())
    shown = {int(part.split("/")[0]) for part in html.split('href="/customers/')[1:]}
    assert shown
    assert shown <= ids


def test_the_past_ends_with_the_size_of_now(firm, browse, marketer):
    html = waited(
        browse(marketer), reverse("builder:new_past"), {"state": state("did order_completed in last 90 days")}
    )
    sizes = queries.past(parse_rule("did order_completed in last 90 days")).value
    assert len(sizes) == queries.MONTHS + 2 or len(sizes) == queries.MONTHS + 1
    assert sizes[-1].count == firm.segment("did order_completed in last 90 days").count().count
    assert "data-picture" in html


def test_who_would_enter_and_leave_is_told_with_why(firm, browse, marketer):
    saved = next(each for each in firm.segments() if each.name == "Young professionals")
    after = write_rule(saved.rule).replace("35", "40")
    html = waited(
        browse(marketer), reverse("builder:edit_moves", args=[saved.segment_id]), {"state": state(after)}
    )
    known = firm.segment(after).difference(firm.segment(saved.rule))
    assert f"{known.enter} customers would enter" in html
    assert f"{known.leave} customers would leave" in html
    assert "The saved version leaves them out by: age: between 25 and 35" in html


def test_values_come_from_the_data_with_their_counts(firm, browse, marketer):
    html = browse(marketer).get(
        reverse("builder:values"), {"value": "city", "path": "conditions[0].operand", "words": "barce"}
    )
    wanted = firm.segment("city = 'Barcelona'").count().count
    assert f"Barcelona <small>{wanted}</small>" in html.content.decode()


def test_values_that_name_persons_are_not_offered(firm, browse, marketer):
    html = browse(marketer).get(
        reverse("builder:values"), {"value": "email", "path": "conditions[0].operand"}
    )
    assert "@" not in html.content.decode()


def test_a_new_segment_is_saved_with_its_names(own_firm, browse, marketer):
    client = browse(marketer)
    html = at(client, "age >= 30")
    fields = form_of(html).fields | {"name": "Grown up", "note": "first", "name_ro": "Adulți"}
    response = client.post(reverse("builder:new_save"), fields)
    saved = next(each for each in own_firm.segments() if each.name == "Grown up")
    assert response["Location"] == f"/segments/{saved.segment_id}/"
    assert (write_rule(saved.rule), saved.version, saved.note, saved.name_in("ro")) == (
        "age >= 30",
        1,
        "first",
        "Adulți",
    )


def test_a_name_that_is_taken_is_refused_and_nothing_is_lost(own_firm, browse, marketer):
    own_firm.save_segment("Grown up", "age >= 30")
    client = browse(marketer)
    fields = form_of(at(client, "age >= 40")).fields | {"name": "grown up"}
    html = client.post(reverse("builder:new_save"), fields).content.decode()
    assert "There is a segment of that name already." in html
    assert text_of(html) == "age >= 40"
    assert form_of(html).fields["name"] == "grown up"
    assert [each.version for each in own_firm.versions("Grown up")] == [1]


def test_the_next_version_is_saved_under_the_same_name(own_firm, browse, marketer):
    saved = own_firm.save_segment("Grown up", "age >= 30")
    client = browse(marketer)
    address = reverse("builder:edit", args=[saved.segment_id])
    fields = form_of(client.get(address, {"rule": "age >= 40"}).content.decode()).fields | {
        "as": "next",
        "note": "older",
    }
    client.post(reverse("builder:edit_save", args=[saved.segment_id]), fields)
    newest = own_firm.versions("Grown up")[-1]
    assert (write_rule(newest.rule), newest.version, newest.note) == ("age >= 40", 2, "older")


def test_an_unfinished_rule_is_not_saved(own_firm, browse, marketer):
    client = browse(marketer)
    fields = form_of(at(client, "age >= 30 and city in ()")).fields | {"name": "Half"}
    html = client.post(reverse("builder:new_save"), fields).content.decode()
    assert "Finish the marked conditions first." in html
    assert [each.name for each in own_firm.segments() if each.name == "Half"] == []


def test_a_count_that_is_out_of_date_is_stopped(firm):
    began, answers = threading.Event(), []

    def slow():
        began.set()
        return firm.store.engine.rows("SELECT count(*) FROM range(100000000000) a WHERE random() < 0")

    first = threading.Thread(target=lambda: answers.append(counting.newest("page", slow)))
    first.start()
    began.wait(10)
    time.sleep(0.3)
    assert counting.newest("page", lambda: 7) == 7
    first.join(20)
    assert not first.is_alive()
    assert answers == [None]

"""The message as any customer would get it, in a frame that may do nothing."""

from __future__ import annotations

from clientela_web.campaigns.queries.preview import as_seen
from clientela_web.models import AuditEntry, Campaign


def members(firm):
    found = set(firm.segment("Families").ids().to_pylist()) | set(
        firm.segment("Never ordered").ids().to_pylist()
    )
    return sorted(found)


def facts(firm, number):
    rows = firm.store.engine.rows(
        "SELECT first_name, city, gender FROM customers WHERE customer_id = ?", [number]
    )
    return rows[0]


def test_first_member_is_shown_and_the_next_is_next(campaign, shop, marketer, browse, page_of):
    client, known = browse(marketer), members(shop)
    page = client.get(page_of("preview/"))
    place = page.context["place"]
    assert (place.customer.customer_id, place.previous, place.next, place.count) == (
        known[0],
        None,
        known[1],
        len(known),
    )
    name, city, _gender = facts(shop, known[0])
    assert page.context["seen"].rendered.subject == f"Spring in {city}"
    assert f"Hello {name}," in page.context["seen"].rendered.text
    assert AuditEntry.objects.filter(action="saw", kind="customer", what=str(known[0])).exists()
    later = client.get(page_of("preview/"), {"customer": known[5], "variant": "B"})
    assert (later.context["place"].previous, later.context["place"].next) == (known[4], known[6])
    assert later.context["seen"].rendered.subject == f"It is spring, {facts(shop, known[5])[0]}"


def test_somebody_outside_the_segments_is_found_and_said_to_be_outside(
    campaign, shop, marketer, browse, page_of
):
    inside = set(members(shop))
    outside = next(number for number in range(1, 600) if number not in inside)
    page = browse(marketer).get(page_of("preview/"), {"customer": outside})
    assert not page.context["place"].is_member
    assert "not in the segments" in page.content.decode()
    words = browse(marketer).get(page_of("preview/"), {"q": facts(shop, outside)[0]})
    assert words.context["place"].customer.name.startswith(facts(shop, outside)[0])


def test_what_is_missing_is_said_beside_the_message(campaign, shop, marketer, browse, page_of):
    nameless = next(number for number in members(shop) if facts(shop, number)[2] is None)
    page = browse(marketer).get(page_of("preview/"), {"customer": nameless})
    assert "would get nothing" in page.content.decode()


def test_frame_may_draw_itself_and_nothing_else(campaign, shop, marketer, browse, page_of):
    answer = browse(marketer).get(page_of(f"preview/{members(shop)[0]}/message/"), {"look": "dark"})
    policy = answer.headers["Content-Security-Policy"]
    assert answer.status_code == 200
    assert policy.split("; ")[0] == "default-src 'none'"
    assert {"sandbox", "frame-ancestors 'self'", "form-action 'none'"} <= set(policy.split("; "))
    assert "script-src" not in policy
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert '<meta name="color-scheme" content="dark">' in answer.content.decode()
    page = browse(marketer).get(page_of("preview/")).content.decode()
    assert 'sandbox=""' in page


def test_colour_scheme_is_the_one_chosen_whatever_the_device_says():
    html = '<meta name="color-scheme" content="light dark">@media (prefers-color-scheme:dark) and (x) {}'
    assert (
        as_seen(html, dark=True)
        == '<meta name="color-scheme" content="dark">@media (min-width: 0) and (x) {}'
    )
    assert (
        as_seen(html, dark=False)
        == '<meta name="color-scheme" content="light">@media (max-width: 0) and (x) {}'
    )


def test_problems_of_the_text_are_told_where_the_message_would_be(campaign, shop, marketer, browse, page_of):
    Campaign.objects.update(writing={"subject": "Hello {frist name}", "text": "x"}, variants=[])
    page = browse(marketer).get(page_of("preview/"))
    assert any("first name" in each for each in page.context["problems"])


def test_text_message_tells_its_parts(campaign, shop, marketer, browse, page_of):
    Campaign.objects.update(channel="sms", writing={"text": "Łódź " * 20}, variants=[])
    page = browse(marketer).get(page_of("preview/"))
    assert (page.context["seen"].sms.segments, page.context["seen"].sms.encoding) == (2, "ucs2")
    assert "2 parts" in page.content.decode()

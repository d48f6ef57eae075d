"""A message shows itself while it is written, and letters to begin with are whole."""

from __future__ import annotations

import re

import pytest

from clientela.act.messages import Writing
from clientela.catalog import LANGUAGES
from clientela_web.campaigns.domain import write
from clientela_web.campaigns.drafts import Draft
from clientela_web.campaigns.judging import readiness_of
from clientela_web.campaigns.starters import STARTERS, starter
from clientela_web.models import Campaign
from tests.web.campaigns.conftest import typed


@pytest.fixture
def first(firm):
    """The first member of Families: number and first name."""
    number = firm.segment("Families").ids().to_pylist()[0]
    ((name,),) = firm.store.engine.rows("SELECT first_name FROM customers WHERE customer_id = ?", [number])
    return number, name


@pytest.fixture
def sketch(shop, provider, marketer, browse):
    client = browse(marketer)
    return lambda **changed: client.post("/campaigns/sketch/", typed(segment_1="", **changed))


def frame_of(page):
    return re.search(r'src="(/campaigns/sketch/\w+/)"', page.content.decode())[1]


def test_what_is_typed_is_shown_as_the_first_member_would_get_it(sketch, marketer, browse, first):
    page = sketch(body="<p>Dear {first name}</p>")
    assert page.context["who"].customer_id == first[0]
    assert f"Hello {first[1]}" in page.content.decode()
    frame = browse(marketer).get(frame_of(page))
    assert f"Dear {first[1]}</p>" in frame.content.decode()
    assert "sandbox" in frame["Content-Security-Policy"]
    assert not Campaign.objects.exists()


def test_it_is_what_the_preview_shows_once_it_is_kept(sketch, shop, marketer, browse, first):
    told = {"body": "<style>p { color: red }</style><p>{city}</p>"}
    frame = browse(marketer).get(frame_of(sketch(**told))).content
    browse(marketer).post("/campaigns/new/", typed(segment_1="", **told))
    kept = Campaign.objects.get()
    assert browse(marketer).get(f"/campaigns/{kept.pk}/preview/{first[0]}/message/").content == frame


def test_what_is_typed_is_nobody_elses(sketch, administrator, browse):
    frame = frame_of(sketch())
    assert browse(administrator).get(frame).status_code == 404


def test_what_is_wrong_stands_where_the_message_would(sketch):
    page = sketch(body="<p>{{ customer.frist_name }}</p>").content.decode()
    assert "frist_name" in page
    assert "<iframe" not in page


def test_a_message_without_a_subject_is_shown_all_the_same(sketch):
    assert "<iframe" in sketch(subject="").content.decode()


def test_without_members_values_are_made_up(sketch):
    page = sketch(segment_0="").content.decode()
    assert "made up" in page
    assert "Hello Anna" in page


def test_nothing_is_shown_of_nothing(sketch):
    assert "Write a message" in sketch(body="").content.decode()


def test_a_text_message_tells_its_parts(sketch):
    page = sketch(channel="sms", kind="text", body="Ł" * 71).content.decode()
    assert "2 parts" in page


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", STARTERS)
def test_a_letter_to_begin_with_is_whole(shop, first, name, language):
    written = starter(name, language)
    message = shop.message(Writing("email", subject="x", markdown=written, language=language))
    assert message.composed.warnings == ()
    said = message.preview(first[0])
    assert said.lacking == ()
    assert ("Say here" in said.text) == (language == "en")


def test_a_letter_fills_the_form_in_the_language_of_the_firm(shop, marketer, browse):
    page = browse(marketer).get("/campaigns/new/", {"begin": "coupon", "segment": "nobody"})
    assert page.context["form"]["body"].value() == starter("coupon", shop.settings().language)
    assert page.context["form"]["kind"].value() == "markdown"
    assert browse(marketer).get("/campaigns/new/", {"begin": "../frame"}).status_code == 200


def test_links_that_were_never_written_are_pointed_out(shop, provider):
    kept = write(
        Draft(name="Spring", subject="x", markdown=starter("letter", "en"), segments=("Families",)), shop
    )
    assert any("example.com" in said for said in readiness_of(kept, shop, "en").warnings)

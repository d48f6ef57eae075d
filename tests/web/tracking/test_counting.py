"""Openings and clicks come in over HTTP: whoever clicks is led on, and what is kept is raw and no address."""

from __future__ import annotations

import http.client
import re
from urllib.parse import urlsplit

import pytest

from clientela.act.tracking.links import TRAP
from clientela_web.channels.tokens import delivery_of, token_of, tracked_delivery_of, tracking_token_of
from clientela_web.channels.tracking import counted
from clientela_web.ledger.hits import MOST
from clientela_web.ledger.keys import secret_for
from clientela_web.models import Campaign, Delivery, Hit
from clientela_web.tracking.domain import network_of
from tests.web.channels.people import writer_of
from tests.web.tracking.conftest import ANNA, FIREFOX, SITE, WRITING

LED = ["https://shop.example/new?a=1&b=2", "https://shop.example/for/Name+1", "https://shop.example/third"]


def hits():
    return list(Hit.objects.order_by("pk").values_list("kind", "link", "delivery_id", "customer_id"))


def test_links_of_a_letter_lead_where_they_were_written_to(stranger, paths, delivery):
    anchors, _ = paths
    *counted_links, unsubscribe, trap = anchors
    for path, address in zip(counted_links, LED, strict=True):
        answer = stranger.get(path)
        assert (answer.status_code, answer["Location"]) == (302, address)
        assert not answer.cookies
        assert answer["Cache-Control"] == "no-store"
        assert answer["Referrer-Policy"] == "no-referrer"
    assert unsubscribe == f"/u/{token_of(delivery.pk)}"
    assert trap.endswith(f"/{TRAP}")
    assert hits() == [("click", link, delivery.pk, ANNA) for link in (1, 2, 3)]
    assert list(Hit.objects.order_by("pk").values_list("destination", flat=True)) == LED


def test_plain_text_leads_to_the_same_links(letter, paths):
    text = letter().get_body(("plain",)).get_content()
    found = [urlsplit(each).path for each in re.findall(r"https://[^\s)]+", text)]
    assert found == [*paths[0][:3], paths[0][3]]


def test_picture_is_shown_and_an_opening_is_written_down(stranger, paths, delivery):
    answer = stranger.get(paths[1])
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/gif")
    assert answer.content.startswith(b"GIF89a")
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer["Cache-Control"] == "no-store"
    assert not answer.cookies
    assert hits() == [("open", 0, delivery.pk, ANNA)]


def test_link_that_nobody_sees_leads_nowhere_and_is_written_down(stranger, paths):
    assert stranger.get(paths[0][-1]).status_code == 404
    assert [(kind, link) for kind, link, *_ in hits()] == [("click", TRAP)]


def test_real_request_over_the_wire(live_server, paths, transactional_db):
    wire = http.client.HTTPConnection(urlsplit(live_server.url).netloc)
    wire.request("HEAD", paths[0][1], headers={"User-Agent": "Wget/1.21.4"})
    answer = wire.getresponse()
    assert (answer.status, answer.headers["Location"], answer.read()) == (302, LED[1], b"")
    wire.request("GET", paths[1], headers={"User-Agent": FIREFOX, "Sec-Purpose": "prefetch;prerender"})
    assert wire.getresponse().read().startswith(b"GIF89a")
    wire.close()
    told = Hit.objects.order_by("pk").values_list("kind", "method", "agent", "prefetched")
    assert list(told) == [("click", "HEAD", "Wget/1.21.4", False), ("open", "GET", FIREFOX, True)]


def test_foreign_token_leads_nowhere_and_tells_nothing(stranger, delivery):
    for change in ("", "a", "aaaaaaaaaaaaaaaaaaaaa", "ü", "A" * 300, "%2e%2e"):
        for path in (f"/c/{change}x/1", f"/c/{change}y/1/2"):
            answer = stranger.get(path)
            assert answer.status_code == 404
            assert "anna" not in answer.content.decode().lower()
        assert stranger.get(f"/o/{change}z").content.startswith(b"GIF89a")
    assert hits() == []


def test_token_of_a_link_is_of_no_other_use(stranger, delivery):
    """Links are passed on: whoever has one must not unsubscribe her."""
    token = tracking_token_of(delivery.pk)
    assert tracked_delivery_of(token) == delivery.pk
    assert delivery_of(token) is None
    assert tracked_delivery_of(token_of(delivery.pk)) is None
    assert stranger.get(f"/u/{token}").status_code == stranger.get(f"/p/{token}").status_code == 404
    assert stranger.get(f"/c/{token_of(delivery.pk)}/1").status_code == 404


def test_nothing_in_a_request_chooses_another_place(stranger, delivery):
    for asked in ("/0", "/4", "/999999999999999999999", "/1x", "", "/https://evil.example/"):
        assert stranger.get(f"/c/{tracking_token_of(delivery.pk)}{asked}").status_code == 404


def test_nothing_beside_the_path_is_read(stranger, paths):
    answer = stranger.get(paths[0][0] + "?to=https://evil.example/&url=//evil.example", headers={"Host": "x"})
    assert answer.status_code == 400
    assert stranger.get(paths[0][0] + "?to=https://evil.example/")["Location"] == LED[0]


def test_addresses_are_kept_as_keyed_hashes_of_networks(stranger, paths, settings):
    for address in ("203.0.113.7", "203.0.113.99", "203.0.114.7", "2001:db8:1:2::1", "2001:db8:1:3::9"):
        stranger.get(paths[1], REMOTE_ADDR=address)
    first, same, other, six, six_too = Hit.objects.order_by("pk").values_list("network", flat=True)
    assert first == same != other
    assert six == six_too != first
    assert all(re.fullmatch("[0-9a-f]{16}", each) for each in (first, other, six))
    row = Hit.objects.order_by("pk").values().first()
    assert "203.0.113" not in str(row)
    before = network_of("203.0.113.7")
    settings.SECRET_KEY = "another"
    assert network_of("203.0.113.7") != before
    assert network_of("nonsense") == ""


def test_campaign_that_counts_nothing_has_plain_links(stranger, campaign, delivery, letter):
    Campaign.objects.update(track_clicks=False, track_opens=False)
    campaign.refresh_from_db()
    html = letter().get_body(("html",)).get_content()
    assert "https://shop.example/third" in html
    assert [each for each in ("/c/", "/o/") if each in html] == []
    for path in (f"/c/{tracking_token_of(delivery.pk)}/3", f"/o/{tracking_token_of(delivery.pk)}"):
        assert stranger.get(path).status_code in (200, 302)
    assert hits() == []


@pytest.mark.parametrize(("switch", "wanted"), [("track_clicks", "open"), ("track_opens", "click")])
def test_each_can_be_switched_off_alone(stranger, campaign, paths, switch, wanted):
    setattr(campaign, switch, False)
    campaign.save()
    stranger.get(paths[0][0])
    stranger.get(paths[1])
    assert [kind for kind, *_ in hits()] == [wanted]


def test_nothing_is_counted_where_the_site_has_no_address(campaign, settings):
    settings.SITE_URL = ""
    messages = {"": object()}
    assert counted(campaign, messages) == messages


def test_what_was_done_by_somebody_erased_is_gone_and_nothing_more_is_kept(stranger, paths, erased):
    stranger.get(paths[0][0])
    stranger.get(paths[1])
    assert len(hits()) == 2
    erased()
    assert hits() == []
    assert stranger.get(paths[0][0])["Location"] == LED[0]
    assert stranger.get(paths[0][1])["Location"] == "https://shop.example/for/"
    assert stranger.get(paths[1]).status_code == 200
    assert hits() == []


def test_so_much_of_one_message_is_written_down_and_no_more(stranger, campaign, delivery, paths):
    Hit.objects.bulk_create(
        Hit(
            campaign=campaign, delivery_id=delivery.pk, customer_id=ANNA, kind="open", at=delivery.finished_at
        )
        for _ in range(MOST)
    )
    assert stranger.get(paths[0][2])["Location"] == LED[2]
    assert Hit.objects.count() == MOST


def test_variants_have_links_of_their_own(stranger, campaign, own_firm):
    from tests.web.tracking.conftest import linked

    other = {"html": '<a href="https://shop.example/b">B</a>', "text": None}
    campaign.variants = [{"name": "A", "percent": 50}, {"name": "B", "percent": 50, "writing": other}]
    linked(campaign, own_firm.catalog)
    assert {name: len(kept["links"]) for name, kept in campaign.links.items()} == {"A": 3, "B": 1}
    row = Delivery.objects.get(customer_id=ANNA)
    for variant, address in (("A", LED[0]), ("B", "https://shop.example/b")):
        Delivery.objects.update(variant=variant)
        assert stranger.get(f"/c/{tracking_token_of(row.pk)}/1")["Location"] == address


def test_same_letter_is_written_the_second_time(campaign, letter):
    assert letter().as_bytes() == letter().as_bytes()
    assert secret_for("tracking") != secret_for("deliveries")
    assert writer_of(campaign, SITE)
    assert WRITING["html"].count("https://") == 3

"""Openings and clicks of machines, by user agents as their makers publish them and by what programs do."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from clientela.act.tracking import Seen, judge
from clientela.act.tracking.devices import device_of
from clientela.act.tracking.links import TRAP
from clientela.act.tracking.machines import BESIDE, PHRASES, _known, reason_said
from clientela.catalog import LANGUAGES

AT = dt.datetime(2026, 11, 2, 9, 0, tzinfo=dt.UTC)
GMAIL = "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)"
YAHOO = "YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html"
APPLE = "Mozilla/5.0"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/17.5 Mobile/15E148 Safari/604.1"
)
MAC_MAIL = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:125.0) Gecko/20100101 Firefox/125.0"
CUBOT = (
    "Mozilla/5.0 (Linux; Android 11; CUBOT NOTE 20) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/124.0.0.0 Mobile Safari/537.36"
)
OUTLOOK = (
    "Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 10.0; WOW64; Trident/7.0; .NET4.0C; .NET4.0E; "
    "Microsoft Outlook 16.0.5413; ms-office; MSOffice 16)"
)
IPAD = "Mozilla/5.0 (iPad; CPU OS 12_2 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148"
TABLET = "Mozilla/5.0 (Linux; Android 12; SM-X906C) AppleWebKit/537.36 Chrome/80.0.3987.119 Safari/537.36"
PEOPLE = (IPHONE, MAC_MAIL, FIREFOX, CUBOT, OUTLOOK, IPAD, TABLET)
MACHINES = {
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)": "robot",
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)": "robot",
    "Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)": "robot",
    "Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)": "robot",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)": "preview",
    "TelegramBot (like TwitterBot)": "preview",
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)": "preview",
    "WhatsApp/2.23.18.78 i": "preview",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/119.0.0.0 Safari/537.36": "program",
    "curl/8.5.0": "program",
    "python-requests/2.32.3": "program",
    "Go-http-client/2.0": "program",
    "Apache-HttpClient/4.5.13 (Java/11.0.22)": "program",
    "Wget/1.21.4": "program",
    "": "no_agent",
}


def opened(agent=FIREFOX, seconds=3_600, **told):
    return Seen("open", AT + dt.timedelta(seconds=seconds), agent=agent, network="home", **told)


def clicked(link=1, seconds=3_600.0, agent=FIREFOX, **told):
    return Seen("click", AT + dt.timedelta(seconds=seconds), link, agent, **{"network": "home", **told})


@pytest.mark.parametrize("agent", PEOPLE)
def test_people_are_people(agent):
    assert judge([opened(agent), clicked(agent=agent)], AT) == ["", ""]


@pytest.mark.parametrize(("agent", "reason"), MACHINES.items())
def test_programs_that_say_what_they_are_are_heard(agent, reason):
    assert judge([opened(agent), clicked(agent=agent)], AT) == [reason, reason]


def test_provider_that_does_not_say_who_asked_makes_nobody_a_machine():
    told = {"method": "", "network": ""}
    assert judge([replace(opened(""), **told), replace(clicked(agent=""), **told)]) == ["", ""]
    assert judge([replace(opened("curl/8.5.0"), **told)]) == ["program"]


def test_proxies_open_by_themselves_and_never_click():
    assert judge([opened(APPLE), opened(GMAIL), opened(YAHOO)], AT) == [
        "privacy_proxy",
        "image_proxy",
        "image_proxy",
    ]
    assert judge([clicked(agent=APPLE)], AT) == [""]


def test_head_prefetch_and_the_link_nobody_sees_are_a_programs():
    assert judge([clicked(method="HEAD")], AT) == ["head"]
    assert judge([replace(opened(), prefetched=True)], AT) == ["prefetch"]
    assert judge([clicked(TRAP)], AT) == ["trap"]


def test_nobody_clicks_before_the_message_is_there():
    early = [clicked(seconds=seconds) for seconds in (-1, 0, 2.9, 3, 60)]
    assert judge(early, AT) == ["too_soon", "too_soon", "too_soon", "", ""]
    assert judge([opened(seconds=-1), opened(seconds=1)], AT) == ["too_soon", ""]
    assert judge(early, None) == [""] * 5


def test_many_links_within_seconds_are_a_burst():
    burst = [clicked(1, 100), clicked(2, 102), clicked(3, 105)]
    assert judge(burst, AT) == ["burst"] * 3
    assert judge([clicked(1, 100), clicked(2, 102), clicked(3, 105.1)], AT) == [""] * 3
    assert judge([clicked(1, 100), clicked(1, 101), clicked(1, 102), clicked(2, 103)], AT) == [""] * 4
    others = [replace(each, network=f"n{place}") for place, each in enumerate(burst)]
    assert judge(others, AT) == ["burst"] * 3


def test_what_stands_beside_a_machine_is_the_machines():
    trap = clicked(TRAP, 100)
    beside = [clicked(1, 100 + BESIDE.total_seconds()), opened(seconds=41)]
    away = [
        clicked(1, 100.5 + BESIDE.total_seconds()),
        clicked(1, 120, network="work"),
        clicked(1, 120, agent=IPHONE),
    ]
    assert judge([trap, *beside, *away], AT) == ["trap", "beside", "beside", "", "", ""]


def test_proxy_does_not_make_its_owner_a_machine():
    assert judge([opened(APPLE), opened(MAC_MAIL), clicked(agent=MAC_MAIL)], AT) == ["privacy_proxy", "", ""]


def test_the_answer_does_not_depend_on_the_order():
    seen = [clicked(3, 105), opened(APPLE), clicked(1, 100), clicked(TRAP, 101), clicked(2, 103)]
    forth = dict(zip(seen, judge(seen, AT), strict=True))
    assert dict(zip(reversed(seen), judge(seen[::-1], AT), strict=True)) == forth


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_is_said(language):
    reasons = {each.reason for each in _known()}
    reasons |= {"trap", "head", "prefetch", "too_soon", "burst", "beside"}
    assert {f"machine_{each}" for each in reasons} == PHRASES.rows.keys()
    assert all(reason_said(each, language) for each in reasons)


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        (IPHONE, "phone"),
        (CUBOT, "phone"),
        (IPAD, "tablet"),
        (TABLET, "tablet"),
        (FIREFOX, "computer"),
        (MAC_MAIL, "computer"),
        (OUTLOOK, "computer"),
        (APPLE, None),
        ("", None),
    ],
)
def test_device_by_what_the_program_says(agent, device):
    assert device_of(agent) == device

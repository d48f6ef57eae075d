"""People come in: the first of all, one with a second factor, a viewer."""

from __future__ import annotations

import re
import threading
import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar

import pyotp
import pytest

import clientela
from tests.e2e.serving import PASSWORD, start, stop


@pytest.fixture
def fresh_site(tmp_path):
    """A site that nobody has started."""
    clientela.create(tmp_path / "data").close()
    running = start(tmp_path / "data", tmp_path / "server.log")
    yield running
    stop(running)


def test_first_start_makes_the_owner_and_is_closed_for_ever(fresh_site, person, shot, accessible):
    page = person(None, at=fresh_site.address)
    page.goto("/customers/")
    assert page.url.endswith("/start/")
    accessible(page)
    shot(page, "first-start")
    page.get_by_label("Your name").fill("Olga Owner")
    page.get_by_label("E-mail").fill("olga@example.com")
    page.get_by_label("Password").fill("short")
    page.get_by_role("button", name="Make the account").click()
    assert page.get_by_text("Use at least 10 characters").is_visible()
    assert page.get_by_label("Your name").input_value() == "Olga Owner"
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Make the account").click()
    page.wait_for_url(f"{fresh_site.address}/")
    second = person(None, at=fresh_site.address)
    second.goto("/start/")
    assert second.url.startswith(f"{fresh_site.address}/log-in/")


def test_of_two_first_starts_at_once_one_makes_the_owner(fresh_site):
    gate, ends = threading.Barrier(4), []

    def begin(number: int) -> None:
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        form = browser.open(f"{fresh_site.address}/start/").read().decode()
        given = {
            "csrfmiddlewaretoken": re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form).group(1),
            "name": f"Owner {number}",
            "email": f"owner{number}@example.com",
            "password": PASSWORD,
            "language": "en",
        }
        gate.wait()
        ends.append(browser.open(f"{fresh_site.address}/start/", urllib.parse.urlencode(given).encode()).url)

    threads = [threading.Thread(target=begin, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(urllib.parse.urlsplit(end).path for end in ends) == [
        "/",
        "/log-in/",
        "/log-in/",
        "/log-in/",
    ]


def test_log_in_with_a_second_factor(person, shot, accessible, fits):
    page = person("careful")
    page.goto("/account/second-factor/")
    accessible(page)
    shot(page, "second-factor")
    secret = page.locator(".secret").inner_text().replace(" ", "")
    page.get_by_label("Code that the app shows").fill(pyotp.TOTP(secret).now())
    page.get_by_role("button", name="Switch on").click()
    codes = page.locator("#codes").inner_text().split()
    assert len(codes) == 10
    accessible(page)
    again = person(None, width=390)
    again.goto("/log-in/?next=/account/")
    again.get_by_label("E-mail").fill("careful@example.com")
    again.get_by_label("Password").fill(PASSWORD)
    again.get_by_role("button", name="Log in").click()
    again.wait_for_url("**/log-in/code/**")
    accessible(again)
    fits(again)
    again.get_by_label("Code").fill("000000")
    again.get_by_role("button", name="Log in").click()
    assert again.get_by_text("This code is not right").is_visible()
    again.get_by_label("Code").fill(codes[0])
    again.get_by_role("button", name="Log in").click()
    again.wait_for_url("**/account/")
    assert again.get_by_text("this one").is_visible()
    # ended from the other browser, this one is out
    page.goto("/account/")
    page.get_by_role("button", name="End all others").click()
    again.goto("/account/")
    assert "/log-in/" in again.url


def test_viewer_sees_no_personal_data(person, shot, accessible):
    marketers = person("analyst")
    marketers.goto("/customers/")
    names = marketers.locator("main tbody tr a").all_inner_texts()[:10]
    assert any(" " in name for name in names)
    page = person("viewer")
    page.goto("/customers/")
    accessible(page)
    shot(page, "viewer-customers")
    listed = page.locator("main").inner_text()
    assert not [name for name in names if " " in name and name in listed]
    assert "@" not in listed
    page.locator("main tbody tr a").first.click()
    page.wait_for_url(re.compile(r"/customers/\d+/"))
    accessible(page)
    shot(page, "viewer-card")
    card = page.locator("main").inner_text()
    assert not re.search(r"[\w.]+@\w+\.\w+|\+\d{9,}", card)
    assert page.request.get("/customers/file.csv").status == 403
    assert page.request.get("/settings/audit/").status == 403

"""What browsers are told, and what is refused before any page is asked."""

from __future__ import annotations

import pytest
from django.test import Client, RequestFactory

from clientela_web.auditing import address_of
from tests.web.conftest import PASSWORD

SAID = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
LANGUAGES = ("en", "ca", "es", "pl", "ru", "ro")


@pytest.mark.parametrize("address", ["/log-in/", "/account/", "/nowhere/", "/settings/users/"])
def test_every_answer_says_what_a_browser_may_do(house, viewer, browse, address):
    answer = browse(viewer).get(address)
    assert {name: answer[name] for name in SAID} == SAID
    policy = dict(each.strip().split(" ", 1) for each in answer["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == policy["script-src"] == policy["style-src"] == "'self'"
    assert (policy["frame-ancestors"], policy["base-uri"], policy["form-action"]) == (
        "'none'",
        "'none'",
        "'self'",
    )
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert "camera=()" in answer["Permissions-Policy"]


def test_pages_have_no_code_or_style_of_their_own(house, administrator, browse):
    client = browse(administrator)
    for address in (
        "/account/",
        "/account/second-factor/",
        "/settings/users/",
        "/settings/keys/",
        "/settings/audit/",
    ):
        page = client.get(address).content.decode()
        assert "style=" not in page
        assert "<style" not in page
        assert " onclick" not in page
        assert "hx-on" not in page
        assert page.count("<script") == page.count("<script src=") + page.count('<script type="module" src=')


def test_forms_of_other_sites_are_refused(house, viewer):
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/log-in/", {"email": viewer.email, "password": PASSWORD})
    assert answer.status_code == 419
    assert "Go back, reload it" in answer.content.decode()


def test_form_with_its_token_is_taken(house, viewer):
    client = Client(enforce_csrf_checks=True)
    client.get("/log-in/")
    given = {"email": viewer.email, "password": PASSWORD}
    token = client.cookies["clientela_csrf"].value
    assert client.post("/log-in/", {**given, "csrfmiddlewaretoken": token}).status_code == 302


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(house, viewer):
    client = Client()
    client.get("/log-in/")
    client.post("/log-in/", {"email": viewer.email, "password": PASSWORD})
    for name in ("clientela_session", "clientela_csrf"):
        assert (client.cookies[name]["httponly"], client.cookies[name]["samesite"]) == (True, "Lax")
        assert not client.cookies[name]["secure"]


def test_encrypted_connections_keep_cookies_to_themselves(house, viewer):
    client = Client()
    client.get("/log-in/", secure=True)
    answer = client.post("/log-in/", {"email": viewer.email, "password": PASSWORD}, secure=True)
    assert client.cookies["clientela_session"]["secure"]
    assert answer["Strict-Transport-Security"] == "max-age=31536000"
    assert "Strict-Transport-Security" not in Client().get("/log-in/")


def test_only_the_firms_own_proxies_are_believed(house, settings):
    told = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9"}
    assert "Strict-Transport-Security" not in Client(headers=told).get("/log-in/")
    settings.PROXIES = ["127.0.0.1"]
    assert "Strict-Transport-Security" in Client(headers=told).get("/log-in/")


@pytest.mark.parametrize(
    ("proxies", "passed", "address"),
    [
        ([], "203.0.113.9", "10.0.0.1"),
        (["10.0.0.1"], "203.0.113.9", "203.0.113.9"),
        (["10.0.0.1"], "198.51.100.7, 203.0.113.9", "203.0.113.9"),  # the first may be made up by who asks
        (["10.0.0.1", "10.0.0.2"], "203.0.113.9, 10.0.0.2", "203.0.113.9"),
        (["10.0.0.1"], "", "10.0.0.1"),
    ],
)
def test_address_is_the_last_that_no_proxy_of_ours_has(settings, proxies, passed, address):
    settings.PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", headers={"X-Forwarded-For": passed})
    assert address_of(request) == address


def test_other_hosts_are_refused(house):
    assert Client().get("/log-in/", headers={"Host": "evil.example"}).status_code == 400
    assert Client().get("/log-in/", headers={"Host": "localhost:8000"}).status_code == 200


def test_large_forms_are_refused(house, viewer, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    answer = Client().post("/log-in/", {"email": "x" * 2000, "password": "x"})
    assert answer.status_code in (400, 413)


def test_nothing_is_left_in_the_browser_after_logging_out(house, viewer, browse):
    client = browse(viewer)
    assert client.get("/account/")["Cache-Control"] == "no-cache, private"
    assert client.post("/log-out/")["Clear-Site-Data"] == '"cache"'


@pytest.mark.parametrize("language", LANGUAGES)
def test_refusals_are_said_in_the_readers_language(house, viewer, browse, language):
    viewer.language = language
    viewer.save()
    client = browse(viewer)
    pages = {
        status: client.get(address).content.decode()
        for status, address in ((403, "/settings/users/"), (404, "/x/"))
    }
    for page in pages.values():
        assert f'<html lang="{language}"' in page
        assert "Traceback" not in page
    english = ("Your role does not allow this", "There is nothing at this address")
    assert [said in page for said, page in zip(english, pages.values(), strict=True)] == [
        language == "en"
    ] * 2

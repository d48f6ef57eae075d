"""What stands around every page."""

from __future__ import annotations

import re

from django.test import Client


def test_home_without_an_account_asks_to_log_in(own_firm, db):
    answer = Client().get("/")
    assert (answer.status_code, answer["Location"].startswith(("/log-in/", "/start/"))) == (302, True)


def test_every_page_forbids_code_that_is_not_ours(own_firm, administrator, browse):
    policy = browse(administrator).get("/")["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy


def test_language_is_the_accounts_else_the_browsers(own_firm, administrator, browse):
    client = browse(administrator)
    administrator.language = "ro"
    administrator.save()
    assert client.get("/", headers={"Accept-Language": "pl"})["Content-Language"] == "ro"
    administrator.language = ""
    administrator.save()
    assert client.get("/", headers={"Accept-Language": "pl,en;q=0.5"})["Content-Language"] == "pl"


def test_only_the_languages_the_firm_offers_are_spoken(own_firm, administrator, browse):
    def spoken(asked):
        return client.get("/account/", headers={"Accept-Language": asked} if asked else {})[
            "Content-Language"
        ]

    own_firm.change_settings(language="pl", languages=["ru"])
    client = browse(administrator)
    administrator.language = "ro"  # chosen while it was offered
    administrator.save()
    assert spoken("es,ru;q=0.5") == "ru"
    assert spoken("es-MX") == "pl"
    assert spoken("") == "pl"
    client.post("/language/", {"language": "ru"})
    assert spoken("pl") == "ru"


def test_only_the_languages_the_firm_offers_can_be_chosen(own_firm, administrator, browse):
    own_firm.change_settings(language="pl", languages=["ru"])
    client = browse(administrator)
    offered = re.findall(r'<option value="(\w\w)"', client.get("/account/").content.decode())
    assert offered == ["pl", "ru"]
    told = {"name": "Ada", "language": "ro", "theme": "dark"}
    assert client.post("/account/", told).status_code == 422
    page = client.post(
        "/settings/users/invite/", {"email": "n@example.com", "role": "viewer"}
    ).content.decode()
    link = re.search(r'value="http://testserver(/invitation/[^"]+)"', page)[1]
    assert re.findall(r'<option value="(\w\w)"', Client().get(link).content.decode()) == ["pl", "ru"]


def test_place_is_marked_by_what_a_page_is_about(firm, browse, marketer, administrator):
    def marked(client, address):
        page = client.get(address).content.decode()
        return re.findall(r'data-place="(\w+)" aria-current="(\w+)"', page)

    client = browse(marketer)
    assert marked(client, "/segments/1/strategy/") == [("strategies", "true")]
    assert marked(client, "/segments/1/rule/") == [("segments", "true")]
    assert marked(client, "/segments/") == [("segments", "page")]
    assert marked(client, "/account/") == []
    assert marked(browse(administrator), "/settings/users/") == [("settings", "true")]

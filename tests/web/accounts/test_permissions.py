"""Every page and every role: let in or refused, as the one table says."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from clientela_web.models import Role
from tests.web.accounts.addresses import MAY, OPEN, pages

VALUES = {
    "token": "x",
    "name": "x",
    "ending": "csv",
    "what": "note",
    "entity": "customer",
    "status": "won",
}


def address(name, parameters):
    return reverse(name, kwargs={each: VALUES.get(each, 999_999) for each in parameters})


def test_every_page_is_in_the_table():
    known = pages()
    assert sorted(set(known) - set(MAY) - OPEN) == []


@pytest.mark.parametrize("role", Role.values)
def test_pages_refuse_who_may_not_ask(house, role, browse, request):
    client = browse(request.getfixturevalue(role))
    refused = {
        name: (
            client.get(address(name, parameters)).status_code,
            client.post(address(name, parameters)).status_code,
        )
        for name, parameters in pages().items()
        if name in MAY and role not in MAY[name]
    }
    # 405: it is asked in one of the two ways only, and then refused in that
    assert {
        name: codes for name, codes in refused.items() if set(codes) - {403, 405} or 403 not in codes
    } == {}


@pytest.mark.parametrize("role", Role.values)
def test_pages_answer_who_may_ask(house, role, browse, request):
    client = browse(request.getfixturevalue(role))
    found = {
        name: client.get(address(name, parameters)).status_code
        for name, parameters in pages().items()
        if name in MAY and role in MAY[name]
    }
    # 404: there is nobody of that number here; 405: only a form is taken; 302: on to what was asked for
    assert {name: code for name, code in found.items() if code not in (200, 302, 404, 405, 410, 422)} == {}


def test_nobody_is_let_in_without_logging_in(house, administrator):
    client = Client()
    found = {
        name: [_kind(client.get(address(name, parameters))), _kind(client.post(address(name, parameters)))]
        for name, parameters in pages().items()
        if name in MAY
    }
    assert {
        name: kinds for name, kinds in found.items() if set(kinds) - {"log in", 405} or kinds == [405, 405]
    } == {}


def _kind(answer):
    return "log in" if answer.get("Location", "").startswith("/log-in/?next=") else answer.status_code

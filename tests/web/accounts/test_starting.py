"""The first account of all."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from django.db import connection
from django.test import Client

from clientela_web.models import Account, AuditEntry
from tests.web.conftest import PASSWORD

OWNER = {"name": "Olga Owner", "email": "Olga@Example.com", "password": PASSWORD, "language": "pl"}


@pytest.mark.parametrize("address", ["/", "/customers/", "/settings/users/", "/log-in/", "/nowhere/"])
def test_every_page_leads_to_the_start_while_there_is_no_account(nobody_yet, address):
    answer = Client().get(address)
    assert (answer.status_code, answer["Location"]) == (302, "/start/")


def test_start_makes_an_administrator_and_logs_in(nobody_yet):
    client = Client()
    assert client.get("/start/").status_code == 200
    answer = client.post("/start/", OWNER)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    owner = Account.objects.get()
    assert (owner.email, owner.role, owner.language) == ("olga@example.com", "administrator", "pl")
    assert owner.password.startswith("argon2$argon2id$")
    assert client.get("/account/").status_code == 200
    assert list(AuditEntry.objects.values_list("actor", "action")) == [("olga@example.com", "made")]


def test_start_is_closed_once_there_is_an_account(nobody_yet):
    Client().post("/start/", OWNER)
    second = Client()
    assert second.get("/start/")["Location"] == "/"
    second.post("/start/", {**OWNER, "email": "eve@example.com"})
    assert Account.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"password": "short one"}, "at least 10 characters"),
        ({"password": "29384756102"}, "Only figures"),
        ({"password": "olga@example.co"}, "too much like your name"),
        ({"password": "administrator"}, "Many people use"),
        ({"email": "olga"}, "valid"),
        ({"name": ""}, "required"),
    ],
)
def test_start_says_what_is_wrong_and_keeps_what_was_typed(nobody_yet, wrong, said):
    answer = Client().post("/start/", {**OWNER, **wrong}, headers={"Accept-Language": "en"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert said in page
    assert wrong.get("name", "Olga Owner") in page
    assert not Account.objects.exists()


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("ca", "almenys 10 caràcters"),
        ("es", "al menos 10 caracteres"),
        ("pl", "co najmniej 10 znaków"),
        ("ru", "не меньше 10 символов"),
        ("ro", "cel puțin 10 caractere"),
    ],
)
def test_password_rules_are_said_in_the_readers_language(nobody_yet, language, said):
    answer = Client().post("/start/", {**OWNER, "password": "x"}, headers={"Accept-Language": language})
    assert said in answer.content.decode()


SIX_AT_ONCE = """
import json, threading
from clientela_web.database import prepare
prepare()
from django.db import connections
from clientela_web.accounts.domain.starting import AlreadyStartedError, start
from clientela_web.models import Account
gate, made, refused = threading.Barrier(6), [], []

def begin(number):
    gate.wait()
    try:
        made.append(start(f"owner{number}@example.com", "a long enough pass phrase", name="Owner"))
    except AlreadyStartedError:
        refused.append(number)
    finally:
        connections.close_all()

threads = [threading.Thread(target=begin, args=[number]) for number in range(6)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(json.dumps([len(made), len(refused), Account.objects.count()]))
"""


@pytest.mark.django_db(transaction=True)
def test_two_first_starts_at_once_make_one_account(tmp_path):
    """In a process of its own: there SQLite is a file, with locks to wait for, as in a firm."""
    environment = {**os.environ, "CLIENTELA_WORKSPACE": str(tmp_path)}
    if connection.vendor == "postgresql":
        told = connection.settings_dict
        environment["CLIENTELA_DATABASE_URL"] = (
            f"postgresql://{told['USER']}@{told['HOST']}:{told['PORT']}/{told['NAME']}"
        )
    command = [sys.executable, "-c", SIX_AT_ONCE]
    done = subprocess.run(command, check=True, env=environment, stdout=subprocess.PIPE, text=True)
    assert json.loads(done.stdout) == [1, 5, 1]

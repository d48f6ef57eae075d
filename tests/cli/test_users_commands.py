"""`clientela users`: accounts from the terminal, all in one process: each start of the site costs seconds."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import ENVIRONMENT

FIRST, SECOND = "a long enough pass phrase", "another long enough phrase"
STEPS: dict[str, list[str]] = {
    "nobody": ["list"],
    "add": ["add", "Ada@Example.com", "--role", "administrator", "--name", "Ada", "--password", FIRST],
    "add without a name": ["add", "vera@example.com", "--language", "pl", "--password", FIRST, "--json"],
    "taken": ["add", "ada@example.com", "--password", FIRST],
    "no role": ["add", "x@example.com", "--role", "queen", "--password", FIRST],
    "no language": ["add", "x@example.com", "--language", "fr", "--password", FIRST],
    "weak": ["add", "x@example.com", "--password", "12345678"],
    "before": ["?"],
    "reset": ["reset", "ADA@example.com", "--password", SECOND],
    "after": ["?"],
    "reset nobody": ["reset", "adda@example.com", "--password", SECOND],
    "weak reset": ["reset", "ada@example.com", "--password", "1"],
    "list": ["list"],
    "list as JSON": ["list", "--json"],
}
PROGRAM = """
import contextlib, io, json, sys
from clientela.cli import main

def known(password):
    from clientela_web.models import Account
    return Account.objects.get(email="ada@example.com").check_password(password)

def asked():
    from clientela_web.models import Account
    ada = Account.objects.get(email="ada@example.com")
    found = [known(sys.argv[3]), known(sys.argv[4]), bool(ada.totp_secret), ada.is_active]
    Account.objects.filter(email="ada@example.com").update(totp_secret="JBSWY3DPEHPK3PXP", is_active=False)
    return found

facts = list(sys.argv)
for name, words in json.loads(facts[1]).items():
    out, err, code = io.StringIO(), io.StringIO(), 0
    if words == ["?"]:
        sys.argv = facts
        print(json.dumps([name, 0, json.dumps(asked()), ""]))
        continue
    sys.argv = ["clientela", "users", *words, "--workspace", facts[2]]
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            main()
    except SystemExit as end:
        code = end.code or 0
    print(json.dumps([name, code, out.getvalue(), err.getvalue()]))
"""


@dataclass(frozen=True)
class Step:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture(scope="module")
def steps(_built: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Step]:
    """What each command said, one after the other on one workspace."""
    place = tmp_path_factory.mktemp("users") / "data"
    shutil.copytree(_built / "data", place)
    (place / "control.sqlite3").unlink(missing_ok=True)
    environment = {**ENVIRONMENT, "COLUMNS": "120"}
    environment.pop("CLIENTELA_DATABASE_URL", None)  # the accounts of this workspace and no others
    words = [sys.executable, "-c", PROGRAM, json.dumps(STEPS), str(place), FIRST, SECOND]
    ran = subprocess.run(
        words, check=False, capture_output=True, text=True, encoding="utf-8", env=environment, timeout=300
    )
    assert ran.returncode == 0, ran.stderr
    told = [json.loads(line) for line in ran.stdout.splitlines()]
    return {name: Step(*facts) for name, *facts in told}


def test_a_workspace_without_accounts_says_how_to_make_one(steps: dict[str, Step]) -> None:
    assert steps["nobody"].code == 0
    assert "clientela users add EMAIL" in steps["nobody"].out


def test_an_account_is_made_under_its_address_in_small_letters(steps: dict[str, Step]) -> None:
    assert (steps["add"].code, steps["add"].out) == (
        0,
        "ada@example.com may log in as administrator.\n",
    )


def test_an_account_is_a_viewer_named_by_its_address_where_nothing_else_is_said(
    steps: dict[str, Step],
) -> None:
    assert steps["add without a name"].json == {
        "email": "vera@example.com",
        "name": "vera",
        "role": "viewer",
        "active": True,
        "second_factor": False,
    }


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("taken", "ada@example.com"),
        ("no role", "no role 'queen'; take one of: viewer, analyst, marketer, administrator"),
        ("no language", "no language 'fr'; take one of: en, ca, es, pl, ru, ro"),
        ("weak", "Use at least 10 characters"),
        ("reset nobody", "no account 'adda@example.com'; did you mean 'ada@example.com'?"),
        ("weak reset", "Use at least 10 characters"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(steps: dict[str, Step], step: str, said: str) -> None:
    assert (steps[step].code, steps[step].out) == (1, "")
    assert said in steps[step].err
    assert steps[step].err.count("\n") == 1


def test_a_reset_changes_the_password_and_lets_back_in_without_a_second_factor(
    steps: dict[str, Step],
) -> None:
    assert steps["before"].json == [True, False, False, True]
    assert (
        steps["reset"].out == "ada@example.com may log in with the new password; the second factor is off.\n"
    )
    assert steps["after"].json == [False, True, False, True]


def test_the_list_names_everybody_and_nobody_that_was_refused(steps: dict[str, Step]) -> None:
    told = {
        each["email"]: (each["name"], each["role"], each["active"]) for each in steps["list as JSON"].json
    }
    assert told == {
        "ada@example.com": ("Ada", "administrator", False),
        "vera@example.com": ("vera", "viewer", True),
    }
    rows = [line.split() for line in steps["list"].out.splitlines()]
    assert ["ada@example.com", "Ada", "administrator", "no", "on"] in rows
    assert ["vera@example.com", "vera", "viewer", "yes", "off"] in rows

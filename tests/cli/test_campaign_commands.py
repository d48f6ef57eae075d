"""`clientela campaign`: the whole way in one process, since each start of the site costs seconds."""

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

FILE = """
name: Spring
segments: [Barcelona, Everybody]
subject: Hello {first name}
text: "Spring is here, {first name}, in {city}."
holdout_percent: 0
sender_address: news@casa.example
provider: Ours
"""
WRONG = "name: Wrong\nsegments: [Nobody]\nprovider: Nobody\n"
STEPS: dict[str, list[str]] = {
    "nothing yet": ["list"],
    "wrong": ["new", "wrong.yaml"],
    "new": ["new", "spring.yaml"],
    "taken": ["new", "spring.yaml"],
    "changed": ["new", "spring.yaml", "--replace"],
    "nothing to change": ["new", "wrong.yaml", "--replace"],
    "preview": ["preview", "Spring", "--customer", "C2"],
    "preview as JSON": ["preview", "Spring", "--customer", "C1", "--json"],
    "test": ["test", "Spring", "--to", "me@casa.example", "--as", "C2"],
    "too early": ["approve", "Spring", "--yes"],
    "check": ["check", "Spring"],
    "another audience": ["approve", "Spring", "--fingerprint", "0123456789ab"],
    "approve": ["approve", "Spring", "--yes"],
    "pause": ["pause", "Spring"],
    "resume": ["resume", "Spring"],
    "send": ["send", "Spring", "--json"],
    "send again": ["send", "Spring"],
    "recipients": ["recipients", "Spring"],
    "skipped": ["recipients", "Spring", "--reason", "no_consent", "--json"],
    "cancel": ["cancel", "Spring"],
    "copy": ["copy", "Spring", "Summer"],
    "copied twice": ["copy", "Spring", "Summer"],
    "list": ["list", "--json"],
    "nobody": ["show", "Sprng"],
    "show": ["show", "Spring", "--json"],
    "no coupons": ["coupons", "list"],
    "coupons begun": ["coupons", "add", "Codes", "codes.csv"],
    "coupons added": ["coupons", "add", "Codes", "codes.csv", "--json"],
    "coupons listed": ["coupons", "list", "--json"],
    "coupons shown": ["coupons", "show", "Codes"],
    "coupons of nobody": ["coupons", "show", "Code"],
    "coupons of no file": ["coupons", "add", "Codes", "none.csv"],
}
PROGRAM = """
import contextlib, io, json, sys
import clientela
from clientela.cli import main

with clientela.open(sys.argv[2]) as firm:
    for key in ("C1", "C2", "C3", "C6"):
        firm.set_consent(key, "email", given=True, wording="Yes.", by="test")
    firm.save_segment("Barcelona", "city = 'Barcelona'")
    firm.save_segment("Everybody", "city is set")
from clientela_web.cli.control import prepare_control
from pathlib import Path
prepare_control(Path(sys.argv[2]))
from clientela_web.models import AuditEntry, Provider
Provider.objects.create(name="Ours", channel="email", kind="smtp", settings={"host": "127.0.0.1", "port": 1})

facts = list(sys.argv)
for name, words in json.loads(facts[1]).items():
    out, err, code = io.StringIO(), io.StringIO(), 0
    group = [] if words[0] == "coupons" else ["campaign"]
    sys.argv = ["clientela", *group, *words, "--workspace", facts[2]]
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            main()
    except SystemExit as end:
        code = end.code or 0
    print(json.dumps([name, code, out.getvalue(), err.getvalue()]))
done = [f"{each.actor} {each.action} {each.what}" for each in AuditEntry.objects.all()]
print(json.dumps(["audit", 0, json.dumps(done), ""]))
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
    folder = tmp_path_factory.mktemp("campaigns")
    shutil.copytree(_built / "data", folder / "data")
    (folder / "data" / "control.sqlite3").unlink(missing_ok=True)
    (folder / "spring.yaml").write_text(FILE, encoding="utf-8")
    (folder / "codes.csv").write_bytes("code;until\nFRÜHLING-1;x\nFRÜHLING-2;x\n".encode("cp1252"))
    (folder / "wrong.yaml").write_text(WRONG, encoding="utf-8")
    environment = {**ENVIRONMENT, "COLUMNS": "120"}
    environment.pop("CLIENTELA_DATABASE_URL", None)  # the campaigns of this workspace and no others
    words = [sys.executable, "-c", PROGRAM, json.dumps(STEPS), str(folder / "data")]
    ran = subprocess.run(
        words,
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=environment,
        timeout=300,
        cwd=folder,
    )
    assert ran.returncode == 0, ran.stderr
    told = [json.loads(line) for line in ran.stdout.splitlines()]
    return {name: Step(*facts) for name, *facts in told}


def test_way_from_a_file_to_an_approved_audience(steps: dict[str, Step]) -> None:
    for name in ("new", "changed", "preview", "check", "approve", "pause", "resume", "send", "cancel"):
        assert (steps[name].code, steps[name].err) == (0, ""), name
    assert "kept as a draft.\n" in steps["new"].out
    assert steps["new"].out.endswith("Next: clientela campaign check Spring\n")
    assert steps["preview"].out == "Subject: Hello Marc\n\nSpring is here, Marc, in Barcelona.\n"
    assert steps["preview as JSON"].json["text"] == "Spring is here, Łucja, in Łódź."
    assert "targeted: 6" in steps["check"].out
    assert "texts that would be wrong: 0 of 3" in steps["check"].out
    for name, said in {
        "check": "Campaign 'Spring' is checked. Next: clientela campaign approve Spring\n",
        "approve": "is approved, and waits until it is sent. Next: clientela campaign send Spring\n",
        "pause": "is paused: nothing more goes out. To go on: clientela campaign resume Spring\n",
        "resume": "is approved, and waits until it is sent. Next: clientela campaign send Spring\n",
        "send again": "Campaign 'Spring' begins now: the running site sends it, or `clientela worker --send`."
        " How far it is: clientela campaign show Spring\n",
        "cancel": "is cancelled for good. To write it once more: clientela campaign copy Spring NEW_NAME\n",
    }.items():
        assert steps[name].out.endswith(said), name
    assert (steps["send"].json["state"], steps["send"].json["targeted"]) == ("approved", 6)
    assert steps["send"].json["draft"]["send_at"]


def test_everybody_is_listed_with_the_reason(steps: dict[str, Step]) -> None:
    assert [each["reason"] for each in steps["skipped"].json] == ["no_consent", "no_consent"]
    for address in ("lucja@firma.example", "marc@casa.example", "nuria@casa.example"):
        assert address in steps["recipients"].out
    assert "mail@casa.example" not in steps["recipients"].out
    shown = steps["show"].json
    assert shown["state"] == "cancelled"
    assert shown["states"] == {"skipped": 4, "suppressed": 2}
    reasons = {each["reason"]: each["count"] for each in shown["reasons"]}
    assert reasons == {"cancelled": 3, "no_consent": 2, "no_address": 1}


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("taken", "choose another name, or change that one. --replace changes it."),
        ("copied twice", "There is a campaign of this name already"),
        ("nothing to change", "no campaign 'Wrong'"),
        ("test", "127.0.0.1:1 cannot be used"),
        ("too early", "is a draft; check it, then approve it"),
        ("another audience", "not the one you were shown"),
        ("coupons of nobody", "no list of coupons 'Code'; did you mean 'Codes'?"),
        ("coupons of no file", "none.csv: no such file"),
        ("nobody", "no campaign 'Sprng'; did you mean 'Spring'?"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(steps: dict[str, Step], step: str, said: str) -> None:
    assert (steps[step].code, steps[step].out) == (1, "")
    assert said in steps[step].err
    assert steps[step].err.count("\n") == 1


def test_everything_wrong_with_a_file_is_told_at_once(steps: dict[str, Step]) -> None:
    told = steps["wrong"].err
    assert steps["wrong"].code == 1
    assert "segments: There is no segment “Nobody”." in told
    assert "provider: There is no provider “Nobody”." in told


def test_list_is_empty_and_then_holds_the_campaign(steps: dict[str, Step]) -> None:
    assert "clientela campaign new FILE" in steps["nothing yet"].out
    copied, row = steps["list"].json
    assert (copied["name"], copied["state"], copied["targeted"]) == ("Summer", "draft", None)
    assert "drawn anew" in steps["copy"].out
    assert (row["name"], row["state"], row["targeted"], row["delivered"]) == ("Spring", "cancelled", 6, 0)


def test_codes_are_brought_in_counted_and_kept_once(steps: dict[str, Step]) -> None:
    assert "clientela coupons add LIST FILE" in steps["no coupons"].out
    assert steps["coupons begun"].out.startswith("2 new codes in 'Codes'; 2 of 2 are left.\n")
    counted = {"name": "Codes", "codes": 2, "given": 0, "left": 2, "campaigns": []}
    for step, more in (("coupons added", {"added": 0}), ("coupons listed", {})):
        told = steps[step].json
        found = told if isinstance(told, dict) else told[0]
        assert {name: value for name, value in found.items() if name != "list_id"} == {**counted, **more}
    assert steps["coupons shown"].out == (
        "Codes: 2 of 2 codes are left, 0 are given.\n  no campaign hands them out yet\n"
    )


def test_audit_log_says_that_it_was_done_at_the_machine(steps: dict[str, Step]) -> None:
    done = [
        f"clientela {word} Spring"
        for word in ("made", "changed", "asked_for", "approved", "sent", "cancelled")
    ]
    assert set(done) <= set(steps["audit"].json)

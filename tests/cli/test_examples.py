"""Every example of every help runs as it stands, in the order of the commands."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from clientela.cli.demo_segments import QUESTIONS
from clientela.cli.reference import entries
from tests.cli.running import COMMAND, ENVIRONMENT, finished, run
from tests.measure.drawn import write_experiment

# The demonstration has made the folder; the server goes on until it is ended (see tests/web/server).
SKIPPED = ("clientela demo", "clientela serve")
# What these ask is in the control database, of which a process has one: this one has that of the tests.
APART = ("campaign", "coupons", "users", "worker", "mailbox", "bounce", "reply")
CAMPAIGNS = (["report", "campaign"], ["report", "segment"])
CAMPAIGN = """
from clientela_web.database import prepare
prepare()
from clientela_web.models import Campaign
Campaign.objects.create(name="Spring", channel="email", purpose="marketing", salt="spring")
"""
WRITTEN = """
name: Spring news
segments: [Cart left behind]
subject: Hello {first name}
text: Spring is here, {first name}.
sender_address: news@shop.example
provider: Mailbox
"""
STRATEGY = """{"objective": "activate", "message": "Your cart is still here.",
 "channels": [{"channel": "email"}], "targets": [{"metric": "orders_30d >= 1", "goal": 0.7, "start": 0.6}]}"""


@pytest.fixture(scope="module")
def prepared(shop: Path) -> Path:
    rule = '{"node": "happened", "kinds": ["order_completed"]}'
    (shop / "rule.json").write_text(rule, encoding="utf-8")
    (shop / "strategy.json").write_text(STRATEGY, encoding="utf-8")
    (shop / "codes.csv").write_text("code\nSPRING-1\nSPRING-2\n", encoding="utf-8")
    (shop / "campaign.yaml").write_text(WRITTEN, encoding="utf-8")
    (shop / "answer.eml").write_text("Subject: Re: Spring\n\nThank you.\n", encoding="utf-8")
    (shop / "returned.eml").write_text("Subject: Away\n\nI am away until Monday.\n", encoding="utf-8")
    write_experiment(shop / "experiment.csv")
    return shop


def test_demonstration_and_every_example_run(prepared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One test, so that several processes do not make the shop several times."""
    monkeypatch.chdir(prepared)
    _demonstration_says_what_it_found(prepared)
    _make_a_merge()
    with _mailbox():
        _make_a_campaign()
        for each in entries():
            for line in each.examples if each.name not in SKIPPED else ():
                out = _said(line)
                assert out.strip(), line
                if "--json" in line:
                    assert isinstance(json.loads(out), dict | list), line


@contextmanager
def _mailbox() -> Iterator[None]:
    """The mailbox that campaigns go to, and its provider."""
    words = [*COMMAND, "mailbox", "--port", "2527"]
    with subprocess.Popen(words, env=ENVIRONMENT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert "2527" in process.stdout.readline()
        try:
            yield
        finally:
            process.terminate()


def _make_a_campaign() -> None:
    """A process has one control database; this one has that of the tests."""
    environment = {**ENVIRONMENT, "CLIENTELA_WORKSPACE": str(Path("clientela-data").resolve())}
    subprocess.run([sys.executable, "-c", CAMPAIGN], check=True, env=environment)


def _said(line: str) -> str:
    """What an example prints."""
    words = shlex.split(line)[1:]
    if words[0] in APART or words[:2] in CAMPAIGNS:
        apart = finished(*words)
        assert apart.returncode == 0, f"{line}\n{apart.stderr}"
        return apart.stdout
    ran = run(*words)
    assert ran.code == 0, f"{line}\n{ran.err}"
    return ran.out


def _demonstration_says_what_it_found(shop: Path) -> None:
    said = (shop / "demo.txt").read_text(encoding="utf-8")
    for question in QUESTIONS:
        assert question.name in said
        assert (shop / "trial" / "exports" / f"{question.name.lower().replace(' ', '-')}.csv").is_file()
    assert [line[:2] for line in said.splitlines() if line[1:2] == "." and line[:1].isdigit()] == [
        f"{step}." for step in range(1, 10)
    ]


def _make_a_merge() -> None:
    """Something for `customers unmerge` to undo."""
    import clientela
    from clientela.collect.identity.merging import merge
    from clientela.workspace import now

    with clientela.open("clientela-data") as firm:
        numbers = [row[0] for row in firm.store.engine.rows("SELECT customer_id FROM customers ORDER BY 1")]
        winner = 3
        loser = next(number for number in reversed(numbers) if number != winner)
        merge(firm.store.engine, winner, loser, at=now(), reason="test")

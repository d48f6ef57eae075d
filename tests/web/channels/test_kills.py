"""Senders are killed at random instants, again and again: nothing is lost, nothing is sent twice."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
CONNECTIONS = 6


def killed(folder, *options):
    command = [sys.executable, "-m", "tests.web.channels.kills", str(folder), *map(str, options)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=900)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def judge(told):
    """What must hold however it went."""
    assert told["targeted"] == told["messages"] == sum(told["finals"].values())
    assert told["most_left_by_a_kill"] <= told["connections"]
    assert told["delivered_but_not_taken"] == 0
    assert told["finals"]["failed"] == told["finals"]["skipped"] == told["finals"]["suppressed"] == 0
    if told["policy"] == "mark_unknown":
        assert told["taken_twice"] == 0
        # another sender may take over from the dead before what it left is counted
        assert told["left_by_kills"] <= told["finals"]["unknown"] <= told["connections"] * told["kills"]
        assert told["never_taken"] <= told["finals"]["unknown"]
    else:
        assert told["never_taken"] == 0
        assert told["finals"]["delivered"] == told["messages"]
        assert told["taken_twice"] <= told["connections"] * told["kills"]


@pytest.mark.parametrize("policy", ["mark_unknown", "retry"])
def test_two_thousand_messages_survive_kills(tmp_path, policy):
    told = killed(
        tmp_path,
        *("--messages", 2_000, "--kills", 3, "--policy", policy),
        *("--connections", CONNECTIONS, "--busy"),
    )
    assert told["kills"] == 3, told
    judge(told)


@pytest.mark.parametrize("policy", ["mark_unknown", pytest.param("retry", marks=pytest.mark.long)])
def test_five_hundred_requests_survive_kills_too(tmp_path, policy):
    told = killed(
        tmp_path,
        *("--channel", "webhook", "--messages", 500, "--kills", 2, "--policy", policy),
        *("--connections", CONNECTIONS, "--spread", 0.2, "--busy"),
    )
    assert told["kills"] == 2, told
    assert told["left_by_kills"] > 0, told
    judge(told)


@pytest.mark.long
@pytest.mark.parametrize("policy", ["mark_unknown", "retry"])
@pytest.mark.parametrize("senders", [1, 2])
def test_many_kills_of_one_or_two_senders(tmp_path, policy, senders):
    told = killed(
        tmp_path,
        *("--messages", 30_000, "--kills", 15, "--policy", policy),
        *("--connections", CONNECTIONS, "--senders", senders, "--spread", 1.5, "--seed", 7),
    )
    assert told["kills"] >= 8, told
    judge(told)

from __future__ import annotations

from pathlib import Path

import pytest

from clientela.cli.importing import Container, DateOrder, Kind
from clientela.cli.reference import Entry, commands_page, entries
from clientela.cli.segment_asking import Step
from clientela.cli.segment_members import Format
from clientela.collect.files import file_format
from clientela.collect.mapping.definition import KINDS
from clientela.segments.exports import FORMATS
from clientela.segments.trend import Every
from tests.cli.running import run

PAGE = Path(__file__).resolve().parents[2] / "docs" / "commands.md"
NAMES = (
    *(
        "init",
        "sample",
        "demo",
        "import",
        *(f"imports-{word}" for word in ("list", "rejects", "undo")),
        "quality",
        "variables",
        "distribution",
        "events",
        "serve",
        *(f"users-{word}" for word in ("add", "list", "reset")),
        "worker",
        "bounce",
        "reply",
        "mailbox",
        *(f"coupons-{word}" for word in ("list", "add", "show")),
        "backup",
        "restore",
    ),
    *("discover", "rfm", "lifetime", "patterns", "voice"),
    *(f"report-{word}" for word in ("experiment", "campaign", "segment")),
    *(f"customers-{word}" for word in ("show", "find", "note", "set", "merge", "unmerge", "export", "erase")),
    *(f"segment-{word}" for word in ("check", "count", "explain", "trend", "profile", "members")),
    *(f"segment-{word}" for word in ("save", "list", "show", "overlap", "refresh")),
    *(f"segment-{word}" for word in ("rename", "restore", "delete")),
    *(f"strategy-{word}" for word in ("propose", "set", "show")),
    *(f"campaign-{word}" for word in ("new", "list", "show", "copy", "preview", "test", "check")),
    *(f"campaign-{word}" for word in ("approve", "send", "pause", "resume", "cancel", "recipients")),
)

OF_A_FILE_ALONE = ("clientela report experiment",)


def test_commands_are_those_promised() -> None:
    found = [each.name.removeprefix("clientela ").replace(" ", "-") for each in entries()]
    assert sorted(found) == sorted(NAMES)


def test_page_is_what_the_commands_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == commands_page(), (
        "docs/commands.md is old; run python -m clientela.cli.reference docs/commands.md"
    )


@pytest.mark.parametrize("each", entries(), ids=lambda each: each.name)
def test_command_has_workspace_json_and_examples(each: Entry) -> None:
    options = {name.split("`")[1] for name, _, _ in each.options}
    assert "--json" in options
    assert ("--workspace" in options) == (each.name not in OF_A_FILE_ALONE)
    assert each.examples
    assert all(line.startswith(each.name) for line in each.examples)
    assert each.help.endswith((".", "?"))
    assert all(text for _, text in each.arguments)
    assert all(text for _, text, _ in each.options)


@pytest.mark.parametrize("each", entries(), ids=lambda each: each.name)
def test_help_shows_the_examples_whole(each: Entry) -> None:
    ran = run(*each.name.split()[1:], "--help")
    shown = [line.strip() for line in ran.out.splitlines()]
    assert ran.code == 0
    assert [line for line in each.examples if line in shown] == list(each.examples)


def test_choices_are_those_of_the_core() -> None:
    from typing import get_args

    assert {each.value for each in Kind} == set(KINDS)
    assert {each.value for each in Step} == set(get_args(Every))
    assert tuple(each.value for each in Format) == FORMATS
    assert {each.value for each in Container} == set(get_args(file_format.Container))
    assert {each.value for each in DateOrder} == set(get_args(file_format.DateOrder))


def test_root_help_lists_commands_in_the_order_of_use() -> None:
    lines = run("--help").out.split("Commands:\n")[1].splitlines()
    assert [line.split()[0] for line in lines] == [
        "init",
        "sample",
        "demo",
        "import",
        "imports",
        "quality",
        "variables",
        "distribution",
        "customers",
        "segment",
        "strategy",
        "campaign",
        "coupons",
        "discover",
        "rfm",
        "lifetime",
        "patterns",
        "voice",
        "report",
        "events",
        "serve",
        "users",
        "worker",
        "bounce",
        "reply",
        "mailbox",
        "backup",
        "restore",
    ]

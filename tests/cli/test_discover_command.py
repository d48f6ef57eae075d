"""`discover`: what is refused before anything is worked out, and too few customers."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import run


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--k", "one"), "neither auto nor a number from 2"),
        (("--k", "1"), "neither auto nor a number from 2"),
        (("-o", "segments.pdf"), "must end in .html"),
        (("--language", "xx"), "not one of en, ca"),
        (("--method", "tea leaves"), "latent-class"),
        (("--seed", "-1"), "seed"),
    ],
)
def test_option_that_makes_no_sense_is_refused(firm: Path, words: tuple[str, ...], message: str):
    ran = run("discover", *words, "--workspace", firm)
    assert ran.code == 2
    assert message in " ".join(ran.err.replace("│", " ").split())


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--variables", "agee"), "did you mean"),
        (("--variables", "email"), "names or reaches a person"),
        (("--variables", "city,orders_total"), "there are 6 customers; to find segments takes at least 100"),
    ],
)
def test_what_cannot_be_discovered_is_said_in_a_sentence(firm: Path, words: tuple[str, ...], message: str):
    ran = run("discover", *words, "--workspace", firm)
    assert ran.code == 1
    assert message in ran.err

"""Long runs of random cases, over one process or several."""

from __future__ import annotations

import datetime as dt
import multiprocessing
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat
from random import Random

from tests.oracle.agreement import Disagreement, compare, compare_singly, compare_together
from tests.oracle.compiled import compiled_truths
from tests.oracle.random_rules import random_case
from tests.oracle.shrinking import Questions, as_json, shrink, spelled
from tests.oracle.world import World

SHOWN = 5
PORTION = 100


def say(text: str) -> None:
    """Show a line at once, also when a long run is written to a file."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def run(seeds: range, rules: int, jobs: int) -> int:
    """Compare these cases, telling of the first disagreements in full."""
    started, done, disagreed = time.monotonic(), 0, 0
    for portion, failed in portions(seeds, rules, jobs):
        for seed in failed[: max(0, SHOWN - disagreed)]:
            tell(seed, rules)
        done, disagreed = done + len(portion), disagreed + len(failed)
        say(f"{done} cases, {disagreed} disagreed, {time.monotonic() - started:.0f} s")
    say(
        f"{done - disagreed} of {done} cases agreed ({rules} rules each, singly and in one shared "
        f"evaluation; seeds {seeds[0]} to {seeds[-1]})"
    )
    return 1 if disagreed else 0


def portions(seeds: range, rules: int, jobs: int) -> Iterator[tuple[range, list[int]]]:
    """A hundred cases at a time: the seeds, and those of them that disagree."""
    parts = [seeds[start : start + PORTION] for start in range(0, len(seeds), PORTION)]
    if jobs == 1:
        yield from ((part, disagreeing(part, rules)) for part in parts)
        return
    # A forked child would share the parent's open database.
    with ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn")) as pool:
        yield from zip(parts, pool.map(disagreeing, parts, repeat(rules)), strict=True)


def disagreeing(seeds: range, rules: int) -> list[int]:
    """The seeds of the cases on which oracle and compiler differ."""
    return [seed for seed in seeds if differences_of(seed, rules)]


def differences_of(seed: int, rules: int) -> list[Disagreement]:
    world, as_of, drawn = random_case(Random(seed), rules)
    return compare(drawn, as_of, world, compiled_truths, also=(earlier(as_of),))


def earlier(as_of: dt.datetime) -> dt.datetime:
    """Another instant to ask about, in the midst of what happened."""
    return as_of - dt.timedelta(days=30)


def tell(seed: int, rules: int) -> None:
    """Print the smallest case found that still disagrees in the same way."""
    world, as_of, drawn = random_case(Random(seed), rules)
    first = differences_of(seed, rules)[0]
    error = type(first.found) if isinstance(first.found, Exception) else None
    compare_so = compare_together if first.shared else compare_singly

    def differing(smaller: World, questions: Questions) -> list[Disagreement]:
        try:
            found = compare_so(list(questions), smaller, compiled_truths)
        except (ValueError, KeyError):  # a step too far: no longer a rule that means anything
            return []
        return [d for d in found if (type(d.found) if isinstance(d.found, Exception) else None) is error]

    asked = [(rule, instant) for instant in (as_of, earlier(as_of)) for rule in drawn]
    start = tuple(asked) if first.shared else ((first.rule, as_of),)
    world, questions = shrink(world, start, lambda world, questions: bool(differing(world, questions)))
    say(f"\nseed {seed}: {'shared' if first.shared else 'single'} evaluation disagrees")
    say(f"world = {spelled(world)}")
    for rule, instant in questions:
        say(f"as_of = {instant!r}\nrule = {rule!r}\njson = {as_json(rule)}")
    for difference in differing(world, questions)[:1]:
        say("\n".join(difference.customers()))

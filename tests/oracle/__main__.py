"""Compare oracle and compiler on random cases: ``python -m tests.oracle 20000 --seed 1``."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
import time
from random import Random

from clientela.rules import nodes as n
from tests.oracle import distribution
from tests.oracle.agreement import Disagreement, compare, compare_singly, compare_together
from tests.oracle.compiled import compiled_truths
from tests.oracle.random_rules import random_case
from tests.oracle.shrinking import as_json, shrink, spelled
from tests.oracle.world import World

RULES_A_CASE = 3
SHOWN = 5


def say(text: str) -> None:
    """Show a line at once, also when a long run is written to a file."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main(arguments: list[str]) -> int:
    """Run the cases; 0 when every one agreed."""
    parser = argparse.ArgumentParser(prog="python -m tests.oracle", description=__doc__)
    parser.add_argument("cases", type=int, nargs="?", default=500, help="how many random cases")
    parser.add_argument("--seed", type=int, default=0, help="where to begin; case k has the seed SEED + k")
    parser.add_argument("--rules", type=int, default=RULES_A_CASE, help="rules in each case")
    parser.add_argument("--distribution", action="store_true", help="only tell how often each node is true")
    given = parser.parse_args(arguments)
    if given.distribution:
        say(distribution.report(given.cases, given.seed))
        return 0
    return run(given.cases, given.seed, given.rules)


def run(cases: int, seed: int, rules: int) -> int:
    """Compare that many cases, telling of the first disagreements in full."""
    started, disagreed = time.monotonic(), 0
    for number in range(seed, seed + cases):
        world, as_of, drawn = random_case(Random(number), rules)
        found = compare(drawn, as_of, world, compiled_truths)
        if found:
            disagreed += 1
            if disagreed <= SHOWN:
                tell(number, world, as_of, found[0], drawn)
        if (number + 1 - seed) % 1000 == 0:
            say(
                f"{number + 1 - seed} cases, {disagreed} disagreed, {time.monotonic() - started:.0f} s",
            )
    seconds = time.monotonic() - started
    say(
        f"{cases - disagreed} of {cases} cases agreed ({rules} rules each, singly and in one shared "
        f"evaluation; seeds {seed} to {seed + cases - 1}; {seconds:.0f} s)"
    )
    return 1 if disagreed else 0


def tell(
    seed: int, world: World, as_of: dt.datetime, disagreement: Disagreement, drawn: list[n.Rule]
) -> None:
    """Print the smallest case found that still disagrees in the same way."""
    error = type(disagreement.found) if isinstance(disagreement.found, Exception) else None

    compare_so = compare_together if disagreement.shared else compare_singly

    def differing(smaller: World, rules: tuple[n.Rule, ...]) -> list[Disagreement]:
        try:
            found = compare_so(rules, as_of, smaller, compiled_truths)
        except (ValueError, KeyError):  # a step too far: no longer a rule that means anything
            return []
        return [d for d in found if (type(d.found) if isinstance(d.found, Exception) else None) is error]

    start = tuple(drawn) if disagreement.shared else (disagreement.rule,)
    world, rules = shrink(world, start, lambda smaller, rules: bool(differing(smaller, rules)))
    say(f"\nseed {seed}: {'shared' if disagreement.shared else 'single'} evaluation disagrees")
    say(f"as_of = {as_of!r}\nworld = {spelled(world)}")
    for rule in rules:
        say(f"rule = {rule!r}\njson = {as_json(rule)}")
    for difference in differing(world, rules)[:1]:
        say("\n".join(difference.customers()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Compare oracle and compiler on random cases: ``python -m tests.oracle 20000 --seed 1``."""

from __future__ import annotations

import argparse
import sys

from tests.oracle import distribution
from tests.oracle.runs import run, say

RULES_A_CASE = 3


def main(arguments: list[str]) -> int:
    """Run the cases; 0 when every one agreed."""
    parser = argparse.ArgumentParser(prog="python -m tests.oracle", description=__doc__)
    parser.add_argument("cases", type=int, nargs="?", default=500, help="how many random cases")
    parser.add_argument("--seed", type=int, default=0, help="where to begin; case k has the seed SEED + k")
    parser.add_argument("--rules", type=int, default=RULES_A_CASE, help="rules in each case")
    parser.add_argument("--jobs", type=int, default=1, help="how many processes share the work")
    parser.add_argument("--distribution", action="store_true", help="only tell how often each node is true")
    given = parser.parse_args(arguments)
    if given.distribution:
        say(distribution.report(given.cases, given.seed))
        return 0
    return run(range(given.seed, given.seed + given.cases), given.rules, given.jobs)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Kill senders at random instants while 100,000 messages go out, and count what the mail server took.

`python bench/ledger.py [--messages 100000] [--kills 40] [--senders 1]` once for each policy; with
CLIENTELA_DATABASE_URL in PostgreSQL, where several senders share one send:

    bash tests/postgres.sh python bench/ledger.py --senders 2

Each must hold: nothing accepted twice with `mark_unknown`, nothing lost with `retry`, and targeted =
delivered + failed + skipped + suppressed + unknown with both; no kill leaves more messages unknown than the
sender had connections open.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def trial(policy: str, told: argparse.Namespace) -> dict[str, object]:
    with tempfile.TemporaryDirectory(prefix="clientela-ledger-") as folder:
        command = [sys.executable, "-m", "tests.web.channels.kills", folder, "--policy", policy]
        for name in ("messages", "kills", "senders", "connections", "seed", "spread"):
            command += [f"--{name}", str(getattr(told, name))]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(done.stderr)
        found: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
        return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=100_000)
    parser.add_argument("--kills", type=int, default=40)
    parser.add_argument("--senders", type=int, default=1)
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--spread", type=float, default=6.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--policy", choices=("mark_unknown", "retry"))
    told = parser.parse_args()
    for policy in (told.policy,) if told.policy else ("mark_unknown", "retry"):
        found = trial(policy, told)
        print(json.dumps(found, indent=1))
        finals = dict(found["finals"])  # type: ignore[call-overload]
        assert found["targeted"] == sum(finals.values()) == told.messages
        assert int(str(found["most_left_by_a_kill"])) <= told.connections
        if policy == "mark_unknown":
            assert found["taken_twice"] == 0
            assert finals["unknown"] <= told.connections * int(str(found["kills"]))
        else:
            assert found["never_taken"] == 0


if __name__ == "__main__":
    main()

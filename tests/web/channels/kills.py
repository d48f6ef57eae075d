"""Kill senders at random instants until a campaign is sent all the same, and tell what became of it, as JSON.

`python -m tests.web.channels.kills FOLDER --messages 2000 --kills 5 --policy retry`

Senders are processes that have the control database alone: the SQLite file in FOLDER, or the database that
CLIENTELA_DATABASE_URL names. The truth is the log of a server (of mail, or of webhooks) in a process of its
own, which is not killed and writes every message down before it says it has it.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import django
from django.core.management import call_command


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--messages", type=int, default=2_000)
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--policy", default="mark_unknown")
    parser.add_argument("--channel", default="email", choices=("email", "webhook"))
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--senders", type=int, default=1)
    parser.add_argument("--busy", action="store_true", help="no kill before a sender has sent something")
    parser.add_argument("--spread", type=float, default=0.4, help="a kill comes within so many seconds")
    parser.add_argument("--seed", type=int, default=0)
    told = parser.parse_args()
    told.folder.mkdir(parents=True, exist_ok=True)
    os.environ["CLIENTELA_WORKSPACE"] = str(told.folder)
    os.environ["CLIENTELA_INSIDE_HOSTS"] = "127.0.0.1"
    os.environ["DJANGO_SETTINGS_MODULE"] = "clientela_web.settings"
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    sys.stdout.write(json.dumps(Trial(told).run()) + "\n")


class Trial:
    """One campaign, its mail server, and the senders that are killed."""

    def __init__(self, told: argparse.Namespace) -> None:
        from tests.web.channels.conftest import start_sink

        self.told = told
        self.random = random.Random(told.seed)
        module = "mail_sink" if told.channel == "email" else "http_sink"
        self.sink = start_sink(told.folder / f"sink-{told.policy}", module=module)
        self.running: list[subprocess.Popen[str]] = []
        self.kills, self.on_the_way = 0, []

    def run(self) -> dict[str, object]:
        campaign = self.campaign()
        began = time.monotonic()
        try:
            while self.goes_on(campaign):
                self.fill_up()
                self.strike(campaign)
        finally:
            for process in [*self.running, self.sink.process]:
                process.kill()
                process.wait()
        return self.report(campaign, time.monotonic() - began)

    def campaign(self):
        from tests.web.channels.people import campaign_to, provider_at, webhook_at

        addresses = [f"c{number}@d{number % 50}.example" for number in range(self.told.messages)]
        make = provider_at if self.told.channel == "email" else webhook_at
        provider = make(self.sink.port, connections=self.told.connections)
        return campaign_to(addresses, provider, name=f"Kills {self.sink.port}", after_crash=self.told.policy)

    def goes_on(self, campaign) -> bool:
        campaign.refresh_from_db()
        return campaign.state == "sending"

    def fill_up(self) -> None:
        """As many senders as are wanted, each begun."""
        self.running = [each for each in self.running if each.poll() is None]
        while len(self.running) < self.told.senders:
            command = [sys.executable, "-m", "tests.web.channels.sender_process", str(self.told.folder)]
            process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
            assert process.stdout is not None
            process.stdout.readline()
            self.running.append(process)

    def strike(self, campaign) -> None:
        """Kill one of them at a random instant, while there are kills left; else let them end."""
        victim = self.random.choice(self.running)
        if self.kills >= self.told.kills:
            victim.wait(600)
            return
        if self.told.busy:
            self.wait_for_more(victim)
        time.sleep(self.random.uniform(0, self.told.spread))
        if victim.poll() is not None:
            return
        os.kill(victim.pid, signal.SIGKILL)
        victim.wait()
        self.kills += 1
        self.on_the_way.append(self.left_by(victim.pid, campaign))

    def wait_for_more(self, victim: subprocess.Popen[str]) -> None:
        """Until the server has taken something that it had not."""
        before = len(self.sink.taken())
        while victim.poll() is None and len(self.sink.taken()) == before:
            time.sleep(0.01)

    def left_by(self, pid: int, campaign) -> int:
        """How many messages the dead sender had on their way."""
        from clientela_web.models import Delivery, Sender

        dead = list(Sender.objects.filter(pid=pid).values_list("pk", flat=True))
        return Delivery.objects.filter(holder__in=dead, state="sending").count()

    def report(self, campaign, seconds: float) -> dict[str, object]:
        from clientela_web.ledger.tally import tally

        counted, taken = tally(campaign), Counter(self.sink.taken())
        rows = dict(campaign.deliveries.values_list("address", "state"))
        return {
            "policy": self.told.policy,
            "messages": self.told.messages,
            "kills": self.kills,
            "seconds": round(seconds, 1),
            "connections": self.told.connections,
            "most_left_by_a_kill": max(self.on_the_way, default=0),
            "left_by_kills": sum(self.on_the_way),
            "taken": sum(taken.values()),
            "taken_twice": sum(1 for count in taken.values() if count > 1),
            "never_taken": sum(1 for address in rows if address not in taken),
            "delivered_but_not_taken": sum(
                1 for address, state in rows.items() if state == "delivered" and address not in taken
            ),
            "targeted": counted.targeted,
            "finals": counted.finals,
        }


if __name__ == "__main__":
    main()

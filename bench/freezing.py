"""An audience into the ledger: seconds and memory for so many customers.

`python bench/freezing.py [--customers 1000000]` makes a shop of them, freezes a campaign to all of it, with
merge values, consent, a holdout, variants and an exclusion, and checks that the ledger is the audience.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import resource
import sys
import tempfile
import time
from multiprocessing import get_context
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=1_000_000)
    told = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="clientela-freezing-") as folder:
        measure(Path(folder), told.customers)


def measure(folder: Path, customers: int) -> None:
    os.environ["CLIENTELA_WORKSPACE"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "clientela_web.settings"
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    from tests.act.audience.crowd import AS_OF

    import clientela
    from clientela_web.ledger.contents import fingerprint_of
    from clientela_web.ledger.freezing import ask_freeze, freeze
    from clientela_web.ledger.tally import tally
    from clientela_web.models import AudienceFreeze, Campaign

    # in a process of its own, so that the memory told is that of the freeze
    making = get_context("spawn").Process(target=make, args=(folder / "shop", customers))
    making.start()
    making.join()
    with clientela.open(folder / "shop") as shop:
        campaign = Campaign.objects.create(
            name="All",
            channel="email",
            purpose="marketing",
            segments=["Loyal", "Everybody"],
            without=["Staff"],
            salt="all",
            holdout_percent=5,
            variants=[{"name": "A", "percent": 50}, {"name": "B", "percent": 50}],
        )
        ask_freeze(campaign, AS_OF)
        before = peak_megabytes()
        began, cpu = time.perf_counter(), time.process_time()
        freeze(AudienceFreeze.claim(), shop.base, ("first_name", "birthday", "orders_total"))
        told = f"{time.perf_counter() - began:.1f} s, {time.process_time() - cpu:.1f} CPU-seconds"
        print(f"{customers:,} customers frozen in {told}; peak {before:.0f} -> {peak_megabytes():.0f} MB")
        began = time.perf_counter()
        campaign.refresh_from_db()
        assert str(fingerprint_of(campaign)) == campaign.fingerprint
        print(f"read again and found the same in {time.perf_counter() - began:.1f} s")
        print(f"{tally(campaign).targeted:,} targeted: {dict(tally(campaign).states)}")


def make(folder: Path, customers: int) -> None:
    from tests.act.audience.crowd import AS_OF, make_crowd

    with make_crowd(folder, customers) as shop:
        shop.save_segment("Everybody", "city is set", at=AS_OF + dt.timedelta(seconds=1))


def peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()

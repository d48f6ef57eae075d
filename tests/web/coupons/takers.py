"""Hands codes out until none is left: `python -m tests.web.coupons.takers FOLDER CAMPAIGN FIRST`."""

from __future__ import annotations

import os
import sys

import django


def main() -> None:
    folder, campaign, first = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    os.environ["CLIENTELA_WORKSPACE"] = folder
    os.environ["DJANGO_SETTINGS_MODULE"] = "clientela_web.settings"
    os.environ.pop("CLIENTELA_DATABASE_URL", None)
    django.setup()
    from clientela_web.models import Campaign

    sys.stdout.write("begun\n")
    sys.stdout.flush()
    take_all(Campaign.objects.get(pk=campaign), first)


def take_all(campaign, first):
    from django.db import transaction

    from clientela_web.ledger.coupons import with_coupons
    from clientela_web.ledger.writing_rows import NewRow, add_rows

    for start in range(first, first + 100_000, 3):
        rows = [
            NewRow(
                campaign.pk,
                start + place,
                "email",
                "pending",
                "",
                "Vic",
                "",
                False,
                "a@x.example",
                None,
                "{}",
            )
            for place in range(3)
        ]
        with transaction.atomic():
            rows = with_coupons(campaign, rows)
            add_rows(rows)
        if rows[-1].merge_values == "{}":
            return


if __name__ == "__main__":
    main()

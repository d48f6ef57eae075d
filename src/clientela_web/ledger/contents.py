"""What of a row is frozen: the content that is fingerprinted, shown, approved and sent."""

from __future__ import annotations

from clientela.act.audience import Fingerprint
from clientela_web.models import Campaign, Delivery

CONTENT = ("customer_id", "segment", "variant", "in_holdout", "address", "merge_values")
CHUNK = 5_000


def fingerprint_of(campaign: Campaign) -> Fingerprint:
    """The fingerprint of what lies in the ledger now, read row by row."""
    found = Fingerprint()
    rows = Delivery.objects.filter(campaign=campaign).values_list(*CONTENT)
    found.add(rows.iterator(chunk_size=CHUNK))
    return found

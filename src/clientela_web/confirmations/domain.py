"""A consent is confirmed: by whoever holds the link, and by a button, never by looking."""

from __future__ import annotations

from django.utils import timezone

from clientela.collect.byhand.hand import RECIPIENT
from clientela_web.ledger.refusing import allow_again, consent_again
from clientela_web.models import AuditEntry, ConsentRequest
from clientela_web.workspace import firm


def confirm(request: ConsentRequest, number: int) -> None:
    """Write her consent down, with the words, the instant and who had asked; again writes nothing more.

    `number` is hers today. Raises what the data raise where they cannot be written: nothing counts then.
    """
    if request.confirmed_at is not None:
        return
    by = f"{RECIPIENT}: confirmed, asked by {request.source}"
    firm().set_consent(
        number, request.channel, purpose=request.purpose, given=True, wording=request.wording, by=by
    )
    for each in {number, request.customer_id}:
        consent_again(each, request.channel, request.purpose)
    allow_again(request.channel, request.address_key)
    ConsentRequest.objects.filter(pk=request.pk, confirmed_at=None).update(confirmed_at=timezone.now())
    request.refresh_from_db()
    AuditEntry.objects.create(
        actor="",
        action="consented",
        kind="customer",
        what=f"#{number}",
        facts={"channel": request.channel, "purpose": request.purpose, "state": "given", "by": by},
    )

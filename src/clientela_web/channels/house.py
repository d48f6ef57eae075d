"""Mails of the house itself, which are in no ledger: one mail to one address, by any provider of e-mail."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b

from django.db.models import QuerySet

from clientela.act.messages.mime import Mailbox
from clientela_web.channels.alone import carry_alone
from clientela_web.channels.lines import ProviderError
from clientela_web.channels.ways import open_way
from clientela_web.models import Provider


@dataclass(frozen=True, slots=True)
class HouseMail:
    """One mail, written out.

    `key` tells it from all others: its Message-ID is made of that, the same in every try. `pictures` are PNG
    by the content ids that the page names. `return_path` is where it comes back to; the sender's address
    where none is named.
    """

    key: str
    sender: Mailbox
    to: str
    subject: str
    text: str
    at: dt.datetime
    html: str = ""
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    return_path: str = ""

    @property
    def message_id(self) -> str:
        """What the mail is called."""
        return f"<{blake2b(self.key.encode(), digest_size=18).hexdigest()}@{self.sender.domain}>"


def mail_providers() -> QuerySet[Provider]:
    """Who can carry such a mail."""
    return Provider.objects.filter(channel="email").order_by("name")


def send_mail(
    provider: Provider, mail: HouseMail, begin: Callable[[], None] | None = None, *, seconds: float = 60.0
) -> str:
    """Hand the mail over, and what was said of it; `begin` and errors are those of `carry_alone`.

    Raises AddressError for what is no address, and ProviderError also for a provider of another channel.
    """
    way = open_way(provider)
    if way.house is None:
        raise ProviderError(f"{provider.name} carries no e-mail; choose another provider")
    return carry_alone(way.lines, way.house(mail), begin, seconds=seconds)

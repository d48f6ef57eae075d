"""A mail server as a way out."""

from __future__ import annotations

from collections.abc import Mapping

from clientela.act.messages import Composed
from clientela_web.channels.email.house import letter_of
from clientela_web.channels.email.letters import Letter, LetterWriter
from clientela_web.channels.email.server import MailServer
from clientela_web.channels.email.wires import Wires
from clientela_web.channels.house import HouseMail
from clientela_web.channels.tokens import Links
from clientela_web.channels.ways import Way
from clientela_web.models import Campaign, Provider


def open_way(provider: Provider) -> Way[Letter]:
    """The provider's mail server, not connected to yet; raises ServerError for settings that cannot be."""
    server = MailServer.of(provider)

    def writer(campaign: Campaign, composed: Mapping[str, Composed], links: Links) -> LetterWriter:
        return LetterWriter(campaign, composed, links, server.keys)

    def house(mail: HouseMail) -> Letter:
        return letter_of(mail, server.keys)

    return Way(Wires(server, provider.connections), writer, house=house)

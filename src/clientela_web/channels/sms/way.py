"""Gateways and message centres as ways out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from clientela.act.messages import Composed
from clientela_web.channels.alone import carry_alone, row_to
from clientela_web.channels.asking import AskingLines
from clientela_web.channels.hearing import Heard
from clientela_web.channels.hearsay import Hearsay
from clientela_web.channels.lines import ProviderError
from clientela_web.channels.rendering import Renderer
from clientela_web.channels.sms.gateways import Gateway, GatewayAsker
from clientela_web.channels.sms.smpp import Centre, SmppAsker
from clientela_web.channels.sms.texts import Text, TextWriter
from clientela_web.channels.sms.twilio import Twilio
from clientela_web.channels.sms.vonage import Vonage
from clientela_web.channels.tokens import Links
from clientela_web.channels.ways import Way
from clientela_web.models import Campaign, Provider


def open_way(provider: Provider) -> Way[Text]:
    """The gateway or message centre of a provider; raises ProviderError for settings that cannot be."""
    if provider.kind == "smpp":
        return _centre(provider)
    gateway = gateway_of(provider)
    lines = AskingLines(gateway.endpoint.host, lambda: GatewayAsker(gateway), provider.connections)
    return Way(lines, text_writer)


def gateway_of(provider: Provider) -> Gateway:
    """The gateway of that kind; raises ProviderError."""
    match provider.kind:
        case "twilio":
            return Twilio.of(provider)
        case "vonage":
            return Vonage.of(provider)
    raise ProviderError(f"provider {provider.name!r} is no gateway that we know: {provider.kind!r}")


def _centre(provider: Provider) -> Way[Text]:
    centre, hearsay = Centre.of(provider), Hearsay()
    lines = AskingLines(centre.host, lambda: SmppAsker(centre, hearsay.put), provider.connections)

    def listen() -> Sequence[Heard]:
        if not len(lines):
            next(lines.free(1))  # there is nothing to send, and still something to hear
        return hearsay.ripe()

    return Way(lines, text_writer, listen)


def check(provider: Provider) -> None:
    """Raises ProviderError for settings that cannot be right, without asking anybody."""
    open_way(provider)


def try_out(provider: Provider, to: str, sender: str) -> str:  # noqa: ARG001 (the provider names it)
    """Send a message that says it arrived; what the gateway said. Raises ClientelaError."""
    said = _("It works: %(name)s") % {"name": provider.name}
    return carry_alone(open_way(provider).lines, Text(row_to(to), "trial", to, said))


def text_writer(campaign: Campaign, composed: Mapping[str, Composed], links: Links) -> TextWriter:
    """Who writes a campaign's text messages."""
    return TextWriter(Renderer(campaign, composed, links))

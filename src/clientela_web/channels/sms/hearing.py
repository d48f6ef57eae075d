"""What gateways tell by calling the site."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest

from clientela_web.channels.hearing import Heard
from clientela_web.channels.sms import twilio, vonage
from clientela_web.models import Provider

CALLING = {"twilio": twilio.heard, "vonage": vonage.heard}
"""Kinds that call; a message centre tells over its own connection instead."""


def heard(provider: Provider, request: HttpRequest) -> Sequence[Heard]:
    """What a call says; raises NotTheirsError."""
    return CALLING[provider.kind](provider, request)

"""What gateways tell by calling the site."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest

from clientela_web.channels.hearing import Heard, NotTheirsError
from clientela_web.channels.sms import twilio, vonage
from clientela_web.models import Provider

_KINDS = {"twilio": twilio.heard, "vonage": vonage.heard}


def heard(provider: Provider, request: HttpRequest) -> Sequence[Heard]:
    """What a call says; raises NotTheirsError. A message centre tells over its own connection instead."""
    if provider.kind not in _KINDS:
        raise NotTheirsError(f"nobody calls for {provider.name!r}")
    return _KINDS[provider.kind](provider, request)

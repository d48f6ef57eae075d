"""Mails that ask for a confirmation go out, one by one."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.utils import timezone

from clientela.errors import ClientelaError
from clientela_web.channels.alone import NobodyKnowsError
from clientela_web.channels.lines import ProviderError
from clientela_web.confirmations.mails import ConfirmationMail
from clientela_web.models import ConfirmationRules, ConsentRequest
from clientela_web.preferences.queries import firm_name
from clientela_web.workers.ending import ending

MOST_TRIES = 8
PAUSE = dt.timedelta(minutes=2)
PASSING = (ProviderError, NobodyKnowsError)
"""What may be otherwise the next time; asked twice is better than not at all."""


def begin() -> None:
    """Let what a killed process was at be taken up: she may be asked twice, and never not at all."""
    ConsentRequest.release_all()


def work() -> bool:
    """Send the mail that waits longest; whether there was one."""
    request = ConsentRequest.claim()
    if request is None:
        return False
    try:
        with ending(request, passing=PASSING):
            _ask(request)
    except PASSING as error:
        request.put_off(str(error), PAUSE, MOST_TRIES)
    return True


def _ask(request: ConsentRequest) -> None:
    rules = ConfirmationRules.objects.select_related("provider").first()
    if rules is None:
        raise ClientelaError("nobody sends confirmations; say who does in the settings of confirmations")
    if not settings.SITE_URL:
        raise ClientelaError("the mail has a link to the site; say where it is in CLIENTELA_SITE_URL")
    if request.expires_at <= timezone.now():
        raise ClientelaError("it could not be sent before its link ended")
    ConfirmationMail(request, rules, firm_name(), settings.SITE_URL, timezone.now()).send()

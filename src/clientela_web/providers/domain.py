"""Providers, limits and suppressed addresses changed, and who did it."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import ProtectedError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from clientela.errors import ClientelaError
from clientela_web.auditing import record
from clientela_web.channels.kinds import ProviderKind, kinds
from clientela_web.channels.sealing import SealError, seal, unseal
from clientela_web.ledger.keys import address_key
from clientela_web.ledger.refusing import suppress
from clientela_web.models import FrequencyCap, Provider, Suppression, SuppressionReason


class ProviderRefusedError(ClientelaError):
    """A provider cannot be kept, tried or removed; the sentence is for who asked, in her language."""


def keep(
    request: HttpRequest, provider: Provider, settings: Mapping[str, object], secrets: Mapping[str, str]
) -> None:
    """Keep a provider with these settings; a secret that is empty stays as it was.

    Raises ClientelaError for settings that cannot be right.
    """
    kind = kinds()[provider.kind]
    is_new = provider.pk is None
    provider.channel = kind.channel
    provider.settings = nested(settings)
    provider.sealed = _sealed(provider, secrets)
    provider.trouble, provider.trouble_until = "", None
    if kind.check is not None:
        kind.check(provider)
    provider.save()
    record(request, "added" if is_new else "changed", "provider", provider.name)


def try_out(request: HttpRequest, provider: Provider, to: str, sender: str) -> str:
    """Send one message to the address; what the other side said. Raises ClientelaError."""
    attempt = kinds()[provider.kind].try_out
    if attempt is None:
        raise ProviderRefusedError(_("This kind of provider cannot be tried out."))
    record(request, "tried_out", "provider", provider.name)
    return attempt(provider, to, sender)


def remove(request: HttpRequest, provider: Provider) -> None:
    """Remove a provider; raises ProviderRefusedError where a campaign went by it."""
    try:
        provider.delete()
    except ProtectedError as error:
        raise ProviderRefusedError(
            _("Campaigns go by this provider; choose another one for them first.")
        ) from error
    record(request, "removed", "provider", provider.name)


def keep_cap(request: HttpRequest, channel: str, most: int, days: int) -> None:
    """At most so many messages by a channel in so many days; another number for the same days replaces it."""
    FrequencyCap.objects.update_or_create(channel=channel, days=days, defaults={"most": most})
    record(request, "changed", "cap", f"{most}/{days}", channel=channel)


def remove_cap(request: HttpRequest, cap: FrequencyCap) -> None:
    """Take a limit away; what waited for it goes when it is looked at again."""
    record(request, "removed", "cap", f"{cap.most}/{cap.days}", channel=cap.channel)
    cap.delete()


def suppress_by_hand(request: HttpRequest, channel: str, address: str, note: str) -> None:
    """Send nothing to the address any more. The audit log keeps its keyed hash, not the address."""
    suppress(channel, address, SuppressionReason.BY_HAND, note=note)
    record(request, "suppressed", "address", address_key(channel, address)[:12], channel=channel)


def remove_suppression(request: HttpRequest, entry: Suppression) -> None:
    """Take an entry off the list."""
    record(request, "removed", "address", entry.address_key[:12], channel=entry.channel)
    entry.delete()


def nested(settings: Mapping[str, object]) -> dict[str, object]:
    """Settings as a provider keeps them: `dkim.domain` lies one deeper; what is empty is left out."""
    found: dict[str, object] = {}
    for name, value in settings.items():
        if value in ("", None):
            continue
        outer, dot, inner = name.partition(".")
        if not dot:
            found[name] = value
        else:
            deeper = found.setdefault(outer, {})
            if isinstance(deeper, dict):
                deeper[inner] = value
    return found


def flat(settings: Mapping[str, object]) -> dict[str, object]:
    """The same as a form shows them."""
    found: dict[str, object] = {}
    for name, value in settings.items():
        if isinstance(value, dict):
            found |= {f"{name}.{inner}": each for inner, each in value.items()}
        else:
            found[name] = value
    return found


def kind_of(provider: Provider) -> ProviderKind | None:
    """What kind it is; None for one that this version does not know."""
    return kinds().get(provider.kind)


def kept_secrets(provider: Provider) -> dict[str, str]:
    """The secrets it has; none where the site's key has changed, and they must be entered anew."""
    try:
        return unseal(provider.sealed) if provider.sealed else {}
    except SealError:
        return {}


def _sealed(provider: Provider, secrets: Mapping[str, str]) -> str:
    kept = {**kept_secrets(provider), **{name: text for name, text in secrets.items() if text}}
    return seal(kept) if kept else ""

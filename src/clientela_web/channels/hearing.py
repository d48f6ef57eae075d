"""What providers tell by themselves, by calling the site: reports, and what recipients answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

from django.conf import settings
from django.http import HttpRequest

from clientela.errors import ClientelaError
from clientela_web.channels.tokens import RECEIPTS
from clientela_web.channels.ways import folder_of
from clientela_web.ledger.reporting import Report
from clientela_web.models import HitKind, Provider


class NotTheirsError(ClientelaError):
    """A call that was not made by the provider: its signature is missing or wrong."""


@dataclass(frozen=True, slots=True)
class Word:
    """What somebody wrote back, from her address."""

    address: str
    text: str


@dataclass(frozen=True, slots=True)
class Deed:
    """What somebody did with a message, as its provider saw it; found as a report is."""

    kind: HitKind
    delivery: int | None = None
    provider_id: str | None = None
    url: str = ""
    agent: str = ""


Heard = Report | Word | Deed


def address_of(provider: Provider, token: str = "") -> str:
    """Where the provider tells of its messages, of one of them by its token; empty where the site has no
    address that it could be told."""
    if not settings.SITE_URL:
        return ""
    return f"{settings.SITE_URL.rstrip('/')}{RECEIPTS}{provider.pk}/" + (f"?m={token}" if token else "")


def tells(provider: Provider) -> bool:
    """Whether that kind of provider calls the site at all."""
    name = _module(provider)
    return find_spec(name) is not None and provider.kind in import_module(name).CALLING


def heard(provider: Provider, request: HttpRequest) -> Sequence[Heard]:
    """What a call says; raises NotTheirsError for one that the provider has not made."""
    found: Sequence[Heard] = import_module(_module(provider)).heard(provider, request)
    return found


def called_at(request: HttpRequest) -> str:
    """The whole address that was called, as the caller knows it."""
    if settings.SITE_URL:
        return f"{settings.SITE_URL.rstrip('/')}{request.get_full_path()}"
    return request.build_absolute_uri()


def _module(provider: Provider) -> str:
    return f"clientela_web.channels.{folder_of(provider)}.hearing"

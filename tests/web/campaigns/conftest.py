"""Campaigns to segments of the sample shop: its data are read, and only the control tables change."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from clientela.workspace import Workspace
from clientela_web.campaigns import domain
from clientela_web.campaigns.drafts import Draft, VariantDraft
from clientela_web.models import Campaign, Provider
from clientela_web.workers import freezing
from tests.web.channels.conftest import sink
from tests.web.channels.people import provider_at

__all__ = ["sink"]

DRAFT = Draft(
    name="Spring",
    segments=("Families", "Never ordered"),
    without=("Teenagers after trends",),
    language="en",
    subject="Spring in {city}",
    html="<style>@media (prefers-color-scheme: dark) { p { color: white } }</style>"
    "<p>Hello {first name}, {{ customer.gender }}</p><p><a href='{{ unsubscribe_url }}'>No more</a></p>",
    variants=(VariantDraft("A", 50), VariantDraft("B", 50, subject="It is spring, {first name}")),
    holdout_percent=20,
    sender_name="The shop",
    sender_address="news@shop.example",
    provider="at 1",
)


@pytest.fixture
def shop(firm: Workspace, settings: object) -> Workspace:
    """The sample shop behind a site that knows where it is."""
    settings.SITE_URL = "https://shop.example"  # type: ignore[attr-defined]
    return firm


@pytest.fixture
def provider(db: None) -> Provider:
    """A provider nobody listens at."""
    return provider_at(1)


@pytest.fixture
def campaign(shop: Workspace, provider: Provider) -> Campaign:
    """A draft."""
    return domain.write(DRAFT, shop)


@pytest.fixture
def checked(campaign: Campaign, shop: Workspace) -> Campaign:
    """The same, checked."""
    domain.check(campaign, shop)
    assert freezing.work()
    campaign.refresh_from_db()
    assert campaign.state == "checked", campaign.freezes.first().error
    return campaign


@pytest.fixture
def page_of(campaign: Campaign) -> Callable[..., str]:
    """The address of a page of the campaign."""
    return lambda name="": f"/campaigns/{campaign.pk}/{name}"


def typed(**changed: str) -> dict[str, str]:
    """What a marketer types, all of it right."""
    return {
        "name": "Autumn",
        "channel": "email",
        "purpose": "marketing",
        "language": "en",
        "subject": "Hello {first name}",
        "kind": "html",
        "body": "<p>Autumn, {city}</p>",
        "segment_0": "Families",
        "segment_1": "Never ordered",
        "without_0": "Unhappy",
        "holdout_percent": "12,5",
        "universal_percent": "",
        "after_crash": "retry",
        "sender_name": "The shop",
        "sender_address": "news@shop.example",
        "send_at": "2030-03-01T09:30",
        "quiet_from": "21:00",
        "quiet_until": "08:00",
        **changed,
    }

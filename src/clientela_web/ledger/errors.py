"""What can go wrong with a campaign, in the user's words."""

from __future__ import annotations

from clientela.errors import ClientelaError


class CampaignError(ClientelaError):
    """A campaign is not in a state for what was asked of it, or something it needs is missing."""


class LedgerError(ClientelaError):
    """The ledger does not add up: a row was lost, added or changed by something that must not."""


class LeaseLostError(ClientelaError):
    """Others took this sender for dead and have its messages now; it must begin anew."""

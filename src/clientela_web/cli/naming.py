"""Campaigns by their names, as commands are given them and answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from clientela.cli.output import say_json

if TYPE_CHECKING:
    from clientela_web.models import Campaign

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="Name of a campaign.")]


def named(name: str) -> Campaign:
    """The campaign of that name; raises UnknownNameError, which suggests the nearest."""
    from clientela_web.campaigns import domain

    return domain.named(name)


def print_json(campaign: Campaign) -> None:
    """The campaign as it is now, for machines."""
    from clientela_web.campaigns.telling import told

    campaign.refresh_from_db()
    say_json(told(campaign))

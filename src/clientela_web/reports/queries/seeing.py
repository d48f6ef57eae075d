"""What of a campaign a reader may count: a segment that asks for persons tells who they are."""

from __future__ import annotations

from collections.abc import Iterator

from clientela.rules.nodes import Rule
from clientela_web.models import Campaign
from clientela_web.privacy import Reader, check_may_ask, may_ask, sees_persons
from clientela_web.workspace import firm


def sees_figures(reader: Reader, campaign: Campaign) -> bool:
    """Whether the reader may see how many are in the campaign."""
    return sees_persons(reader) or all(may_ask(reader, rule) for rule in _rules(campaign))


def check_sees_figures(reader: Reader, campaign: Campaign) -> None:
    """Raises NotForViewersError where the reader may not."""
    if not sees_persons(reader):
        for rule in _rules(campaign):
            check_may_ask(reader, rule)


def _rules(campaign: Campaign) -> Iterator[Rule]:
    names = {*campaign.segments, *campaign.without}
    return (each.rule for each in firm().segments() if each.name in names)

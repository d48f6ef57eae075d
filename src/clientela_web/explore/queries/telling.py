"""The variables that tell most, in the families people think in."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

TELLING_FAMILIES = (
    ("behavioural", _("What they buy and how")),
    ("engagement", _("Web and messages")),
    ("service", _("Service and what they say")),
    ("persons", _("Who they are and where")),
    ("firmographic", _("Their companies and deals")),
)
_PARTS = {
    "behavioural": ("behavioural", "time"),
    "engagement": ("engagement",),
    "service": ("service", "voice"),
    "persons": ("demographic", "economic", "geographic", "psychographic", "custom"),
    "firmographic": ("firmographic", "deal"),
}


def telling_in(family: str) -> list[str]:
    """The most telling variables of one of these families."""
    from clientela.discover.features.choosing import TELLING  # loads the statistics, which no page needs
    from clientela.segments.distributions import named_variable
    from clientela_web.workspace import firm

    catalog = firm().catalog
    found = []
    for name in TELLING:
        variable = named_variable(name)
        if catalog.variable(variable.name, variable.entity) is None:
            continue
        definition = catalog.resolve(variable.name, variable.entity)
        if definition.family in _PARTS[family]:
            found.append(name)
    return found

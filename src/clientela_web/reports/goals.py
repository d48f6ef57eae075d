"""What may count as a conversion."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy

from clientela.catalog.phrasebook import capital
from clientela_web.workspace import firm

USUAL: dict[str, str | Promise] = {
    "order_completed": gettext_lazy("Orders"),
    "deal_won": gettext_lazy("Deals won"),
    "contract_signed": gettext_lazy("Contracts signed"),
    "signed_up": gettext_lazy("Sign-ups"),
}


def goals(also: str = "") -> list[tuple[str, str]]:
    """The usual ones, the firm's own kinds of events, and `also` where it is known and not among them."""
    catalog = firm().catalog
    names = [*USUAL, *(kind.name for kind in catalog.custom_kinds)]
    if also and catalog.event_kind(also) is not None:
        names.append(also)
    return [(name, goal_label(name)) for name in dict.fromkeys(names)]


def goal_label(name: str) -> str:
    """What counts, in the reader's language."""
    if name in USUAL:
        return str(USUAL[name])
    language = (get_language() or "en").split("-", maxsplit=1)[0]
    return capital(firm().catalog.labels.event_kind(name, language))

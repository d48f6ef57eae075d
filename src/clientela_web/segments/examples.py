"""Three rules to begin with, for a firm that has no segment yet."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from clientela_web.workspace import firm


@dataclass(frozen=True, slots=True)
class Example:
    """A question that firms ask, and the rule that answers it."""

    name: str
    why: str
    rule: str
    sentence: str


def examples(language: str) -> list[Example]:
    """Ready to open in the builder, in the reader's language."""
    told = (
        (
            _("New buyers"),
            _("Who has just ordered for the first time is easiest to win for a second order."),
            "first_time(order_completed, last 60 days)",
        ),
        (
            _("Good customers who fell silent"),
            _("They ordered three times or more, and nothing in the last half year."),
            "orders_total >= 3 and never order_completed in last 180 days",
        ),
        (
            _("Cart left behind"),
            _("They put something into the cart and did not order it within a day."),
            "sequence(product_added, then not order_completed within 24 hours, same cart_id, last 30 days)",
        ),
    )
    return [Example(name, why, rule, firm().segment(rule).sentence(language)) for name, why, rule in told]

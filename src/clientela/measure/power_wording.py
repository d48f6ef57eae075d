"""What a send can show, said before it is sent."""

from __future__ import annotations

from clientela.catalog.phrasebook import Phrasebook
from clientela.measure.figures import Written, said, said_share
from clientela.measure.power import Needed, Smallest, holdout_cost

POWER = Phrasebook("clientela.measure", "phrases_power.yaml")


def smallest_said(found: Smallest, language: str = "en") -> str:
    """The smallest effect that the sizes can show, as a sentence in one of the six languages."""
    sizes = {"sent": found.n, "held": found.n_holdout}
    if found.effect is None or found.relative is None:
        return POWER.say("shows_nothing", language, None, **sizes)
    unit: Written = "share" if found.is_rate else "number"
    return POWER.say(
        "shows",
        language,
        None,
        **sizes,
        base=said(found.base, unit, language),
        goal=said(found.base + found.effect, unit, language),
        relative=said_share(found.relative, language, short=True),
    )


def needed_said(found: Needed, language: str = "en", *, is_rate: bool = True) -> str:
    """How many customers it takes, and what a small holdout costs."""
    unit: Written = "share" if is_rate else "number"
    takes = POWER.say(
        "takes",
        language,
        None,
        base=said(found.base, unit, language),
        goal=said(found.goal, unit, language),
        total=found.total,
        held=found.held_out,
        share=said_share(found.share, language, short=True),
    )
    times = holdout_cost(found.share)
    if times < 1.05:
        return takes
    share = said_share(found.share, language, short=True)
    costs = POWER.say("holdout_costs", language, share=share, times=said(times, "number", language))
    return f"{takes} {costs}"

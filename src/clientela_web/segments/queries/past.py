"""The past of one segment: its sizes, who entered and who left, as pictures with their figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from clientela.charts import moves_chart, trend_chart
from clientela.charts.theme import Spec
from clientela.segments import trend
from clientela.segments.base import Size
from clientela.segments.trend import Every, Moves
from clientela_web.models.account import Account
from clientela_web.segments.queries.figures import Change, change_of, drawn, said
from clientela_web.segments.queries.opened import Opened
from clientela_web.segments.queries.pasts import PAST_SECONDS, months_until, steps_until
from clientela_web.ui import writing
from clientela_web.workspace import firm

WEEKS, DAYS = 26, 30
STEPS: tuple[Every, ...] = ("day", "week", "month")


@dataclass(frozen=True, slots=True)
class PastShown:
    """Two pictures, the table behind them, and how the last period went."""

    sizes: Spec
    moves: Spec
    headings: list[str]
    rows: list[tuple[str, ...]]
    last: Moves
    change: Change
    at: dt.datetime


def past_of(opened: Opened, every: Every) -> PastShown | None:
    """The past in steps of a day, a week or a month; None while it is worked out."""
    base, rule, moment = firm().base, opened.saved.rule, opened.moment

    def compute() -> list[Moves]:
        return trend.moves(base, rule, instants_of(moment.instant(), every))

    answer = opened.ask(("past", every), compute, max_age=PAST_SECONDS)
    return None if answer is None else _shown(opened, answer.value, answer.at)


def instants_of(at: dt.datetime, every: Every) -> list[dt.datetime]:
    """Midnights a step apart and the instant: a year of months, half a year of weeks, a month of days."""
    if every == "month":
        return months_until(at)
    step, count = (7, WEEKS) if every == "week" else (1, DAYS)
    first = at.astimezone(firm().zone).date() - dt.timedelta(days=step * count)
    return steps_until(first, at, every)


def _shown(opened: Opened, moves: Sequence[Moves], at: dt.datetime) -> PastShown:
    account, zone = opened.account, firm().zone
    veiled = [_veiled(account, each) for each in moves]
    last = moves[-1]
    before = last.size.count - last.entered + last.left
    return PastShown(
        sizes=bare(trend_chart([each.size for each in veiled], opened.name, opened.language, zone)),
        moves=bare(moves_chart(veiled, opened.name, opened.language, zone)),
        headings=[_("Until"), _("Members"), _("Share"), _("Entered"), _("Left")],
        rows=[_row(account, each) for each in reversed(moves)],
        last=last,
        change=change_of(account, before, last.size.count),
        at=at,
    )


def _veiled(account: Account, each: Moves) -> Moves:
    size = Size(drawn(account, each.size.count, each.size.population), each.size.population, each.size.as_of)
    return replace(each, size=size, entered=drawn(account, each.entered), left=drawn(account, each.left))


def _row(account: Account, each: Moves) -> tuple[str, ...]:
    hidden = drawn(account, each.size.count, each.size.population) != each.size.count
    share = writing.NOTHING if hidden else writing.percent(each.size.share)
    return (
        writing.day(each.size.as_of),
        said(account, each.size.count, each.size.population),
        share,
        said(account, each.entered),
        said(account, each.left),
    )


def bare(spec: Spec, *, keep_width: bool = False) -> Spec:
    """A picture without its title and margins, where the page around it has them.

    `keep_width` is for pictures with texts beside their axes, which would be cut if they were fitted.
    """
    left = {key: value for key, value in spec.items() if key != "title"} | {"padding": 4}
    if not keep_width:
        return left
    config = dict(left["config"])
    config["view"] = config.get("view", {}) | {"continuousWidth": left.pop("width")}
    return left | {"config": config}

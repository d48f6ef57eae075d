"""A firm's cut-points as the store keeps them: every published version, and files people edit."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass

import yaml

from clientela.catalog.cut_points import DEFAULT, CutPoints, changed
from clientela.errors import ClientelaError
from clientela.store import Engine
from clientela.store.definitions import Definition, read_definitions, write_definition

KIND = "cut_points"

_MEANINGS = {
    "recency_days": "up to so many days since the last order; the first band is the best",
    "frequency_orders": "from so many orders in the period on; the last band is the best",
    "monetary_amounts": "from so much paid in the period on; the last band is the best",
    "period_days": "orders and money are counted over so many days; null: from the beginning",
    "net_of_refunds": "money is less what was refunded: true or false",
    "new_days": "new for so many days after the first order",
    "active_days": "active up to so many days since the last order",
    "cooling_days": "then cooling",
    "lapsed_days": "then lapsed; then lost",
    "reactivated_after_days": "reactivated: an order in the active days after a pause of so many",
    "overdue_ratio": "overdue: away longer than so many of her usual gaps",
    "habit_share": "from this share of orders on, a part of the day is a habit",
    "engaged_days": "engaged up to so many days since she opened or clicked",
    "warm_days": "then warm",
    "cold_days": "then cold; then dormant",
}


@dataclass(frozen=True, slots=True)
class PublishedCutPoints:
    """One version; none is ever changed."""

    version: int
    cut_points: CutPoints
    note: str | None
    created_at: dt.datetime


def cut_point_versions(engine: Engine) -> list[PublishedCutPoints]:
    """Every version, oldest first; none where the firm never published any."""
    return [_published(each) for each in read_definitions(engine, KIND)]


def current_cut_points(engine: Engine) -> CutPoints:
    """The newest version, or the defaults."""
    found = cut_point_versions(engine)
    return found[-1].cut_points if found else DEFAULT


def publish_cut_points(
    engine: Engine, cut_points: CutPoints, *, at: dt.datetime, note: str | None = None
) -> PublishedCutPoints:
    """Write the next version; publishing what is in force already changes nothing."""
    body = json.dumps(cut_points.as_json())
    return _published(write_definition(engine, KIND, body, at=at, note=note))


def write_yaml(cut_points: CutPoints) -> str:
    """A file that a person can edit: every number with what it means."""
    lines = ["# Cut-points of scores, stages and bands. Edit, then: clientela rfm --edit FILE --dry-run"]
    for name, value in cut_points.as_json().items():
        lines += [f"# {_MEANINGS[name]}", f"{name}: {json.dumps(value)}"]
    return "\n".join(lines) + "\n"


def read_yaml(text: str, cut_points: CutPoints) -> CutPoints:
    """What the file says; names it leaves out stay as they are. Raises ClientelaError."""
    try:
        found = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ClientelaError(f"the file is not YAML: {error}") from error
    if not isinstance(found, dict):
        raise ClientelaError("the file must have lines such as `active_days: 90`")
    return changed(cut_points, {str(name): value for name, value in found.items()})


def _published(found: Definition) -> PublishedCutPoints:
    return PublishedCutPoints(
        found.version, changed(DEFAULT, json.loads(found.body)), found.note, found.created_at
    )

"""How a variable is distributed: upright bars of numbers and dates, lying ones of levels."""

from __future__ import annotations

from collections.abc import Sequence

from clientela.catalog import FirmCatalog
from clientela.catalog.phrasebook import capital
from clientela.charts.theme import BLUE, Spec, empty_chart, framed, named_axis
from clientela.charts.words import lines
from clientela.segments.bars import Bar
from clientela.segments.distribution_wording import PHRASES, bar_label, known_said, variable_said
from clientela.segments.distributions import Distribution
from clientela.segments.profile_wording import said_number, said_value

PALE = "#9FBBD0"  # everybody, behind a segment
_NAME_LETTERS = 30
_WIDTH, _HEIGHT, _ROW = 640, 260, 28


def distribution_chart(
    found: Distribution,
    catalog: FirmCatalog,
    language: str = "en",
    *,
    title: str = "",
    segment: str = "",
    links: Sequence[str] = (),
) -> Spec:
    """A bar for each part of the values, with its customers; with a segment held beside, shares of both.

    `segment` is what that segment is called. `links` has an address for each bar, for pages on which a bar
    leads somewhere.
    """
    title = title or variable_said(found, catalog, language)
    if not found.bars:
        return empty_chart(title, language)
    names = [_name(bar, found, catalog, language) for bar in found.bars]
    rows = [_row(bar, name, found, language) for bar, name in zip(found.bars, names, strict=True)]
    for row, link in zip(rows, links, strict=False):
        row["href"] = link
    said = [known_said(found, language)]
    if found.shape == "items":
        said.append(PHRASES.say("several", language))
    if found.segment is not None:
        said += lines(PHRASES.say("beside", language, name=f"«{segment}»"), 90)
    is_upright = found.shape in ("numbers", "dates")
    body = _upright(rows, found, language) if is_upright else _lying(rows, found, language)
    cursor = {"cursor": "pointer"} if links else {}
    body["layer"] = [{**layer, "mark": layer["mark"] | cursor} for layer in body["layer"]]
    return framed(body, title, language, said)


def _name(bar: Bar, found: Distribution, catalog: FirmCatalog, language: str) -> str:
    return "\n".join(lines(bar_label(bar, found, catalog, language), _NAME_LETTERS))


def _row(bar: Bar, name: str, found: Distribution, language: str) -> Spec:
    share = bar.count / found.known if found.known else 0.0
    row = {
        "name": name,
        "count": bar.count,
        "share": share,
        "count_said": said_number(bar.count, "", language),
        "share_said": said_value(share, "share", language),
    }
    if found.segment is None or bar.members is None:
        return row
    known = found.segment[1]
    members_share = bar.members / known if known else 0.0
    return row | {
        "members": bar.members,
        "members_share": members_share,
        "members_said": said_number(bar.members, "", language),
        "members_share_said": said_value(members_share, "share", language),
    }


def _tooltip(found: Distribution, language: str) -> list[Spec]:
    customers, share, segment = (
        capital(PHRASES.say(key, language)) for key in ("customers", "share", "segment")
    )
    titles = {"name": capital(PHRASES.say("value", language)), "count_said": customers, "share_said": share}
    if found.segment is not None:
        titles |= {"members_said": segment, "members_share_said": f"{segment}: {share.lower()}"}
    return [{"field": field, "type": "nominal", "title": title} for field, title in titles.items()]


def _value_axis(found: Distribution, language: str) -> Spec:
    if found.segment is None:
        title = capital(PHRASES.say("customers", language))
        return {
            "field": "count",
            "type": "quantitative",
            "title": title,
            "axis": {"format": ",d", "tickMinStep": 1, "tickCount": 4},
        }
    title = capital(PHRASES.say("share", language))
    return {
        "field": "share",
        "type": "quantitative",
        "title": title,
        "axis": {"format": ".0%", "tickCount": 4},
    }


def _upright(rows: Sequence[Spec], found: Distribution, language: str) -> Spec:
    names = [row["name"] for row in rows]
    axis = {"labelAngle": -40, "labelLimit": 0, "ticks": False, "labelOverlap": False}
    across = {"field": "name", "type": "nominal", "sort": names, "title": None, "axis": axis}
    return {
        "width": _WIDTH,
        "height": _HEIGHT,
        "data": {"values": list(rows)},
        "encoding": {"x": across, "tooltip": _tooltip(found, language)},
        "layer": _bars(found, "y", "width", language),
    }


def _lying(rows: Sequence[Spec], found: Distribution, language: str) -> Spec:
    return {
        "width": 420,
        "height": {"step": _ROW},
        "data": {"values": list(rows)},
        "encoding": {
            "y": named_axis("name", [row["name"] for row in rows]),
            "tooltip": _tooltip(found, language),
        },
        "layer": _bars(found, "x", "height", language),
    }


def _bars(found: Distribution, channel: str, thickness: str, language: str) -> list[Spec]:
    axis = _value_axis(found, language)
    if found.segment is None:
        mark = {"type": "bar", "color": BLUE, thickness: {"band": 0.86}}
        return [{"mark": mark, "encoding": {channel: axis}}]
    members = axis | {"field": "members_share"}
    return [
        {"mark": {"type": "bar", "color": PALE, thickness: {"band": 0.86}}, "encoding": {channel: axis}},
        {"mark": {"type": "bar", "color": BLUE, thickness: {"band": 0.4}}, "encoding": {channel: members}},
    ]

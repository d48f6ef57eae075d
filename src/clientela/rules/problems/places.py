"""Ranks, places, consents and shares: numbers in range, names given."""

from __future__ import annotations

from collections.abc import Iterable

from clientela.rules import nodes as n
from clientela.rules.problems.literals import check_finite
from clientela.rules.problems.spots import Spot
from clientela.rules.problems.values import check_ranked

MOST_DECILES = 10
FEWEST_CORNERS = 3


def check_rank(node: n.Rank, spot: Spot) -> None:
    """Report an impossible amount, or a value that has no order."""
    place = spot.below("amount")
    if check_finite(node.amount, place):
        _check_amount(node, place)
    check_ranked(node.by, spot.below("by"))
    spot.descend("by", node.by)
    spot.descend("within", node.within)


def _check_amount(node: n.Rank, spot: Spot) -> None:
    amount, whole = node.amount, float(node.amount).is_integer()
    if node.measure == "percent" and not 0 < amount <= 100:
        spot.report(
            "amount_out_of_range",
            f"a share must be more than 0 and at most 100 percent, not {amount:g}",
            "share_out_of_range",
            amount=f"{amount:g}",
        )
    if node.measure == "customers" and not (whole and amount >= 1):
        spot.report(
            "amount_out_of_range",
            f"a number of customers must be whole and at least 1, not {amount:g}",
            "customers_out_of_range",
            amount=f"{amount:g}",
        )
    if node.measure == "decile" and not (whole and 1 <= amount <= MOST_DECILES):
        spot.report(
            "amount_out_of_range",
            f"deciles are numbered 1 to 10, so there is no decile {amount:g}",
            "decile_out_of_range",
            amount=f"{amount:g}",
        )


def check_near(node: n.NearPlace, spot: Spot) -> None:
    """Report a radius that is not positive, or a point that is not on the globe."""
    place = spot.below("km")
    if check_finite(node.km, place) and node.km <= 0:
        place.report(
            "radius_not_positive", f"the radius must be more than 0 km, not {node.km:g}", km=f"{node.km:g}"
        )
    _check_point(node.latitude, node.longitude, spot)


def check_polygon(node: n.InPolygon, spot: Spot) -> None:
    """Report too few corners, or corners that are not on the globe."""
    if len(node.corners) < FEWEST_CORNERS:
        spot.report(
            "too_few_corners",
            f"an area needs at least 3 corners, not {len(node.corners)}; add more",
            count=len(node.corners),
        )
    for index, (latitude, longitude) in enumerate(node.corners):
        _check_point(latitude, longitude, spot.below(f"corners[{index}]"))


def _check_point(latitude: float, longitude: float, spot: Spot) -> None:
    # Written so that NaN, which compares false with everything, is out of range too.
    if not -90 <= latitude <= 90:
        spot.report(
            "latitude_out_of_range",
            f"a latitude lies between -90 and 90, not at {latitude:g}",
            degrees=f"{latitude:g}",
        )
    if not -180 <= longitude <= 180:
        spot.report(
            "longitude_out_of_range",
            f"a longitude lies between -180 and 180, not at {longitude:g}",
            degrees=f"{longitude:g}",
        )


def check_bucket(node: n.Bucket, spot: Spot) -> None:
    """Report a share out of range, or a draw without a name."""
    check_named((("salt", node.salt),), spot)
    if not 0 <= node.percent <= 100:
        spot.below("percent").report(
            "amount_out_of_range",
            f"a share lies between 0 and 100 percent, not at {node.percent:g}",
            "bucket_out_of_range",
            amount=f"{node.percent:g}",
        )


def check_named(parts: Iterable[tuple[str, str | None]], spot: Spot) -> None:
    """Report names that are given but empty."""
    for name, text in parts:
        if text is not None and not text.strip():
            spot.below(name).report("empty_name", f"the {name} has no name; write one", f"empty_{name}")

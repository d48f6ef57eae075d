"""Where a customer is: a radius, a polygon."""

from __future__ import annotations

from sqlglot import exp

from clientela.compile import sql
from clientela.compile.asking import Ask
from clientela.compile.attributes import customer_attribute
from clientela.compile.draft import Predicate
from clientela.compile.sql import Sql
from clientela.rules import nodes as n
from clientela.rules.types import ValueType


def near(node: n.NearPlace, ask: Ask) -> Predicate:
    """At most so many kilometres away."""
    bind = ask.draft.bind
    here = (bind(float(node.latitude)), bind(float(node.longitude)))
    latitude, longitude = _position(ask)
    distance = sql.call("haversine", latitude, longitude, *here)
    close = exp.LTE(this=distance, expression=bind(float(node.km)))
    return Predicate(sql.case([(_known(latitude, longitude), close)]))


def inside(node: n.InPolygon, ask: Ask) -> Predicate:
    """Even-odd test: how many edges a ray from the point crosses."""
    latitude, longitude = _position(ask)
    corners = node.corners
    edges = zip(corners, (corners[-1], *corners[:-1]), strict=True)
    crossings = [
        sql.case([(_crosses(latitude, longitude, a, b, ask), sql.number(1))], sql.number(0)) for a, b in edges
    ]
    total: Sql = crossings[0]
    for crossing in crossings[1:]:
        total = exp.Add(this=total, expression=crossing)
    odd = exp.EQ(this=exp.Mod(this=exp.Paren(this=total), expression=sql.number(2)), expression=sql.number(1))
    return Predicate(sql.case([(_known(latitude, longitude), odd)]))


def _known(latitude: Sql, longitude: Sql) -> Sql:
    return sql.all_of([sql.not_null(latitude.copy()), sql.not_null(longitude.copy())])


def _position(ask: Ask) -> tuple[Sql, Sql]:
    latitude = customer_attribute("latitude", ValueType.NUMBER, ask).sql
    return latitude, customer_attribute("longitude", ValueType.NUMBER, ask).sql


def _crosses(latitude: Sql, longitude: Sql, a: tuple[float, float], b: tuple[float, float], ask: Ask) -> Sql:
    (a_latitude, a_longitude), (b_latitude, b_longitude) = (
        [ask.draft.bind(float(part)) for part in corner] for corner in (a, b)
    )
    a_above = exp.Paren(this=exp.GT(this=a_latitude, expression=latitude.copy()))
    b_above = exp.Paren(this=exp.GT(this=b_latitude, expression=latitude.copy()))
    if a[0] == b[0]:
        return sql.FALSE.copy()  # a level edge is never crossed, and has no slope to divide by
    run = sql.binary(exp.Sub, b_longitude, a_longitude.copy())
    rise = sql.binary(exp.Sub, b_latitude.copy(), a_latitude.copy())
    up = sql.binary(exp.Sub, latitude.copy(), a_latitude.copy())
    reach = exp.Div(this=sql.binary(exp.Mul, run, up), expression=rise)
    edge = exp.Add(this=exp.Paren(this=reach), expression=a_longitude.copy())
    left_of = exp.LT(this=longitude.copy(), expression=exp.Paren(this=edge))
    return sql.all_of([exp.NEQ(this=a_above, expression=b_above), left_of])

"""What a discovery does not settle: how many groups there are, and what was left out."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from clientela.catalog import FirmCatalog
from clientela.catalog.phrasebook import Phrasebook, capital
from clientela.charts.clusters import cluster_names, feature_said
from clientela.charts.silhouette import null_chart, silhouette_chart
from clientela.charts.stability import stability_chart
from clientela.discover.features.proxies import Proxy
from clientela.discover.features.table import Exclusion
from clientela.discover.proposals import Discovery
from clientela.reports.section import Picture, Section, Table
from clientela.segments.profile_wording import said_number, said_value

_PHRASES = Phrasebook("clientela.reports", "phrases_discovery.yaml")


def doubts(discovery: Discovery, catalog: FirmCatalog, language: str) -> tuple[Section, Section]:
    """Every number of groups that was tried, and everything left out."""
    return _how_many(discovery, language), _left_out(discovery, catalog, language)


def _how_many(discovery: Discovery, language: str) -> Section:
    clustering = discovery.clustering
    pictures = (
        Picture(stability_chart(clustering, language), _stabilities(discovery, language)),
        Picture(silhouette_chart(discovery, language), _silhouettes(discovery, language)),
        Picture(null_chart(clustering, language), _null(discovery, language)),
    )
    said = (_PHRASES.say("how_many_read", language),)
    return Section(_say("how_many", language), said, pictures, (_numbers(discovery, language),))


def _numbers(discovery: Discovery, language: str) -> Table:
    """The number taken, then the others, best first."""
    clustering = discovery.clustering
    rows = []
    for place, each in enumerate((clustering.chosen, *clustering.runners_up)):
        rank = (
            _PHRASES.say("runner_up", language, place=place + 1) if place else _PHRASES.say("taken", language)
        )
        figures = (each.silhouette, each.prediction_strength, each.stability)
        rows.append(
            (
                str(each.k),
                *(said_number(figure, ".00", language) for figure in figures),
                said_number(min(each.sizes), "", language),
                rank,
            )
        )
    named = ("groups", ">silhouette", ">strength", ">stability", ">smallest", "place")
    return Table(headings(language, *named), rows)


def _stabilities(discovery: Discovery, language: str) -> Table:
    rows = []
    for each in discovery.clustering.solutions:
        figures = (*np.quantile(each.pair_aris, [0, 0.5, 1]), each.prediction_strength)
        rows.append((str(each.k), *(said_number(float(figure), ".00", language) for figure in figures)))
    return Table(headings(language, "groups", ">lowest", ">median", ">highest", ">strength"), rows)


def _silhouettes(discovery: Discovery, language: str) -> Table:
    clustering = discovery.clustering
    by_number = [(str(each.k), each.silhouette) for each in clustering.solutions]
    by_group = zip(cluster_names(discovery, language), clustering.chosen.silhouettes, strict=True)
    rows = [(name, said_number(value, ".00", language)) for name, value in (*by_number, *by_group)]
    return Table(headings(language, "groups", ">silhouette"), rows)


def _null(discovery: Discovery, language: str) -> Table:
    verdict = discovery.clustering.verdict
    low, median, high = (float(each) for each in np.quantile(verdict.null, [0, 0.5, 1]))
    rows = [
        (_PHRASES.say("without_groups", language), low, median, high),
        (_PHRASES.say("customers", language), verdict.statistic, verdict.statistic, verdict.statistic),
    ]
    said = [(name, *(said_number(each, ".000", language) for each in figures)) for name, *figures in rows]
    return Table(headings(language, "silhouette", ">lowest", ">median", ">highest"), said)


def _left_out(discovery: Discovery, catalog: FirmCatalog, language: str) -> Section:
    tables = []
    if discovery.exclusions:
        rows = list(_reasons(discovery.exclusions, catalog, language))
        tables.append(Table(headings(language, "reason", "variables"), rows))
    said = () if tables else (_PHRASES.say("nothing_left_out", language),)
    inner = (_proxies(discovery.proxies, catalog, language),) if discovery.proxies else ()
    return Section(_say("left_out", language), said, tables=tuple(tables), sections=inner)


def _reasons(
    exclusions: tuple[Exclusion, ...], catalog: FirmCatalog, language: str
) -> Iterator[tuple[str, str]]:
    """A row a reason; the items of a list as one variable."""
    by_reason: dict[str, dict[str, str]] = {}
    for each in exclusions:
        variable = each.variable.partition(": ")[0]
        by_reason.setdefault(each.reason, {}).setdefault(variable, each.detail)
    for reason, variables in by_reason.items():
        named = [
            feature_said(name, catalog, language) + _detail(detail, catalog, language)
            for name, detail in variables.items()
        ]
        yield _say(f"reason.{reason}", language), "; ".join(named)


def _detail(detail: str, catalog: FirmCatalog, language: str) -> str:
    """What it doubles, or the share that decided."""
    if not detail:
        return ""
    number = detail.removesuffix("%").strip()
    if detail.endswith("%") and number.replace(".", "", 1).isdigit():
        return f" ({said_value(float(number) / 100, 'share', language)})"
    return f" ({feature_said(detail, catalog, language)})"


def _proxies(found: tuple[Proxy, ...], catalog: FirmCatalog, language: str) -> Section:
    rows = [
        (
            feature_said(each.feature, catalog, language) + (f": {each.level}" if each.level else ""),
            catalog.labels.variable(each.category, language),
            _PHRASES.say(f"why.{each.why}", language),
            said_number(each.strength, ".00", language),
        )
        for each in found
    ]
    table = Table(headings(language, "variable", "may_stand_for", "why", ">strength_of"), rows)
    said = _PHRASES.say("proxies_read", language)
    return Section(_say("proxies", language), (said,), tables=(table,))


def headings(language: str, *keys: str) -> tuple[str, ...]:
    """Headings of a table by their phrases; those of numbers begin with >."""
    return tuple(
        f">{_say(key[1:], language)}" if key.startswith(">") else _say(key, language) for key in keys
    )


def _say(key: str, language: str) -> str:
    return capital(_PHRASES.say(key, language))

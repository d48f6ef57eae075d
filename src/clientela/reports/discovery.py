"""A discovery as a report: what was found and how sure, each segment, and what was left out."""

from __future__ import annotations

from clientela.catalog import FirmCatalog
from clientela.catalog.phrasebook import Phrasebook, capital
from clientela.charts.clusters import axis_meaning, cluster_names, map_chart
from clientela.charts.evaluation import evaluation_chart
from clientela.charts.profile_plot import markers_chart
from clientela.charts.sizes import sizes_chart
from clientela.discover.findings import paragraph
from clientela.discover.proposals import Discovery
from clientela.discover.quality.card import LEAST_SHOWN
from clientela.discover.quality.evaluation import evaluate
from clientela.reports.discovery_doubts import doubts, headings
from clientela.reports.discovery_segments import markers_table, segment_section, size_said
from clientela.reports.section import Picture, Section, Table
from clientela.segments.profile_wording import NOTHING, said_number, said_value

PHRASES = Phrasebook("clientela.reports", "phrases_discovery.yaml")


def report_title(language: str) -> str:
    """What the report is called."""
    return PHRASES.say("title", language)


def sections(discovery: Discovery, language: str, catalog: FirmCatalog | None = None) -> tuple[Section, ...]:
    """Summary, sizes, each segment, how many groups, what was left out, method.

    `catalog` is the firm's; without it the firm's own fields are called by their names.
    """
    known = catalog or FirmCatalog()
    return (
        Section(
            _say("summary", language), (paragraph(discovery, language),), (_map(discovery, known, language),)
        ),
        Section(_say("sizes", language), (), (_sizes(discovery, language), _evaluation(discovery, language))),
        Section(
            _say("segments", language),
            pictures=(_markers(discovery, known, language),),
            sections=tuple(segment_section(each, discovery, known, language) for each in discovery.proposals),
        ),
        *doubts(discovery, known, language),
        Section(_say("method", language), _method(discovery, language)),
    )


def _say(key: str, language: str) -> str:
    return capital(PHRASES.say(key, language))


def _map(discovery: Discovery, catalog: FirmCatalog, language: str) -> Picture:
    clustering = discovery.clustering
    chosen = clustering.chosen
    rows = [
        (
            name,
            said_number(chosen.sizes[place], "", language),
            said_value(chosen.sizes[place] / len(clustering), "share", language),
            said_number(chosen.silhouettes[place], ".00", language),
            said_number(chosen.jaccards[place], ".00", language),
            said_number(_known(chosen.slsa[place]), ".00", language),
        )
        for place, name in enumerate(cluster_names(discovery, language))
    ]
    named = headings(language, "group", ">customers", ">share", ">silhouette", ">found_again", ">origin")
    return Picture(
        map_chart(discovery, language, catalog), Table(named, rows, _axes(discovery, catalog, language))
    )


def _axes(discovery: Discovery, catalog: FirmCatalog, language: str) -> str:
    """What the two axes are of, for who cannot see them."""
    if discovery.clustering.coordinates.shape[1] < 2:
        return ""
    said = []
    for axis, ends in enumerate((("→", "←"), ("↑", "↓"))):
        high, low, _ = axis_meaning(discovery.clustering, axis, catalog, language)
        said += [
            f"{arrow} {', '.join(names)}" for arrow, names in zip(ends, (high, low), strict=True) if names
        ]
    return "; ".join(said)


def _known(value: float) -> float | None:
    return None if value != value else value  # noqa: PLR0124


def _sizes(discovery: Discovery, language: str) -> Picture:
    shown = [each for each in discovery.proposals if each.size.count >= LEAST_SHOWN]
    spec = sizes_chart({each.name(language): each.size for each in shown}, _say("sizes", language), language)
    rows = [
        (each.name(language), *size_said(each, language), each.sentence(language))
        for each in discovery.proposals
    ]
    return Picture(spec, Table(headings(language, "segment", ">customers", ">share", "rule"), rows))


def _evaluation(discovery: Discovery, language: str) -> Picture:
    found = evaluate({each.name(language): each.card for each in discovery.proposals})
    rows = [
        (
            each.name,
            said_number(each.attraction, ".00", language),
            said_number(each.fit, ".00", language),
            NOTHING if each.revenue_share is None else said_value(each.revenue_share, "share", language),
        )
        for each in found
    ]
    named = headings(language, "segment", ">attraction", ">fit", ">revenue")
    return Picture(evaluation_chart(found, language), Table(named, rows))


def _markers(discovery: Discovery, catalog: FirmCatalog, language: str) -> Picture:
    return Picture(markers_chart(discovery, language, catalog), markers_table(discovery, catalog, language))


def _method(discovery: Discovery, language: str) -> tuple[str, ...]:
    method = PHRASES.say(f"method.{discovery.clustering.method}", language)
    cost = said_value(max(discovery.costs.in_features - 1, 0.0), "share", language)
    return (
        PHRASES.say("method.features", language, method=method),
        PHRASES.say("method.verdict", language),
        PHRASES.say("method.rules", language, cost=cost),
        PHRASES.say("method.limits", language, least=discovery.least),
    )

"""One segment of a discovery in a report: its rule, its size, its markers, its quality card."""

from __future__ import annotations

from collections.abc import Iterator

from clientela.catalog import FirmCatalog
from clientela.catalog.phrasebook import Phrasebook, capital
from clientela.charts.profile_plot import marker_chart, shown_markers
from clientela.discover.proposals import Discovery, Proposal
from clientela.discover.quality import sentences
from clientela.discover.quality.card import LEAST_SHOWN
from clientela.reports.section import Picture, Section, Table
from clientela.segments.profile_language import profile_in
from clientela.segments.profile_wording import row_texts, said_number, said_value

_PHRASES = Phrasebook("clientela.reports", "phrases_discovery.yaml")
_MOST_ROWS = 15


def segment_section(proposal: Proposal, discovery: Discovery, catalog: FirmCatalog, language: str) -> Section:
    """Everything about one segment; of one with fewer than ten customers its rule only."""
    name, sentence = proposal.name(language), proposal.sentence(language)
    if proposal.size.count < LEAST_SHOWN:
        return Section(name, (sentence, _PHRASES.say("hidden", language, least=LEAST_SHOWN)))
    profile = profile_in(proposal.profile, catalog, language)
    named, *rows = row_texts(profile.rows[:_MOST_ROWS], language)
    figures = Table((capital(named[0]), *(f">{capital(each)}" for each in named[1:])), rows)
    return Section(
        name,
        (sentence, *_said(proposal, discovery, language)),
        (Picture(marker_chart(profile, name, language), figures),),
        (_card(proposal, catalog, language),),
    )


def size_said(proposal: Proposal, language: str) -> tuple[str, str]:
    """Customers and share; of fewer than ten only that they are so few."""
    if proposal.size.count < LEAST_SHOWN:
        return _PHRASES.say("few", language, least=LEAST_SHOWN), ""
    share = said_value(proposal.size.share, "share", language)
    return said_number(proposal.size.count, "", language), share


def markers_table(discovery: Discovery, catalog: FirmCatalog, language: str) -> Table:
    """The figures behind the markers: a row a variable, a column a segment."""
    chosen, rows = shown_markers(discovery, language, catalog)
    heading = capital(_PHRASES.say("variable", language))
    return Table((heading, *(f">{each.name(language)}" for each in chosen)), rows)


def _said(proposal: Proposal, discovery: Discovery, language: str) -> Iterator[str]:
    share = said_value(proposal.size.share, "share", language)
    yield _PHRASES.say("size_of", language, proposal.size.count, share=share)
    if proposal.agreement is not None and proposal.stability is not None:
        yield _PHRASES.say(
            "agreement",
            language,
            precision=said_value(proposal.agreement.precision, "share", language),
            recall=said_value(proposal.agreement.recall, "share", language),
            stability=said_number(proposal.stability, ".00", language),
        )
    shared = [each for each in proposal.overlaps if each.both >= LEAST_SHOWN]
    if shared:
        named = "; ".join(
            f"{discovery.proposal(each.key).name(language)} ({said_number(each.both, '', language)})"
            for each in shared
        )
        yield _PHRASES.say("overlap", language, names=named)


def _card(proposal: Proposal, catalog: FirmCatalog, language: str) -> Table:
    rows = [(said.title, said.grade_said, said.text) for said in sentences(proposal.card, catalog, language)]
    named = (capital(_PHRASES.say(key, language)) for key in ("criterion", "grade", "figures"))
    return Table(tuple(named), rows)

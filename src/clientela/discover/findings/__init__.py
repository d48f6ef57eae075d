"""What a discovery found, and how sure that is, in one paragraph of any of the six languages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from clientela.catalog.phrasebook import Phrasebook
from clientela.discover.quality.card import LEAST_SHOWN
from clientela.segments.profile_wording import said_number, said_value

if TYPE_CHECKING:
    from clientela.discover.proposals import Discovery

PHRASES = Phrasebook("clientela.discover.findings")
_RUNNERS_UP = 2


def paragraph(discovery: Discovery, language: str) -> str:
    """Who was grouped, into how many groups and how sure, how well rules tell them, and what was left out."""
    return " ".join(_sentences(discovery, language))


def _sentences(discovery: Discovery, language: str) -> Iterator[str]:
    yield PHRASES.say("grouped", language, discovery.clustered, population=discovery.population)
    yield from _clusters(discovery, language)
    yield _rules(discovery, language)
    yield from _left_out(discovery, language)


def _clusters(discovery: Discovery, language: str) -> Iterator[str]:
    clustering = discovery.clustering
    verdict = clustering.verdict
    yield PHRASES.say(f"chosen.{clustering.reason}", language, clustering.chosen.k)
    if clustering.runners_up:
        ks = ", ".join(str(each.k) for each in clustering.runners_up[:_RUNNERS_UP])
        yield PHRASES.say("runners_up", language, ks=ks)
    yield PHRASES.say(f"verdict.{verdict.label}", language, p=said_number(verdict.p, ".00", language))


def _rules(discovery: Discovery, language: str) -> str:
    shares = {
        "agreement": said_value(discovery.routes[0].agreement, "share", language),
        "coverage": said_value(discovery.coverage, "share", language),
    }
    return PHRASES.say("rules", language, None, **shares)


def _left_out(discovery: Discovery, language: str) -> Iterator[str]:
    apart = [
        f"{each.name(language)} ({_count(each.size.count, language)})"
        for each in discovery.proposals
        if each.kind == "stratum"
    ]
    if apart:
        yield PHRASES.say("apart", language, groups=", ".join(apart))
    if discovery.exclusions:
        yield PHRASES.say(
            "left_out", language, len({each.variable.partition(": ")[0] for each in discovery.exclusions})
        )
    if any(each.reason == "special" for each in discovery.exclusions):
        yield PHRASES.say("left_out.special", language)
    if discovery.outliers:
        yield PHRASES.say("outliers", language, discovery.outliers)
    if discovery.proxies:
        yield PHRASES.say("proxies", language, len({each.feature for each in discovery.proxies}))


def _count(count: int, language: str) -> str:
    return f"< {LEAST_SHOWN}" if count < LEAST_SHOWN else said_number(count, "", language)

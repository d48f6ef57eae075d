"""One variable: how it is distributed, what it means, where it is used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from django.utils.safestring import SafeString

from clientela.catalog import VariableDefinition
from clientela.catalog.phrasebook import capital
from clientela.catalog.withholding import why_withheld
from clientela.charts.distribution import distribution_chart
from clientela.charts.theme import Spec
from clientela.rules.nodes import Aggregate, Answer, Happened, Occurrence, Variable, walk
from clientela.rules.sentences import noun_phrase
from clientela.rules.text import write_value
from clientela.segments.bars import Bar
from clientela.segments.base import Size
from clientela.segments.distribution_wording import PHRASES, bar_label, value_said
from clientela.segments.distributions import Distribution, named_variable
from clientela.segments.library import Saved
from clientela_web.explore.links import link, offered_address
from clientela_web.explore.queries.asking import Told, told
from clientela_web.models import Account, Permission
from clientela_web.privacy import SMALL, shown_part, shown_parts
from clientela_web.ui import writing
from clientela_web.workspace import firm


@dataclass(frozen=True, slots=True)
class About:
    """What a variable is: its name in rules, what it is called, what it is worked out from, who uses it.

    `withheld` says why its values are never shown.
    """

    name: str
    variable: Variable
    definition: VariableDefinition
    label: str
    computed: str
    formula: str
    kinds: tuple[str, ...]
    used_by: tuple[Saved, ...]
    withheld: str


def about(name: str, language: str) -> About:
    """What that variable is; raises UnknownNameError, or ClientelaError where it cannot be asked."""
    catalog = firm().catalog
    variable = named_variable(name)
    definition = catalog.resolve(variable.name, variable.entity, variable.arguments)
    computed = definition.definition
    label = noun_phrase(variable, language, catalog.labels)
    return About(
        write_value(variable),
        variable,
        definition,
        capital(label),
        noun_phrase(computed, language, catalog.labels) if computed is not None else "",
        write_value(computed) if computed is not None else "",
        _kinds(definition, language),
        tuple(_users(variable)),
        why_withheld(definition) or "",
    )


def _kinds(definition: VariableDefinition, language: str) -> tuple[str, ...]:
    """The events it is worked out from, as the reader calls them."""
    found: dict[str, None] = {}
    for _, node in walk(definition.definition) if definition.definition is not None else ():
        if isinstance(node, Aggregate | Occurrence | Happened):
            found |= dict.fromkeys(node.kinds)
        if isinstance(node, Answer):
            found["survey_answered"] = None
    labels = firm().catalog.labels
    return tuple(labels.event_kind(kind, language, "other") for kind in found)


def _users(variable: Variable) -> list[Saved]:
    def uses(saved: Saved) -> bool:
        return any(
            isinstance(node, Variable) and (node.name, node.entity) == (variable.name, variable.entity)
            for _, node in walk(saved.rule)
        )

    return [saved for saved in firm().segments() if uses(saved)]


def known_of(name: str) -> Told[dict[str, Size]]:
    """Of how many customers it is known."""
    return told(("filled", (name,)), partial(firm().filled, name))


def distribution_of(name: str, beside: Saved | None) -> Told[Distribution]:
    """How it is distributed, and in the segment beside it."""
    within = beside.name if beside is not None else None
    version = (beside.segment_id, beside.version) if beside is not None else None
    return told(("distribution", name, version), partial(firm().distribution, name, within=within))


@dataclass(frozen=True, slots=True)
class ShownBars:
    """A distribution as an account may see it: the picture, and a row a bar that leads to a segment."""

    found: Distribution
    said: str
    spec: Spec
    headings: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]
    figures: tuple[tuple[str, str], ...]
    missing: int
    missing_link: str
    known_link: str


def shown_bars(found: Distribution, beside: Saved | None, account: Account, language: str) -> ShownBars:
    """The picture and its figures; bars of few customers are folded for who may not see persons."""
    if not account.may(Permission.SEE_PERSONS):
        found = _telling_of_few(found.folded(SMALL))
    catalog = firm().catalog
    links = [offered_address(account, bar.rule) for bar in found.bars]
    called = beside.name_in(language) if beside is not None else ""
    members = shown_parts(account, [bar.members or 0 for bar in found.bars])
    drawn = replace(found, bars=tuple(map(_drawn, found.bars, members)))
    spec = distribution_chart(drawn, catalog, language, segment=called, links=links)
    said = " ".join(spec.pop("title")["subtitle"])
    return ShownBars(
        found,
        said,
        spec,
        _headings(found, called, language),
        tuple(_rows(found, links, members, language)),
        tuple(_figures(found, language)),
        shown_part(account, found.missing, found.population) or 0,
        offered_address(account, found.missing_rule),
        offered_address(account, f"{found.name} is set"),
    )


def _telling_of_few(found: Distribution) -> Distribution:
    """Without the smallest bars too where those that have no bar are few: they are what the bars leave."""
    bars = list(found.bars)
    while bars and found.shape != "items" and 0 < found.known - sum(bar.count for bar in bars) < SMALL:
        bars.remove(min(bars, key=lambda bar: bar.count))
    return replace(found, bars=tuple(bars))


def _headings(found: Distribution, called: str, language: str) -> tuple[str, ...]:
    words = [PHRASES.say(key, language) for key in ("value", "customers", "share")]
    if found.segment is not None:
        words += [called, PHRASES.say("share", language)]
    return tuple(capital(word) for word in words)


def _rows(
    found: Distribution, links: Sequence[str], members: Sequence[int | None], language: str
) -> list[tuple[object, ...]]:
    rows = []
    for bar, address, seen in zip(found.bars, links, members, strict=True):
        label: SafeString | str = link(address, bar_label(bar, found, firm().catalog, language))
        row: tuple[object, ...] = (label, bar.count, writing.percent(_over(bar.count, found.known)))
        if found.segment is not None:
            row += _beside(bar.members or 0, seen, found.segment[1])
        rows.append(row)
    return rows


def _drawn(bar: Bar, members: int | None) -> Bar:
    """The bar with its members as a picture may show them: hidden ones are drawn as nought."""
    return replace(bar, members=0) if members is None else bar


def _beside(members: int, seen: int | None, known: int) -> tuple[object, object]:
    if seen is None:
        return f"< {SMALL}" if members < SMALL else writing.NOTHING, writing.NOTHING
    return members, writing.percent(_over(members, known))


def _over(count: int, whole: int) -> float:
    return count / whole if whole else 0.0


def _figures(found: Distribution, language: str) -> list[tuple[str, str]]:
    """The mean, and the quantiles by their share in per cent; those of dates have no mean."""
    figures = (
        [("mean", value_said(found.mean, found, language, is_mean=True))] if found.mean is not None else []
    )
    named = {0.05: "q05", 0.25: "q25", 0.5: "median", 0.75: "q75", 0.95: "q95"}
    return figures + [
        (named[share], value_said(value, found, language)) for share, value in found.quantiles.items()
    ]

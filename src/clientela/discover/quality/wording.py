"""A quality card in sentences, in six languages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from clientela.catalog import FirmCatalog
from clientela.catalog.phrasebook import Phrasebook
from clientela.discover.quality.card import (
    CRITERIA,
    LEAST_SHOWN,
    Accessible,
    Actionable,
    Differentiable,
    Effect,
    Grade,
    Interval,
    Lever,
    Measurable,
    QualityCard,
    Stability,
    Substantial,
)
from clientela.errors import ClientelaError
from clientela.segments.profile_language import variable_said
from clientela.segments.profile_variables import named_variables
from clientela.segments.profile_wording import level_label, said_number, said_value

PHRASES = Phrasebook("clientela.discover.quality")
_MOST_LEVERS = 3


@dataclass(frozen=True, slots=True)
class Said:
    """One criterion: what it is called, its grade in a word, and a sentence or more with the figures."""

    criterion: str
    title: str
    grade: Grade
    grade_said: str
    text: str


def sentences(card: QualityCard, catalog: FirmCatalog, language: str) -> tuple[Said, ...]:
    """Every criterion said; of a segment with fewer than ten members there is nothing but that it is so."""
    if card.is_hidden:
        hidden = PHRASES.say("hidden", language, LEAST_SHOWN)
        return (_said("substantial", "unknown", hidden, language),)
    texts = {
        "measurable": card.measurable and _measurable(card.measurable, catalog, language),
        "substantial": card.substantial and _substantial(card.substantial, language),
        "accessible": card.accessible and _accessible(card.accessible, language),
        "differentiable": card.differentiable and _differentiable(card.differentiable, catalog, language),
        "actionable": card.actionable and _actionable(card.actionable, language),
        "stability": _stability(card.stability, language),
    }
    return tuple(_said(name, card.grades[name], text, language) for name in CRITERIA if (text := texts[name]))


def _said(criterion: str, grade: Grade, text: str, language: str) -> Said:
    title = PHRASES.say(f"{criterion}.title", language)
    return Said(criterion, title, grade, PHRASES.say(f"grade.{grade}", language), text)


def _measurable(part: Measurable, catalog: FirmCatalog, language: str) -> str:
    said = [PHRASES.say("measurable.share", language, None, **_interval(part.share, language))]
    if part.least_known is not None:
        label = variable_said(part.least_known, catalog, language) or part.least_known
        said.append(PHRASES.say("measurable.least", language, variable=label))
    return " ".join(said)


def _substantial(part: Substantial, language: str) -> str:
    return " ".join(_parts_of_substantial(part, language))


def _parts_of_substantial(part: Substantial, language: str) -> Iterator[str]:
    share = said_value(part.share.value, "share", language)
    yield PHRASES.say("substantial.size", language, part.n, share=share)
    if part.revenue_share is not None:
        yield PHRASES.say("substantial.revenue", language, None, **_interval(part.revenue_share, language))
    if not part.is_enough:
        yield PHRASES.say("substantial.small", language, part.least)
    elif part.base_rate is not None and part.detectable is not None:
        rate, target = (
            said_value(value, "share", language)
            for value in (part.base_rate, part.base_rate + part.detectable)
        )
        yield PHRASES.say("substantial.lift", language, rate=rate, target=target)
    else:
        yield PHRASES.say("substantial.nothing", language)


def _accessible(part: Accessible, language: str) -> str:
    if part.any_channel is None:
        return PHRASES.say("accessible.unknown", language)
    channels = ", ".join(
        f"{_channel(reach.channel, language)} {said_value(reach.share.value, 'share', language)}"
        for reach in part.by_channel
        if reach.share.value
    )
    if not channels:
        return PHRASES.say("accessible.none", language)
    return PHRASES.say(
        "accessible.share", language, None, channels=channels, **_interval(part.any_channel, language)
    )


def _differentiable(part: Differentiable, catalog: FirmCatalog, language: str) -> str:
    if part.auc is None:
        said = [PHRASES.say("differentiable.unknown", language)]
    else:
        said = [PHRASES.say("differentiable.area", language, None, **_interval(part.auc, language))]
    if part.effects:
        named = "; ".join(_effect(effect, catalog, language) for effect in part.effects)
        said.append(PHRASES.say("differentiable.effects", language, effects=named))
    return " ".join(said)


def _effect(effect: Effect, catalog: FirmCatalog, language: str) -> str:
    label = variable_said(effect.variable, catalog, language) or effect.label
    if effect.level is not None:
        label = _level(effect, catalog, language)
    sign = "+" if effect.effect > 0 else "−"
    return f"{label} ({sign}{said_number(abs(effect.effect), '.00', language)})"


def _level(effect: Effect, catalog: FirmCatalog, language: str) -> str:
    try:
        (profiled,) = named_variables(catalog, [effect.variable])
    except ClientelaError:
        return effect.label
    return level_label(profiled, effect.level, catalog.labels, language)


def _actionable(part: Actionable, language: str) -> str:
    if not part.levers:
        return PHRASES.say("actionable.unknown", language)
    if not part.different:
        return PHRASES.say("actionable.none", language, len(part.levers))
    said = [_lever(lever, language) for lever in part.different[:_MOST_LEVERS]]
    return " ".join([*said, PHRASES.say("actionable.caution", language)])


def _lever(lever: Lever, language: str) -> str:
    name = _channel(lever.name, language) if lever.kind == "channel" else lever.name
    named = {"name": name} if lever.kind in ("channel", "category") else {}
    shares = named | {
        "inside": said_value(lever.inside.value, "share", language),
        "outside": said_value(lever.outside.value, "share", language),
        "low": _points(lever.difference.low, language),
        "high": _points(lever.difference.high, language),
    }
    return PHRASES.say(f"lever.{lever.kind}", language, None, **shares)


def _stability(part: Stability, language: str) -> str:
    if part.slsw is None:
        return PHRASES.say("stability.unknown", language)
    bands = ((0.85, "very"), (0.75, "valid"), (0.6, "pattern"), (0.0, "dissolves"))
    band = next(name for least, name in bands if part.slsw >= least)
    found = said_number(part.slsw, ".00", language)
    said = [PHRASES.say(f"stability.{band}", language, found=found)]
    if part.slsa is not None:
        said.append(PHRASES.say("stability.origin", language, origin=said_number(part.slsa, ".00", language)))
    return " ".join(said)


def _channel(name: str, language: str) -> str:
    key = f"channel.{name}"
    return PHRASES.say(key, language) if key in PHRASES.rows else name


def _interval(found: Interval, language: str) -> dict[str, str]:
    return {
        "share": said_value(found.value, "share", language),
        "low": said_value(found.low, "share", language),
        "high": said_value(found.high, "share", language),
    }


def _points(value: float, language: str) -> str:
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return sign + said_number(abs(value) * 100, ".0", language)

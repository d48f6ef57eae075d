"""What was measured, in the words and figures of six languages."""

from __future__ import annotations

from collections.abc import Iterator

from clientela.catalog.phrasebook import Phrasebook
from clientela.measure.advice.recommendation import Unit, unit_of
from clientela.measure.balance import Checks
from clientela.measure.effects import LEAST_WITH, Effect
from clientela.measure.figures import said, said_ends, said_line, said_p, said_share
from clientela.measure.lift import SegmentLift
from clientela.measure.report import CampaignReport
from clientela.measure.returns import Return
from clientela.measure.sequence import LEAST_EACH

PHRASES = Phrasebook("clientela.measure")
_WORTH_SAYING = 0.01  # of the variance


def head_said(report: CampaignReport, language: str) -> str:
    """How many there were, in which arms, against what."""
    arms = ", ".join(f"{arm} ({said(float(n), 'count', language)})" for arm, n in report.arms.items())
    return PHRASES.say("head", language, report.customers, arms=arms, holdout=report.holdout)


def effect_sentences(effect: Effect, language: str) -> Iterator[str]:
    """What the arm did and its holdout, what to make of it, and the lines beside the one that leads."""
    if effect.running:
        yield _early(effect, language)
        return
    if effect.is_thin:
        yield _say("thin", language, effect, least=LEAST_WITH)
        return
    level = unit_of(effect.kind, is_difference=False)
    yield _say(
        "groups",
        language,
        effect,
        value=said(effect.value.value, level, language),
        against=said(effect.value_against.value, level, language),
    )
    unit = _unit(effect)
    yield PHRASES.say(_verdict(effect), language, None, **_line(effect, language))
    if effect.adjusted is not None and effect.adjusted.saved >= _WORTH_SAYING:
        saved = said_share(effect.adjusted.saved, language, short=True)
        plain = said_line(effect.difference, unit, language)
        yield PHRASES.say("adjusted", language, None, saved=saved, **plain)
    elif effect.ratio is not None and effect.fixed is effect.difference:
        ratio = said(effect.ratio.value, "number", language)
        yield PHRASES.say("ratio", language, ratio=ratio, ends=said_ends(effect.ratio, "number", language))
    if effect.winsorised is not None:
        yield PHRASES.say("winsorised", language, None, **said_line(effect.winsorised, unit, language))


def between_sentence(effect: Effect, language: str) -> str:
    """One variant against another."""
    if effect.running:
        return _early(effect, language)
    key = "between_clear" if effect.is_clear else "between_unclear"
    p = said_p(effect.q, language)
    return _say(key, language, effect, other=effect.against, p=p, **_line(effect, language))


def check_sentences(checks: Checks, language: str) -> Iterator[str]:
    """What was checked of the arms, and what came of it."""
    if checks.shares is None:
        yield PHRASES.say("shares_unknown", language)
    else:
        key = "shares_broken" if checks.shares.is_broken else "shares_ok"
        yield PHRASES.say(key, language, p=said_p(checks.shares.p, language))
    if checks.balance and checks.is_balanced:
        yield PHRASES.say("balance_ok", language)
    for each in checks.balance:
        if each.is_broken:
            p = said_p(each.p, language)
            yield PHRASES.say("balance_broken", language, arm=each.arm, column=each.column, p=p)
    if checks.contaminated:
        yield PHRASES.say("contaminated", language, checks.contaminated)
    if checks.is_uneven:
        yield PHRASES.say("uneven", language)


def segment_sentences(lift: SegmentLift, language: str) -> Iterator[str]:
    """Whether the segments differ, and which have too few customers."""
    found = lift.heterogeneity
    if found is not None and not any(effect.running for effect in lift.effects):
        yield PHRASES.say(
            "differ" if found.is_clear else "alike",
            language,
            outcome=lift.outcome,
            arm=lift.arm,
            q=said(found.q, "number", language),
            p=said_p(found.p, language),
        )
    if lift.hidden:
        yield PHRASES.say("hidden", language, names=", ".join(lift.hidden))


def segment_cells(lift: SegmentLift, language: str) -> list[tuple[str, ...]]:
    """A row a segment: name, customers, values, difference, interval, corrected p, what is believed."""
    return [
        (
            str(effect.segment),
            said(effect.n + effect.n_against, "count", language),
            said(effect.value.value, unit_of(effect.kind, is_difference=False), language),
            said(effect.value_against.value, unit_of(effect.kind, is_difference=False), language),
            said(effect.fixed.value, _unit(effect), language),
            said_ends(effect.fixed, _unit(effect), language),
            said_p(effect.q, language).removeprefix("= "),
            said(line.value, _unit(effect), language),
        )
        for effect, line in zip(lift.effects, lift.shrunk, strict=True)
    ]


def return_sentence(found: Return, language: str) -> str:
    """What a contact brings after its cost."""
    return PHRASES.say(
        "return_said",
        language,
        arm=found.effect.arm,
        contact=said(found.per_contact.value, "money", language),
        ends=said_ends(found.per_contact, "money", language),
        total=said(found.total.value, "money", language),
        cost=said(found.cost, "money", language),
    )


def _verdict(effect: Effect) -> str:
    if effect.grade == "C":
        return "observed"
    if not effect.is_clear:
        return "unclear"
    return "caused" if effect.grade == "A" else "followed"


def _early(effect: Effect, language: str) -> str:
    if effect.always is None:
        return _say("early", language, effect, least=LEAST_EACH)
    return _say("so_far", language, effect, **_line(effect, language))


def _say(key: str, language: str, effect: Effect, **values: object) -> str:
    named = {"outcome": effect.outcome, "arm": effect.arm, "holdout": effect.against}
    return PHRASES.say(key, language, None, **named, **values)


def _line(effect: Effect, language: str) -> dict[str, str]:
    line = effect.best
    return said_line(line, _unit(effect), language) if line is not None else {}


def _unit(effect: Effect) -> Unit:
    return unit_of(effect.kind, is_difference=True)

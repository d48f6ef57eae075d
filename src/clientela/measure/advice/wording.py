"""Advice in the words of six languages, each with its evidence."""

from __future__ import annotations

from babel.dates import format_date

from clientela.act.channels import channel_said
from clientela.catalog.phrasebook import Phrasebook
from clientela.measure.advice.recommendation import Figure, Proof, Recommendation
from clientela.measure.figures import said, said_ends, said_share

ADVICE = Phrasebook("clientela.measure.advice")


def recommendation_said(found: Recommendation, language: str) -> str:
    """The sentence, the segment it is about, and the evidence."""
    values = {name: _written(name, value, language) for name, value in found.facts.items()}
    values |= _trait_said(found, language)
    sentence = ADVICE.say(found.code, language, None, **values)
    if found.segment is not None:
        sentence = ADVICE.say("in_segment", language, segment=found.segment, said=sentence)
    return f"{sentence} {proof_said(found.proof, language)}"


def proof_said(proof: Proof, language: str) -> str:
    """What it stands on: the figure, its interval, how many, how good, and when."""
    # the sentence has a stop of its own: "2026 г." ends with one
    day = (
        f", {format_date(proof.as_of.date(), 'long', locale=language).removesuffix('.')}"
        if proof.as_of
        else ""
    )
    return ADVICE.say(
        "evidence",
        language,
        proof.n,
        line=said(proof.line.value, proof.unit, language),
        ends=said_ends(proof.line, proof.unit, language),
        grade=proof.grade,
        day=day,
    )


def _trait_said(found: Recommendation, language: str) -> dict[str, str]:
    """Channel, hour and offer, and the channels, by their names; other traits as their column is called."""
    trait, level = found.facts.get("trait"), found.facts.get("level")
    if not isinstance(trait, str) or not isinstance(level, str):
        return {}
    key = f"trait_{trait}"
    named = {"trait": ADVICE.say(key, language)} if key in ADVICE.rows else {}
    return {**named, "level": channel_said(level, language)} if trait == "channel" else named


def _written(name: str, value: object, language: str) -> object:
    if isinstance(value, Figure):
        return said(value.value, value.unit, language)
    return said_share(value, language) if name == "share" and isinstance(value, float) else value

"""Whether a sign of the playbook holds for a segment, and by what evidence."""

from __future__ import annotations

from collections.abc import Sequence

from clientela.act.evidence import Evidence, Figures
from clientela.act.plays import Sign
from clientela.rules.folding import fold_text


def evidence_that(figures: Figures, signs: Sequence[Sign]) -> list[Evidence] | None:
    """The evidence of all the signs together; None where one of them does not hold."""
    found: list[Evidence] = []
    for sign in signs:
        evidence = _figure(figures, sign)
        if evidence is None or not _holds(figures, sign, evidence):
            return None
        found.append(evidence)
    return found


def _figure(figures: Figures, sign: Sign) -> Evidence | None:
    if sign.levels:
        return figures.of_levels(sign.variable, sign.levels)
    if sign.words:
        return figures.of_levels(sign.variable, _levels_with(figures, sign.variable, sign.words))
    if sign.dominant:
        left_out = set(_levels_with(figures, sign.variable, sign.but_words))
        kept = [each for each in figures.levels(sign.variable) if not left_out & set(each.levels)]
        return kept[0] if kept else None
    return figures.plain(sign.variable)


def _levels_with(figures: Figures, variable: str, words: Sequence[str]) -> list[str]:
    """The levels, in the firm's own words, that hold a word beginning like one of these."""
    wanted = [fold_text(word) for word in words]
    return [
        level
        for each in figures.levels(variable)
        for level in each.levels
        if any(part.startswith(word) for part in fold_text(level).split() for word in wanted)
    ]


def _holds(figures: Figures, sign: Sign, evidence: Evidence) -> bool:
    index = evidence.index
    return all(
        (
            sign.above is None or evidence.low >= sign.above,
            sign.below is None or evidence.high <= sign.below,
            sign.index_above is None
            or (index is not None and index >= sign.index_above and evidence.is_more),
            sign.index_below is None
            or (index is not None and index <= sign.index_below and evidence.is_less),
            sign.known is None or figures.known_share(sign.variable) >= sign.known,
        )
    )

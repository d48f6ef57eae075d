"""A trait as a noun phrase of its language."""

from __future__ import annotations

import re
import unicodedata

from clientela.catalog import FirmCatalog
from clientela.discover.naming.traits import PHRASES, Trait
from clientela.rules.folding import fold_text
from clientela.segments.profile_wording import label_of, said_level

JOINT = " · "
_LONGEST = 40  # letters of a level; more is cut

# How files spell the levels that have phrases of their own.
_SPELLINGS = {
    ("gender", "female"): (
        "f, female, woman, women, w, mujer, femenino, dona, femení, "
        "kobieta, k, женский, жен, ж, femeie, feminin"
    ),
    ("gender", "male"): (
        "m, male, man, men, hombre, masculino, home, masculí, mężczyzna, мужской, муж, м, bărbat, masculin"
    ),
}
_LEVELS = {
    (variable, fold_text(word.strip())): f"{variable}.{level}"
    for (variable, level), words in _SPELLINGS.items()
    for word in words.split(",")
}


def phrase(trait: Trait, catalog: FirmCatalog, language: str) -> str:
    """The trait as a translator wrote it, or built on the catalogue's own label of the variable."""
    if trait.level is not None:
        return _level_phrase(trait, trait.level, catalog, language)
    if trait.is_written:
        return PHRASES.say(trait.phrase, language)
    label = tidy(label_of(trait.profiled, catalog.labels, language))
    generic = "flag" if trait.profiled.shown == "share" else trait.band
    return PHRASES.say(f"any.{generic}", language, label=label)


def _level_phrase(trait: Trait, level: str, catalog: FirmCatalog, language: str) -> str:
    own = _LEVELS.get((trait.key, fold_text(level)))
    if own is not None:
        return PHRASES.say(own, language)
    said = tidy(said_level(trait.profiled, level, catalog.labels, language))
    if trait.is_written:
        return PHRASES.say(trait.phrase, language, level=said)
    label = tidy(label_of(trait.profiled, catalog.labels, language))
    return PHRASES.say("any.is", language, label=label, level=said)


def tidy(text: str) -> str:
    """One short line of letters that can be seen; the mark between phrases becomes a dash."""
    seen = "".join(" " if _is_unseen(letter) else letter for letter in text)
    line = re.sub(r"\s+", " ", seen).strip().replace(JOINT, " - ")
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1].rstrip() + "…"


def _is_unseen(letter: str) -> bool:
    return unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")

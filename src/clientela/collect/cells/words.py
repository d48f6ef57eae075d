"""Words with a fixed meaning in six languages: yes and no, genders; and lists of words."""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from clientela.collect.cells.outcome import NOTHING, Cell, CellContext, failed, is_empty

YES = frozenset({
    "yes", "y", "true", "t", "1", "on", "x", "✓", "✔", "si", "sí", "s", "cert", "vertader", "verdadero",
    "activo", "actiu", "tak", "prawda", "p", "da", "d", "adevărat", "adevarat", "да", "д", "истина",
    "верно", "есть", "sim", "oui", "ja", "subscribed", "opted-in", "wahr",
})  # fmt: skip
NO = frozenset({
    "no", "n", "false", "f", "0", "off", "✗", "✘", "fals", "falso", "inactivo", "inactiu", "nie",
    "falsz", "fałsz", "nu", "нет", "н", "не", "ложь", "não", "nao", "non", "nein", "unsubscribed",
    "opted-out", "falsch",
})  # fmt: skip
FEMALE = frozenset({
    "f", "female", "woman", "w", "mujer", "femenino", "femenina", "dona", "femení", "femeni", "kobieta",
    "k", "żeńska", "żeński", "zenska", "femeie", "feminin", "женский", "женщина", "жен", "ж", "mrs",
    "ms", "miss", "sra", "señora", "pani", "doamna", "дама", "femme", "frau", "weiblich", "srta",
    "girl", "chica", "noia",
})  # fmt: skip
MALE = frozenset({
    "m", "male", "man", "hombre", "masculino", "h", "home", "masculí", "masculi", "mężczyzna",
    "mezczyzna", "męska", "męski", "meski", "bărbat", "barbat", "b", "masculin", "мужской", "мужчина",
    "муж", "м", "mr", "sr", "señor", "senyor", "pan", "domnul", "господин", "homme", "mann", "männlich",
    "boy", "chico", "noi",
})  # fmt: skip
OTHER = frozenset({
    "other", "diverse", "nonbinary", "non-binary", "nb", "otro", "otra", "otros", "altre", "inne",
    "inna", "alt", "altul", "другое", "другой", "x", "d",
})  # fmt: skip


def read_boolean(text: str, context: CellContext) -> Cell:  # noqa: ARG001 - one signature for all kinds
    """`true` or `false`."""
    word = text.strip().casefold().rstrip(".!")
    word = re.sub(r"\.0$", "", word)
    if word in YES:
        return Cell("true")
    if word in NO:
        return Cell("false")
    if is_empty(text):
        return NOTHING
    return failed(f"{text!r} is neither yes nor no", "write yes or no, or map the column as text")


def read_gender(text: str, context: CellContext) -> Cell:  # noqa: ARG001
    """`female`, `male` or `other`."""
    word = text.strip().casefold().rstrip(".")
    for value, words in (("female", FEMALE), ("male", MALE), ("other", OTHER)):
        if word in words:
            return Cell(value)
    if is_empty(text):
        return NOTHING
    return failed(
        f"{text!r} is no gender known here", "write female, male or other, or map the column as text"
    )


def gender_words_of(values: Iterable[str]) -> dict[str, str]:
    """What single letters mean in this column: beside H (hombre, home) an M is a woman, a D a dona."""
    letters = {value.strip().casefold() for value in values}
    if "h" in letters and "f" not in letters:
        return {"m": "female", "d": "female"} if "m" not in letters or "d" not in letters else {"d": "female"}
    return {}


def read_list(text: str, context: CellContext) -> Cell:
    """A JSON list of the members, in order, without repetition."""
    bare = text.strip()
    if is_empty(bare) or bare in ("[]", "{}"):
        return NOTHING
    members = _json_members(bare) if bare.startswith("[") else None
    if members is None:
        mark = next((mark for mark in context.separators if mark in bare), None)
        members = bare.strip("[]{}").split(mark) if mark else [bare]
    kept = list(dict.fromkeys(part for member in members if (part := member.strip().strip("\"'").strip())))
    return Cell(msgspec.json.encode(kept).decode()) if kept else NOTHING


def _json_members(text: str) -> list[str] | None:
    try:
        found = msgspec.json.decode(text, type=list[str | int | float | bool])
    except msgspec.DecodeError:
        return None
    return [str(member) for member in found]

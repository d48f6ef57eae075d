"""The Polish vocative of given names, after the declensions of Tokarski (Fleksja polska, 1973).

Names of women end in -a and take -o, those in a soft syllable that is felt as a pet form take -u; those of
men take -e with their last consonant softened, or -u after k, g, ch, soft and hardened consonants. Names
with letters or pairs of them that Polish has not are unknown, and so is a name whose declension follows
from a gender that nobody stated and the ending does not tell.
"""

from __future__ import annotations

import re

_ALPHABET = re.compile(r"[aąbcćdeęfghijklłmnńoóprsśtuwyzźż]+")

# The last consonants before the ending -e, longest first.
_SOFTENED = (
    ("st", "ście"), ("zd", "ździe"), ("sł", "śle"), ("zm", "zmie"), ("sm", "smie"),
    ("b", "bie"), ("p", "pie"), ("f", "fie"), ("w", "wie"), ("m", "mie"), ("n", "nie"),
    ("s", "sie"), ("z", "zie"), ("t", "cie"), ("d", "dzie"), ("r", "rze"), ("ł", "le"),
)  # fmt: skip
_TAKE_U = ("k", "g", "ch", "h", "j", "l", "ć", "ń", "ś", "ź", "c", "cz", "sz", "rz", "ż", "dz", "dż")
_HARD_PAIRS = ("sz", "cz", "rz", "dż", "dz", "ch")

# What ends so is a pet form and takes -u: Kasiu, Gabrysiu, Madziu, Zuziu, Ewuniu.
_PET = ("sia", "dzia", "zia", "unia")
# Rysiek, Maciek, Heniek: without its -e- the consonant before it is soft by itself.
_SOFT_EK = {"siek": "śku", "ziek": "źku", "ciek": "ćku", "niek": "ńku"}
_FOREIGN = re.compile(r"th|ph|ck|sh|oo|ee|ou|ay|ey|(?:ie|oy|ll|nn|tt|ss|rr|cc|ean|iia)$")


def polish_vocative(name: str, gender: str = "", *, known_man: bool = False) -> str | None:
    """The vocative of a name in small letters; None where no rule is sure of it.

    `known_man` says that it is a man's name whoever bears it.
    """
    if not _ALPHABET.fullmatch(name) or _FOREIGN.search(name):
        return None
    if name.endswith("a"):
        return _of_a(name)
    if gender == "female":
        return name  # Beatrycze, Nel: a woman's name without -a is not declined
    if name.endswith(("y", "i")):
        return name  # Jerzy, Antoni: declined as adjectives, called as they are
    if name[-1] in "ąęeouó" or (gender != "male" and not known_man):
        return None
    return _of_consonant(name)


def _of_a(name: str) -> str | None:
    if name.endswith(_PET):
        return name[:-1] + "u"
    if len(name) < 3 or name[-2] in "aeouyó" or name.endswith(("cia", "nia")):
        return None  # Noa, Lea; Kicia and Frania take -u, Patricia and Stefania -o
    return name[:-1] + "o"


def _of_consonant(name: str) -> str | None:
    if soft := _SOFT_EK.get(name[-4:]):
        return name[:-4] + soft
    if name.endswith("ek") and len(name) > 3:
        return name[:-2] + "ku"
    if name.endswith(_HARD_PAIRS):
        return name + "u"
    if name[-1] in "ćńśź":
        return name[:-1] + {"ć": "ci", "ń": "ni", "ś": "si", "ź": "zi"}[name[-1]] + "u"
    if name.endswith(_TAKE_U):
        return name + "u"
    for ending, soft in _SOFTENED:
        if name.endswith(ending):
            return name[: -len(ending)] + soft
    return None

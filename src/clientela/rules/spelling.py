"""How rule text spells names, texts, numbers and instants: each pair of functions undoes the other."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

from clientela.rules.limits import fault_of_literal
from clientela.rules.mistake_sentences import mistake_in_english
from clientela.rules.nodes import Scalar

_PLAIN_NAME = re.compile(r"[^\W\d]\w*")
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.?))", re.DOTALL)
_ESCAPED = {"\n": "\\n", "\r": "\\r", "\t": "\\t", "\\": "\\\\"}
_UNESCAPED = {"n": "\n", "r": "\r", "t": "\t", "\\": "\\"}
_FOLDS_TO_ASCII = frozenset("\u0130\u0131\u017f\u212a")  # taken for i, s, k when case is ignored

# Words that mean something where a name may stand; as a name they are written in backticks.
_RESERVED = """
after all always and answer any anniversary avg between bottom bucket case company compare consents converted
count customer date day days deal deals decile did distinct else end estimate every false field first
first_time from gap_avg gap_max gap_median gap_min got hour in inside last max min mode month months
never next no none not now nth or opened clicked answered bounced unsubscribed complained entered left
previous quarter regularly resumed sequence share since stopped sum then this top true until weekday when
where within year years
"""
RESERVED = frozenset(_RESERVED.split())
# Where one of these stands in place of a name, the name was forgotten.
JOINTS = frozenset({"and", "or", "not"})


class SpellingError(ValueError):
    """A word that cannot be read; `code` names the sentence that says why."""

    def __init__(self, code: str, word: str) -> None:
        self.code, self.word = code, word
        super().__init__(mistake_in_english(code, {"word": word}))


def is_plain_name(name: str) -> bool:
    """Whether the name reads as a name wherever only a name can stand, such as after a dot."""
    plain = bool(_PLAIN_NAME.fullmatch(name)) and not _FOLDS_TO_ASCII & set(name)
    return plain and name.lower() not in JOINTS


def write_name(name: str) -> str:
    """The name as rule text, in backticks unless it is a plain word that is no keyword."""
    return write_field_name(name) if name.lower() not in RESERVED else _quoted(name, "`")


def write_field_name(name: str) -> str:
    """The name as it stands after a dot, where keywords need no backticks."""
    return name if is_plain_name(name) else _quoted(name, "`")


def write_text(text: str) -> str:
    """The text in single quotes, on one line whatever is in it."""
    return _quoted(text, "'")


def _quoted(text: str, quote: str) -> str:
    doubled = text.replace(quote, quote * 2)
    if not any(unicodedata.category(letter) in {"Cc", "Zl", "Zp"} for letter in text):
        return f"{quote}{doubled}{quote}"
    return f"e{quote}{''.join(_escaped(letter) for letter in doubled)}{quote}"


def _escaped(letter: str) -> str:
    if letter in _ESCAPED:
        return _ESCAPED[letter]
    return f"\\u{ord(letter):04x}" if unicodedata.category(letter) in {"Cc", "Zl", "Zp"} else letter


def read_quoted(spelled: str) -> str:
    """The text or name between quotes; raises SpellingError naming an escape that does not exist."""
    quote = spelled[-1]
    if spelled.startswith(quote):
        return spelled[1:-1].replace(quote * 2, quote)
    return _ESCAPE.sub(_unescaped, spelled[2:-1].replace(quote * 2, quote))


def _unescaped(found: re.Match[str]) -> str:
    if found[1] and not 0xD800 <= int(found[1], 16) < 0xE000:
        return chr(int(found[1], 16))
    if found[2] not in _UNESCAPED:
        raise SpellingError("no_escape", found[0])
    return _UNESCAPED[found[2]]


def write_scalar(value: Scalar) -> str:
    """A text, number, true or false."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return write_text(value)
        case _:
            return repr(value)


def write_measure(value: float) -> str:
    """A number where only a double can stand, so that 25.0 may be written 25."""
    return repr(value).removesuffix(".0") if value else repr(value)


def read_number(spelled: str) -> int | float:
    """A whole number as int, any other as float; raises SpellingError beyond what a rule can hold."""
    value = int(spelled) if re.fullmatch(r"[+-]?[0-9]{1,300}", spelled) else float(spelled)
    if fault_of_literal(value):
        raise SpellingError("too_large", spelled)
    return value


def read_date(spelled: str) -> dt.date:
    """The calendar date; raises SpellingError for a day that does not exist."""
    try:
        return dt.date.fromisoformat(spelled)
    except ValueError:
        raise SpellingError("no_date", spelled) from None


def read_instant(spelled: str) -> dt.datetime:
    """The instant, with its offset if one was written; raises SpellingError for one that does not exist."""
    try:
        return dt.datetime.fromisoformat(spelled.upper())
    except ValueError:
        raise SpellingError("no_instant", spelled) from None


def write_instant(instant: dt.datetime) -> str:
    """The instant in ISO 8601, `Z` for UTC."""
    return instant.isoformat().replace("+00:00", "Z")

"""Which encoding a text file is in, how sure that is, and why: judged on the letters of the whole file."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import charset_normalizer
import numpy as np

from clientela.collect.files.letters import likelihood
from clientela.collect.files.sources import Compression, blocks, opened_raw
from clientela.errors import ImportFileError

LANGUAGES: dict[str, tuple[str, ...]] = {
    "cp1252": ("ca", "es", "pt", "fr", "de", "it", "sv", "da"),
    "cp1250": ("pl", "cs", "sk", "hu", "ro", "hr", "sl"),
    "iso-8859-2": ("pl", "cs", "sk", "hu", "ro", "hr", "sl"),
    "cp1251": ("ru", "bg", "uk", "sr", "mk", "be"),
    "koi8-r": ("ru",),
}
BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
EXAMINED_WHOLE = 64 << 20
SPREAD_SAMPLES = 64
MOST_WORDS = 20_000  # gathered
PLACES, PLACES_IN_UTF8, REACH = 4_000, 100, 30  # looked at in one part; bytes to either side
JUDGED_WORDS = 1_500  # of them, evenly spread: more change nothing but the time it takes
BEYOND_ASCII = re.compile(rb"[A-Za-z\x80-\xff]*[\x80-\xff][A-Za-z\x80-\xff]*")
SURE_MARGIN, FEW_WORDS = 6.0, 15.0  # nats between the best two; more where the words are few
FITTING = {"cp1251": -7.6, "koi8-r": -7.6}  # nats a pair that words of a known language reach
FITTING_LATIN = -10.5
TEXT_ENCODINGS = ("cp125", "iso8859", "koi8", "shift", "gb", "big5", "euc", "cp93", "cp94")
BROKEN_SHARE = 0.05  # UTF-8 with a few broken bytes is still UTF-8


@dataclass(frozen=True, slots=True)
class EncodingGuess:
    """The encoding decided on; `sure` is False where another reading is nearly as likely."""

    name: str
    sure: bool
    reason: str
    bom: bool = False
    runner_up: str | None = None


@dataclass(slots=True)
class _Evidence:
    """What the bytes of a file showed."""

    words: Counter[bytes] = field(default_factory=Counter)
    broken: int = 0  # lines that are not UTF-8
    whole: int = 0  # lines beyond ASCII that are
    nulls: int = 0
    examined: int = 0


def guess_encoding(path: Path, compression: Compression, given: str | None = None) -> EncodingGuess:
    """Decide, or check what was `given`; raises `ImportFileError` where that cannot be."""
    first = next(blocks(path, compression, size=1 << 16), b"")
    marked = next((name for bom, name in BOMS if first.startswith(bom)), None)
    if given:
        return _given(path, compression, given, marked)
    if marked:
        return EncodingGuess(marked, sure=True, reason="the file begins with its byte order mark", bom=True)
    wide = _utf16_without_mark(first)
    return wide or _by_letters(_examined(path, compression))


def _given(path: Path, compression: Compression, given: str, marked: str | None) -> EncodingGuess:
    name = canonical_name(given, marked)
    guess = EncodingGuess(name, sure=True, reason="given", bom=name == marked)
    if name.startswith("utf-16"):
        return guess
    evidence = _examined(path, compression)
    broken = [word for word in evidence.words if not _decodes(word, name)]
    if len(broken) > max(1, BROKEN_SHARE * len(evidence.words)):
        other = _by_letters(evidence)
        line, position, byte = _first_undecodable(path, compression, name)
        raise ImportFileError(
            f"{path.name} is not in {given}: byte {position} of line {line} (0x{byte:02x}) "
            f"means nothing in it; by its letters it is {other.name}"
        )
    return guess


def canonical_name(given: str, marked: str | None = None) -> str:
    """One spelling for each encoding; raises `ImportFileError` for a name nobody knows."""
    try:
        name = codecs.lookup(given).name
    except LookupError:
        raise ImportFileError(
            f"there is no encoding {given!r}; common ones are utf-8, utf-16, {', '.join(LANGUAGES)}"
        ) from None
    if name == "utf-16":
        return marked if marked and marked.startswith("utf-16") else "utf-16-le"
    return {"utf-8-sig": "utf-8", "iso8859-2": "iso-8859-2", "ascii": "utf-8"}.get(name, name)


def _decodes(word: bytes, encoding: str) -> bool:
    try:
        word.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _first_undecodable(path: Path, compression: Compression, encoding: str) -> tuple[int, int, int]:
    lines = 1
    for part in _line_blocks(path, compression):
        try:
            part.decode(encoding)
        except UnicodeDecodeError as problem:
            start = part.rfind(b"\n", 0, problem.start) + 1
            line = lines + part.count(b"\n", 0, problem.start)
            return line, problem.start - start + 1, part[problem.start]
        lines += part.count(b"\n")
    return 0, 0, 0


def _utf16_without_mark(first: bytes) -> EncodingGuess | None:
    """UTF-16 shows zero bytes on one side of nearly every pair that holds a figure, space or line end.

    Text in any single-byte encoding holds no zero bytes at all, so it can never come out as UTF-16.
    """
    sample = first[: len(first) & ~1]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    zeros = even + odd
    if zeros < 0.05 * len(sample) or max(even, odd) < 0.95 * zeros:
        return None
    name = "utf-16-le" if odd > even else "utf-16-be"
    try:
        text = codecs.getincrementaldecoder(name)().decode(sample)
    except UnicodeDecodeError:
        return None
    if "\n" not in text and "\r" not in text:
        return None
    return EncodingGuess(name, sure=True, reason="every other byte is zero, as in UTF-16")


def _examined(path: Path, compression: Compression) -> _Evidence:
    """Evidence from as much as is needed; all of the file where nothing beyond ASCII was met sooner."""
    found = _gathered(_line_blocks(path, compression, EXAMINED_WHOLE))
    if found.words or found.examined < EXAMINED_WHOLE // 2:
        return found
    return _gathered(_line_blocks(path, compression))


def _gathered(parts: Iterable[bytes]) -> _Evidence:
    found = _Evidence()
    for part in parts:
        found.examined += len(part)
        if part.isascii():
            continue
        is_utf8 = _decodes(part, "utf-8")
        if is_utf8:
            found.whole += 1
        else:
            _count_lines(part, found)
        if len(found.words) < MOST_WORDS:
            found.words.update(_words_beyond_ascii(part, PLACES_IN_UTF8 if is_utf8 else PLACES))
    return found


def _words_beyond_ascii(part: bytes, most: int) -> Iterator[bytes]:
    """Words with a byte beyond ASCII: all of a few, else about so many, spread over the part."""
    places = np.flatnonzero(np.frombuffer(part, dtype=np.uint8) >= 0x80)
    done = 0
    for place in places[:: max(1, places.size // most)].tolist():
        if place < done:
            continue
        start = max(0, place - REACH)
        for word in BEYOND_ASCII.finditer(part, start, place + REACH):
            if word.end() > place:
                yield word.group()
                done = word.end()
                break


def _count_lines(part: bytes, found: _Evidence) -> None:
    for line in part.split(b"\n"):
        if not line.isascii():
            broken = not _decodes(line, "utf-8")
            found.broken += broken
            found.whole += not broken


def _line_blocks(path: Path, compression: Compression, limit: int | None = None) -> Iterator[bytes]:
    """Whole lines of the file; of a larger one than the limit only some, from places spread over it."""
    if limit and compression == "none" and path.stat().st_size > limit:
        yield from _spread(path)
        return
    pending, done = b"", 0
    for block in blocks(path, compression):
        whole, newline, rest = block.rpartition(b"\n")
        if newline:
            yield pending + whole + newline
            pending = rest
        else:
            pending += block
        done += len(block)
        if limit and done > limit:
            return
    yield pending


def _spread(path: Path) -> Iterator[bytes]:
    size, length = path.stat().st_size, EXAMINED_WHOLE // SPREAD_SAMPLES
    with opened_raw(path) as raw:
        for number in range(SPREAD_SAMPLES):
            raw.seek(number * (size - length) // (SPREAD_SAMPLES - 1))
            part = raw.read(length)
            start = part.find(b"\n") + 1 if number else 0
            yield part[start : part.rfind(b"\n") + 1]


def _by_letters(found: _Evidence) -> EncodingGuess:
    if not found.words:
        return EncodingGuess("utf-8", sure=True, reason="it holds ASCII only, the same in every encoding")
    if found.broken <= BROKEN_SHARE * (found.broken + found.whole):
        broken = f", but for {found.broken} broken lines" if found.broken else ""
        return EncodingGuess("utf-8", sure=True, reason="its bytes beyond ASCII are valid UTF-8" + broken)
    words = _evenly(found.words)
    scored = [(_best_language(words, name), name) for name in LANGUAGES]
    ranked = sorted(scored, key=lambda item: item[0][0], reverse=True)
    (score, pairs, language), best = ranked[0]
    if pairs and score / pairs < FITTING.get(best, FITTING_LATIN):
        return _second_opinion(found.words, best)
    rival = next((item for item in ranked[1:] if not _reads_same(found.words, best, item[1])), None)
    margin = score - rival[0][0] if rival else float("inf")
    reason = f"its letters are those of {LANGUAGE_NAMES[language]} in {best}"
    runner_up = rival[1] if rival else None
    if margin >= SURE_MARGIN + FEW_WORDS / len(found.words):
        return EncodingGuess(best, sure=True, reason=reason, runner_up=runner_up)
    reason += f", hardly likelier than {runner_up}"
    return EncodingGuess(best, sure=False, reason=reason, runner_up=runner_up)


def _evenly(words: Counter[bytes]) -> Counter[bytes]:
    step = max(1, len(words) // JUDGED_WORDS)
    return Counter(dict(islice(words.items(), 0, None, step)))


def _best_language(words: Counter[bytes], encoding: str) -> tuple[float, int, str]:
    decoded: Counter[str] = Counter()
    for word, times in words.items():
        text = word.decode(encoding, errors="replace").replace("\ufffd", "\x80")
        decoded[text] += times
    return max((*likelihood(decoded, language), language) for language in LANGUAGES[encoding])


def _reads_same(words: Counter[bytes], one: str, other: str) -> bool:
    return all(_decodes(word, one) and word.decode(one) == word.decode(other, "replace") for word in words)


def _second_opinion(words: Counter[bytes], best: str) -> EncodingGuess:
    """The letters fit no language well: the likeliest, unsure, with charset-normalizer's as runner-up."""
    found = charset_normalizer.from_bytes(b"\n".join(words)).best()
    other = canonical_name(found.encoding) if found and found.encoding.startswith(TEXT_ENCODINGS) else None
    reason = "its letters fit no language known here"
    return EncodingGuess(best, sure=False, reason=reason, runner_up=other if other != best else None)


LANGUAGE_NAMES = {
    "be": "Belarusian",
    "bg": "Bulgarian",
    "ca": "Catalan",
    "cs": "Czech",
    "da": "Danish",
    "de": "German",
    "es": "Spanish",
    "fr": "French",
    "hr": "Croatian",
    "hu": "Hungarian",
    "it": "Italian",
    "mk": "Macedonian",
    "pl": "Polish",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "sk": "Slovak",
    "sl": "Slovenian",
    "sr": "Serbian",
    "sv": "Swedish",
    "uk": "Ukrainian",
}

"""Names, addresses and numbers of the sample's people as columns of text."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from clientela.sample.cities import CITIES
from clientela.sample.columns import Text, joined, numbers, taken, where
from clientela.sample.draws import Flags, Ints
from clientela.sample.firms import OFFICE_MAIL_PERCENT, OFFICE_PHONE_PERCENT
from clientela.sample.markets import MARKETS
from clientela.sample.names import CULTURES, feminine
from clientela.sample.people import CULTURE_NAMES, People

LATIN = dict(zip("абвгдеёзийклмнопрстуфыэъьłđø", "abvgdeeziiklmnoprstufye--ldo", strict=True))
LATIN |= {"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "yu", "я": "ya"}
SCATTER, SHIFT = 7_368_787, 1_299_709  # primes: numbers spread over a telephone range without meeting twice


def ascii_name(name: str) -> str:
    """A name as an address writes it: lower case, Latin, no accents, no spaces or apostrophes."""
    latin = "".join(LATIN.get(letter, letter) for letter in name.lower())
    plain = unicodedata.normalize("NFKD", latin)
    return "".join(letter for letter in plain if letter.isascii() and letter.isalnum())


@lru_cache(maxsize=1)
def _given() -> tuple[list[str], Ints]:
    words: list[str] = []
    starts = np.zeros((len(CULTURES), 2), dtype=np.int64)
    for row, naming in enumerate(CULTURES.values()):
        for column, names in enumerate((naming.female, naming.male)):
            starts[row, column] = len(words)
            words += names
    return words, starts


@lru_cache(maxsize=1)
def _surnames() -> tuple[list[str], Ints]:
    words: list[str] = []
    starts = np.zeros((len(CULTURES), 2), dtype=np.int64)
    for row, culture in enumerate(CULTURE_NAMES):
        men = CULTURES[culture].surnames
        for column, names in enumerate(([feminine(name, culture) for name in men], men)):
            starts[row, column] = len(words)
            words += names
    return words, starts


def first_names(crowd: People, rows: Ints) -> Text:
    """Given names."""
    words, starts = _given()
    return taken(words, starts[crowd.culture[rows], crowd.male[rows] * 1] + crowd.given[rows])


def last_names(crowd: People, rows: Ints) -> Text:
    """Surnames in the form of their bearers' gender; two of them where that is the custom."""
    words, starts = _surnames()
    start = starts[crowd.culture[rows], crowd.male[rows] * 1]
    custom = np.array([naming.two_surnames for naming in CULTURES.values()])[crowd.culture[rows]]
    second = taken(words, np.where(custom, start + crowd.second[rows], -1))
    return joined(taken(words, start + crowd.surname[rows]), where(custom, " ", ""), second)


def customer_ids(numbered: Ints) -> Text:
    """The shop's own numbers of customers."""
    return joined("C", numbers(numbered, 7))


def company_ids(numbered: Ints) -> Text:
    """The shop's own numbers of companies."""
    return joined("F", numbers(numbered, 7))


def emails(crowd: People, rows: Ints, company: Ints) -> Text:
    """Addresses in domains that can belong to nobody; some malformed, some shared by an office, some missing.

    `company` is the number of each one's company, 0 for none.
    """
    given, given_starts = _given()
    family, family_starts = _surnames()
    sexes = crowd.male[rows] * 1
    first = taken(
        [ascii_name(n) for n in given], given_starts[crowd.culture[rows], sexes] + crowd.given[rows]
    )
    last = taken(
        [ascii_name(n) for n in family], family_starts[crowd.culture[rows], sexes] + crowd.surname[rows]
    )
    own = taken([market.mail_domain for market in MARKETS], crowd.market[rows])
    office = joined("f", numbers(company), ".example")
    domain = where(company > 0, office, where(crowd.mail[rows] == 3, "closed.example", own))
    mark = where(crowd.mail[rows] == 1, " at ", "@")
    personal = joined(first, ".", last, numbers(crowd.number[rows]), mark, domain)
    shared = (company > 0) & (crowd.drift[rows] % 100 < OFFICE_MAIL_PERCENT)
    return where(crowd.mail[rows] == 2, None, where(shared, joined("info@", office), personal))


def phones(crowd: People, rows: Ints, company: Ints) -> Text:
    """Mobile numbers, valid in form, in three ways of writing; some contacts give the office's."""
    office = (company > 0) & (crowd.drift[rows] // 100 < OFFICE_PHONE_PERCENT)
    numbered = np.where(office, company, crowd.number[rows])
    return where(crowd.hidden["phone"][rows], None, telephone(crowd.market[rows], numbered, office))


def telephone(market: Ints, numbered: Ints, office: Flags) -> Text:
    """The telephone number that belongs to a running number: a mobile one, or an office's."""
    found = pa.nulls(market.size, pa.string())
    for code, each in enumerate(MARKETS):
        for landline in (False, True):
            rows = np.flatnonzero((market == code) & (office == landline))
            if rows.size:
                starts = (each.landline,) if landline else each.mobiles
                digits = (7 if each.code == "EE" else each.digits) if landline else each.digits
                text = _written(code, _national(numbered[rows], starts, digits), numbered[rows] % 3)
                mask = np.zeros(market.size, dtype=np.bool_)
                mask[rows] = True
                found = pc.replace_with_mask(found, pa.array(mask), text)
    return found


def _national(numbered: Ints, starts: tuple[str, ...], digits: int) -> Text:
    """Numbers of `digits` digits that begin with one of `starts`; different for different `numbered`."""
    codes = numbered % len(starts)
    rest = digits - max(len(start) for start in starts)
    spread = (numbered // len(starts) * SCATTER + SHIFT) % 10**rest
    ends = numbers(spread, rest)
    short = np.array([len(start) for start in starts])[codes]
    filler = where(short < max(len(start) for start in starts), "1", "")
    return joined(taken(starts, codes), filler, ends)


def _written(code: int, national: Text, style: Ints) -> Text:
    market = MARKETS[code]
    groups = [pc.utf8_slice_codeunits(national, at, at + 3) for at in (0, 3)]
    spaced = joined(groups[0], " ", groups[1], " ", pc.utf8_slice_codeunits(national, 6))
    plain = joined(market.prefix, national)
    abroad = joined(f"{market.prefix} ", spaced)
    home = joined(market.trunk, " " if market.trunk == "8" else "", spaced)
    return where(style == 0, plain, where(style == 1, abroad, home))


@lru_cache(maxsize=1)
def _towns() -> tuple[list[str], list[str], Ints, Ints]:
    cities = [(row, city) for row, market in enumerate(MARKETS) for city in CITIES[market.code]]
    starts = np.searchsorted([row for row, _ in cities], np.arange(len(MARKETS)))
    places = [(round(city.latitude * 100_000), round(city.longitude * 100_000)) for _, city in cities]
    return (
        [c.name for _, c in cities],
        [c.region for _, c in cities],
        starts,
        np.array(places, dtype=np.int64),
    )


def towns(market: Ints, city: Ints) -> tuple[Text, Text]:
    """Names of towns and of their regions."""
    names, regions, starts, _ = _towns()
    return taken(names, starts[market] + city), taken(regions, starts[market] + city)


def places(crowd: People, rows: Ints, mark: str) -> tuple[Text, Text]:
    """Latitude and longitude, a few kilometres about the middle of the town."""
    _, _, starts, middles = _towns()
    middle = middles[starts[crowd.market[rows]] + crowd.city[rows]]
    drift = np.stack([crowd.drift[rows] % 100 - 50, crowd.drift[rows] // 100 - 50], axis=1) * 60
    latitude, longitude = (middle + drift).T
    return _degrees(latitude, mark), _degrees(longitude, mark)


def _degrees(value: Ints, mark: str) -> Text:
    size = np.abs(value)
    return joined(where(value < 0, "-", ""), numbers(size // 100_000), mark, numbers(size % 100_000, 5))


def postcodes(crowd: People, rows: Ints) -> Text:
    """Postal codes in the form of each market."""
    found = pa.nulls(rows.size, pa.string())
    for code, market in enumerate(MARKETS):
        mask = crowd.market[rows] == code
        if mask.any():
            text = _postcode(market.postcode, market.split, crowd.postcode[rows][mask])
            found = pc.replace_with_mask(found, pa.array(mask), text)
    return found


def _postcode(pattern: str, split: int, values: Ints) -> Text:
    letters, _, rule = pattern.partition("{")
    text = numbers(values, int(rule[2]))
    if split:
        start, end = pc.utf8_slice_codeunits(text, 0, split), pc.utf8_slice_codeunits(text, split)
        text = joined(start, "-", end)
    return joined(letters, text) if letters else text

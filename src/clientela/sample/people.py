"""The customers of one chunk as arrays: who they are, where they live, how they were planted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clientela.sample.cities import CITIES
from clientela.sample.columns import DAY
from clientela.sample.draws import Flags, Ints, between, chance, chosen, chosen_by, stream
from clientela.sample.markets import MARKETS
from clientela.sample.names import CULTURES
from clientela.sample.personas import (
    BEHAVIOURS,
    BUSINESS,
    CONTACT,
    CONTACT_PERCENT,
    GENERAL,
    INTERESTS,
    NOISE,
    PERSONAS,
    SHY_PERCENT,
)
from clientela.sample.seasons import Seasons

CULTURE_NAMES = tuple(CULTURES)
LANGUAGE_NAMES = ("ca", "es", "pl", "ro", "ru")
PEOPLE_PER_COMPANY = 3


@dataclass(slots=True)
class People:
    """One array a property, one entry a customer; codes are positions in the tables they come from."""

    number: Ints  # from 1, over all chunks
    market: Ints
    culture: Ints
    language: Ints
    male: Flags
    given: Ints
    surname: Ints
    second: Ints
    city: Ints
    postcode: Ints
    drift: Ints  # which way, and how far, from the middle of the town: 0 to 9999
    born: Ints  # days since 1970
    income: Ints  # whole units of the local currency
    interests: Flags  # customer x interest
    persona: Ints
    behaviour: Ints
    basket: Ints  # persona whose basket is theirs
    joined: Ints  # days since 1970
    children: Ints
    company: Ints  # from 0 within the chunk; -1: none
    hidden: dict[str, Flags]  # property -> who did not say
    mail: Ints  # 0 good, 1 malformed, 2 none, 3 bounces
    networks: Flags  # customer x (Instagram, TikTok, Facebook)

    @property
    def size(self) -> int:
        """How many there are."""
        return int(self.number.size)

    def planted(self, attribute: str) -> Ints:
        """A whole-number property of each one's behaviour."""
        return np.array([getattr(behaviour, attribute) for behaviour in BEHAVIOURS])[self.behaviour]

    def traits(self, attribute: str) -> Ints:
        """A whole-number property of each one's persona."""
        return np.array([getattr(persona, attribute) for persona in PERSONAS])[self.persona]


def people(seed: int, chunk: int, first: int, size: int, calendar: Seasons) -> People:
    """The customers numbered from `first`."""
    rng = stream(seed, "people", chunk)
    market, company = _markets(rng, size)
    persona = chosen(rng, [persona.share for persona in PERSONAS], size)
    persona[company >= 0] = CONTACT
    culture = _cultures(rng, market)
    male = chance(rng, 0.44, size)
    given, surname, second = _names(rng, culture, male)
    city, postcode = _places(rng, market)
    behaviour = chosen_by(rng, [persona.behaviours for persona in PERSONAS], persona)
    youngest, oldest = _ages(persona)
    noisy = {what: _noisy(rng, persona) for what in ("age", "income", "interests", "basket")}
    youngest[noisy["age"]], oldest[noisy["age"]] = PERSONAS[GENERAL].youngest, PERSONAS[GENERAL].oldest
    born = calendar.until - between(rng, youngest * 36525 // 100 + 1, (oldest + 1) * 36525 // 100 - 1, size)
    return People(
        number=np.arange(first, first + size),
        market=market,
        culture=culture,
        language=_languages(rng, market, culture),
        male=male,
        given=given,
        surname=surname,
        second=second,
        city=city,
        postcode=postcode,
        drift=between(rng, 0, 9999, size),
        born=born,
        income=_incomes(rng, market, np.where(noisy["income"], GENERAL, persona)),
        interests=_interests(rng, np.where(noisy["interests"], GENERAL, persona)),
        persona=persona,
        behaviour=behaviour,
        basket=np.where(noisy["basket"], GENERAL, persona),
        joined=calendar.until - _drawn(rng, behaviour, "joined"),
        children=_children(rng, persona),
        company=company,
        hidden={what: chance(rng, share / 100, size) for what, share in SHY_PERCENT.items()},
        mail=chosen(rng, (945, 15, 20, 20), size),
        networks=rng.random((size, 3)) * 100 < np.array([p.networks for p in PERSONAS])[persona],
    )


def company_markets(market: Ints, company: Ints) -> Ints:
    """The market of every company: that of the people in it."""
    found = np.zeros(int(company.max(initial=-1)) + 1, dtype=np.int64)
    found[company[company >= 0]] = market[company >= 0]
    return found


def _markets(rng: np.random.Generator, size: int) -> tuple[Ints, Ints]:
    market = chosen(rng, [market.share for market in MARKETS], size)
    company = np.full(size, -1, dtype=np.int64)
    contacts = np.flatnonzero(chance(rng, CONTACT_PERCENT / 100, size))
    companies = max(1, contacts.size // PEOPLE_PER_COMPANY)
    where = chosen(rng, [market.share for market in MARKETS], companies)
    # Everybody's company once, the rest at random, so that no company is empty.
    company[contacts] = np.where(
        np.arange(contacts.size) < companies,
        np.arange(contacts.size) % companies,
        between(rng, 0, companies - 1, contacts.size),
    )
    market[contacts] = where[company[contacts]]
    return market, company


def _cultures(rng: np.random.Generator, market: Ints) -> Ints:
    weights = [[dict(market.cultures).get(name, 0) for name in CULTURE_NAMES] for market in MARKETS]
    return chosen_by(rng, weights, market)


def _languages(rng: np.random.Generator, market: Ints, culture: Ints) -> Ints:
    own = np.array([0, 1, 2, 3, 4, 4])[culture]
    swaps = chance(rng, 0.26, market.size) & (
        market == 0
    )  # in Catalonia either may read the other's language
    return np.where(swaps, 1 - own, own)


def _names(rng: np.random.Generator, culture: Ints, male: Flags) -> tuple[Ints, Ints, Ints]:
    women = np.array([len(naming.female) for naming in CULTURES.values()])
    men = np.array([len(naming.male) for naming in CULTURES.values()])
    surnames = np.array([len(naming.surnames) for naming in CULTURES.values()])
    counts = np.where(male, men[culture], women[culture])
    given = between(rng, 0, counts - 1, culture.size)
    surname = between(rng, 0, surnames[culture] - 1, culture.size)
    return given, surname, between(rng, 0, surnames[culture] - 1, culture.size)


def _places(rng: np.random.Generator, market: Ints) -> tuple[Ints, Ints]:
    longest = max(len(CITIES[market.code]) for market in MARKETS)
    weights = np.zeros((len(MARKETS), longest), dtype=np.int64)
    codes = np.ones((len(MARKETS), longest, 2), dtype=np.int64)
    for row, each in enumerate(MARKETS):
        for column, town in enumerate(CITIES[each.code]):
            weights[row, column], codes[row, column] = town.weight, (town.postcode, town.codes)
    city = chosen_by(rng, weights, market)
    lowest, span = codes[market, city].T
    return city, lowest + between(rng, 0, span - 1, market.size)


def _ages(persona: Ints) -> tuple[Ints, Ints]:
    youngest = np.array([each.youngest for each in PERSONAS])
    oldest = np.array([each.oldest for each in PERSONAS])
    return youngest[persona], oldest[persona]


def _noisy(rng: np.random.Generator, persona: Ints) -> Flags:
    return np.asarray(chance(rng, NOISE / 100, persona.size) & (persona != CONTACT))


def _drawn(rng: np.random.Generator, behaviour: Ints, attribute: str) -> Ints:
    limits = np.array([getattr(each, attribute) for each in BEHAVIOURS])[behaviour]
    return between(rng, limits[:, 0], limits[:, 1], behaviour.size)


def _incomes(rng: np.random.Generator, market: Ints, persona: Ints) -> Ints:
    limits = np.array([each.income for each in PERSONAS])[persona]
    percent = between(rng, limits[:, 0], limits[:, 1], market.size)
    medians = np.array([each.income for each in MARKETS])[market]
    return medians * percent // 100 // 100 * 100


def _interests(rng: np.random.Generator, persona: Ints) -> Flags:
    shares = np.array([each.interests for each in PERSONAS])[persona]
    return np.asarray(rng.random((persona.size, len(INTERESTS))) * 100 < shares)


def _children(rng: np.random.Generator, persona: Ints) -> Ints:
    limits = np.array([each.children for each in PERSONAS])[persona]
    return between(rng, limits[:, 0], limits[:, 1], persona.size)


def contact_rows(crowd: People) -> Flags:
    """Who is a contact at a company."""
    return np.asarray(crowd.behaviour == BUSINESS)


def joined_at(crowd: People) -> Ints:
    """The instant each became known, in the morning of the day (UTC), as seconds since 1970."""
    return crowd.joined * DAY + 6 * 3600 + crowd.drift * 4

"""Business clients: companies, their deals, and what was said between them and the shop's sellers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clientela.sample.columns import DAY
from clientela.sample.draws import Flags, Ints, between, chance, chosen, chosen_by, spread, stream
from clientela.sample.markets import MARKETS
from clientela.sample.people import People, company_markets
from clientela.sample.seasons import HISTORY, HOUR_NAMES, Seasons

INDUSTRIES = (
    "retail",
    "hospitality",
    "healthcare",
    "logistics",
    "manufacturing",
    "education",
    "construction",
)
TECHNOLOGIES = ("PrestaShop", "Shopify", "WooCommerce", "SAP", "Odoo", "Microsoft Dynamics", "Excel")
PROCESSES = ("tender", "framework contract", "single orders")
STAGES = ("prospecting", "qualified", "proposal", "negotiation", "closed")
STATUSES = ("open", "won", "lost")
LOST_REASONS = ("price too high", "no budget", "chose a competitor", "bad timing", "no answer")
PRICE = LOST_REASONS.index("price too high")
STATES = ("active", "lost_on_price", "quiet")  # quiet: nobody there opens our mail
ACTIVE, LOST_ON_PRICE, QUIET = range(3)
STATE_WEIGHTS = (52, 22, 26)
SELLERS = ("Meritxell Soler", "Kamil Wrona", "Ilinca Toma", "Timur Alimov")
JOB_TITLES = ("Buyer", "Head of purchasing", "Owner", "Office manager", "HR manager", "Store manager")
CALL_RESULTS = ("reached", "no answer", "call back", "voicemail")
STAFF = ((1, 9), (10, 49), (51, 249), (250, 1800))
STAFF_WEIGHTS = (26, 34, 28, 12)
LAST_CONTACT = (372, 722)  # days before `until` of the last word with clients who found us too dear
OFFICE_PHONE_PERCENT, OFFICE_MAIL_PERCENT = 38, 7


@dataclass(slots=True)
class Firms:
    """One entry a company of the chunk."""

    number: Ints
    market: Ints
    state: Ints
    employees: Ints
    revenue: Ints  # whole units of the local currency
    industry: Ints
    technology: Ints
    process: Ints
    founded: Ints
    name: Ints
    known: Ints  # days since 1970
    last_contact: Ints  # days since 1970: no word with its people after it


@dataclass(slots=True)
class Deals:
    """One entry a deal; `contact` is a position among the chunk's people, -1 where only the firm is named."""

    number: Ints
    company: Ints
    contact: Ints
    opened: Ints
    closed: Ints  # -1: open
    status: Ints
    stage: Ints
    reason: Ints  # -1: not lost
    amount: Ints  # hundredths
    product: Ints


@dataclass(slots=True)
class Contacts:
    """Calls and visits of the shop's sellers; one entry each."""

    owner: Ints
    at: Ints
    visit: Flags
    minutes: Ints
    result: Ints


def firms(seed: int, chunk: int, crowd: People, calendar: Seasons) -> Firms:
    """The companies that the chunk's contacts work for."""
    rng = stream(seed, "firms", chunk)
    market = company_markets(crowd.market, crowd.company)
    count = market.size
    state = chosen(rng, STATE_WEIGHTS, count)
    known = calendar.until - between(rng, 1000, 1460, count)
    last = calendar.until - between(rng, *LAST_CONTACT, count)
    employees = _employees(rng, state)
    return Firms(
        number=np.arange(count) + chunk * 100_000 + 1,
        market=market,
        state=state,
        employees=employees,
        revenue=employees * np.array([m.income for m in MARKETS])[market] * between(rng, 2, 6, count),
        industry=chosen(rng, (40, 20, 10, 9, 8, 7, 6), count),
        technology=between(rng, 0, len(TECHNOLOGIES) ** 2 - 1, count),
        process=chosen(rng, (20, 30, 50), count),
        founded=between(rng, 1951, 2021, count),
        name=between(rng, 0, 2**31, count),
        known=known,
        last_contact=np.where(state == LOST_ON_PRICE, last, calendar.until - 1),
    )


def _employees(rng: np.random.Generator, state: Ints) -> Ints:
    weights = np.array([STAFF_WEIGHTS, STAFF_WEIGHTS, (12, 22, 46, 20)])  # the quiet ones are bigger
    limits = np.array(STAFF)[chosen_by(rng, weights, state)]
    return between(rng, limits[:, 0], limits[:, 1], state.size)


def join_with_company(crowd: People, company: Firms) -> None:
    """Make contacts known when their company was, or soon after: never after the last word with it."""
    rows = np.flatnonzero(crowd.company >= 0)
    crowd.joined[rows] = company.known[crowd.company[rows]] + crowd.drift[rows] % 200


def deals(seed: int, chunk: int, crowd: People, company: Firms) -> Deals:
    """Every company's deals; those who found us too dear lost their last one over the price."""
    rng = stream(seed, "firms", chunk, 1)
    owner, nth = spread(chosen(rng, (12, 42, 28, 18), company.number.size) + (company.state == LOST_ON_PRICE))
    count = owner.size
    last = nth == _last_of(owner)
    dear = last & (company.state[owner] == LOST_ON_PRICE)
    closed = company.last_contact[owner] - np.where(
        dear, between(rng, 0, 30, count), between(rng, 31, 230, count)
    )
    opened = np.maximum(closed - between(rng, 10, 120, count), company.known[owner])
    closed = np.maximum(closed, opened + 1)
    status = np.where(
        dear, 2, chosen_by(rng, [(22, 46, 32), (0, 40, 60)], (company.state[owner] != ACTIVE) * 1)
    )
    reason = np.where(dear, PRICE, chosen(rng, (18, 24, 26, 18, 14), count))
    return Deals(
        number=np.arange(count) + chunk * 100_000 + 1,
        company=owner,
        contact=np.where(chance(rng, 0.78, count), _someone(rng, crowd, owner), -1),
        opened=opened,
        closed=np.where(status == 0, -1, closed),
        status=status,
        stage=np.where(status == 0, chosen(rng, (30, 28, 26, 16), count), len(STAGES) - 1),
        reason=np.where(status == 2, reason, -1),
        amount=_deal_amounts(rng, company, owner),
        product=150 + between(rng, 0, 9, count),
    )


def _last_of(owner: Ints) -> Ints:
    return np.asarray((np.bincount(owner) - 1)[owner])


def _someone(rng: np.random.Generator, crowd: People, company: Ints) -> Ints:
    rows = np.flatnonzero(crowd.company >= 0)
    rows = rows[np.argsort(crowd.company[rows], kind="stable")]
    counts = np.bincount(crowd.company[rows], minlength=int(company.max(initial=0)) + 1)
    firsts = np.cumsum(counts) - counts
    return np.asarray(rows[firsts[company] + between(rng, 0, counts[company] - 1, company.size)])


def _deal_amounts(rng: np.random.Generator, company: Firms, owner: Ints) -> Ints:
    euros = between(rng, 8, 60, owner.size) * (10 + np.minimum(company.employees[owner], 600))
    rates = np.array([market.per_thousand for market in MARKETS])
    return np.asarray(euros * rates[company.market[owner]] // 1000 * 100)


def contacts(seed: int, chunk: int, crowd: People, company: Firms, calendar: Seasons) -> Contacts:
    """Calls and visits; the last with each of those who found us too dear lies in the second year back."""
    rng = stream(seed, "firms", chunk, 2)
    people = np.flatnonzero(crowd.company >= 0)
    firm = crowd.company[people]
    owner, nth = spread(1 + chosen(rng, (20, 30, 26, 14, 10), people.size) + (company.state[firm] == ACTIVE))
    last = company.last_contact[firm[owner]]
    first = np.maximum(crowd.joined[people[owner]], calendar.until - HISTORY)
    day = between(rng, np.minimum(first, last), last, owner.size)
    dear = (nth == 0) & (company.state[firm[owner]] == LOST_ON_PRICE)
    day = np.where(dear, last, day)
    hours = np.full(owner.size, HOUR_NAMES.index("office"), dtype=np.int64)
    return Contacts(
        owner=people[owner],
        at=calendar.instants(rng, crowd.market[people[owner]], day, hours),
        visit=chance(rng, 0.27, owner.size),
        minutes=between(rng, 1, 45, owner.size),
        result=chosen(rng, (58, 20, 14, 8), owner.size),
    )


def quiet_people(crowd: People, company: Firms) -> Flags:
    """Who works at a company where nobody opens our mail."""
    known = np.append(company.state, ACTIVE)
    return np.asarray(known[crowd.company] == QUIET)


def silent_after(crowd: People, company: Firms, calendar: Seasons) -> Ints:
    """The day after which nothing reaches each person: `until`, but the last contact of lost clients."""
    last = np.append(
        np.where(company.state == LOST_ON_PRICE, company.last_contact, calendar.until), calendar.until
    )
    return last[crowd.company] * DAY

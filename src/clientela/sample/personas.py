"""Whom the sample plants: personas (who they are) and behaviours (how they buy), as data.

`truth/README.md` of every sample is written from these tables, so that what is said is what was done.
"""

from __future__ import annotations

from dataclasses import dataclass

from clientela.sample.goods import CATEGORIES

INTERESTS = (
    "urban",
    "casual",
    "technology",
    "music",
    "travel",
    "sport",
    "family",
    "home",
    "cooking",
    "trends",
    "social media",
    "gaming",
    "gardening",
    "culture",
    "business",
)
NOISE = (
    8  # per cent of a persona's people whose age, income, interests or basket are anybody's, each by itself
)


@dataclass(frozen=True, slots=True)
class Persona:
    """Who somebody is; weights follow the order of the things they weigh."""

    name: str
    share: int
    youngest: int
    oldest: int
    income: tuple[int, int]  # per cent of the market's median
    interests: tuple[int, ...]  # per cent that hold each of INTERESTS
    basket: tuple[int, ...]  # weight of each of CATEGORIES
    hours: str
    habit: str
    mobile: int  # per cent of visits from a telephone
    quantity: int  # most pieces of one article
    discount: int  # points added to the chance of a discount
    networks: tuple[int, int, int]  # per cent with Instagram, TikTok, Facebook
    children: tuple[int, int]
    behaviours: tuple[int, ...]  # weight of each of BEHAVIOURS


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How somebody buys. Days count back from `until`."""

    name: str
    joined: tuple[int, int]
    stopped: tuple[int, int]  # days between the last possible order and `until`
    span: tuple[int, int]  # days during which orders come
    gap: tuple[int, int]  # days from order to order; (0, 0): `orders` of them at any time
    orders: tuple[int, int]
    discount: int  # per cent of orders at a discount
    visits: tuple[int, int]  # to the web shop in the last year, beside those that end in an order
    opens: int  # per cent of mails opened by the person
    clicks: int  # per cent of mails clicked
    price: int  # per cent: how dear the models chosen are


BEHAVIOURS: tuple[Behaviour, ...] = (
    Behaviour("occasional", (90, 1400), (0, 0), (80, 1095), (0, 0), (1, 4), 26, (0, 5), 30, 5, 100),
    Behaviour("steady", (300, 1400), (0, 0), (240, 900), (28, 85), (4, 40), 22, (1, 8), 46, 11, 105),
    Behaviour("vip", (400, 1460), (0, 0), (330, 1095), (13, 32), (9, 90), 10, (4, 14), 62, 20, 150),
    Behaviour(
        "discount_hunter", (260, 1400), (0, 0), (240, 900), (55, 130), (3, 20), 100, (2, 10), 50, 20, 85
    ),
    Behaviour("lapsed", (1000, 1460), (185, 560), (240, 400), (22, 38), (7, 20), 20, (0, 1), 9, 1, 100),
    Behaviour("gift_buyer", (340, 1460), (0, 0), (330, 1095), (0, 0), (1, 4), 18, (0, 2), 22, 4, 115),
    Behaviour("newcomer", (2, 60), (0, 0), (2, 60), (0, 0), (1, 2), 45, (1, 6), 58, 16, 95),
    Behaviour("never_bought", (20, 900), (0, 0), (0, 0), (0, 0), (0, 0), 0, (0, 4), 24, 4, 100),
    Behaviour("business", (300, 1460), (0, 0), (300, 1000), (0, 0), (0, 6), 15, (0, 3), 34, 6, 100),
)
BEHAVIOUR_NAMES = tuple(behaviour.name for behaviour in BEHAVIOURS)
BUSINESS = BEHAVIOUR_NAMES.index("business")


def _basket(**weights: int) -> tuple[int, ...]:
    return tuple(weights.get(category.replace("-", "_"), 2) for category in CATEGORIES)


def _interests(**shares: int) -> tuple[int, ...]:
    return tuple(shares.get(interest.replace(" ", "_"), 5) for interest in INTERESTS)


PERSONAS: tuple[Persona, ...] = (
    Persona(
        "young_professional",
        20,
        25,
        35,
        (105, 210),
        _interests(urban=76, casual=34, technology=40, music=38, travel=46, sport=36, trends=18, culture=20),
        _basket(jackets=30, sneakers=30, jeans=12, hoodies=10, shirts=9, t_shirts=6),
        "evening",
        "even",
        82,
        1,
        0,
        (70, 22, 30),
        (0, 0),
        (22, 27, 11, 6, 13, 3, 10, 8, 0),
    ),
    Persona(
        "family",
        23,
        35,
        50,
        (80, 160),
        _interests(family=80, home=44, cooking=36, travel=28, sport=20, casual=26, urban=8, gardening=14),
        _basket(children=62, t_shirts=14, trousers=10, shoes=8, sportswear=8, sweaters=6),
        "day",
        "weekend",
        52,
        4,
        4,
        (30, 6, 60),
        (1, 4),
        (25, 27, 6, 9, 15, 5, 6, 7, 0),
    ),
    Persona(
        "teenager",
        14,
        15,
        24,
        (6, 34),
        _interests(trends=76, social_media=60, music=56, gaming=42, urban=22, sport=24, casual=22),
        _basket(hoodies=26, t_shirts=24, sneakers=22, skirts=10, accessories=10, jeans=10),
        "afternoon",
        "even",
        93,
        1,
        34,
        (88, 80, 6),
        (0, 0),
        (30, 12, 1, 22, 11, 2, 12, 10, 0),
    ),
    Persona(
        "general",
        43,
        18,
        80,
        (45, 170),
        _interests(
            urban=13, casual=24, travel=24, home=26, cooking=24, gardening=20, culture=22, family=22, sport=16
        ),
        _basket(
            jackets=7,
            jeans=7,
            t_shirts=8,
            shirts=9,
            dresses=9,
            sweaters=9,
            coats=8,
            trousers=9,
            shoes=9,
            skirts=6,
            accessories=7,
            sneakers=5,
            hoodies=4,
            children=4,
        ),
        "day",
        "even",
        46,
        2,
        0,
        (34, 10, 44),
        (0, 3),
        (34, 17, 5, 8, 15, 8, 6, 9, 0),
    ),
    Persona(
        "business_contact",
        0,
        26,
        62,
        (90, 220),
        _interests(business=70, travel=22, technology=24, culture=16, family=18, sport=16),
        _basket(workwear=50, t_shirts=16, shirts=14, trousers=8, jackets=6),
        "office",
        "even",
        24,
        60,
        0,
        (18, 2, 30),
        (0, 3),
        (0, 0, 0, 0, 0, 0, 0, 0, 1),
    ),
)
PERSONA_NAMES = tuple(persona.name for persona in PERSONAS)
YOUNG, FAMILY, TEENAGER, GENERAL, CONTACT = range(5)
CONTACT_PERCENT = 6  # of customers are people at companies
SHY_PERCENT = {"income": 24, "birthday": 9, "interests": 12, "phone": 17, "gender": 5}  # left empty

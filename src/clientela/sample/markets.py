"""The countries the shop sells in: language, money, clock, telephones, ways of paying, holidays."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Market:
    """One market. Shares are whole numbers that need not sum to anything in particular."""

    code: str
    country: str
    share: int
    cultures: tuple[tuple[str, int], ...]
    currency: str
    per_thousand: int  # local price of a thousand euros' worth of goods, whole currency units
    price_step: int  # minor units: prices are rounded up to a multiple of this, less `price_off`
    price_off: int
    zone: str
    prefix: str  # of an international number
    mobiles: tuple[str, ...]  # how national mobile numbers begin
    digits: int  # of a national number
    landline: str
    trunk: str  # dialled before a national number at home
    mail_domain: str
    payments: tuple[tuple[str, int], ...]
    income: int  # median gross income a year, whole currency units
    holidays: tuple[str, ...]  # MM-DD: shops are shut or quiet
    gifts: tuple[str, ...]  # MM-DD: the days before them are busy
    postcode: str  # with {:0n} for the number
    split: int = 0  # a postcode is written with a hyphen after so many digits


MARKETS: tuple[Market, ...] = (
    Market(
        "CAT",
        "ES",
        26,
        (("ca", 62), ("es", 38)),
        "EUR",
        1000,
        100,
        5,
        "Europe/Madrid",
        "+34",
        ("6", "71", "72"),
        9,
        "93",
        "",
        "correu.example",
        (("card", 62), ("paypal", 18), ("bizum", 14), ("cash_on_delivery", 6)),
        29000,
        (
            "01-01",
            "01-06",
            "05-01",
            "06-24",
            "08-15",
            "09-11",
            "10-12",
            "11-01",
            "12-06",
            "12-08",
            "12-25",
            "12-26",
        ),
        ("01-06", "04-23", "12-25"),
        "{:05d}",
    ),
    Market(
        "ES",
        "ES",
        12,
        (("es", 100),),
        "EUR",
        1000,
        100,
        5,
        "Europe/Madrid",
        "+34",
        ("6", "71", "72"),
        9,
        "91",
        "",
        "correo.example",
        (("card", 60), ("paypal", 20), ("bizum", 12), ("cash_on_delivery", 8)),
        27000,
        ("01-01", "01-06", "05-01", "08-15", "10-12", "11-01", "12-06", "12-08", "12-25"),
        ("01-06", "02-14", "12-25"),
        "{:05d}",
    ),
    Market(
        "PL",
        "PL",
        24,
        (("pl", 100),),
        "PLN",
        4100,
        1000,
        10,
        "Europe/Warsaw",
        "+48",
        ("50", "60", "66", "69", "72", "78", "79", "88"),
        9,
        "22",
        "",
        "poczta.example",
        (("blik", 52), ("card", 20), ("transfer", 14), ("cash_on_delivery", 10), ("paypal", 4)),
        84000,
        ("01-01", "01-06", "05-01", "05-03", "08-15", "11-01", "11-11", "12-25", "12-26"),
        ("02-14", "05-26", "12-06", "12-24"),
        "{:05d}",
        2,
    ),
    Market(
        "RO",
        "RO",
        17,
        (("ro", 100),),
        "RON",
        4500,
        100,
        1,
        "Europe/Bucharest",
        "+40",
        ("72", "73", "74", "75", "76"),
        9,
        "21",
        "0",
        "posta.example",
        (("cash_on_delivery", 46), ("card", 44), ("transfer", 10)),
        72000,
        ("01-01", "01-02", "01-24", "05-01", "06-01", "08-15", "11-30", "12-01", "12-25", "12-26"),
        ("03-01", "03-08", "12-25"),
        "{:06d}",
    ),
    Market(
        "MD",
        "MD",
        6,
        (("ro", 74), ("ru", 26)),
        "MDL",
        16500,
        500,
        0,
        "Europe/Chisinau",
        "+373",
        ("60", "68", "69", "78", "79"),
        8,
        "22",
        "0",
        "mail.example",
        (("cash_on_delivery", 60), ("card", 30), ("transfer", 10)),
        170000,
        ("01-01", "01-07", "03-08", "05-01", "05-09", "08-27", "08-31", "12-25"),
        ("03-01", "03-08", "12-25", "12-31"),
        "MD-{:04d}",
    ),
    Market(
        "KZ",
        "KZ",
        10,
        (("kk", 58), ("ru", 42)),
        "KZT",
        470000,
        100000,
        1000,
        "Asia/Almaty",
        "+7",
        ("701", "702", "705", "707", "771", "775", "777"),
        10,
        "7272",
        "8",
        "pochta.example",
        (("card", 55), ("cash_on_delivery", 25), ("transfer", 12), ("instalments", 8)),
        4800000,
        (
            "01-01",
            "01-02",
            "01-07",
            "03-08",
            "03-21",
            "03-22",
            "05-01",
            "05-07",
            "05-09",
            "07-06",
            "08-30",
            "12-16",
        ),
        ("03-08", "12-31"),
        "{:06d}",
    ),
    Market(
        "LV",
        "LV",
        3,
        (("ru", 100),),
        "EUR",
        960,
        100,
        10,
        "Europe/Riga",
        "+371",
        ("26", "27", "28", "29"),
        8,
        "67",
        "",
        "pasts.example",
        (("card", 64), ("transfer", 26), ("cash_on_delivery", 10)),
        20500,
        ("01-01", "05-01", "05-04", "06-23", "06-24", "11-18", "12-25", "12-26"),
        ("03-08", "12-24"),
        "LV-{:04d}",
    ),
    Market(
        "EE",
        "EE",
        2,
        (("ru", 100),),
        "EUR",
        1030,
        100,
        10,
        "Europe/Tallinn",
        "+372",
        ("51", "52", "53", "55", "56"),
        8,
        "6",
        "",
        "post.example",
        (("card", 60), ("transfer", 34), ("paypal", 6)),
        25500,
        ("01-01", "02-24", "05-01", "06-23", "06-24", "08-20", "12-25", "12-26"),
        ("03-08", "12-24"),
        "{:05d}",
    ),
)

SALES = (("01-07", "02-05"), ("07-01", "07-31"))
SUMMER_LULL = ("08-01", "08-20")

"""What was planted, kept aside so that discovery can be scored."""

from __future__ import annotations

import json
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path

import numpy as np

from clientela.sample.columns import flags, taken
from clientela.sample.customer_files import company_numbers
from clientela.sample.firms import LOST_ON_PRICE, Firms, quiet_people
from clientela.sample.goods import CATEGORIES
from clientela.sample.people import People
from clientela.sample.personas import BEHAVIOUR_NAMES, BEHAVIOURS, INTERESTS, NOISE, PERSONA_NAMES, PERSONAS
from clientela.sample.wording import company_ids, customer_ids
from clientela.sample.writing import DelimitedFile, Dialect

FOLDER = "truth"
PLANTED = f"{FOLDER}/planted.csv"
RULES = {
    "young_professional": "25 to 35, income 105-210 % of the market's median, 'urban' among the interests, "
    "jackets and sneakers, in the evening, from a telephone",
    "family": "35 to 50, children, children's clothing in quantity, at week-ends",
    "teenager": "15 to 24, income 6-34 % of the median, 'trends', hoodies and T-shirts, at a discount, "
    "on Instagram and TikTok",
    "general": "anybody from 18 to 80",
    "business_contact": "works for a company; buys in bulk, pays by transfer",
    "occasional": "one to four orders at any time",
    "steady": "an order every 28 to 85 days, still going on",
    "vip": "an order every 13 to 32 days, dear models, opens and clicks",
    "discount_hunter": "every order at a discount, mostly in sales "
    "(7 in 100 of them sometimes pay the full price)",
    "lapsed": "an order every 22 to 38 days for 8 to 13 months, none for the last 185 to 560 days",
    "gift_buyer": "orders in December alone",
    "newcomer": "known for at most 60 days, one or two orders",
    "never_bought": "on the list, no order",
    "business": "a contact at a company: up to six orders of many pieces",
    "lost_on_price": "a contact of a company whose last deal was lost because the price was too high, "
    "and whose last call, visit or message lies 372 to 722 days back",
    "quiet_firm": "a contact of a company where nobody opened a message in the last 140 days",
}


class Truth:
    """The file that says who was planted as what."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._folder = folder / FOLDER
        self._folder.mkdir(exist_ok=True)
        self._file = stack.enter_context(DelimitedFile(self._folder / "planted.csv", Dialect()))
        self._counts: dict[str, int] = dict.fromkeys(RULES, 0)

    def write(self, crowd: People, company: Firms) -> None:
        """Add the chunk's customers."""
        lost = np.append(company.state == LOST_ON_PRICE, values=False)[crowd.company]
        quiet = quiet_people(crowd, company)
        firm = company_numbers(crowd, company)
        self._file.write(
            {
                "customer_id": customer_ids(crowd.number),
                "persona": taken(PERSONA_NAMES, crowd.persona),
                "behaviour": taken(BEHAVIOUR_NAMES, crowd.behaviour),
                "company_id": taken(
                    company_ids(company.number).to_pylist(), np.where(firm > 0, crowd.company, -1)
                ),
                "lost_on_price": flags(lost, "1", "0"),
                "quiet_firm": flags(quiet, "1", "0"),
            }
        )
        for codes, names in ((crowd.persona, PERSONA_NAMES), (crowd.behaviour, BEHAVIOUR_NAMES)):
            for name, count in zip(names, np.bincount(codes, minlength=len(names)).tolist(), strict=True):
                self._counts[name] += count
        self._counts["lost_on_price"] += int(lost.sum())
        self._counts["quiet_firm"] += int(quiet.sum())

    @property
    def counts(self) -> dict[str, int]:
        """Planted segment -> customers."""
        return dict(self._counts)

    def explain(self) -> None:
        """Write how each was planted, for people and for programs."""
        facts = {
            "noise_percent": NOISE,
            "counts": self._counts,
            "rules": RULES,
            "interests": INTERESTS,
            "categories": CATEGORIES,
            "personas": [asdict(persona) for persona in PERSONAS],
            "behaviours": [asdict(behaviour) for behaviour in BEHAVIOURS],
        }
        text = json.dumps(facts, ensure_ascii=False, indent=2) + "\n"
        (self._folder / "planted.json").write_bytes(text.encode())
        rows = [f"| {name} | {self._counts[name]:,} | {rule} |" for name, rule in RULES.items()]
        lines = [
            "# What was planted",
            "",
            "`planted.csv` names each customer's persona (who she is) and behaviour (how she buys); the two",
            f"are drawn together and overlap freely. Of every persona {NOISE} in 100 have anybody's age,",
            "likewise income, interests and basket, each drawn by itself, so that no rule separates the",
            "personas perfectly. Percentages and ranges are in `planted.json`. Do not import this folder.",
            "",
            "| planted | customers | how |",
            "|---|---|---|",
            *rows,
            "",
        ]
        (self._folder / "README.md").write_bytes("\n".join(lines).encode())

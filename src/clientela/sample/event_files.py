"""Writes what happened: orders and lines, visits, messages, tickets, answers, reviews, consents."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import numpy as np

from clientela.sample.columns import Text, amounts, flags, instants, joined, numbers, taken, where
from clientela.sample.draws import Ints
from clientela.sample.goods import LANGUAGES, PRODUCTS
from clientela.sample.mailing import CHANNELS as MESSAGE_CHANNELS
from clientela.sample.mailing import EMAIL, FAR, SMS, Campaign, Consents, Messages
from clientela.sample.mailing import KINDS as MESSAGE_KINDS
from clientela.sample.markets import MARKETS
from clientela.sample.orders import CHANNELS, PAYMENTS, REASONS, STATUSES, Lines, Orders
from clientela.sample.people import LANGUAGE_NAMES, People, joined_at
from clientela.sample.phrases import LANGUAGES as PHRASE_LANGUAGES
from clientela.sample.phrases import THEMES, TICKETS, TONES, opening_words, sentence_words
from clientela.sample.voice import NETWORKS, REACTIONS, SURVEYS, Opinions, Reactions, Tickets
from clientela.sample.web import KINDS as WEB_KINDS
from clientela.sample.web import PAGES, Visits
from clientela.sample.wording import customer_ids, emails
from clientela.sample.writing import DelimitedFile, Dialect, JsonLines

CURRENCIES = [market.currency for market in MARKETS]
SKUS = [product.sku for product in PRODUCTS]
SKU_CATEGORIES = [product.garment.category for product in PRODUCTS]
TOPICS = ("where is my order", "exchange", "defect", "discount not applied", "account")
TICKET_CHANNELS = ("email", "chat", "phone")
WORDING = {
    "ca": "Vull rebre novetats i ofertes.",
    "es": "Quiero recibir novedades y ofertas.",
    "pl": "Chcę otrzymywać nowości i oferty.",
    "ro": "Doresc să primesc noutăți și oferte.",
    "ru": "Хочу получать новости и предложения.",
}


class EventFiles:
    """Every file of events, open for writing."""

    def __init__(self, folder: Path, stack: ExitStack, past: tuple[Campaign, ...]) -> None:
        self._past = past
        self._delimited: dict[str, DelimitedFile] = {}
        for name in (
            "orders.csv",
            "order_lines.csv.gz",
            "returns.csv",
            "messages.csv.gz",
            "tickets.csv",
            "social.csv",
            "surveys.csv",
            "reviews.csv",
            "consents.csv",
        ):
            self._delimited[name] = stack.enter_context(DelimitedFile(folder / name, Dialect()))
        self._web = stack.enter_context(JsonLines(folder / "web.jsonl.gz", Dialect()))

    def rows(self) -> dict[str, int]:
        """File -> rows written."""
        return {name: made.rows for name, made in self._delimited.items()} | {"web.jsonl.gz": self._web.rows}

    def orders(self, crowd: People, made: Orders, lines: Lines) -> None:
        """Orders, the lines of those that were not cancelled, and what came back."""
        kept = np.flatnonzero(made.status[lines.order] != 1)
        returned = np.flatnonzero(made.refund)
        self._delimited["orders.csv"].write(_order_columns(crowd, made, lines, self._past))
        self._delimited["order_lines.csv.gz"].write(_line_columns(crowd, made, lines, kept))
        self._delimited["returns.csv"].write(_return_columns(crowd, made, returned))

    def visits(self, crowd: People, seen: Visits) -> None:
        """Web and app events."""
        self._web.write(_visit_columns(crowd, seen))

    def messages(self, crowd: People, ledger: Messages) -> None:
        """Past campaigns."""
        self._delimited["messages.csv.gz"].write(_message_columns(crowd, ledger, self._past))

    def tickets(self, crowd: People, asked: Tickets) -> None:
        """Tickets opened and closed."""
        self._delimited["tickets.csv"].write(_ticket_columns(crowd, asked, closed=False))
        self._delimited["tickets.csv"].write(_ticket_columns(crowd, asked, closed=True))

    def reactions(self, crowd: People, seen: Reactions) -> None:
        """What people did on social networks."""
        size = seen.owner.size
        self._delimited["social.csv"].write(
            {
                "event": taken(("social_interaction",), np.zeros(size, dtype=np.int64)),
                "customer_id": customer_ids(crowd.number[seen.owner]),
                "timestamp": instants(seen.at),
                "network": taken(NETWORKS, seen.network),
                "action": taken(REACTIONS, seen.reaction),
            }
        )

    def opinions(self, crowd: People, reviewed: Opinions, answered: Opinions) -> None:
        """Reviews by customer number, survey answers by e-mail address."""
        self._delimited["reviews.csv"].write(_review_columns(crowd, reviewed))
        self._delimited["surveys.csv"].write(_survey_columns(crowd, answered))

    def consents(self, crowd: People, agreed: Consents) -> None:
        """Who gave, refused and withdrew consent."""
        for channel in (EMAIL, SMS):
            self._delimited["consents.csv"].write(_consent_columns(crowd, agreed, channel))
        self._delimited["consents.csv"].write(_withdrawal_columns(crowd, agreed))


def order_numbers(numbered: Ints) -> Text:
    """The shop's own numbers of orders."""
    return joined("O", numbers(numbered, 9))


def _cart_ids(numbered: Ints) -> Text:
    """Carts of orders, carts left behind, and none."""
    made = joined("K", numbers(np.abs(numbered), 9))
    return where(numbered == 0, None, where(numbered < 0, joined("A", numbers(np.abs(numbered), 9)), made))


def _order_columns(crowd: People, made: Orders, lines: Lines, past: tuple[Campaign, ...]) -> dict[str, Text]:
    first = np.searchsorted(lines.order, np.arange(made.owner.size))
    pieces = np.add.reduceat(lines.quantity, first) if first.size else first
    codes = taken([campaign.code for campaign in past], made.campaign)
    coupon = where(made.campaign >= 0, codes, joined("SAVE", numbers(made.percent)))
    return {
        "order_id": order_numbers(made.number),
        "customer_id": customer_ids(crowd.number[made.owner]),
        "order_date": instants(made.at),
        "status": taken(STATUSES, np.where(made.status == 2, 0, made.status)),
        "channel": taken(CHANNELS, made.channel),
        "category": taken(SKU_CATEGORIES, lines.product[first]),
        "quantity": numbers(pieces),
        "total": amounts(made.total),
        "currency": taken(CURRENCIES, crowd.market[made.owner]),
        "discount": amounts(made.off),
        "coupon": where(made.coupon, coupon, None),
        "payment_method": taken(PAYMENTS, made.payment),
        "campaign": taken([campaign.name for campaign in past], made.campaign),
        "cart_id": where(made.channel == 2, None, _cart_ids(made.number)),
    }


def _line_columns(crowd: People, made: Orders, lines: Lines, kept: Ints) -> dict[str, Text]:
    order, product = lines.order[kept], lines.product[kept]
    owner = made.owner[order]
    names = [each.name(language) for language in LANGUAGES for each in PRODUCTS]
    spoken = np.array([LANGUAGES.index(name) for name in LANGUAGE_NAMES])[crowd.language[owner]]
    number = order_numbers(made.number[order])
    return {
        "line_id": joined(number, "-", numbers(lines.nth[kept])),
        "order_id": number,
        "customer_id": customer_ids(crowd.number[owner]),
        "order_date": instants(made.at[order]),
        "sku": taken(SKUS, product),
        "product_name": taken(names, spoken * len(PRODUCTS) + product),
        "category": taken(SKU_CATEGORIES, product),
        "quantity": numbers(lines.quantity[kept]),
        "unit_price": amounts(lines.unit[kept]),
        "discount": amounts(lines.off[kept]),
        "line_total": amounts(lines.amount[kept]),
        "currency": taken(CURRENCIES, crowd.market[owner]),
    }


def _return_columns(crowd: People, made: Orders, rows: Ints) -> dict[str, Text]:
    number = order_numbers(made.number[rows])
    return {
        "event_id": joined("R", number),
        "event": taken(("order_refunded",), np.zeros(rows.size, dtype=np.int64)),
        "customer_id": customer_ids(crowd.number[made.owner[rows]]),
        "timestamp": instants(made.refunded_at[rows]),
        "order_id": number,
        "amount": amounts(made.refund[rows]),
        "currency": taken(CURRENCIES, crowd.market[made.owner[rows]]),
        "reason": taken(REASONS, made.reason[rows]),
    }


def _visit_columns(crowd: People, seen: Visits) -> dict[str, Text]:
    first = int(crowd.number[0]) * 1_000_000 if seen.owner.size else 0
    return {
        "event_id": joined("w", numbers(first + np.arange(seen.owner.size))),
        "event": taken(WEB_KINDS, seen.kind),
        "customer_id": customer_ids(crowd.number[seen.owner]),
        "timestamp": instants(seen.at),
        "channel": taken(("web", "app"), seen.phone * (seen.at % 3 == 0)),
        "device": taken(("desktop", "mobile"), seen.phone),
        "item": taken(SKUS, seen.product),
        "category": taken(SKU_CATEGORIES, seen.product),
        "cart_id": _cart_ids(seen.cart),
        "amount": where(seen.amount >= 0, amounts(np.maximum(seen.amount, 0)), None),
        "currency": taken(CURRENCIES, np.where(seen.amount >= 0, crowd.market[seen.owner], -1)),
        "url": taken(PAGES, seen.page),
    }


def _message_columns(crowd: People, ledger: Messages, past: tuple[Campaign, ...]) -> dict[str, Text]:
    names = [campaign.name for campaign in past]
    channels = np.array([campaign.channel for campaign in past], dtype=np.int64)
    person = customer_ids(crowd.number[ledger.owner])
    return {
        "event": taken(MESSAGE_KINDS, ledger.kind),
        "customer_id": person,
        "timestamp": instants(ledger.at),
        "campaign": taken(names, ledger.campaign),
        "channel": taken(MESSAGE_CHANNELS, channels[ledger.campaign]),
        "message_id": joined("M", numbers(ledger.campaign), "-", person),
        "machine": flags(ledger.machine, "true", "false"),
    }


def _ticket_columns(crowd: People, asked: Tickets, *, closed: bool) -> dict[str, Text]:
    rows = np.flatnonzero(asked.closed >= 0) if closed else np.arange(asked.owner.size)
    owner = asked.owner[rows]
    words = [text for language in PHRASE_LANGUAGES for text in TICKETS[language]]
    said = crowd.language[owner] * len(TOPICS) + asked.topic[rows]
    number = joined("T", numbers(asked.number[rows], 8))
    hours = (asked.closed[rows] - asked.at[rows]) // 3600
    return {
        "event_id": joined(number, "-closed" if closed else "-opened"),
        "event": taken(("ticket_opened", "ticket_closed"), np.full(rows.size, int(closed))),
        "customer_id": customer_ids(crowd.number[owner]),
        "timestamp": instants(asked.closed[rows] if closed else asked.at[rows]),
        "ticket_id": number,
        "topic": taken(TOPICS, asked.topic[rows]),
        "channel": taken(TICKET_CHANNELS, asked.channel[rows]),
        "text": taken(words, np.full(rows.size, -1) if closed else said),
        "score": where((asked.score[rows] > 0) & closed, numbers(asked.score[rows]), None),
        "resolution_hours": where(np.full(rows.size, closed), numbers(np.maximum(hours, 0)), None),
    }


def _texts(crowd: People, said: Opinions) -> Text:
    """What each wrote, in her language; missing where she only gave a score."""
    language = crowd.language[said.owner]
    mute = said.opening < 0
    start = taken(opening_words(), np.where(mute, -1, (language * len(TONES) + said.tone) * 3 + said.opening))
    sentences = sentence_words()

    def place(theme: Ints) -> Ints:
        return ((language * len(THEMES) + theme) * len(TONES) + said.tone) * 2 + said.variant

    first = taken(sentences, place(said.theme))
    more = (said.second >= 0) & (said.second != said.theme)
    second = taken(sentences, np.where(more, place(np.maximum(said.second, 0)), -1))
    return where(mute, None, joined(start, " ", first, where(more, " ", ""), second))


def _review_columns(crowd: People, said: Opinions) -> dict[str, Text]:
    return {
        "review_id": joined("V", numbers(said.number, 8)),
        "customer_id": customer_ids(crowd.number[said.owner]),
        "review_date": instants(said.at),
        "rating": numbers(said.score),
        "sku": taken(SKUS, said.product),
        "category": taken(SKU_CATEGORIES, said.product),
        "review_text": _texts(crowd, said),
        "theme": taken(THEMES, said.theme),
    }


def _survey_columns(crowd: People, said: Opinions) -> dict[str, Text]:
    """Only of those whose address is good and their own: the survey knows people by it."""
    known = np.flatnonzero((crowd.mail[said.owner] == 0) & (crowd.company[said.owner] < 0))
    said = Opinions(*[getattr(said, name)[known] for name in Opinions.__slots__])
    return {
        "answer_id": joined("S", numbers(said.number, 8)),
        "email": emails(crowd, said.owner, np.zeros(known.size, dtype=np.int64)),
        "survey": taken(SURVEYS, said.survey),
        "answered_at": instants(said.at),
        "score": numbers(said.score),
        "comment": _texts(crowd, said),
    }


def _consent_columns(crowd: People, agreed: Consents, channel: int) -> dict[str, Text]:
    rows = np.flatnonzero(agreed.asked)
    states = flags(agreed.given[rows, channel], "given", "withdrawn")
    return _consent_rows(crowd, rows, joined_at(crowd)[rows], channel, states)


def _withdrawal_columns(crowd: People, agreed: Consents) -> dict[str, Text]:
    rows = np.flatnonzero(agreed.withdrawn < FAR)
    states = taken(("withdrawn",), np.zeros(rows.size, dtype=np.int64))
    return _consent_rows(crowd, rows, agreed.withdrawn[rows], EMAIL, states)


def _consent_rows(crowd: People, rows: Ints, at: Ints, channel: int, states: Text) -> dict[str, Text]:
    none = np.zeros(rows.size, dtype=np.int64)
    return {
        "customer_id": customer_ids(crowd.number[rows]),
        "channel": taken(MESSAGE_CHANNELS, none + channel),
        "purpose": taken(("marketing",), none),
        "state": states,
        "consent_date": instants(at),
        "wording": taken([WORDING[language] for language in LANGUAGE_NAMES], crowd.language[rows]),
    }

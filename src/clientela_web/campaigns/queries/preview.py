"""A campaign's message as one of its recipients would get it."""

from __future__ import annotations

import json
import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from decimal import Decimal

import pyarrow as pa

from clientela.act.messages import Rendered, SmsSize, Writing, measure_sms
from clientela.act.messages.problems import lacking_said as said_of
from clientela.act.messages.samples import sample_values
from clientela.errors import UnknownNameError
from clientela.rules.nodes import AnyOf, InSegment, Rule
from clientela.segments.customers import Found, found_customers
from clientela.workspace import Workspace
from clientela_web.answers import Answer, asked
from clientela_web.campaigns.queries.bill import named_letters
from clientela_web.channels.composing import writings
from clientela_web.channels.costing import message_cost
from clientela_web.models import Campaign
from clientela_web.workspace import firm

PATIENCE = 20.0  # seconds: somebody waits for what she has just written
MATCHES = 8
_SCHEME = re.compile(r"\(\s*prefers-color-scheme\s*:\s*(dark|light)\s*\)", re.IGNORECASE)
_META = re.compile(r'(<meta[^>]*name="color-scheme"[^>]*content=")[^"]*(")', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Seen:
    """What one recipient gets, and what is wrong with it."""

    rendered: Rendered
    lacking: tuple[str, ...]
    sms: SmsSize | None
    letters: list[str]
    cost: Decimal | None

    def as_json(self) -> dict[str, object]:
        """The same as programs read it."""
        return {
            "subject": self.rendered.subject,
            "html": self.rendered.html,
            "text": self.rendered.text,
            "lacking": list(self.lacking),
            "sms_parts": self.sms.segments if self.sms else None,
            "sms_encoding": self.sms.encoding if self.sms else None,
            "sms_letters": self.letters,
            "cost": None if self.cost is None else float(self.cost),
        }


@dataclass(frozen=True, slots=True)
class Place:
    """Whose message is shown, and who stands before and after her in the audience."""

    customer: Found | None
    is_member: bool
    previous: int | None
    next: int | None
    number: int
    count: int


def segment_of(campaign: Campaign) -> Rule | None:
    """Whoever is in one of the campaign's segments; None where it has none yet."""
    return AnyOf(tuple(InSegment(name) for name in campaign.segments)) if campaign.segments else None


def coupon_of(campaign: Campaign) -> str:
    """The code that stands in a message which nobody gets: the common one, or one that looks like any."""
    return campaign.coupon_code or "GIFT-2026"


def seen(campaign: Campaign, variant: str, customer: int, language: str) -> Seen:
    """The message of a variant as a customer would get it now.

    Raises MessageError for what is wrong as written, ClientelaError for somebody who is not there.
    """
    writing = writing_of(campaign, variant)
    key = (
        "campaigns",
        "preview",
        json.dumps(_plain(writing), sort_keys=True),
        campaign.coupon_code,
        tuple(campaign.segments),
        customer,
    )
    answer = asked(key, lambda: previewed(firm(), campaign, writing, customer), wait=PATIENCE)
    rendered = answer.value if answer else previewed(firm(), campaign, writing, customer)
    return judged(campaign, rendered, language)


def previewed(workspace: Workspace, campaign: Campaign, writing: Writing, customer: int) -> Rendered:
    """The same without keeping it; links and coupons as they may look."""
    message = workspace.message(writing)
    return message.preview(customer, segment=segment_of(campaign), coupon=coupon_of(campaign))


def made_up(workspace: Workspace, campaign: Campaign, language: str) -> Seen:
    """The message for nobody, of values that are made up; raises MessageError as `seen` does."""
    composed = workspace.message(writing_of(campaign)).composed
    values = sample_values(composed.types, composed.lists, (), composed.links)
    values |= dict.fromkeys(composed.given, coupon_of(campaign))
    return judged(campaign, composed.render(values), language)


def writing_of(campaign: Campaign, variant: str = "") -> Writing:
    """What is written for a variant, by default for the first; raises UnknownNameError."""
    written = writings(campaign)
    if variant and variant not in written:
        raise UnknownNameError("variant", variant, written)
    return written[variant] if variant else next(iter(written.values()))


def lacking_said(rendered: Rendered, language: str) -> tuple[str, ...]:
    """What is empty or unknown in a message, in words."""
    return tuple(said_of(*each, language) for each in rendered.lacking)


def judged(campaign: Campaign, rendered: Rendered, language: str) -> Seen:
    """What is wrong with a message, in words of that language; what it takes and costs."""
    size = measure_sms(rendered.text) if campaign.channel == "sms" else None
    letters = named_letters(size.forced_by) if size else []
    return Seen(rendered, lacking_said(rendered, language), size, letters, message_cost(campaign, size))


def members(campaign: Campaign) -> Answer[pa.Array] | None:
    """The numbers of whoever is in the segments, sorted; None while they are worked out."""
    names, rule = tuple(campaign.segments), segment_of(campaign)
    if rule is None:
        return None
    return asked(("campaigns", "members", names), lambda: firm().segment(rule).ids(), wait=PATIENCE)


def place_of(campaign: Campaign, customer: int | None) -> Place:
    """Where a customer stands in the audience; by default the first of it."""
    answer = members(campaign)
    ids = answer.value.to_pylist() if answer else []
    if customer is None:
        customer = ids[0] if ids else None
    if customer is None:
        return Place(None, False, None, None, 0, 0)  # noqa: FBT003
    before, after = bisect_left(ids, customer), bisect_right(ids, customer)
    return Place(
        customer=found_customers(firm().store.engine, [customer]).get(customer),
        is_member=before < after,
        previous=ids[before - 1] if before else None,
        next=ids[after] if after < len(ids) else None,
        number=before + 1,
        count=len(ids),
    )


def found(words: str) -> list[Found]:
    """The customers that words find, a few of them."""
    return list(firm().find_customers(*words.split(), limit=MATCHES).customers) if words.split() else []


def as_seen(html: str, *, dark: bool) -> str:
    """The page as a mail program in that colour scheme shows it, whatever the reader's own device says."""
    scheme = "dark" if dark else "light"
    chosen = _SCHEME.sub(
        lambda found: "(min-width: 0)" if found[1].lower() == scheme else "(max-width: 0)", html
    )
    return _META.sub(rf"\g<1>{scheme}\g<2>", chosen)


def _plain(writing: Writing) -> dict[str, str]:
    return {**writing.parts(), "language": writing.language, "channel": writing.channel}

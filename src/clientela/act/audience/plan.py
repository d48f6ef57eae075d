"""Who is meant: segments by priority, those left out, the channel and purpose, the shares drawn by lot."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from clientela.act.audience.addresses import ADDRESSES
from clientela.errors import ClientelaError

MOST_VARIANTS = 20


class PlanError(ClientelaError):
    """An audience cannot be asked for as planned; `problems` are all there are."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


@dataclass(frozen=True, slots=True)
class Variant:
    """One of several messages, and the share of the audience that gets it, in percent."""

    name: str
    percent: float


@dataclass(frozen=True, slots=True)
class AudiencePlan:
    """What an audience is asked for.

    `segments` are names of saved segments: who is in several belongs to the first. `without` leaves its
    members out. `values` are variables as rules spell them, kept for each recipient. Shares are drawn by a
    hash of `salt` and the customer, so that the same plan draws the same people. `consent` is the channel
    that consent is asked for, where it is not the one the message goes by.
    """

    segments: tuple[str, ...]
    channel: str
    purpose: str
    salt: str
    without: tuple[str, ...] = ()
    holdout_percent: float = 0.0
    universal_percent: float = 0.0
    variants: tuple[Variant, ...] = ()
    values: tuple[str, ...] = ()
    consent: str = ""

    @property
    def consent_channel(self) -> str:
        """The channel that consent is asked for."""
        return self.consent or self.channel

    def checked(self) -> AudiencePlan:
        """The plan itself; raises PlanError with everything that is wrong with it."""
        if problems := tuple(_problems(self)):
            raise PlanError(problems)
        return self


def _problems(plan: AudiencePlan) -> Iterator[str]:
    if not plan.segments:
        yield "an audience needs a segment; name at least one"
    if len(set(plan.segments)) < len(plan.segments):
        yield "a segment is named twice; leave one out"
    if both := sorted(set(plan.segments) & set(plan.without)):
        yield f"segment {both[0]!r} is asked for and left out at once; choose"
    if plan.channel not in ADDRESSES:
        yield f"there is no channel {plan.channel!r}; choose one of {', '.join(ADDRESSES)}"
    if not plan.purpose.strip():
        yield "a message needs a purpose that people gave their consent to, such as 'marketing'"
    if not plan.salt.strip():
        yield "shares are drawn by a salt; name one"
    for told, percent in (("holdout", plan.holdout_percent), ("universal holdout", plan.universal_percent)):
        if not 0 <= percent < 100:
            yield f"the {told} is {percent:g} percent; it lies between 0 and less than 100"
    yield from _problems_of_variants(plan.variants)


def _problems_of_variants(variants: tuple[Variant, ...]) -> Iterator[str]:
    if not variants:
        return
    if len(variants) > MOST_VARIANTS:
        yield f"there are {len(variants)} variants; {MOST_VARIANTS} are the most"
    names = [variant.name for variant in variants]
    if len(set(names)) < len(names) or not all(name.strip() for name in names):
        yield "every variant needs a name of its own"
    if any(variant.percent <= 0 for variant in variants):
        yield "every variant needs a share above 0 percent"
    if abs((whole := sum(variant.percent for variant in variants)) - 100) > 1e-6:
        yield f"the shares of the variants add up to {whole:g} percent; make it 100"

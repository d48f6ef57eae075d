"""A message held against everybody who is to get it, before anything is sent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from clientela.act.messages.composed import Composed, WriteError
from clientela.act.messages.problems import LimitError, lacking_said
from clientela.act.messages.samples import sample_values
from clientela.act.messages.sms import SmsSize, measure_sms
from clientela.act.messages.template.wording import Lacking

MOST_PARTS = 3
"""A text message of more parts is pointed out."""
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong in the texts of `count` recipients; `first` are some of them, as they came."""

    code: str
    what: str
    count: int
    first: tuple[object, ...]

    def say(self, language: str = "en") -> str:
        """The fault as a sentence."""
        return lacking_said(self.code, self.what, language)


@dataclass(frozen=True, slots=True)
class Proof:
    """How many texts are right, and what is wrong with the others, the most frequent first.

    `fit` are those that are sent: a text that lacks something is not. Of these, `parts` is how many text
    messages go out in all, `beyond` how many texts are not in the GSM alphabet, `letters` what keeps them
    out of it, and `spared` how many parts fewer there would be without.
    """

    recipients: int
    wrong: int
    faults: tuple[Fault, ...]
    fit: int = 0
    parts: int = 0
    beyond: int = 0
    spared: int = 0
    letters: Mapping[str, int] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"Proof({self.recipients:,} recipients, {self.wrong:,} of whose texts would be wrong)"

    def cost(self, price: Decimal) -> Decimal:
        """What they cost at a price a part of a text message, or any other message."""
        return price * (self.parts or self.fit)


def proof(
    composed: Composed,
    recipients: Iterable[tuple[object, Mapping[str, object]]],
    *,
    most_parts: int = MOST_PARTS,
    shown: int = SHOWN,
) -> Proof:
    """Write the message for every recipient, a key and her values each; nothing is kept but what is told.

    Links need no values: they are made when a message is sent.
    """
    proving = _Proving(composed, most_parts, shown)
    links = sample_values({}, (), (), composed.links)
    for key, values in recipients:
        proving.take(key, {**links, **values})
    return proving.result()


class _Proving:
    def __init__(self, composed: Composed, most_parts: int, shown: int) -> None:
        self.composed, self.most_parts, self.shown = composed, most_parts, shown
        self.recipients = self.wrong = self.fit = 0
        self.parts = self.beyond = self.spared = 0
        self.counts: Counter[Lacking] = Counter()
        self.first: dict[Lacking, list[object]] = {}
        self.letters: Counter[str] = Counter()

    def take(self, key: object, values: Mapping[str, object]) -> None:
        self.recipients += 1
        faults = self._faults(values)
        self.wrong += bool(faults)
        for fault in faults:
            self.counts[fault] += 1
            first = self.first.setdefault(fault, [])
            if len(first) < self.shown:
                first.append(key)

    def _faults(self, values: Mapping[str, object]) -> list[Lacking]:
        try:
            rendered = self.composed.render(values)
        except (WriteError, LimitError) as error:
            return [Lacking("fails", str(error))]
        found = list(rendered.lacking)
        self.fit += not found
        if self.composed.writing.channel == "sms":
            size = measure_sms(rendered.text)
            if not found:
                self._count(size)
            if size.segments > self.most_parts:
                found.append(Lacking("too_long", str(size.segments)))
        return found

    def _count(self, size: SmsSize) -> None:
        self.parts += size.segments
        self.beyond += size.encoding == "ucs2"
        self.spared += size.spared
        self.letters.update(size.forced_by)

    def result(self) -> Proof:
        faults = tuple(
            Fault(code, what, count, tuple(self.first[Lacking(code, what)]))
            for (code, what), count in self.counts.most_common()
        )
        return Proof(
            self.recipients,
            self.wrong,
            faults,
            self.fit,
            self.parts,
            self.beyond,
            self.spared,
            dict(self.letters.most_common()),
        )

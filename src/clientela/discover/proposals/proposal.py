"""A segment that is proposed: a rule, and what is known of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Literal, TypeAlias

from clientela.catalog.labels import known_language
from clientela.discover.proposals.agreement import Agreement
from clientela.discover.quality import QualityCard
from clientela.rules.codec import encode_rule
from clientela.rules.nodes import Rule
from clientela.rules.text import write_rule
from clientela.segments.base import Size
from clientela.segments.profile import Profile

Kind: TypeAlias = Literal["stratum", "cluster", "rest"]


@dataclass(frozen=True, slots=True)
class Shared:
    """How many customers are in both this proposal and the one with that key."""

    key: str
    both: int


@dataclass(frozen=True, slots=True, eq=False)
class Proposal:
    """One segment to look at, edit, and save.

    `key` names it within its set for good. `rule` is what is saved; its members are `size`. `in_order` is the
    rule for those who meet no earlier proposal of the set: with these, everybody is in exactly one, and
    `first_met` says how many; where nothing overlaps the two rules are the same.

    A `cluster` proposal was made from cluster number `cluster` (0 is the largest): `agreement` with it on
    customers the rule was not made from, and `stability`, the Jaccard similarity with the rule that resamples
    give (of 1). The others are no clusters: a `stratum` is a structural zero, the `rest` meets no rule.
    """

    key: str
    kind: Kind
    rule: Rule
    in_order: Rule = field(repr=False)
    size: Size
    first_met: int
    cluster: int | None
    agreement: Agreement | None
    stability: float | None
    overlaps: tuple[Shared, ...]
    profile: Profile = field(repr=False)
    card: QualityCard = field(repr=False)
    names: Mapping[str, str] = field(repr=False)
    sentences: Mapping[str, str] = field(repr=False)

    def __repr__(self) -> str:
        return f"Proposal({self.name()!r}, {self.size.count:,} customers, {self.text!r})"

    @property
    def text(self) -> str:
        """The rule as text."""
        return write_rule(self.rule)

    def name(self, language: str = "en") -> str:
        """What sets it apart, in a few words."""
        return self.names[known_language(language)]

    def sentence(self, language: str = "en") -> str:
        """The rule as a sentence."""
        return self.sentences[known_language(language)]

    def as_json(self) -> dict[str, object]:
        """Everything but the profile as plain data."""
        agreement = None
        if self.agreement is not None:
            agreement = asdict(self.agreement) | {"f1": self.agreement.f1}
        return {
            "key": self.key,
            "kind": self.kind,
            "names": dict(self.names),
            "rule": encode_rule(self.rule).decode(),
            "text": self.text,
            "in_order": write_rule(self.in_order),
            "sentences": dict(self.sentences),
            "count": self.size.count,
            "population": self.size.population,
            "share": self.size.share,
            "first_met": self.first_met,
            "cluster": self.cluster,
            "agreement": agreement,
            "stability": self.stability,
            "quality": self.card.as_json(),
            "overlaps": [asdict(each) for each in self.overlaps],
        }

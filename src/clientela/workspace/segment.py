"""A rule asked of a workspace."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pyarrow as pa

from clientela.errors import RuleProblem
from clientela.rules.check import check
from clientela.rules.codec import encode_rule
from clientela.rules.nodes import Rule
from clientela.rules.sentences import sentence
from clientela.rules.text import write_rule
from clientela.segments import evaluation, trend
from clientela.segments.base import Size
from clientela.segments.customers import customer_id
from clientela.segments.explaining import Explanation, explain
from clientela.segments.frames import Frame
from clientela.segments.profile import Profile, profile
from clientela.segments.sampling import Difference, NearMiss, difference, near_misses
from clientela.segments.trend import Every, Moves
from clientela.workspace.clock import now
from clientela.workspace.room import Room


class Segment:
    """A rule asked of a workspace; `as_of` is now unless an instant is given."""

    def __init__(self, workspace: Room, rule: Rule, name: str | None = None) -> None:
        self.workspace, self.rule, self.name = workspace, rule, name

    def __repr__(self) -> str:
        return f"Segment({self.text!r})"

    @property
    def text(self) -> str:
        """The rule as text."""
        return write_rule(self.rule)

    @property
    def json(self) -> str:
        """The rule as JSON."""
        return encode_rule(self.rule).decode()

    def sentence(self, language: str = "en") -> str:
        """The rule as a sentence in one of the six languages."""
        return sentence(self.rule, language, self.workspace.catalog.labels)

    def check(self) -> list[RuleProblem]:
        """Everything that is wrong with the rule; empty when nothing is."""
        return check(self.rule, self.workspace.catalog, unsupported=self.workspace.store.engine.unsupported)

    def count(self, as_of: dt.datetime | None = None) -> Size:
        """How many members."""
        return evaluation.count_members(self.workspace.base, self.rule, as_of or now())

    def members(self, columns: Sequence[str] = ("external_id",), as_of: dt.datetime | None = None) -> Frame:
        """The members, with the named variables as columns."""
        return Frame(evaluation.members(self.workspace.base, self.rule, as_of or now(), columns))

    def ids(self, as_of: dt.datetime | None = None) -> pa.Array:
        """The members' `customer_id`, sorted."""
        found = evaluation.member_ids(self.workspace.base, self.rule, as_of or now()).read_all()
        return found.sort_by("customer_id").column("customer_id").combine_chunks()

    def explain(
        self, customer: int | str, as_of: dt.datetime | None = None, language: str = "en"
    ) -> Explanation:
        """Why a customer is in or not, and the smallest change that would flip it.

        The customer is our number, or a key: her number at the firm, an e-mail, a phone.
        """
        base, labels = self.workspace.base, self.workspace.catalog.labels
        found = customer_id(base.engine, f"#{customer}" if isinstance(customer, int) else customer)
        return explain(base, self.rule, found, as_of or now(), labels=labels, language=language)

    def trend(
        self, first: dt.date, *, every: Every = "month", until: dt.datetime | None = None
    ) -> list[Size]:
        """Its size at each past instant, asked in one shared pass."""
        base = self.workspace.base
        return trend.trend(base, self.rule, trend.instants(base, first, until or now(), every))

    def moves(
        self, first: dt.date, *, every: Every = "month", until: dt.datetime | None = None
    ) -> list[Moves]:
        """How many entered and left between each past instant and the next, asked in one shared pass."""
        base = self.workspace.base
        return trend.moves(base, self.rule, trend.instants(base, first, until or now(), every))

    def near_misses(self, as_of: dt.datetime | None = None, *, each: int = 0) -> list[NearMiss]:
        """For each of the conditions it asks together, who meets all the others but not that one."""
        return near_misses(self.workspace.base, self.rule, as_of or now(), each=each)

    def difference(self, other: Segment, as_of: dt.datetime | None = None) -> Difference:
        """How it differs from another: the sizes of both, who would enter and leave if it took its place."""
        return difference(self.workspace.base, other.rule, self.rule, as_of or now())

    def profile(
        self,
        as_of: dt.datetime | None = None,
        variables: Sequence[str] | None = None,
        language: str = "en",
    ) -> Profile:
        """Its members against everybody, by the named variables or all; what differs most comes first."""
        base, catalog = self.workspace.base, self.workspace.catalog
        return profile(base, catalog, self.rule, as_of or now(), variables=variables, language=language)

"""What the data say by themselves: segments, patterns, chances, voices."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from clientela.discover.extras import require_discovery
from clientela.rules.nodes import InSegment, Rule
from clientela.segments.base import Size
from clientela.segments.library import Saved
from clientela.store.definitions import read_definitions, write_definition
from clientela.workspace.asking import Asking
from clientela.workspace.clock import now

# Statistics load much that no plain question needs, so they are imported where they are used.
if TYPE_CHECKING:
    from clientela.discover.clusters.solution import Method
    from clientela.discover.lifetime.contracts import Contracts
    from clientela.discover.lifetime.result import Lifetime
    from clientela.discover.patterns.asking import Patterns
    from clientela.discover.patterns.baskets import Over, Things
    from clientela.discover.progress import OnProgress as Watcher
    from clientela.discover.proposals import Discovery, Proposal
    from clientela.discover.voice import ThemeSet, Voice
    from clientela.segments.distributions import Distribution


class Discovering(Asking):
    """What is found in the data."""

    def distribution(
        self, variable: str, *, within: str | Rule | None = None, as_of: dt.datetime | None = None
    ) -> Distribution:
        """How a variable is distributed, in bars of which each is a rule; beside it the segment `within`.

        Raises ClientelaError for what is never shown of a group: names, addresses, free texts.
        """
        from clientela.segments.distributions import distribution

        rule = self.segment(within).rule if within is not None else None
        return distribution(self.base, self.catalog, variable, as_of or now(), within=rule)

    def filled(self, *variables: str, as_of: dt.datetime | None = None) -> dict[str, Size]:
        """How many customers have a value of each of the named variables."""
        from clientela.segments.distributions import filled

        return filled(self.base, variables, as_of or now())

    def discover(
        self,
        variables: Sequence[str] | None = None,
        *,
        within: str | Rule | None = None,
        k: int | None = None,
        method: Method | None = None,
        seed: int = 0,
        as_of: dt.datetime | None = None,
        progress: Watcher | None = None,
    ) -> Discovery:
        """Propose segments: clusters of the customers, told as short rules, with how far to trust them.

        `within` is the segment looked at, by default everybody. `k` is the number of clusters and `method`
        `k-means` or `latent class`; without them both are chosen. Nothing is saved: `accept` does that.
        Raises TooThinError where there are too few customers.
        """
        require_discovery("finding segments in the data")
        from clientela.discover.progress import unwatched
        from clientela.discover.proposals import discover

        asked = self.segment(within) if within is not None else None
        return discover(
            self.base,
            self.catalog,
            as_of or now(),
            variables=variables,
            within=(InSegment(asked.name) if asked.name else asked.rule) if asked else None,
            k=k,
            method=method,
            seed=seed,
            progress=progress or unwatched,
        )

    def accept(
        self,
        proposals: Discovery | Iterable[Proposal],
        *,
        prefix: str = "",
        language: str = "en",
        in_order: bool = False,
        at: dt.datetime | None = None,
    ) -> list[Saved]:
        """Save proposals (of a discovery all but everyone else) as segments, named in all six languages.

        Each is called `prefix` and its name in `language`, with a number where that name is taken. With
        `in_order` the rules exclude those before them, so that no two segments share a customer.
        """
        from clientela.discover.proposals import new_segments

        instant = at or now()
        taken = [saved.name for saved in self.segments()]
        return [
            self.save_segment(each.name, each.rule, note=each.note, names=dict(each.names), at=instant)
            for each in new_segments(proposals, taken, prefix=prefix, language=language, in_order=in_order)
        ]

    def patterns(
        self,
        as_of: dt.datetime | None = None,
        *,
        since: dt.datetime | None = None,
        things: Things = "category",
        over: Over | None = None,
        outcome: str | Rule | None = None,
        variables: Sequence[str] | None = None,
        seed: int = 0,
        progress: Watcher | None = None,
    ) -> Patterns:
        """What is bought together, what changed since another instant, who is new and who differs.

        `since` is 90 days before `as_of` unless given. Baskets are orders, or customers where few orders
        hold several `things`, or as `over` says. With an `outcome` (rule text, or a variable's name) the
        customers in whom it differs are sought.
        """
        require_discovery("finding patterns")
        from clientela.discover.patterns.asking import Wanted, find_patterns
        from clientela.discover.progress import unwatched

        names = None if variables is None else tuple(variables)
        wanted = Wanted(things, over, names, outcome, seed)
        return find_patterns(
            self.base, self.catalog, as_of or now(), wanted, since=since, progress=progress or unwatched
        )

    def lifetime(
        self,
        horizon_days: int = 365,
        *,
        seed: int = 0,
        as_of: dt.datetime | None = None,
        save: bool = True,
        progress: Watcher | None = None,
    ) -> Lifetime:
        """Who will buy, how much, and who is being lost, by the model that did best in a test.

        With `save` the scores become estimates that rules can ask (`estimate churn_risk >= 0.6`), all or
        none. Raises TooThinError below 200 customers who bought on two days, or 12 weeks of purchases.
        """
        require_discovery("estimating what customers will buy")
        from clientela.discover.lifetime.running import lifetime
        from clientela.discover.lifetime.saving import save_lifetime
        from clientela.discover.progress import unwatched

        run = lifetime(
            self.base, as_of or now(), horizon_days=horizon_days, seed=seed, progress=progress or unwatched
        )
        if save:
            save_lifetime(self.store.engine, run, now())
            self.reload()
        return run

    def contract_survival(
        self,
        horizon_days: int = 365,
        *,
        seed: int = 0,
        as_of: dt.datetime | None = None,
        save: bool = True,
    ) -> Contracts:
        """How long contracts last, and which customers with one are likely to be lost.

        With `save` the chances within 365 days become the estimate `churn_risk`. Raises TooThinError below
        50 contracts that have ended.
        """
        require_discovery("telling how long contracts last")
        from clientela.discover.lifetime.contracts import contract_survival, save_contracts

        found = contract_survival(self.base, as_of or now(), horizon_days=horizon_days, seed=seed)
        if save:
            save_contracts(self.store.engine, found, now())
            self.reload()
        return found

    def themes(self) -> ThemeSet:
        """The themes comments are read for: the firm's own, or the built-in ones."""
        from clientela.discover.voice.themes import KIND, chosen_themes

        return chosen_themes(each.body for each in read_definitions(self.store.engine, KIND))

    def set_themes(
        self, themes: ThemeSet | str | Path, *, note: str | None = None, at: dt.datetime | None = None
    ) -> ThemeSet:
        """Publish the firm's own themes, as the next version: a set, its YAML, or a file of it."""
        from clientela.discover.voice.themes import KIND, ThemeSet, read_themes

        if isinstance(themes, Path):
            themes = themes.read_text(encoding="utf-8-sig")
        chosen = themes if isinstance(themes, ThemeSet) else read_themes(themes)
        write_definition(self.store.engine, KIND, chosen.as_json(), at=at or now(), note=note)
        return chosen

    def voice(
        self,
        segment: str | Rule | None = None,
        *,
        compare: Sequence[str] = (),
        since: dt.datetime | None = None,
        as_of: dt.datetime | None = None,
        seed: int = 0,
        progress: Watcher | None = None,
    ) -> Voice:
        """What customers said: themes, tone and scores, of a segment or all; scores of others beside it.

        Raises TooThinError where fewer than ten customers said or scored anything.
        """
        require_discovery("reading what customers say")
        from clientela.discover.progress import unwatched
        from clientela.discover.voice import listen

        asked = self.segment(segment) if segment is not None else None
        return listen(
            self.base,
            self.themes(),
            as_of or now(),
            within=asked.rule if asked else None,
            name=(asked.name or asked.text) if asked else None,
            segments={name: self.segment(name).rule for name in compare},
            since=since,
            seed=seed,
            progress=progress or unwatched,
        )

"""A discovery on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.cli.output import say, show_table

if TYPE_CHECKING:
    from clientela.discover.clusters import Solution
    from clientela.discover.proposals import Discovery, Proposal

VERDICTS = {
    "natural": "natural: the customers fall into groups",
    "reproducible": "reproducible: no natural groups, but other data would be cut at the same places",
    "constructive": "constructive: a continuum was cut; move the borders as you like",
}


def show_discovery(found: Discovery, language: str) -> None:
    """What was found, the proposals, and what else could have been."""
    say(found.summary(language))
    say()
    show_table(
        ("segment", ">customers", ">share", ">agreement", ">stability"),
        [_row(each, language) for each in found.proposals],
    )
    say()
    for each in found.proposals:
        if each.kind != "rest":
            say(f"{each.name(language)}\n  {each.text}")
    say()
    _show_clusters(found)
    _show_rules(found)
    _show_left_out(found)


def _row(proposal: Proposal, language: str) -> tuple[object, ...]:
    agreement = None if proposal.agreement is None else f"{proposal.agreement.f1:.0%}"
    stability = None if proposal.stability is None else f"{proposal.stability:.2f}"
    size = proposal.size
    return proposal.name(language), size.count, f"{size.share:.1%}", agreement, stability


def _show_clusters(found: Discovery) -> None:
    """The verdict, and every number of clusters with its figures."""
    clustering = found.clustering
    verdict = clustering.verdict
    say(f"{VERDICTS[verdict.label].capitalize()} (p = {verdict.p:.2g}).")
    say()
    show_table(
        (">clusters", ">silhouette", ">prediction strength", ">stability", ">smallest", ""),
        [
            (*_figures(each), "taken" if each.k == clustering.chosen.k else "")
            for each in (clustering.chosen, *clustering.runners_up)
        ],
    )


def _figures(solution: Solution) -> tuple[object, ...]:
    return (
        solution.k,
        f"{solution.silhouette:.2f}",
        f"{solution.prediction_strength:.2f}",
        f"{solution.stability:.2f}",
        min(solution.sizes),
    )


def _show_rules(found: Discovery) -> None:
    """What the rules cost beside k-means, on customers they were not made from."""
    routes = {"tree": "leaves of a tree", "conjunctions": "one rule a cluster"}
    say()
    for place, each in enumerate(found.routes):
        taken = "taken" if place == 0 else "not taken"
        say(
            f"{routes[each.route].capitalize()} ({taken}): {each.rules} rules hold {each.coverage:.0%} of the"
            f" clustered and agree to {each.agreement:.0%}; within segments customers differ"
            f" {each.costs.in_features - 1:+.0%} beside k-means ({each.costs.on_map - 1:+.0%} on its map)."
        )


def _show_left_out(found: Discovery) -> None:
    if found.outliers:
        say(f"{found.outliers:,} customers fit nowhere.")
    reasons: dict[str, list[str]] = {}
    for each in found.exclusions:
        reasons.setdefault(each.reason, []).append(each.variable)
    for reason, variables in reasons.items():
        say(f"Left out ({reason}): {', '.join(variables)}")
    for proxy in found.proxies:
        say(f"Look at {proxy.feature}: it may stand for {proxy.category} ({proxy.why}).")

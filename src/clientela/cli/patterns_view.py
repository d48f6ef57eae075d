"""What `patterns` prints for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.catalog.phrasebook import capital
from clientela.cli.output import say, show_table

if TYPE_CHECKING:
    from clientela.discover.patterns.asking import Patterns


def show_patterns(found: Patterns, language: str) -> None:
    """Each part in turn, with the keys that --save-as takes."""
    _show_baskets(found, language)
    _show_drift(found, language)
    _show_alarm(found, language)
    _show_needs(found, language)
    _show_subgroups(found, language)


def _heading(key: str, language: str) -> None:
    from clientela.discover.patterns.wording import PHRASES

    text = PHRASES.say(key, language)
    say(capital(text))


def _show_baskets(found: Patterns, language: str) -> None:
    from clientela.discover.patterns.asking import MOST_SHOWN
    from clientela.discover.patterns.wording import PHRASES, basket_paragraphs, pattern_name, said_lift
    from clientela.segments.profile_wording import said_value

    _heading("baskets", language)
    say("\n".join(basket_paragraphs(found, language)))
    if found.baskets is None or not found.baskets.patterns:
        return
    keys = ("together", "confidence", "lift", "not_yet")
    show_table(
        ("", PHRASES.say("pattern", language), *(f">{PHRASES.say(key, language)}" for key in keys)),
        [
            (
                f"b{place}",
                pattern_name(each),
                each.together,
                said_value(each.confidence, "share", language),
                said_lift(each, language),
                found.members[f"b{place}"],
            )
            for place, each in enumerate(found.baskets.patterns[:MOST_SHOWN], 1)
        ],
    )


def _show_drift(found: Patterns, language: str) -> None:
    from clientela.discover.patterns.wording import PHRASES, drift_paragraphs, feature_label, where_more

    say()
    _heading("drift", language)
    say("\n".join(drift_paragraphs(found, language)))
    if found.drift is None:
        return
    keys = ("feature", ">psi", ">cut", "size", "more")
    show_table(
        [(">" if key.startswith(">") else "") + PHRASES.say(key.lstrip(">"), language) for key in keys],
        [
            (
                feature_label(each.feature, found.catalog, language),
                f"{each.psi:.3f}",
                f"{each.cut:.3f}",
                PHRASES.say(each.band, language),
                where_more(each, language, more=True),
            )
            for each in found.drift.flagged
        ],
    )


def _show_alarm(found: Patterns, language: str) -> None:
    from clientela.discover.patterns.wording import PHRASES, alarm_paragraphs
    from clientela.rules.text import write_rule

    say()
    _heading("alarm", language)
    say("\n".join(alarm_paragraphs(found, language)))
    if found.alarm is None or not found.alarm.proposals:
        return
    keys = ("members", "precision", "jaccard")
    show_table(
        ("", PHRASES.say("rule", language), *(f">{PHRASES.say(key, language)}" for key in keys)),
        [
            (f"n{place}", write_rule(each.rule), each.members, f"{each.precision:.2f}", f"{each.jaccard:.2f}")
            for place, each in enumerate(found.alarm.proposals, 1)
        ],
    )


def _show_needs(found: Patterns, language: str) -> None:
    from clientela.discover.patterns.wording import PHRASES, demand_name, need_paragraphs
    from clientela.rules.text import write_rule

    say()
    _heading("needs", language)
    say("\n".join(need_paragraphs(found, language)))
    if found.needs is None or not found.needs.rows:
        return
    keys = (">customers", ">importance", ">satisfaction", ">opportunity")
    show_table(
        (
            "",
            PHRASES.say("wish", language),
            PHRASES.say("rule", language),
            *(">" + PHRASES.say(key[1:], language) for key in keys),
        ),
        [
            (
                f"u{place}",
                demand_name(each.demand, language),
                write_rule(each.rule),
                each.n,
                f"{each.importance:.1f}",
                f"{each.satisfaction:.1f}",
                f"{each.opportunity:.1f} ({each.low:.1f} … {each.high:.1f})",
            )
            for place, each in enumerate(found.needs.rows, 1)
        ],
    )


def _show_subgroups(found: Patterns, language: str) -> None:
    from clientela.discover.patterns.wording import PHRASES, said_outcome, subgroup_paragraphs

    paragraphs = subgroup_paragraphs(found, language)
    if not paragraphs:
        return
    say()
    _heading("subgroups", language)
    say("\n".join(paragraphs))
    if found.subgroups is None or not found.subgroups.rows:
        return
    is_share = found.subgroups.outcome.is_share
    keys = ("customers", "inside", "outside", "interval")
    show_table(
        ("", PHRASES.say("rule", language), *(f">{PHRASES.say(key, language)}" for key in keys)),
        [
            (
                f"s{place}",
                each.text,
                each.n,
                said_outcome(each.inside, language, is_share=is_share),
                said_outcome(each.outside, language, is_share=is_share),
                " … ".join(said_outcome(end, language, is_share=is_share) for end in (each.low, each.high)),
            )
            for place, each in enumerate(found.subgroups.rows, 1)
        ],
    )

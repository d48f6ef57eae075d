"""A report as a reader may see it: who sees no persons sees no figure of a few people either."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from clientela.measure.campaigns import CampaignResults, Group
from clientela.measure.effects import Effect
from clientela.measure.report import CampaignReport
from clientela.measure.segments import SegmentResults
from clientela.measure.segments.results import Doing, Got
from clientela_web.privacy import Reader, sees_persons, shown_count, shown_part, shown_parts

OTHER = "other"


def seen(results: CampaignResults, reader: Reader) -> CampaignResults | None:
    """The results without whatever tells, or lets one work out, a small number of people.

    Where one of several groups is small, all of its kind are left out: what the others leave of the whole
    would tell it. None where even the whole is small.
    """
    if sees_persons(reader):
        return results
    if shown_count(reader, results.targeted) is None:
        return None
    shown = tuple(
        group for by in ("all", "arm", "segment", "channel") for group in _kind(results, by, reader)
    )
    has_all = any(each.by == "all" for each in shown)
    has_arms = any(each.by == "arm" for each in shown) or _is_early(results.lift, reader)
    return replace(
        results,
        states=_states(results, reader),
        reasons={},
        gone=results.gone if shown_count(reader, results.gone) is not None else 0,
        groups=shown if has_all else (),
        lift=_lift(results.lift, reader) if results.lift and has_arms else None,
        between=results.between if has_arms else (),
        attribution=results.attribution if _may_credit(results, reader) else None,
        satisfaction=results.satisfaction if _may_score(results, reader) else None,
    )


def _is_early(lift: CampaignReport | None, reader: Reader) -> bool:
    """While customers still answer arms are not told, and their sizes are all there is to look at."""
    return lift is not None and lift.running and _none_small(lift.arms.values(), reader)


def _kind(results: CampaignResults, by: str, reader: Reader) -> tuple[Group, ...]:
    groups = tuple(each for each in results.groups if each.by == by)
    if any(not _is_large(each, reader) for each in groups):
        return ()
    return tuple(_plain(each, reader) for each in groups)


def _is_large(group: Group, reader: Reader) -> bool:
    counts = (each.count for each in group.stages)
    return shown_count(reader, group.targeted) is not None and all(
        shown_part(reader, count, group.targeted) is not None for count in counts
    )


def _plain(group: Group, reader: Reader) -> Group:
    """Without complaints and machines where these are few."""
    told = (group.complained, group.unsubscribed)
    few = any(shown_count(reader, count) is None for count in told)
    stages = tuple(
        replace(each, by_machine=0) if shown_count(reader, each.by_machine) is None else each
        for each in group.stages
    )
    found = replace(group, stages=stages)
    return replace(found, complained=0, unsubscribed=0) if few else found


def _states(results: CampaignResults, reader: Reader) -> dict[str, int]:
    """The small ones together, under one name."""
    names = list(results.states)
    found: dict[str, int] = {}
    for name, part in zip(names, shown_parts(reader, [results.states[name] for name in names]), strict=True):
        key = OTHER if part is None else name
        found[key] = found.get(key, 0) + results.states[name]
    return found


def _lift(lift: CampaignReport, reader: Reader) -> CampaignReport:
    """Without segments where one of them is small, and without advice about a few."""
    parts = (effect for each in lift.segments for effect in each.effects)
    # what is too thin to be shown to anybody could be worked out from the others
    few = any(each.hidden for each in lift.segments)
    few = few or not all(_is_large_effect(effect, reader) for effect in parts)
    advice = tuple(each for each in lift.recommendations if each.segment is None) if few else None
    return replace(
        lift,
        segments=() if few else lift.segments,
        recommendations=lift.recommendations if advice is None else advice,
    )


def _is_large_effect(effect: Effect, reader: Reader) -> bool:
    if effect.kind != "rate":
        return all(shown_count(reader, n) is not None for n in (effect.n, effect.n_against))
    pairs = ((effect.value, effect.n), (effect.value_against, effect.n_against))
    return all(shown_part(reader, round(line.value * n), n) is not None for line, n in pairs)


def _may_credit(results: CampaignResults, reader: Reader) -> bool:
    found = results.attribution
    counts = [*(each.conversions for each in found.credits), found.untouched] if found else []
    return _none_small(counts, reader)


def _may_score(results: CampaignResults, reader: Reader) -> bool:
    found = results.satisfaction
    return _none_small([each.response.answered for each in found.groups] if found else [], reader)


def seen_segment(results: SegmentResults, reader: Reader) -> SegmentResults | None:
    """A segment's report likewise, without campaigns of which a stage is small; None where it is small."""
    if sees_persons(reader):
        return results
    members, others = results.members, results.others
    if shown_part(reader, members.customers, results.population) is None:
        return None
    buyers = ((each.buyers, each.customers) for each in (members, others))
    few = any(shown_part(reader, count, whole) is None for count, whole in buyers)
    return replace(
        results,
        members=_untold(members) if few else members,
        others=_untold(others) if few else others,
        bought_more=None if few else results.bought_more,
        spent_more=None if few else results.spent_more,
        campaigns=tuple(each for each in results.campaigns if _is_large_campaign(each, reader)),
        lifts=tuple(each for each in results.lifts if _is_large_effect(each[1], reader)),
        judged=results.judged if shown_count(reader, results.judged) is not None else 0,
        recommendations=tuple(
            each for each in results.recommendations if shown_count(reader, each.proof.n) is not None
        ),
    )


def _untold(doing: Doing) -> Doing:
    return replace(doing, buyers=0, sales=0.0, bought=None, per_customer=None)


def _is_large_campaign(got: Got, reader: Reader) -> bool:
    whole = got.stages[0].count
    return shown_count(reader, whole) is not None and all(
        shown_part(reader, each.count, whole) is not None for each in got.stages
    )


def _none_small(counts: Iterable[int], reader: Reader) -> bool:
    return all(shown_count(reader, count) is not None for count in counts)

"""What is counted: events of some kinds, or deals, with their conditions and window."""

from __future__ import annotations

from dataclasses import dataclass

from clientela.rules import nodes as n
from clientela.rules.sentences.teller import Teller
from clientela.rules.sentences.times import with_window

# Their plural category is that of a plural without a number ("orders", «заказов»), of one, and of one thing.
SEVERAL, ONE = 5, 1
ALL_TIME = n.AllTime()


@dataclass(frozen=True, slots=True)
class Things:
    """Events of these kinds (or deals, without kinds) that meet `where`, inside `window`."""

    kinds: tuple[str, ...] = ()
    where: n.Condition | None = None
    window: n.Window = ALL_TIME


Counted = n.Aggregate | n.RelatedAggregate | n.Happened


def things_of(node: Counted) -> Things:
    """What the node counts."""
    if isinstance(node, n.RelatedAggregate):
        return Things(where=node.where)
    return Things(node.kinds, node.where, node.window)


def nouns_said(kinds: tuple[str, ...], number: int, teller: Teller) -> str:
    """The nouns alone, in the plural form that `number` asks for: "orders, calls or visits"."""
    return teller.language.either(_nouns(kinds, number, teller))


def _nouns(kinds: tuple[str, ...], number: int, teller: Teller) -> list[str]:
    if not kinds:
        return [teller.say("noun.deal", number=number)]
    category = teller.language.category(number)
    return [teller.labels.event_kind(kind, teller.code, category) for kind in kinds]


def limited(said: str, things: Things, teller: Teller) -> str:
    """A phrase followed by the condition, in parentheses, and the window of the things it is about."""
    if things.where is not None:
        said += f" ({teller.condition(things.where, teller)})"
    return with_window(said, things.window, teller)


def things_said(things: Things, teller: Teller, *, number: int = SEVERAL) -> str:
    """The things as a noun phrase: "orders (category: “shoes”) in the last 90 days"."""
    return limited(nouns_said(things.kinds, number, teller), things, teller)


def times_said(things: Things, at_least: int, at_most: int | None, teller: Teller) -> str:
    """How many of the things there are: "at least 3 orders", "no orders"."""
    return limited(_counted(things.kinds, at_least, at_most, teller), things, teller)


def _counted(kinds: tuple[str, ...], at_least: int, at_most: int | None, teller: Teller) -> str:
    several = nouns_said(kinds, SEVERAL, teller)
    if at_most == 0:
        key = "count.none" if len(kinds) < 2 else "count.none_of"
        return teller.say(key, noun=teller.language.joined("list.none", _nouns(kinds, SEVERAL, teller)))
    if at_most is None:
        key = {0: "count.any", 1: "count.some"}.get(at_least, "count.at_least")
        return teller.say(key, counted=_number_of(kinds, at_least, teller), noun=several)
    if at_least == 0:
        return teller.say("count.at_most", counted=_number_of(kinds, at_most, teller))
    counted = _number_of(kinds, at_most, teller)
    if at_least == at_most:
        return teller.say("count.exactly", counted=counted)
    return teller.say("count.between", low=teller.language.number(at_least), counted=counted)


def _number_of(kinds: tuple[str, ...], number: int, teller: Teller) -> str:
    return teller.say("count.counted", number=number, noun=nouns_said(kinds, number, teller))


def first_or_last(which: str, kinds: tuple[str, ...], teller: Teller) -> str:
    """ "last order", in the gender of its noun."""
    noun = nouns_said(kinds, ONE, teller)
    return teller.say(f"value.{which}.{teller.language.gender(noun)}", noun=noun)

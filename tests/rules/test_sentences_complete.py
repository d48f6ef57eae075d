"""No phrase may be missing: every key, plural form, node and operator in every language."""

from __future__ import annotations

import datetime as dt
import itertools
import re
import typing

import pytest

from clientela.rules import nodes as n
from clientela.rules.operators import OPERATORS, Shape
from clientela.rules.sentences import LANGUAGES, language_of, sentence
from clientela.rules.sentences.conditions import condition_said
from clientela.rules.sentences.language import Language, Phrase
from clientela.rules.sentences.teller import Teller
from clientela.rules.types import ValueType
from tests.rules.labels import shop_labels

LABELS = shop_labels()
# As in CLDR, where "other" stands for fractions in Polish and Russian.
CATEGORIES = {
    "en": {"one", "other"},
    "ca": {"one", "many", "other"},
    "es": {"one", "many", "other"},
    "pl": {"one", "few", "many", "other"},
    "ru": {"one", "few", "many", "other"},
    "ro": {"one", "few", "other"},
}
NUMBERS = (1, 2, 5, 21, 22, 25, 1_000_000)


@pytest.mark.parametrize("code", LANGUAGES)
def test_language_has_every_phrase_of_english(code):
    assert set(language_of(code).phrases) == set(language_of("en").phrases)


@pytest.mark.parametrize("code", LANGUAGES)
def test_language_has_every_plural_form(code):
    for key, phrase in language_of(code).phrases.items():
        if not isinstance(phrase, str):
            assert (key, {form for form in phrase if form != "=1"}) == (key, CATEGORIES[code])


@pytest.mark.parametrize("code", LANGUAGES)
def test_language_has_no_empty_phrase(code):
    empty = [
        key
        for key, phrase in language_of(code).phrases.items()
        for form in ([phrase] if isinstance(phrase, str) else phrase.values())
        if not form.strip()
    ]
    assert empty == []


def parts_of(phrase: object) -> set[str]:
    forms = [phrase] if isinstance(phrase, str) else list(phrase.values())  # type: ignore[attr-defined]
    return set(re.findall(r"\{(\w+)\}", " ".join(forms)))


# Where a language may leave out a part that another shows: a moment is said as a duration or the reverse.
INTERCHANGEABLE = {"d", "m", "counted", "noun", "n"}


@pytest.mark.parametrize("code", [code for code in LANGUAGES if code != "en"])
def test_phrase_has_the_same_parts_as_in_english(code):
    english, other = language_of("en").phrases, language_of(code).phrases
    differing = {key for key in english if parts_of(english[key]) ^ parts_of(other[key]) > set()}
    unexplained = {k for k in differing if not parts_of(english[k]) ^ parts_of(other[k]) <= INTERCHANGEABLE}
    assert unexplained == set()


def test_phrases_of_two_languages_are_not_the_same_text():
    sentences_of_words = re.compile(r"\w{3,} .*\w{3,}")
    for one, other in itertools.combinations(LANGUAGES, 2):
        mine, its = language_of(one).phrases, language_of(other).phrases
        copied = [
            key
            for key, text in mine.items()
            if isinstance(text, str)
            and text == its[key]
            and sentences_of_words.search(re.sub(r"\{\w+\}", "", text))
        ]
        assert (one, other, copied) == (one, other, [])


ORDERS = ("order_completed",)
AGE = n.Variable("age")
TODAY = dt.date(2026, 1, 5)
MOMENTS: tuple[n.Moment, ...] = (
    *(n.Ago(number, unit) for unit in typing.get_args(n.Unit) for number in NUMBERS),
    *(n.FromNow(number, unit) for unit in typing.get_args(n.Unit) for number in NUMBERS),
    n.OnDate(TODAY),
    n.OnDate(dt.date(2026, 1, 1)),
    n.AtInstant(dt.datetime(2026, 1, 5, 10, 30)),
    n.AtInstant(dt.datetime(2026, 1, 5, 10, 30, 15, 250, tzinfo=dt.UTC)),
    n.Now(),
)
WINDOWS: tuple[n.Window, ...] = (
    n.AllTime(),
    *(n.LastPeriod(number, unit) for unit in typing.get_args(n.Unit) for number in NUMBERS),
    *(n.NextPeriod(number, unit) for unit in typing.get_args(n.Unit) for number in NUMBERS),
    *(
        n.CalendarPeriod(which, unit)
        for which in ("this", "previous", "next")
        for unit in typing.get_args(n.CalendarUnit)
    ),
    n.DateRange(TODAY, TODAY),
    n.Span(),
    *(n.Span(after=moment) for moment in MOMENTS),
    *(n.Span(until=moment) for moment in MOMENTS),
    n.Span(n.Ago(2, "year"), n.Ago(1, "year")),
)
GAPS = ("gap_avg", "gap_min", "gap_max", "gap_median")
VALUES: tuple[n.Value, ...] = (
    AGE,
    n.Variable("industry", "company"),
    n.Variable("revenue_365d", arguments=(90, "shoes")),
    n.Field("amount"),
    *(n.Aggregate(f, ORDERS) for f in ("count", "share", *GAPS)),
    *(n.Aggregate(f, ORDERS, "amount") for f in typing.get_args(n.AggregateFunction) if f not in GAPS),
    *(n.RelatedAggregate(f, "amount") for f in ("count", "sum", "avg", "min", "max", "distinct")),
    n.RelatedAggregate("count"),
    *(
        n.Occurrence(w, (k,), f)
        for w in ("first", "last", "nth")
        for k in LABELS.kinds
        for f in ("at", "item")
    ),
    n.Answer("nps"),
    n.Answer("nps", "at"),
    *(n.Estimate("churn_risk", bound) for bound in ("value", "low", "high")),
    *(n.Elapsed(n.Variable("last_order"), unit) for unit in ("day", "month", "year")),
    *(
        n.DatePart(p, n.Variable("last_order"))
        for p in ("weekday", "day", "month", "quarter", "year", "hour")
    ),
    *(n.Arithmetic(sign, AGE, n.Constant(2)) for sign in ("+", "-", "*", "/")),
    n.Constant(2.5),
    n.Choose((n.Case(n.Compare(AGE, "<", 25), "young"),)),
    n.Choose((n.Case(n.Compare(AGE, "<", 25), 1),), otherwise=2),
)
OPERANDS: dict[Shape, tuple[n.Operand, ...]] = {
    Shape.NOTHING: (None,),
    Shape.SCALAR: (3, 2.5, "shoes", True, False),
    Shape.SCALARS: (("shoes",), ("shoes", "hats"), (6, 7), ("a", "b", "c")),
    Shape.PAIR: ((2, 5), (0.5, 1.5)),
    Shape.MOMENT: MOMENTS,
    Shape.WINDOW: WINDOWS,
}
ACTIONS = ("got", "opened", "clicked", "answered", "converted", "bounced", "unsubscribed", "complained")
SHOES = n.Compare(n.Field("category"), "=", "shoes")
CONDITIONS: tuple[n.Condition, ...] = (
    *(n.Compare(n.RelatedAggregate(f, "amount"), "before", n.Now()) for f in ("min", "max")),
    n.All(()),
    n.AnyOf(()),
    n.All((SHOES, SHOES)),
    n.AnyOf((SHOES, SHOES)),
    n.Not(SHOES),
    n.All((n.AnyOf((SHOES, SHOES)), SHOES)),
    *(n.Changed("income", window, to) for window in WINDOWS[:3] for to in (None, "high", 3, True)),
    *(
        n.Happened(ORDERS, at_least=low, at_most=high)
        for low in (0, 1, 5)
        for high in (None, 0, 5, 21)
        if high is None or low <= high
    ),
    *(
        n.Happened(ORDERS, where=SHOES, at_least=number, window=window)
        for number in NUMBERS
        for window in WINDOWS[:9]
    ),
    n.Happened(("order_completed", "call_logged"), at_least=0, at_most=0),
    *(
        n.Sequence(
            (n.Step(ORDERS), n.Step(ORDERS, SHOES, n.LastPeriod(number, unit), negated=no)),
            ("cart_id", "item"),
            anchor,
            window,
        )
        for number in (1, 2, 5)
        for unit in typing.get_args(n.Unit)
        for no in (True, False)
        for anchor in ("any", "first", "last")
        for window in WINDOWS[:2]
    ),
    *(n.Regularly(ORDERS, 1, number, unit) for number in NUMBERS for unit in typing.get_args(n.Unit)),
    *(n.Regularly(ORDERS, 1, 2, "day", until=moment) for moment in MOMENTS),
    *(n.Stopped(ORDERS, number, unit, SHOES) for number in NUMBERS for unit in typing.get_args(n.Unit)),
    *(n.Resumed(ORDERS, number, unit, SHOES) for number in NUMBERS for unit in typing.get_args(n.Unit)),
    *(n.FirstTime((kind,), window) for kind in LABELS.kinds for window in WINDOWS[:2]),
    *(
        n.Rank(side, amount, measure, AGE, within)
        for side in ("top", "bottom")
        for amount in (1, 2, 5)
        for measure in ("customers", "percent", "decile")
        for within in (None, SHOES)
    ),
    n.InSegment("VIP"),
    *(n.InSegment("VIP", moment) for moment in MOMENTS),
    n.SegmentChange("VIP", "entered"),
    n.SegmentChange("VIP", "left"),
    *(n.Related(r, q, SHOES) for r in ("deal", "person") for q in ("any", "all", "none")),
    n.NearPlace(25, 41.39, 2.17),
    n.InPolygon(((41, 2), (42, 2), (42, 3))),
    n.Anniversary(n.Variable("birthday"), n.NextPeriod(7, "day")),
    *(n.MessageActivity(action, campaign) for action in ACTIONS for campaign in (None, "Spring")),
    n.Consents("email", "marketing"),
    n.Bucket("autumn-test", 12.5),
    *(n.Compare(value, "is set") for value in VALUES),
    *(n.Compare(AGE, name, operand) for name, o in OPERATORS.items() for operand in OPERANDS[o.shape]),
    *(
        n.Compare(n.Occurrence("last", ORDERS), name, m)
        for name in ("before", "after", "on")
        for m in MOMENTS
    ),
    *(
        n.Compare(n.DatePart(part, AGE), name, operand)
        for part in ("weekday", "month", "hour", "year")
        for name in ("=", "!=", "<", "<=", ">", ">=", "in", "not in", "between")
        for operand in {Shape.SCALAR: (5,), Shape.SCALARS: ((5,), (5, 6)), Shape.PAIR: ((1, 5),)}[
            OPERATORS[name].shape
        ]
    ),
)


def test_conditions_here_hold_every_node_of_the_language():
    met = {type(node) for condition in CONDITIONS for _, node in n.walk(condition)}
    known = {kind for kind in vars(n).values() if isinstance(kind, type) and issubclass(kind, n.Node)}
    assert known - met == {n.Node}


def test_comparisons_here_hold_every_operator_and_value_type():
    assert {node.operator for node in CONDITIONS if isinstance(node, n.Compare)} == set(OPERATORS)
    assert set().union(*(operator.takes for operator in OPERATORS.values())) == set(ValueType)


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_node_and_operator_can_be_said(code):
    for condition in CONDITIONS:
        said = sentence(condition, code, LABELS)
        assert said.strip(" .")
        assert not re.search(r"\{\w*\}|  | ;|\.\.$|None", said), said


class Noting(dict[str, Phrase]):
    """Phrases that remember which of them were asked for."""

    said: set[str]

    def __getitem__(self, key: str) -> Phrase:
        self.said.add(key)
        return super().__getitem__(key)


def test_every_phrase_is_said_by_some_rule():
    said: set[str] = set()
    for code in LANGUAGES:  # together: only some of them know three genders
        phrases = Noting(language_of(code).phrases)
        phrases.said = said
        language = Language(code, language_of(code).grammar, phrases)
        for condition in CONDITIONS:
            condition_said(condition, Teller(language, LABELS, condition_said))
    assert set(language_of("en").phrases) - said == set()

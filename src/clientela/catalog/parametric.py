"""Variables that take arguments: `category_share('shoes')`, `count_of('page_viewed', 30)`.

The last argument, a number of days, may be left out: then all time counts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from clientela.catalog.definitions import Family, Parameter, VariableDefinition
from clientela.catalog.expressions import ALWAYS, flag, is_, last_days, ratio
from clientela.catalog.measures import LONGEST
from clientela.catalog.variables.purchases import BOUGHT, ORDER
from clientela.errors import ClientelaError, UnknownNameError
from clientela.rules import nodes as n
from clientela.rules.types import EXACT, EventKindFacts, FieldFacts, ValueType

_T, _F = ValueType, Family
Built = Callable[[tuple[str, ...], n.Window], n.Value]

DAYS = Parameter("days", "days", required=False)
KIND = Parameter("event kind", "event kind")
FIELD = Parameter("field", "field")


@dataclass(frozen=True, slots=True)
class Parametric:
    """A variable with parameters; `build` makes its definition from the texts given and the window."""

    name: str
    family: Family
    type: ValueType | None  # None: the type of the field given
    unit: str
    meaning: str
    parameters: tuple[Parameter, ...]
    build: Built
    numeric: bool = False  # whether the field given must be a number

    def listed(self) -> VariableDefinition:
        """As lists show it, with placeholders for the arguments."""
        placeholders = {"event kind": ORDER, "field": "amount"}
        texts = tuple(placeholders.get(each.kind, f"<{each.name}>") for each in self._texts())
        return self._made(self.name, self.type or _T.MONEY, texts, ALWAYS)

    def resolve(
        self, arguments: Sequence[n.Scalar], kinds: Mapping[str, EventKindFacts]
    ) -> VariableDefinition:
        """With these arguments; ClientelaError names the argument that does not fit."""
        wanted = self._texts()
        texts = tuple(
            argument for argument in arguments[: len(wanted)] if isinstance(argument, str) and argument
        )
        rest = arguments[len(wanted) :]
        if (
            len(texts) != len(wanted)
            or len(rest) > (DAYS in self.parameters)
            or not all(map(_are_days, rest))
        ):
            raise ClientelaError(self._usage(arguments))
        facts = self._field_given(texts, kinds)
        window = last_days(int(rest[0])) if rest else ALWAYS
        return self._made(self.name, self.type or (facts.type if facts else _T.TEXT), texts, window)

    def _texts(self) -> tuple[Parameter, ...]:
        return tuple(parameter for parameter in self.parameters if parameter.kind != "days")

    def _field_given(self, texts: tuple[str, ...], kinds: Mapping[str, EventKindFacts]) -> FieldFacts | None:
        """The facts of the field argument, if there is one; refuses what is unknown or cannot be added up."""
        found, facts = None, None
        for parameter, text in zip(self._texts(), texts, strict=True):
            if parameter.kind == "event kind":
                found = kinds.get(text)
                if found is None:
                    raise UnknownNameError("event kind", text, kinds)
            elif parameter.kind == "field" and found is not None:
                facts = found.fields.get(text)
                if facts is None:
                    raise UnknownNameError(f"field of {found.name}", text, found.fields)
                if self.numeric and facts.type not in EXACT:
                    raise ClientelaError(f"{self.name} adds up numbers, and {text} is a {facts.type}")
        return facts

    def _usage(self, arguments: Sequence[n.Scalar]) -> str:
        wanted = ", ".join(str(parameter) for parameter in self.parameters)
        given = ", ".join(repr(argument) for argument in arguments) or "nothing"
        return f"{self.name} takes ({wanted}), texts in quotes and days from 1 to {LONGEST}; given {given}"

    def _made(
        self, name: str, value_type: ValueType, texts: tuple[str, ...], window: n.Window
    ) -> VariableDefinition:
        return VariableDefinition(
            name,
            self.family,
            value_type,
            self.meaning,
            self.unit,
            self.build(texts, window),
            parameters=self.parameters,
        )


def _are_days(argument: n.Scalar) -> bool:
    return isinstance(argument, int) and not isinstance(argument, bool) and 1 <= argument <= LONGEST


ORDERS_COUNT = n.Choose((n.Case(n.Happened(("product_bought",)), 0),), 1)
"""1 for a customer none of whose orders came with lines, else 0: her lines then say what the orders hold."""


def _bought(field: str, where: n.Condition, window: n.Window) -> n.Value:
    """A field summed over the lines of orders, or over the orders themselves where they have no lines."""
    lines = n.Aggregate("sum", ("product_bought",), field, where, window)
    orders = n.Aggregate("sum", (ORDER,), field, where, window)
    return n.Arithmetic("+", lines, n.Arithmetic("*", orders, ORDERS_COUNT))


def _share_of_revenue(field: str) -> Built:
    """What was paid for one value of a field, over what was paid where that field is known."""
    known = n.Compare(n.Field(field), "is set")
    return lambda texts, window: ratio(
        _bought("amount", is_(field, texts[0]), window), _bought("amount", known, window)
    )


def _revenue(field: str) -> Built:
    return lambda texts, window: _bought("amount", is_(field, texts[0]), window)


def _pieces(field: str) -> Built:
    return lambda texts, window: _bought("quantity", is_(field, texts[0]), window)


def _orders(field: str) -> Built:
    return lambda texts, window: n.Aggregate("distinct", BOUGHT, "order_id", is_(field, texts[0]), window)


def _days_since(field: str) -> Built:
    return lambda texts, _: n.Elapsed(n.Occurrence("last", BOUGHT, "at", is_(field, texts[0])))


def _share_of_orders(field: str) -> Built:
    return lambda texts, window: n.Aggregate("share", (ORDER,), None, is_(field, texts[0]), window)


def _messages(kind: str) -> Built:
    def build(texts: tuple[str, ...], window: n.Window) -> n.Aggregate:
        human = n.Compare(n.Field("machine"), "!=", True)  # noqa: FBT003
        where = n.All((is_("campaign", texts[0]), human))
        return n.Aggregate("distinct", (kind,), "message_id", where, window)

    return build


def _of_kind(function: n.AggregateFunction) -> Built:
    """An aggregate over the kind given, and over its field where one is given."""
    return lambda texts, window: n.Aggregate(
        function, (texts[0],), texts[1] if len(texts) > 1 else None, None, window
    )


def _occurrence(which: Literal["first", "last"], texts: tuple[str, ...]) -> n.Occurrence:
    field = texts[1] if len(texts) > 1 else "at"
    return n.Occurrence(which, (texts[0],), field)


_CATEGORY, _ITEM = Parameter("category", "text"), Parameter("item", "text")
_SURVEY, _CAMPAIGN = Parameter("survey", "text"), Parameter("campaign", "text")
_B = _F.BEHAVIOURAL

PARAMETRIC: dict[str, Parametric] = {
    entry.name: entry
    for entry in (
        Parametric(
            "category_share",
            _B,
            _T.NUMBER,
            "share",
            "Share of what she paid that went to a category.",
            (_CATEGORY, DAYS),
            _share_of_revenue("category"),
        ),
        Parametric(
            "revenue_in_category",
            _B,
            _T.NUMBER,
            "money",
            "What she paid for things of a category.",
            (_CATEGORY, DAYS),
            _revenue("category"),
        ),
        Parametric(
            "items_in_category",
            _B,
            _T.NUMBER,
            "pieces",
            "Pieces of a category she bought.",
            (_CATEGORY, DAYS),
            _pieces("category"),
        ),
        Parametric(
            "orders_in_category",
            _B,
            _T.INTEGER,
            "orders",
            "Orders with something of a category.",
            (_CATEGORY, DAYS),
            _orders("category"),
        ),
        Parametric(
            "days_since_category",
            _B,
            _T.INTEGER,
            "days",
            "Whole days since she last bought from a category.",
            (_CATEGORY,),
            _days_since("category"),
        ),
        Parametric(
            "revenue_of_item",
            _B,
            _T.NUMBER,
            "money",
            "What she paid for an item.",
            (_ITEM, DAYS),
            _revenue("item"),
        ),
        Parametric(
            "pieces_of_item",
            _B,
            _T.NUMBER,
            "pieces",
            "Pieces of an item she bought.",
            (_ITEM, DAYS),
            _pieces("item"),
        ),
        Parametric(
            "orders_of_item", _B, _T.INTEGER, "orders", "Orders with an item.", (_ITEM, DAYS), _orders("item")
        ),
        Parametric(
            "days_since_item",
            _B,
            _T.INTEGER,
            "days",
            "Whole days since she last bought an item.",
            (_ITEM,),
            _days_since("item"),
        ),
        Parametric(
            "channel_share",
            _B,
            _T.NUMBER,
            "share",
            "Share of her orders placed through a channel.",
            (Parameter("channel", "text"), DAYS),
            _share_of_orders("channel"),
        ),
        Parametric(
            "payment_method_share",
            _B,
            _T.NUMBER,
            "share",
            "Share of her orders paid by a method.",
            (Parameter("payment method", "text"), DAYS),
            _share_of_orders("payment_method"),
        ),
        Parametric(
            "orders_with_coupon",
            _B,
            _T.INTEGER,
            "orders",
            "Orders with a coupon.",
            (Parameter("coupon", "text"), DAYS),
            lambda texts, window: n.Aggregate("count", (ORDER,), None, is_("coupon", texts[0]), window),
        ),
        Parametric(
            "count_of", _B, _T.INTEGER, "events", "Events of a kind.", (KIND, DAYS), _of_kind("count")
        ),
        Parametric(
            "sum_of",
            _B,
            None,
            "",
            "Sum of a field over events of a kind.",
            (KIND, FIELD, DAYS),
            _of_kind("sum"),
            numeric=True,
        ),
        Parametric(
            "average_of",
            _B,
            _T.NUMBER,
            "",
            "Mean of a field over events of a kind.",
            (KIND, FIELD, DAYS),
            _of_kind("avg"),
            numeric=True,
        ),
        Parametric(
            "distinct_of",
            _B,
            _T.INTEGER,
            "values",
            "Different values of a field over events of a kind.",
            (KIND, FIELD, DAYS),
            _of_kind("distinct"),
        ),
        Parametric(
            "usual_of",
            _B,
            None,
            "",
            "Most frequent value of a field over events of a kind.",
            (KIND, FIELD, DAYS),
            _of_kind("mode"),
        ),
        Parametric(
            "first_of",
            _B,
            None,
            "",
            "A field of the first event of a kind.",
            (KIND, FIELD),
            lambda texts, _: _occurrence("first", texts),
        ),
        Parametric(
            "last_of",
            _B,
            None,
            "",
            "A field of the latest event of a kind.",
            (KIND, FIELD),
            lambda texts, _: _occurrence("last", texts),
        ),
        Parametric(
            "days_since_first",
            _F.TIME,
            _T.INTEGER,
            "days",
            "Whole days since the first event of a kind.",
            (KIND,),
            lambda texts, _: n.Elapsed(_occurrence("first", texts)),
        ),
        Parametric(
            "days_since_last",
            _F.TIME,
            _T.INTEGER,
            "days",
            "Whole days since the latest event of a kind.",
            (KIND,),
            lambda texts, _: n.Elapsed(_occurrence("last", texts)),
        ),
        Parametric(
            "days_between",
            _F.TIME,
            _T.NUMBER,
            "days",
            "Median days between successive events of a kind.",
            (KIND, DAYS),
            _of_kind("gap_median"),
        ),
        Parametric(
            "survey_score",
            _F.VOICE,
            _T.DECIMAL,
            "points",
            "Her latest score in a survey.",
            (_SURVEY,),
            lambda texts, _: n.Answer(texts[0]),
        ),
        Parametric(
            "survey_average",
            _F.VOICE,
            _T.NUMBER,
            "points",
            "Mean of her scores in a survey.",
            (_SURVEY, DAYS),
            lambda texts, window: n.Aggregate(
                "avg", ("survey_answered",), "score", is_("survey", texts[0]), window
            ),
        ),
        Parametric(
            "days_since_survey",
            _F.VOICE,
            _T.INTEGER,
            "days",
            "Whole days since she last answered a survey.",
            (_SURVEY,),
            lambda texts, _: n.Elapsed(n.Answer(texts[0], "at")),
        ),
        Parametric(
            "mentions_of_theme",
            _F.VOICE,
            _T.INTEGER,
            "answers",
            "Survey answers of hers on a theme.",
            (Parameter("theme", "text"), DAYS),
            lambda texts, window: n.Aggregate(
                "count", ("survey_answered",), None, is_("theme", texts[0]), window
            ),
        ),
        Parametric(
            "tickets_about",
            _F.SERVICE,
            _T.INTEGER,
            "tickets",
            "Tickets of hers on a subject.",
            (Parameter("topic", "text"), DAYS),
            lambda texts, window: n.Aggregate(
                "count", ("ticket_opened",), None, is_("topic", texts[0]), window
            ),
        ),
        Parametric(
            "campaign_messages",
            _F.ENGAGEMENT,
            _T.INTEGER,
            "messages",
            "Messages of a campaign sent to her.",
            (_CAMPAIGN, DAYS),
            _messages("message_sent"),
        ),
        Parametric(
            "campaign_opens",
            _F.ENGAGEMENT,
            _T.INTEGER,
            "messages",
            "Messages of a campaign she opened.",
            (_CAMPAIGN, DAYS),
            _messages("message_opened"),
        ),
        Parametric(
            "campaign_clicks",
            _F.ENGAGEMENT,
            _T.INTEGER,
            "messages",
            "Messages of a campaign she clicked in.",
            (_CAMPAIGN, DAYS),
            _messages("message_clicked"),
        ),
        Parametric(
            "deals_lost_for",
            _F.DEAL,
            _T.INTEGER,
            "deals",
            "Deals of hers lost for a reason.",
            (Parameter("reason", "text"),),
            lambda texts, _: n.RelatedAggregate(
                "count", None, n.All((is_("status", "lost"), is_("lost_reason", texts[0])))
            ),
        ),
        Parametric(
            "can_contact",
            _F.ENGAGEMENT,
            _T.BOOLEAN,
            "",
            "Whether she consents to a channel for a purpose.",
            (Parameter("channel", "text"), Parameter("purpose", "text")),
            lambda texts, _: flag(n.Consents(*texts)),
        ),
    )
}

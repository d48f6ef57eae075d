"""The segments of the demonstration: questions that shops ask, as rules."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Question:
    """A question and the rule that answers it."""

    name: str
    asks: str
    rule: str


QUESTIONS: tuple[Question, ...] = (
    Question(
        "Lost on price",
        "Business contacts whose deal was lost because of the price, last contacted one to two years ago",
        "any deal (status = 'lost' and lost_reason = 'price too high')"
        " and last(call_logged, message_sent, visit_logged).at between 2 years ago and 1 year ago",
    ),
    Question(
        "Young professionals",
        "25 to 35, a good income, urban taste",
        "age between 25 and 35 and income_band in ('mid', 'high') and interests includes any ('urban')",
    ),
    Question(
        "Families",
        "35 to 50, children, an income to spend on them",
        "age between 35 and 50 and children_count >= 1 and income_band in ('mid', 'high')"
        " and interests includes any ('family')",
    ),
    Question(
        "Teenagers after trends",
        "15 to 24, little income, every trend",
        "age between 15 and 24 and income_band = 'low' and interests includes any ('trends')",
    ),
    Question(
        "Cart left behind",
        "A cart of the last 30 days that was not ordered within 24 hours, cart by cart",
        "sequence(product_added, then not order_completed within 24 hours, same cart_id, last 30 days)",
    ),
    Question(
        "Regulars who stopped",
        "Ordered in five of six months, and not for half a year",
        "regularly(order_completed, 5 of last 6 months, until 6 months ago)"
        " and stopped(order_completed, 180 days)",
    ),
    Question(
        "Only at a discount",
        "Three orders or more, none at the full price",
        "orders_total >= 3 and share(order_completed where discount > 0) = 1",
    ),
    Question(
        "Best of Barcelona",
        "The top tenth by revenue of the last year, in Barcelona",
        "top 10 percent by revenue_365d within (city = 'Barcelona')",
    ),
    Question(
        "Birthday this week",
        "Birthday in the next 7 days, in the customer's own time zone",
        "birthday within next 7 days",
    ),
    Question(
        "Silent firms",
        "Firms of more than 50 where nobody opened a message in 90 days",
        "company.employees > 50 and none person of company (did message_opened in last 90 days)",
    ),
    Question(
        "New buyers",
        "Their first order ever came in the last 60 days",
        "first_time(order_completed, last 60 days)",
    ),
    Question("Never ordered", "On the list, and not one order", "never order_completed"),
    Question(
        "Unhappy",
        "Gave 6 or less when asked whether they would recommend the shop",
        "answer('nps').score <= 6",
    ),
)
PROFILED = ("Young professionals", "Families", "Teenagers after trends")
TREND_OF = "Cart left behind"
EXPORTED = "external_id,first_name,last_name,email,city,country,revenue_365d"

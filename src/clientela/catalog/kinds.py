"""The event kinds and their fields.

Names follow the public Segment specification (core, e-commerce, e-mail, B2B, mobile) in snake case. A field
has one type and one place whatever kind it belongs to, so that a question may go over several kinds at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from clientela.rules.types import EventKindFacts, FieldFacts, ValueType

_T = ValueType

FIELDS: dict[str, FieldFacts] = {
    facts.name: facts
    for facts in (
        # columns of the events table
        FieldFacts("at", _T.INSTANT, "at"),
        FieldFacts("ref", _T.TEXT, "ref"),
        FieldFacts("item", _T.TEXT, "item"),
        FieldFacts("category", _T.TEXT, "category"),
        FieldFacts("channel", _T.TEXT, "channel"),
        FieldFacts("source", _T.TEXT, "source"),
        FieldFacts("amount", _T.MONEY, "amount"),
        FieldFacts("currency", _T.TEXT, "currency"),
        FieldFacts("quantity", _T.DECIMAL, "quantity"),
        FieldFacts("score", _T.DECIMAL, "score"),
        FieldFacts("text", _T.TEXT, "text"),
        FieldFacts("cart_id", _T.TEXT, "cart_id"),
        FieldFacts("campaign", _T.TEXT, "campaign"),
        FieldFacts("payment_method", _T.TEXT, "payment_method"),
        FieldFacts("coupon", _T.TEXT, "coupon"),
        FieldFacts("discount", _T.MONEY, "discount"),
        FieldFacts("survey", _T.TEXT, "survey"),
        FieldFacts("machine", _T.BOOLEAN, "machine"),
        # other names of the same columns, as people say them for a kind
        FieldFacts("order_id", _T.TEXT, "ref"),
        FieldFacts("message_id", _T.TEXT, "ref"),
        FieldFacts("ticket_id", _T.TEXT, "ref"),
        FieldFacts("deal_id", _T.TEXT, "ref"),
        FieldFacts("contract_id", _T.TEXT, "ref"),
        FieldFacts("stars", _T.DECIMAL, "score"),
        # the rest lies in the properties
        FieldFacts("item_name", _T.TEXT),
        FieldFacts("unit_price", _T.MONEY),
        FieldFacts("status", _T.TEXT),
        FieldFacts("brand", _T.TEXT),
        FieldFacts("shipping", _T.DECIMAL),
        FieldFacts("tax", _T.DECIMAL),
        FieldFacts("reason", _T.TEXT),
        FieldFacts("query", _T.TEXT),
        FieldFacts("results", _T.INTEGER),
        FieldFacts("list_name", _T.TEXT),
        FieldFacts("filter", _T.TEXT),
        FieldFacts("promotion", _T.TEXT),
        FieldFacts("step", _T.INTEGER),
        FieldFacts("shipping_method", _T.TEXT),
        FieldFacts("shared_via", _T.TEXT),
        FieldFacts("url", _T.TEXT),
        FieldFacts("title", _T.TEXT),
        FieldFacts("referrer", _T.TEXT),
        FieldFacts("session_id", _T.TEXT),
        FieldFacts("device", _T.TEXT),
        FieldFacts("duration", _T.DECIMAL),
        FieldFacts("method", _T.TEXT),
        FieldFacts("form", _T.TEXT),
        FieldFacts("subject", _T.TEXT),
        FieldFacts("link", _T.TEXT),
        FieldFacts("variant", _T.TEXT),
        FieldFacts("goal", _T.TEXT),
        FieldFacts("topic", _T.TEXT),
        FieldFacts("priority", _T.TEXT),
        FieldFacts("resolution", _T.TEXT),
        FieldFacts("resolution_hours", _T.DECIMAL),
        FieldFacts("agent", _T.TEXT),
        FieldFacts("direction", _T.TEXT),
        FieldFacts("outcome", _T.TEXT),
        FieldFacts("place", _T.TEXT),
        FieldFacts("question", _T.TEXT),
        FieldFacts("theme", _T.TEXT),
        FieldFacts("product", _T.TEXT),
        FieldFacts("stage", _T.TEXT),
        FieldFacts("previous_stage", _T.TEXT),
        FieldFacts("lost_reason", _T.TEXT),
        FieldFacts("competitor", _T.TEXT),
        FieldFacts("starts_on", _T.DATE),
        FieldFacts("ends_on", _T.DATE),
        FieldFacts("plan", _T.TEXT),
        FieldFacts("network", _T.TEXT),
        FieldFacts("action", _T.TEXT),
        FieldFacts("purpose", _T.TEXT),
        FieldFacts("version", _T.TEXT),
    )
}

EVERYWHERE = ("at", "channel", "source", "ref", "text")
_PRODUCT = ("item", "item_name", "category", "brand", "amount", "unit_price", "currency", "quantity")
_VISIT = ("url", "referrer", "session_id", "device")
_ORDER = (
    "order_id", "cart_id", "amount", "currency", "quantity", "discount", "coupon", "payment_method", "item",
    "category", "shipping", "tax", "shipping_method", "status",
)  # fmt: skip
_MESSAGE = ("message_id", "campaign", "machine", "subject", "variant")
_DEAL = ("deal_id", "amount", "currency", "product", "stage", "agent")
_CONTRACT = ("contract_id", "amount", "currency", "product", "starts_on", "ends_on", "plan")


@dataclass(frozen=True, slots=True)
class EventKind:
    """An event kind: what it means and which fields it has beside the ones every kind has."""

    name: str
    group: str
    meaning: str
    fields: tuple[str, ...] = ()

    def facts(self) -> EventKindFacts:
        """The part the rules ask for."""
        return EventKindFacts(self.name, {name: FIELDS[name] for name in (*EVERYWHERE, *self.fields)})


KINDS: tuple[EventKind, ...] = (
    EventKind("signed_up", "account", "She opened an account.", ("method", "plan")),
    EventKind("signed_in", "account", "She signed in.", ("method", *_VISIT[2:])),
    EventKind("signed_out", "account", "She signed out.", ("session_id",)),
    EventKind("account_deleted", "account", "She deleted her account.", ("reason",)),
    EventKind("trial_started", "account", "She began to try something out.", ("plan", "product", "ends_on")),
    EventKind("trial_ended", "account", "Her trial ended.", ("plan", "product", "outcome")),
    EventKind("invite_sent", "account", "She invited somebody.", ("method",)),
    EventKind("application_installed", "account", "She installed the app.", ("version", "device")),
    EventKind("application_opened", "account", "She opened the app.", ("version", "device", "session_id")),
    EventKind("page_viewed", "browsing", "She viewed a page.", (*_VISIT, "title", "duration")),
    EventKind("form_submitted", "browsing", "She sent in a form.", ("form", *_VISIT)),
    EventKind("search_performed", "browsing", "She searched.", ("query", "results", *_VISIT)),
    EventKind(
        "product_list_viewed",
        "browsing",
        "She viewed a list of products.",
        ("category", "list_name", *_VISIT),
    ),
    EventKind(
        "product_list_filtered",
        "browsing",
        "She filtered a list of products.",
        ("category", "list_name", "filter", *_VISIT),
    ),
    EventKind("promotion_viewed", "browsing", "She saw a promotion.", ("promotion", "campaign", *_VISIT)),
    EventKind(
        "promotion_clicked", "browsing", "She clicked on a promotion.", ("promotion", "campaign", *_VISIT)
    ),
    EventKind("product_clicked", "browsing", "She clicked on a product.", (*_PRODUCT, "list_name", *_VISIT)),
    EventKind("product_viewed", "browsing", "She looked at a product.", (*_PRODUCT, *_VISIT)),
    EventKind("product_shared", "browsing", "She shared a product.", (*_PRODUCT, "shared_via")),
    EventKind(
        "product_added_to_wishlist", "browsing", "She put a product on a wish list.", (*_PRODUCT, *_VISIT)
    ),
    EventKind("product_removed_from_wishlist", "browsing", "She took a product off a wish list.", _PRODUCT),
    EventKind(
        "product_added",
        "ordering",
        "She put a product into a cart.",
        (*_PRODUCT, "cart_id", "coupon", *_VISIT),
    ),
    EventKind("product_removed", "ordering", "She took a product out of a cart.", (*_PRODUCT, "cart_id")),
    EventKind(
        "cart_viewed",
        "ordering",
        "She viewed a cart.",
        ("cart_id", "amount", "currency", "quantity", *_VISIT),
    ),
    EventKind("checkout_started", "ordering", "She began to check out.", (*_ORDER, *_VISIT)),
    EventKind(
        "checkout_step_completed",
        "ordering",
        "She completed a step of the checkout.",
        ("cart_id", "step", "payment_method", "shipping_method"),
    ),
    EventKind(
        "payment_info_entered",
        "ordering",
        "She entered how she pays.",
        ("order_id", "cart_id", "payment_method", "shipping_method"),
    ),
    EventKind(
        "coupon_applied", "ordering", "A coupon was accepted.", ("order_id", "cart_id", "coupon", "discount")
    ),
    EventKind(
        "coupon_denied", "ordering", "A coupon was refused.", ("order_id", "cart_id", "coupon", "reason")
    ),
    EventKind(
        "coupon_removed", "ordering", "A coupon was taken off.", ("order_id", "cart_id", "coupon", "discount")
    ),
    EventKind(
        "order_completed",
        "ordering",
        "She bought: one event for the whole order; the amount is what was paid, the quantity is pieces, the"
        " discount is what was taken off.",
        _ORDER,
    ),
    EventKind(
        "product_bought",
        "ordering",
        "A line of an order: one event for each line beside the order's own, with the order's id.",
        (*_PRODUCT, "order_id", "cart_id", "discount", "coupon"),
    ),
    EventKind("order_updated", "ordering", "An order was changed.", _ORDER),
    EventKind("order_cancelled", "ordering", "An order was cancelled.", (*_ORDER, "reason")),
    EventKind("order_refunded", "ordering", "An order, or a part of it, was refunded.", (*_ORDER, "reason")),
    EventKind(
        "product_returned",
        "ordering",
        "A line of an order was given back.",
        (*_PRODUCT, "order_id", "reason"),
    ),
    EventKind(
        "review_written",
        "voice",
        "She wrote a review; its stars are the score.",
        ("score", "stars", "item", "item_name", "category", "brand", "title", "theme"),
    ),
    EventKind(
        "survey_answered",
        "voice",
        "She answered a question of a survey.",
        ("survey", "score", "question", "theme", "campaign"),
    ),
    EventKind("message_sent", "messages", "A message was sent to her.", _MESSAGE),
    EventKind("message_delivered", "messages", "A message was delivered.", _MESSAGE),
    EventKind("message_opened", "messages", "A message was opened.", (*_MESSAGE, "device")),
    EventKind(
        "message_clicked", "messages", "A link in a message was clicked.", (*_MESSAGE, "link", "device")
    ),
    EventKind("message_bounced", "messages", "A message came back.", (*_MESSAGE, "reason")),
    EventKind("message_unsubscribed", "messages", "She unsubscribed.", (*_MESSAGE, "reason")),
    EventKind("message_complained", "messages", "She marked a message as spam.", _MESSAGE),
    EventKind("message_replied", "messages", "She replied to a message.", (*_MESSAGE, "theme")),
    EventKind(
        "message_converted",
        "messages",
        "She did what the campaign was to bring about, and this was the last message before it.",
        (*_MESSAGE, "goal"),
    ),
    EventKind(
        "ticket_opened", "service", "She asked for help.", ("ticket_id", "topic", "priority", "item", "agent")
    ),
    EventKind(
        "ticket_closed",
        "service",
        "A ticket was closed; the score is how content she was.",
        ("ticket_id", "topic", "resolution", "resolution_hours", "score", "agent"),
    ),
    EventKind(
        "call_logged",
        "service",
        "A call with her; the duration is in minutes.",
        ("duration", "direction", "outcome", "topic", "agent", "campaign"),
    ),
    EventKind(
        "visit_logged",
        "service",
        "A visit to her or by her; the duration is in minutes.",
        ("duration", "place", "outcome", "topic", "agent"),
    ),
    EventKind("note_added", "service", "Somebody at the firm wrote a note on her.", ("topic", "agent")),
    EventKind(
        "social_interaction",
        "service",
        "She dealt with the firm on a social network.",
        ("network", "action", "url", "theme", "campaign"),
    ),
    EventKind("deal_created", "deals", "A deal was opened.", _DEAL),
    EventKind("deal_stage_changed", "deals", "A deal moved to another stage.", (*_DEAL, "previous_stage")),
    EventKind("deal_won", "deals", "A deal was won.", (*_DEAL, "competitor")),
    EventKind("deal_lost", "deals", "A deal was lost.", (*_DEAL, "lost_reason", "competitor")),
    EventKind("contract_signed", "deals", "A contract was signed.", _CONTRACT),
    EventKind("contract_renewed", "deals", "A contract was renewed.", _CONTRACT),
    EventKind("contract_ended", "deals", "A contract ended.", (*_CONTRACT, "reason")),
    EventKind("consent_given", "consent", "She gave her consent.", ("purpose", "form")),
    EventKind("consent_withdrawn", "consent", "She withdrew her consent.", ("purpose", "reason")),
)


@cache
def built_in_kinds() -> Mapping[str, EventKindFacts]:
    """Every built-in kind by name, as the rules see it."""
    return {kind.name: kind.facts() for kind in KINDS}

"""How the customer takes messages, and what she has consented to. Machines are left out."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from clientela.catalog.cut_points import CutPoints
from clientela.catalog.definitions import Family, VariableDefinition
from clientela.catalog.expressions import (
    choose,
    count,
    days_since,
    distinct,
    flag,
    is_,
    last,
    last_days,
    ratio,
    usual,
)
from clientela.catalog.measures import Measure
from clientela.catalog.variables.attributes import (
    BOOLEAN,
    INSTANT,
    INTEGER,
    NUMBER,
    TEXT,
    Attribute,
    attributes_of,
)
from clientela.rules import nodes as n

_F = Family.ENGAGEMENT
SENT, DELIVERED, OPENED, CLICKED = "message_sent", "message_delivered", "message_opened", "message_clicked"
REPLIED, CONVERTED = "message_replied", "message_converted"
BY_A_PERSON = n.Compare(n.Field("machine"), "!=", True)  # noqa: FBT003

ATTRIBUTES = (
    Attribute("preferred_channel", TEXT, "Channel she wants to be reached by."),
    Attribute("preferred_language", TEXT, "Language she wants to be written to in, as an ISO 639-1 code."),
    Attribute("preferred_time", TEXT, "Time of day she wants to be reached at."),
    Attribute("acquisition_source", TEXT, "Where she came from: search, fair, recommendation …"),
    Attribute("acquisition_campaign", TEXT, "Campaign that brought her."),
    Attribute("referred_by", TEXT, "Who recommended the firm to her."),
    Attribute("newsletter", TEXT, "Newsletter she asked for."),
)


def _through(channel: str | None) -> n.Condition | None:
    return is_("channel", channel) if channel else None


def _by_a_person_through(channel: str | None) -> n.Condition:
    through = _through(channel)
    return n.All((BY_A_PERSON, through)) if through else BY_A_PERSON


def _messages(kind: str, channel: str | None, window: n.Window) -> n.Aggregate:
    """How many different messages: one opened five times is one."""
    human = kind in (OPENED, CLICKED, REPLIED)
    where = _by_a_person_through(channel) if human else _through(channel)
    return distinct(kind, field="message_id", where=where, window=window)


def _messages_per(kind: str, base: str, channel: str | None, window: n.Window) -> n.Arithmetic:
    return ratio(_messages(kind, channel, window), _messages(base, channel, window))


def _counted(name: str, meaning: str, kind: str, channel: str | None, windows: tuple[int, ...]) -> Measure:
    return Measure(name, _F, INTEGER, "messages", meaning, partial(_messages, kind, channel), windows)


def _rate(
    name: str, meaning: str, kinds: tuple[str, str], channel: str | None, windows: tuple[int, ...]
) -> Measure:
    over: Callable[[n.Window], n.Value] = partial(_messages_per, *kinds, channel)
    return Measure(name, _F, NUMBER, "share", meaning, over, windows)


MEASURES = (
    _counted("messages_sent", "Messages sent to her", SENT, None, (30, 90)),
    _counted("messages_delivered", "Messages delivered to her", DELIVERED, None, (90,)),
    _counted("messages_opened", "Messages she opened", OPENED, None, (30, 90)),
    _counted("messages_clicked", "Messages she clicked in", CLICKED, None, (30, 90)),
    _counted("messages_replied", "Messages she replied to", REPLIED, None, (90,)),
    _counted("messages_converted", "Messages credited with what they were for", CONVERTED, None, (90,)),
    _rate(
        "open_rate", "Messages she opened, divided by those delivered", (OPENED, DELIVERED), None, (90, 365)
    ),
    _rate(
        "click_rate",
        "Messages she clicked in, divided by those delivered",
        (CLICKED, DELIVERED),
        None,
        (90, 365),
    ),
    _rate(
        "click_to_open_rate",
        "Messages she clicked in, divided by those she opened",
        (CLICKED, OPENED),
        None,
        (90,),
    ),
    _counted("emails_sent", "E-mails sent to her", SENT, "email", (30, 90)),
    _counted("emails_opened", "E-mails she opened", OPENED, "email", (30, 90)),
    _counted("emails_clicked", "E-mails she clicked in", CLICKED, "email", (30, 90)),
    _rate(
        "email_open_rate",
        "E-mails she opened, divided by those delivered",
        (OPENED, DELIVERED),
        "email",
        (90,),
    ),
    _rate(
        "email_click_rate",
        "E-mails she clicked in, divided by those delivered",
        (CLICKED, DELIVERED),
        "email",
        (90,),
    ),
    _counted("sms_sent", "Text messages sent to her", SENT, "sms", (30, 90)),
    _counted("sms_clicked", "Text messages she clicked in", CLICKED, "sms", (90,)),
    _counted("sms_replied", "Text messages she replied to", REPLIED, "sms", (90,)),
    Measure(
        "bounces",
        _F,
        INTEGER,
        "messages",
        "Messages that came back",
        lambda window: count("message_bounced", window=window),
        windows=(90,),
    ),
    Measure(
        "unsubscribes",
        _F,
        INTEGER,
        "times",
        "Times she unsubscribed",
        lambda window: count("message_unsubscribed", window=window),
        windows=(365,),
    ),
    Measure(
        "spam_complaints",
        _F,
        INTEGER,
        "times",
        "Times she marked a message as spam",
        lambda window: count("message_complained", window=window),
        windows=(365,),
    ),
    Measure(
        "campaigns_received",
        _F,
        INTEGER,
        "campaigns",
        "Different campaigns that reached her",
        lambda window: distinct(SENT, field="campaign", window=window),
        windows=(90,),
    ),
    Measure(
        "campaigns_clicked",
        _F,
        INTEGER,
        "campaigns",
        "Different campaigns she clicked in",
        lambda window: distinct(CLICKED, field="campaign", where=BY_A_PERSON, window=window),
        windows=(90,),
    ),
    Measure(
        "social_interactions",
        _F,
        INTEGER,
        "times",
        "Times she dealt with the firm on a social network",
        lambda window: count("social_interaction", window=window),
        windows=(90,),
    ),
)

LEVELS = ("no_messages", "engaged", "warm", "cold", "dormant")


def _opened_or_clicked(days: int) -> n.Happened:
    return n.Happened((OPENED, CLICKED), BY_A_PERSON, last_days(days))


REACTIONS = (
    VariableDefinition(
        "last_message", _F, INSTANT, "Instant of the latest message sent to her.", "", last(SENT)
    ),
    VariableDefinition(
        "days_since_last_message",
        _F,
        INTEGER,
        "Whole days since the latest message sent to her.",
        "days",
        days_since(last(SENT)),
    ),
    VariableDefinition(
        "last_opened", _F, INSTANT, "Instant she last opened a message.", "", last(OPENED, where=BY_A_PERSON)
    ),
    VariableDefinition(
        "days_since_last_opened",
        _F,
        INTEGER,
        "Whole days since she last opened a message.",
        "days",
        days_since(last(OPENED, where=BY_A_PERSON)),
    ),
    VariableDefinition(
        "last_clicked",
        _F,
        INSTANT,
        "Instant she last clicked in a message.",
        "",
        last(CLICKED, where=BY_A_PERSON),
    ),
    VariableDefinition(
        "days_since_last_clicked",
        _F,
        INTEGER,
        "Whole days since she last clicked in a message.",
        "days",
        days_since(last(CLICKED, where=BY_A_PERSON)),
    ),
    VariableDefinition(
        "last_replied", _F, INSTANT, "Instant she last replied to a message.", "", last(REPLIED)
    ),
    VariableDefinition(
        "days_since_last_replied",
        _F,
        INTEGER,
        "Whole days since she last replied to a message.",
        "days",
        days_since(last(REPLIED)),
    ),
    VariableDefinition(
        "last_converted",
        _F,
        INSTANT,
        "Instant of the latest event that a message is credited with.",
        "",
        last(CONVERTED),
    ),
    VariableDefinition(
        "last_campaign",
        _F,
        TEXT,
        "Campaign of the latest message sent to her.",
        "",
        last(SENT, field="campaign"),
    ),
    VariableDefinition(
        "favourite_message_channel",
        _F,
        TEXT,
        "Channel whose messages she clicks in most often.",
        "",
        usual(CLICKED, field="channel", where=BY_A_PERSON),
    ),
    VariableDefinition(
        "has_unsubscribed",
        _F,
        BOOLEAN,
        "Whether she ever unsubscribed.",
        "",
        flag(n.Happened(("message_unsubscribed",))),
    ),
)


def _level(cut: CutPoints) -> VariableDefinition:
    return VariableDefinition(
        "engagement_level",
        _F,
        TEXT,
        f"By her latest opening or click: engaged up to {cut.engaged_days} days, warm up to {cut.warm_days},"
        f" cold up to {cut.cold_days}, then dormant.",
        "",
        choose(
            (n.Happened((SENT, DELIVERED, OPENED, CLICKED), at_least=0, at_most=0), "no_messages"),
            (_opened_or_clicked(cut.engaged_days), "engaged"),
            (_opened_or_clicked(cut.warm_days), "warm"),
            (_opened_or_clicked(cut.cold_days), "cold"),
            otherwise="dormant",
        ),
        options=LEVELS,
    )


CONSENT_CHANNELS = {
    "email": "e-mail",
    "sms": "text message",
    "phone": "telephone",
    "post": "post",
    "push": "push",
}

CONSENTS = (
    *(
        VariableDefinition(
            f"can_{channel}_marketing",
            _F,
            BOOLEAN,
            f"Whether she consents to marketing by {spoken}.",
            "",
            flag(n.Consents(channel, "marketing")),
        )
        for channel, spoken in CONSENT_CHANNELS.items()
    ),
    VariableDefinition(
        "can_contact_marketing",
        _F,
        BOOLEAN,
        "Whether she consents to marketing through at least one channel.",
        "",
        flag(n.AnyOf(tuple(n.Consents(channel, "marketing") for channel in CONSENT_CHANNELS))),
    ),
)


def definitions(cut: CutPoints) -> tuple[VariableDefinition, ...]:
    """The variables of this file, built on these cut-points."""
    return (*attributes_of("customer", _F, ATTRIBUTES), *REACTIONS, _level(cut), *CONSENTS)

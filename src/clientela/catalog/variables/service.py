"""Tickets, calls and visits: what the customer needed and how long ago anybody spoke with her."""

from __future__ import annotations

from clientela.catalog.definitions import Family, VariableDefinition
from clientela.catalog.expressions import average, count, days_since, difference, flag, last, total, usual
from clientela.catalog.measures import Measure
from clientela.catalog.variables.attributes import (
    BOOLEAN,
    DECIMAL,
    INSTANT,
    INTEGER,
    NUMBER,
    TEXT,
    Attribute,
    attributes_of,
)
from clientela.rules.nodes import Compare

_F = Family.SERVICE
TICKET, CALL, VISIT = "ticket_opened", "call_logged", "visit_logged"
CONTACTS = (CALL, "message_sent", VISIT, TICKET)

ATTRIBUTES = (
    Attribute("account_manager", TEXT, "Who at the firm looks after her."),
    Attribute("service_level", TEXT, "Level of service agreed with her."),
)

MEASURES = (
    Measure(
        "tickets",
        _F,
        INTEGER,
        "tickets",
        "Tickets she opened",
        lambda window: count(TICKET, window=window),
        windows=(30, 90, 365),
    ),
    Measure(
        "tickets_closed",
        _F,
        INTEGER,
        "tickets",
        "Tickets of hers that were closed",
        lambda window: count("ticket_closed", window=window),
        windows=(90,),
    ),
    Measure(
        "calls",
        _F,
        INTEGER,
        "calls",
        "Calls with her",
        lambda window: count(CALL, window=window),
        windows=(30, 90, 365),
    ),
    Measure(
        "call_minutes",
        _F,
        DECIMAL,
        "minutes",
        "Minutes spent in calls with her",
        lambda window: total(CALL, "duration", window=window),
        windows=(90,),
    ),
    Measure(
        "sales_visits",
        _F,
        INTEGER,
        "visits",
        "Visits paid to her or by her",
        lambda window: count(VISIT, window=window),
        windows=(90, 365),
    ),
    Measure(
        "contacts",
        _F,
        INTEGER,
        "contacts",
        "Calls, messages, visits and tickets",
        lambda window: count(*CONTACTS, window=window),
        windows=(30, 90),
    ),
    Measure(
        "ticket_satisfaction",
        _F,
        NUMBER,
        "points",
        "Mean score of her closed tickets",
        lambda window: average("ticket_closed", "score", window=window),
        windows=(365,),
    ),
)

DEFINITIONS = (
    *attributes_of("customer", _F, ATTRIBUTES),
    VariableDefinition(
        "open_tickets",
        _F,
        NUMBER,
        "Tickets opened, less tickets closed.",
        "tickets",
        difference(count(TICKET), count("ticket_closed")),
    ),
    VariableDefinition(
        "has_open_ticket",
        _F,
        BOOLEAN,
        "Whether more tickets were opened than closed.",
        "",
        flag(Compare(difference(count(TICKET), count("ticket_closed")), ">", 0)),
    ),
    VariableDefinition("last_ticket", _F, INSTANT, "Instant of her latest ticket.", "", last(TICKET)),
    VariableDefinition(
        "days_since_last_ticket",
        _F,
        INTEGER,
        "Whole days since her latest ticket.",
        "days",
        days_since(last(TICKET)),
    ),
    VariableDefinition(
        "last_ticket_topic", _F, TEXT, "Subject of her latest ticket.", "", last(TICKET, field="topic")
    ),
    VariableDefinition(
        "main_ticket_topic",
        _F,
        TEXT,
        "Most frequent subject of her tickets.",
        "",
        usual(TICKET, field="topic"),
    ),
    VariableDefinition("last_call", _F, INSTANT, "Instant of the latest call with her.", "", last(CALL)),
    VariableDefinition(
        "days_since_last_call",
        _F,
        INTEGER,
        "Whole days since the latest call with her.",
        "days",
        days_since(last(CALL)),
    ),
    VariableDefinition(
        "last_call_outcome", _F, TEXT, "How the latest call with her ended.", "", last(CALL, field="outcome")
    ),
    VariableDefinition("last_sales_visit", _F, INSTANT, "Instant of the latest visit.", "", last(VISIT)),
    VariableDefinition(
        "days_since_last_sales_visit",
        _F,
        INTEGER,
        "Whole days since the latest visit.",
        "days",
        days_since(last(VISIT)),
    ),
    VariableDefinition(
        "last_contact",
        _F,
        INSTANT,
        "Instant of the latest call, message, visit or ticket.",
        "",
        last(*CONTACTS),
    ),
    VariableDefinition(
        "last_contact_channel",
        _F,
        TEXT,
        "Channel of the latest call, message, visit or ticket.",
        "",
        last(*CONTACTS, field="channel"),
    ),
    VariableDefinition(
        "days_since_last_contact",
        _F,
        INTEGER,
        "Whole days since the latest call, message, visit or ticket.",
        "days",
        days_since(last(*CONTACTS)),
    ),
)

"""Deals and contracts of a customer, and the attributes of deals themselves."""

from __future__ import annotations

from typing import Literal

from clientela.catalog.definitions import Family, VariableDefinition
from clientela.catalog.expressions import count, days_since, first, flag, is_, last, ratio, usual
from clientela.catalog.measures import Measure
from clientela.catalog.variables.attributes import (
    BOOLEAN,
    CREATED,
    DATE,
    INSTANT,
    INTEGER,
    MONEY,
    NUMBER,
    TEXT,
    Attribute,
    attributes_of,
)
from clientela.rules.nodes import Arithmetic, Compare, Condition, Elapsed, RelatedAggregate, Value

_F = Family.DEAL
LOST = "deal_lost"

ATTRIBUTES = (
    Attribute("title", TEXT, "What the deal is called."),
    Attribute("status", TEXT, "Whether the deal is open, won or lost.", options=("open", "won", "lost")),
    Attribute("pipeline", TEXT, "Pipeline the deal is in."),
    Attribute("stage", TEXT, "Stage of the pipeline the deal has reached."),
    Attribute("lost_reason", TEXT, "Why the deal was lost."),
    Attribute("competitor", TEXT, "Who else is, or was, in the running."),
    Attribute("amount", MONEY, "What the deal is worth.", "money"),
    Attribute("currency", TEXT, "Currency of the amount, as an ISO 4217 code."),
    Attribute("product", TEXT, "What the deal is about."),
    Attribute("owner", TEXT, "Who at the firm is in charge of the deal."),
    Attribute("probability", NUMBER, "Chance of winning, in per cent.", "per cent"),
    Attribute("expected_close_on", DATE, "Day on which a decision is expected."),
    Attribute("closed_at", INSTANT, "Instant the deal was won or lost."),
    Attribute("next_step", TEXT, "What is to be done next."),
    Attribute("lead_source", TEXT, "Where the deal came from."),
    Attribute("customer_id", INTEGER, "The customer the deal is with: the store's own number."),
    Attribute("company_id", INTEGER, "The company the deal is with: the store's own number."),
    CREATED,
)

Function = Literal["count", "sum", "avg", "min", "max", "distinct"]


def _deals(function: Function, field: str | None = None, status: str | None = None) -> RelatedAggregate:
    where: Condition | None = is_("status", status) if status else None
    return RelatedAggregate(function, field, where)


def _decided() -> Value:
    return Arithmetic("+", _deals("count", status="won"), _deals("count", status="lost"))


MEASURES = (
    Measure(
        "contracts_signed",
        _F,
        INTEGER,
        "contracts",
        "Contracts she signed",
        lambda window: count("contract_signed", window=window),
        windows=(365,),
    ),
    Measure(
        "contracts_renewed",
        _F,
        INTEGER,
        "contracts",
        "Contracts she renewed",
        lambda window: count("contract_renewed", window=window),
        windows=(365,),
    ),
)

DEFINITIONS = (
    VariableDefinition(
        "deals_count", _F, INTEGER, "Deals with her or her company.", "deals", _deals("count")
    ),
    VariableDefinition(
        "deals_open", _F, INTEGER, "Deals that are open.", "deals", _deals("count", status="open")
    ),
    VariableDefinition(
        "deals_won", _F, INTEGER, "Deals that were won.", "deals", _deals("count", status="won")
    ),
    VariableDefinition(
        "deals_lost", _F, INTEGER, "Deals that were lost.", "deals", _deals("count", status="lost")
    ),
    VariableDefinition(
        "has_open_deal",
        _F,
        BOOLEAN,
        "Whether a deal is open.",
        "",
        flag(Compare(_deals("count", status="open"), ">", 0)),
    ),
    VariableDefinition(
        "won_amount", _F, MONEY, "Worth of the deals that were won.", "money", _deals("sum", "amount", "won")
    ),
    VariableDefinition(
        "lost_amount",
        _F,
        MONEY,
        "Worth of the deals that were lost.",
        "money",
        _deals("sum", "amount", "lost"),
    ),
    VariableDefinition(
        "pipeline_value",
        _F,
        MONEY,
        "Worth of the deals that are open.",
        "money",
        _deals("sum", "amount", "open"),
    ),
    VariableDefinition(
        "avg_won_amount",
        _F,
        NUMBER,
        "Mean worth of a deal that was won.",
        "money",
        _deals("avg", "amount", "won"),
    ),
    VariableDefinition(
        "largest_won_amount",
        _F,
        MONEY,
        "Worth of the largest deal that was won.",
        "money",
        _deals("max", "amount", "won"),
    ),
    VariableDefinition(
        "win_rate",
        _F,
        NUMBER,
        "Deals won, divided by deals won or lost.",
        "share",
        ratio(_deals("count", status="won"), _decided()),
    ),
    VariableDefinition(
        "last_deal_won",
        _F,
        INSTANT,
        "Instant the latest won deal was closed.",
        "",
        _deals("max", "closed_at", "won"),
    ),
    VariableDefinition(
        "last_deal_lost",
        _F,
        INSTANT,
        "Instant the latest lost deal was closed.",
        "",
        _deals("max", "closed_at", "lost"),
    ),
    VariableDefinition(
        "days_since_last_deal_won",
        _F,
        INTEGER,
        "Whole days since the latest won deal was closed.",
        "days",
        Elapsed(_deals("max", "closed_at", "won")),
    ),
    VariableDefinition(
        "days_since_last_deal_lost",
        _F,
        INTEGER,
        "Whole days since the latest lost deal was closed.",
        "days",
        Elapsed(_deals("max", "closed_at", "lost")),
    ),
    VariableDefinition(
        "next_expected_close",
        _F,
        DATE,
        "Earliest day a decision on an open deal is expected.",
        "",
        _deals("min", "expected_close_on", "open"),
    ),
    VariableDefinition(
        "last_lost_reason",
        _F,
        TEXT,
        "Reason of her latest lost deal, by its event.",
        "",
        last(LOST, field="lost_reason"),
    ),
    VariableDefinition(
        "main_lost_reason",
        _F,
        TEXT,
        "Most frequent reason of her lost deals, by their events.",
        "",
        usual(LOST, field="lost_reason"),
    ),
    VariableDefinition(
        "last_deal_stage",
        _F,
        TEXT,
        "Stage her latest deal moved to, by its event.",
        "",
        last("deal_stage_changed", field="stage"),
    ),
    VariableDefinition(
        "first_contract", _F, INSTANT, "Instant she signed her first contract.", "", first("contract_signed")
    ),
    VariableDefinition(
        "last_contract",
        _F,
        INSTANT,
        "Instant she last signed or renewed a contract.",
        "",
        last("contract_signed", "contract_renewed"),
    ),
    VariableDefinition(
        "contract_ends_on",
        _F,
        DATE,
        "Day the contract she last signed or renewed ends.",
        "",
        last("contract_signed", "contract_renewed", field="ends_on"),
    ),
    VariableDefinition(
        "days_since_contract_end",
        _F,
        INTEGER,
        "Whole days since that contract's last day; below 0 while it runs.",
        "days",
        days_since(last("contract_signed", "contract_renewed", field="ends_on")),
    ),
)

DEAL_ATTRIBUTES = tuple(attributes_of("deal", _F, ATTRIBUTES))

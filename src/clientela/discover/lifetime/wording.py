"""Figures as people of six languages write them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from babel.dates import format_date
from babel.numbers import format_decimal, format_percent

from clientela.discover.lifetime.accuracy import Figure
from clientela.discover.lifetime.result import PHRASES, Totals
from clientela.discover.lifetime.trials import TITLES

if TYPE_CHECKING:  # survival is an optional part
    from clientela.discover.lifetime.contracts import Contracts


def said_values(values: Mapping[str, object], language: str) -> dict[str, object]:
    """Fractions named `share` as per cent, other fractions with two decimals, the rest as it comes."""
    return {name: _said(name, value, language) for name, value in values.items()}


def percent(value: float, language: str, decimals: int = 0) -> str:
    """A share in per cent."""
    pattern = {"en": "%", "ro": "%", "pl": "%"}.get(language, "\xa0%")
    return str(
        format_percent(value, f"#,##0{'.' if decimals else ''}{'0' * decimals}{pattern}", locale=language)
    )


def number(value: float, language: str, decimals: int = 0) -> str:
    """A number in groups of three, with so many decimals."""
    rounded = round(value, decimals) + 0.0
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return str(format_decimal(rounded, pattern, locale=language))


def interval(figure: Figure, language: str, decimals: int = 3) -> str:
    """A figure with its bounds: 0.796 (0.787–0.804)."""
    value, low, high = (number(each, language, decimals) for each in (figure.value, figure.low, figure.high))
    return f"{value} ({low}–{high})"


def day(value: dt.date, language: str) -> str:
    """A calendar day, in the language's middle length."""
    return str(format_date(value, format="medium", locale=language))


def method(name: str, language: str) -> str:
    """A method as it is called."""
    return PHRASES.say("logistic", language) if name == "logistic" else TITLES.get(name, name)


def totals_sentences(totals: Totals, language: str) -> tuple[str, ...]:
    """What everybody together is expected to do."""
    said = [
        PHRASES.say(
            "totals.orders",
            language,
            totals.horizon_days,
            buyers=round(totals.buyers),
            orders=round(totals.orders.value),
            low=number(totals.orders.low, language),
            high=number(totals.orders.high, language),
        )
    ]
    if totals.revenue is not None:
        money = f"\xa0{totals.currency}" if totals.currency else ""
        said.append(
            PHRASES.say(
                "totals.revenue",
                language,
                revenue=number(totals.revenue.value, language) + money,
                low=number(totals.revenue.low, language),
                high=number(totals.revenue.high, language),
            )
        )
    return tuple(said)


def contract_sentences(found: Contracts, language: str) -> tuple[str, ...]:
    """How many contracts there are, who may be lost, and how such chances did in the test."""
    customers = len(found.customer_ids)
    lost = round(float(np.nansum(found.churn_risk)))
    said = [
        PHRASES.say("contracts.base", language, found.contracts, ended=found.ended, customers=customers),
        PHRASES.say("contracts.lost", language, found.horizon_days, lost=lost),
    ]
    if found.test is not None:
        figures = found.test.accuracy
        said.append(
            PHRASES.say(
                "contracts.test",
                language,
                day=day(found.test.day, language),
                auc=interval(figures.auc, language, 3),
                brier=interval(figures.brier, language, 4),
                baseline=number(figures.baseline, language, 4),
            )
        )
    return tuple(said)


def _said(name: str, value: object, language: str) -> object:
    if not isinstance(value, float):
        return value
    return percent(value, language) if name == "share" else number(value, language, 2)

"""Repeat purchases as numbers: models of buying, leaving and spending, fitted by maximum likelihood.

`from_orders` makes `Histories`; `fit` and `fit_values` give models that say who is expected to buy, how
much, and how sure that is. Nothing here knows the store.
"""

from clientela.discover.purchases.bounds import (
    Bounds,
    count_bounds,
    expected_bounds,
    p_buy_bounds,
    product_bounds,
    total_bounds,
    value_bounds,
)
from clientela.discover.purchases.challenger import FittedLogistic, fit_logistic
from clientela.discover.purchases.fitting import MODELS, Fitted, fit
from clientela.discover.purchases.gammagamma import FittedValues, fit_values
from clientela.discover.purchases.histories import Groups, Histories
from clientela.discover.purchases.model import ModelName, PurchaseModel
from clientela.discover.purchases.orders import PurchaseDays, from_orders, purchase_days
from clientela.discover.purchases.sufficiency import value_correlation

__all__ = [
    "MODELS",
    "Bounds",
    "Fitted",
    "FittedLogistic",
    "FittedValues",
    "Groups",
    "Histories",
    "ModelName",
    "PurchaseDays",
    "PurchaseModel",
    "count_bounds",
    "expected_bounds",
    "fit",
    "fit_logistic",
    "fit_values",
    "from_orders",
    "p_buy_bounds",
    "product_bounds",
    "purchase_days",
    "total_bounds",
    "value_bounds",
    "value_correlation",
]

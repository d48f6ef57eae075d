"""Repeat purchases as numbers: models of buying, leaving and spending, fitted by maximum likelihood.

`from_orders` makes `Histories`; `fit` and `fit_values` give models that say who is expected to buy, how
much, and how sure that is. Nothing here knows the store.
"""

from clientela.discover.purchases.fitting import MODELS, Fitted, fit
from clientela.discover.purchases.gammagamma import FittedValues, fit_values
from clientela.discover.purchases.histories import Groups, Histories
from clientela.discover.purchases.model import ModelName, PurchaseModel
from clientela.discover.purchases.orders import PurchaseDays, from_orders, purchase_days
from clientela.discover.purchases.sufficiency import value_correlation

__all__ = [
    "MODELS",
    "Fitted",
    "FittedValues",
    "Groups",
    "Histories",
    "ModelName",
    "PurchaseDays",
    "PurchaseModel",
    "fit",
    "fit_values",
    "from_orders",
    "purchase_days",
    "value_correlation",
]

"""Why a customer is in a segment that asks what a model says of her."""

from __future__ import annotations

from clientela.workspace import Workspace
from tests.cases.shop import AS_OF


def test_estimate_tells_its_value(shop: Workspace) -> None:
    why = shop.segment("estimate churn_risk >= 0.6 and age > 20").explain("carme", AS_OF)
    assert why.truth is True
    assert "0.75" in why.as_text()


def test_no_change_of_hers_is_offered_for_what_a_model_says(shop: Workspace) -> None:
    why = shop.segment("estimate churn_risk >= 0.6").explain("anna", AS_OF)
    assert (why.truth, why.change) == (False, None)
    assert "0.2" in why.as_text()

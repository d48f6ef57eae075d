from __future__ import annotations

import pytest

from clientela.act.messages import MergeFields
from clientela.catalog import FirmCatalog
from clientela.rules.text import parse_rule


@pytest.fixture(scope="session")
def fields() -> MergeFields:
    """The fields of a firm with two segments."""
    return MergeFields(
        FirmCatalog(segments={"VIP": parse_rule("revenue_365d > 500"), "Young": parse_rule("age < 30")})
    )

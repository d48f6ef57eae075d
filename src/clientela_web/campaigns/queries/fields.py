"""What can be merged into a message, as people write it."""

from __future__ import annotations

from functools import lru_cache

from clientela.act.messages import MergeFields
from clientela.catalog import FirmCatalog
from clientela_web.workspace import firm

COMMON = (
    "customer.first_name",
    "customer.last_name",
    "customer.city",
    "customer.favourite_category",
    "customer.last_item",
    "customer.loyalty_points",
    "company.name",
    "company.industry",
    "company.technologies",
)


def common_fields(language: str) -> list[tuple[str, str]]:
    """What people merge most: the plain form in their language, and the Liquid that says the same."""
    return _common(firm().catalog, language)


@lru_cache(maxsize=12)
def _common(catalog: FirmCatalog, language: str) -> list[tuple[str, str]]:
    """Kept, because knowing every name in six languages takes a fifth of a second."""
    fields, found = MergeFields(catalog), []
    for each in catalog.definitions():
        path = f"{each.entity}.{each.name}"
        if path in COMMON:
            words = each.label(language)
            plain = f"{{{words}}}" if fields.find(words, language) == [path] else ""
            found.append((path, plain, f"{{{{ {path} }}}}"))
    return [(plain, liquid) for _path, plain, liquid in sorted(found, key=lambda row: COMMON.index(row[0]))]

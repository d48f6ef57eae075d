"""What each column means: proposed from names and values, kept in a small file, corrected by hand."""

from clientela.collect.mapping.definition import (
    KINDS,
    ColumnMapping,
    KindRule,
    Mapping,
    RowFilter,
    check_mapping,
)

__all__ = ["KINDS", "ColumnMapping", "KindRule", "Mapping", "RowFilter", "check_mapping"]

"""Results as frames: Arrow in the middle, pandas and Polars where they are installed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pyarrow as pa

from clientela.errors import MissingExtraError

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl


class Frame:
    """A result that streams; reading it in any form uses it up."""

    def __init__(self, reader: pa.RecordBatchReader) -> None:
        self._reader = reader

    def __repr__(self) -> str:
        return f"Frame({', '.join(self._reader.schema.names)})"

    @property
    def schema(self) -> pa.Schema:
        """Names and types of the columns."""
        return self._reader.schema

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Batch by batch, never held whole."""
        return iter(self._reader)

    def reader(self) -> pa.RecordBatchReader:
        """The Arrow stream itself."""
        return self._reader

    def to_arrow(self) -> pa.Table:
        """The whole result as an Arrow table."""
        return self._reader.read_all()

    def to_pandas(self) -> pd.DataFrame:
        """The whole result as a pandas frame; raises MissingExtraError without pandas."""
        try:
            import pandas  # noqa: F401
        except ImportError as error:
            raise MissingExtraError("a pandas frame", "discover") from error
        return self.to_arrow().to_pandas()

    def to_polars(self) -> pl.DataFrame:
        """The whole result as a Polars frame; raises MissingExtraError without Polars."""
        try:
            import polars
        except ImportError as error:
            raise MissingExtraError("a Polars frame", "discover") from error
        return polars.DataFrame(polars.from_arrow(self.to_arrow()))

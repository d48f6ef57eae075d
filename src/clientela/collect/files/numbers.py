"""NumPy arrays as Arrow ones; `pyarrow.array` would load pandas for it, which takes longer than a file."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa


def integers(values: npt.NDArray[np.int64]) -> pa.Array:
    """The same numbers."""
    held = np.ascontiguousarray(values, dtype=np.int64)
    return pa.Array.from_buffers(pa.int64(), len(held), [None, pa.py_buffer(held)])


def booleans(values: npt.NDArray[np.bool_]) -> pa.Array:
    """The same truths."""
    bits = np.packbits(values, bitorder="little")
    return pa.Array.from_buffers(pa.bool_(), len(values), [None, pa.py_buffer(bits)])

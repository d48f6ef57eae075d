from __future__ import annotations

from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest

from clientela.discover.features import columns
from clientela.discover.features.columns import ListColumn, TextColumn, as_float64


def test_decimals_become_the_double_a_literal_is() -> None:
    texts = ["0.1", "12.3", "-7.2500", "99999999999.9999", "0.0001", "123456789.1235"]
    cells = [Decimal(text) for text in texts]
    array = pa.array([*cells, None], pa.decimal128(18, 4))
    np.testing.assert_array_equal(as_float64(array), [*(float(text) for text in texts), np.nan])
    np.testing.assert_array_equal(as_float64(array.slice(1, 3)), [float(text) for text in texts[1:4]])


def test_decimals_wider_than_64_bits_are_read() -> None:
    array = pa.array([Decimal("12345678901234567890.5000"), None], pa.decimal128(38, 4))
    np.testing.assert_array_equal(as_float64(array), [12345678901234567890.5, np.nan])


def test_numbers_and_truths_become_floats() -> None:
    np.testing.assert_array_equal(as_float64(pa.array([1, None, 3])), [1, np.nan, 3])
    np.testing.assert_array_equal(as_float64(pa.array([True, None, False])), [1, np.nan, 0])


@pytest.mark.parametrize("cut", [1, 2, 3, 5])
def test_text_codes_do_not_depend_on_batches_or_order(cut: int) -> None:
    cells = ["reus", None, "vic", "reus", "berga"]
    column = TextColumn()
    for first in range(0, 5, cut):
        column.add(pa.array(cells[first : first + cut], pa.string()))
    codes, levels = column.sorted(np.array([4, 3, 2, 1, 0]))
    assert levels == ("berga", "reus", "vic")
    assert codes.tolist() == [0, 1, 2, -1, 1]


def test_text_with_too_many_levels_is_not_read_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns, "MOST_LEVELS", 3)
    column = TextColumn()
    column.add(pa.array(["a", "b", "c"]))
    assert not column.overflown
    column.add(pa.array(["d"]))
    assert column.overflown


def test_list_items_become_flags_of_those_with_a_list() -> None:
    column = ListColumn()
    column.add(pa.array([["a", "b"], None, ["b", "b"]], pa.list_(pa.string())))
    column.add(pa.array([["c", "b"], []], pa.list_(pa.string())))
    flags = column.flags(np.array([3, 0, 1, 2, 4]), least=0.3, most=2)
    assert list(flags) == ["b", "a"]  # by frequency, then by name
    np.testing.assert_array_equal(flags["b"], [1, 1, np.nan, 1, np.nan])
    np.testing.assert_array_equal(flags["a"], [0, 1, np.nan, 0, np.nan])

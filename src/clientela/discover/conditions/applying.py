"""Who meets a condition in another table than the one it was found in."""

from __future__ import annotations

import numpy as np

from clientela.discover.conditions.candidate import Candidate
from clientela.discover.conditions.conjunction import Conjunction
from clientela.discover.features.table import Codes, FeatureTable, Mask, Numbers
from clientela.rules.nodes import Compare, Operand


def members_of(conjunction: Conjunction, table: FeatureTable) -> Mask:
    """For each customer of the table whether all its conditions hold; a missing value meets none."""
    mask = np.ones(len(table), np.bool_)
    for each in conjunction.candidates:
        mask &= met(each, table)
    return mask


def met(candidate: Candidate, table: FeatureTable) -> Mask:
    """For each customer of the table whether she meets the candidate's condition."""
    node = candidate.node
    if not isinstance(node, Compare):
        raise TypeError(f"{candidate!r} is no comparison")
    feature, column = table.feature(candidate.key), table.columns[candidate.key]
    if feature.role == "category" or feature.unit == "band":
        return _of_levels(node.operand, np.nan_to_num(column, nan=-1).astype(np.int32), table, candidate.key)
    return _of_numbers(node, np.asarray(column, np.float64))


def _of_levels(operand: Operand, codes: Codes, table: FeatureTable, key: str) -> Mask:
    wanted = {str(level) for level in (operand if isinstance(operand, tuple) else (operand,))}
    places = [code for code, level in enumerate(table.levels[key]) if level in wanted]
    return np.asarray(np.isin(codes, places), np.bool_)


def _of_numbers(node: Compare, column: Numbers) -> Mask:
    operand = node.operand
    match node.operator, operand:
        case "includes any", _:
            return np.asarray(column == 1)
        case "=", bool():
            return np.asarray(column == float(operand))
        case ">=", int() | float():
            return np.asarray(column >= operand)
        case "<=", int() | float():
            return np.asarray(column <= operand)
        case "between", (int() | float() as low, int() | float() as high):
            return np.asarray((column >= low) & (column <= high))
    raise ValueError(f"no candidate has the operator {node.operator!r} with {operand!r}")

"""The same effect with less noise: what customers did before explains part of what they did after.

Lin's regression (Ann. Appl. Stat. 2013): the outcome on the arm, the centred earlier figures and their
products, with HC2 errors (MacKinnon and White, J. Econometrics 1985). With one earlier figure it is CUPED
(Deng et al., WSDM 2013) with a slope an arm. It never biases a randomised comparison, and it pays as far as
the same figure before the message foretells it after.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clientela.measure.lines import Floats, Line
from clientela.segments.student import two_sided_p, two_sided_quantile

_LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Adjusted:
    """The adjusted difference, and the share of the plain one's variance that is gone (0.3: 30 % less)."""

    line: Line
    saved: float


def lin(values: Floats, before: Floats, rest: Floats, rest_before: Floats) -> Line:
    """The difference of two arms adjusted for `before`, a column an earlier figure, and its HC2 interval.

    The regression with products is one regression an arm, centred at the mean of both.
    """
    centre = np.concatenate((before, rest_before)).mean(axis=0)
    level, variance = _at_centre(values, before - centre)
    rest_level, rest_variance = _at_centre(rest, rest_before - centre)
    freedom = values.size + rest.size - 2 * (before.shape[1] + 1)
    return normal_line(level - rest_level, variance + rest_variance, freedom)


def normal_line(value: float, variance: float, freedom: float) -> Line:
    """The line of an estimate with so much variance, by Student's t."""
    error = float(np.sqrt(variance))
    if not error or freedom < 1:
        return Line(value, value, value, 0.0 if value else 1.0)
    reach = two_sided_quantile(_LEVEL, freedom) * error
    return Line(value, value - reach, value + reach, two_sided_p(value / error, freedom))


def _at_centre(values: Floats, apart: Floats) -> tuple[float, float]:
    """What the arm's own regression says at the centre, and its HC2 variance."""
    design = np.column_stack((np.ones(values.size), apart))
    # a figure that does not vary within the arm explains nothing, and the pseudo-inverse leaves it out
    inverse = np.linalg.pinv(design.T @ design)
    slopes = inverse @ (design.T @ values)
    errors = values - design @ slopes
    leverage = np.sum((design @ inverse) * design, axis=1)
    weights = design @ inverse[0]
    kept = np.maximum(1 - leverage, 1e-9)
    return float(slopes[0]), float(np.sum(weights**2 * errors**2 / kept))

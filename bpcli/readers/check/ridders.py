"""A derivative from differences, extrapolated to steps of zero.

Source: C. J. F. Ridders, Accurate computation of F'(x) and F'(x) F''(x), Advances in Engineering Software 4
(1982) 75-76: central differences for steps h, h/2, h/4, ... err by a series in h^2, and Neville's scheme takes
one power of it after another away.
"""

from __future__ import annotations

from collections.abc import Callable
from math import inf
from typing import Any

from msgspec import Struct

LEVELS = 9
LEAST_LEVELS = 3

Differences = Callable[[float], Any]
"""(f(x + h) - f(x - h)) / 2h for a step h, or None where a boundary lies within the step."""


class Estimate(Struct, frozen=True):
    """A derivative and how far it may be off."""

    value: Any
    error: float = inf


def extrapolate(differences: Differences, h: float, goal: Callable[[Any], float], noise: float) -> Estimate | None:
    """The derivative from steps of ``h`` and its halves, until the error is below ``goal(value)``.

    ``noise`` is how far rounding puts a value of f off: numbers that agree by less than that over h say nothing.

    Returns:
        The best estimate, or None where a boundary lies within a step.
    """
    first = differences(h)
    if first is None:
        return None
    row, best = [first], Estimate(first)
    for level in range(1, LEVELS):
        h /= 2
        finer = differences(h)
        if finer is None:
            return None
        above, row = row, _row(finer, row)
        best = min(best, _best_of(above, row, noise / h), key=_error)
        settled = best.error <= goal(best.value) or abs(row[-1] - above[-1]) >= 2 * best.error
        if level + 1 >= LEAST_LEVELS and settled:
            break
    return best


def _row(finer: Any, above: list[Any]) -> list[Any]:
    """A row of Neville's scheme: each entry is free of one more power of h^2."""
    row = [finer]
    for power, coarser in enumerate(above, 1):
        row.append(row[-1] + (row[-1] - coarser) / (4**power - 1))
    return row


def _best_of(above: list[Any], row: list[Any], noise: float) -> Estimate:
    """The entry that agrees best with both that it was made from."""
    estimates = (
        Estimate(row[k], noise + float(max(abs(row[k] - row[k - 1]), abs(row[k] - above[k - 1]))))
        for k in range(1, len(row))
    )
    return min(estimates, key=_error)


def _error(estimate: Estimate) -> float:
    return estimate.error

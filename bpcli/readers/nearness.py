"""When two matrices count as the same."""

from __future__ import annotations

from math import isfinite

import numpy as np
from msgspec import Struct

from bpcli.errors import UsageError
from bpcli.rules.arrays import Array


class Tolerance(Struct, frozen=True):
    """How far numbers may be off: ``atol`` in their own units, ``rtol`` times the right matrix's largest entry."""

    atol: float
    rtol: float

    def __post_init__(self) -> None:
        """A tolerance that is no number, or has no end, would let everything or nothing pass."""
        for name, value in (("atol", self.atol), ("rtol", self.rtol)):
            if not (isfinite(value) and value >= 0):
                raise UsageError(f"{name} is {value}; allowed: a finite number, at least 0")


def agrees(yours: Array, right: Array, tolerance: Tolerance, may_be_off: Array | float = 0.0) -> bool:
    """Whether every entry is within tolerance of the right one, and within what it may be off besides.

    What is allowed depends on the right numbers alone. NaN agrees with NaN, an infinity with the same infinity, and
    neither with anything else.
    """
    return yours.shape == right.shape and bool(near(yours, right, tolerance, may_be_off).all())


def near(yours: Array, right: Array, tolerance: Tolerance, may_be_off: Array | float = 0.0) -> Array:
    """Which entries are within what ``agrees`` allows; both matrices have the same shape."""
    allowed = tolerance.atol + tolerance.rtol * largest(right) + may_be_off
    within = np.isfinite(yours) & np.isfinite(right) & (differences(yours, right) <= allowed)
    return np.asarray(_same(yours, right) | within)


def largest(matrix: Array) -> float:
    """The largest magnitude of its finite entries; 0 if there is none."""
    finite = np.abs(matrix[np.isfinite(matrix)])
    return float(finite.max()) if finite.size else 0.0


def differences(yours: Array, right: Array) -> Array:
    """How far each entry is off: 0 where both are the same, NaN where only one is NaN."""
    with np.errstate(invalid="ignore", over="ignore"):
        return np.where(_same(yours, right), 0.0, np.abs(yours - right))


def worst_entry(yours: Array, right: Array) -> tuple[int, ...]:
    """The index of the largest difference; NaN counts as the largest of all."""
    difference = differences(yours, right)
    at = int(np.argmax(np.where(np.isnan(difference), np.inf, difference)))
    return tuple(int(index) for index in np.unravel_index(at, difference.shape))


def _same(yours: Array, right: Array) -> Array:
    return np.asarray((yours == right) | (np.isnan(yours) & np.isnan(right)))

"""When two matrices count as the same."""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from bpcli.rules.rule import Array

RELATIVE = {"float64": 1e-7, "float32": 1e-4}


class Tolerance(Struct, frozen=True):
    """``atol`` in the matrix's own units, ``rtol`` times its largest entry."""

    atol: float
    rtol: float


def agrees(yours: Array, right: Array, tolerance: Tolerance, may_be_off: Array | float = 0.0) -> bool:
    """Whether every entry is within tolerance, and within what it may be off besides."""
    if yours.shape != right.shape:
        return False
    allowed = tolerance.atol + tolerance.rtol * largest(right) + may_be_off
    same = (yours == right) | (np.isnan(yours) & np.isnan(right))
    return bool((same | (np.abs(yours - right) <= allowed)).all())


def largest(matrix: Array) -> float:
    """The largest magnitude of its finite entries; 0 if there is none."""
    finite = np.abs(matrix[np.isfinite(matrix)])
    return float(finite.max()) if finite.size else 0.0


def worst_entry(yours: Array, right: Array) -> tuple[int, ...]:
    """The index of the largest difference; NaN counts as the largest of all."""
    difference = np.abs(yours - right)
    at = int(np.argmax(np.where(np.isnan(difference), np.inf, difference)))
    return tuple(int(index) for index in np.unravel_index(at, difference.shape))

"""From where to where the numbers of a matrix go, in a line or two: ``-0.22 … 1.32``, ``8 of 16 zero``."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from bpcli.rules.arrays import Array
from bpcli.writers.diagram.canvas import Pieces
from bpcli.writers.diagram.labels import short_number
from bpcli.writers.styles import LOUD, QUIET, shade


def number(value: float, digits: int = 2, largest: float | None = None) -> Pieces:
    """A number in the colour of its sign and its share of the largest."""
    return ((short_number(value, digits), shade(value, abs(value) if largest is None else largest)),)


def extent(data: Array) -> Pieces:
    """``-0.22 … 1.32``; ``±0.87`` where both ends are as far from 0, the number where there is but one."""
    finite = data[np.isfinite(data)].astype(float)
    if not finite.size:
        return number(float(data.flat[0]))
    low, high = float(finite.min()), float(finite.max())
    if low == high:
        return number(low) if data.size == 1 else (("all ", QUIET), *number(low))
    if short_number(-low) == short_number(high):
        return (("±", QUIET), *number(high))
    largest = max(abs(low), abs(high))
    return (*number(low, largest=largest), (" … ", QUIET), *number(high, largest=largest))


def remarks(data: Array) -> Iterator[Pieces]:
    """How many numbers are 0, where some are, and how many are not finite."""
    zeros, odd = int(np.count_nonzero(data == 0)), int(np.count_nonzero(~np.isfinite(data)))
    if 0 < zeros < data.size:
        yield ((f"{zeros:,} of {data.size:,} zero", QUIET),)
    if odd:
        yield ((f"{odd:,} of {data.size:,} not finite", LOUD),)

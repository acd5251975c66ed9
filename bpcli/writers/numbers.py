"""Numbers as a person reads them: few digits, nothing nonzero shown as zero, points below each other."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite, isnan

import numpy as np
from msgspec import Struct

from bpcli.rules.arrays import Array

LARGE = 1e6
"""From here on a fixed-point number is harder to read than a scientific one."""


class Notation(Struct, frozen=True):
    """How the entries of one matrix are written: fixed-point from ``smallest`` on, scientific below."""

    decimals: int
    smallest: float
    digits: int

    def __call__(self, value: float) -> str:
        """``-0.1235``, ``2.518e-08``, ``0``, ``NaN``."""
        if value == 0:
            return "0"
        if not isfinite(value):
            return not_finite(value)
        fixed = self.smallest <= abs(value) < LARGE
        return f"{value:.{self.decimals}f}" if fixed else f"{value:.{self.digits}e}"


def not_finite(value: float) -> str:
    """``NaN``, ``inf``, ``-inf``."""
    return "NaN" if isnan(value) else f"{value:g}"


def notation(data: Array, precision: int) -> Notation:
    """The notation that suits all entries of ``data``; whole numbers go without decimals."""
    finite = data[np.isfinite(data)]
    digits = max(precision - 1, 0)
    if (finite == np.rint(finite)).all():
        return Notation(0, 1.0, digits)
    # A matrix whose largest entry would keep a single digit is scientific throughout.
    tiny = np.abs(finite).max() < min(10.0 ** (1 - precision), 0.01)
    return Notation(precision, float("inf") if tiny else 10.0**-precision, digits)


def scalar(value: float, precision: int) -> str:
    """One number that stands alone, as a loss does: it keeps its decimals even where it is whole."""
    return Notation(precision, 10.0**-precision, max(precision - 1, 0))(value)


def aligned(values: Sequence[float], write: Notation) -> list[str]:
    """The numbers of one column, padded so that their decimal points stand below each other."""
    cells = [write(value) for value in values]
    pointed = [cell.partition(".") for cell in cells if cell[-1].isdigit()]
    left = max((len(whole) for whole, _, _ in pointed), default=0)
    # A column of zeros alone keeps the place of the decimals that its neighbours have.
    least = write.decimals + 1 if write.decimals else 0
    right = max([least, *(len(point + rest) for _, point, rest in pointed)])
    padded = [_around_point(cell, left, right) for cell in cells]
    width = max(map(len, padded))
    return [f"{cell:>{width}}" for cell in padded]


def _around_point(cell: str, left: int, right: int) -> str:
    """A number so many characters before its point and after; what is no number stays as it is."""
    whole, point, rest = cell.partition(".")
    return f"{whole:>{left}}{point + rest:<{right}}" if cell[-1].isdigit() else cell

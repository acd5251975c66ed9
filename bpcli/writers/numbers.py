"""Numbers as a person reads them: a matrix is written as a whole, with the digits that suit its largest entry.

Points stand below each other, nothing that is not zero is shown as zero, and data stay as they were given: 5.1 is not
5.1000. A matrix of very small or very large numbers has one power of ten in its heading.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite, isnan

import numpy as np
from msgspec import Struct

from bpcli.rules.arrays import Array

DIGITS = 4
"""Significant digits of a matrix's largest entry, where nobody asks for another number."""
FEWEST = 2
"""No entry is shown with fewer digits, however small it is beside the largest."""
SMALL = -2
"""Where the first digit of the largest entry stands further behind the point, a power of ten is easier to read."""
NEAR = -4
"""Behind it each entry has a power of ten of its own, where it cannot be said once."""
LONGEST = 9
"""Large numbers of so many digits are written out, if they are complete with them."""
GIVEN = 2
"""Short numbers keep so many digits beyond those asked for, if they are complete with them."""
HEAD = 64
"""So many entries tell whether a look at all of them is worth it."""


class Notation(Struct, frozen=True):
    """How the entries of one matrix are written: as multiples of ``10 ** power``, with so many ``decimals``.

    Entries too small for that have ``fewest`` digits of their own; 0: every entry is complete as it is.
    """

    power: int
    decimals: int
    fewest: int

    def __call__(self, value: float) -> str:
        """``-0.1235``, ``2.5e-8``, ``0``, ``NaN``."""
        if value == 0:
            return "0"
        if not isfinite(value):
            return not_finite(value)
        scaled = self._scaled(value) if self.power else value
        if self.fewest and abs(scaled) < (10.0 ** (self.fewest - 1) - 0.5) * 10.0**-self.decimals:
            return small(scaled, self.fewest)
        return f"{scaled:.{self.decimals}f}"

    @property
    def factor(self) -> str:
        """What stands in the heading of the matrix: ``1e-5``; nothing where entries are as they are."""
        return f"1e{self.power}" if self.power else ""

    def _scaled(self, value: float) -> float:
        """The value over the power of ten, to the last digit."""
        from decimal import Decimal

        return float(Decimal(value).scaleb(-self.power))


def not_finite(value: float) -> str:
    """``NaN``, ``inf``, ``-inf``."""
    return "NaN" if isnan(value) else f"{value:g}"


def small(value: float, digits: int) -> str:
    """A small number with so many significant digits, fixed-point or scientific: ``0.0068``, ``6.8e-4``."""
    scientific = shortened_power(f"{value:.{digits - 1}e}")
    fixed = f"{value:.{max(digits - 1 - first_place(value, digits), 0)}f}"
    return fixed if len(fixed) <= len(scientific) else scientific


def shortened_power(scientific: str) -> str:
    """``6.8e-4`` for Python's ``6.8e-04``."""
    mantissa, _, power = scientific.partition("e")
    return f"{mantissa}e{int(power)}"


def first_place(value: float, digits: int) -> int:
    """The power of ten at which the first digit stands, of a number rounded to so many significant digits."""
    return int(f"{value:.{digits - 1}e}".partition("e")[2])


EXACT = 17
"""Digits that tell any two floats apart."""


def rounded(data: Array, digits: int) -> Array:
    """The entries with the digits that a person sees, in an array of the same type; nothing vanishes or overflows."""
    largest = largest_magnitude(data)
    if data.dtype.kind != "f" or largest == 0:
        return data
    decimals = digits - 1 - first_place(largest, digits)
    numbers = [_rounded(value, decimals, min(FEWEST, digits)) for value in data.ravel().tolist()]
    return np.array(numbers, data.dtype).reshape(data.shape)


def _rounded(value: float, decimals: int, fewest: int) -> float:
    if value == 0 or not isfinite(value):
        return value
    further = max(first_place(value, EXACT) + decimals, fewest - 1)
    near = float(f"{value:.{further}e}")
    return near if isfinite(near) else _cut(value, further)


def _cut(value: float, further: int) -> float:
    """The value without what follows its first digit and so many ``further`` ones."""
    mantissa, _, power = f"{value:.{EXACT - 1}e}".partition("e")
    return float(f"{mantissa[: mantissa.index('.') + 1 + further]}e{power}")


def notation(data: Array, digits: int = DIGITS) -> Notation:
    """The notation that suits all entries of ``data``, with so many significant digits for the largest."""
    largest = largest_magnitude(data)
    if largest == 0:
        return Notation(0, 0, 0)
    place = first_place(largest, digits)
    complete = _complete_decimals(data, place, digits)
    if complete is not None:
        return Notation(0, complete, 0)
    power = 0 if SMALL <= place < digits else place
    return Notation(power, digits - 1 - (place - power), min(FEWEST, digits))


def notation_under(above: Notation, data: Array, digits: int) -> Notation:
    """The notation of what stands in the columns of another matrix, and so has its power of ten."""
    own = notation(data, digits)
    if own.power == above.power:
        return own
    place = first_place(largest_magnitude(data), digits) - above.power
    if NEAR <= place < digits:
        return Notation(above.power, digits - 1 - place, min(FEWEST, digits))
    return Notation(above.power, 0, digits)


def largest_magnitude(data: Array) -> float:
    """The largest finite magnitude; 0 where there is none."""
    magnitudes = np.abs(data)
    return float(magnitudes.max(initial=0, where=np.isfinite(magnitudes)))


def scalar(value: float, digits: int = DIGITS) -> str:
    """One number that stands alone, a matrix of its own: ``0.7192``, ``1.2e-5``."""
    write = notation(np.array([value]), digits)
    return small(value, digits) if write.power else write(value)


def rough(value: float) -> str:
    """How large an error is: ``0.33``, ``4.4e-16``, ``2.0``."""
    if value == 0 or not isfinite(value):
        return "0" if value == 0 else not_finite(value)
    return small(value, 2)


def aligned(values: Sequence[float], write: Notation) -> list[str]:
    """The numbers of one column, padded so that their decimal points stand below each other."""
    return aligned_texts([write(value) for value in values])


def aligned_texts(cells: Sequence[str]) -> list[str]:
    """Numbers that are written already, padded so that their decimal points stand below each other."""
    pointed = [cell.partition(".") for cell in cells if cell[-1].isdigit()]
    left = max((len(whole) for whole, _, _ in pointed), default=0)
    right = max((len(point + rest) for _, point, rest in pointed), default=0)
    padded = [_around_point(cell, left, right) for cell in cells]
    width = max(map(len, padded))
    return [f"{cell:>{width}}" for cell in padded]


def _complete_decimals(data: Array, place: int, digits: int) -> int | None:
    """The decimals with which every entry is complete, if that takes few digits: 1 for 5.1 and 4.9."""
    finite = data[np.isfinite(data)]
    if place < LONGEST and (finite == np.rint(finite)).all():
        return 0
    most = (digits + GIVEN if place < digits else LONGEST) - 1 - place
    if not SMALL <= place < LONGEST or not _complete(finite[:HEAD], most):
        return None
    return next((decimals for decimals in range(1, most + 1) if _complete(finite, decimals)), None)


def _complete(numbers: Array, decimals: int) -> bool:
    return bool((np.round(numbers, decimals) == numbers).all())


def _around_point(cell: str, left: int, right: int) -> str:
    """A number so many characters before its point and after; what is no number stays as it is."""
    whole, point, rest = cell.partition(".")
    return f"{whole:>{left}}{point + rest:<{right}}" if cell[-1].isdigit() else cell

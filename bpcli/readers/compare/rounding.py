"""How many digits a user carried, and how far that lets a result be off.

A number that was written with few digits stands for all that round to it. Half a unit of its last
digit is what it may be off; through an equation these add up, which a few dozen draws at the corners
of what is possible measure well enough.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from msgspec import Struct

from bpcli.program.equation import Equation
from bpcli.readers.compare.equations import result_of
from bpcli.rules.rule import Array

FULL_PRECISION = 12
"""From so many significant digits on, numbers count as not rounded."""
FEWEST_DIGITS = 3
"""Nobody carries fewer significant digits than these."""
DRAWS = 64
FLOAT64_ERROR = 2.0**-50
FLOAT32_ERROR = 2.0**-21
"""A function of several operations in float32 is off by a few units of 2**-24."""


class Digits(Struct, frozen=True):
    """How the numbers of a matrix were written: to so many decimals and significant digits, or as a float has them."""

    half: float = 0.0
    """Half a unit of the last decimal."""
    significant: int | None = None
    relative: float = 0.0

    def half_unit(self, numbers: Array) -> Array:
        """How far the user may be from numbers as large as these, by their digits alone."""
        magnitudes = np.where(np.isfinite(numbers), np.abs(numbers), 0.0)
        if self.significant is None:
            return np.maximum(self.half, self.relative * magnitudes)
        exponents = np.floor(np.log10(magnitudes, where=magnitudes > 0, out=np.full(magnitudes.shape, -np.inf)))
        return np.maximum(self.half, 0.5 * 10.0 ** (exponents - self.significant + 1))


def single_precision(arrays: Mapping[str, Array]) -> bool:
    """Whether all numbers are float32's, with more digits than anybody writes by hand."""
    return all(_is_float32(array) for array in arrays.values()) and not _few_digits(arrays)


def is_rounded(arrays: Mapping[str, Array]) -> bool:
    """Whether the numbers have fewer digits than float64 computes with."""
    return _few_digits(arrays) or single_precision(arrays)


def digits_of(arrays: Mapping[str, Array]) -> dict[str, Digits]:
    """For each matrix how it was written; numbers of full precision may be added up in another order."""
    if _few_digits(arrays):
        shown = coarsest(arrays)
        return {name: _digits(array, shown) for name, array in arrays.items()}
    error = FLOAT32_ERROR if single_precision(arrays) else FLOAT64_ERROR
    return dict.fromkeys(arrays, Digits(relative=error))


def coarsest(arrays: Mapping[str, Array]) -> float:
    """Half a unit of the shortest decimals that the user shows: what is not shown was carried no better.

    A number such as 2.5 alone shows none: nobody carries so few digits.
    """
    if not _few_digits(arrays):
        return 0.0
    telling = (array for array in arrays.values() if _most_digits(array) >= FEWEST_DIGITS)
    fractional = [count for array in telling if (count := _most_decimals(array)) > 0]
    return 0.5 * 10.0 ** -min(fractional) if fractional else 0.0


def spread(equation: Equation, inputs: Mapping[str, Array], units: Mapping[str, Array]) -> Array | float:
    """How far a result may be off when each input may by its unit: the largest of some draws, doubled.

    What a draw makes infinite says nothing of how far the others may be off.
    """
    if not any(unit.any() for unit in units.values()):
        return 0.0
    moved = {name: x.copy() for name, x in inputs.items()}
    generator = np.random.default_rng(0)
    centre = result_of(equation, inputs.__getitem__)
    farthest = np.zeros(centre.shape)
    for draw in range(DRAWS):
        lowest, step = (0, 2) if draw % 2 else (-1, 1)  # a root is steepest where one of its inputs stays
        for name, x in inputs.items():
            corners = generator.integers(lowest, 2, x.shape) * step - (draw % 2)
            np.add(x, units[name] * corners, moved[name])
        apart = np.abs(result_of(equation, moved.__getitem__) - centre)
        np.maximum(farthest, apart, out=farthest, where=np.isfinite(apart))
    return 2 * farthest


def _few_digits(arrays: Mapping[str, Array]) -> bool:
    """Whether no number has full precision; with full precision the first few tell."""
    return not any(_significant(value) >= FULL_PRECISION for array in arrays.values() for value in array.flat)


def _is_float32(array: Array) -> bool:
    return bool(np.array_equal(array, array.astype(np.float32), equal_nan=True))


def _digits(array: Array, shown: float) -> Digits:
    """To so many decimals or significant digits, whichever is coarser.

    Small whole numbers do not say how many decimals they were rounded to; that is as ``shown`` elsewhere.
    """
    finite, significant = array[np.isfinite(array)], _most_digits(array)
    if significant < FEWEST_DIGITS and (finite == np.round(finite)).all():
        return Digits(shown)
    return Digits(0.5 * 10.0 ** -_most_decimals(finite), significant)


def _most_digits(array: Array) -> int:
    return max(map(_significant, array.flat), default=0)


def _significant(value: float) -> int:
    """How many significant digits the shortest way to write it has; none for what is not finite."""
    written = repr(abs(float(value)))
    return len(written.partition("e")[0].replace(".", "").strip("0")) if written[0].isdigit() else 0


def _most_decimals(array: Array) -> int:
    return max((_decimals(value) for value in array[np.isfinite(array)]), default=0)


def _decimals(value: float) -> int:
    """How many decimals the shortest way to write it has."""
    mantissa, _, exponent = repr(float(value)).partition("e")
    after = mantissa.partition(".")[2].rstrip("0")
    return max(0, len(after) - int(exponent or 0))

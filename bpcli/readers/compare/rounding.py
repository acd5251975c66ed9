"""How many digits a user carried, and how far that lets a result be off.

A number that was written with few digits stands for all that round to it. Half a unit of its last
digit is what it may be off; through an equation these add up, which a few dozen draws at the corners
of what is possible measure well enough.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
from msgspec import Struct

from bpcli.program.equation import Equation
from bpcli.rules.arrays import Array

FULL_PRECISION = 12
"""From so many significant digits on, numbers count as not rounded."""
FEWEST_DIGITS = 3
"""Nobody carries fewer significant digits than these."""
DRAWS = 64
FLOAT64_ERROR = 2.0**-50
FLOAT32_ERROR = 2.0**-21
"""A function of several operations in float32 is off by a few units of 2**-24."""


class Written(Struct, frozen=True):
    """The digits that the numbers of a matrix show, written in the shortest way."""

    significant: int
    """The most that any has, as far as FULL_PRECISION."""
    decimals: int
    """The most that any has; what is small beside the others may have more of them, to show two digits at all."""
    is_float32: bool
    """Whether float32 holds every number exactly."""


class Digits(Struct, frozen=True):
    """How far numbers were carried: to so many decimals and significant digits, or as a float has them."""

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


def written(array: Array) -> Written:
    """How a matrix is written; what is not finite shows nothing."""
    is_float32 = bool(np.array_equal(array, array.astype(np.float32), equal_nan=True))
    significant = decimals = short_decimals = 0
    for value in array[np.isfinite(array)].tolist():
        own = _significant(value)
        significant = max(significant, own)
        if significant >= FULL_PRECISION:
            break
        if own < FEWEST_DIGITS:
            short_decimals = max(short_decimals, _decimals(value))
        else:
            decimals = max(decimals, _decimals(value))
    return Written(significant, decimals or short_decimals, is_float32)


def single_precision(all_written: Collection[Written]) -> bool:
    """Whether all numbers are float32's, with more digits than anybody writes by hand."""
    return all(each.is_float32 for each in all_written) and not few_digits(all_written)


def few_digits(all_written: Collection[Written]) -> bool:
    """Whether no number has full precision."""
    return all(each.significant < FULL_PRECISION for each in all_written)


def coarsest(all_written: Collection[Written]) -> float:
    """Half a unit of the shortest decimals that the user shows: what is not shown was carried no better.

    A number such as 2.5 alone shows none: nobody carries so few digits.
    """
    fractional = [each.decimals for each in all_written if each.decimals and each.significant >= FEWEST_DIGITS]
    return 0.5 * 10.0 ** -min(fractional) if fractional and few_digits(all_written) else 0.0


def digits_of(all_written: Mapping[str, Written]) -> dict[str, Digits]:
    """How far each matrix was carried; numbers of full precision may be added up in another order."""
    if not few_digits(all_written.values()):
        error = FLOAT32_ERROR if single_precision(all_written.values()) else FLOAT64_ERROR
        return dict.fromkeys(all_written, Digits(relative=error))
    shown = coarsest(all_written.values())
    return {name: _digits(each, shown) for name, each in all_written.items()}


def spread(equation: Equation, inputs: Mapping[str, Array], units: Mapping[str, Array]) -> Array | float:
    """How far a result may be off when each input may by its unit: the largest of some draws, doubled.

    What a draw makes infinite says nothing of how far the others may be off.
    """
    if not any(unit.any() for unit in units.values()):
        return 0.0
    moved = {name: x.copy() for name, x in inputs.items()}
    generator = np.random.default_rng(0)
    centre = equation.compute(inputs)
    there, calls = equation.computing(moved)  # bound once: the draws are many
    farthest = np.zeros(centre.shape)
    for draw in range(DRAWS):
        lowest, step = (0, 2) if draw % 2 else (-1, 1)  # a root is steepest where one of its inputs stays
        for name, x in inputs.items():
            corners = generator.integers(lowest, 2, x.shape) * step - (draw % 2)
            np.add(x, units[name] * corners, moved[name])
        for call in calls:
            call()
        apart = np.abs(there - centre)
        np.maximum(farthest, apart, out=farthest, where=np.isfinite(apart))
    return 2 * farthest


def _digits(each: Written, shown: float) -> Digits:
    """To so many decimals or significant digits, whichever is coarser.

    Small whole numbers do not say how many decimals they were rounded to; that is as ``shown`` elsewhere.
    """
    if each.significant < FEWEST_DIGITS and not each.decimals:
        return Digits(shown)
    return Digits(0.5 * 10.0**-each.decimals, each.significant)


def _significant(value: float) -> int:
    """How many significant digits the shortest way to write it has."""
    return len(repr(abs(value)).partition("e")[0].replace(".", "").strip("0"))


def _decimals(value: float) -> int:
    """How many decimals the shortest way to write it has."""
    mantissa, _, exponent = repr(value).partition("e")
    after = mantissa.partition(".")[2].rstrip("0")
    return max(0, len(after) - int(exponent or 0))

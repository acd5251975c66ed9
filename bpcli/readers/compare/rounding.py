"""How many digits a user carried, and how far that lets a result be off.

A number that was written with few digits stands for all that round to it. Half a unit of its last
digit is what it may be off; through an equation these add up, which a few dozen draws at the corners
of what is possible measure well enough.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from bpcli.rules.rule import Array, Rule

FULL_PRECISION = 12
"""From so many significant digits on, numbers count as not rounded."""
FEWEST_DIGITS = 3
"""Nobody carries fewer significant digits than these."""
DRAWS = 64
FLOAT64_ERROR = 2.0**-50
FLOAT32_ERROR = 2.0**-21
"""A function of several operations in float32 is off by a few units of 2**-24."""


def single_precision(arrays: Mapping[str, Array]) -> bool:
    """Whether all numbers are float32's, with more digits than anybody writes by hand."""
    return all(_is_float32(array) for array in arrays.values()) and not _few_digits(arrays)


def is_rounded(arrays: Mapping[str, Array]) -> bool:
    """Whether the numbers have fewer digits than float64 computes with."""
    return _few_digits(arrays) or single_precision(arrays)


def half_units(arrays: Mapping[str, Array]) -> dict[str, Array]:
    """For each matrix, how far each entry may be from the number that the user had.

    For numbers of full precision that is what another order of additions may change.
    """
    if _few_digits(arrays):
        shown = coarsest(arrays)
        return {name: _half_unit(array, shown) for name, array in arrays.items()}
    error = FLOAT32_ERROR if single_precision(arrays) else FLOAT64_ERROR
    return {name: np.abs(array) * error for name, array in arrays.items()}


def coarsest(arrays: Mapping[str, Array]) -> float:
    """Half a unit of the shortest decimals that the user shows: what is not shown was carried no better."""
    if not _few_digits(arrays):
        return 0.0
    decimals = [max(_decimals(value) for value in array.flat) for array in arrays.values() if array.size]
    fractional = [count for count in decimals if count > 0]
    return 0.5 * 10.0 ** -min(fractional) if fractional else 0.0


def spread(rule: Rule, inputs: Sequence[Array], units: Sequence[Array]) -> Array | float:
    """How far a rule's result may be off when each input may by its unit: the largest of some draws, doubled."""
    if not any(unit.any() for unit in units):
        return 0.0
    moved = [x.copy() for x in inputs]
    out = np.zeros(rule.shape(*(x.shape for x in inputs)))
    calls = rule.bind(out, *moved)
    generator = np.random.default_rng(0)
    centre, largest = rule.compute(*inputs), np.zeros(out.shape)
    for draw in range(DRAWS):
        lowest, step = (0, 2) if draw % 2 else (-1, 1)  # a root is steepest where one of its inputs stays
        for target, x, unit in zip(moved, inputs, units, strict=True):
            corners = generator.integers(lowest, 2, x.shape) * step - (draw % 2)
            np.add(x, unit * corners, target)
        for call in calls:
            call()
        np.fmax(largest, np.abs(out - centre), largest)
    return 2 * largest


def _few_digits(arrays: Mapping[str, Array]) -> bool:
    """Whether no number has full precision; with full precision the first few tell."""
    return not any(_significant(value) >= FULL_PRECISION for array in arrays.values() for value in array.flat)


def _is_float32(array: Array) -> bool:
    return bool(np.array_equal(array, array.astype(np.float32), equal_nan=True))


def _half_unit(array: Array, shown: float) -> Array:
    """Half a unit of the last digit, be it after so many decimals or so many significant digits.

    Small whole numbers do not say how many decimals they were rounded to; that is as ``shown`` elsewhere.
    """
    if not array.size:
        return np.zeros(array.shape)
    if (array == np.round(array)).all() and _most_digits(array) < FEWEST_DIGITS:
        return np.full(array.shape, shown)
    decimals = max(_decimals(value) for value in array.flat)
    significant = _most_digits(array)
    magnitude = np.floor(np.log10(np.abs(array), where=array != 0, out=np.full(array.shape, -np.inf)))
    by_digits = np.where(array == 0, 0.0, 10.0 ** (magnitude - significant + 1))
    return 0.5 * np.maximum(10.0**-decimals, by_digits)


def _most_digits(array: Array) -> int:
    return max((_significant(value) for value in array.flat), default=0)


def _significant(value: float) -> int:
    """How many significant digits the shortest way to write it has."""
    return len(repr(abs(float(value))).partition("e")[0].replace(".", "").strip("0"))


def _decimals(value: float) -> int:
    """How many decimals the shortest way to write it has."""
    mantissa, _, exponent = repr(float(value)).partition("e")
    after = mantissa.partition(".")[2].rstrip("0")
    return max(0, len(after) - int(exponent or 0))

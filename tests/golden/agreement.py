"""Golden numbers beside this file, and what it means to agree with them: to the last printed digit."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
Golden = dict[str, Any]

HERE = Path(__file__).parent


def notebook(name: str) -> Golden:
    """What a notebook printed, numbers as strings, named after the example config that repeats it."""
    return _read(HERE / "notebooks" / f"{name}.json")


def published(name: str) -> Golden:
    """A worked example from the field: inputs, expected numbers, the tolerance of each."""
    return _read(HERE / "published" / f"{name}.json")


def assert_agrees(golden: Golden, tolerance: str, actual: ArrayLike, expected: ArrayLike) -> None:
    """Fail where ``actual`` is farther from ``expected`` than the example's own tolerance allows."""
    bounds = golden["tolerance"][tolerance]
    found, published_numbers = np.asarray(actual, np.float64), np.asarray(expected, np.float64)
    assert found.shape == published_numbers.shape
    np.testing.assert_allclose(found, published_numbers, bounds["rtol"], bounds["atol"])


def assert_printed(actual: ArrayLike, printed: Any, decimals: int | None = None) -> None:
    """Fail where ``actual`` does not round to what was printed: half a unit in the last place, and 0 is exactly 0.

    ``decimals`` is how many NumPy was set to print: it leaves out zeros with which all entries of a matrix end.
    Without it, and for numbers in scientific notation, each number's own digits count.
    """
    strings = np.asarray(printed)
    numbers = np.asarray(actual)
    assert numbers.shape == strings.shape
    for index in np.ndindex(strings.shape):
        text, number = str(strings[index]), float(numbers[index])
        assert abs(Decimal(number) - Decimal(text)) <= _half_unit(text, decimals), f"{index}: {number} prints as {text}"


def _half_unit(text: str, decimals: int | None) -> Decimal:
    if Decimal(text) == 0:
        return Decimal(0)
    exponent = Decimal(text).as_tuple().exponent
    assert isinstance(exponent, int)
    places = exponent if decimals is None or "e" in text else -decimals
    return Decimal(5).scaleb(places - 1)


def _read(path: Path) -> Golden:
    golden: Golden = json.loads(path.read_text(encoding="utf-8"))
    return golden

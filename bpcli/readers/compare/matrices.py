"""Values of any kind as matrices of float64, or the entry of each that is no number."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from bpcli.data.cells import number_in
from bpcli.errors import ConfigError, Fault, Place, shortened
from bpcli.rules.arrays import Array

Entry = tuple[int, ...]
PlaceOf = Callable[[str, Entry], Place]
"""Where an entry of a quantity stands in a file."""

ALLOWED = "allowed: a matrix of numbers, its rows of equal length"


class _EntryError(ValueError):
    """What an entry of a value holds that no matrix has."""

    def __init__(self, found: str, entry: Entry = ()) -> None:
        super().__init__(found)
        self.entry = entry


def matrices_of(values: Mapping[str, Any], place: PlaceOf, source: str) -> dict[str, Array]:
    """Every value as an array of float64.

    Raises:
        ConfigError: every value that is none, with the entry where that shows.
    """
    if not values:
        problem = "no quantities; it should hold some of Z1, A1, delta1, dW1, ... by name"
        raise ConfigError([Fault((), problem, place=source)])
    arrays, faults = {}, []
    for name, value in values.items():
        try:
            arrays[str(name)] = _matrix(value)
        except _EntryError as wrong:
            index = f"[{','.join(map(str, wrong.entry))}]" if wrong.entry else ""
            faults.append(Fault.at(place(name, wrong.entry), (f"{name}{index}",), str(wrong), ALLOWED))
    if faults:
        raise ConfigError(faults)
    return arrays


def shown(value: Any) -> str:
    """A value of JSON or Python as a message has it."""
    if isinstance(value, dict | list | tuple):
        return "a mapping" if isinstance(value, dict) else "a list"
    if value is None or isinstance(value, bool):
        return "null" if value is None else str(value).lower()
    return shortened(repr(value), 60)


def _matrix(value: Any) -> Array:
    if hasattr(value, "__array__"):
        array = _as_array(value)
        if array.dtype.kind not in "biuf":
            raise _EntryError(f"holds {array.dtype}")
        with np.errstate(over="ignore"):  # a longer kind of float may hold more than float64
            return array.astype(np.float64)
    numbers = _numbers(value, ())
    _check_rows(numbers if isinstance(numbers, list) else [])
    return np.array(numbers, np.float64)


def _check_rows(rows: list[Any]) -> None:
    """Refuse rows that are neither all lists of the first one's length nor all numbers."""
    kinds = [f"a row of {len(row)}" if isinstance(row, list) else "a single number" for row in rows]
    for index, kind in enumerate(kinds):
        if kind != kinds[0]:
            raise _EntryError(f"is {kind}, where the first is {kinds[0]}", (index,))


def _as_array(value: Any) -> Array:
    try:
        return np.asarray(value)
    except Exception:  # what is not NumPy's own may refuse in any way, as a tensor that still needs its gradient
        raise _EntryError(f"holds a {type(value).__name__} that will not become an array") from None


def _numbers(value: Any, entry: Entry) -> Any:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _float(value, entry)
    if isinstance(value, str):
        number = number_in(value)
        if number is None:
            raise _EntryError(f"holds {shown(value)}", entry)
        return number
    if hasattr(value, "__array__"):
        value = _as_array(value).tolist()
    if not isinstance(value, list | tuple):
        raise _EntryError(f"holds {shown(value)}", entry)
    if len(entry) == 2:
        raise _EntryError("holds a list: more than two dimensions", entry)
    return [_numbers(item, (*entry, index)) for index, item in enumerate(value)]


def _float(value: float, entry: Entry) -> float:
    try:
        return float(value)
    except OverflowError:
        raise _EntryError("holds a whole number beyond float64", entry) from None

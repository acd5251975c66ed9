"""Numbers as a trace has them: a number or a list of rows, NaN and the infinities as words."""

from __future__ import annotations

import msgspec
import numpy as np

from bpcli.errors import ConfigError, ConfigPath, Place
from bpcli.readers.compare.matrices import matrices_of
from bpcli.readers.stored.text import Piece
from bpcli.rules.arrays import Array

ALLOWED = "allowed: a number, or a matrix: a list of rows"


def array_in(data: msgspec.Raw, dtype: str, path: ConfigPath, around: Piece) -> Array:
    """The numbers as an array of no dimension or of two.

    Raises:
        ConfigError: they are none, or rows of several lengths.
    """
    with np.errstate(over="ignore"):  # what float32 cannot hold is infinite there
        array = _at_once(data, dtype)
        if array is None:
            array = _one_by_one(data, path, around).astype(dtype)
    if array.ndim == 1 and array.size:
        raise around.fault(f"found a list of {array.size} numbers", ALLOWED, path)
    return array


def _at_once(data: msgspec.Raw, dtype: str) -> Array | None:
    """The numbers where all are finite and all is well, which takes a part of the time."""
    try:
        if bytes(memoryview(data)[:1]) == b"[":
            return np.array(msgspec.json.decode(data, type=list[list[float]]), dtype)
        return np.array(msgspec.json.decode(data, type=float), dtype)
    except (msgspec.DecodeError, ValueError):
        return None


def _one_by_one(data: msgspec.Raw, path: ConfigPath, around: Piece) -> Array:
    name = str(path[-1])
    value = Piece(bytes(data), around.place).anything()
    try:
        return matrices_of({name: value}, lambda *_: Place(around.where), around.where)[name]
    except ConfigError as error:
        fault = error.faults[0]
        raise around.fault(fault.found, fault.allowed, (*path[:-1], *fault.path)) from None

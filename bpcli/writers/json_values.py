"""Values as JSON: numbers that round-trip, and words for what JSON has no numbers for."""

from __future__ import annotations

import math
import re
from typing import Any

import msgspec
import numpy as np

from bpcli.errors import printable
from bpcli.rules.arrays import Array
from bpcli.writers.numbers import rounded

SMALL = 1_000
"""Up to so many entries a matrix is written as a list; beyond, orjson is worth its import."""
DELETE, UNUSUAL = b"\x7f", re.compile(r"[^ -~]")


def encoded(value: Any) -> bytes:
    """The value as JSON bytes; arrays in it are ready as :func:`plain` makes them.

    What a terminal would obey and not show is written with JSON's own escapes: it reads back as it was.
    """
    text = msgspec.json.encode(value, enc_hook=_written_array)
    if text.isascii() and DELETE not in text:
        return text
    return UNUSUAL.sub(_escaped, text.decode()).encode()


def _escaped(found: re.Match[str]) -> str:
    char = found[0]
    if printable(char) == char:
        return char
    units = char.encode("utf-16-be").hex()
    return "".join(f"\\u{units[start : start + 4]}" for start in range(0, len(units), 4))


def plain(value: Any, precision: int | None = None) -> Any:
    """A number, an array, or a record or container of them, as :func:`encoded` takes it.

    NaN and the infinities become ``"NaN"``, ``"Infinity"``, ``"-Infinity"``. With a ``precision``,
    the largest entry of an array keeps so many significant digits.
    """
    if isinstance(value, np.ndarray):
        return _plain_array(value if precision is None else rounded(value, precision))
    if isinstance(value, float):
        return _plain_float(value if precision is None else float(rounded(np.array(value), precision)))
    if isinstance(value, msgspec.Struct):
        return msgspec.structs.replace(
            value, **{name: plain(getattr(value, name), precision) for name in value.__struct_fields__}
        )
    if isinstance(value, dict):
        return {key: plain(item, precision) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item, precision) for item in value]
    return value


def _plain_array(array: Array) -> Any:
    if array.ndim == 0:
        return plain(array.item())
    if array.dtype.kind != "f" or np.isfinite(array).all():
        return np.ascontiguousarray(array)
    return plain(array.tolist())


def _plain_float(value: float) -> float | str:
    if math.isfinite(value):
        return value
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


def _written_array(array: Array) -> Any:
    """A matrix for msgspec: a list, or the finished text; single precision as its own shortest digits."""
    if array.size <= SMALL and array.dtype != np.float32:
        return array.tolist()
    import orjson

    return msgspec.Raw(orjson.dumps(array, option=orjson.OPT_SERIALIZE_NUMPY))

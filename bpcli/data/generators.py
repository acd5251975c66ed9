"""Data that are made, not read: random_integers and xor."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bpcli.config.load import Loaded
from bpcli.config.model import XOR, RandomIntegers
from bpcli.data.memory_limit import check_fits_memory
from bpcli.data.samples import Samples
from bpcli.data.stream import whole_numbers
from bpcli.rules.arrays import Array, Shape
from bpcli.rules.names import X

if TYPE_CHECKING:
    from bpcli.rules.initializers import RandomStream


def random_integers(data: RandomIntegers, loaded: Loaded, stream: RandomStream) -> Samples | None:
    """x in the shape that the layout shows, then one label a sample."""
    if data.low > data.high:
        loaded.faults.add(("data", "low"), f"low {data.low} is above high {data.high}", "allowed: low at most high")
        return None
    if max(abs(data.low), abs(data.high)) >= 2**31:
        loaded.faults.add(("data",), "low or high is too large", "allowed: whole numbers within 31 bits")
        return None
    check_fits_memory(data.samples * data.features)
    shape = _shape(data.samples, data.features, loaded)
    x = _rows(whole_numbers(stream, data.low, data.high, shape), loaded)
    y = whole_numbers(stream, 0, data.classes - 1, (data.samples,))
    return Samples(x.astype(np.float64), y.astype(np.float64))


def xor(data: XOR, loaded: Loaded, stream: RandomStream) -> Samples:
    """The corners (0, 0), (0, 1), (1, 0), (1, 1) in turn, each with its noise."""
    check_fits_memory(data.samples * 2)
    corners = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    x = np.resize(corners, (data.samples, 2))
    y = np.resize(np.array([0.0, 1.0, 1.0, 0.0]), data.samples)
    if data.noise:
        x = x + data.noise * _rows(stream.standard_normal(_shape(data.samples, 2, loaded)), loaded)
    return Samples(x, y)


def _shape(samples: int, features: int, loaded: Loaded) -> Shape:
    return loaded.config.matrices.shape(X, (samples, features))


def _rows(drawn: Array, loaded: Loaded) -> Array:
    return loaded.config.matrices.taken(X, drawn)

"""The user's matrices fitted to the program: known names, shapes that fit, and the core's rows layout."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from msgspec import Struct

from bpcli.errors import ConfigError, Fault, nearest_name
from bpcli.readers.compare.matrices import PlaceOf
from bpcli.rules.arrays import Array, Shape
from bpcli.rules.layouts import Layout
from bpcli.rules.names import Name


class Fitted(Struct, frozen=True):
    """The user's quantities, rows layout; ``transposed`` names those that were given the other way round."""

    arrays: Mapping[str, Array]
    transposed: frozenset[str] = frozenset()


def fit(given: Mapping[str, Array], shapes: Mapping[str, Shape], layout: Layout, place: PlaceOf) -> Fitted:
    """The given arrays as the program has them; ``shapes`` are its own, rows layout, by name.

    ``place`` says where the user wrote a quantity.

    Raises:
        ConfigError: every unknown name, with the nearest known one, and every shape that does not fit.
    """
    faults, arrays, transposed = [], {}, set()
    for name, array in given.items():
        if name not in shapes:
            known = "known: " + ", ".join(shapes)
            nearest = nearest_name(name, shapes)
            faults.append(Fault.at(place(name, ()), (name,), "this step has no such quantity", known, nearest))
            continue
        fitted = _in_rows(layout.taken(name, array), shapes[name], _also_allowed(Name.parsed(name), shapes))
        if fitted is None:
            wanted = layout.shape(name, shapes[name])
            expected = f"expected {wanted}, as layout: {layout.name} has it"
            faults.append(Fault.at(place(name, ()), (name,), f"has shape {array.shape}", expected))
            continue
        arrays[name], turned = fitted
        if turned:
            transposed.add(name)
    if faults:
        raise ConfigError(faults)
    return Fitted(arrays, frozenset(transposed))


def _also_allowed(name: Name, shapes: Mapping[str, Shape]) -> Shape | None:
    """A bias gradient that was not summed has the shape of its delta, and so has all that follows from it."""
    follows = name.kind == "db" or (name.kind == "b" and name.suffix)
    return shapes[Name("delta", name.layer)] if follows else None


def _in_rows(array: Array, shape: Shape, other: Shape | None) -> tuple[Array, bool] | None:
    """The array as the core has it and whether it was transposed; None where no reading of it fits."""
    if shape == () and array.size == 1:
        return array.reshape(()), False
    if array.ndim == 1 and shape and array.size == shape[1] and shape[0] == 1:
        return array.reshape(shape), False
    if array.ndim != 2:
        return None
    for matrix, turned in ((array, False), (array.T, True)):
        if matrix.shape in (shape, other):
            return np.ascontiguousarray(matrix), turned
    return None

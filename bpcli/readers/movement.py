"""What a training step did to the parameters: the largest change, and the units that did not move."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from msgspec import Struct

from bpcli.readers.records import Quantity, TracedStep
from bpcli.rules.arrays import Array
from bpcli.rules.names import Name


class Change(Struct, frozen=True):
    """An entry of a parameter, in the config's layout, and by how much it grew."""

    parameter: str
    index: tuple[int, ...]
    by: float


def largest_change(step: TracedStep) -> Change | None:
    """The entry that the update changed most; None where no update is shown, or nothing changed."""
    changes = [_largest(quantity) for quantity in _steps(step) if quantity.data.size]
    largest = max(changes, key=lambda change: abs(change.by), default=None)
    return largest if largest is not None and largest.by else None


def unmoved_units(step: TracedStep) -> dict[int, list[int]]:
    """By layer the units whose weights and biases all stayed as they were; layers with none are left out."""
    layers: dict[int, list[Quantity]] = {}
    for quantity in _steps(step):
        layers.setdefault(quantity.layer, []).append(quantity)
    still = {layer: np.logical_and.reduce([_still(each) for each in steps]) for layer, steps in layers.items()}
    return {layer: np.flatnonzero(units).tolist() for layer, units in still.items() if units.any()}


def _steps(step: TracedStep) -> Iterator[Quantity]:
    return (quantity for name, quantity in step.values.items() if Name.parsed(name).suffix == "step")


def _largest(quantity: Quantity) -> Change:
    sizes = np.nan_to_num(np.abs(quantity.data), nan=np.inf)
    index = tuple(map(int, np.unravel_index(sizes.argmax(), sizes.shape)))
    return Change(Name.parsed(quantity.name).parameter, index, -float(quantity.data[index]))


def _still(quantity: Quantity) -> Array:
    """Which units a step is zero for; the other axis is that of what comes in."""
    axes: Sequence[str] = quantity.axes or ("", "unit")
    zero: Array = (quantity.data == 0).all(axis=1 - axes.index("unit"))
    return zero

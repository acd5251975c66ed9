"""Where the loss is made of pieces: a difference across a boundary says nothing of the derivative beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial

import numpy as np
from msgspec import Struct

from bpcli.program.setup import Setup
from bpcli.rules.arrays import Array

Arrays = Mapping[str, Array]


class Boundary(Struct, frozen=True):
    """The zeros of an expression over a step's matrices."""

    cause: str
    jumps: bool
    """Whether the derivative jumps there (a kink), or only what comes after it (a seam)."""
    expression: Callable[[Arrays], Array]


def boundaries(setup: Setup, first: int) -> Iterator[Boundary]:
    """All that a parameter of layer ``first`` can reach: in its activation, in those after it, in the loss."""
    for number, layer in list(enumerate(setup.layers, 1))[first - 1 :]:
        for jumps, values in ((True, layer.activation.kinks), (False, layer.activation.seams)):
            for value in values:
                cause = f"{layer.activation.name} at Z{number} = {value:g}"
                yield Boundary(cause, jumps, partial(_distance, name=f"Z{number}", value=value))
    loss, A = setup.config.loss, f"A{len(setup.layers)}"
    for jumps, expressions in ((True, loss.kinks), (False, loss.seams)):
        for place, _ in enumerate(expressions(np.zeros((1, 1)), np.zeros((1, 1)))):
            cause = f"{loss.name} between {A} and Y"
            yield Boundary(cause, jumps, partial(_of_loss, expressions=expressions, place=place, A=A))


def _distance(arrays: Arrays, name: str, value: float) -> Array:
    return np.asarray(arrays[name] - value)


def _of_loss(arrays: Arrays, expressions: Callable[[Array, Array], list[Array]], place: int, A: str) -> Array:
    return expressions(arrays[A], arrays["Y"])[place]


class Side(Struct, frozen=True):
    """On which side of a boundary the entries of its expression lie."""

    boundary: Boundary
    distance: Array
    positive: Array
    doubtful: Array | None
    """The entries that lie on the boundary, as far as the step's own floats can tell; None: none does."""

    def is_left(self, arrays: Arrays) -> bool:
        """Whether any entry has crossed, or has moved off the boundary."""
        distance = self.boundary.expression(arrays)
        if not np.array_equal(distance > 0, self.positive):
            return True
        return self.doubtful is not None and bool((distance != self.distance)[self.doubtful].any())


def sides(all_boundaries: Iterable[Boundary], wide: Arrays, computed: Arrays) -> list[Side]:
    """Where the entries lie before anything moves, in the wider floats and in the step's own; kinks first."""
    found = [_side(boundary, wide, computed) for boundary in all_boundaries]
    return sorted(found, key=lambda side: not side.boundary.jumps)


def _side(boundary: Boundary, wide: Arrays, computed: Arrays) -> Side:
    distance, rounded = boundary.expression(wide), boundary.expression(computed)
    positive = distance > 0
    doubtful = (positive != (rounded > 0)) | (distance == 0) | (rounded == 0)
    return Side(boundary, distance, positive, doubtful if doubtful.any() else None)

"""A program bound to arrays for one batch size: a step is then a plain loop of calls."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

import numpy as np
from msgspec import Struct

from bpcli.program.equation import Equation
from bpcli.rules.arrays import Array, Call
from bpcli.rules.calls import Numbers
from bpcli.rules.evaluation import shape_of
from bpcli.rules.names import OUTPUTS, SAMPLES


class Bound(Struct, frozen=True):
    """Equations with their arrays. ``arrays`` holds every quantity by name, as the last run left it."""

    arrays: Mapping[str, Array]
    parts: Sequence[tuple[Equation, Sequence[Call]]]
    calls: Sequence[Call]

    def run(self) -> None:
        """All equations, in order."""
        for call in self.calls:
            call()

    def run_watched(self) -> Iterator[tuple[Equation, Array]]:
        """The same, handing out each result when it is there; the array is reused later on."""
        for equation, calls in self.parts:
            for call in calls:
                call()
            yield equation, self.arrays[equation.target]


def bind(equations: Sequence[Equation], arrays: Mapping[str, Array], dtype: np.dtype[np.generic]) -> Bound:
    """Bind equations to the arrays given by name; what they compute gets arrays of its own."""
    arrays = {**counts(arrays), **arrays}
    shapes = {name: array.shape for name, array in arrays.items()}
    numbers: Numbers = {}
    parts = []
    for equation in equations:
        target = equation.target
        if target not in arrays:
            shapes[target] = shape_of(equation.expression, shapes)
            arrays[target] = np.zeros(shapes[target], dtype)
        parts.append((equation, equation.bind(arrays[target], arrays, numbers)))
    return Bound(arrays, parts, list(chain.from_iterable(calls for _, calls in parts)))


def counts(arrays: Mapping[str, Array]) -> dict[str, Array]:
    """How many samples and outputs the targets have, as formulas read them; nothing where there are no targets."""
    if "Y" not in arrays:
        return {}
    samples, outputs = arrays["Y"].shape
    return {SAMPLES: np.array(float(samples)), OUTPUTS: np.array(float(outputs))}

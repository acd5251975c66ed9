"""A program bound to arrays for one batch size: a step is then a plain loop of calls."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import chain

import numpy as np
from msgspec import Struct

from bpcli.program.equation import Equation
from bpcli.rules.rule import Array, Call


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
    arrays = dict(arrays)
    parts = []
    for equation in equations:
        inputs = [arrays[name] for name in equation.reads]
        if equation.target not in arrays:
            shape = equation.rule.shape(*(array.shape for array in inputs))
            arrays[equation.target] = np.zeros(shape, dtype)
        calls = equation.rule.bind(arrays[equation.target], *inputs)
        parts.append((equation, [_with_constants(call) for call in calls]))
    return Bound(arrays, parts, list(chain.from_iterable(calls for _, calls in parts)))


def _with_constants(call: Call) -> Call:
    """The same call with its Python numbers as arrays: NumPy would convert each of them at every step."""
    if not (isinstance(call, partial) and isinstance(call.func, np.ufunc)):
        return call
    dtype = next(operand.dtype for operand in call.args if isinstance(operand, np.ndarray))
    with np.errstate(over="ignore"):  # a constant beyond float32 is infinite there; check_finite names what it makes
        operands = [np.array(operand, dtype) if isinstance(operand, float) else operand for operand in call.args]
    return partial(call.func, *operands, **call.keywords)

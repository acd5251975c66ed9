"""The numerics that a loss brings into a program: its value and slope with all their digits, also far out."""

from __future__ import annotations

from functools import partial
from typing import cast

import numpy as np

from bpcli.rules.activations import Activation, Sigmoid, Softmax
from bpcli.rules.arrays import Array, Calls
from bpcli.rules.losses.entropies import TakesLogarithms
from bpcli.rules.losses.logs import near_one, send_through_logs
from bpcli.rules.losses.loss import Loss
from bpcli.rules.names import Name, Y
from bpcli.rules.numerics import Numerics


def of_value(loss: Loss, activation: Activation, layer: int) -> Numerics:
    """The loss, from A, Y and Z of the output layer."""

    def calls(out: Array, A: Array, Y: Array, Z: Array) -> Calls | None:
        total = loss.value_numerics(A, Y, Z, activation)
        if total is None:
            return None
        coefficient = loss.coefficient(*A.shape)

        def value() -> None:
            out[()] = total() * coefficient + 0.0  # never -0.0

        return [value]

    return Numerics((Name("A", layer), Y, Name("Z", layer)), calls)


def of_slope(loss: Loss, layer: int, *, averaged: bool) -> Numerics:
    """dA at the output, from A and Y."""

    def calls(out: Array, A: Array, Y: Array) -> Calls | None:
        own = loss.slope_numerics(out, A, Y)
        coefficient = _coefficient(loss, A, averaged)
        return own if own is None or coefficient == 1 else [*own, partial(np.multiply, out, coefficient, out)]

    return Numerics((Name("A", layer), Y), calls)


def of_delta(loss: Loss, activation: Activation, layer: int, *, averaged: bool) -> Numerics | None:
    """delta at the output by logarithms, in the rows where dA has lost its digits; None where that cannot be.

    A sigmoid or softmax far out makes -Y/A huge and its slope vanish; their product is an ordinary number, which
    dL/d log A and d log A/dZ give exactly.
    """
    if not (isinstance(loss, TakesLogarithms) and isinstance(activation, Sigmoid | Softmax)):
        return None
    logarithmic = cast("TakesLogarithms", loss)

    def calls(out: Array, dA: Array, A: Array, Y: Array, Z: Array) -> Calls:
        coefficient = _coefficient(loss, A, averaged)
        digits_lost = coefficient / near_one(A.dtype)

        def mend() -> None:
            rows = np.flatnonzero((np.abs(dA) > digits_lost).any(axis=1))
            if rows.size:
                by_logs = logarithmic.by_logs(Y[rows])
                out[rows] = coefficient * send_through_logs(*by_logs, A[rows], Z[rows], activation)

        return [mend]

    return Numerics((Name("dA", layer), Name("A", layer), Y, Name("Z", layer)), calls, mends=True)


def _coefficient(loss: Loss, A: Array, averaged: bool) -> float:
    m, n = A.shape
    return loss.coefficient(m if averaged else 1, n)

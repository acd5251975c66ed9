"""The numerics of losses that take logarithms: their value and slope with all their digits, also far out."""

from __future__ import annotations

from functools import partial

import numpy as np

from bpcli.rules.activations import Activation, Sigmoid, Softmax
from bpcli.rules.arrays import Array, Calls
from bpcli.rules.evaluation import evaluate
from bpcli.rules.expression import weighted
from bpcli.rules.losses.logs import log_values, near_one, send_through_logs
from bpcli.rules.losses.loss import Loss
from bpcli.rules.names import OUTPUTS, SAMPLES, Name, Y
from bpcli.rules.numerics import Numerics


def of_value(loss: Loss, activation: Activation, layer: int) -> Numerics | None:
    """The loss, from A, Y and Z of the output layer."""

    def calls(out: Array, A: Array, Y: Array, Z: Array) -> Calls:
        coefficient, smallest = -_coefficient(loss, A, averaged=True), np.finfo(A.dtype).tiny
        logs, outputs, targets = np.empty(A.size, A.dtype), A.reshape(-1), Y.reshape(-1)
        only_targets = [weights is Y for weights in loss.log_weights(Y)] == [True]

        def value() -> None:
            if only_targets and outputs[outputs.argmin()] >= smallest:  # as a rule, and faster
                total = np.log(outputs, logs).dot(targets)
            else:
                pairs = zip(loss.log_weights(Y), log_values(A, Z, activation), strict=False)
                total = sum(weighted.compute(weight, log).sum() for weight, log in pairs)
            out[()] = total * coefficient + 0.0  # never -0.0

        return [value]

    return Numerics((Name("A", layer), Y, Name("Z", layer)), calls) if loss.takes_logarithms else None


def of_slope(loss: Loss, layer: int, *, averaged: bool) -> Numerics | None:
    """dA at the output, from A and Y; finite also where A is 0 or 1."""

    def calls(out: Array, A: Array, Y: Array) -> Calls:
        coefficient = -_coefficient(loss, A, averaged=averaged)

        def slope() -> None:
            of_log, *of_log_rest = loss.log_weights(Y)
            np.divide(of_log, _without_zeros(A), out)
            for weights in of_log_rest:
                np.subtract(out, weights / _without_zeros(1.0 - A), out)
            np.multiply(out, coefficient, out)

        return [slope]

    return Numerics((Name("A", layer), Y), calls) if loss.takes_logarithms else None


def of_delta(loss: Loss, activation: Activation, layer: int, *, averaged: bool) -> Numerics | None:
    """delta at the output by logarithms, in the rows where dA has lost its digits; None where that cannot be.

    A sigmoid or softmax far out makes -Y/A huge and its slope vanish; their product is an ordinary number, which
    dL/d log A and d log A/dZ give exactly.
    """
    if not (loss.takes_logarithms and isinstance(activation, Sigmoid | Softmax)):
        return None

    def mend(delta: Array, dA: Array, A: Array, Y: Array, Z: Array) -> None:
        coefficient = _coefficient(loss, A, averaged=averaged)
        rows = np.flatnonzero((np.abs(dA) > coefficient / near_one(A.dtype)).any(axis=1))
        if rows.size:
            weights = loss.log_weights(Y[rows])
            delta[rows] = -coefficient * send_through_logs(weights, A[rows], Z[rows], activation)

    reads = (Name("dA", layer), Name("A", layer), Y, Name("Z", layer))
    return Numerics(reads, lambda *arrays: [partial(mend, *arrays)], mends=True)


def _coefficient(loss: Loss, A: Array, *, averaged: bool) -> float:
    """What stands before the sum over all entries, or before the slope with 1/m in it or without."""
    return float(evaluate(loss.average(samples=averaged), {SAMPLES: A.shape[0], OUTPUTS: A.shape[1]}))


def _without_zeros(A: Array) -> Array:
    """The smallest normal number for 0, so that a division stays finite."""
    return np.where(A == 0, np.finfo(A.dtype).tiny, A)

"""The losses that take logarithms: cross_entropy and binary_cross_entropy."""

from functools import partial
from typing import Any, ClassVar, Protocol, runtime_checkable

import numpy as np

from bpcli.rules.activations import Activation, Sigmoid, Softmax
from bpcli.rules.arrays import Array, Calls
from bpcli.rules.expression import Apply, Expression, Function, log, log2, log10, total, weighted
from bpcli.rules.losses.logs import log_values
from bpcli.rules.losses.loss import Loss, LossOverOutputs, Value
from bpcli.rules.mistakes import Wrong


@runtime_checkable
class TakesLogarithms(Protocol):
    """A loss that is made of log A and log(1 - A)."""

    def by_logs(self, Y: Array) -> tuple[Array, Array]:
        """d total / d log A and d total / d log(1 - A), (m, n) each."""


class CrossEntropy(Loss, frozen=True, kw_only=True, tag="cross_entropy"):
    """-y log a, summed over the classes of a sample; y is one-hot or a distribution."""

    fuses_with: ClassVar[type[Activation] | None] = Softmax
    threshold_between_classes: ClassVar[float | None] = 0.5
    targets_allowed: ClassVar[str] = "class labels, or for each sample numbers from 0 to 1 with sum 1"

    def accepts(self, Y: Array) -> Array:
        return np.asarray((Y >= 0) & (Y <= 1) & (np.abs(Y.sum(axis=1, keepdims=True) - 1) <= 1e-9))

    def total(self, A: Expression, Y: Expression, average: Expression) -> Expression:
        return -(average * total("entries", weighted(Y, log(A))))

    def slope(self, A: Expression, Y: Expression, average: Expression) -> Expression:
        return -(average * Y / A)

    def value_numerics(self, A: Array, Y: Array, Z: Array, activation: Activation) -> Value:
        """Logarithms by way of Z where A has lost its digits; where Y is 0, so is the product."""
        tiny = np.finfo(A.dtype).tiny
        logs = np.zeros_like(A)
        flat, targets, outputs = logs.reshape(-1), Y.reshape(-1), A.reshape(-1)

        def value() -> Any:
            if outputs[outputs.argmin()] < tiny:
                return -_summed(Y, log_values(A, Z, activation)[0])
            np.log(A, logs)
            return -flat.dot(targets)

        return value

    def slope_numerics(self, dA: Array, A: Array, Y: Array) -> Calls:
        """Finite also where A is 0."""
        safe = np.empty_like(A)
        return [*_without_zeros(safe, A), partial(np.divide, Y, safe, dA), partial(np.negative, dA, dA)]

    def by_logs(self, Y: Array) -> tuple[Array, Array]:
        return -Y, np.zeros_like(Y)

    def factor_mistakes(self, right: Expression) -> Wrong:
        return other_bases(right)


class BinaryCrossEntropy(LossOverOutputs, frozen=True, kw_only=True, tag="binary_cross_entropy"):
    """-(y log a + (1 - y) log(1 - a)) for every output by itself; y from 0 to 1."""

    fuses_with: ClassVar[type[Activation] | None] = Sigmoid
    threshold_between_classes: ClassVar[float | None] = 0.5
    targets_allowed: ClassVar[str] = "numbers from 0 to 1"

    def accepts(self, Y: Array) -> Array:
        return np.asarray((Y >= 0) & (Y <= 1))

    def total(self, A: Expression, Y: Expression, average: Expression) -> Expression:
        return -(average * total("entries", weighted(Y, log(A)) + weighted(1 - Y, log(1 - A))))

    def slope(self, A: Expression, Y: Expression, average: Expression) -> Expression:
        return -(average * (Y / A - (1 - Y) / (1 - A)))

    def value_numerics(self, A: Array, Y: Array, Z: Array, activation: Activation) -> Value:
        """Logarithms by way of Z where A has lost its digits; where a weight is 0, so is the product."""

        def value() -> Any:
            log_A, log_rest = log_values(A, Z, activation)
            return -(_summed(Y, log_A) + _summed(1 - Y, log_rest))

        return value

    def slope_numerics(self, dA: Array, A: Array, Y: Array) -> Calls:
        """Finite also where A is 0 or 1."""
        safe, rest, off = np.empty_like(A), np.empty_like(A), np.empty_like(A)
        return [
            partial(np.subtract, 1.0, A, rest),
            *_without_zeros(rest, rest),
            partial(np.subtract, 1.0, Y, off),
            partial(np.divide, off, rest, off),
            *_without_zeros(safe, A),
            partial(np.divide, Y, safe, dA),
            partial(np.subtract, off, dA, dA),
        ]

    def by_logs(self, Y: Array) -> tuple[Array, Array]:
        return -Y, Y - 1

    def factor_mistakes(self, right: Expression) -> Wrong:
        return other_bases(right)


def other_bases(right: Expression) -> Wrong:
    """The loss with each logarithm to base 2, or to base 10; a slope has none."""
    for other in (log2, log10):
        if (changed := _with_logarithm(right, other)) != right:
            yield "wrong_log_base", changed


def _with_logarithm(expression: Expression, other: Function) -> Expression:
    if isinstance(expression, Apply) and expression.function == log:
        return other(*expression.arguments)
    return expression.of(tuple(_with_logarithm(part, other) for part in expression.parts))


def _summed(weights: Array, logs: Array) -> Any:
    return np.multiply(weights, logs, where=weights != 0, out=np.zeros_like(logs)).sum()


def _without_zeros(out: Array, A: Array) -> Calls:
    """A with the smallest normal number for 0, so that a division stays finite."""
    zero = np.empty(A.shape, bool)
    return [
        partial(np.equal, A, 0.0, zero),
        partial(np.copyto, out, A),
        partial(np.copyto, out, np.finfo(A.dtype).tiny, where=zero),
    ]

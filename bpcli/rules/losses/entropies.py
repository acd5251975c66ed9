"""The losses that take logarithms: cross_entropy and binary_cross_entropy."""

from functools import partial
from math import log
from typing import Any, ClassVar, Protocol, runtime_checkable

import numpy as np

from bpcli.rules.activations import Activation, Sigmoid, Softmax
from bpcli.rules.losses.logs import log_values
from bpcli.rules.losses.loss import Loss, LossOverOutputs, Total
from bpcli.rules.rule import Array, Calls

OTHER_BASES: tuple[tuple[str, float], ...] = (("wrong_log_base", 1 / log(2)), ("wrong_log_base", 1 / log(10)))


@runtime_checkable
class TakesLogarithms(Protocol):
    """A loss that is made of log A and log(1 - A)."""

    def by_logs(self, Y: Array) -> tuple[Array, Array]:
        """d total / d log A and d total / d log(1 - A), (m, n) each."""


class CrossEntropy(Loss, frozen=True, kw_only=True, tag="cross_entropy"):
    """-y log a, summed over the classes of a sample; y is one-hot or a distribution."""

    definition: ClassVar[str] = "sum({Y} * log({A}))"
    slope_definition: ClassVar[str] = "{Y} / {A}"
    sign: ClassVar[int] = -1
    fuses_with: ClassVar[type[Activation] | None] = Softmax
    value_factors_mistaken: ClassVar[tuple[tuple[str, float], ...]] = OTHER_BASES
    threshold_between_classes: ClassVar[float | None] = 0.5
    targets_allowed: ClassVar[str] = "class labels, or for each sample numbers from 0 to 1 with sum 1"

    def accepts(self, Y: Array) -> Array:
        """Rows of probabilities."""
        return np.asarray((Y >= 0) & (Y <= 1) & (np.abs(Y.sum(axis=1, keepdims=True) - 1) <= 1e-9))

    def bind_total(self, A: Array, Y: Array, Z: Array, activation: Activation) -> Total:
        """Minus the sum of Y log A; where Y is 0, so is the product."""
        tiny = np.finfo(A.dtype).tiny
        logs = np.zeros_like(A)
        flat, targets, outputs = logs.reshape(-1), Y.reshape(-1), A.reshape(-1)

        def total() -> Any:
            if outputs[outputs.argmin()] < tiny:
                return -_weighted(Y, log_values(A, Z, activation)[0])
            np.log(A, logs)
            return -flat.dot(targets)

        return total

    def bind_slope(self, dA: Array, A: Array, Y: Array) -> Calls:
        """-Y / A."""
        safe = np.empty_like(A)
        return [*_without_zeros(safe, A), partial(np.divide, Y, safe, dA), partial(np.negative, dA, dA)]

    def by_logs(self, Y: Array) -> tuple[Array, Array]:
        """d total / d log A and d total / d log(1 - A)."""
        return -Y, np.zeros_like(Y)


class BinaryCrossEntropy(LossOverOutputs, frozen=True, kw_only=True, tag="binary_cross_entropy"):
    """-(y log a + (1 - y) log(1 - a)) for every output by itself; y from 0 to 1."""

    definition: ClassVar[str] = "sum({Y} * log({A}) + (1 - {Y}) * log(1 - {A}))"
    slope_definition: ClassVar[str] = "({Y} / {A} - (1 - {Y}) / (1 - {A}))"
    sign: ClassVar[int] = -1
    fuses_with: ClassVar[type[Activation] | None] = Sigmoid
    value_factors_mistaken: ClassVar[tuple[tuple[str, float], ...]] = OTHER_BASES
    threshold_between_classes: ClassVar[float | None] = 0.5
    targets_allowed: ClassVar[str] = "numbers from 0 to 1"

    def accepts(self, Y: Array) -> Array:
        """From 0 to 1."""
        return np.asarray((Y >= 0) & (Y <= 1))

    def bind_total(self, A: Array, Y: Array, Z: Array, activation: Activation) -> Total:
        """Minus the sum of both logarithms, each weighted."""

        def total() -> Any:
            log_A, log_rest = log_values(A, Z, activation)
            return -(_weighted(Y, log_A) + _weighted(1 - Y, log_rest))

        return total

    def bind_slope(self, dA: Array, A: Array, Y: Array) -> Calls:
        """(1 - Y) / (1 - A) - Y / A."""
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
        """d total / d log A and d total / d log(1 - A)."""
        return -Y, Y - 1


def _weighted(weights: Array, logs: Array) -> Any:
    """The sum of weights times logs, in which 0 times -inf is 0."""
    return np.multiply(weights, logs, where=weights != 0, out=np.zeros_like(logs)).sum()


def _without_zeros(out: Array, A: Array) -> Calls:
    """A with the smallest normal number for 0, so that a division stays finite."""
    zero = np.empty(A.shape, bool)
    return [
        partial(np.equal, A, 0.0, zero),
        partial(np.copyto, out, A),
        partial(np.copyto, out, np.finfo(A.dtype).tiny, where=zero),
    ]

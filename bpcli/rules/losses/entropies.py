"""The losses that take logarithms: cross_entropy and binary_cross_entropy."""

from typing import ClassVar

import numpy as np

from bpcli.rules.activations import Activation, Sigmoid, Softmax
from bpcli.rules.arrays import Array
from bpcli.rules.expression import Expression, log, total, weighted
from bpcli.rules.losses.loss import Loss, LossOverOutputs


class CrossEntropy(Loss, frozen=True, kw_only=True, tag="cross_entropy"):
    """-y log a, summed over the classes of a sample; y is one-hot or a distribution."""

    takes_logarithms: ClassVar[bool] = True
    fuses_with: ClassVar[type[Activation] | None] = Softmax
    threshold_between_classes: ClassVar[float | None] = 0.5
    targets_allowed: ClassVar[str] = "class labels, or for each sample numbers from 0 to 1 with sum 1"

    def accepts(self, Y: Array) -> Array:
        return np.asarray((Y >= 0) & (Y <= 1) & (np.abs(Y.sum(axis=1, keepdims=True) - 1) <= 1e-9))

    def total(self, A: Expression, Y: Expression, average: Expression) -> Expression:
        return -(average * total("entries", weighted(Y, log(A))))

    def slope(self, A: Expression, Y: Expression, average: Expression) -> Expression:
        return -(average * Y / A)

    def log_weights(self, Y: Array) -> tuple[Array, ...]:
        return (Y,)


class BinaryCrossEntropy(LossOverOutputs, frozen=True, kw_only=True, tag="binary_cross_entropy"):
    """-(y log a + (1 - y) log(1 - a)) for every output by itself; y from 0 to 1."""

    takes_logarithms: ClassVar[bool] = True
    fuses_with: ClassVar[type[Activation] | None] = Sigmoid
    threshold_between_classes: ClassVar[float | None] = 0.5
    targets_allowed: ClassVar[str] = "numbers from 0 to 1"

    def accepts(self, Y: Array) -> Array:
        return np.asarray((Y >= 0) & (Y <= 1))

    def total(self, A: Expression, Y: Expression, average: Expression) -> Expression:
        return -(average * total("entries", weighted(Y, log(A)) + weighted(1 - Y, log(1 - A))))

    def slope(self, A: Expression, Y: Expression, average: Expression) -> Expression:
        return -(average * (Y / A - (1 - Y) / (1 - A)))

    def log_weights(self, Y: Array) -> tuple[Array, ...]:
        return Y, 1 - Y

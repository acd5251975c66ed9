"""Losses that measure a distance: mse, half_mse, mae, huber; and hinge, a distance to a margin."""

from functools import partial
from typing import Any, ClassVar

import numpy as np

from bpcli.rules.activations import Activation
from bpcli.rules.activations.activation import Positive
from bpcli.rules.losses.loss import LossOverOutputs, Total
from bpcli.rules.rule import Array, Calls


class MSE(LossOverOutputs, frozen=True, kw_only=True, tag="mse"):
    """(a - y)^2: the mean squared error, or with sums the sum of squared errors (sse)."""

    definition: ClassVar[str] = "sum(({A} - {Y})^2)"
    slope_definition: ClassVar[str] = "({A} - {Y})"
    slope_numerator: ClassVar[int] = 2
    factors_mistaken: ClassVar[tuple[tuple[str, float], ...]] = (("missing_factor_two", 0.5), ("extra_factor_two", 2.0))

    def bind_total(self, A: Array, Y: Array, Z: Array, activation: Activation) -> Total:
        """The squared length of A - Y."""
        d = np.empty_like(A)
        flat = d.reshape(-1)

        def total() -> Any:
            np.subtract(A, Y, d)
            return flat.dot(flat)

        return total

    def bind_slope(self, dA: Array, A: Array, Y: Array) -> Calls:
        """A - Y."""
        return [partial(np.subtract, A, Y, dA)]


class HalfMSE(MSE, frozen=True, kw_only=True, tag="half_mse"):
    """(a - y)^2 / 2, whose slope is a - y without a factor."""

    value_denominator: ClassVar[int] = 2
    slope_numerator: ClassVar[int] = 1


class MAE(LossOverOutputs, frozen=True, kw_only=True, tag="mae"):
    """abs(a - y); its slope at a = y is 0, as PyTorch's."""

    definition: ClassVar[str] = "sum(abs({A} - {Y}))"
    slope_definition: ClassVar[str] = "sign({A} - {Y})"

    def bind_total(self, A: Array, Y: Array, Z: Array, activation: Activation) -> Total:
        """The sum of abs(A - Y)."""
        d = np.empty_like(A)

        def total() -> Any:
            np.subtract(A, Y, d)
            return np.abs(d, d).sum()

        return total

    def bind_slope(self, dA: Array, A: Array, Y: Array) -> Calls:
        """The sign of A - Y."""
        return [partial(np.subtract, A, Y, dA), partial(np.sign, dA, dA)]

    def kinks(self, A: Array, Y: Array) -> list[Array]:
        """Where A = Y."""
        return [A - Y]


class Huber(LossOverOutputs, frozen=True, kw_only=True, tag="huber"):
    """d^2 / 2 for abs(d) up to the threshold t, t (abs(d) - t/2) beyond; d = a - y.

    Source: Huber 1964, scaled as PyTorch's HuberLoss (its delta is our threshold).
    """

    threshold: Positive = 1.0

    definition: ClassVar[str] = (
        "sum(d^2 / 2 where abs(d) <= {threshold}, else {threshold} (abs(d) - {threshold}/2)), d = {A} - {Y}"
    )
    slope_definition: ClassVar[str] = "({A} - {Y} kept within -{threshold} and {threshold})"

    def bind_total(self, A: Array, Y: Array, Z: Array, activation: Activation) -> Total:
        """With q = min(abs(d), t) both pieces are q (abs(d) - q/2)."""
        d, q = np.empty_like(A), np.empty_like(A)

        def total() -> Any:
            np.subtract(A, Y, d)
            np.abs(d, d)
            np.minimum(d, self.threshold, out=q)
            np.subtract(d, q * 0.5, d)
            return np.multiply(q, d, d).sum()

        return total

    def bind_slope(self, dA: Array, A: Array, Y: Array) -> Calls:
        """A - Y, kept within the threshold."""
        return [
            partial(np.subtract, A, Y, dA),
            partial(np.maximum, dA, -self.threshold, out=dA),
            partial(np.minimum, dA, self.threshold, out=dA),
        ]

    def seams(self, A: Array, Y: Array) -> list[Array]:
        """Where abs(A - Y) is the threshold."""
        return [abs(A - Y) - self.threshold]


class Hinge(LossOverOutputs, frozen=True, kw_only=True, tag="hinge"):
    """max(0, 1 - y a) for targets -1 and 1; its slope at the margin is 0, as PyTorch's."""

    definition: ClassVar[str] = "sum(max(0, 1 - {Y} * {A}))"
    slope_definition: ClassVar[str] = "(-{Y} where {Y} * {A} < 1, else 0)"
    threshold_between_classes: ClassVar[float | None] = 0.0
    negative_target: ClassVar[float] = -1.0
    targets_allowed: ClassVar[str] = "-1 and 1"

    def accepts(self, Y: Array) -> Array:
        """-1 and 1."""
        return np.isin(Y, (-1.0, 1.0))

    def bind_total(self, A: Array, Y: Array, Z: Array, activation: Activation) -> Total:
        """The sum of max(0, 1 - Y A)."""
        margin = np.empty_like(A)

        def total() -> Any:
            np.multiply(Y, A, margin)
            np.subtract(1.0, margin, margin)
            return np.maximum(margin, 0.0, out=margin).sum()

        return total

    def bind_slope(self, dA: Array, A: Array, Y: Array) -> Calls:
        """-Y within the margin."""
        within = np.empty(A.shape, bool)
        return [
            partial(np.multiply, Y, A, dA),
            partial(np.less, dA, 1.0, within),
            partial(np.negative, Y, dA),
            partial(np.multiply, dA, within, dA),
        ]

    def kinks(self, A: Array, Y: Array) -> list[Array]:
        """The margin, where Y A = 1."""
        return [1 - Y * A]

"""Losses that measure a distance: mse, half_mse, mae, huber; and hinge, a distance to a margin."""

from typing import ClassVar

import numpy as np

from bpcli.rules.arrays import Array
from bpcli.rules.expression import UP_TO, Expression, fraction, largest, magnitude, sign, smallest, total, where
from bpcli.rules.losses.loss import LossOverOutputs
from bpcli.rules.mistakes import Wrong
from bpcli.rules.registry import Positive


class MSE(LossOverOutputs, frozen=True, kw_only=True, tag="mse"):
    """The mean squared error, or with sums the sum of squared errors (sse)."""

    slope_times: ClassVar[int] = 2

    def total(self, A: Expression, Y: Expression, average: Expression) -> Expression:
        return average * total("entries", (A - Y) ** 2)

    def slope(self, A: Expression, Y: Expression, average: Expression) -> Expression:
        return average * (A - Y)

    def factor_mistakes(self, right: Expression) -> Wrong:
        """The 2 of the square left out, or one too many."""
        yield "missing_factor_two", fraction(1, fraction(2)) * right
        yield "extra_factor_two", 2 * right


class HalfMSE(MSE, frozen=True, kw_only=True, tag="half_mse"):
    """Half the mean squared error; its slope is A - Y without a factor."""

    value_over: ClassVar[int] = 2
    slope_times: ClassVar[int] = 1


class MAE(LossOverOutputs, frozen=True, kw_only=True, tag="mae"):
    """The mean absolute error; its slope at A = Y is 0, as PyTorch's."""

    def total(self, A: Expression, Y: Expression, average: Expression) -> Expression:
        return average * total("entries", magnitude(A - Y))

    def slope(self, A: Expression, Y: Expression, average: Expression) -> Expression:
        return average * sign(A - Y)

    def kinks(self, A: Array, Y: Array) -> list[Array]:
        return [A - Y]


class Huber(LossOverOutputs, frozen=True, kw_only=True, tag="huber"):
    """A squared error up to the threshold, an absolute one beyond.

    Source: Huber 1964, scaled as PyTorch's HuberLoss (its delta is our threshold).
    """

    threshold: Positive = 1.0

    def total(self, A: Expression, Y: Expression, average: Expression) -> Expression:
        far = self.constant("threshold")
        near = UP_TO(magnitude(A - Y), far)
        return average * total("entries", where(near, (A - Y) ** 2 / 2, far * (magnitude(A - Y) - far / 2)))

    def slope(self, A: Expression, Y: Expression, average: Expression) -> Expression:
        far = self.constant("threshold")
        return average * smallest(far, largest(-far, A - Y))

    def seams(self, A: Array, Y: Array) -> list[Array]:
        return [abs(A - Y) - self.threshold]


class Hinge(LossOverOutputs, frozen=True, kw_only=True, tag="hinge"):
    """How far y a stays below the margin 1, for targets -1 and 1; its slope at the margin is 0, as PyTorch's."""

    threshold_between_classes: ClassVar[float | None] = 0.0
    negative_target: ClassVar[float] = -1.0
    targets_allowed: ClassVar[str] = "-1 and 1"

    def accepts(self, Y: Array) -> Array:
        return np.isin(Y, (-1.0, 1.0))

    def total(self, A: Expression, Y: Expression, average: Expression) -> Expression:
        return average * total("entries", largest(0, 1 - Y * A))

    def slope(self, A: Expression, Y: Expression, average: Expression) -> Expression:
        return average * where(Y * A < 1, -Y, 0)

    def kinks(self, A: Array, Y: Array) -> list[Array]:
        return [1 - Y * A]

"""What every loss knows: its value, its slope in A, what it fuses with, and how people get it wrong.

A loss is a sum over samples and outputs, times an ``average`` that the config decides (1/m, 1/(m n), or 1 for sums).
"""

from typing import ClassVar, Literal

import numpy as np

from bpcli.rules.activations import Activation
from bpcli.rules.arrays import Array
from bpcli.rules.expression import Apply, Expression, Function, fraction, lift, log, log2, log10, m, n, substituted
from bpcli.rules.mistakes import Near, Wrong, average_mistakes
from bpcli.rules.registry import NonNegative, Rule

Reduction = Literal["mean", "sum"]


class Loss(Rule, frozen=True, kw_only=True):
    """A loss between outputs A and targets Y, both (m, n).

    ``l2`` adds s/2 times the sum of all squared weights, ``l2_biases`` the biases' likewise.
    """

    over_samples: Reduction = "mean"
    l2: NonNegative = 0.0
    l2_biases: NonNegative = 0.0

    value_over: ClassVar[int] = 1
    """A whole number that the value is divided by."""
    slope_times: ClassVar[int] = 1
    """A whole number that stands before the slope."""
    takes_logarithms: ClassVar[bool] = False
    """Whether it is made of log A and log(1 - A), which need care where A is near 0 or 1."""
    fuses_with: ClassVar[type[Activation] | None] = None
    """The output activation with which dL/dZ is simply A - Y."""
    threshold_between_classes: ClassVar[float | None] = None
    """Where a single output's decision changes; None: not a loss for classes."""
    negative_target: ClassVar[float] = 0.0
    """What stands for 'not this class' in Y; 1 stands for 'this class'."""
    targets_allowed: ClassVar[str] = "numbers"

    @property
    def averages_outputs(self) -> bool:
        """Whether 1/n stands in the loss."""
        return False

    def total(self, A: Expression, Y: Expression, average: Expression) -> Expression:
        """``average`` times the sum over all entries; what ``value_over`` says is in the average."""
        raise TypeError(f"{self.name} computes nothing")

    def slope(self, A: Expression, Y: Expression, average: Expression) -> Expression:
        """``average`` times d total / dA, (m, n); what ``slope_times`` says is in the average."""
        raise TypeError(f"{self.name} computes nothing")

    def value(self, A: Expression, Y: Expression) -> Expression:
        """The data term of the loss, a number."""
        return self.total(A, Y, self.average(1, self.value_over, samples=True))

    def exact(self, A: Expression, Y: Expression, Z: Expression, f: Activation) -> list[Expression]:
        """The value by logarithms of f(Z), where A has lost the digits that its own logarithms need."""
        logarithms = f.logarithms(Z)
        if logarithms is None:
            return []
        value = self.value(A, Y)
        by_logarithms = substituted(value, dict(zip((log(A), log(1 - A)), logarithms, strict=True)))
        return [] if by_logarithms == value else [by_logarithms]

    def output_error(self, A: Expression, Y: Expression, *, averaged: bool) -> Expression:
        """dL/dA, (m, n), with 1/m in it or without."""
        return self.slope(A, Y, self.average(self.slope_times, samples=averaged))

    def fused_error(self, A: Expression, Y: Expression, *, averaged: bool) -> Expression:
        """delta = dL/dZ, (m, n), behind the activation that the loss ``fuses_with``."""
        return self.average(samples=averaged) * (A - Y)

    def log_weights(self, Y: Array) -> tuple[Array, ...]:
        """What -log A is multiplied by in the sum over all entries, and -log(1 - A), where it stands there too."""
        raise TypeError(f"{self.name} takes no logarithms")

    def kinks(self, A: Array, Y: Array) -> list[Array]:
        """Matrices, (m, n) each, at whose zeros the slope jumps."""
        return []

    def seams(self, A: Array, Y: Array) -> list[Array]:
        """Matrices, (m, n) each, at whose zeros two pieces meet with one slope."""
        return []

    def accepts(self, Y: Array) -> Array:
        """Which entries of Y this loss can take for targets, as booleans."""
        return np.ones(Y.shape, bool)

    def value_mistakes(self, right: Expression, near: Near) -> Wrong:
        """A wrong factor or logarithm; 1/m is left out, or there once too often."""
        yield from self.factor_mistakes(right)
        yield from average_mistakes(right, near)

    def slope_mistakes(self, right: Expression, near: Near) -> Wrong:
        """1/m is left out, or there once too often; a wrong factor."""
        yield from average_mistakes(right, near)
        yield from self.factor_mistakes(right)

    def factor_mistakes(self, right: Expression) -> Wrong:
        """All logarithms to base 2, or to base 10; a slope has none, so nothing is mistaken there."""
        for other in (log2, log10):
            if (changed := _with_logarithm(right, other)) != right:
                yield "wrong_log_base", changed

    def average(self, top: int = 1, below: int = 1, *, samples: bool) -> Expression:
        """The fraction in front, such as 2/(m n); ``samples`` says whether 1/m belongs to it."""
        parts = {lift(below): below != 1, m: samples and self.over_samples == "mean", n: self.averages_outputs}
        return fraction(top, *(part for part, stands_there in parts.items() if stands_there))


class LossOverOutputs(Loss, frozen=True, kw_only=True):
    """A loss that also averages or sums over the outputs of a sample."""

    over_outputs: Reduction = "mean"

    @property
    def averages_outputs(self) -> bool:
        return self.over_outputs == "mean"


def _with_logarithm(expression: Expression, other: Function) -> Expression:
    if isinstance(expression, Apply) and expression.function == log:
        return other(*expression.arguments)
    return expression.of(tuple(_with_logarithm(part, other) for part in expression.parts))

"""What every loss knows: its value, its slope in A, what it fuses with, and how all is written.

A loss is a sum over samples and outputs of one term an entry, times a coefficient that the config
decides (means or sums); the coefficient is kept apart, as a ``Fraction`` of the batch's m and n.
"""

from collections.abc import Callable
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
from msgspec import Meta, Struct

from bpcli.rules.activations import Activation
from bpcli.rules.rule import Array, Calls

Reduction = Literal["mean", "sum"]
Total = Callable[[], Any]
"""A call that returns a number, in the precision of the arrays that it is bound to."""
NonNegative = Annotated[float, Meta(ge=0)]


class Loss(Struct, frozen=True, kw_only=True, tag_field="name", forbid_unknown_fields=True):
    """A loss between outputs A and targets Y, both (m, n).

    ``l2`` adds s/2 times the sum of all squared weights, ``l2_biases`` the biases' likewise.
    """

    over_samples: Reduction = "mean"
    l2: NonNegative = 0.0
    l2_biases: NonNegative = 0.0

    definition: ClassVar[str]
    slope_definition: ClassVar[str]
    sign: ClassVar[int] = 1
    """-1 where the definition is of a likelihood, which the loss negates."""
    value_denominator: ClassVar[int] = 1
    slope_numerator: ClassVar[int] = 1
    fuses_with: ClassVar[type[Activation] | None] = None
    """The output activation with which dL/dZ is simply A - Y."""
    threshold_between_classes: ClassVar[float | None] = None
    """Where a single output's decision changes; None: not a loss for classes."""
    negative_target: ClassVar[float] = 0.0
    """What stands for 'not this class' in Y; 1 stands for 'this class'."""
    targets_allowed: ClassVar[str] = "numbers"

    factors_mistaken: ClassVar[tuple[tuple[str, float], ...]] = ()
    """Mistakes that multiply value and slope by a constant."""
    value_factors_mistaken: ClassVar[tuple[tuple[str, float], ...]] = ()
    """Mistakes that multiply the value alone."""

    @property
    def name(self) -> str:
        """The name in the config."""
        return str(self.__struct_config__.tag)

    @property
    def averages_outputs(self) -> bool:
        """Whether 1/n stands in the loss."""
        return False

    def bind_total(self, A: Array, Y: Array, Z: Array, activation: Activation) -> Total:
        """A call that returns the sum over all entries; Z only where A has lost its digits."""
        raise TypeError(f"{self.name} computes nothing")

    def bind_slope(self, dA: Array, A: Array, Y: Array) -> Calls:
        """Calls that compute d total / dA, without the ``slope_numerator``."""
        raise TypeError(f"{self.name} computes nothing")

    def kinks(self, A: Array, Y: Array) -> list[Array]:
        """Expressions, (m, n) each, at whose zeros the slope jumps."""
        return []

    def seams(self, A: Array, Y: Array) -> list[Array]:
        """Expressions, (m, n) each, at whose zeros two pieces meet with one slope."""
        return []

    def accepts(self, Y: Array) -> Array:
        """Which entries of Y this loss can take for targets, as booleans."""
        return np.ones(Y.shape, bool)


class LossOverOutputs(Loss, frozen=True, kw_only=True):
    """A loss that also averages or sums over the outputs of a sample."""

    over_outputs: Reduction = "mean"

    @property
    def averages_outputs(self) -> bool:
        """Whether 1/n stands in the loss."""
        return self.over_outputs == "mean"


class Fraction(Struct, frozen=True):
    """A coefficient like 2/(m n): a number over the batch's samples and outputs, where they count."""

    numerator: int = 1
    denominator: int = 1
    samples: bool = False
    outputs: bool = False

    def value(self, m: int, n: int) -> float:
        """The number for m samples and n outputs."""
        return self.numerator / (self.denominator * (m if self.samples else 1) * (n if self.outputs else 1))

    def __str__(self) -> str:
        below = [str(self.denominator)] if self.denominator != 1 else []
        below += ["m"] if self.samples else []
        below += ["n"] if self.outputs else []
        if not below:
            return "" if self.numerator == 1 else f"{self.numerator} "
        text = below[0] if len(below) == 1 else f"({' '.join(below)})"
        return f"{self.numerator}/{text} "
